#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "sanku/core/fraction.hpp"
#include "sanku/core/ratio.hpp"
#include "sanku/summary/structure.hpp"

/// Concentration (集中度): how much of the investment lies with how few.
namespace sanku::summary {

/// How a total is spread over its members: projects, units, sections or regions. Members of which
/// no investment is known, or one of 0, are none. Adding is associative and commutative.
class Concentration {
  public:
    /// More of the largest are not kept: each member is put in its place among them.
    static constexpr std::size_t max_depth = 1'000;

    /// Of no members yet; of the largest, `depth` (1 to `max_depth`) are kept. Throws
    /// `Error(invalid_argument)`.
    explicit Concentration(std::size_t depth = 100) : depth_(depth) {
        if (depth == 0 || depth > max_depth) {
            throw Error(ErrorCode::invalid_argument, std::to_string(depth),
                        "1 to 1,000 of the largest");
        }
    }

    /// One more member of `fen`, 0 or more. O(depth). Throws `Error` with `invalid_argument`
    /// for an amount below 0, or `overflow`.
    void add(std::int64_t fen);

    /// Members that hold something.
    [[nodiscard]] std::int64_t members() const noexcept { return members_; }
    [[nodiscard]] Money total() const noexcept { return Money::from_fen(total_); }
    /// CR-n: the share of the `n` largest members; of all, if there are fewer. No value without a
    /// member. Throws `Error(invalid_argument)` for 0, and for more than were kept.
    [[nodiscard]] Ratio largest(std::size_t n) const;
    /// The Herfindahl–Hirschman index, the sum of squared shares: from 1 ÷ members (all equal) to 1
    /// (one holds all); often printed times 10,000. Exact, in lowest terms. Empty without a member.
    /// Hirschman, *National Power and the Structure of Foreign Trade* (1945); Herfindahl (1950).
    [[nodiscard]] std::optional<Fraction> herfindahl() const {
        if (members_ == 0) return std::nullopt;
        return Fraction{squares_, checked::Wide{total_} * total_}.reduced();
    }
    /// 1 ÷ the index: how many equal members would be as concentrated (Adelman, 1969). Empty
    /// without a member.
    [[nodiscard]] std::optional<Fraction> equivalent() const {
        if (members_ == 0) return std::nullopt;
        return Fraction{checked::Wide{total_} * total_, squares_}.reduced();
    }

    /// Adds the members of another one; none may be in both. Keeps the lesser number of largest
    /// ones. Throws `Error(overflow)`.
    Concentration& operator+=(const Concentration& other);
    friend bool operator==(const Concentration&, const Concentration&) = default;

  private:
    std::size_t depth_;
    std::int64_t members_ = 0;
    std::int64_t total_ = 0;
    checked::Wide squares_ = 0;          // at most total², which is below 2^126
    std::vector<std::int64_t> largest_;  // falling
};

/// The concentration of the projects of `pools`, one element a group of `columns`' rows; most rows
/// are not among the largest, so O(projects), at worst O(projects × depth). Throws
/// `Error(invalid_argument)` for such a depth, and if the groups are not of as many rows.
[[nodiscard]] std::vector<Concentration> concentration(const Columns& columns,
                                                       const RowGroups auto& groups,
                                                       PoolSet pools = in_libraries,
                                                       std::size_t depth = 100) {
    detail::check_rows(groups, columns.pool.size());
    std::vector<Concentration> out(groups.size(), Concentration(depth));
    groups.for_each_block([&](std::size_t begin, std::size_t count, const std::uint32_t* group) {
        for (std::size_t i = 0; i < count; ++i) {
            if (!pools.has(static_cast<Pool>(columns.pool[begin + i]))) continue;
            out[group[i]].add(columns.total_investment[begin + i]);
        }
    });
    return out;
}

/// The concentration of all projects of `pools`.
[[nodiscard]] inline Concentration concentration(const Portfolio& portfolio,
                                                 PoolSet pools = in_libraries) {
    return concentration(portfolio.columns(), OneGroup(portfolio.size()), pools).front();
}

/// The concentration of the parts of a structure, such as units. O(parts × depth).
template <typename Key>
[[nodiscard]] Concentration concentration(const Structure<Key>& structure,
                                          std::size_t depth = 100) {
    Concentration out(depth);
    for (const auto& [key, part] : structure.parts) out.add(part.investment);
    return out;
}

inline void Concentration::add(std::int64_t fen) {
    if (fen < 0) throw Error(ErrorCode::invalid_argument, std::to_string(fen), "an amount from 0");
    if (fen == 0) return;
    total_ = checked::add(total_, fen);
    squares_ += checked::Wide{fen} * fen;
    ++members_;
    if (largest_.size() == depth_ && fen <= largest_.back()) return;
    if (largest_.size() == depth_) largest_.pop_back();
    largest_.insert(std::ranges::upper_bound(largest_, fen, std::greater{}), fen);
}

inline Ratio Concentration::largest(std::size_t n) const {
    const bool all = n >= static_cast<std::size_t>(members_);
    if (n == 0 || (n > depth_ && !all)) {
        throw Error(ErrorCode::invalid_argument, std::to_string(n),
                    "1 to " + std::to_string(depth_) + " of the largest");
    }
    if (all) return {total_, total_};
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += largest_[i];
    return {sum, total_};
}

inline Concentration& Concentration::operator+=(const Concentration& other) {
    const std::int64_t total = checked::add(total_, other.total_);
    std::vector<std::int64_t> merged;
    std::ranges::merge(largest_, other.largest_, std::back_inserter(merged), std::greater{});
    depth_ = std::min(depth_, other.depth_);
    if (merged.size() > depth_) merged.resize(depth_);
    largest_ = std::move(merged);
    members_ += other.members_;
    squares_ += other.squares_;
    total_ = total;
    return *this;
}

}  // namespace sanku::summary
