#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sanku/core/date.hpp"
#include "sanku/core/rational.hpp"
#include "sanku/evaluation/indicator_system.hpp"
#include "sanku/evaluation/rank.hpp"

namespace sanku::evaluation {

/// A figure, and of one that was reported by hand who stated it and when.
struct Stated {
    Figure figure{};
    std::string by{};
    std::optional<Date> on{};

    Stated() = default;
    Stated(Figure of) : figure(std::move(of)) {}  // NOLINT(google-explicit-constructor): a figure
    Stated(const Ratio& rate) : figure(rate) {}   // NOLINT(google-explicit-constructor): the same
    Stated(Figure of, std::string who, std::optional<Date> when)
        : figure(std::move(of)), by(std::move(who)), on(when) {}
    friend bool operator==(const Stated&, const Stated&) = default;
};

/// What an entry is scored by: a figure for each indicator, one without a value where it has none.
struct Measured {
    std::string id;
    std::vector<Stated> figures;
    std::int64_t size = 0;

    /// Merges each figure with the other's; the sum was stated by nobody. Throws
    /// `Error(invalid_argument)` if they differ in number.
    Measured& merge(const Measured& other);
};

/// What one entry earns under one indicator.
struct Points {
    Stated stated;
    Rational weight;  ///< after the weights of excluded indicators were spread; 0 if it is one
    Rational share;   ///< 0 to 1; 0 without a value
    Rational points;  ///< weight × share
    Place place{};    ///< among peers; of `method::Placed` alone
    [[nodiscard]] Rational lost() const { return weight - points; }
    friend bool operator==(const Points&, const Points&) = default;
};

/// The score of one entry: points by indicator, in the system's order.
struct Score {
    std::string id;
    std::int64_t size = 0;
    std::vector<Points> points;
    /// The sum of the points, 0 to 100: 100 less the sum of the lost ones. None if an indicator
    /// without a value blocks it, or all are excluded.
    std::optional<Rational> total;
    friend bool operator==(const Score&, const Score&) = default;
};

/// Scores by id, and the ranking by their totals. Its average is the total of `above`: what the
/// figures of all entries together earn, which is not the mean of their scores.
struct Scores {
    std::map<std::string, Score> by_id;
    Score above;
    Ranking ranking;
    std::vector<std::string> indicators{};  ///< their ids, in the order of every score's points

    /// Whether the points are those of the system's indicators, in its order.
    [[nodiscard]] bool are_by(const IndicatorSystem& system) const {
        return std::ranges::equal(indicators, system.indicators, {}, {}, &Indicator::id);
    }
    friend bool operator==(const Scores&, const Scores&) = default;
};

/// The points that the figures earn, and their sum; `places` among peers, one for each indicator,
/// or none for an entry without peers. Throws `Error(invalid_argument)` unless there is one figure
/// (and place) for each indicator.
[[nodiscard]] Score score(const IndicatorSystem& system, const Measured& measured,
                          const std::vector<Place>& places = {});

/// The scores of all entries and their ranks; `excluded`: reason by id; `above`: the figures of the
/// unit above, without which those of all entries are merged, those that are left out included.
/// Peers, to `method::Placed`, are the entries with a value that are neither excluded nor too
/// small; another one has the place that it would take if it were added. Throws
/// `Error(invalid_argument)` as `score`, `rank` and `IndicatorSystem::check` do.
[[nodiscard]] Scores scores(const IndicatorSystem& system, const std::vector<Measured>& entries,
                            const std::map<std::string, std::string>& excluded = {},
                            const std::optional<Measured>& above = {});

// --- Bodies --------------------------------------------------------------------------------------

namespace detail {

/// The values of the peers under each indicator that ranks them, in ascending order.
class PeerValues {
  public:
    PeerValues(const IndicatorSystem& system, const std::vector<Measured>& entries,
               const std::map<std::string, std::string>& excluded)
        : system_(system), excluded_(excluded), values_(system.indicators.size()) {
        for (std::size_t i = 0; i < values_.size(); ++i) {
            if (!std::holds_alternative<method::Placed>(system.indicators[i].method)) continue;
            for (const Measured& entry : entries) {
                const auto value = entry.figures.at(i).figure.value();
                if (value && is_peer(entry)) values_[i].push_back(*value);
            }
            std::ranges::sort(values_[i]);
        }
    }
    /// The places of an entry, whether it is one of the peers or not.
    [[nodiscard]] std::vector<Place> places(const Measured& entry, bool is_one_of_them) const {
        std::vector<Place> out(values_.size());
        for (std::size_t i = 0; i < out.size(); ++i) {
            const auto value = entry.figures.at(i).figure.value();
            if (!value || !std::holds_alternative<method::Placed>(system_.indicators[i].method)) {
                continue;
            }
            const std::vector<Rational>& all = values_[i];
            out[i].rank += system_.indicators[i].better == Better::higher
                               ? all.end() - std::ranges::upper_bound(all, *value)
                               : std::ranges::lower_bound(all, *value) - all.begin();
            out[i].of = std::ssize(values_[i]) + (is_one_of_them && is_peer(entry) ? 0 : 1);
        }
        return out;
    }

