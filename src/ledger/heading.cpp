#include "sanku/ledger/heading.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "labels.hpp"
#include "sanku/core/error.hpp"
#include "sanku/core/text.hpp"
#include "sanku/ledger/rejects.hpp"

namespace sanku::ledger {

namespace {

using detail::find_synonym;
using detail::Label;
using detail::Synonym;
using detail::take_apart;
namespace flag = detail::flag;

/// A heading cell as shown to people: on one line, without blanks at its ends.
[[nodiscard]] std::string shown(std::string_view cell) {
    std::string out;
    for (const char c : text::trim(cell)) {
        if (c != '\r' && c != '\n') out += c == '\t' ? ' ' : c;
    }
    return out;
}

/// A column while it is being understood.
struct Candidate {
    HeadingColumn column;
    std::optional<Synonym> synonym{};
};

using Candidates = std::vector<Candidate>;

[[nodiscard]] bool is_running_number(const std::string& base) {
    return base == "序号" || base == "序" || base == "no." || base == "no" || base == "#";
}

void describe(Candidate& candidate, const Label& label) {
    HeadingColumn& column = candidate.column;
    const bool ignored =
        label.percentage || is_running_number(label.base) || label.base.starts_with("占");
    if (!candidate.synonym) column.column = ignored ? Column::ignored : Column::extra;
    if (candidate.synonym) column.column = candidate.synonym->column;
    column.unit = label.unit;
    column.year = label.year;
    column.through_month = label.through_month;
}

[[nodiscard]] Candidate of_single(std::string_view cell) {
    Candidate candidate;
    candidate.column.label = shown(cell);
    if (candidate.column.label.empty()) return candidate;
    const Label label = take_apart(cell);
    candidate.synonym = find_synonym(label);
    describe(candidate, label);
    return candidate;
}

[[nodiscard]] Candidate of_pair(std::string_view group_cell, std::string_view leaf_cell) {
    Candidate candidate;
    const std::string group_text = shown(group_cell);
    const std::string leaf_text = shown(leaf_cell);
    if (leaf_text.empty()) return of_single(group_cell);
    if (group_text.empty() || group_text == leaf_text) return of_single(leaf_cell);
    const Label group = take_apart(group_cell);
    Label leaf = take_apart(leaf_cell);
    candidate.column.label = group_text + "·" + leaf_text;
    candidate.synonym = find_synonym(group, leaf);
    if (!leaf.unit) leaf.unit = group.unit;
    if (!leaf.year) leaf.year = group.year;
    if (!leaf.through_month) leaf.through_month = group.through_month;
    describe(candidate, leaf);
    return candidate;
}

/// A single cell; one that names group and leaf, as a rejects file does, counts as such.
[[nodiscard]] Candidate of_cell(std::string_view cell) {
    constexpr std::string_view point = "·";
    const std::size_t at = cell.find(point);
    if (at == std::string_view::npos) return of_single(cell);
    return of_pair(cell.substr(0, at), cell.substr(at + point.size()));
}

[[nodiscard]] Candidates one_row(const CsvRow& row) {
    Candidates candidates;
    for (std::size_t i = 0; i < row.size(); ++i) candidates.push_back(of_cell(row.cell(i)));
    return candidates;
}

[[nodiscard]] bool is_blank(std::string_view cell) {
    return text::trim(cell).empty();
}

[[nodiscard]] Candidates two_rows(const CsvRow& groups, const CsvRow& leaves) {
    Candidates candidates;
    std::string_view group;
    for (std::size_t i = 0; i < std::max(groups.size(), leaves.size()); ++i) {
        const bool own = !is_blank(groups.cell(i));
        if (own) group = groups.cell(i);
        const bool no_leaf = is_blank(leaves.cell(i));
        candidates.push_back(no_leaf && !own ? Candidate{} : of_pair(group, leaves.cell(i)));
    }
    return candidates;
}

[[nodiscard]] bool has(const Candidates& candidates, Column column) {
    return std::any_of(candidates.begin(), candidates.end(),
                       [&](const Candidate& c) { return c.column.column == column; });
}

[[nodiscard]] std::size_t known_count(const Candidates& candidates) {
    return static_cast<std::size_t>(
        std::count_if(candidates.begin(), candidates.end(),
                      [](const Candidate& c) { return c.synonym.has_value(); }));
}

[[nodiscard]] bool is_heading(const Candidates& candidates) {
    const bool identifies = has(candidates, Column::project_code) || has(candidates, Column::name);
    return identifies && known_count(candidates) >= 2;
}

/// Whether `cell` consists of words, not of a number, a date or a code.
[[nodiscard]] bool is_wording(std::string_view cell) {
    const std::string half = text::half_width(cell);
    return std::any_of(half.begin(), half.end(),
                       [](char c) {
                           const auto byte = static_cast<unsigned char>(c);
                           return byte >= 0x80 || (c >= 'a' && c <= 'z') ||
                                  (c >= 'A' && c <= 'Z') || c == '%';
                       }) &&
           (half.empty() || half[0] < '0' || half[0] > '9' || half.find("月") != std::string::npos);
}

/// Whether `leaves` can be the lower row of a heading: words only, nothing below the columns that
/// identify a project, and something below the empty cells to the right of a group.
[[nodiscard]] bool may_be_leaves(const CsvRow& groups, const CsvRow& leaves) {
    bool below_group = false;
    bool after_group = false;
    for (std::size_t i = 0; i < std::max(groups.size(), leaves.size()); ++i) {
        const std::string_view group = groups.cell(i);
        const std::string_view leaf = leaves.cell(i);
        after_group = after_group || !is_blank(group);
        if (is_blank(leaf)) continue;
        if (!is_wording(leaf)) return false;
        const Column above = of_single(group).column.column;
        const bool identifies = above == Column::project_code || above == Column::name;
        if (identifies && shown(group) != shown(leaf)) return false;
        below_group = below_group || (is_blank(group) && after_group);
    }
    return below_group;
}

/// Whether `row` rather is a title than a row of groups: few cells, or one that says 单位：万元.
[[nodiscard]] bool is_title(const CsvRow& row) {
    std::size_t filled = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (is_blank(row.cell(i))) continue;
        ++filled;
        if (text::half_width(row.cell(i)).find(':') != std::string::npos) return true;
    }
    return filled <= 2;
}

/// The heading that starts at row `at`, and how many rows it takes.
[[nodiscard]] std::optional<std::pair<Candidates, std::size_t>> heading_at(
    std::span<const CsvRow> rows, std::size_t at) {
    Candidates single = one_row(rows[at]);
    if (at + 1 < rows.size() && may_be_leaves(rows[at], rows[at + 1])) {
        const bool title_above = is_title(rows[at]) && is_heading(one_row(rows[at + 1]));
        Candidates pair = two_rows(rows[at], rows[at + 1]);
        if (!title_above && is_heading(pair)) return std::pair(std::move(pair), std::size_t{2});
    }
    if (is_heading(single)) return std::pair(std::move(single), std::size_t{1});
    return std::nullopt;
}

void make_extra(Candidate& candidate) {
    const bool place = candidate.synonym && (candidate.synonym->flags & flag::place) != 0;
    candidate.column.perhaps_region = place;
    candidate.column.column = Column::extra;
    candidate.synonym.reset();
}

/// Whether two columns would state the same fact.
[[nodiscard]] bool same_fact(const Candidate& a, const Candidate& b) {
    return a.column.column == b.column.column && a.column.year == b.column.year &&
           a.column.through_month == b.column.through_month;
}

[[nodiscard]] Error duplicate(const Candidate& candidate, std::int64_t line,
                              std::string_view other) {
    return Error(Problem{.code = ErrorCode::duplicate_heading,
                         .row = line,
                         .column = candidate.column.label,
                         .detail = std::string(other)});
}

/// Leaves one column for each fact: a weak heading gives way to a firm one, and to a weak one
/// before it; two firm ones, or twice the same words, are a mistake of the file.
void settle(Candidates& candidates, std::int64_t line) {
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        for (std::size_t j = 0; j < i && candidates[i].synonym; ++j) {
            Candidate& later = candidates[i];
            Candidate& earlier = candidates[j];
            if (!earlier.synonym || !same_fact(earlier, later)) continue;
            const bool later_weak = (later.synonym->flags & flag::weak) != 0;
            const bool earlier_weak = (earlier.synonym->flags & flag::weak) != 0;
            const bool same_words = later.synonym->base == earlier.synonym->base;
            if (same_words || (!later_weak && !earlier_weak)) {
                throw duplicate(later, line, earlier.column.label);
            }
            const bool earlier_place = (earlier.synonym->flags & flag::place) != 0;
            make_extra(later_weak && !(earlier_weak && earlier_place) ? later : earlier);
        }
    }
}

