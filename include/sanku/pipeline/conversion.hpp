#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sanku/core/ratio.hpp"
#include "sanku/pipeline/passage.hpp"
#include "sanku/portfolio/grouping.hpp"

namespace sanku::pipeline {

/// What a conversion rate counts. A member whose days contradict each other, because it moved on
/// before it entered, counts in each as one that moved on on the day on which it entered.
enum class Definition : std::uint8_t {
    /// Of all that ever entered by the as-of day, those that moved on by it, whatever happened in
    /// between.
    stock,
    /// Of those in the pool at the start of a period or entering within it, those that moved on
    /// within it. Who left before the period is not in the pool, and a passage does not say when it
    /// came back: if it moves on later, that move is in no period that begins after it left.
    period,
    /// Of those that entered within a period, those that moved on within so many months of their
    /// entry, whatever happened in between.
    cohort,
};

/// `stock`, `period` or `cohort`.
[[nodiscard]] constexpr std::string_view key(Definition definition) noexcept {
    constexpr std::string_view keys[] = {"stock", "period", "cohort"};
    return keys[static_cast<std::size_t>(definition)];
}

/// 存量, 期间, 批次, or the English key.
[[nodiscard]] constexpr std::string_view name(Definition definition, Language language) noexcept {
    constexpr std::string_view zh[] = {"存量", "期间", "批次"};
    return language == Language::zh ? zh[static_cast<std::size_t>(definition)] : key(definition);
}

/// Which rate is asked for: a definition with its period and months. 12 bytes.
class Question {
  public:
    static constexpr int max_months = 1200;

    [[nodiscard]] static constexpr Question stock() noexcept { return {}; }
    /// From the day `first` to the day `last`, both included. Throws `Error(invalid_argument)` if
    /// `last` lies before `first`.
    [[nodiscard]] static Question period(Date first, Date last) {
        return {Definition::period, first, last, 0};
    }
    /// Of those that entered from the day `first` to the day `last`, both included, within `months`
    /// calendar months of their entry (1 to 1,200; `Date::plus_months`, that day included), or,
    /// without `months`, by the as-of day. Throws `Error(invalid_argument)`.
    [[nodiscard]] static Question cohort(Date first, Date last,
                                         std::optional<int> months = std::nullopt) {
        if (months && (*months < 1 || *months > max_months)) {
            throw Error(ErrorCode::invalid_argument, std::to_string(*months), "1 to 1200 months");
        }
        return {Definition::cohort, first, last, months.value_or(0)};
    }

    [[nodiscard]] constexpr Definition definition() const noexcept { return definition_; }
    /// The period's days; none of the stock.
    [[nodiscard]] constexpr std::optional<Date> first() const { return day(first_); }
    [[nodiscard]] constexpr std::optional<Date> last() const { return day(last_); }
    [[nodiscard]] constexpr std::optional<int> months() const noexcept {
        return months_ == 0 ? std::nullopt : std::optional<int>(months_);
    }

    /// The question with its period up to `as_of` at the latest, since nothing is known of later
    /// days. Throws `Error(invalid_argument)` if the period begins after `as_of`.
    [[nodiscard]] Question up_to(Date as_of) const {
        if (definition_ == Definition::stock || last_ <= as_of.days()) return *this;
        return {definition_, Date::from_days(first_), as_of, months_};
    }

    friend constexpr bool operator==(const Question&, const Question&) noexcept = default;

  private:
    constexpr Question() noexcept = default;
    Question(Definition definition, Date first, Date last, int months)
        : first_(first.days()),
          last_(last.days()),
          months_(static_cast<std::int16_t>(months)),
          definition_(definition) {
        if (last < first) {
            throw Error(ErrorCode::invalid_argument, first.iso() + " to " + last.iso(),
                        "a period that begins after its end or after the as-of day");
        }
    }
    [[nodiscard]] constexpr std::optional<Date> day(std::int32_t days) const {
        if (definition_ == Definition::stock) return std::nullopt;
        return Date::from_days(days);
    }

