#include "row_reader.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "sanku/core/text.hpp"
#include "sanku/ledger/rejects.hpp"

namespace sanku::ledger::detail {

namespace {

constexpr std::size_t max_text_bytes = 4000;
/// Longest value that a problem repeats, in terminal columns.
constexpr int shown_width = 200;

struct Findings {
    bool line_break = false;
    bool control = false;
    bool replacement = false;
};

/// Looks for characters that cannot stand in a cell: control characters, marks that change the
/// direction of writing, and what stands for undecodable bytes.
[[nodiscard]] Findings inspect(std::string_view text) noexcept {
    Findings found;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte >= 0x20 && byte < 0x7F) continue;
        if (byte == '\n' || byte == '\r' || byte == '\t') {
            found.line_break = true;
        } else if (byte < 0x20 || byte == 0x7F) {
            found.control = true;
        } else {
            const auto point = text::first_code_point(text.substr(i));
            const char32_t c = point.value;
            found.control = found.control || (c >= 0x80 && c < 0xA0) ||
                            (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
            found.replacement = found.replacement || c == 0xFFFD;
            i += point.bytes - 1;
        }
    }
    return found;
}

[[nodiscard]] std::string shown(std::string_view value) {
    return text::cut(text::printable(value), shown_width);
}

}  // namespace

