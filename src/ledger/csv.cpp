#include "sanku/ledger/csv.hpp"

#include <algorithm>
#include <array>

namespace sanku::ledger {

namespace {

constexpr std::size_t max_row_bytes = 1024 * 1024;
constexpr std::size_t max_quoted_bytes = 64 * 1024;
constexpr std::int64_t max_quoted_lines = 64;
constexpr std::size_t max_cells = 1024;  // twice what a heading may have

}  // namespace

void CsvRow::start(std::int64_t line) {
    text_.clear();
    ends_.clear();
    line_ = line;
    unclosed_quote_ = false;
    oversized_ = false;
}

void CsvRow::end_cell() {
    if (ends_.size() < max_cells) {
        ends_.push_back(text_.size());
    } else {
        ends_.back() = text_.size();  // the last cell takes in what is beyond
    }
}

CsvReader::CsvReader(TextReader& text, char separator) : text_(text), separator_(separator) {}

bool CsvReader::fill() {
    buffer_.erase(0, start_);
    start_ = 0;
    if (!ended_ && !text_.read(buffer_)) ended_ = true;
    return !ended_;
}

bool CsvReader::next(CsvRow& row) {
    if (start_ == buffer_.size() && !fill()) return false;
    while (parse(row) == Step::more) {
        if (buffer_.size() - start_ > max_row_bytes) {
            drop_rest(row);
            return true;
        }
        (void)fill();  // at the end of the file the next attempt takes what there is
    }
    return true;
}

CsvReader::Step CsvReader::parse(CsvRow& row) {
    row.start(line_);
    std::size_t at = start_;
    std::int64_t lines = 0;
    for (;;) {
        if (parse_cell(row, at, lines) == Step::more) return Step::more;
        row.end_cell();
        if (at == buffer_.size()) break;
        const char mark = buffer_[at];
        if (mark == '\r' && at + 1 == buffer_.size() && !ended_) return Step::more;
        ++at;
        if (mark == separator_) continue;
        if (mark == '\r' && at < buffer_.size() && buffer_[at] == '\n') ++at;
        break;
    }
    start_ = at;
    line_ += lines + 1;
    return Step::done;
}

bool CsvReader::ends_cell(std::size_t at) const noexcept {
    return at >= buffer_.size() || buffer_[at] == separator_ || buffer_[at] == '\n' ||
           buffer_[at] == '\r';
}

CsvReader::Step CsvReader::parse_plain(CsvRow& row, std::size_t& at) {
    const std::size_t begin = at;
    while (!ends_cell(at)) ++at;
    if (at == buffer_.size() && !ended_) return Step::more;
    row.text_.append(buffer_, begin, at - begin);
    return Step::done;
}

bool CsvReader::is_swallowed_row(std::size_t begin, std::size_t end) const {
    if (columns_ < 4) return false;  // so few separators may stand in a sentence
    const auto first = buffer_.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = buffer_.begin() + static_cast<std::ptrdiff_t>(end);
    return static_cast<std::size_t>(std::count(first, last, separator_)) + 1 >= columns_;
}

CsvReader::Step CsvReader::parse_cell(CsvRow& row, std::size_t& at, std::int64_t& lines) {
    if (at == buffer_.size() && !ended_) return Step::more;
    if (at == buffer_.size() || buffer_[at] != '"') return parse_plain(row, at);
    const std::size_t before = row.text_.size();
    std::size_t here = at + 1;
    std::size_t line_begin = here;
    std::int64_t inner_lines = 0;
    bool closed = false;
    for (; here - at <= max_quoted_bytes && inner_lines < max_quoted_lines; ++here) {
        if (here + 1 >= buffer_.size() && !ended_) return Step::more;
        if (here == buffer_.size()) break;
        const char c = buffer_[here];
        if (c == '"') {
            if (here + 1 == buffer_.size() || buffer_[here + 1] != '"') {
                closed = true;
                break;
            }
            ++here;
        } else if (c == '\n' ||
                   (c == '\r' && buffer_[std::min(here + 1, buffer_.size() - 1)] != '\n')) {
            if (inner_lines > 0 && is_swallowed_row(line_begin, here)) break;
            ++inner_lines;
            line_begin = here + 1;
        }
        row.text_ += c;
    }
    if (closed) {
        ++here;
        while (here < buffer_.size() && buffer_[here] == ' ') ++here;
        if (here == buffer_.size() && !ended_) return Step::more;
        if (ends_cell(here)) {
            at = here;
            lines += inner_lines;
            return Step::done;
        }
        if (inner_lines == 0) {  // "a"b on one line: sloppy, yet plain what is meant
            at = here;
            return parse_plain(row, at);
        }
    }
    row.text_.resize(before);
    row.unclosed_quote_ = true;
    return parse_plain(row, at);
}

void CsvReader::drop_rest(CsvRow& row) {
    row.start(line_);
    row.end_cell();
    row.oversized_ = true;
    for (;;) {
        const std::size_t end = buffer_.find_first_of("\r\n", start_);
        if (end != std::string::npos && (end + 1 < buffer_.size() || ended_)) {
            const bool pair =
                end + 1 < buffer_.size() && buffer_[end] == '\r' && buffer_[end + 1] == '\n';
            start_ = end + (pair ? 2 : 1);
            break;
        }
        start_ = end == std::string::npos ? buffer_.size() : end;
        if (ended_) {
            start_ = buffer_.size();
            break;
        }
        (void)fill();
    }
    ++line_;
}

}  // namespace sanku::ledger
