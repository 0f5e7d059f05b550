#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sanku/core/bilingual.hpp"
#include "sanku/core/error.hpp"
#include "sanku/core/language.hpp"
#include "sanku/core/money.hpp"
#include "sanku/core/ratio.hpp"
#include "sanku/core/rational.hpp"

namespace sanku::evaluation {

/// Which values are better, and so have the first ranks.
enum class Better : std::uint8_t { higher, lower };

[[nodiscard]] constexpr std::string_view key(Better better) noexcept {
    return better == Better::higher ? "higher" : "lower";
}

/// What is ranked, as part ÷ whole: a rate keeps both, so that several rates merge into that of
/// their union; a plain number is part ÷ 1, so that several merge into their mean.
class Figure {
  public:
    Figure() = default;        ///< no value
    Figure(const Ratio& rate)  // NOLINT(google-explicit-constructor): the same statement
        : part_(Rational(rate.numerator())), whole_(Rational(rate.denominator())) {}
    explicit Figure(Rational number) : part_(std::move(number)), whole_(1) {}
    /// `whole` is 0 or above.
    Figure(Rational part, Rational whole) : part_(std::move(part)), whole_(std::move(whole)) {}
    explicit Figure(Money amount) : Figure(Rational(amount.fen())) {}

    [[nodiscard]] const Rational& part() const noexcept { return part_; }
    [[nodiscard]] const Rational& whole() const noexcept { return whole_; }
    /// Part ÷ whole; none if the whole is 0.
    [[nodiscard]] std::optional<Rational> value() const {
        if (whole_.sign() == 0) return std::nullopt;
        return part_ / whole_;
    }
    /// Adds parts and wholes, also those of a figure without a value (5 starts after none last year
    /// still count in the union).
    Figure& merge(const Figure& other) {
        part_ += other.part_;
        whole_ += other.whole_;
        return *this;
    }
    friend bool operator==(const Figure&, const Figure&) = default;

