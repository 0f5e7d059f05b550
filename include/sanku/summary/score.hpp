#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sanku/core/bilingual.hpp"
#include "sanku/core/rational.hpp"
#include "sanku/summary/rank.hpp"

namespace sanku::summary {

/// What becomes of an entry of which an indicator has no value.
enum class Missing : std::uint8_t {
    zero,     ///< no points for it
    exclude,  ///< its weight is spread over the other indicators, in proportion to theirs
    block,    ///< no score at all
};

/// `zero`, `exclude`, `block`.
[[nodiscard]] constexpr std::string_view key(Missing missing) noexcept {
    constexpr std::string_view keys[] = {"zero", "exclude", "block"};
    return keys[static_cast<std::size_t>(missing)];
}

/// One indicator of a scoring.
struct Indicator {
    std::string id;
    Bilingual name;
    std::string measure{};  ///< key of a `Measure`; empty: figures that the caller brings
    Rational weight{};      ///< above 0; those of a scoring add up to 100
    Better better = Better::higher;
    Rational floor{};  ///< here and worse: no points. In the figure's own terms: 30 % is 3/10
    Rational cap{};    ///< here and better: all points; on the better side of `floor`
    Missing missing = Missing::zero;
    bool percent = true;  ///< the file states floor and cap in percent
    friend bool operator==(const Indicator&, const Indicator&) = default;
};

/// What a composite score is made of: a file, see docs/figures.md.
struct Scoring {
    std::string id;
    std::string version;
    Bilingual title;
    Bilingual source;
    std::int64_t min_size = 0;  ///< projects, below which an entry has no rank
    std::vector<Indicator> indicators{};

    /// The scoring that a TOML file's `text` states. Throws `Error(malformed_scoring)` with file,
    /// line, key and reason.
    [[nodiscard]] static Scoring parse(std::string_view text, const std::string& file = {});
    /// That of the file at `path`. Also throws `Error(io)`.
    [[nodiscard]] static Scoring load(const std::string& path);
    /// One that ships. Throws `Error(invalid_argument)` with the ids of those that do.
    [[nodiscard]] static Scoring builtin(std::string_view id);
    [[nodiscard]] static std::vector<std::string> builtin_ids();

    /// The place of the indicator `id`.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view indicator) const noexcept {
        const auto found = std::ranges::find(indicators, indicator, &Indicator::id);
        if (found == indicators.end()) return std::nullopt;
        return static_cast<std::size_t>(found - indicators.begin());
    }
    /// Throws `Error(invalid_argument)` unless no two indicators have one id, weights are above 0
    /// and add up to 100, and every cap lies on the better side of its floor. `parse` gives no
    /// other.
    void check() const;
    friend bool operator==(const Scoring&, const Scoring&) = default;
};

/// The share of an indicator's points that `value` earns: 0 at the floor, 1 at the cap, linear in
/// between, exact.
[[nodiscard]] Rational share(const Indicator& indicator, const Rational& value);

/// What one entry earns under one indicator.
struct Points {
    Figure figure;
    Rational weight;  ///< after the weights of excluded indicators were spread; 0 if it is one
    Rational share;   ///< 0 to 1; 0 without a value
    Rational points;  ///< weight × share
    [[nodiscard]] Rational lost() const { return weight - points; }
    friend bool operator==(const Points&, const Points&) = default;
};

/// The score of one entry: points by indicator, in the scoring's order.
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

    /// Whether the points are those of the scoring's indicators, in its order.
    [[nodiscard]] bool are_by(const Scoring& scoring) const {
        return std::ranges::equal(indicators, scoring.indicators, {}, {}, &Indicator::id);
    }
    friend bool operator==(const Scores&, const Scores&) = default;
};

/// What an entry is scored by: a figure for each indicator, one without a value where it has none.
struct Measured {
    std::string id;
    std::vector<Figure> figures;
    std::int64_t size = 0;

    /// Merges each figure with the other's. Throws `Error(invalid_argument)` if they differ in
    /// number.
    Measured& merge(const Measured& other);
};

/// The points that the figures earn, and their sum. Throws `Error(invalid_argument)` unless there
/// is one figure for each indicator.
[[nodiscard]] Score score(const Scoring& scoring, const Measured& measured);

