#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "verify_chain.hpp"

namespace sanku::store_detail {

namespace {

/// The first 100 bytes of an SQLite file (https://www.sqlite.org/fileformat.html, 1.3).
class Header {
  public:
    explicit Header(const std::string& path) {
        std::ifstream(path, std::ios::binary)
            .read(reinterpret_cast<char*>(bytes_.data()), std::ssize(bytes_));
    }
    /// The number in `count` bytes from `offset` on, the highest first.
    [[nodiscard]] std::uint64_t number(std::size_t offset, std::size_t count) const {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < count; ++i) value = value << 8 | bytes_[offset + i];
        return value;
    }
    [[nodiscard]] std::uint64_t page_size() const {
        const std::uint64_t stated = number(16, 2);
        return stated == 1 ? 65536 : stated;
    }

  private:
    std::array<std::uint8_t, 100> bytes_{};
};

/// The offset of the first field that is not as SQLite writes it, if there is one.
[[nodiscard]] std::optional<std::size_t> odd_field(const Header& header, std::uintmax_t size) {
    const auto format = header.number(18, 1);
    if ((format != 1 && format != 2) || header.number(19, 1) != format) return 18;
    if (header.number(24, 4) != header.number(92, 4)) return 24;  // changes; as of which 28 holds
    if (header.number(28, 4) * header.page_size() != size) return 28;  // pages
    const auto free_pages = header.number(36, 4);
    if ((header.number(32, 4) == 0) != (free_pages == 0)) return 32;  // the first of them
    if (free_pages >= header.number(28, 4)) return 36;
    if (header.number(44, 4) != 4) return 44;                               // format of the schema
    if (header.number(48, 4) != 0) return 48;                               // cache: the default
    if (header.number(52, 4) == 0 && header.number(64, 4) != 0) return 64;  // vacuum: none
    if (header.number(56, 4) != 1) return 56;                               // UTF-8
    for (std::size_t at = 72; at < 92; at += 4) {
        if (header.number(at, 4) != 0) return at;  // reserved
    }
    const auto version = header.number(96, 4);  // of the SQLite that wrote it
    if (version < 3'037'000 || version >= 4'000'000) return 96;
    return std::nullopt;
}

}  // namespace

std::optional<Finding> verify_file(const std::string& path, bool has_log) {
    const auto size_of = [](const std::string& file) {
        std::error_code none;
        const auto size = std::filesystem::file_size(file, none);
        return none ? 0 : size;
    };
    const auto wrong = [](std::string detail) {
        return Finding{.kind = FindingKind::not_readable, .detail = std::move(detail)};
    };
    if (size_of(path + "-journal") > 0) return wrong("a rollback journal lies beside the file");
    if (has_log && size_of(path + "-wal") > 0) return std::nullopt;
    if (const auto odd = odd_field(Header(path), size_of(path))) {
        return wrong("byte " + std::to_string(*odd) + " of the file's header");
    }
    return std::nullopt;
}

}  // namespace sanku::store_detail
