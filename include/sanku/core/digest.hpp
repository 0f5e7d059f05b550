#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sanku/core/error.hpp"

namespace sanku {

/// The hash functions that a journal may use: SHA-256 (FIPS 180-4) or SM3 (GB/T 32905-2016).
enum class HashAlgorithm : std::uint8_t { sha256, sm3 };

/// `sha256` or `sm3`.
[[nodiscard]] constexpr std::string_view key(HashAlgorithm algorithm) noexcept {
    return algorithm == HashAlgorithm::sm3 ? "sm3" : "sha256";
}
/// The function named `text`, if it is one.
[[nodiscard]] constexpr std::optional<HashAlgorithm> hash_algorithm_named(
    std::string_view text) noexcept {
    for (const auto algorithm : {HashAlgorithm::sha256, HashAlgorithm::sm3}) {
        if (text == key(algorithm)) return algorithm;
    }
    return std::nullopt;
}

/// A hash of 32 bytes.
class Digest {
  public:
    static constexpr std::size_t size = 32;

    /// All zeros: the digest of nothing.
    constexpr Digest() = default;
    explicit constexpr Digest(const std::array<std::uint8_t, size>& bytes) : bytes_(bytes) {}
    /// From 64 hexadecimal digits, small or capital. Throws `Error(invalid_argument)`.
    [[nodiscard]] static Digest parse(std::string_view hex);

    [[nodiscard]] constexpr const std::array<std::uint8_t, size>& bytes() const noexcept {
        return bytes_;
    }
    /// 64 small hexadecimal digits.
    [[nodiscard]] std::string hex() const {
        constexpr std::string_view digits = "0123456789abcdef";
        std::string out;
        out.reserve(2 * size);
        for (const std::uint8_t byte : bytes_) {
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
        return out;
    }
    friend constexpr auto operator<=>(const Digest&, const Digest&) noexcept = default;

  private:
    std::array<std::uint8_t, size> bytes_{};
};

/// Hashes bytes that come in pieces. Movable; one thread at a time. Needs sanku::sanku (OpenSSL).
class Hasher {
  public:
    /// Throws `Error(io)` if OpenSSL does not offer the function.
    explicit Hasher(HashAlgorithm algorithm);
    Hasher(Hasher&&) noexcept;
    Hasher& operator=(Hasher&&) noexcept;
    ~Hasher();

    void update(std::string_view bytes);
    void update(const Digest& digest) {
        update(
            std::string_view(reinterpret_cast<const char*>(digest.bytes().data()), Digest::size));
    }
    /// The digest of everything since the last one; begins anew.
    [[nodiscard]] Digest finish();
    [[nodiscard]] HashAlgorithm algorithm() const noexcept;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// The digest of `bytes`. Needs sanku::sanku.
[[nodiscard]] Digest digest(HashAlgorithm algorithm, std::string_view bytes);

inline Digest Digest::parse(std::string_view hex) {
    const auto malformed = [&] {
        return Error(ErrorCode::invalid_argument, hex.substr(0, 80), "64 hexadecimal digits");
    };
    if (hex.size() != 2 * size) throw malformed();
    const auto nibble = [&](char digit) -> unsigned {
        if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
        if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a' + 10);
        if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A' + 10);
        throw malformed();
    };
    Digest out;
    for (std::size_t i = 0; i < size; ++i) {
        out.bytes_[i] = static_cast<std::uint8_t>(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
    }
    return out;
}

}  // namespace sanku
