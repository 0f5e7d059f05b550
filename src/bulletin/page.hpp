#pragma once

#include <algorithm>
#include <iterator>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sanku/core/instant.hpp"
#include "sanku/core/language.hpp"
#include "sanku/core/text.hpp"

/// How what is printed is laid out: lines of at most 100 columns, tables, headings.
namespace sanku::page {

inline constexpr int page_width = 100;

/// A table whose columns are as wide as their widest cell; the first is flush left, the others
/// flush right, since they hold numbers.
class TextTable {
  public:
    explicit TextTable(std::vector<std::string> heading) { add(std::move(heading)); }
    void add(std::vector<std::string> row) {
        row.front() = text::printable(row.front());
        rows_.push_back(std::move(row));
    }

    [[nodiscard]] std::string str() const {
        const std::vector<int> widths = column_widths();
        std::string out;
        for (const auto& row : rows_) {
            std::string line = "  " + text::pad(text::cut(row.front(), widths[0]), widths[0]);
            for (std::size_t i = 1; i < row.size(); ++i) {
                line += "  " + text::pad(row[i], widths[i], true);
            }
            out += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
        }
        return out;
    }

  private:
    /// Numbers stay whole; the labels in front give way where the page is too narrow.
    [[nodiscard]] std::vector<int> column_widths() const {
        std::vector<int> widths(rows_.front().size());
        for (const auto& row : rows_) {
            for (std::size_t i = 0; i < row.size(); ++i) {
                widths[i] = std::max(widths[i], text::width(row[i]));
            }
        }
        const int numbers = std::accumulate(widths.begin() + 1, widths.end(), 0) +
                            2 * static_cast<int>(widths.size());
        constexpr int narrowest = 6;
        widths[0] = std::max(narrowest, std::min(widths[0], page_width - numbers));
        return widths;
    }

    std::vector<std::vector<std::string>> rows_;
};

[[nodiscard]] inline bool is_closing(std::string_view mark) {
    constexpr std::string_view marks[] = {"\u3002", "\u3001", "\uff0c", "\uff1b",
                                          "\uff1a", "\uff09", "\u201d"};
    return std::ranges::find(marks, mark) != std::end(marks);
}

/// Bytes of the first piece of `body` that a line must not break, of at most `room` columns: a word
/// of Latin letters and digits, or one sign, with the closing marks behind it.
[[nodiscard]] inline std::size_t first_piece(std::string_view body, int room) {
    std::size_t bytes = 0;
    int columns = 0;
    while (bytes < body.size()) {
        const text::CodePoint point = text::first_code_point(body.substr(bytes));
        const bool closing = is_closing(body.substr(bytes, point.bytes));
        if (bytes > 0 && !closing) {
            const text::CodePoint last = text::first_code_point(body);
            const bool in_word = last.value > ' ' && point.value > ' ' &&
                                 text::width(last.value) == 1 && text::width(point.value) == 1;
            if (!in_word) break;
        }
        // A word that is longer than a line is cut early enough for closing marks to follow.
        const int limit = closing ? room : room - 8;
        if (bytes > 0 && columns + text::width(point.value) > limit) break;
        columns += text::width(point.value);
        bytes += point.bytes;
        if (point.value == ' ') break;
    }
    return bytes;
}

/// Breaks `body`, made printable, into lines of at most the page's width behind `indent` blanks.
[[nodiscard]] inline std::string wrapped(std::string_view body, int indent) {
    const std::string clean = text::printable(body);
    const std::string margin(static_cast<std::size_t>(indent), ' ');
    const int room = page_width - indent;
    std::string out;
    std::string line;
    for (std::string_view rest = clean; !rest.empty();) {
        const std::string_view piece = rest.substr(0, first_piece(rest, room));
        rest.remove_prefix(piece.size());
        if (!line.empty() && text::width(line) + text::width(piece) > room) {
            out += margin + line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
            line.clear();
        }
        if (!line.empty() || piece != " ") line += piece;
    }
    return out + margin + line + '\n';
}

/// A line across the page.
[[nodiscard]] inline std::string bar() {
    std::string out;
    for (int i = 0; i < page_width; ++i) out += "─";
    return out + '\n';
}

/// `body` in the middle of a line, cut if it is longer.
[[nodiscard]] inline std::string centred(std::string_view body) {
    const std::string shown = text::cut(text::printable(body), page_width);
    const int left = (page_width - text::width(shown)) / 2;
    return std::string(static_cast<std::size_t>(left), ' ') + shown + '\n';
}

/// `2025-05-05 15:00`, by China's clock.
[[nodiscard]] inline std::string clock(Instant moment) {
    std::string out = moment.iso().substr(0, 16);
    out[10] = ' ';
    return out;
}

/// An empty line and the heading of the section `number`, 1 to 12.
[[nodiscard]] inline std::string section(std::size_t number, std::string_view name,
                                         Language language) {
    constexpr std::string_view numbers[] = {"一", "二", "三", "四", "五",   "六",
                                            "七", "八", "九", "十", "十一", "十二"};
    std::string out = "\n";
    out += language == Language::zh ? std::string(numbers[number - 1]) + "、"
                                    : std::to_string(number) + ". ";
    return out.append(name) + '\n';
}

}  // namespace sanku::page
