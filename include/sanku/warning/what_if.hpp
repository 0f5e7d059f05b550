#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sanku/portfolio/timeline.hpp"
#include "sanku/warning/lights.hpp"

/// What other rules would have shown.
namespace sanku::warning {

/// How many projects show each pair of lights: the present one first, then the changed one.
using LightTable = std::array<std::array<std::int64_t, light_count>, light_count>;

/// The tables of some month, or of several.
struct LightTables {
    LightTable overall{};
    std::vector<LightTable> by_rule;  ///< in the order of `WhatIf::rules`

    LightTables& operator+=(const LightTables& other);
    friend bool operator==(const LightTables&, const LightTables&) = default;
};

/// A light that is another one under the changed policy.
struct LightMove {
    Month month;
    ProjectCode project;
    std::string rule;  ///< id; empty: the overall light
    Light from;
    Light to;
    friend bool operator==(const LightMove&, const LightMove&) = default;
};

/// Two policies side by side over some months.
struct WhatIf {
    Month first;
    std::vector<std::string> rules;  ///< ids: the present policy's, then those of the changed alone
    std::vector<LightTables> months;  ///< from `first` on, of each month's end
    LightTables total;                ///< over all months
    std::vector<LightMove> moves;     ///< by month, project, then overall before rules; capped
    std::int64_t moved = 0;           ///< how many there are in all
};

/// What each project would have shown under `changed` instead of `present` at the end of each of
/// `months` months from `first` on, as known on the history's known-on day. Rules are matched by
/// id; one that only one of the policies has counts as "not rated" under the other. Keeps the first
/// `max_moves` moves. O(months × projects × rules). Throws `Error` with `invalid_argument` for less
/// than 0 months, `malformed_month` beyond 2199, `malformed_policy` as `evaluate` does.
[[nodiscard]] WhatIf what_if(const History& history, const Policy& present, const Policy& changed,
                             Month first, int months, std::size_t max_moves = 10'000);

inline LightTables& LightTables::operator+=(const LightTables& other) {
    const auto add = [](LightTable& to, const LightTable& from) {
        for (std::size_t i = 0; i < light_count; ++i) {
            for (std::size_t j = 0; j < light_count; ++j) to[i][j] += from[i][j];
        }
    };
    add(overall, other.overall);
    by_rule.resize(std::max(by_rule.size(), other.by_rule.size()));
    for (std::size_t i = 0; i < other.by_rule.size(); ++i) add(by_rule[i], other.by_rule[i]);
    return *this;
}

namespace detail {

/// A rule's places in two policies.
struct PairedRule {
    std::string id;
    std::optional<std::size_t> present;
    std::optional<std::size_t> changed;
};

[[nodiscard]] inline std::vector<PairedRule> paired_rules(const Policy& present,
                                                          const Policy& changed) {
    std::vector<PairedRule> out;
    for (const Rule& rule : present.rules) {
        out.push_back({rule.id, present.find(rule.id), changed.find(rule.id)});
    }
    for (const Rule& rule : changed.rules) {
        if (!present.find(rule.id)) out.push_back({rule.id, {}, changed.find(rule.id)});
    }
    return out;
}

[[nodiscard]] inline Light light_of(const Lights& lights, std::optional<std::size_t> rule,
                                    std::size_t row) noexcept {
    return rule ? lights.of(*rule, row) : Light::none;
}

}  // namespace detail

inline WhatIf what_if(const History& history, const Policy& present, const Policy& changed,
                      Month first, int months, std::size_t max_moves) {
    const Timeline timeline(history, first, months);
    const auto rules = detail::paired_rules(present, changed);
    WhatIf out{.first = first, .rules = {}, .months = {}, .total = {}, .moves = {}};
    for (const auto& rule : rules) out.rules.push_back(rule.id);
    out.total.by_rule.resize(rules.size());
    for (int i = 0; i < months; ++i) {
        const Portfolio portfolio = timeline.at(i);
        const Lights now = evaluate(portfolio, present);
        const Lights then = evaluate(portfolio, changed);
        LightTables& tables = out.months.emplace_back();
        tables.by_rule.resize(rules.size());
        const auto count = [&](LightTable& table, std::size_t row, const std::string& rule,
                               Light from, Light to) {
            ++table[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)];
            if (from == to) return;
            ++out.moved;
            if (out.moves.size() < max_moves) {
                out.moves.push_back({timeline.month(i), portfolio.code(row), rule, from, to});
            }
        };
        for (std::size_t row = 0; row < portfolio.size(); ++row) {
            count(tables.overall, row, {}, now.overall(row), then.overall(row));
            for (std::size_t rule = 0; rule < rules.size(); ++rule) {
                count(tables.by_rule[rule], row, rules[rule].id,
                      detail::light_of(now, rules[rule].present, row),
                      detail::light_of(then, rules[rule].changed, row));
            }
        }
        out.total += tables;
    }
    return out;
}

}  // namespace sanku::warning