bool is_placeholder(std::string_view text) noexcept {
    constexpr std::array<std::string_view, 20> words = {
        "-",    "--",    "—",       "——",      "–",      "/",     "\\",     "无",   "N/A",  "n/a",
        "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "null", "NULL", "／"};
    return text.size() <= 8 && std::find(words.begin(), words.end(), text) != words.end();
}

int parse_score(std::string_view text) {
    const std::string half = text::half_width(text);
    std::string_view body = text::trim(half);
    if (body.ends_with("分")) body.remove_suffix(std::string_view("分").size());
    const std::size_t point = body.find('.');
    const std::string_view whole = body.substr(0, point);
    std::string fraction(point == std::string_view::npos ? "0" : body.substr(point + 1));
    const bool fits = text::is_digits(whole) && whole.size() <= 3 && text::is_digits(fraction) &&
                      fraction.size() <= 2;
    if (!fits) throw Error(ErrorCode::malformed_score, text);
    if (fraction.size() == 1) fraction += '0';
    const std::int64_t score = text::to_number(whole) * 100 + text::to_number(fraction);
    if (score > 10'000) throw Error(ErrorCode::malformed_score, text);
    return static_cast<int>(score);
}

bool parse_answer(std::string_view text) {
    constexpr std::string_view positive[] = {"是",  "达标", "已达标", "yes", "Yes",
                                             "YES", "true", "True",   "TRUE"};
    constexpr std::string_view negative[] = {"否", "未达标", "不达标", "no",   "No",
                                             "NO", "false",  "False",  "FALSE"};
    const std::string half = text::half_width(text);
    const std::string_view word = text::trim(half);
    if (std::ranges::find(positive, word) != std::end(positive)) return true;
    if (std::ranges::find(negative, word) != std::end(negative)) return false;
    throw Error(ErrorCode::malformed_answer, text);
}

RowReader::RowReader(const Heading& heading, const std::string& file, const Origin& origin,
                     std::optional<MoneyUnit> default_unit)
    : heading_(heading),
      file_(origin.file.empty() ? file : origin.file),
      origin_(origin),
      default_unit_(default_unit) {
    cells_.resize(heading.columns.size());
}

void RowReader::load(const CsvRow& row) {
    line_ = row.line();
    problems_.clear();
    unreadable_ = row.unclosed_quote() || row.oversized();
    if (row.unclosed_quote()) fail_row(ErrorCode::unclosed_quote, Column::ignored);
    if (row.oversized()) fail_row(ErrorCode::text_too_long, Column::ignored, "row > 1 MiB");
    for (std::size_t i = 0; i < cells_.size(); ++i) load_cell(i, row.cell(i));
    if (!unreadable_) check_beyond(row);
}

void RowReader::load_cell(std::size_t column, std::string_view raw) {
    Cell& cell = cells_[column];
    cell.damaged = false;
    std::string_view trimmed = text::trim(raw);
    if (heading_.of_rejects) trimmed = without_guard(trimmed);
    if (is_placeholder(trimmed)) trimmed = {};
    const bool uncalculated = !origin_.sheet.empty() && trimmed.starts_with(uncalculated_mark);
    if (uncalculated) trimmed.remove_prefix(1);
    cell.text.assign(trimmed);
    if (unreadable_ || trimmed.empty()) return;
    const Findings found = inspect(trimmed);
    if (found.line_break) {
        // Line breaks inside a cell are lay-out, not content.
        std::replace_if(
            cell.text.begin(), cell.text.end(),
            [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    }
    const Column meaning = heading_.columns[column].column;
    if (meaning == Column::ignored) return;
    const auto damage = [&](ErrorCode code) {
        fail(code, column);
        cell.damaged = true;
    };
    if (uncalculated) damage(ErrorCode::uncalculated_formula);
    if (trimmed.size() > max_text_bytes) damage(ErrorCode::text_too_long);
    if (found.control) damage(ErrorCode::control_character);
    if (found.replacement) damage(ErrorCode::bad_encoding);
}

void RowReader::check_beyond(const CsvRow& row) {
    std::string beyond;
    for (std::size_t i = cells_.size(); i < row.size(); ++i) {
        const std::string_view cell = text::trim(row.cell(i));
        if (cell.empty()) continue;
        if (!beyond.empty()) beyond += " | ";
        beyond += cell;
    }
    if (beyond.empty()) return;
    add(ErrorCode::too_many_cells, std::nullopt, shown(beyond),
        std::to_string(row.size()) + " > " + std::to_string(cells_.size()));
}

void RowReader::add(ErrorCode code, std::optional<std::size_t> column, std::string value,
                    std::string_view detail) {
    problems_.push_back({.code = code,
                         .file = file_,
                         .row = line_,
                         .column = column ? heading_.columns[*column].label : std::string(),
                         .value = std::move(value),
                         .detail = std::string(detail),
                         .sheet = origin_.sheet,
                         .cell = cell(column)});
}

void RowReader::fail(ErrorCode code, std::size_t column, std::string_view detail) {
    add(code, column, shown(cells_[column].text), detail);
}

void RowReader::fail_row(ErrorCode code, Column column, std::string_view detail) {
    const auto at = column == Column::ignored ? std::nullopt : heading_.find(column);
    if (at) {
        fail(code, *at, detail);
        return;
    }
    add(code, std::nullopt, {}, detail);
}

void RowReader::fail(const Error& error, std::size_t column) {
    fail(error.code(), column, error.problem().detail);
}

template <typename Parse>
auto RowReader::parsed(std::size_t column, Parse parse) -> std::optional<decltype(parse(""))> {
    if (!readable(column)) return std::nullopt;
    try {
        return parse(cells_[column].text);
    } catch (const Error& error) {
        fail(error, column);
        return std::nullopt;
    }
}

std::optional<ProjectCode> RowReader::code(std::size_t column) {
    return parsed(column, [](std::string_view text) { return ProjectCode::parse(text); });
}

std::optional<Date> RowReader::date(std::size_t column) {
    return parsed(column, [](std::string_view text) { return Date::parse(text); });
}

std::optional<SectorCode> RowReader::sector(std::size_t column) {
    return parsed(column, [](std::string_view text) { return SectorCode::parse(text); });
}

std::optional<int> RowReader::score(std::size_t column) {
    return parsed(column, [](std::string_view text) { return parse_score(text); });
}

std::optional<bool> RowReader::answer(std::size_t column) {
    return parsed(column, [](std::string_view text) { return parse_answer(text); });
}

std::optional<Month> RowReader::month(std::size_t column, std::optional<int> year) {
    return parsed(column, [&](std::string_view text) {
        const std::string half = text::half_width(text);
        std::string_view digits = half;
        if (digits.ends_with("月")) digits.remove_suffix(std::string_view("月").size());
        if (year && digits.size() <= 2 && text::is_digits(digits)) {
            return Month(*year, static_cast<int>(text::to_number(digits)));
        }
        return Month::parse(text);
    });
}

std::optional<Money> RowReader::money(std::size_t column) {
    if (!readable(column)) return std::nullopt;
    const auto& unit = heading_.columns[column].unit;
    try {
        const Money amount = Money::parse(cells_[column].text, unit ? unit : default_unit_);
        if (amount < Money()) {
            fail(ErrorCode::negative_money, column);
            return std::nullopt;
        }
        if (amount > max_project_money) {
            fail(ErrorCode::money_out_of_range, column);
            return std::nullopt;
        }
        return amount;
    } catch (const Error& error) {
        if (error.code() == ErrorCode::unknown_money_unit) {
            fail(error, column);
            throw Error(problems_.back());  // every row of such a column is unclear
        }
        const bool too_large = error.code() == ErrorCode::overflow;
        fail(too_large ? ErrorCode::money_out_of_range : error.code(), column);
        return std::nullopt;
    }
}

}  // namespace sanku::ledger::detail
