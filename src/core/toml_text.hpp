#pragma once

#include <string>
#include <string_view>

#include "sanku/core/bilingual.hpp"

/// Writing of TOML: what `toml_table.hpp` reads.
namespace sanku::toml_file {

/// A TOML string: quotes, backslashes and control characters escaped, all else as it stands.
[[nodiscard]] inline std::string in_quotes(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (byte < 0x20 || byte == 0x7F) {
            out += "\\u00";
            out += digits[byte >> 4U];
            out += digits[byte & 0xFU];
        } else {
            out += c;
        }
    }
    return out += '"';
}

/// `key = value`, on a line.
[[nodiscard]] inline std::string statement(std::string_view key, std::string_view value) {
    return std::string(key) + " = " + std::string(value) + '\n';
}

[[nodiscard]] inline std::string statement(std::string_view key, const Bilingual& text) {
    return statement(key, "{ zh = " + in_quotes(text.zh) + ", en = " + in_quotes(text.en) + " }");
}

}  // namespace sanku::toml_file
