#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "sanku/evaluation/score.hpp"

/// Random indicator systems, sound ones, and figures for them.
namespace sanku::testing {

class RandomSystems {
  public:
    explicit RandomSystems(unsigned seed) : random_(seed) {}

    std::int64_t below(std::int64_t limit) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(limit));
    }
    /// One without dimensions, of `count` linear indicators.
    evaluation::IndicatorSystem system(std::size_t count) {
        evaluation::IndicatorSystem out = empty();
        for (const std::int64_t weight : split(10'000, count)) {
            out.indicators.push_back(indicator(out, {}, weight));
            out.indicators.back().method = linear(out.indicators.back().better);
        }
        return out;
    }
    /// A tree of one to three levels of dimensions, or of none, with indicators of every method.
    evaluation::IndicatorSystem tree() {
        evaluation::IndicatorSystem out = empty();
        out.min_size = below(4);
        grow(out, {}, 10'000, 0);
        return out;
    }
    std::vector<evaluation::Measured> entries(const evaluation::IndicatorSystem& system,
                                              std::size_t count) {
        std::vector<evaluation::Measured> out;
        for (std::size_t i = 0; i < count; ++i) {
            if (below(6) == 0) continue;  // new now, or gone
            evaluation::Measured one{"r" + std::to_string(i), {}, below(9)};
            for (std::size_t k = 0; k < system.indicators.size(); ++k) {
                one.figures.emplace_back(below(6) == 0 ? Ratio(below(9), 0) : Ratio(below(12), 12));
            }
            out.push_back(std::move(one));
        }
        return out;
    }

  private:
    static evaluation::IndicatorSystem empty() {
        return {.id = "random",
                .version = "1",
                .title = {"随机", "random"},
                .source = {"测试", "a test"}};
    }
    /// `whole` in `count` parts of at least 1.
    std::vector<std::int64_t> split(std::int64_t whole, std::size_t count) {
        std::vector<std::int64_t> out;
        for (std::size_t left = count; left > 1; --left) {
            out.push_back(1 + below(whole / static_cast<std::int64_t>(left)));
            whole -= out.back();
        }
        out.push_back(whole);
        return out;
    }
    void grow(evaluation::IndicatorSystem& out, std::optional<std::size_t> parent,
              std::int64_t weight, std::size_t depth) {
        const auto parts = split(weight, 1 + static_cast<std::size_t>(below(3)));
        const bool deeper = depth < evaluation::IndicatorSystem::max_depth && below(3) != 0 &&
                            std::ranges::min(parts) >= 10;
        for (const std::int64_t part : parts) {
            if (!deeper) {
                out.indicators.push_back(indicator(out, parent, part));
                out.indicators.back().method = method(out.indicators.back());
                continue;
            }
            const std::size_t place = out.dimensions.size();
            const std::string id = "d" + std::to_string(place);
            out.dimensions.push_back({id, {id, id}, Rational(part, 100), parent, basis()});
            grow(out, place, part, depth + 1);
        }
    }
    evaluation::Basis basis() { return static_cast<evaluation::Basis>(below(2)); }
    evaluation::Indicator indicator(const evaluation::IndicatorSystem& system,
                                    std::optional<std::size_t> dimension, std::int64_t weight) {
        const std::string id = "i" + std::to_string(system.indicators.size());
        return {.id = id,
                .name = {id, id},
                .weight = Rational(weight, 100),
                .dimension = dimension,
                .unit = *evaluation::Unit::find(below(2) == 0 ? "%" : "number"),
                .method = {},
                .better = static_cast<evaluation::Better>(below(2)),
                .missing = static_cast<evaluation::Missing>(below(2)),  // none blocks
                .basis = basis()};
    }
    evaluation::Method linear(evaluation::Better better) {
        Rational low(below(50), 100);
        Rational high = low + Rational(1 + below(60), 100);
        if (better == evaluation::Better::lower) std::swap(low, high);
        return evaluation::method::Linear{low, high};
    }
    evaluation::Method method(const evaluation::Indicator& one) {
        const bool upwards = one.better == evaluation::Better::higher;
        switch (below(6)) {
            case 0:
                return linear(one.better);
            case 1: {
                const Rational floor(below(80), 100);
                return evaluation::method::Attained{Rational(1 + below(90), 100), floor,
                                                    floor + Rational(1 + below(60), 100)};
            }
            case 2: {
                evaluation::method::Bands out;
                const std::int64_t count = 1 + below(5);
                for (std::int64_t i = 0; i < count; ++i) {
                    const std::int64_t share = (upwards ? i : count - 1 - i) * 100 / count;
                    out.bands.push_back({{}, Rational(share, 100)});
                    if (i > 0) out.bands.back().from = Rational(i * 20 + below(9), 100);
                }
                return out;
            }
            case 3:
                return evaluation::method::Placed{};
            case 4:
                return evaluation::method::YesNo{};
            default:
                return evaluation::method::Deduction{
                    Rational(below(100), 100), Rational(1 + below(500), 100) * one.unit.scale};
        }
    }

    std::mt19937_64 random_;
};

}  // namespace sanku::testing
