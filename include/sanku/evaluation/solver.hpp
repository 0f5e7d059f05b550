#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace sanku::evaluation {

/// What is to be decided of each of several items, take it or not: the most value so that in every
/// row the sum of the coefficients of what is taken stays within the row's limit.
struct Program {
    /// What one item adds to a row if it is taken.
    struct Term {
        std::size_t item;
        std::int64_t coefficient;
    };
    /// A limit on the sum of terms.
    struct Row {
        std::vector<Term> terms;  ///< by ascending item, each at most once
        std::int64_t limit;       ///< at least 0
    };

    std::vector<std::int64_t> values;  ///< of each item, 0 or more
    std::vector<Row> rows;
};

/// How long to look. Nodes and steps are counted, so that what comes out can be repeated; seconds
/// depend on the machine.
struct Effort {
    std::int64_t nodes = 300;         ///< of the solver's tree
    std::int64_t steps = 20'000'000;  ///< of the search in integers; some 10⁷ a second
    double seconds = 0;               ///< of the solver's tree; 0: no limit
};

/// Finds good choices with whatever arithmetic it likes. What it proposes is checked and bounded in
/// integers by whoever asks, so that a mistake of it costs value or proof, never truth.
class Solver {
  public:
    /// A choice, and what it is thought to be worth.
    struct Proposal {
        std::vector<bool> taken;  ///< of each item; empty if none was found
        std::vector<double>
            prices;  ///< of each row: value gained by one more of its limit; or empty
    };

    Solver() = default;
    Solver(const Solver&) = default;
    Solver(Solver&&) = default;
    Solver& operator=(const Solver&) = default;
    Solver& operator=(Solver&&) = default;
    virtual ~Solver() = default;

    /// The same for the same program, start and effort, unless it is stopped by seconds. `start`: a
    /// choice that keeps every row.
    [[nodiscard]] virtual Proposal propose(const Program& program, const std::vector<bool>& start,
                                           const Effort& effort) const = 0;
};

}  // namespace sanku::evaluation
