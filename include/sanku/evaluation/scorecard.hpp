#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sanku/core/bilingual.hpp"
#include "sanku/core/rational.hpp"
#include "sanku/evaluation/indicator_system.hpp"
#include "sanku/evaluation/score.hpp"

namespace sanku::evaluation {

/// A line of a scorecard: a dimension with the sums of what is below it, or an indicator.
struct CardLine {
    const Dimension* dimension = nullptr;  ///< nullptr: an indicator
    std::size_t place = 0;                 ///< in the system's dimensions or indicators
    std::size_t depth = 0;
    Rational weight;  ///< after the weights of excluded indicators were spread
    Rational points;
    [[nodiscard]] Rational lost() const { return weight - points; }
};

/// The score as a tree, in its order: each dimension before what is below it. Lines of the topmost
/// level add up to the score, and what they lose to 100 less it. Valid as long as the system is.
/// Throws `Error(invalid_argument)` unless the score has points of each indicator.
[[nodiscard]] std::vector<CardLine> scorecard(const IndicatorSystem& system, const Score& score);

/// Why an entry lost points under `indicator`, in words: 82%，目标100%，失1.8分. Empty if it lost
/// none although it has a value.
[[nodiscard]] Bilingual reason(const Indicator& indicator, const Points& points);

// --- Bodies --------------------------------------------------------------------------------------

[[nodiscard]] inline std::vector<CardLine> scorecard(const IndicatorSystem& system,
                                                     const Score& score) {
    if (score.points.size() != system.indicators.size()) {
        throw Error(ErrorCode::invalid_argument, score.id, "points of each indicator");
    }
    std::vector<Rational> weights(system.dimensions.size());
    std::vector<Rational> points(system.dimensions.size());
    for (std::size_t i = 0; i < score.points.size(); ++i) {
        auto above = system.indicators[i].dimension;
        for (; above; above = system.dimensions[*above].parent) {
            weights[*above] += score.points[i].weight;
            points[*above] += score.points[i].points;
        }
    }
    std::vector<CardLine> out;
    for_each_node(system, [&](const auto& node, std::size_t place, std::size_t depth) {
        if constexpr (std::is_same_v<decltype(node), const Dimension&>) {
            out.push_back({&node, place, depth, weights[place], points[place]});
        } else {
            const Points& one = score.points[place];
            out.push_back({nullptr, place, depth, one.weight, one.points});
        }
    });
    return out;
}

namespace detail {

/// What is said of a value by the method that judged it.
class Judgement {
  public:
    Judgement(const Indicator& indicator, const Points& points, Rational value)
        : indicator_(indicator), points_(points), value_(std::move(value)) {}