    std::int32_t first_ = 0;
    std::int32_t last_ = 0;
    std::int16_t months_ = 0;
    Definition definition_ = Definition::stock;
};

/// How many members, worth how much, a rate counts in its denominator (`entered`) and in its
/// numerator (`moved`), which is a part of it. Adds up over disjoint groups.
struct Conversion {
    /// As answered: a period ends on the as-of day at the latest.
    Question question = Question::stock();
    std::int64_t entered = 0;
    std::int64_t moved = 0;
    std::int64_t entered_fen = 0;  ///< total investment of those that entered
    std::int64_t moved_fen = 0;    ///< total investment of those that moved on
    /// Of a cohort, those that neither moved on nor left and whose months are not over by the
    /// as-of day: they may still make it.
    std::int64_t open = 0;
    /// Of those counted, those whose days contradict each other; see `impossible`.
    std::int64_t impossible = 0;

    [[nodiscard]] Definition definition() const noexcept { return question.definition(); }
    [[nodiscard]] Ratio by_count() const { return {moved, entered}; }
    [[nodiscard]] Ratio by_investment() const { return {moved_fen, entered_fen}; }
    /// Whether nobody of the cohort is waited for; who left is not, though it may come back.
    [[nodiscard]] bool is_complete() const noexcept { return open == 0; }
    /// Whether a rate of so few members says little: from 1 up to `limit`, itself not included. The
    /// limit is a choice of this software.
    [[nodiscard]] bool is_small(std::int64_t limit = 10) const noexcept {
        return entered > 0 && entered < limit;
    }

    /// Throws `Error` with `overflow`, or `invalid_argument` if the other answers another question.
    Conversion& operator+=(const Conversion& other) {
        if (question != other.question) {
            throw Error(ErrorCode::invalid_argument, "conversion", "another question");
        }
        entered = checked::add(entered, other.entered);
        moved = checked::add(moved, other.moved);
        entered_fen = checked::add(entered_fen, other.entered_fen);
        moved_fen = checked::add(moved_fen, other.moved_fen);
        open = checked::add(open, other.open);
        impossible = checked::add(impossible, other.impossible);
        return *this;
    }
    friend bool operator==(const Conversion&, const Conversion&) = default;
};

/// What a rate makes of one member; bit 1: in the denominator, 2: in the numerator, 4: open, 8:
/// impossible.
enum class Part : std::uint8_t {
    none = 0,         ///< not counted
    counted = 1,      ///< counted, and has not moved on in time
    moved = 3,        ///< counted and moved on
    open = 5,         ///< counted, and may still move on in time
    impossible = 11,  ///< counted as moved on, though its days contradict each other
};

[[nodiscard]] constexpr bool is_counted(Part part) noexcept {
    return part != Part::none;
}
[[nodiscard]] constexpr bool has_moved(Part part) noexcept {
    return (static_cast<unsigned>(part) & 2U) != 0;
}

/// The rates of groups, one element a group: 32 bytes each, so that hundreds of thousands of groups
/// cost little more than their members. An element is made when it is asked for.
class Conversions {
  public:
    /// As `conversion` of groups.
    template <RowGroups Groups>
    Conversions(const Groups& groups, const Passage& passage, const Question& question);

    /// As answered: a period ends on the as-of day at the latest.
    [[nodiscard]] const Question& question() const noexcept { return question_; }
    [[nodiscard]] std::size_t size() const noexcept { return cells_.size(); }
    /// The rate of `group`, below `size()`.
    [[nodiscard]] Conversion operator[](std::size_t group) const noexcept;
    /// Whether the rate of `group` counts anything.
    [[nodiscard]] bool counts(std::size_t group) const noexcept;

