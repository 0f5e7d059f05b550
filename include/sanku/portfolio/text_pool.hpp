#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "sanku/core/error.hpp"

namespace sanku {

/// Each distinct text once, under a number; number 0 is the empty text. Names repeat over units and
/// months, so columns hold 4 bytes and portfolios share the texts. Not to be grown while shared.
class TextPool {
  public:
    TextPool() { (void)add(""); }
    TextPool(const TextPool&) = delete;  // the index holds views into the texts
    TextPool& operator=(const TextPool&) = delete;

    /// The number of `text`, new if it was not in the pool. Amortised O(length).
    [[nodiscard]] std::uint32_t add(std::string_view text) {
        if (const auto found = ids_.find(text); found != ids_.end()) return found->second;
        if (texts_.size() > 0xFFFFFFFEU) throw Error(ErrorCode::overflow, "text pool");
        const auto id = static_cast<std::uint32_t>(texts_.size());
        texts_.emplace_back(text);
        bytes_ += text.size();
        ids_.emplace(texts_.back(), id);
        return id;
    }
    /// The text of `id`, which must come from this pool; a view valid as long as the pool.
    [[nodiscard]] std::string_view at(std::uint32_t id) const noexcept { return texts_[id]; }
    [[nodiscard]] std::size_t size() const noexcept { return texts_.size(); }
    /// Bytes of the texts themselves.
    [[nodiscard]] std::size_t text_bytes() const noexcept { return bytes_; }

  private:
    std::deque<std::string> texts_;
    std::unordered_map<std::string_view, std::uint32_t> ids_;
    std::size_t bytes_ = 0;
};

}  // namespace sanku
