#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

/// What a question is compared with: reading the bytes that it needs once.
namespace sanku::benchmarks {

/// Reads every byte of a column, eight at a time.
template <typename T>
[[nodiscard]] std::uint64_t read_once(const std::vector<T>& column) {
    const auto* bytes = reinterpret_cast<const char*>(column.data());
    const std::size_t words = column.size() * sizeof(T) / 8;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < words; ++i) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes + 8 * i, 8);
        sum += word;
    }
    return sum;
}

template <typename... Column>
[[nodiscard]] std::uint64_t read_all(const Column&... columns) {
    return (read_once(columns) + ...);
}

template <typename Work>
[[nodiscard]] double seconds(Work&& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

[[nodiscard]] inline double median(std::vector<double> values) {
    const auto middle = values.begin() + std::ssize(values) / 2;
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

}  // namespace sanku::benchmarks
