#include "evaluation/exact_search.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>

#include "sanku/core/checked.hpp"

namespace sanku::evaluation {

namespace {

using checked::Wide;

/// A coefficient of an item, from the item's side.
struct Entry {
    std::size_t row;
    std::int64_t coefficient;
};

[[nodiscard]] std::vector<std::vector<Entry>> by_item(const Program& program) {
    std::vector<std::vector<Entry>> out(program.values.size());
    for (std::size_t row = 0; row < program.rows.size(); ++row) {
        for (const auto& [item, coefficient] : program.rows[row].terms) {
            if (coefficient != 0) out[item].push_back({row, coefficient});
        }
    }
    return out;
}

[[nodiscard]] Wide magnitude(Wide value) {
    return value < 0 ? -value : value;
}

/// Whole numbers for prices and what follows from them, all times `one`.
struct Priced {
    Wide one;
    std::vector<Wide> prices;   ///< of rows
    std::vector<Wide> reduced;  ///< of items: value − Σ price × coefficient
    Wide bound;                 ///< of every choice

    /// Σ values × one stays below 2¹⁰⁰ and so does price × limit: with up to 2²⁰ rows and items no
    /// sum comes near 2¹²⁷.
    Priced(const Program& program, const std::vector<double>& given) : one(1), bound(0) {
        std::int64_t sum = 1;
        for (const std::int64_t value : program.values) sum += value;
        const auto bits = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(sum)));
        one <<= std::min(60, 100 - bits);
        reduced.reserve(program.values.size());
        for (const std::int64_t value : program.values) reduced.push_back(value * one);
        for (std::size_t row = 0; row < program.rows.size(); ++row) {
            const Program::Row& of = program.rows[row];
            const double stated = row < given.size() ? given[row] : 0;
            const Wide most = sum * one / std::max<std::int64_t>(of.limit, 1);
            const double scaled = stated * static_cast<double>(one);
            Wide price = 0;
            if (scaled >= static_cast<double>(most)) {
                price = most;
            } else if (scaled > 0) {  // not so for what is no number
                price = static_cast<Wide>(scaled);
            }
            prices.push_back(price);
            bound += price * of.limit;
            for (const auto& [item, coefficient] : of.terms) reduced[item] -= price * coefficient;
        }
        for (const Wide one_reduced : reduced) bound += std::max<Wide>(one_reduced, 0);
    }
};

/// Of each item the one before it that is the same in all but its number, and bound to no other.
[[nodiscard]] std::vector<std::optional<std::size_t>> twins(
    const Program& program, const std::vector<std::vector<Entry>>& items) {
    using Shape = std::pair<std::int64_t, std::vector<std::pair<std::size_t, std::int64_t>>>;
    std::map<Shape, std::size_t> last;
    std::vector<std::optional<std::size_t>> out(items.size());
    for (std::size_t item = 0; item < items.size(); ++item) {
        Shape shape{program.values[item], {}};
        for (const Entry& entry : items[item]) {
            shape.second.emplace_back(entry.row, entry.coefficient);
        }
        const auto [found, is_new] = last.try_emplace(std::move(shape), item);
        if (!is_new) out[item] = std::exchange(found->second, item);
    }
    return out;
}

/// Goes through all choices that reach a value, by what they lose against the bound.
class Search {
  public:
    Search(const Program& program, const std::vector<double>& prices, std::vector<bool> start,
           std::int64_t steps)
        : program_(program),
          items_(by_item(program)),
          twins_(twins(program, items_)),
          priced_(program, prices),
          best_(std::move(start)),
          best_value_(value_of(program, best_)),
          steps_(steps) {}

    [[nodiscard]] Choice run(const Ratio& gap) {
        std::int64_t bound = checked::narrow(priced_.bound / priced_.one);
        const auto content = [&] {
            const Ratio reached(bound - best_value_, bound);
            return bound == best_value_ ||
                   (gap.numerator() > 0 && reached.compare(gap) != std::partial_ordering::greater);
        };
        bool complete = true;
        for (int halvings = 6; halvings >= 0 && complete && !content(); --halvings) {
            const Wide loss = (priced_.bound - priced_.one * (best_value_ + 1)) >> halvings;
            const Wide least = (priced_.bound - loss + priced_.one - 1) / priced_.one;
            const std::int64_t before = best_value_;
            complete = visit(checked::narrow(least), false);
            if (!complete) break;
            bound = best_value_ > before ? best_value_ : checked::narrow(least) - 1;
        }
        const bool first = bound == best_value_ && visit(best_value_, true);
        return {std::move(best_), best_value_, std::max(bound, best_value_), first};
    }

  private:
    /// An item whose choice is open, and what those behind it can still change of its rows.
    struct Open {
        std::size_t item;
        Wide loss;
        bool usual;  ///< whether it is taken unless it loses
        std::vector<std::int64_t> frees;
        std::vector<std::int64_t> fills;
    };
    enum class Stage : std::uint8_t { fresh, kept, flipped };

    /// Visits every choice of value `least` or more, and after each that is found only better ones;
    /// with `equals` also those of the same value. False if the steps ran out.
    [[nodiscard]] bool visit(std::int64_t least, bool equals) {
        budget_ = priced_.bound - priced_.one * least;
        if (!open_up()) return true;
        spent_ = 0;
        std::vector<Stage> stages(open_.size() + 1, Stage::fresh);
        std::size_t depth = 0;
        while (true) {
            if (depth == open_.size()) {
                found(equals);
            } else if (stages[depth] == Stage::fresh) {
                if (--steps_ < 0) return false;
                stages[depth] = Stage::kept;
                if (can_go_on(open_[depth])) {
                    stages[++depth] = Stage::fresh;
                    continue;
                }
            }
            // Back to the last one that can still be flipped.
            while (true) {
                if (depth < open_.size()) {
                    const Open& open = open_[depth];
                    if (stages[depth] == Stage::flipped) {
                        flip(open, -open.loss);
                    } else if (spent_ + open.loss <= budget_) {
                        flip(open, open.loss);
                        stages[depth] = Stage::flipped;
                        if (can_go_on(open)) {
                            stages[++depth] = Stage::fresh;
                            break;
                        }
                        flip(open, -open.loss);
                    }
                }
                if (depth == 0) return true;
                --depth;
            }
        }
    }