  private:
    Rational part_;
    Rational whole_;
};

/// One of those that are compared.
struct Entry {
    std::string id;
    Figure figure;
    std::int64_t size = 0;  ///< how many projects (or fen) the figure rests on
};

/// Why an entry has no rank; of several reasons the first one.
enum class LeftOut : std::uint8_t {
    excluded,   ///< named by the caller, with a reason
    no_value,   ///< its denominator is 0, or nobody stated it
    too_small,  ///< its size is below the least
    wider,      ///< of regions: known only for a wider region than those compared
    unstated,   ///< of sectors and units: projects of which nobody stated it
};

/// `excluded`, `no_value`, `too_small`, `wider`, `unstated`.
[[nodiscard]] constexpr std::string_view key(LeftOut why) noexcept {
    constexpr std::string_view keys[] = {"excluded", "no_value", "too_small", "wider", "unstated"};
    return keys[static_cast<std::size_t>(why)];
}

/// 不参评, 无数值, 规模不足, 仅填到上级地区, 未填, or their English names.
[[nodiscard]] constexpr std::string_view name(LeftOut why, Language language) noexcept {
    constexpr std::string_view zh[] = {"不参评", "无数值", "规模不足", "仅填到上级地区", "未填"};
    constexpr std::string_view en[] = {"excluded", "no value", "too small",
                                       "known for a wider region only", "not stated"};
    return (language == Language::zh ? zh : en)[static_cast<std::size_t>(why)];
}

/// How a value stands to an average, higher being above it.
enum class Standing : std::uint8_t { below, at, above };

[[nodiscard]] inline Standing standing(const Rational& value, const Rational& average) {
    if (value == average) return Standing::at;
    return value < average ? Standing::below : Standing::above;
}

/// `below`, `at`, `above`.
[[nodiscard]] constexpr std::string_view key(Standing standing) noexcept {
    constexpr std::string_view keys[] = {"below", "at", "above"};
    return keys[static_cast<std::size_t>(standing)];
}

/// 高于全省平均水平, `above the province's average`: `of` is whose average it is, such as 全省 and
/// `the province`.
[[nodiscard]] inline std::string words(Standing standing, const Bilingual& of, Language language) {
    const auto place = static_cast<std::size_t>(standing);
    if (language == Language::en) {
        return std::string(key(standing)) + ' ' + of.en + "'s average";
    }
    constexpr std::string_view before[] = {"低于", "与", "高于"};
    return std::string(before[place]) + of.zh + "平均水平" +
           (standing == Standing::at ? "持平" : "");
}

struct RankOptions {
    Better better = Better::higher;
    std::int64_t min_size = 0;                      ///< entries below this size have no rank
    std::map<std::string, std::string> excluded{};  ///< reason by id
    /// The figure of the unit above, such as the province's own; without it the merged figure of
    /// all entries, those that are left out included.
    std::optional<Figure> above{};
};

/// An entry with its rank.
struct Ranked {
    std::string id;
    Figure figure;
    std::int64_t size = 0;
    std::int64_t rank = 0;  ///< 1 + how many are strictly better
    Rational value;
    std::optional<Rational> to_average;  ///< value − average; below 0: below it
    Rational to_median;                  ///< value − median
    friend bool operator==(const Ranked&, const Ranked&) = default;
};

/// An entry that has none, and why.
struct Unranked {
    std::string id;
    Figure figure;
    std::int64_t size = 0;
    LeftOut why = LeftOut::no_value;
    std::string reason{};  ///< the caller's, if excluded
    friend bool operator==(const Unranked&, const Unranked&) = default;
};

/// Entries in the order of their ranks, those of one rank in the order of ids, with what each is
/// compared to, and those left out in the order of ids.
struct Ranking {
    Better better = Better::higher;
    std::int64_t min_size = 0;
    std::vector<Ranked> ranked;
    std::vector<Unranked> left_out;
    std::optional<Rational> average;  ///< of the unit above, or merged of all entries
    std::optional<Rational> median;   ///< of those ranked; of two in the middle, their mean

    /// The ranked entry `id`, or nullptr. Valid as long as the ranking is not changed. Linear.
    [[nodiscard]] const Ranked* find(std::string_view id) const {
        const auto found = std::ranges::find(ranked, id, &Ranked::id);
        return found == ranked.end() ? nullptr : &*found;
    }
    friend bool operator==(const Ranking&, const Ranking&) = default;
};

/// Competition ranks (1, 2, 2, 4): the rank of an entry is 1 + the number of entries whose values
/// are strictly better; exactly equal values share a rank. The order in which entries come changes
/// nothing. O(n log n). Throws `Error(invalid_argument)` for an id that occurs twice, or one
/// excluded that no entry has.
[[nodiscard]] Ranking rank(const std::vector<Entry>& entries, const RankOptions& options = {});

/// How the rank of one entry differs from that of an earlier ranking; without a rank then it is
/// new (or was left out), without one now it is gone (or is left out).
struct RankChange {
    std::string id;
    std::optional<std::int64_t> then;
    std::optional<std::int64_t> now;
    std::optional<Rational> value_then;
    std::optional<Rational> value_now;