  private:
    [[nodiscard]] bool is_peer(const Measured& entry) const {
        return entry.size >= system_.min_size && !excluded_.contains(entry.id);
    }

    const IndicatorSystem& system_;
    const std::map<std::string, std::string>& excluded_;
    std::vector<std::vector<Rational>> values_;
};

/// What the weight of each indicator is multiplied by when those of `excluded` ones are spread:
/// over the others of their dimension in proportion to their weights or, of a dimension with no
/// others, over those beside it, and so on upwards. Empty if all are excluded.
[[nodiscard]] inline std::vector<Rational> spread(const IndicatorSystem& system,
                                                  const std::vector<bool>& excluded) {
    const std::size_t top = system.dimensions.size();
    std::vector<Rational> counted(top + 1);  // weights directly below each dimension that count
    for (std::size_t i = 0; i < excluded.size(); ++i) {
        const Indicator& one = system.indicators[i];
        if (!excluded[i]) counted[one.dimension.value_or(top)] += one.weight;
    }
    for (std::size_t i = top; i-- > 0;) {
        const Dimension& one = system.dimensions[i];
        if (counted[i].sign() != 0) counted[one.parent.value_or(top)] += one.weight;
    }
    if (counted[top].sign() == 0) return {};
    std::vector<Rational> factor(top + 1);
    factor[top] = Rational(100) / counted[top];
    for (std::size_t i = 0; i < top; ++i) {
        if (counted[i].sign() == 0) continue;
        const Dimension& one = system.dimensions[i];
        factor[i] = factor[one.parent.value_or(top)] * one.weight / counted[i];
    }
    std::vector<Rational> out;
    for (std::size_t i = 0; i < excluded.size(); ++i) {
        out.push_back(excluded[i] ? Rational(0)
                                  : factor[system.indicators[i].dimension.value_or(top)]);
    }
    return out;
}

inline void check_figures(const IndicatorSystem& system, const Measured& measured) {
    if (measured.figures.size() == system.indicators.size()) return;
    throw Error(ErrorCode::invalid_argument, measured.id, "one figure for each indicator");
}

}  // namespace detail

inline Measured& Measured::merge(const Measured& other) {
    if (figures.size() != other.figures.size()) {
        throw Error(ErrorCode::invalid_argument, other.id, "as many figures");
    }
    for (std::size_t i = 0; i < figures.size(); ++i) {
        figures[i] = std::move(figures[i].figure.merge(other.figures[i].figure));
    }
    size = checked::add(size, other.size);
    return *this;
}

[[nodiscard]] inline Score score(const IndicatorSystem& system, const Measured& measured,
                                 const std::vector<Place>& places) {
    detail::check_figures(system, measured);
    if (!places.empty() && places.size() != system.indicators.size()) {
        throw Error(ErrorCode::invalid_argument, measured.id, "one place for each indicator");
    }
    Score out{measured.id, measured.size, {}, Rational(0)};
    bool is_blocked = false;
    std::vector<bool> excluded;
    for (std::size_t i = 0; i < measured.figures.size(); ++i) {
        const Indicator& indicator = system.indicators[i];
        const std::optional<Rational> value = measured.figures[i].figure.value();
        Points one{measured.figures[i], indicator.weight, {}, {}};
        if (!places.empty()) one.place = places[i];
        if (value) one.share = share(indicator, *value, one.place);
        if (!value && indicator.missing == Missing::block) is_blocked = true;
        excluded.push_back(!value && indicator.missing == Missing::exclude);
        out.points.push_back(std::move(one));
    }
    const std::vector<Rational> factors = detail::spread(system, excluded);
    for (std::size_t i = 0; i < out.points.size(); ++i) {
        Points& one = out.points[i];
        one.weight *= factors.empty() ? Rational(0) : factors[i];
        one.points = one.weight * one.share;
        *out.total += one.points;
    }
    if (is_blocked || factors.empty()) out.total.reset();
    return out;
}

[[nodiscard]] inline Scores scores(const IndicatorSystem& system,
                                   const std::vector<Measured>& entries,
                                   const std::map<std::string, std::string>& excluded,
                                   const std::optional<Measured>& above) {
    system.check();
    for (const Measured& entry : entries) detail::check_figures(system, entry);
    if (above) detail::check_figures(system, *above);
    const detail::PeerValues peers(system, entries, excluded);
    Scores out;
    for (const Indicator& one : system.indicators) out.indicators.push_back(one.id);
    std::vector<Entry> totals;
    Measured all{{}, std::vector<Stated>(system.indicators.size())};
    const auto figure = [](const Score& one) { return one.total ? Figure(*one.total) : Figure(); };
    for (const Measured& entry : entries) {
        Score one = score(system, entry, peers.places(entry, true));
        totals.push_back({one.id, figure(one), one.size});
        if (!above) all.merge(entry);
        out.by_id.insert_or_assign(entry.id, std::move(one));
    }
    if (above) all = *above;
    out.above = score(system, all, peers.places(all, false));
    out.ranking = rank(totals, {.better = Better::higher,
                                .min_size = system.min_size,
                                .excluded = excluded,
                                .above = figure(out.above)});
    return out;
}

}  // namespace sanku::evaluation
