#include "sanku/ledger/report.hpp"

#include "sanku/core/text.hpp"

namespace sanku::ledger {

namespace {

struct NoteWording {
    std::string_view key;
    std::string_view zh;
    std::string_view en;
};

constexpr NoteWording wording[note_code_count] = {
    {"local_code", "没有项目代码，已按区划和名称编本地代码",
     "without a project code; it got a local one from its region and name"},
    {"total_differs", "表中合计与各行之和不符", "the printed total is not the sum of the rows"},
    {"unknown_funding", "资金类别不在已知类别中，按其他处理",
     "a kind of funding that is not known; it counts as other"},
    {"township_without_code", "乡镇没有代码，计入所在县",
     "a township without a code; counted in its county"},
    {"region_differs", "行政区划与项目代码中的区划不同",
     "the region is not in the county of the project code"},
    {"column_not_read", "进度台账的这一列未读取",
     "a column that is not read from a progress ledger"},
    {"cell_without_heading", "这一格上方没有表头，未读取", "a cell without a heading; not read"},
};

/// Longest value shown of a finding, in terminal columns.
constexpr int shown_width = 60;

void add_counts(std::string& out, const Report& report, bool zh) {
    const auto add = [&](std::string_view zh_text, std::string_view en_text, std::int64_t count) {
        out += zh ? zh_text : en_text;
        out += (zh ? "" : " ") + std::to_string(count);
    };
    add("共", "rows", report.rows);
    add("行：接受", ", accepted", report.accepted);
    add("，拒绝", ", rejected", report.rejected);
    add("，跳过", ", skipped", report.skipped);
    add("；新增事件", "; events added", report.events_added);
    add("，未变", ", unchanged", report.events_unchanged);
    out += '\n';
}

/// Adds the findings of each code under its title and count.
template <typename Code, typename Finding, typename Line>
void add_ranked(std::string& out, const std::vector<std::pair<Code, std::int64_t>>& counts,
                const std::vector<Finding>& listed, Language language, Line line) {
    const bool zh = language == Language::zh;
    std::size_t at = 0;
    for (const auto& [code, count] : counts) {
        out.append(title(code, language)) +=
            (zh ? "（" : " (") + std::to_string(count) + (zh ? "）\n" : ")\n");
        std::int64_t shown = 0;
        for (; at < listed.size() && listed[at].code == code; ++at, ++shown) {
            out += "  " + line(listed[at]) + '\n';
        }
        if (shown == count) continue;
        const std::string rest = std::to_string(count - shown);
        out += zh ? "  ……另有" + rest + "处\n" : "  ... and " + rest + " more\n";
    }
}

[[nodiscard]] std::string place(std::int64_t row, const std::string& cell, bool zh) {
    if (!cell.empty()) return text::printable(cell);
    if (row == 0) return {};
    return zh ? "第" + std::to_string(row) + "行" : "row " + std::to_string(row);
}

[[nodiscard]] std::string quoted(std::string_view value, bool zh) {
    const std::string text = text::cut(text::printable(value), shown_width);
    return zh ? "“" + text + "”" : '"' + text + '"';
}

/// Joins the parts that are not empty with blanks.
[[nodiscard]] std::string sentence(std::initializer_list<std::string> parts) {
    std::string out;
    for (const std::string& part : parts) {
        if (!part.empty() && !out.empty()) out += ' ';
        out += part;
    }
    return out;
}

[[nodiscard]] std::string line_of(const Problem& problem, bool zh) {
    return sentence({place(problem.row, problem.cell, zh),
                     problem.column.empty() ? "" : quoted(problem.column, zh),
                     problem.value.empty() ? "" : quoted(problem.value, zh),
                     problem.detail.empty() ? "" : '(' + text::printable(problem.detail) + ')'});
}

[[nodiscard]] std::string line_of(const Note& note, bool zh) {
    return sentence({place(note.row, note.cell, zh),
                     note.value.empty() ? "" : quoted(note.value, zh),
                     note.detail.empty() ? "" : '(' + text::printable(note.detail) + ')'});
}

}  // namespace

std::string_view key(NoteCode code) noexcept {
    return wording[static_cast<std::size_t>(code)].key;
}

std::string_view title(NoteCode code, Language language) noexcept {
    const NoteWording& entry = wording[static_cast<std::size_t>(code)];
    return language == Language::zh ? entry.zh : entry.en;
}

std::string Note::text(Language language) const {
    const bool zh = language == Language::zh;
    const std::string where = line_of(Note{code, row, value, {}, cell}, zh);
    std::string out = where.empty() ? "" : where + (zh ? "：" : ": ");
    out += title(code, language);
    if (!detail.empty()) out += (zh ? "（" : " (") + text::printable(detail) + (zh ? "）" : ")");
    return out;
}

std::string Report::summary(Language language) const {
    const bool zh = language == Language::zh;
    std::string out = text::printable(source) + (zh ? "（" : " (");
    out.append(name(kind, language)).append(zh ? "，" : ", ").append(encoding);
    out += zh ? "）\n" : ")\n";
    add_counts(out, *this, zh);
    add_ranked(out, counts, problems, language, [&](const Problem& p) { return line_of(p, zh); });
    add_ranked(out, note_counts, notes, language, [&](const Note& n) { return line_of(n, zh); });
    return out;
}

}  // namespace sanku::ledger
