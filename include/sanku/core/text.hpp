#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// Text as Chinese offices type it: full-width forms, width on a terminal, cutting to a width.
/// All functions take and give UTF-8; bytes that are not UTF-8 count as U+FFFD and are never lost
/// by functions that copy.
namespace sanku::text {

/// One code point and the number of bytes it takes.
struct CodePoint {
    char32_t value;
    std::size_t bytes;
};

/// The code point at the start of `text`, which must not be empty; U+FFFD of one byte for a byte
/// that starts no valid sequence (overlong forms, surrogates and values above U+10FFFF included).
[[nodiscard]] constexpr CodePoint first_code_point(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return {lead, 1};
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {0xFFFD, 1};
    char32_t value = lead & (0xFF >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {0xFFFD, 1};
        value = (value << 6) | (byte(i) & 0x3F);
    }
    const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (overlong || surrogate || value > 0x10FFFF) return {0xFFFD, 1};
    return {value, length};
}

/// Whether every byte of `text` belongs to valid UTF-8.
[[nodiscard]] constexpr bool is_utf8(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    while (!text.empty()) {
        // The common cases: ASCII, and three bytes that are neither overlong nor a surrogate.
        if (byte(0) < 0x80) {
            text.remove_prefix(1);
            continue;
        }
        if (text.size() >= 3 && byte(0) > 0xE0 && byte(0) < 0xED && (byte(1) & 0xC0) == 0x80 &&
            (byte(2) & 0xC0) == 0x80) {
            text.remove_prefix(3);
            continue;
        }
        const CodePoint point = first_code_point(text);
        if (point.value == 0xFFFD && point.bytes == 1) return false;
        text.remove_prefix(point.bytes);
    }
    return true;
}

/// Appends `value` to `out` as UTF-8.
inline void append_utf8(std::string& out, char32_t value) {
    const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
    if (value < 0x80) {
        put(value);
    } else if (value < 0x800) {
        put(0xC0 | (value >> 6));
        put(0x80 | (value & 0x3F));
    } else if (value < 0x10000) {
        put(0xE0 | (value >> 12));
        put(0x80 | ((value >> 6) & 0x3F));
        put(0x80 | (value & 0x3F));
    } else {
        put(0xF0 | (value >> 18));
        put(0x80 | ((value >> 12) & 0x3F));
        put(0x80 | ((value >> 6) & 0x3F));
        put(0x80 | (value & 0x3F));
    }
}

/// `text` without blanks (ASCII, no-break, zero-width and ideographic) at its ends.
[[nodiscard]] inline std::string_view trim(std::string_view text) noexcept {
    const auto blank = [](char32_t c) {
        return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x3000 || c == 0x200B ||
               c == 0xFEFF;
    };
    while (!text.empty()) {
        const CodePoint point = first_code_point(text);
        if (!blank(point.value)) break;
        text.remove_prefix(point.bytes);
    }
    while (!text.empty()) {
        std::size_t start = text.size() - 1;
        while (start > 0 && text.size() - start < 4 &&
               (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) {
            --start;
        }
        const CodePoint point = first_code_point(text.substr(start));
        if (point.bytes != text.size() - start || !blank(point.value)) break;
        text.remove_suffix(point.bytes);
    }
    return text;
}

/// `text` with full-width ASCII forms (０-９, Ａ-Ｚ, （）, ，…) made half-width, the ideographic
/// and no-break blank made a blank, and the dashes － – — made `-`. Other characters stay.
[[nodiscard]] inline std::string half_width(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const CodePoint point = first_code_point(text);
        if (point.value >= 0xFF01 && point.value <= 0xFF5E) {
            out += static_cast<char>(point.value - 0xFEE0);
        } else if (point.value == 0x3000 || point.value == 0xA0) {
            out += ' ';
        } else if (point.value == 0x2013 || point.value == 0x2014 || point.value == 0x2212) {
            out += '-';
        } else {
            out.append(text.substr(0, point.bytes));
        }
        text.remove_prefix(point.bytes);
    }
    return out;
}

/// Columns that `value` takes on a terminal: 2 for East Asian wide and full-width characters and
/// emoji, 0 for combining and zero-width ones, 1 otherwise (after Unicode's East Asian Width).
[[nodiscard]] constexpr int width(char32_t value) noexcept {
    const auto in = [&](char32_t low, char32_t high) { return value >= low && value <= high; };
    if (value < 0x300) return value == 0 ? 0 : 1;
    if (in(0x300, 0x36F) || value == 0x61C || in(0x200B, 0x200F) || in(0x202A, 0x202E) ||
        in(0x2060, 0x2064) || in(0x2066, 0x2069) || in(0xFE00, 0xFE0F) || value == 0xFEFF) {
        return 0;
    }
    if (in(0x1100, 0x115F) || in(0x2E80, 0x303E) || in(0x3041, 0xA4CF) || in(0xAC00, 0xD7A3) ||
        in(0xF900, 0xFAFF) || in(0xFE30, 0xFE6F) || in(0xFF00, 0xFF60) || in(0xFFE0, 0xFFE6) ||
        in(0x1F300, 0x1F64F) || in(0x1F680, 0x1F6FF) || in(0x1F7E0, 0x1F7F0) ||
        in(0x1F900, 0x1F9FF) || in(0x1FA70, 0x1FAFF) || in(0x20000, 0x3FFFD)) {
        return 2;
    }
    // Symbols of the older blocks that are shown as emoji.
    constexpr char32_t emoji[] = {0x231A, 0x231B, 0x23E9, 0x23EA, 0x23EB, 0x23EC, 0x23F0, 0x23F3,
                                  0x25FD, 0x25FE, 0x2614, 0x2615, 0x267F, 0x2693, 0x26A1, 0x26AA,
                                  0x26AB, 0x26BD, 0x26BE, 0x26C4, 0x26C5, 0x26CE, 0x26D4, 0x26EA,
                                  0x26F2, 0x26F3, 0x26F5, 0x26FA, 0x26FD, 0x2705, 0x270A, 0x270B,
                                  0x2728, 0x274C, 0x274E, 0x2753, 0x2754, 0x2755, 0x2757, 0x2795,
                                  0x2796, 0x2797, 0x27B0, 0x27BF, 0x2B1B, 0x2B1C, 0x2B50, 0x2B55};
    for (const char32_t wide : emoji) {
        if (value == wide) return 2;
    }
    return 1;
}

/// Columns that `text` takes on a terminal.
[[nodiscard]] constexpr int width(std::string_view text) noexcept {
    int columns = 0;
    while (!text.empty()) {
        const CodePoint point = first_code_point(text);
        columns += width(point.value);
        text.remove_prefix(point.bytes);
    }
    return columns;
}

/// `text` safe to print on one line of a terminal: control characters, separators of lines and
/// marks that change the direction of writing become blanks, bytes that are not UTF-8 become
/// U+FFFD.
[[nodiscard]] inline std::string printable(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const CodePoint point = first_code_point(text);
        const bool control = point.value < 0x20 || (point.value >= 0x7F && point.value < 0xA0);
        const bool direction = (point.value >= 0x202A && point.value <= 0x202E) ||
                               (point.value >= 0x2066 && point.value <= 0x2069) ||
                               point.value == 0x200E || point.value == 0x200F ||
                               point.value == 0x61C;
        const bool separator = point.value == 0x2028 || point.value == 0x2029;
        if (control || direction || separator) {
            out += ' ';
        } else {
            append_utf8(out, point.value);
        }
        text.remove_prefix(point.bytes);
    }
    return out;
}