    [[nodiscard]] Bilingual operator()(const method::Linear& m) const {
        return said([&](Language in) {
            return Bilingual{
                shown(in) + "，满分值" + shown(m.full_at, in) + "，零分值" + shown(m.none_at, in),
                shown(in) + ", all points at " + shown(m.full_at, in) + ", none at " +
                    shown(m.none_at, in)};
        });
    }
    [[nodiscard]] Bilingual operator()(const method::Attained& m) const {
        const Rational part = attained(m, value_, indicator_.better);
        return said([&](Language in) {
            Bilingual out{shown(in) + "，目标" + shown(m.target, in),
                          shown(in) + ", target " + shown(m.target, in)};
            if (part < m.floor) {
                out.zh += "，不到目标的" + percent(m.floor) + "不得分";
                out.en += ", less than " + percent(m.floor) + " of it earns nothing";
            }
            return out;
        });
    }
    [[nodiscard]] Bilingual operator()(const method::Bands& m) const {
        const std::size_t place = band_of(m, value_);
        return said([&](Language in) {
            const auto edge = [&](std::size_t i) { return shown(*m.bands[i].from, in); };
            const bool first = place == 0;
            const bool last = place + 1 == m.bands.size();
            const std::string share = percent(m.bands[place].share);
            Bilingual out{shown(in) + "，", shown(in) + ", "};
            if (first && last) return Bilingual{out.zh + "得" + share, out.en + "earns " + share};
            if (first) {
                out.zh += "低于" + edge(1) + "档";
                out.en += "band below " + edge(1);
            } else if (last) {
                out.zh += edge(place) + "及以上档";
                out.en += "band from " + edge(place);
            } else {
                out.zh += edge(place) + "至" + edge(place + 1) + "以下档";
                out.en += "band from " + edge(place) + " to below " + edge(place + 1);
            }
            return Bilingual{out.zh + "得" + share, out.en + " earns " + share};
        });
    }
    [[nodiscard]] Bilingual operator()(const method::Placed&) const {
        const std::string rank = std::to_string(points_.place.rank);
        const std::string of = std::to_string(points_.place.of);
        return said([&](Language in) {
            return Bilingual{shown(in) + "，" + of + "个中第" + rank + "名",
                             shown(in) + ", rank " + rank + " of " + of};
        });
    }
    [[nodiscard]] Bilingual operator()(const method::YesNo&) const {
        return value_.sign() != 0 ? Bilingual{"是", "yes"} : Bilingual{"否", "no"};
    }
    [[nodiscard]] Bilingual operator()(const method::Deduction& m) const {
        const Rational worse = breach(m, value_, indicator_.better);
        const std::string each = short_decimal(m.points / indicator_.unit.scale);
        return said([&](Language in) {
            const bool over = indicator_.better == Better::lower;
            return Bilingual{shown(in) + "，" + (over ? "超出" : "低于") + shown(m.limit, in) +
                                 "共" + shown(worse, in) + "，每" + unit(in) + "扣" + each + "分",
                             shown(in) + ", " + shown(worse, in) + (over ? " above " : " below ") +
                                 shown(m.limit, in) + ", " + each + " points off for each " +
                                 unit(in)};
        });
    }

  private:
    template <typename Say>
    [[nodiscard]] static Bilingual said(Say&& say) {
        return {say(Language::zh).zh, say(Language::en).en};
    }
    [[nodiscard]] std::string shown(Language in) const { return shown(value_, in); }
    [[nodiscard]] std::string shown(const Rational& figure, Language in) const {
        return indicator_.unit.show(figure, in);
    }
    /// One of the unit, as it is counted: `1%`, `1`.
    [[nodiscard]] std::string unit(Language in) const {
        return indicator_.unit.show(Rational(1) / indicator_.unit.scale, in);
    }
    [[nodiscard]] static std::string percent(const Rational& part) {
        return short_decimal(part * Rational(100)) + '%';
    }

    const Indicator& indicator_;
    const Points& points_;
    Rational value_;
};

}  // namespace detail

[[nodiscard]] inline Bilingual reason(const Indicator& indicator, const Points& points) {
    const Rational lost = points.lost();
    const bool tiny = lost.sign() != 0 && lost < Rational(1, 200);
    const std::string much = tiny ? "0.01" : short_decimal(lost);
    const Bilingual end{tiny ? "，失不足" + much + "分" : "，失" + much + "分",
                        ", " + std::string(tiny ? "less than " : "") + much + " lost"};
    const auto value = points.stated.figure.value();
    if (!value) {
        switch (indicator.missing) {
            case Missing::zero:
                return {"无数据" + end.zh, "no data" + end.en};
            case Missing::exclude:
                return {"无数据，不计入，权重由其他指标分摊",
                        "no data, left out, its weight spread over the others"};
            case Missing::block:
                return {"无数据，不评分", "no data, no score"};
        }
    }
    if (lost.sign() == 0) return {};
    const Bilingual judged =
        std::visit(detail::Judgement(indicator, points, *value), indicator.method);
    return {judged.zh + end.zh, judged.en + end.en};
}

}  // namespace sanku::evaluation
