#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sanku/core/rational.hpp"
#include "sanku/evaluation/score.hpp"

namespace sanku::evaluation {

/// How one indicator's points changed: since its figure did, and since its weight did (others
/// became or ceased to be excluded). The weight's part takes the mean of both shares and the
/// figure's the mean of both weights, so neither order is preferred; points for a figure that was
/// not there before, or is not any more, and was excluded then, are the weight's.
struct PointsChange {
    Rational by_figure;
    Rational by_weight;
    [[nodiscard]] Rational total() const { return by_figure + by_weight; }
    friend bool operator==(const PointsChange&, const PointsChange&) = default;
};

/// How the score of one entry changed; the sum of its indicators' changes, exactly.
struct ScoreChange {
    std::vector<PointsChange> indicators;
    Rational total;
    friend bool operator==(const ScoreChange&, const ScoreChange&) = default;
};

/// The change of the score `id` between two evaluations by the same indicators; none unless it had
/// a total both times. Throws `Error(invalid_argument)` if the indicators differ in number.
[[nodiscard]] std::optional<ScoreChange> score_change(const Scores& then, const Scores& now,
                                                      const std::string& id);

/// Where the change of an entry's rank comes from, in places gained (below 0: lost).
struct Climb {
    std::int64_t total = 0;  ///< the rank then − the rank now: the sum of everything below
    /// Each indicator's part: its Shapley value, the mean over all orders in which the indicators
    /// could change, each of all entries at once, of the places that its own change gains.
    std::vector<Rational> by_indicator;
    std::int64_t by_gone = 0;  ///< entries ahead of it that have no rank any more
    std::int64_t by_new = 0;   ///< entries ahead of it that had none before
    friend bool operator==(const Climb&, const Climb&) = default;
};

/// How many indicators a change of rank is attributed to at most.
inline constexpr std::size_t max_attributed = 12;

/// The climb of the entry `id`; none unless it was ranked both times. O(entries² + entries ×
/// 2ᵏ) for k indicators. Throws `Error(invalid_argument)` if the indicators differ in number, or
/// are more than `max_attributed`.
[[nodiscard]] std::optional<Climb> climb(const Scores& then, const Scores& now,
                                         const std::string& id);

// --- Bodies --------------------------------------------------------------------------------------

namespace detail {

/// The Shapley values of the game in which a set of players is worth 1 if `base` and their `steps`
/// add up to more than 0, and nothing else; at most `max_attributed` players.
[[nodiscard]] inline std::vector<Rational> shapley_of_crossing(const Rational& base,
                                                               const std::vector<Rational>& steps) {
    std::vector<Rational> out(steps.size());
    Rational least = base;
    Rational most = base;
    Rational scale = base.denominator();  // which makes whole numbers of all, that add up fast
    std::vector<std::size_t> players;     // without those that change nothing
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (steps[i].sign() == 0) continue;
        players.push_back(i);
        (steps[i].sign() < 0 ? least : most) += steps[i];
        scale *= (steps[i] * scale).denominator();
    }
    if (least.sign() > 0 || most.sign() <= 0) return out;  // no set crosses 0
    const std::size_t count = players.size();
    std::vector<Rational> sums{base * scale};
    for (const std::size_t player : players) {
        const Rational step = steps[player] * scale;
        const std::size_t half = sums.size();
        for (std::size_t set = 0; set < half; ++set) sums.push_back(sums[set] + step);
    }
    std::vector<std::int64_t> factorial{1};
    for (std::size_t i = 1; i <= count; ++i) {
        factorial.push_back(factorial.back() * static_cast<std::int64_t>(i));
    }
    for (std::size_t i = 0; i < count; ++i) {
        std::int64_t orders = 0;  // of all players, in which this one's step crosses 0, signed
        for (std::size_t set = 0; set < sums.size(); ++set) {
            if ((set >> i & 1) != 0) continue;
            const int crossed = (sums[set | std::size_t{1} << i].sign() > 0) -
                                static_cast<int>(sums[set].sign() > 0);
            const auto before = static_cast<std::size_t>(std::popcount(set));
            orders += crossed * factorial[before] * factorial[count - before - 1];
        }
        out[players[i]] = Rational(orders, factorial[count]);
    }
    return out;
}

inline void check_same(const Score& then, const Score& now) {
    if (then.points.size() != now.points.size()) {
        throw Error(ErrorCode::invalid_argument, now.id, "scores of the same indicators");
    }
}

/// How many of `ids` have more points in `scores` than `id`, plus 1.
[[nodiscard]] inline std::int64_t rank_among(const Scores& scores,
                                             const std::set<std::string_view>& ids,
                                             const std::string& id) {
    const Rational& own = scores.ranking.find(id)->value;
    return 1 + std::ranges::count_if(scores.ranking.ranked, [&](const Ranked& one) {
               return ids.contains(one.id) && one.value > own;
           });
}

}  // namespace detail

