#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "sanku/core/date.hpp"
#include "sanku/core/ratio.hpp"
#include "sanku/journal/event.hpp"
#include "sanku/portfolio/text_pool.hpp"

/// What holds of few projects of a portfolio, under keys of which an office may make its own. One
/// element a row and key, in the order of rows, then of the texts of keys. Texts are ids in
/// `Portfolio::texts`, days as in `Columns`.
namespace sanku {

/// The latest appraisal at each gate; of one day the last round.
struct Appraisals {
    std::vector<std::uint32_t> row;
    std::vector<std::uint32_t> gate;
    std::vector<std::uint16_t> round;
    std::vector<std::uint8_t> outcome;  ///< Outcome
    std::vector<std::int32_t> day;
    std::vector<std::uint32_t> findings;
    std::vector<std::uint32_t> document;

    [[nodiscard]] std::size_t size() const noexcept { return row.size(); }
    [[nodiscard]] const std::vector<std::uint32_t>& key() const noexcept { return gate; }
    friend bool operator==(const Appraisals&, const Appraisals&) = default;
};

/// How it stands with each factor, such as `land`.
struct Factors {
    std::vector<std::uint32_t> row;
    std::vector<std::uint32_t> factor;
    std::vector<std::uint8_t> state;  ///< FactorState
    std::vector<std::int32_t> day;    ///< from which it holds
    std::vector<std::uint32_t> document;

    [[nodiscard]] std::size_t size() const noexcept { return row.size(); }
    [[nodiscard]] const std::vector<std::uint32_t>& key() const noexcept { return factor; }
    friend bool operator==(const Factors&, const Factors&) = default;
};

/// The figure reported by hand under each indicator, in the indicator's unit.
struct Figures {
    std::vector<std::uint32_t> row;
    std::vector<std::uint32_t> indicator;
    std::vector<Ratio> value;       ///< all have one
    std::vector<std::int32_t> day;  ///< from which it holds
    std::vector<std::uint32_t> document;

    [[nodiscard]] std::size_t size() const noexcept { return row.size(); }
    [[nodiscard]] const std::vector<std::uint32_t>& key() const noexcept { return indicator; }
    friend bool operator==(const Figures&, const Figures&) = default;
};

// One element each, as it is looked up; texts are views into the text pool.

struct AppraisalEntry {
    int round;
    Outcome outcome;
    Date day;
    std::string_view findings;
    std::string_view document;
};

struct FactorEntry {
    FactorState state;
    Date day;
    std::string_view document;
};

struct FigureEntry {
    Ratio value;
    Date day;
    std::string_view document;
};

namespace detail {

/// The place of `key` in `row`. O(log n + those of the row).
template <typename Table>
[[nodiscard]] std::optional<std::size_t> place_of(const Table& table, const TextPool& texts,
                                                  std::size_t row, std::string_view key) {
    const auto first = std::ranges::lower_bound(table.row, row);
    for (auto i = static_cast<std::size_t>(first - table.row.begin());
         i < table.size() && table.row[i] == row; ++i) {
        if (texts.at(table.key()[i]) == key) return i;
    }
    return std::nullopt;
}

[[nodiscard]] inline bool fit(const std::vector<std::uint32_t>& ids, std::size_t count,
                              const TextPool& texts) {
    return ids.size() == count &&
           std::ranges::all_of(ids, [&](std::uint32_t id) { return id < texts.size(); });
}
[[nodiscard]] inline bool fit(const std::vector<std::uint8_t>& choices, std::size_t count,
                              std::size_t choices_count) {
    return choices.size() == count && std::ranges::all_of(choices, [&](std::uint8_t choice) {
               return choice < choices_count;
           });
}

/// Whether the columns that only one of the tables has are as long as it and hold what they may.
[[nodiscard]] inline bool fit(const Appraisals& table, const TextPool& texts) {
    return fit(table.outcome, table.size(), outcome_count) &&
           fit(table.findings, table.size(), texts) && table.round.size() == table.size() &&
           std::ranges::all_of(table.round, [](int n) { return 1 <= n && n <= max_visits; });
}
[[nodiscard]] inline bool fit(const Factors& table, const TextPool&) {
    return fit(table.state, table.size(), factor_state_count);
}
[[nodiscard]] inline bool fit(const Figures& table, const TextPool&) {
    return table.value.size() == table.size() &&
           std::ranges::all_of(table.value, [](const Ratio& value) { return value.has_value(); });
}

/// Whether a table is of `rows` rows, in order, each key of a row once, and nothing lies after
/// `today`.
template <typename Table>
[[nodiscard]] bool well_ordered(const Table& table, const TextPool& texts, std::size_t rows,
                                std::int32_t today) {
    const std::size_t count = table.size();
    if (!fit(table.key(), count, texts) || !fit(table.document, count, texts) ||
        !fit(table, texts) || table.day.size() != count) {
        return false;
    }
    const auto place = [&](std::size_t i) {
        return std::tuple(table.row[i], texts.at(table.key()[i]));
    };
    for (std::size_t i = 0; i < count; ++i) {
        if (table.row[i] >= rows || table.day[i] < Date::min_days || table.day[i] > today) {
            return false;
        }
        if (i > 0 && !(place(i - 1) < place(i))) return false;
    }
    return true;
}

}  // namespace detail

}  // namespace sanku