/// Decides between the kinds of file and drops meanings that the kind does not have.
[[nodiscard]] FileKind settle_kind(Candidates& candidates, std::int64_t line) {
    const auto is_figure = [](const Candidate& c) {
        return c.synonym && c.column.column >= Column::completed_this_year &&
               c.column.column <= Column::paid;
    };
    if (has(candidates, Column::month)) {
        if (!std::any_of(candidates.begin(), candidates.end(), is_figure)) {
            throw Error(Problem{.code = ErrorCode::no_heading,
                                .row = line,
                                .detail = "月份: 本年完成投资, 累计完成投资, 到位资金, 支付资金"});
        }
        return FileKind::progress;
    }
    // 开工累计 beside 1～9月 is as of that month; without any month it belongs to none.
    std::optional<int> only_month;
    bool several = false;
    for (const Candidate& c : candidates) {
        if (!is_figure(c) || !c.column.through_month) continue;
        several = several || (only_month && only_month != c.column.through_month);
        only_month = c.column.through_month;
    }
    for (Candidate& c : candidates) {
        if (!is_figure(c) || c.column.through_month) continue;
        if (only_month && !several && c.column.column == Column::completed_total) {
            c.column.through_month = only_month;
        } else {
            make_extra(c);
        }
    }
    return FileKind::projects;
}