[[nodiscard]] inline std::optional<ScoreChange> score_change(const Scores& then, const Scores& now,
                                                             const std::string& id) {
    const auto before = then.by_id.find(id);
    const auto after = now.by_id.find(id);
    if (before == then.by_id.end() || after == now.by_id.end()) return std::nullopt;
    if (!before->second.total || !after->second.total) return std::nullopt;
    detail::check_same(before->second, after->second);
    ScoreChange out{{}, *after->second.total - *before->second.total};
    for (std::size_t i = 0; i < after->second.points.size(); ++i) {
        const Points& a = before->second.points[i];
        const Points& b = after->second.points[i];
        PointsChange change{{}, b.points - a.points};
        if (a.weight.sign() != 0 && b.weight.sign() != 0) {
            change.by_figure = (b.share - a.share) * (a.weight + b.weight) / Rational(2);
            change.by_weight -= change.by_figure;
        }
        out.indicators.push_back(std::move(change));
    }
    return out;
}

[[nodiscard]] inline std::optional<Climb> climb(const Scores& then, const Scores& now,
                                                const std::string& id) {
    const Ranked* before = then.ranking.find(id);
    const Ranked* after = now.ranking.find(id);
    if (before == nullptr || after == nullptr) return std::nullopt;
    detail::check_same(then.by_id.at(id), now.by_id.at(id));
    const std::vector<Points>& own_then = then.by_id.at(id).points;
    const std::vector<Points>& own_now = now.by_id.at(id).points;
    if (own_now.size() > max_attributed) {
        throw Error(ErrorCode::invalid_argument, std::to_string(own_now.size()) + " indicators",
                    "at most " + std::to_string(max_attributed));
    }
    std::set<std::string_view> stayed;
    for (const Ranked& one : now.ranking.ranked) {
        if (then.ranking.find(one.id) != nullptr) stayed.insert(one.id);
    }
    Climb out{before->rank - after->rank, std::vector<Rational>(own_now.size())};
    out.by_gone = before->rank - detail::rank_among(then, stayed, id);
    out.by_new = detail::rank_among(now, stayed, id) - after->rank;
    // A rank is 1 + the sum over the others of "is ahead", and so are its Shapley values.
    for (const std::string_view other : stayed) {
        if (other == id) continue;
        const Score& other_then = then.by_id.at(std::string(other));
        const Score& other_now = now.by_id.at(std::string(other));
        detail::check_same(other_then, other_now);
        const Rational lead = *other_then.total - *then.by_id.at(id).total;
        std::vector<Rational> steps;
        for (std::size_t i = 0; i < own_now.size(); ++i) {
            steps.push_back(other_now.points[i].points - own_now[i].points -
                            (other_then.points[i].points - own_then[i].points));
        }
        const std::vector<Rational> overtaken = detail::shapley_of_crossing(lead, steps);
        for (std::size_t i = 0; i < steps.size(); ++i) out.by_indicator[i] -= overtaken[i];
    }
    return out;
}

}  // namespace sanku::evaluation
