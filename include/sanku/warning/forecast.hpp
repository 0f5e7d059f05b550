#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "sanku/warning/lights.hpp"

/// The lights of a later day if nothing happens until then: no report, nothing done.
namespace sanku::warning {

/// What `present` turns to by `day` if nothing happens: days pass, reports grow stale, a new year
/// begins without plan and reports, valid reasons begin and end; the policy stays. As `evaluate` of
/// `Portfolio::later(day)`, which tells what it costs and throws.
[[nodiscard]] inline Lights forecast(const Lights& present, Date day) {
    return evaluate(present.portfolio().later(day), present.policy());
}

/// A light of a project that is another one.
struct LightChange {
    std::size_t row;
    std::optional<std::size_t> rule;  ///< place in the policy; empty: the overall light
    Light from;
    Light to;
    friend bool operator==(const LightChange&, const LightChange&) = default;
};

/// Every light that differs between `now` and `then`, in the order of rows: first the overall
/// light, then the rules. O(projects × rules). Throws `Error(invalid_argument)` unless both are of
/// the same projects and of rules of the same ids.
[[nodiscard]] inline std::vector<LightChange> changes(const Lights& now, const Lights& then) {
    if (now.portfolio().columns().code != then.portfolio().columns().code) {
        throw Error(ErrorCode::invalid_argument, "changes", "lights of other projects");
    }
    const auto& rules = now.policy().rules;
    if (!std::ranges::equal(rules, then.policy().rules, {}, &Rule::id, &Rule::id)) {
        throw Error(ErrorCode::invalid_argument, then.policy().id, "rules of other ids");
    }
    std::vector<LightChange> out;
    for (std::size_t row = 0; row < now.size(); ++row) {
        const auto add = [&](std::optional<std::size_t> rule, Light from, Light to) {
            if (from != to) out.push_back({row, rule, from, to});
        };
        add({}, now.overall(row), then.overall(row));
        for (std::size_t rule = 0; rule < rules.size(); ++rule) {
            add(rule, now.of(rule, row), then.of(rule, row));
        }
    }
    return out;
}

}  // namespace sanku::warning
