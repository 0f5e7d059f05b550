#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "sanku/evaluation/selection.hpp"

/// Random projects to select from, for tests and benchmarks.
namespace sanku::testing {

struct Instance {
    std::vector<evaluation::Candidate> candidates;
    std::vector<evaluation::Limit> limits;
};

class Dice {
  public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}
    [[nodiscard]] std::int64_t operator()(std::int64_t low, std::int64_t high) {
        return std::uniform_int_distribution(low, high)(engine_);
    }

  private:
    std::mt19937_64 engine_;
};

/// Five years' money in fen, land in hundredths of a mu and energy in tce of projects of which
/// about three in ten can be taken. `grain`: scores are multiples of it, so that a coarse one makes
/// ties.
[[nodiscard]] inline Instance random_instance(Dice& dice, std::int64_t size,
                                              std::int64_t grain = 1) {
    Instance out;
    for (int year = 1; year <= 5; ++year) out.limits.push_back({"money" + std::to_string(year)});
    out.limits.push_back({"land"});
    out.limits.push_back({"energy"});
    std::vector<std::int64_t> sums(out.limits.size());
    for (std::int64_t i = 0; i < size; ++i) {
        const std::int64_t scale = dice(1'000, 100'000);
        evaluation::Candidate one{.id = std::to_string(1'000'000 + i),
                                  .score = dice(4'000, 9'900) / grain * grain};
        for (int year = 0; year < 5; ++year) {
            one.needs.push_back(dice(0, 3) == 0 ? 0 : scale * dice(50'000, 400'000));
        }
        one.needs.push_back(scale * dice(1, 40) / 100);
        one.needs.push_back(scale * dice(0, 100) / 1'000);
        for (std::size_t limit = 0; limit < sums.size(); ++limit) sums[limit] += one.needs[limit];
        out.candidates.push_back(std::move(one));
    }
    for (std::size_t limit = 0; limit < sums.size(); ++limit) {
        out.limits[limit].amount = sums[limit] * dice(2, 4) / 10;
    }
    return out;
}

}  // namespace sanku::testing
