#pragma once

#include <string>

#include "sanku/core/language.hpp"

namespace sanku {

/// A text for people in both languages.
struct Bilingual {
    std::string zh;
    std::string en;

    [[nodiscard]] const std::string& in(Language language) const noexcept {
        return language == Language::zh ? zh : en;
    }
    friend bool operator==(const Bilingual&, const Bilingual&) = default;
};

}  // namespace sanku
