#include "sanku/evaluation/cbc.hpp"

#include <algorithm>
#include <climits>
#include <coin/CbcHeuristic.hpp>
#include <coin/CbcHeuristicDiveCoefficient.hpp>
#include <coin/CbcModel.hpp>
#include <coin/CglGomory.hpp>
#include <coin/CglKnapsackCover.hpp>
#include <coin/CglMixedIntegerRounding2.hpp>
#include <coin/CoinError.hpp>
#include <coin/CoinPackedMatrix.hpp>
#include <coin/CoinPackedVector.hpp>
#include <coin/OsiClpSolverInterface.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <vector>

#include "sanku/core/error.hpp"

namespace sanku::evaluation {

namespace {

/// The largest value and the largest coefficient of a row, as CBC sees them: fen and hundredths of
/// a point differ by too many powers of ten for its tolerances of 10⁻⁷.
constexpr double largest = 1'000;

/// The program with each row, and the values, in units of their own.
struct Scaled {
    double value = 1;  ///< by which values are multiplied
    std::vector<double> rows;
    OsiClpSolverInterface solver;

    explicit Scaled(const Program& program) {
        const std::size_t size = program.values.size();
        const auto most = std::ranges::max(program.values);
        value = largest / static_cast<double>(std::max<std::int64_t>(most, 1));
        std::vector<double> costs;
        for (const std::int64_t one : program.values) {
            costs.push_back(-static_cast<double>(one) * value);
        }
        CoinPackedMatrix matrix(false, 0, 0);
        matrix.setDimensions(0, static_cast<int>(size));
        std::vector<double> limits;
        for (const auto& [terms, limit] : program.rows) {
            std::int64_t coefficient = 1;
            for (const auto& term : terms) {
                coefficient = std::max(coefficient, std::abs(term.coefficient));
            }
            rows.push_back(largest / static_cast<double>(coefficient));
            CoinPackedVector row;
            for (const auto& term : terms) {
                row.insert(static_cast<int>(term.item),
                           static_cast<double>(term.coefficient) * rows.back());
            }
            matrix.appendRow(row);
            limits.push_back(static_cast<double>(limit) * rows.back());
        }
        const std::vector<double> zeros(size, 0);
        const std::vector<double> ones(size, 1);
        const std::vector<double> none(limits.size(), -solver.getInfinity());
        solver.messageHandler()->setLogLevel(0);
        solver.loadProblem(matrix, zeros.data(), ones.data(), costs.data(), none.data(),
                           limits.data());
        for (int item = 0; item < static_cast<int>(size); ++item) solver.setInteger(item);
    }
};

}  // namespace

Solver::Proposal Cbc::propose(const Program& program, const std::vector<bool>& start,
                              const Effort& effort) const try {
    Proposal out;
    if (program.values.empty()) return out;
    Scaled scaled(program);
    scaled.solver.initialSolve();
    if (!scaled.solver.isProvenOptimal()) return out;
    for (std::size_t row = 0; row < program.rows.size(); ++row) {
        out.prices.push_back(-scaled.solver.getRowPrice()[row] * scaled.rows[row] / scaled.value);
    }
    const auto take = [&](const double* shares, double least) {
        out.taken.clear();
        for (std::size_t item = 0; item < program.values.size(); ++item) {
            out.taken.push_back(shares[item] > least);
        }
    };
    take(scaled.solver.getColSolution(), 0.999);
    if (effort.nodes == 0) return out;

    CbcModel model(scaled.solver);
    model.setLogLevel(0);
    model.solver()->messageHandler()->setLogLevel(0);
    CglKnapsackCover covers;
    CglGomory fractions;
    CglMixedIntegerRounding2 roundings;
    for (CglCutGenerator* const cuts :
         std::initializer_list<CglCutGenerator*>{&covers, &fractions, &roundings}) {
        model.addCutGenerator(cuts, -1);
    }
    CbcRounding rounding(model);
    model.addHeuristic(&rounding);
    CbcHeuristicDiveCoefficient dive(model);
    model.addHeuristic(&dive);  // RENS found no more and, in 2.10.8, leaks
    // Values are whole, so that less than one more is none.
    model.setAllowableGap(scaled.value / 2);
    model.setMaximumNodes(static_cast<int>(std::min<std::int64_t>(effort.nodes, INT_MAX)));
    if (effort.seconds > 0) model.setMaximumSeconds(effort.seconds);
    std::vector<double> known(start.begin(), start.end());
    double cost = 0;
    for (std::size_t item = 0; item < known.size(); ++item) {
        cost -= known[item] * static_cast<double>(program.values[item]) * scaled.value;
    }
    model.setBestSolution(known.data(), static_cast<int>(known.size()), cost);
    model.branchAndBound();
    if (const double* found = model.bestSolution()) take(found, 0.5);
    return out;
} catch (CoinError& error) {
    throw Error(ErrorCode::invalid_argument, error.message(), "CBC gave up");
}

}  // namespace sanku::evaluation
