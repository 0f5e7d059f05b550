#include "processes.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <iostream>
#include <stdexcept>

namespace sanku::testing {

Pipe::Pipe() {
    if (pipe(ends_) != 0) throw std::runtime_error("no pipe");
}

Pipe::~Pipe() {
    close(ends_[0]);
    only_read();
}

void Pipe::send(std::int64_t number) const {
    if (write(ends_[1], &number, sizeof number) != sizeof number) {
        throw std::runtime_error("nobody reads");
    }
}

std::int64_t Pipe::receive() const {
    std::int64_t number = 0;
    return read(ends_[0], &number, sizeof number) == sizeof number ? number : -1;
}

void Pipe::only_read() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
}

Process::Process(const std::function<void()>& work) {
    (void)std::fflush(nullptr);
    id_ = fork();
    if (id_ < 0) throw std::runtime_error("no further process");
    if (id_ > 0) return;
    int result = 0;
    try {
        work();
    } catch (const std::exception& error) {
        std::cerr << "process: " << error.what() << '\n';
        result = 1;
    }
    (void)std::fflush(nullptr);
    _exit(result);
}

Process::~Process() {
    if (id_ > 0) kill();
}

bool Process::kill() {
    ::kill(id_, SIGKILL);
    return wait() == -1;
}

int Process::wait() {
    int status = 0;
    waitpid(id_, &status, 0);
    id_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace sanku::testing
