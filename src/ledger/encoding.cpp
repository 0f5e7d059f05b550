#include "sanku/ledger/encoding.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "sanku/core/error.hpp"
#include "sanku/core/text.hpp"

namespace sanku::ledger {

namespace {

constexpr std::size_t piece = 64 * 1024;
constexpr std::string_view utf8_bom = "\xEF\xBB\xBF";
constexpr std::string_view utf16le_bom = "\xFF\xFE";
constexpr std::string_view utf16be_bom = "\xFE\xFF";
constexpr std::string_view replacement = "\xEF\xBF\xBD";

[[nodiscard]] Error io_error(const std::string& path, std::string detail) {
    return Error(Problem{.code = ErrorCode::io, .file = path, .detail = std::move(detail)});
}

struct FileCloser {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, FileCloser>;

/// Opens a regular file: a pipe cannot be read twice, and a device may never end.
[[nodiscard]] File open_file(const std::string& path) {
    std::error_code failure;
    if (!std::filesystem::is_regular_file(path, failure)) {
        throw io_error(path, failure ? failure.message() : "not a regular file");
    }
    File file(std::fopen(path.c_str(), "rb"));
    if (!file) throw io_error(path, std::strerror(errno));
    return file;
}

[[nodiscard]] std::size_t read_bytes(std::FILE* file, const std::string& path, char* out,
                                     std::size_t size) {
    const std::size_t count = std::fread(out, 1, size, file);
    if (count < size && std::ferror(file) != 0) throw io_error(path, std::strerror(errno));
    return count;
}

/// UTF-16 without a mark: ASCII characters (separators, digits, line ends) have a zero byte on one
/// side, while few Chinese characters have one on the other.
[[nodiscard]] std::optional<Encoding> utf16_by_zeros(std::string_view bytes) {
    std::array<std::size_t, 2> zeros{};
    for (std::size_t i = 0; i < bytes.size(); ++i) zeros[i % 2] += bytes[i] == '\0' ? 1U : 0U;
    const auto [even, odd] = zeros;
    if ((even + odd) * 64 < bytes.size() || even + odd == 0) return std::nullopt;
    if (odd >= 3 * even) return Encoding::utf16le;
    if (even >= 3 * odd) return Encoding::utf16be;
    return std::nullopt;
}

/// Length of the ASCII text at the start of `text`.
[[nodiscard]] std::size_t ascii_length(std::string_view text) noexcept {
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, 8);
        if ((word & 0x8080808080808080U) != 0) break;
    }
    while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
    return at;
}

/// Whether `text`, at the end of a piece, may be the start of a longer UTF-8 sequence.
[[nodiscard]] bool may_continue(std::string_view text) noexcept {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() >= length) return false;
    for (const char c : text.substr(1)) {
        if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) return false;
    }
    return true;
}

/// Walks UTF-8 in pieces: `valid` gets runs of valid text, `invalid` is called for each bad byte.
/// Gives the number of bytes used; the rest belongs before the next piece.
template <typename Valid, typename Invalid>
[[nodiscard]] std::size_t walk_utf8(std::string_view text, bool last, Valid valid,
                                    Invalid invalid) {
    std::size_t start = 0;
    std::size_t at = 0;
    const auto flush = [&] {
        if (at > start) valid(text.substr(start, at - start));
    };
    while (at < text.size()) {
        at += ascii_length(text.substr(at));
        if (at == text.size()) break;
        const auto point = text::first_code_point(text.substr(at));
        if (point.bytes > 1) {
            at += point.bytes;
            continue;
        }
        flush();
        if (!last && may_continue(text.substr(at))) return at;
        invalid();
        start = ++at;
    }
    flush();
    return at;
}

[[nodiscard]] bool mostly_utf8(std::FILE* file, const std::string& path) {
    std::int64_t valid_bytes = 0;
    std::int64_t invalid = 0;
    std::string buffer;
    for (;;) {
        const std::size_t carried = buffer.size();
        buffer.resize(carried + piece);
        const std::size_t count = read_bytes(file, path, buffer.data() + carried, piece);
        buffer.resize(carried + count);
        const std::size_t used = walk_utf8(
            buffer, count == 0,
            [&](std::string_view run) {
                for (const char c : run) valid_bytes += static_cast<unsigned char>(c) >> 7;
            },
            [&] { ++invalid; });
        buffer.erase(0, used);
        if (count == 0) return invalid * 48 <= valid_bytes;  // Chinese takes 3 bytes a character
    }
}

struct IconvCloser {
    void operator()(void* handle) const noexcept { iconv_close(handle); }
};
using Iconv = std::unique_ptr<void, IconvCloser>;

