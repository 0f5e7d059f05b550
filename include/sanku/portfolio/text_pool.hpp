#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "sanku/core/error.hpp"
#include "sanku/core/text.hpp"

namespace sanku {

/// Each distinct text once, under a number; number 0 is the empty text. Names repeat over units and
/// months, so columns hold 4 bytes and portfolios share the texts. Not to be grown while shared.
class TextPool {
  public:
    TextPool() = default;
    /// The pool whose texts stand in `bytes` one behind the other: number i from `offsets[i]` up to
    /// `offsets[i + 1]`. Throws `Error` with `invalid_argument` if offsets fall, do not begin with
    /// 0, 0 or do not end with the bytes, `bad_encoding` if a text is not in UTF-8. O(bytes).
    TextPool(std::vector<char> bytes, std::vector<std::uint32_t> offsets);

    /// The number of `text`, new if it was not in the pool. Amortised O(length); the first call
    /// after a pool was made from bytes reads all of it. Throws `Error(overflow)` beyond 4 GiB.
    [[nodiscard]] std::uint32_t add(std::string_view text);
    /// The text of `id`, which must come from this pool; a view valid until the pool grows.
    [[nodiscard]] std::string_view at(std::uint32_t id) const noexcept {
        return {bytes_.data() + offsets_[id], offsets_[id + 1] - offsets_[id]};
    }
    [[nodiscard]] std::size_t size() const noexcept { return offsets_.size() - 1; }
    /// Bytes of the texts themselves.
    [[nodiscard]] std::size_t text_bytes() const noexcept { return bytes_.size(); }

    /// What the second constructor takes.
    [[nodiscard]] const std::vector<char>& bytes() const noexcept { return bytes_; }
    [[nodiscard]] const std::vector<std::uint32_t>& offsets() const noexcept { return offsets_; }

  private:
    /// A place of the index: a text's number (0: free) and the low bits of its hash.
    struct Slot {
        std::uint32_t id = 0;
        std::uint32_t hash = 0;
    };
    [[nodiscard]] static std::uint32_t hash_of(std::string_view text) noexcept {
        return static_cast<std::uint32_t>(std::hash<std::string_view>{}(text));
    }
    /// Makes the index for twice the texts that there are.
    void index();

    std::vector<char> bytes_;
    std::vector<std::uint32_t> offsets_{0, 0};
    std::vector<Slot> slots_;  // open addressing, a power of two, at most half full; empty at first
};

inline TextPool::TextPool(std::vector<char> bytes, std::vector<std::uint32_t> offsets)
    : bytes_(std::move(bytes)), offsets_(std::move(offsets)) {
    const bool sound = offsets_.size() >= 2 && offsets_[0] == 0 && offsets_[1] == 0 &&
                       offsets_.back() == bytes_.size() && std::ranges::is_sorted(offsets_);
    if (!sound) throw Error(ErrorCode::invalid_argument, "text pool", "offsets");
    // All of them together and no text that begins inside a character: so each of them.
    bool split = false;
    for (std::size_t id = 1; offsets_[id] < bytes_.size(); ++id) {
        split |= (static_cast<unsigned char>(bytes_[offsets_[id]]) & 0xC0U) == 0x80U;
    }
    if (split || !text::is_utf8({bytes_.data(), bytes_.size()})) {
        throw Error(ErrorCode::bad_encoding, "text pool");
    }
}

inline void TextPool::index() {
    std::size_t places = 64;
    while (places < 4 * size()) places *= 2;
    slots_.assign(places, {});
    for (std::uint32_t id = 1; id < size(); ++id) {
        const std::uint32_t hash = hash_of(at(id));
        std::size_t place = hash & (places - 1);
        while (slots_[place].id != 0) place = (place + 1) & (places - 1);
        slots_[place] = {id, hash};
    }
}

inline std::uint32_t TextPool::add(std::string_view text) {
    if (text.empty()) return 0;
    if (2 * size() >= slots_.size()) index();
    const std::uint32_t hash = hash_of(text);
    const std::size_t mask = slots_.size() - 1;
    std::size_t place = hash & mask;
    for (; slots_[place].id != 0; place = (place + 1) & mask) {
        if (slots_[place].hash == hash && at(slots_[place].id) == text) return slots_[place].id;
    }
    if (text.size() > 0xFFFFFFFFU - bytes_.size()) throw Error(ErrorCode::overflow, "text pool");
    const auto id = static_cast<std::uint32_t>(size());
    bytes_.insert(bytes_.end(), text.begin(), text.end());
    offsets_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    slots_[place] = {id, hash};
    return id;
}

}  // namespace sanku
