#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace sanku::ledger {

/// An encoding in which offices save tables.
enum class Encoding : std::uint8_t { utf8, utf8_mark, gb18030, utf16le, utf16be };

/// `UTF-8`, `UTF-8 with mark`, `GB18030`, `UTF-16LE` or `UTF-16BE`.
[[nodiscard]] constexpr std::string_view name(Encoding encoding) noexcept {
    constexpr std::string_view names[] = {"UTF-8", "UTF-8 with mark", "GB18030", "UTF-16LE",
                                          "UTF-16BE"};
    return names[static_cast<std::size_t>(encoding)];
}

/// The encoding of the file at `path`: by its byte-order mark; else UTF-16 if zero bytes stand
/// where its ASCII characters have them; else UTF-8 if at least 16 of 17 of its characters beyond
/// ASCII are valid UTF-8, so that one damaged byte does not turn a whole file into another
/// alphabet; else GB18030. Reads the file once, in pieces. Throws `Error(io)`, also for what is not
/// a regular file.
[[nodiscard]] Encoding detect_encoding(const std::string& path);

/// Reads a file piece by piece as UTF-8. Bytes that are no text in its encoding become U+FFFD. The
/// mark at the start is left out. Movable; to be used by one thread.
class TextReader {
  public:
    /// Opens the file at `path`. Throws `Error(io)`.
    TextReader(const std::string& path, Encoding encoding);
    TextReader(TextReader&&) noexcept;
    TextReader& operator=(TextReader&&) noexcept;
    ~TextReader();

    /// Appends the next piece, of some 64 KiB before decoding, to `out`; false at the end of the
    /// file, when nothing was appended. Throws `Error(io)`.
    [[nodiscard]] bool read(std::string& out);

    /// Bytes of the file that were read so far.
    [[nodiscard]] std::int64_t bytes_read() const noexcept;
    /// Bytes of the file when it was opened.
    [[nodiscard]] std::int64_t bytes_total() const noexcept;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace sanku::ledger