  private:
    /// Half a line of cache: counts of counted and moved in one word, of open and impossible in
    /// another, and the amounts of the former two.
    struct alignas(32) Cell {
        std::array<std::uint64_t, 4> words{};
    };
    /// What a member adds by its part: counts, and masks of its amount.
    [[nodiscard]] static constexpr std::array<Cell, 16> steps() noexcept;
    template <bool is_far>
    static void add(const std::uint8_t* __restrict parts, const std::uint32_t* __restrict groups,
                    const std::int64_t* __restrict amount, std::size_t count,
                    Cell* __restrict cells) noexcept;

    Question question_;
    std::vector<Cell> cells_;
};

/// The rate that `question` asks for of each group. O(members + groups); allocates the result, and
/// for a cohort 4 bytes a day of it. Throws `Error` with `invalid_argument` if columns or groups
/// are not one a member or the period begins after the as-of day, `money_out_of_range` for an
/// amount below 0, `overflow` if the amounts add up to more than int64 holds.
template <RowGroups Groups>
[[nodiscard]] Conversions conversion(const Groups& groups, const Passage& passage,
                                     const Question& question = Question::stock()) {
    return {groups, passage, question};
}

/// The rate of all members.
[[nodiscard]] Conversion conversion(const Passage& passage,
                                    const Question& question = Question::stock());

/// Stock conversion of one library into a later one, of each group. Throws as `passage`.
[[nodiscard]] inline Conversions conversion(const Grouping& grouping, Pool from, Pool to) {
    return conversion(grouping, passage(grouping.portfolio(), from, to), Question::stock());
}

/// Stock conversion of one library into a later one over the whole portfolio.
[[nodiscard]] inline Conversion conversion(const Portfolio& portfolio, Pool from, Pool to) {
    return conversion(passage(portfolio, from, to));
}

/// What the rate makes of each member, one element a member: the sums of `conversion` by member.
/// Throws `Error(invalid_argument)` as it does; amounts are not looked at.
[[nodiscard]] std::vector<Part> members(const Passage& passage, const Question& question);

namespace detail {

/// What a rate makes of the member in a row, in the bits of `Part`: one of these for each
/// definition, without a branch on data. Everything that is said of a rate comes from here.
struct StockJudge {
    const std::int32_t* entered;
    const std::int32_t* moved;
    std::int32_t today;

    [[nodiscard]] std::uint8_t operator()(std::size_t row) const noexcept;
};

struct PeriodJudge {
    const std::int32_t* entered;
    const std::int32_t* moved;
    const std::int32_t* left;
    std::int32_t first;
    std::int32_t last;

    [[nodiscard]] std::uint8_t operator()(std::size_t row) const noexcept;
};

/// Until when a move counts, by day of entry.
struct Deadlines {
    static constexpr std::int32_t none = std::numeric_limits<std::int32_t>::min();

    /// From the cohort's first day on, the as-of day at the latest; then `none`, of other days.
    std::vector<std::int32_t> by_day;
    std::int32_t open_from = no_day;  ///< the first day of entry whose months are not over

    /// `question` asks of a cohort up to the day `today`.
    Deadlines(const Question& question, Date today);
};

struct CohortJudge {
    const std::int32_t* entered;
    const std::int32_t* moved;
    const std::int32_t* left;
    const std::int32_t* deadlines;
    std::uint32_t first;  // day of the cohort
    std::uint32_t days;   // of the cohort
    std::int32_t today;
    std::int32_t open_from;

