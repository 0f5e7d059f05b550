#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "sanku/core/digest.hpp"

namespace sanku {

/// A place in a journal: the end of a batch. What is known there is all that was recorded up to it.
struct Position {
    std::int64_t batches = 0;
    std::int64_t events = 0;
    friend bool operator==(const Position&, const Position&) = default;
};

/// What a journal must hold up to a position: its length and the hash over all of it. Whoever keeps
/// an anchor apart from the journal can prove later that nothing of that was altered or cut off.
struct Anchor {
    HashAlgorithm algorithm = HashAlgorithm::sha256;
    Position position;
    Digest head;

    /// `sha256:12:3456:` and 64 hexadecimal digits: function, batches, events, hash.
    [[nodiscard]] std::string str() const {
        return std::string(key(algorithm)) + ':' + std::to_string(position.batches) + ':' +
               std::to_string(position.events) + ':' + head.hex();
    }
    /// What `str` wrote. Throws `Error(invalid_argument)`.
    [[nodiscard]] static Anchor parse(std::string_view text);
    friend bool operator==(const Anchor&, const Anchor&) = default;
};

inline Anchor Anchor::parse(std::string_view text) {
    const std::string_view whole = text;
    const auto malformed = [&] {
        return Error(ErrorCode::invalid_argument, whole.substr(0, 120),
                     "an anchor such as sha256:12:3456:9f86…");
    };
    const auto next = [&] {
        const auto colon = text.find(':');
        if (colon == std::string_view::npos) throw malformed();
        const std::string_view part = text.substr(0, colon);
        text.remove_prefix(colon + 1);
        return part;
    };
    const auto number = [&] {
        const std::string_view digits = next();
        std::int64_t value = -1;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error != std::errc{} || end != digits.data() + digits.size() || value < 0) {
            throw malformed();
        }
        return value;
    };
    const auto algorithm = hash_algorithm_named(next());
    if (!algorithm) throw malformed();
    const std::int64_t batches = number();
    const std::int64_t events = number();
    return {*algorithm, {batches, events}, Digest::parse(text)};
}

}  // namespace sanku
