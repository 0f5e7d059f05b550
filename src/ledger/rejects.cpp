#include "sanku/ledger/rejects.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include "sanku/core/text.hpp"
#include "sanku/ledger/import.hpp"

namespace sanku::ledger {

namespace {

[[nodiscard]] bool is_number(std::string_view text) {
    bool digit = false;
    for (const char c : text.substr(1)) {
        digit = digit || (c >= '0' && c <= '9');
        if ((c < '0' || c > '9') && c != '.' && c != ',') return false;
    }
    return digit;
}

[[nodiscard]] bool is_dangerous(std::string_view cell) {
    if (cell.empty()) return false;
    if (std::string_view("=+@\t\r").find(cell[0]) != std::string_view::npos) return true;
    return cell[0] == '-' && !is_number(cell);
}

/// Adds a cell to `line`, quoted where needed. Lone CR and tabs are quoted too.
void add_cell(std::string& line, std::string_view raw) {
    const std::string cell = neutralised(raw);
    if (!line.empty()) line += ',';
    if (cell.find_first_of(",;\t\"\r\n") == std::string::npos) {
        line += cell;
        return;
    }
    line += '"';
    for (const char c : cell) {
        if (c == '"') line += '"';
        line += c;
    }
    line += '"';
}

/// Adds a cell at the start of a line, where an empty one must still leave its mark.
void add_first_cell(std::string& line, std::string_view raw) {
    add_cell(line, raw);
    if (line.empty()) line += "\"\"";
}

/// What the ledger's cells say together, such as `malformed_date; no_pool`.
template <typename Field>
[[nodiscard]] std::string joined(std::span<const Problem> problems, Field field) {
    std::string out;
    for (const Problem& problem : problems) {
        if (&problem != problems.data()) out += "; ";
        out += field(problem);
    }
    return out;
}

[[nodiscard]] std::string explanation(const Problem& problem) {
    std::string out(title(problem.code, Language::zh));
    if (!problem.detail.empty()) out += "（" + problem.detail + "）";
    return out;
}

/// A formula of a sheet without the mark that says that it has no value.
[[nodiscard]] std::string_view without_mark(std::string_view cell) {
    const bool marked = cell.size() > 1 && cell[0] == uncalculated_mark && cell[1] == '=';
    return marked ? cell.substr(1) : cell;
}

/// The column, with the name of the cell before it if it has one: C12 总投资（万元）.
[[nodiscard]] std::string place(const Problem& problem) {
    if (problem.cell.empty() || problem.column.empty()) return problem.cell + problem.column;
    return problem.cell + ' ' + problem.column;
}

}  // namespace

std::string neutralised(std::string_view cell) {
    std::string out(cell);
    if (is_dangerous(cell)) out.insert(0, 1, '\'');
    return out;
}

std::string_view without_guard(std::string_view cell) noexcept {
    const bool guarded = cell.size() > 1 && cell[0] == '\'' &&
                         std::string_view("=+-@\t\r").find(cell[1]) != std::string_view::npos;
    return guarded ? cell.substr(1) : cell;
}

RejectsWriter::RejectsWriter(std::string path, const Heading& heading)
    : path_(std::move(path)),
      part_(path_ + ".part"),
      heading_(heading),
      columns_(heading.columns.size() - (heading.of_rejects ? rejects_headings.size() : 0)) {}

RejectsWriter::~RejectsWriter() {
    if (!file_) return;
    file_.reset();
    std::remove(part_.c_str());
}

void RejectsWriter::fail() const {
    throw Error(Problem{.code = ErrorCode::io, .file = path_, .detail = std::strerror(errno)});
}

void RejectsWriter::open() {
    file_.reset(std::fopen(part_.c_str(), "wb"));
    if (!file_) fail();
    put("\xEF\xBB\xBF");
    for (const CsvRow& title : heading_.titles) {
        std::string line;
        for (std::size_t i = 0; i < title.size(); ++i) {
            i == 0 ? add_first_cell(line, title.cell(i)) : add_cell(line, title.cell(i));
        }
        put(line + "\r\n");
    }
    std::string line;
    for (std::size_t i = 0; i < columns_; ++i) {
        const std::string& label = heading_.columns[i].label;
        i == 0 ? add_first_cell(line, label) : add_cell(line, label);
    }
    for (const std::string_view label : rejects_headings) add_cell(line, label);
    put(line + "\r\n");
}

void RejectsWriter::put(const std::string& line) {
    if (std::fwrite(line.data(), 1, line.size(), file_.get()) != line.size()) fail();
}

void RejectsWriter::write(const CsvRow& row, std::span<const Problem> problems) {
    if (!file_) open();
    std::string line;
    for (std::size_t i = 0; i < columns_; ++i) {
        const std::string_view cell =
            heading_.of_rejects ? without_guard(row.cell(i)) : without_mark(row.cell(i));
        i == 0 ? add_first_cell(line, cell) : add_cell(line, cell);
    }
    add_cell(line, std::to_string(row.line()));
    add_cell(line, joined(problems, place));
    add_cell(line, joined(problems, [](const Problem& p) { return p.value; }));
    add_cell(line, joined(problems, [](const Problem& p) { return std::string(key(p.code)); }));
    add_cell(line, joined(problems, explanation));
    put(line + "\r\n");
}

void RejectsWriter::finish() {
    if (!file_) {
        if (!path_.empty()) std::remove(path_.c_str());  // an earlier import's: none are left
        return;
    }
    if (std::fflush(file_.get()) != 0) fail();
    file_.reset();
    if (std::rename(part_.c_str(), path_.c_str()) != 0) fail();
}

}  // namespace sanku::ledger
