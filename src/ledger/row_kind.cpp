#include "row_kind.hpp"

#include <algorithm>
#include <array>

#include "labels.hpp"
#include "sanku/core/text.hpp"

namespace sanku::ledger::detail {

namespace {

template <std::size_t N>
[[nodiscard]] bool starts_with_any(std::string_view text,
                                   const std::array<std::string_view, N>& words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return text.starts_with(word); });
}

[[nodiscard]] bool is_date(Column column) noexcept {
    return column >= Column::entered_directory && column <= Column::evaluated &&
           column != Column::withdrawal_reason;
}

[[nodiscard]] std::string_view text_of(const RowReader& row, Column column) {
    const auto at = row.heading().find(column);
    return at ? row.text(*at) : std::string_view{};
}

/// The text of the first cell that is not empty.
[[nodiscard]] std::string_view first_text(const RowReader& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (!row.text(i).empty()) return row.text(i);
    }
    return {};
}

[[nodiscard]] RowKind total_kind(std::string_view cell) {
    std::string words = squeezed(cell);
    words.resize(std::min(words.size(), words.find('(')));
    for (const std::string_view word : {"合计", "总计", "共计"}) {
        if (words.starts_with(word)) return RowKind::total;
    }
    for (const std::string_view word : {"小计", "合计", "总计"}) {
        if (words.ends_with(word)) return RowKind::subtotal;
    }
    return words.starts_with("小计") ? RowKind::subtotal : RowKind::data;
}

[[nodiscard]] std::size_t chinese_number_length(std::string_view text) {
    constexpr std::array<std::string_view, 10> numbers = {"一", "二", "三", "四", "五",
                                                          "六", "七", "八", "九", "十"};
    std::size_t length = 0;
    while (starts_with_any(text.substr(length), numbers)) length += numbers[0].size();
    return length;
}

/// Whether `text` announces what follows: 光伏发电项目(16项), 一、续建项目, (二)新建项目.
[[nodiscard]] bool is_category_name(std::string_view cell) {
    const std::string words = squeezed(cell);
    std::string_view text = words;
    const std::size_t open = text.rfind('(');
    if (open != std::string_view::npos && open > 0 && text.ends_with(')')) {
        std::string_view inner = text.substr(open + 1, text.size() - open - 2);
        for (const std::string_view unit : {"项", "个"}) {
            if (!inner.ends_with(unit)) continue;
            std::string_view count = inner.substr(0, inner.size() - unit.size());
            if (count.starts_with("共")) count.remove_prefix(std::string_view("共").size());
            if (text::is_digits(count)) return true;
        }
    }
    const bool bracket = text.starts_with('(');
    if (bracket) text.remove_prefix(1);
    const std::size_t number = chinese_number_length(text);
    if (number == 0) return false;
    return text.substr(number).starts_with(bracket ? ")" : "、");
}

[[nodiscard]] bool is_footnote(std::string_view cell) {
    constexpr std::array<std::string_view, 9> words = {
        "注:", "备注:", "说明:", "填报人", "填表人", "制表", "审核人", "联系人", "单位负责人"};
    return starts_with_any(std::string_view(squeezed(cell)), words);
}

[[nodiscard]] bool repeats_heading(const RowReader& row) {
    for (const Column column : {Column::project_code, Column::name}) {
        const auto at = row.heading().find(column);
        if (at && !row.text(*at).empty() && row.text(*at) == row.heading().columns[*at].label) {
            return true;
        }
    }
    return false;
}

[[nodiscard]] bool has_dates(const RowReader& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
        const Column column = row.heading().columns[i].column;
        if ((is_date(column) || column == Column::month) && !row.text(i).empty()) return true;
    }
    return false;
}

[[nodiscard]] bool has_words(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x80 || (c >= 'A' && c <= 'Z') ||
               (c >= 'a' && c <= 'z');
    });
}

[[nodiscard]] bool is_blank(const RowReader& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
        // A running number alone is a line of a form that nobody filled in.
        const bool ignored = row.heading().columns[i].column == Column::ignored;
        if (ignored ? has_words(row.text(i)) : !row.text(i).empty()) return false;
    }
    return true;
}

/// Whether `text` may be meant for a project code, be it a damaged one.
[[nodiscard]] bool has_digits(std::string_view text) {
    return text.find_first_of("0123456789") != std::string_view::npos ||
           squeezed(text).find_first_of("0123456789") != std::string::npos;
}

}  // namespace

RowKind kind_of(const RowReader& row) {
    if (row.unreadable()) return RowKind::data;
    if (repeats_heading(row)) return RowKind::other;
    if (has_digits(text_of(row, Column::project_code))) return RowKind::data;
    const std::string_view first = first_text(row);
    const std::string_view name = text_of(row, Column::name);
    for (const std::string_view cell : {first, name}) {
        if (const RowKind kind = total_kind(cell); kind != RowKind::data) return kind;
    }
    if (is_blank(row)) return row.problems().empty() ? RowKind::blank : RowKind::data;
    if (is_footnote(first)) return RowKind::other;
    const bool numbered = chinese_number_length(first) == first.size();
    const bool category = numbered || is_category_name(first) || is_category_name(name);
    return category && !has_dates(row) ? RowKind::other : RowKind::data;
}

}  // namespace sanku::ledger::detail
