#pragma once

#include <cstdint>
#include <vector>

#include "sanku/core/ratio.hpp"
#include "sanku/evaluation/solver.hpp"

namespace sanku::evaluation {

/// A choice that keeps every row, and what is proved about it.
struct Choice {
    std::vector<bool> taken;
    std::int64_t value = 0;
    std::int64_t bound = 0;        ///< no choice that keeps the rows has more
    bool first_of_equals = false;  ///< whether no equal one takes an earlier item (see `search`)
};

/// Takes of `first`, then of the others, in the order of items, each one with which every row still
/// holds, and looks again at those passed over until none is left that does.
[[nodiscard]] std::vector<bool> pack(const Program& program, const std::vector<bool>& first);

/// The value of what is taken.
[[nodiscard]] std::int64_t value_of(const Program& program, const std::vector<bool>& taken);

/// Improves `start`, which keeps every row, and proves how far it can be from the best, in whole
/// numbers alone, whatever `prices` are (one a row, or none); good ones prove more in fewer steps.
/// Of choices of the same value the one comes first that takes the first item in which they differ.
///
/// With prices y ≥ 0 a choice x that keeps the rows has the value Σ y·limit + Σ max(0, r) − (what
/// it loses), where r = value − Σ y·coefficient of an item: it loses |r| for each item that it does
/// not take though r > 0, or takes though r ≤ 0, and y for each unit of a limit that it leaves.
/// So the first two sums bound every choice (weak duality; Lagrangian relaxation), and choices that
/// may lose at most so much are few. They are gone through for losses that double, until one is
/// found or there is none above the value of `start`; then those of the same value, for the first.
///
/// Values and, in each row, absolute coefficients and the limit must not add up to more than
/// 2⁶² − 1; no item may break a row of positive coefficients alone. Ends after `steps`, or once
/// (bound − value) ÷ bound is at most `gap`, unless that is 0.
[[nodiscard]] Choice search(const Program& program, const std::vector<double>& prices,
                            std::vector<bool> start, std::int64_t steps, const Ratio& gap);

}  // namespace sanku::evaluation
