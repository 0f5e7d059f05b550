#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

#include "sanku/core/language.hpp"
#include "sanku/evaluation/rank.hpp"
#include "sanku/portfolio/portfolio.hpp"

namespace sanku::evaluation {

/// An amount of a project that an indicator may name as its source.
struct ProjectColumn {
    std::string_view key;
    std::string_view zh;
    std::string_view en;
    /// What somebody stated for the project in a row.
    std::optional<Money> (*amount)(const Portfolio&, std::size_t row);

    [[nodiscard]] constexpr std::string_view name(Language language) const noexcept {
        return language == Language::zh ? zh : en;
    }
};

/// The column of this key, or nullptr.
[[nodiscard]] const ProjectColumn* find_column(std::string_view key) noexcept;

/// The amount in fen or, with `per`, amount ÷ amount; without a value unless both are stated.
[[nodiscard]] Figure figure(const Portfolio& portfolio, std::size_t row,
                            const ProjectColumn& column, const ProjectColumn* per = nullptr);

// --- Bodies --------------------------------------------------------------------------------------

namespace detail {

template <auto column, std::uint8_t bit>
[[nodiscard]] std::optional<Money> stated(const Portfolio& portfolio, std::size_t row) {
    const auto read = [&](const auto& columns) -> std::optional<Money> {
        if ((columns.given[row] & bit) == 0) return std::nullopt;
        return Money::from_fen((columns.*column)[row]);
    };
    if constexpr (std::is_same_v<std::remove_cv_t<decltype(column)>,
                                 std::vector<std::int64_t> Columns::*>) {
        return read(portfolio.columns());
    } else {
        if (portfolio.deals().empty()) return std::nullopt;
        return read(portfolio.deals());
    }
}

}  // namespace detail

inline constexpr ProjectColumn project_columns[] = {
    {"total_investment", "总投资", "total investment",
     &detail::stated<&Columns::total_investment, given::total_investment>},
    {"plan", "年度计划投资", "plan of the year", &detail::stated<&Columns::plan, given::plan>},
    {"required_payment", "应支付资金", "required payment",
     &detail::stated<&Columns::required_payment, given::required_payment>},
    {"completed_this_year", "本年完成投资", "completed this year",
     &detail::stated<&Columns::completed_this_year, given::completed_this_year>},
    {"completed_total", "累计完成投资", "completed in total",
     &detail::stated<&Columns::completed_total, given::completed_total>},
    {"arrived", "到位资金", "arrived", &detail::stated<&Columns::arrived, given::arrived>},
    {"paid", "支付资金", "paid", &detail::stated<&Columns::paid, given::paid>},
    {"agreed_output", "协议年产值", "agreed annual output",
     &detail::stated<&Deals::agreed_output, deal::agreed_output>},
    {"agreed_tax", "协议年税收", "agreed annual tax",
     &detail::stated<&Deals::agreed_tax, deal::agreed_tax>},
    {"output", "年产值", "annual output", &detail::stated<&Deals::output, deal::output>},
    {"tax", "年税收", "annual tax", &detail::stated<&Deals::tax, deal::tax>},
};

inline const ProjectColumn* find_column(std::string_view key) noexcept {
    const auto* const found = std::ranges::find(project_columns, key, &ProjectColumn::key);
    return found == std::end(project_columns) ? nullptr : found;
}

inline Figure figure(const Portfolio& portfolio, std::size_t row, const ProjectColumn& column,
                     const ProjectColumn* per) {
    const auto part = column.amount(portfolio, row);
    if (!part) return {};
    if (per == nullptr) return Figure(*part);
    const auto whole = per->amount(portfolio, row);
    return whole ? Figure(Ratio(part->fen(), whole->fen())) : Figure();
}

}  // namespace sanku::evaluation