/// `text` cut to at most `columns` terminal columns, with … where something was cut.
[[nodiscard]] inline std::string cut(std::string_view text, int columns) {
    if (width(text) <= columns) return std::string(text);
    std::string out;
    int used = 0;
    while (!text.empty()) {
        const CodePoint point = first_code_point(text);
        if (used + width(point.value) > columns - 1) break;
        used += width(point.value);
        out.append(text.substr(0, point.bytes));
        text.remove_prefix(point.bytes);
    }
    return out + "…";
}

/// `text` filled up with blanks to `columns` terminal columns, on the right or (`right`) the left.
[[nodiscard]] inline std::string pad(std::string_view text, int columns, bool right = false) {
    const int missing = columns - width(text);
    const std::string blanks(missing > 0 ? static_cast<std::size_t>(missing) : 0, ' ');
    return right ? blanks + std::string(text) : std::string(text) + blanks;
}

/// Whether `text` is not empty and all ASCII digits.
[[nodiscard]] constexpr bool is_digits(std::string_view text) noexcept {
    for (const char c : text) {
        if (c < '0' || c > '9') return false;
    }
    return !text.empty();
}

/// The number that `digits` (at most 18 ASCII digits) spells.
[[nodiscard]] constexpr std::int64_t to_number(std::string_view digits) noexcept {
    std::int64_t value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
}

}  // namespace sanku::text
