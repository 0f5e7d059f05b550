#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "sanku/core/bilingual.hpp"
#include "sanku/core/money.hpp"
#include "sanku/portfolio/grouping.hpp"

namespace sanku::summary {

/// Classes of projects by total investment: class 0 lies below the first bound, and each bound
/// belongs to the class above it. Projects of which nobody stated it are a class of their own, the
/// last one, and in no other.
class SizeClasses {
  public:
    /// 50 m, 100 m, 500 m, 1 bn, 5 bn and 10 bn yuan: our choice. Published lists draw lines at
    /// 100 m, 500 m, 1 bn and 10 bn.
    SizeClasses()
        : SizeClasses({Money::from(5'000, MoneyUnit::wan_yuan), Money::from(1, MoneyUnit::yi_yuan),
                       Money::from(5, MoneyUnit::yi_yuan), Money::from(10, MoneyUnit::yi_yuan),
                       Money::from(50, MoneyUnit::yi_yuan), Money::from(100, MoneyUnit::yi_yuan)}) {
    }
    /// Throws `Error(invalid_argument)` unless the bounds are above 0 and ascend.
    explicit SizeClasses(std::vector<Money> bounds) : bounds_(std::move(bounds)) {
        const bool ascend =
            std::ranges::adjacent_find(bounds_, std::ranges::greater_equal{}) == bounds_.end();
        if (!ascend || (!bounds_.empty() && bounds_.front() <= Money{})) {
            throw Error(ErrorCode::invalid_argument, "bounds of size classes",
                        "above 0 and ascending");
        }
    }

    [[nodiscard]] const std::vector<Money>& bounds() const noexcept { return bounds_; }
    /// Number of classes, that of unstated investment included.
    [[nodiscard]] std::size_t size() const noexcept { return bounds_.size() + 2; }
    /// The class of projects whose investment nobody stated.
    [[nodiscard]] std::size_t unstated() const noexcept { return bounds_.size() + 1; }
    /// The name of a class, such as `1亿元至5亿元`, which leaves out the upper bound. Throws
    /// `Error(invalid_argument)` for one that is not below `size()`.
    [[nodiscard]] Bilingual name(std::size_t size_class) const;

    friend bool operator==(const SizeClasses&, const SizeClasses&) = default;

  private:
    std::vector<Money> bounds_;
};

/// Groups of rows by size class, within the groups of a grouping: group g of class k has the number
/// g × classes + k. Holds no column of its own.
class SizeGroups {
  public:
    SizeGroups(Grouping within, SizeClasses classes)
        : within_(std::move(within)), classes_(std::move(classes)) {}
    /// Of the whole portfolio.
    explicit SizeGroups(const Portfolio& portfolio, SizeClasses classes = {})
        : SizeGroups(Grouping(portfolio, {}), std::move(classes)) {}

    [[nodiscard]] std::size_t size() const noexcept { return within_.size() * classes_.size(); }
    [[nodiscard]] std::size_t rows() const noexcept { return within_.rows(); }
    [[nodiscard]] const SizeClasses& classes() const noexcept { return classes_; }
    /// The key of the group and the class in it.
    [[nodiscard]] std::pair<GroupKey, std::size_t> key(std::size_t group) const {
        return {within_.key(group / classes_.size()), group % classes_.size()};
    }
    /// As `Grouping::for_each_block`.
    template <typename Visit>
    void for_each_block(Visit&& visit) const {
        std::array<std::uint32_t, Grouping::block_rows> groups;
        within_.for_each_block(
            [&](std::size_t begin, std::size_t count, const std::uint32_t* outer) {
                number(begin, count, outer, groups.data());
                visit(begin, count, std::as_const(groups).data());
            });
    }

  private:
    void number(std::size_t begin, std::size_t count, const std::uint32_t* __restrict outer,
                std::uint32_t* __restrict groups) const {
        const Columns& c = within_.portfolio().columns();
        const std::uint8_t* __restrict given = &c.given[begin];
        const std::int64_t* __restrict amount = &c.total_investment[begin];
        const auto step = static_cast<std::uint32_t>(classes_.size());
        const auto unstated = static_cast<std::uint32_t>(classes_.unstated());
        for (std::size_t i = 0; i < count; ++i) {
            const bool stated = (given[i] & given::total_investment) != 0;
            groups[i] = outer[i] * step + (stated ? 0 : unstated);
        }
        for (const Money bound : classes_.bounds()) {
            const std::int64_t fen = bound.fen();
            for (std::size_t i = 0; i < count; ++i) {
                groups[i] += amount[i] >= fen;  // what nobody stated is 0, below every bound
            }
        }
    }

    Grouping within_;
    SizeClasses classes_;
};

namespace detail {

/// A round amount as people write it: `5000万元`, `1亿元`; `50 million yuan`, `1 billion yuan`.
[[nodiscard]] inline Bilingual round_amount(Money amount) {
    struct Unit {
        std::int64_t fen;
        const char* name;
    };
    const auto in = [&](std::initializer_list<Unit> units) {
        for (const Unit& unit : units) {
            if (amount.fen() % unit.fen == 0 || unit.fen == 100) {
                const int decimals = amount.fen() % unit.fen == 0 ? 0 : 2;
                return decimal(amount.fen(), unit.fen, decimals) + unit.name;
            }
        }
        return std::string();
    };
    return {
        in({{10'000'000'000, "亿元"}, {1'000'000, "万元"}, {100, "元"}}),
        in({{100'000'000'000, " billion yuan"}, {100'000'000, " million yuan"}, {100, " yuan"}})};
}

}  // namespace detail

inline Bilingual SizeClasses::name(std::size_t size_class) const {
    if (size_class >= size()) {
        throw Error(ErrorCode::invalid_argument, std::to_string(size_class), "no such size class");
    }
    if (size_class == unstated()) return {"未填总投资", "investment not stated"};
    if (bounds_.empty()) return {"已填总投资", "investment stated"};
    if (size_class == 0) {
        const Bilingual bound = detail::round_amount(bounds_.front());
        return {bound.zh + "以下", "below " + bound.en};
    }
    const Bilingual from = detail::round_amount(bounds_[size_class - 1]);
    if (size_class == bounds_.size()) return {from.zh + "及以上", from.en + " and more"};
    const Bilingual to = detail::round_amount(bounds_[size_class]);
    return {from.zh + "至" + to.zh, from.en + " to " + to.en};
}

}  // namespace sanku::summary