[[nodiscard]] Iconv open_iconv(Encoding encoding) {
    if (encoding == Encoding::utf8 || encoding == Encoding::utf8_mark) return nullptr;
    const std::string from(name(encoding));
    const iconv_t handle = iconv_open("UTF-8", from.c_str());
    // iconv reports failure as the pointer −1.
    if (reinterpret_cast<std::intptr_t>(handle) == -1) {
        throw Error(Problem{.code = ErrorCode::io, .value = from, .detail = "iconv"});
    }
    return Iconv(handle);
}

}  // namespace

Encoding detect_encoding(const std::string& path) {
    const File file = open_file(path);
    std::string head(4096, '\0');
    head.resize(read_bytes(file.get(), path, head.data(), head.size()));
    if (head.starts_with(utf8_bom)) return Encoding::utf8_mark;
    if (head.starts_with(utf16le_bom)) return Encoding::utf16le;
    if (head.starts_with(utf16be_bom)) return Encoding::utf16be;
    if (const auto utf16 = utf16_by_zeros(head)) return *utf16;
    std::rewind(file.get());
    return mostly_utf8(file.get(), path) ? Encoding::utf8 : Encoding::gb18030;
}

struct TextReader::Impl {
    std::string path;
    Encoding encoding;
    File file;
    Iconv converter;
    std::string pending{};  ///< bytes read and not yet decoded
    std::int64_t read = 0;
    std::int64_t total = 0;
    bool ended = false;

    void skip_mark() {
        std::array<char, 3> head{};
        const std::size_t count = read_bytes(file.get(), path, head.data(), head.size());
        pending.assign(head.data(), count);
        read = static_cast<std::int64_t>(count);
        for (const std::string_view mark : {utf8_bom, utf16le_bom, utf16be_bom}) {
            const bool utf16 = encoding == Encoding::utf16le || encoding == Encoding::utf16be;
            const bool fits = mark == utf8_bom ? encoding == Encoding::utf8_mark : utf16;
            if (!fits || !pending.starts_with(mark)) continue;
            pending.erase(0, mark.size());
            return;
        }
    }

    void decode(std::string& out) {
        if (converter) {
            convert(out);
            return;
        }
        const std::size_t used = walk_utf8(
            pending, ended, [&](std::string_view run) { out.append(run); },
            [&] { out.append(replacement); });
        pending.erase(0, used);
    }

    void convert(std::string& out) {
        std::array<char, 16 * 1024> decoded;
        const std::size_t unit = encoding == Encoding::gb18030 ? 1 : 2;
        char* in = pending.data();
        std::size_t left = pending.size();
        while (left > 0) {
            char* target = decoded.data();
            std::size_t space = decoded.size();
            const std::size_t result = iconv(converter.get(), &in, &left, &target, &space);
            const int cause = result == static_cast<std::size_t>(-1) ? errno : 0;
            out.append(decoded.data(), decoded.size() - space);
            if (cause == EINVAL && !ended) break;  // the rest of the character is in the next piece
            if (cause == EILSEQ || cause == EINVAL) {
                out.append(replacement);
                const std::size_t skipped = std::min(unit, left);
                in += skipped;
                left -= skipped;
            }
        }
        pending.erase(0, pending.size() - left);
    }
};

TextReader::TextReader(const std::string& path, Encoding encoding)
    : impl_(new Impl{path, encoding, open_file(path), open_iconv(encoding)}) {
    std::error_code failure;
    impl_->total = static_cast<std::int64_t>(std::filesystem::file_size(path, failure));
    if (failure) throw io_error(path, failure.message());
    impl_->skip_mark();
}
TextReader::TextReader(TextReader&&) noexcept = default;
TextReader& TextReader::operator=(TextReader&&) noexcept = default;
TextReader::~TextReader() = default;

bool TextReader::read(std::string& out) {
    Impl& self = *impl_;
    const std::size_t before = out.size();
    while (!self.ended && out.size() == before) {
        const std::size_t carried = self.pending.size();
        self.pending.resize(carried + piece);
        const std::size_t count =
            read_bytes(self.file.get(), self.path, self.pending.data() + carried, piece);
        self.pending.resize(carried + count);
        self.read += static_cast<std::int64_t>(count);
        self.ended = count == 0;
        self.decode(out);
    }
    return out.size() > before;
}

std::int64_t TextReader::bytes_read() const noexcept {
    return impl_->read;
}
std::int64_t TextReader::bytes_total() const noexcept {
    return impl_->total;
}

}  // namespace sanku::ledger
