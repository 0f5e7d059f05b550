#include <array>
#include <utility>

#include "bindings.hpp"
#include "sanku/store/store.hpp"
#include "sanku/warning/escalation.hpp"
#include "sanku/warning/findings.hpp"
#include "sanku/warning/unreported.hpp"
#include "sanku/warning/what_if.hpp"

namespace sanku::bindings {

namespace {

using warning::Finding;
using warning::FindingLimits;
using warning::Letter;
using warning::LightTable;
using warning::LightTables;
using warning::WhatIf;

/// What `value` holds, as `as` says it, or None.
template <typename T, typename As>
[[nodiscard]] py::object maybe(const std::optional<T>& value, As&& as) {
    return value ? py::object(py::cast(as(*value))) : py::none();
}
template <typename T>
[[nodiscard]] py::object maybe(const std::optional<T>& value) {
    return maybe(value, [](const T& held) { return held; });
}
[[nodiscard]] std::string iso(Month month) {
    return month.iso();
}
[[nodiscard]] std::int64_t fen(Money amount) {
    return amount.fen();
}

// --- Letters

[[nodiscard]] py::dict letter_dict(const Letter& letter, Language in) {
    py::dict out;
    out["code"] = letter.project.str();
    out["name"] = letter.project_name;
    out["unit"] = letter.unit;
    out["leader"] = letter.leader;
    out["region"] = letter.region.code.str();
    out["region_name"] = letter.region.name;
    out["rule"] = letter.rule;
    out["rule_name"] = letter.rule_name.in(in);
    out["clause"] = letter.clause.in(in);
    out["source"] = letter.source.in(in);
    out["light"] = key(letter.light);
    out["as_of"] = letter.as_of;
    out["step"] = letter.step;
    out["step_name"] = letter.step_name.in(in);
    out["counted"] = key(letter.counted);
    out["months"] = letter.months;
    out["since"] = letter.since;
    out["reached"] = letter.reached;
    out["new"] = letter.reached.month() == letter.as_of.month();
    out["who"] = letter.who.in(in);
    out["what"] = letter.what.in(in);
    out["deadline"] = letter.within_days > 0 ? py::cast(letter.deadline) : py::object(py::none());
    out["finding"] = letter.finding.in(in);
    out["next"] = py::none();
    if (letter.next) {
        out["next"] =
            py::dict(py::arg("step") = letter.next->step,
                     py::arg("name") = letter.next->name.in(in), py::arg("on") = letter.next->on);
    }
    out["text"] = warning::to_text(letter, in);
    return out;
}

[[nodiscard]] py::list letters(const Store& store, Date as_of, const Policy& policy,
                               const std::optional<Date>& known_on, bool new_only, int max_months,
                               const std::string& lang) {
    const Language in = language(lang);
    std::vector<Letter> found;
    {
        const py::gil_scoped_release released;
        found = warning::letters(store.known(known_on), policy, as_of,
                                 {.only_new = new_only, .max_months = max_months});
    }
    py::list out;
    for (const Letter& letter : found) out.append(letter_dict(letter, in));
    return out;
}

// --- Who has not reported

[[nodiscard]] py::list unreported(const Portfolio& portfolio, const Policy& policy, bool all) {
    py::list out;
    for (const auto& unit : warning::unreported(portfolio, policy.stale_after_months, !all)) {
        py::list projects;
        for (const warning::Unreported& project : unit.projects) {
            py::dict entry;
            entry["code"] = portfolio.code(project.row).str();
            entry["name"] = std::string(portfolio.project_name(project.row));
            entry["latest"] = maybe(project.latest, iso);
            entry["months"] = maybe(project.months);
            projects.append(std::move(entry));
        }
        py::dict entry;
        entry["unit"] = unit.unit;
        entry["expected"] = unit.expected;
        entry["stale"] = unit.stale;
        entry["never"] = unit.never;
        entry["oldest"] = maybe(unit.oldest, iso);
        entry["projects"] = projects;
        out.append(std::move(entry));
    }
    return out;
}

// --- What if

[[nodiscard]] py::dict table_dict(const LightTable& table) {
    py::dict out;
    for (const Light from : all_lights) {
        py::dict row;
        for (const Light to : all_lights) {
            row[py::str(std::string(key(to)))] =
                table[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)];
        }
        out[py::str(std::string(key(from)))] = row;
    }
    return out;
}

[[nodiscard]] py::dict tables_dict(const LightTables& tables,
                                   const std::vector<std::string>& rules) {
    py::dict by_rule;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        by_rule[py::str(rules[i])] = table_dict(tables.by_rule[i]);
    }
    return py::dict(py::arg("overall") = table_dict(tables.overall), py::arg("tables") = by_rule);
}

