#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace sanku::testing {

/// One end of a pipe that carries numbers, and another process's way to write to it.
class Pipe {
  public:
    Pipe();
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe();

    void send(std::int64_t number) const;
    /// The next number; -1 if all that could write to the pipe have ended. To be called after
    /// `only_read`.
    [[nodiscard]] std::int64_t receive() const;
    /// Closes this process's writing end.
    void only_read();

  private:
    int ends_[2];
};

/// A process that does some work and ends; killed, if it still runs, when this object goes.
class Process {
  public:
    /// Forks. The process ends with 0 if `work` returns, with 1 if it throws, and says why.
    explicit Process(const std::function<void()>& work);
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process();

    /// Kills it as a crash or the system does, without warning; whether it still ran.
    bool kill();
    /// Waits until it ends by itself; its result, or -1 if a signal ended it.
    int wait();

  private:
    pid_t id_;
};

}  // namespace sanku::testing