    /// Makes the list of items whose choice the budget leaves open, the dearest first, and lets all
    /// others be as usual. False if no choice can be within the budget.
    [[nodiscard]] bool open_up() {
        open_.clear();
        taken_.assign(items_.size(), false);
        value_ = 0;
        left_.clear();
        for (const Program::Row& row : program_.rows) left_.push_back(row.limit);
        for (std::size_t item = 0; item < items_.size(); ++item) {
            const Wide reduced = priced_.reduced[item];
            const bool usual = reduced > 0;
            if (magnitude(reduced) <= budget_) {
                open_.push_back({item, magnitude(reduced), usual, {}, {}});
            }
            if (usual) toggle(item);
        }
        std::ranges::stable_sort(open_, std::ranges::greater{}, &Open::loss);
        std::vector<std::int64_t> frees(left_.size());
        std::vector<std::int64_t> fills(left_.size());
        for (std::size_t i = open_.size(); i-- > 0;) {
            Open& open = open_[i];
            for (const auto& [row, coefficient] : items_[open.item]) {
                open.frees.push_back(frees[row]);
                open.fills.push_back(fills[row]);
                const std::int64_t freed = open.usual ? coefficient : -coefficient;
                (freed > 0 ? frees : fills)[row] += magnitude_of(freed);
            }
        }
        Wide lost = 0;
        for (std::size_t row = 0; row < left_.size(); ++row) {
            if (left_[row] + frees[row] < 0) return false;
            lost += priced_.prices[row] * std::max<std::int64_t>(left_[row] - fills[row], 0);
        }
        return lost <= budget_;
    }

    [[nodiscard]] static std::int64_t magnitude_of(std::int64_t value) {
        return value < 0 ? -value : value;
    }

    /// Whether, this item being decided, its rows can be kept within what may be lost.
    [[nodiscard]] bool can_go_on(const Open& open) const {
        // Of twins those with the lower numbers are taken.
        const auto twin = twins_[open.item];
        if (twin && taken_[open.item] && !taken_[*twin]) return false;
        Wide rest = budget_ - spent_;
        const std::vector<Entry>& entries = items_[open.item];
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const std::int64_t left = left_[entries[i].row];
            if (left + open.frees[i] < 0) return false;
            const std::int64_t unused = left - open.fills[i];
            if (unused > 0) rest -= priced_.prices[entries[i].row] * unused;
        }
        return rest >= 0;
    }

    void flip(const Open& open, Wide loss) {
        spent_ += loss;
        toggle(open.item);
    }

    void toggle(std::size_t item) {
        taken_[item] = !taken_[item];
        const std::int64_t sign = taken_[item] ? 1 : -1;
        value_ += sign * program_.values[item];
        for (const auto& [row, coefficient] : items_[item]) left_[row] -= sign * coefficient;
    }

    void found(bool equals) {
        if (value_ < best_value_ || (value_ == best_value_ && !equals)) return;
        if (value_ == best_value_ && best_ >= taken_) return;
        if (std::ranges::any_of(left_, [](std::int64_t left) { return left < 0; })) return;
        best_ = taken_;
        best_value_ = value_;
        budget_ = std::min(budget_,
                           priced_.bound - priced_.one * (equals ? best_value_ : best_value_ + 1));
    }

    const Program& program_;
    std::vector<std::vector<Entry>> items_;
    std::vector<std::optional<std::size_t>> twins_;
    Priced priced_;
    std::vector<bool> best_;
    std::int64_t best_value_;
    std::int64_t steps_;

    // Of the choice at hand.
    std::vector<Open> open_;
    std::vector<bool> taken_;
    std::vector<std::int64_t> left_;  ///< of the limit of each row; may be below 0 on the way
    std::int64_t value_ = 0;
    Wide spent_ = 0;   ///< what is lost by the items decided so far
    Wide budget_ = 0;  ///< what may be lost in all
};

}  // namespace

std::int64_t value_of(const Program& program, const std::vector<bool>& taken) {
    std::int64_t sum = 0;
    for (std::size_t item = 0; item < taken.size(); ++item) {
        if (taken[item]) sum += program.values[item];
    }
    return sum;
}

std::vector<bool> pack(const Program& program, const std::vector<bool>& first) {
    const std::vector<std::vector<Entry>> items = by_item(program);
    std::vector<std::int64_t> left;
    for (const Program::Row& row : program.rows) left.push_back(row.limit);
    std::vector<bool> taken(items.size());
    for (const bool turn : {true, false}) {
        for (bool again = true; again;) {
            again = false;
            for (std::size_t item = 0; item < items.size(); ++item) {
                if (taken[item] || (turn && !first[item])) continue;
                if (!std::ranges::all_of(items[item], [&](const Entry& entry) {
                        return entry.coefficient <= left[entry.row];
                    })) {
                    continue;
                }
                taken[item] = again = true;
                for (const auto& [row, coefficient] : items[item]) left[row] -= coefficient;
            }
        }
    }
    return taken;
}

Choice search(const Program& program, const std::vector<double>& prices, std::vector<bool> start,
              std::int64_t steps, const Ratio& gap) {
    return Search(program, prices, std::move(start), steps).run(gap);
}

}  // namespace sanku::evaluation