[[nodiscard]] py::dict what_if(const Store& store, const Policy& present, const Policy& changed,
                               const std::string& first, int months,
                               const std::optional<Date>& known_on, std::size_t max_moves) {
    const Month from = Month::parse(first);
    const WhatIf found = [&] {
        const py::gil_scoped_release released;
        return warning::what_if(store.known(known_on), present, changed, from, months, max_moves);
    }();
    py::list by_month;
    for (std::size_t i = 0; i < found.months.size(); ++i) {
        py::dict month = tables_dict(found.months[i], found.rules);
        month["month"] = found.first.plus(static_cast<int>(i)).iso();
        by_month.append(std::move(month));
    }
    py::list moves;
    for (const warning::LightMove& move : found.moves) {
        py::dict entry;
        entry["month"] = move.month.iso();
        entry["code"] = move.project.str();
        entry["rule"] = move.rule.empty() ? py::object(py::none()) : py::cast(move.rule);
        entry["from"] = key(move.from);
        entry["to"] = key(move.to);
        moves.append(std::move(entry));
    }
    py::dict out = tables_dict(found.total, found.rules);
    out["present"] = present.id;
    out["changed"] = changed.id;
    out["months"] = by_month;
    out["moves"] = moves;
    out["moved"] = found.moved;
    return out;
}

// --- Findings

[[nodiscard]] py::dict finding_dict(const Finding& finding, Language in) {
    py::dict evidence;
    for (const warning::FindingEvidence& one : finding.evidence) {
        evidence[py::str(one.label.in(in))] = one.value.in(in);
    }
    py::dict out;
    out["code"] = finding.project.str();
    out["kind"] = warning::key(finding.kind);
    out["name"] = warning::name(finding.kind, in);
    out["fact"] = key(finding.fact.kind);
    out["recorded"] = finding.recorded;
    out["sequence"] = finding.sequence;
    out["before_sequence"] =
        finding.before_sequence == 0 ? py::object(py::none()) : py::cast(finding.before_sequence);
    out["planned_before"] = maybe(finding.planned_before);
    out["planned_after"] = maybe(finding.planned_after);
    out["days"] = maybe(finding.days);
    out["before_fen"] = maybe(finding.amount_before, fen);
    out["after_fen"] = maybe(finding.amount_after, fen);
    out["rules"] = finding.rules;
    out["summary"] = finding.summary.in(in);
    out["evidence"] = evidence;
    return out;
}

[[nodiscard]] py::list findings(const Store& store, const Policy& policy, Date first, Date last,
                                std::int64_t plan_cut_share, std::int64_t jump_share,
                                std::int64_t jump_multiple, int backdated_days,
                                const std::string& lang) {
    const Language in = language(lang);
    warning::FindingWatch watch(policy, first, last,
                                {.plan_cut_share = plan_cut_share,
                                 .jump_share = jump_share,
                                 .jump_multiple = jump_multiple,
                                 .backdated_days = backdated_days});
    std::vector<Finding> found;
    {
        const py::gil_scoped_release released;
        store.for_each([&](const RecordedEvent& recorded) { watch.take(recorded); }, last);
        found = watch.findings();
    }
    py::list out;
    for (const Finding& finding : found) out.append(finding_dict(finding, in));
    return out;
}

}  // namespace

void bind_watch(py::module_& module) {
    module.def("letters", &letters, py::arg("store"), py::arg("as_of"), py::arg("policy"),
               py::arg("known_on"), py::arg("new_only"), py::arg("max_months"), py::arg("lang"));
    module.def("unreported", &unreported, py::arg("portfolio"), py::arg("policy"), py::arg("all"));
    module.def("what_if", &what_if, py::arg("store"), py::arg("present"), py::arg("changed"),
               py::arg("first"), py::arg("months"), py::arg("known_on"), py::arg("max_moves"));
    module.def("findings", &findings, py::arg("store"), py::arg("policy"), py::arg("first"),
               py::arg("last"), py::arg("plan_cut_share"), py::arg("jump_share"),
               py::arg("jump_multiple"), py::arg("backdated_days"), py::arg("lang"));
}

}  // namespace sanku::bindings
