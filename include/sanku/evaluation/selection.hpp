#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sanku/core/ratio.hpp"
#include "sanku/evaluation/solver.hpp"

namespace sanku::evaluation {

/// What was decided of a candidate before anything is computed.
enum class Decided : std::uint8_t { open, take, leave };

/// A project that may be taken forward. It counts score × weight if it is.
struct Candidate {
    std::string id;           ///< not empty, and no other's
    std::int64_t score = 0;   ///< 0 or more, in any unit, such as hundredths of a point
    std::int64_t weight = 1;  ///< 0 or more: 1 counts scores, an investment scores × investment
    std::vector<std::int64_t> needs{};  ///< of each limit, 0 or more, in its unit
    Decided decided = Decided::open;
    std::string group{};      ///< at most one of those that name the same group is taken
    std::string only_with{};  ///< id of the one without which it is not taken (circle: all or none)
};

/// What there is of something that candidates need.
struct Limit {
    std::string id;           ///< not empty, and no other's
    std::int64_t amount = 0;  ///< 0 or more, in the unit of the needs: fen, hundredths of a mu, …
    std::int64_t step = 0;    ///< how much more its shadow asks about; 0: no shadow
};

/// When to be content, and how long to look.
struct SelectionOptions {
    Ratio gap{0, 1};  ///< the gap at which to be content, 0 or more
    Effort effort{};
    Effort shadow_effort{.nodes = 20, .steps = 2'000'000};  ///< for each shadow
};

/// How the selection stands to the best there is.
enum class SelectionStatus : std::uint8_t {
    optimal,     ///< proved in integers: there is no better one
    within_gap,  ///< the proven gap is at most the one that was asked for
    stopped,     ///< the effort ended at a wider gap, which is proven too
    infeasible,  ///< what must be taken breaks a limit or another condition
};

/// `optimal`, `within_gap`, `stopped`, `infeasible`.
[[nodiscard]] constexpr std::string_view key(SelectionStatus status) noexcept {
    constexpr std::string_view keys[] = {"optimal", "within_gap", "stopped", "infeasible"};
    return keys[static_cast<std::size_t>(status)];
}

/// What one step more of a limit would bring.
struct Shadow {
    std::int64_t gain = 0;             ///< of objective, found and so certain
    std::int64_t gain_at_most = 0;     ///< proven; `gain` where both selections are optimal
    std::vector<std::size_t> enter{};  ///< candidates that come in; none without a gain
    std::vector<std::size_t> leave{};  ///< those that make room for them
};

/// A limit and what is taken of it.
struct LimitUse {
    std::int64_t used = 0;
    std::int64_t left = 0;           ///< by which it could be smaller and nothing would change
    std::optional<Shadow> shadow{};  ///< none without a step
};

/// Why a candidate is left out; of several reasons the first one.
enum class Why : std::uint8_t {
    decided,    ///< so the caller said
    only_with,  ///< the one that it needs is not taken
    group,      ///< another one of its group is taken
    limits,     ///< it needs more than is left of at least one limit
};

/// `decided`, `only_with`, `group`, `limits`.
[[nodiscard]] constexpr std::string_view key(Why why) noexcept {
    constexpr std::string_view keys[] = {"decided", "only_with", "group", "limits"};
    return keys[static_cast<std::size_t>(why)];
}

struct LeftOut {
    /// What is missing of a limit for the candidate, with those in a circle with it, to be taken
    /// beside the others.
    struct Lack {
        std::size_t limit;
        std::int64_t amount;
        friend bool operator==(const Lack&, const Lack&) = default;
    };

    std::size_t candidate = 0;
    Why why = Why::limits;
    std::vector<Lack> lacks{};  ///< whatever the reason
    /// The first by rank of those taken that count at least as much and need no more of anything.
    std::optional<std::size_t> dominated_by{};
};

/// A condition that what must be taken cannot keep.
struct Conflict {
    std::optional<std::size_t>
        limit{};              ///< that is broken; none: the conditions between candidates
    std::int64_t excess = 0;  ///< by so much
    std::vector<std::size_t> candidates{};  ///< that must be taken and clash, by rank
};

/// Which candidates to take forward, and what is known about the choice. Candidates and limits are
/// numbered as they were given; lists of candidates are in the order of ranks.
struct Selection {
    SelectionStatus status = SelectionStatus::infeasible;
    std::vector<Conflict> conflicts{};   ///< if infeasible; all else is then empty, but `ranking`
    std::vector<std::size_t> ranking{};  ///< all candidates, by score from the highest, then by id
    std::vector<std::size_t> chosen{};
    std::vector<LeftOut> left_out{};
    std::int64_t objective = 0;  ///< Σ score × weight of those chosen
    std::int64_t bound = 0;      ///< no selection has more: proven in integers
    /// Whether it was shown that of all selections of this objective it is the one that comes first
    /// (see docs/selection.md), and so the same whatever the solver.
    bool first_of_equals = false;
    std::vector<LimitUse> limits{};
    std::vector<std::size_t> by_ranking{};  ///< down the ranking, each one that still fits
    std::int64_t by_ranking_objective = 0;

    /// (bound − objective) ÷ bound; 0 ÷ 1 where the bound is 0.
    [[nodiscard]] Ratio gap() const {
        return bound == 0 ? Ratio{0, 1} : Ratio{bound - objective, bound};
    }
};

/// The candidates whose total Σ score × weight is the highest that the limits allow. Throws
/// `Error(invalid_argument)` for an id that is empty, occurs twice or is not known, a number below
/// 0, needs that are not one a limit, more than 20,000 candidates or 100 limits, and
/// `Error(overflow)` if the values, the needs of one limit, or a limit and its step add up to more
/// than 2⁶² − 1.
[[nodiscard]] Selection select(const std::vector<Candidate>& candidates,
                               const std::vector<Limit>& limits, const Solver& solver,
                               const SelectionOptions& options = {});

}  // namespace sanku::evaluation