/// 环保达标 without a year is of the one year whose output or tax stands beside it; of several, or
/// without any, it belongs to none.
void settle_environment(Candidates& candidates) {
    std::optional<int> only_year;
    bool several = false;
    for (const Candidate& c : candidates) {
        if (c.column.column != Column::output && c.column.column != Column::tax) continue;
        several = several || (only_year && only_year != c.column.year);
        only_year = c.column.year;
    }
    for (Candidate& c : candidates) {
        if (c.column.column != Column::environment_met || c.column.year) continue;
        if (only_year && !several) {
            c.column.year = only_year;
        } else {
            make_extra(c);
        }
    }
}

/// A place (建设地点) is a region only where a cell says so, so it is an extra in any case.
void settle_places(Candidates& candidates) {
    for (Candidate& c : candidates) {
        if (c.synonym && (c.synonym->flags & flag::place) != 0) make_extra(c);
    }
    const bool has_region = has(candidates, Column::region);
    for (Candidate& c : candidates) {
        if (has_region) c.column.perhaps_region = false;
    }
}

/// Numbers extras that bear the same heading, so that none hides another.
void number_extras(Candidates& candidates) {
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (candidates[i].column.column != Column::extra) continue;
        const auto same =
            std::count_if(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(i),
                          [&](const Candidate& c) {
                              return c.column.column == Column::extra &&
                                     c.column.label == candidates[i].column.label;
                          });
        if (same > 0) candidates[i].column.label += '#' + std::to_string(same + 1);
    }
}

/// Whether the last headings are those that `RejectsWriter` adds; takes their meaning away.
[[nodiscard]] bool settle_rejects(Candidates& candidates) {
    if (candidates.size() <= rejects_headings.size()) return false;
    const std::size_t first = candidates.size() - rejects_headings.size();
    for (std::size_t i = 0; i < rejects_headings.size(); ++i) {
        if (candidates[first + i].column.label != rejects_headings[i]) return false;
    }
    for (std::size_t i = first; i < candidates.size(); ++i) {
        candidates[i].column.column = Column::ignored;
        candidates[i].synonym.reset();
    }
    return true;
}

void read_titles(Heading& heading, std::span<const CsvRow> titles) {
    heading.titles.assign(titles.begin(), titles.end());
    for (const CsvRow& row : titles) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (!heading.title_unit) heading.title_unit = detail::unit_in_title(row.cell(i));
            if (!heading.title_year) heading.title_year = detail::year_in_title(row.cell(i));
        }
    }
}

[[nodiscard]] Heading settled(Candidates candidates, std::int64_t line) {
    while (!candidates.empty() && candidates.back().column.label.empty()) candidates.pop_back();
    if (candidates.size() > max_columns + rejects_headings.size()) {
        throw Error(Problem{.code = ErrorCode::file_too_wide,
                            .row = line,
                            .value = std::to_string(candidates.size())});
    }
    Heading heading;
    heading.of_rejects = settle_rejects(candidates);
    heading.kind = settle_kind(candidates, line);
    settle_environment(candidates);
    settle(candidates, line);
    settle_places(candidates);
    number_extras(candidates);
    if (candidates.size() > max_columns && !heading.of_rejects) {
        throw Error(Problem{.code = ErrorCode::file_too_wide,
                            .row = line,
                            .value = std::to_string(candidates.size())});
    }
    for (Candidate& c : candidates) heading.columns.push_back(std::move(c.column));
    return heading;
}

}  // namespace

std::optional<std::size_t> Heading::find(Column column) const noexcept {
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].column == column) return i;
    }
    return std::nullopt;
}

Heading find_heading(std::span<const CsvRow> first_rows) {
    for (std::size_t at = 0; at < std::min(first_rows.size(), heading_area); ++at) {
        auto found = heading_at(first_rows, at);
        if (!found) continue;
        Heading heading = settled(std::move(found->first), first_rows[at].line());
        heading.rows_before_data = at + found->second;
        read_titles(heading, first_rows.first(at));
        return heading;
    }
    throw Error(ErrorCode::no_heading, "");
}

Layout find_layout(const std::string& path, Encoding encoding) {
    struct Attempt {
        char separator;
        std::vector<CsvRow> rows;
        std::size_t at = heading_area;  // row of the heading
        std::size_t known = 0;
    };
    std::array<Attempt, 3> attempts{{{',', {}}, {'\t', {}}, {';', {}}}};
    for (Attempt& attempt : attempts) {
        TextReader text(path, encoding);
        CsvReader reader(text, attempt.separator);
        CsvRow row;
        while (attempt.rows.size() <= heading_area && reader.next(row)) attempt.rows.push_back(row);
        for (std::size_t at = 0; at < std::min(attempt.rows.size(), heading_area); ++at) {
            const auto found = heading_at(attempt.rows, at);
            if (!found) continue;
            attempt.at = at;
            attempt.known = known_count(found->first);
            break;
        }
    }
    const auto best =
        std::min_element(attempts.begin(), attempts.end(), [](const Attempt& a, const Attempt& b) {
            return a.at != b.at ? a.at < b.at : a.known > b.known;
        });
    return {best->separator, find_heading(best->rows)};
}

}  // namespace sanku::ledger