    /// Places gained, below 0: lost; none unless it had a rank both times.
    [[nodiscard]] std::optional<std::int64_t> climbed() const {
        if (!then || !now) return std::nullopt;
        return *then - *now;
    }
    friend bool operator==(const RankChange&, const RankChange&) = default;
};

/// The change of every entry that is ranked in either: in the order of `now`, then those that have
/// no rank any more, in the order of ids. O(n log n).
[[nodiscard]] std::vector<RankChange> changes(const Ranking& then, const Ranking& now);

// --- Bodies --------------------------------------------------------------------------------------

namespace detail {

/// The median of values in ascending or descending order.
[[nodiscard]] inline std::optional<Rational> median_of(const std::vector<Ranked>& in_order) {
    if (in_order.empty()) return std::nullopt;
    const std::size_t upper = in_order.size() / 2;
    if (in_order.size() % 2 == 1) return in_order[upper].value;
    return (in_order[upper - 1].value + in_order[upper].value) / Rational(2);
}

[[nodiscard]] inline std::optional<Rational> average_of(const std::vector<Entry>& entries,
                                                        const std::optional<Figure>& above) {
    if (above) return above->value();
    Figure all;
    for (const Entry& entry : entries) all.merge(entry.figure);
    return all.value();
}

/// The entry as one that has no rank, or none if nothing keeps it out.
[[nodiscard]] inline std::optional<Unranked> kept_out(const Entry& entry, bool has_value,
                                                      const RankOptions& options) {
    const auto excluded = options.excluded.find(entry.id);
    if (excluded != options.excluded.end()) {
        return Unranked{entry.id, entry.figure, entry.size, LeftOut::excluded, excluded->second};
    }
    if (!has_value) return Unranked{entry.id, entry.figure, entry.size, LeftOut::no_value};
    if (entry.size < options.min_size) {
        return Unranked{entry.id, entry.figure, entry.size, LeftOut::too_small};
    }
    return std::nullopt;
}

inline void check_ids(const std::vector<Entry>& entries, const RankOptions& options) {
    std::set<std::string_view> ids;
    for (const Entry& entry : entries) {
        if (!ids.insert(entry.id).second) {
            throw Error(ErrorCode::invalid_argument, entry.id, "twice among those to rank");
        }
    }
    for (const auto& [id, reason] : options.excluded) {
        if (!ids.contains(id)) {
            throw Error(ErrorCode::invalid_argument, id,
                        "to be excluded, but not among those to rank");
        }
    }
}

}  // namespace detail

[[nodiscard]] inline Ranking rank(const std::vector<Entry>& entries, const RankOptions& options) {
    detail::check_ids(entries, options);
    Ranking out{options.better, options.min_size, {}, {}, {}, {}};
    out.average = detail::average_of(entries, options.above);
    for (const Entry& entry : entries) {
        const std::optional<Rational> value = entry.figure.value();
        if (auto unranked = detail::kept_out(entry, value.has_value(), options)) {
            out.left_out.push_back(std::move(*unranked));
        } else {
            out.ranked.push_back({entry.id, entry.figure, entry.size, 0, *value, {}, {}});
        }
    }
    std::ranges::sort(out.left_out, {}, &Unranked::id);
    std::ranges::sort(out.ranked, [&](const Ranked& a, const Ranked& b) {
        if (a.value == b.value) return a.id < b.id;
        return (a.value > b.value) == (options.better == Better::higher);
    });
    out.median = detail::median_of(out.ranked);
    for (std::size_t i = 0; i < out.ranked.size(); ++i) {
        Ranked& one = out.ranked[i];
        const bool ties = i > 0 && out.ranked[i - 1].value == one.value;
        one.rank = ties ? out.ranked[i - 1].rank : static_cast<std::int64_t>(i) + 1;
        if (out.average) one.to_average = one.value - *out.average;
        one.to_median = one.value - *out.median;
    }
    return out;
}

[[nodiscard]] inline std::vector<RankChange> changes(const Ranking& then, const Ranking& now) {
    std::map<std::string_view, const Ranked*> before;
    for (const Ranked& one : then.ranked) before.emplace(one.id, &one);
    std::vector<RankChange> out;
    for (const Ranked& one : now.ranked) {
        RankChange change{one.id, {}, one.rank, {}, one.value};
        if (const auto found = before.find(one.id); found != before.end()) {
            change.then = found->second->rank;
            change.value_then = found->second->value;
            before.erase(found);
        }
        out.push_back(std::move(change));
    }
    for (const auto& [id, one] : before) {
        out.push_back({std::string(id), one->rank, {}, one->value, {}});
    }
    return out;
}

}  // namespace sanku::evaluation