/// The scores of all entries and their ranks; `excluded`: reason by id; `above`: the figures of the
/// unit above, without which those of all entries are merged, those that are left out included.
/// Throws `Error(invalid_argument)` as `score`, `rank` and `Scoring::check` do.
[[nodiscard]] Scores scores(const Scoring& scoring, const std::vector<Measured>& entries,
                            const std::map<std::string, std::string>& excluded = {},
                            const std::optional<Measured>& above = {});

// --- Bodies --------------------------------------------------------------------------------------

inline void Scoring::check() const {
    Rational sum;
    for (const Indicator& one : indicators) {
        if (&indicators[*find(one.id)] != &one) {
            throw Error(ErrorCode::invalid_argument, one.id, "each indicator once");
        }
        if (one.weight.sign() <= 0) {
            throw Error(ErrorCode::invalid_argument, one.id, "a weight above 0");
        }
        const bool upwards = one.better == Better::higher;
        if (one.floor == one.cap || (one.floor < one.cap) != upwards) {
            throw Error(ErrorCode::invalid_argument, one.id, "a cap better than the floor");
        }
        sum += one.weight;
    }
    if (sum != Rational(100)) {
        throw Error(ErrorCode::invalid_argument, sum.str(), "weights that add up to 100");
    }
}

[[nodiscard]] inline Rational share(const Indicator& indicator, const Rational& value) {
    // One formula for both directions: with lower better, numerator and denominator change sign.
    const Rational at = (value - indicator.floor) / (indicator.cap - indicator.floor);
    return std::clamp(at, Rational(0), Rational(1));
}

inline Measured& Measured::merge(const Measured& other) {
    if (figures.size() != other.figures.size()) {
        throw Error(ErrorCode::invalid_argument, other.id, "as many figures");
    }
    for (std::size_t i = 0; i < figures.size(); ++i) figures[i].merge(other.figures[i]);
    return *this;
}

[[nodiscard]] inline Score score(const Scoring& scoring, const Measured& measured) {
    if (measured.figures.size() != scoring.indicators.size()) {
        throw Error(ErrorCode::invalid_argument, measured.id, "one figure for each indicator");
    }
    Score out{measured.id, measured.size, {}, Rational(0)};
    bool is_blocked = false;
    Rational counted;  // weights that are not excluded
    for (std::size_t i = 0; i < measured.figures.size(); ++i) {
        const Indicator& indicator = scoring.indicators[i];
        const std::optional<Rational> value = measured.figures[i].value();
        Points one{measured.figures[i], indicator.weight, {}, {}};
        if (value) one.share = share(indicator, *value);
        if (!value && indicator.missing == Missing::block) is_blocked = true;
        if (!value && indicator.missing == Missing::exclude) one.weight = Rational(0);
        counted += one.weight;
        out.points.push_back(std::move(one));
    }
    for (Points& one : out.points) {
        if (counted.sign() != 0) one.weight *= Rational(100) / counted;
        one.points = one.weight * one.share;
        *out.total += one.points;
    }
    if (is_blocked || counted.sign() == 0) out.total.reset();
    return out;
}

[[nodiscard]] inline Scores scores(const Scoring& scoring, const std::vector<Measured>& entries,
                                   const std::map<std::string, std::string>& excluded,
                                   const std::optional<Measured>& above) {
    scoring.check();
    Scores out;
    for (const Indicator& one : scoring.indicators) out.indicators.push_back(one.id);
    std::vector<Entry> totals;
    Measured all{{}, std::vector<Figure>(scoring.indicators.size())};
    const auto figure = [](const Score& one) { return one.total ? Figure(*one.total) : Figure(); };
    for (const Measured& entry : entries) {
        Score one = score(scoring, entry);
        totals.push_back({one.id, figure(one), one.size});
        all.merge(entry);
        all.size = checked::add(all.size, entry.size);
        out.by_id.insert_or_assign(entry.id, std::move(one));
    }
    out.above = score(scoring, above.value_or(all));
    out.ranking = rank(totals, {.better = Better::higher,
                                .min_size = scoring.min_size,
                                .excluded = excluded,
                                .above = figure(out.above)});
    return out;
}

}  // namespace sanku::summary