    [[nodiscard]] std::uint8_t operator()(std::size_t row) const noexcept;
};

[[nodiscard]] constexpr std::uint8_t part_bits(bool counted, bool moved, bool open,
                                               bool impossible) noexcept {
    return static_cast<std::uint8_t>(counted | moved << 1 | open << 2 | impossible << 3);
}

inline std::uint8_t StockJudge::operator()(std::size_t row) const noexcept {
    const std::int32_t in = entered[row];
    const std::int32_t on = moved[row];
    const bool counts = in <= today;
    return part_bits(counts, counts & (on <= today), false, counts & (on < in));
}

inline std::uint8_t PeriodJudge::operator()(std::size_t row) const noexcept {
    const std::int32_t in = entered[row];
    const std::int32_t on = std::max(moved[row], in);
    const std::int32_t out = left[row] < in ? no_day : left[row];
    // In the pool at the start, or entering later: it neither moved on nor left before the period.
    const bool counts = (in <= last) & (std::min(on, out) >= first);
    return part_bits(counts, counts & (on <= last), false, counts & (moved[row] < in));
}

inline std::uint8_t CohortJudge::operator()(std::size_t row) const noexcept {
    const std::int32_t in = entered[row];
    const std::int32_t on = moved[row];
    const std::int32_t deadline = deadlines[std::min(static_cast<std::uint32_t>(in) - first, days)];
    const bool counts = deadline != Deadlines::none;
    const bool has_moved = counts & (on <= deadline);
    const bool has_left = (left[row] >= in) & (left[row] <= today);
    const bool is_open = counts & !has_moved & !has_left & (in >= open_from);
    return part_bits(counts, has_moved, is_open, counts & (on < in));
}

inline Deadlines::Deadlines(const Question& question, Date today) {
    const Date first = question.first().value();
    const Date last = question.last().value();
    const int last_month = Date::from_days(Date::max_days).month().index();
    by_day.reserve(static_cast<std::size_t>(last - first) + 2);
    for (std::int32_t entry = first.days(); entry <= last.days(); ++entry) {
        std::int32_t deadline = today.days();
        if (const auto months = question.months()) {
            const Date day = Date::from_days(entry);
            const bool is_known = day.month().index() + *months <= last_month;
            deadline = is_known ? day.plus_months(*months).days() : no_day;
        }
        if (deadline > today.days()) open_from = std::min(open_from, entry);
        by_day.push_back(std::min(deadline, today.days()));
    }
    by_day.push_back(none);
}

/// Calls `ask` with what judges the members for `question`, which is as it can be answered.
template <typename Ask>
void with_judge(const Passage& passage, const Question& question, Ask&& ask) {
    const std::int32_t* const entered = passage.entered.data();
    const std::int32_t* const moved = passage.moved.data();
    const std::int32_t* const left = passage.left.data();
    const Date today = passage.as_of;
    if (question.definition() == Definition::stock) {
        ask(StockJudge{entered, moved, today.days()});
    } else if (question.definition() == Definition::period) {
        ask(PeriodJudge{entered, moved, left, question.first()->days(), question.last()->days()});
    } else {
        const Deadlines deadlines(question, today);
        ask(CohortJudge{entered, moved, left, deadlines.by_day.data(),
                        static_cast<std::uint32_t>(question.first()->days()),
                        static_cast<std::uint32_t>(deadlines.by_day.size() - 1), today.days(),
                        deadlines.open_from});
    }
}

/// The parts of `count` members from `begin` on.
template <typename Judge>
void judge_block(const Judge judge, std::size_t begin, std::size_t count,
                 std::uint8_t* __restrict parts) noexcept {
    for (std::size_t i = 0; i < count; ++i) parts[i] = judge(begin + i);
}

/// Tells whether amounts, and so any sum of some of them, may add up to more than int64 holds;
/// counts each as a little more than it is, and a negative one as too much.
class AmountBound {
  public:
    void add(const std::int64_t* __restrict amount, std::size_t count) noexcept {
        std::uint64_t high = 0;
        for (std::size_t i = 0; i < count; ++i) high += static_cast<std::uint64_t>(amount[i]) >> 32;
        high_ += high + count;
    }
    [[nodiscard]] bool is_safe() const noexcept {
        return high_ <= std::uint64_t{std::numeric_limits<std::int32_t>::max()};
    }

