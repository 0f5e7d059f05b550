#pragma once

namespace sanku {

/// One function out of several, for `std::visit`: `Match{[](A) { … }, [](B) { … }}`.
template <typename... Of>
struct Match : Of... {
    using Of::operator()...;
};
template <typename... Of>
Match(Of...) -> Match<Of...>;

}  // namespace sanku
