#pragma once

#include <cstdint>

namespace sanku {

/// The language of everything that is shown to people. Code, keys and JSON names stay English.
enum class Language : std::uint8_t { zh, en };

}  // namespace sanku
