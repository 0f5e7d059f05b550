#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "medium.hpp"
#include "operation.hpp"
#include "sanku/core/error.hpp"

namespace sanku::testing {

/// One way in which an operation goes wrong.
struct Fault {
    enum class Kind : std::uint8_t {
        once,      ///< this operation fails, later ones do not
        retried,   ///< as `once`, and then the work is tried again on the same Store
        for_ever,  ///< this one and all later ones fail
        cut,       ///< the power goes: only what was synced is left
        torn_cut,  ///< the power goes: what was synced is left and some of what was not
    };
    const char* name;
    Operations operations;
    int code;  ///< what SQLite is told; not used for allocations
    Kind kind;
};

/// How a piece of work ended.
struct Ended {
    bool returned = false;
    bool out_of_memory = false;       ///< std::bad_alloc
    std::optional<ErrorCode> code{};  ///< of the library's Error
    std::string what{};
};
[[nodiscard]] Ended attempt(const std::function<void()>& work);

/// What came of all copies.
struct Tally {
    Counts asked{};
    std::int64_t copies = 0;
    std::int64_t old = 0;      ///< copies after which the journal was as before
    std::int64_t changed = 0;  ///< copies after which it held everything new
    std::int64_t failed = 0;
    double seconds = 0;
};
[[nodiscard]] std::string describe(const Tally& tally);

/// Runs a piece of work once. At each operation, for each fault that concerns it, the process makes
/// a copy of itself by fork; in the copy the fault happens, in the original it does not. So every
/// operation fails once without the work before it being repeated. Copies run beside the original,
/// as many at a time as SANKU_FAULT_JOBS says (2).
class Forks {
  public:
    Forks(Medium& medium, std::vector<Fault> faults);
    Forks(const Forks&) = delete;
    Forks& operator=(const Forks&) = delete;
    ~Forks();

    /// What a copy has seen of the journal in the end.
    enum class Outcome : std::uint8_t { old = 10, changed, failed };

    /// Runs `work` with faults, then `check` without, in the original and in each copy, with
    /// SQLite's own VFS back as the default one. Copies end there.
    Tally run(const std::function<void()>& work, const std::function<Outcome()>& check);

    /// The fault that happened, in a copy.
    [[nodiscard]] const Fault* fault() const { return fault_; }
    /// Lets every later operation be done; for trying again.
    void mend() { armed_ = false; }
    /// The medium's files: in a copy whose power was cut, what that left.
    [[nodiscard]] Files left() const { return left_ ? *left_ : medium_.files(); }

  private:
    [[nodiscard]] int ask(Operation operation);
    void copy(const Fault& fault);
    void strike(const Fault& fault);
    void wait_for_one();
    [[noreturn]] static void leave(Outcome outcome);

    Medium& medium_;
    std::vector<Fault> faults_;
    bool armed_ = false;
    const Fault* fault_ = nullptr;
    std::optional<Files> left_{};
    std::map<pid_t, std::string> running_{};
    std::int64_t position_ = 0;
    Tally tally_{};
};

}  // namespace sanku::testing