  private:
    std::uint64_t high_ = 0;
};

}  // namespace detail

inline Conversion Conversions::operator[](std::size_t group) const noexcept {
    const auto& words = cells_[group].words;
    const auto low = [](std::uint64_t word) { return static_cast<std::uint32_t>(word); };
    return {.question = question_,
            .entered = low(words[0]),
            .moved = low(words[0] >> 32),
            .entered_fen = static_cast<std::int64_t>(words[2]),
            .moved_fen = static_cast<std::int64_t>(words[3]),
            .open = low(words[1]),
            .impossible = low(words[1] >> 32)};
}

inline bool Conversions::counts(std::size_t group) const noexcept {
    return cells_[group].words[0] != 0;
}

constexpr std::array<Conversions::Cell, 16> Conversions::steps() noexcept {
    std::array<Cell, 16> out;
    for (std::uint64_t bits = 0; bits < out.size(); ++bits) {
        const std::uint64_t counted = bits & 1;
        const std::uint64_t moved = bits >> 1 & 1;
        out[bits].words = {counted | moved << 32, (bits >> 2 & 1) | bits >> 3 << 32, 0 - counted,
                           0 - moved};
    }
    return out;
}

/// `is_far`: the cells are too many for the near cache, so each is fetched some rows ahead. On its
/// own, since gcc forgets that no two pointers meet when it inlines.
template <bool is_far>
[[gnu::noinline]] void Conversions::add(const std::uint8_t* __restrict parts,
                                        const std::uint32_t* __restrict groups,
                                        const std::int64_t* __restrict amount, std::size_t count,
                                        Cell* __restrict cells) noexcept {
    static constexpr auto by_part = steps();
    constexpr std::size_t ahead = 32;
    for (std::size_t i = 0; i < count; ++i) {
        if constexpr (is_far) {
            __builtin_prefetch(cells + groups[std::min(i + ahead, count - 1)], 1);
        }
        const auto& step = by_part[parts[i]].words;
        const auto fen = static_cast<std::uint64_t>(amount[i]);
        auto& words = cells[groups[i]].words;
        words[0] += step[0];
        words[1] += step[1];
        words[2] += step[2] & fen;
        words[3] += step[3] & fen;
    }
}

template <RowGroups Groups>
Conversions::Conversions(const Groups& groups, const Passage& passage, const Question& question)
    : question_(question.up_to(passage.as_of)), cells_(groups.size()) {
    passage.check();
    if (groups.rows() != passage.size()) {
        throw Error(ErrorCode::invalid_argument, "groups", "one a member");
    }
    if (passage.size() > std::numeric_limits<std::uint32_t>::max()) {
        throw Error(ErrorCode::overflow, "members of a passage");
    }
    const std::int64_t* const amount = passage.amount.data();
    constexpr std::size_t near_cells = 16'384;  // half a megabyte
    const bool is_far = cells_.size() > near_cells;
    detail::AmountBound bound;
    detail::with_judge(passage, question_, [&](const auto& judge) {
        groups.for_each_block(
            [&](std::size_t begin, std::size_t count, const std::uint32_t* group) {
                std::array<std::uint8_t, Grouping::block_rows> parts;
                detail::judge_block(judge, begin, count, parts.data());
                bound.add(amount + begin, count);
                if (is_far) {
                    add<true>(parts.data(), group, amount + begin, count, cells_.data());
                } else {
                    add<false>(parts.data(), group, amount + begin, count, cells_.data());
                }
            });
    });
    if (!bound.is_safe()) {
        std::int64_t total = 0;
        for (const std::int64_t fen : passage.amount) {
            if (fen < 0) throw Error(ErrorCode::money_out_of_range, std::to_string(fen), "amount");
            total = checked::add(total, fen);
        }
    }
}

inline Conversion conversion(const Passage& passage, const Question& question) {
    return conversion(OneGroup(passage.size()), passage, question)[0];
}

inline std::vector<Part> members(const Passage& passage, const Question& question) {
    passage.check();
    std::vector<Part> out(passage.size());
    detail::with_judge(passage, question.up_to(passage.as_of), [&](const auto& judge) {
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<Part>(judge(i));
    });
    return out;
}

}  // namespace sanku::pipeline
