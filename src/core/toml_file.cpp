#include <algorithm>
#include <fstream>

#include "core/toml_table.hpp"
#include "sanku/core/text.hpp"

namespace sanku::toml_file {

namespace {

constexpr std::size_t max_file_size = 1 << 20;

[[noreturn]] void refuse_file(const Source& source, std::int64_t line, std::string key,
                              std::string reason) {
    throw Error(Problem{.code = source.code,
                        .file = source.file,
                        .row = line,
                        .column = std::move(key),
                        .detail = std::move(reason)});
}

/// The line number `line` of `text`, from 1 on; empty behind the last.
[[nodiscard]] std::string_view line_at(std::string_view text, std::int64_t line) {
    for (; line > 1 && !text.empty(); --line) {
        const std::size_t end = text.find('\n');
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return text.substr(0, text.find('\n'));
}

/// The key or heading with which a line begins, of use where TOML itself is broken.
[[nodiscard]] std::string key_of(std::string_view line) {
    const std::size_t begin = line.find_first_not_of(" \t[");
    if (begin == std::string_view::npos) return {};
    constexpr std::string_view bare =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";
    line.remove_prefix(begin);
    return std::string(line.substr(0, line.find_first_not_of(bare)));
}

void check_utf8(std::string_view text, const Source& source) {
    if (text::is_utf8(text)) return;
    std::int64_t number = 1;
    std::string_view line = text.substr(0, text.find('\n'));
    for (; text::is_utf8(line); ++number) {
        text.remove_prefix(line.size() + 1);
        line = text.substr(0, text.find('\n'));
    }
    refuse_file(source, number, key_of(line), "not UTF-8");
}

[[nodiscard]] bool breaks_toml(std::string_view text) {
    try {
        (void)toml::parse(text);
    } catch (const BrokenToml&) {
        return true;
    } catch (const toml::parse_error&) {
        return false;  // of a text that was cut off
    }
    return false;
}

/// The line of `text`, which breaks TOML in a way without a place, up to which the text must be
/// read to break.
[[nodiscard]] std::int64_t broken_line(std::string_view text) {
    std::int64_t sound = 0;
    std::int64_t broken = std::ranges::count(text, '\n') + 1;
    while (broken - sound > 1) {
        const std::int64_t middle = sound + (broken - sound) / 2;
        const std::string_view line = line_at(text, middle);
        const auto size = static_cast<std::size_t>(line.data() - text.data()) + line.size();
        (breaks_toml(text.substr(0, size)) ? broken : sound) = middle;
    }
    return broken;
}

}  // namespace

toml::table parse(std::string_view text, const Source& source) {
    if (text.size() > max_file_size) refuse_file(source, 0, {}, "larger than 1 MiB");
    check_utf8(text, source);
    try {
        return toml::parse(text, source.file);
    } catch (const BrokenToml&) {
        const std::int64_t number = broken_line(text);
        refuse_file(source, number, key_of(line_at(text, number)), "expected a key");
    } catch (const toml::parse_error& error) {
        const auto number = static_cast<std::int64_t>(error.source().begin.line);
        const std::string reason = text::printable(error.description());
        const bool at_end = reason.find("end-of-file") != std::string::npos;
        refuse_file(source, number, at_end ? "" : key_of(line_at(text, number)), reason);
    }
}

std::string read(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    std::string text(max_file_size + 1, '\0');
    if (!stream) throw Error(Problem{.code = ErrorCode::io, .file = path, .detail = "cannot open"});
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad()) throw Error(Problem{.code = ErrorCode::io, .file = path});
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return text;
}

}  // namespace sanku::toml_file
