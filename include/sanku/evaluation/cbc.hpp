#pragma once

#include "sanku/evaluation/solver.hpp"

namespace sanku::evaluation {

/// The solver of COIN-OR, CBC (https://github.com/coin-or/Cbc, EPL-2.0): branch and cut on linear
/// relaxations, in doubles, in one thread, without a word on any stream. Part of the target
/// `sanku::cbc`.
class Cbc final : public Solver {
  public:
    /// Throws `Error(invalid_argument)` if CBC itself gives up.
    [[nodiscard]] Proposal propose(const Program& program, const std::vector<bool>& start,
                                   const Effort& effort) const override;
};

}  // namespace sanku::evaluation
