#include "sanku/warning/lights.hpp"

#include <set>

#include "bindings.hpp"
#include "numpy_view.hpp"
#include "sanku/bulletin/bulletin.hpp"
#include "sanku/warning/forecast.hpp"

namespace sanku::bindings {

std::size_t row_of(const Portfolio& portfolio, const std::string& code) {
    if (const auto row = portfolio.find(ProjectCode::parse(code))) return *row;
    throw Error(ErrorCode::unknown_project, code, "on " + portfolio.as_of().iso());
}

namespace {

using warning::Lights;

[[nodiscard]] py::dict counts_dict(const warning::LightCounts& counts) {
    py::dict out;
    for (const Light light : all_lights) {
        out[py::str(std::string(key(light)))] = counts[static_cast<std::size_t>(light)];
    }
    return out;
}

[[nodiscard]] std::size_t rule_of(const Lights& lights, const std::string& rule) {
    if (const auto place = lights.policy().find(rule)) return *place;
    throw Error(ErrorCode::invalid_argument, rule, "a rule of " + lights.policy().id);
}

[[nodiscard]] py::object month(const std::optional<Month>& of) {
    return of ? py::object(py::str(of->iso())) : py::none();
}

void add_distances(py::dict& entry, const warning::Distances& of) {
    py::list margins;
    for (const warning::Margin& margin : of.margins) {
        margins.append(py::dict(py::arg("to") = key(margin.to), py::arg("better") = margin.better,
                                py::arg("by") = exact(margin.by)));
    }
    py::list remedies;
    for (const warning::Remedy& remedy : of.remedies) {
        remedies.append(py::dict(py::arg("deed") = warning::key(remedy.deed),
                                 py::arg("amount_fen") = remedy.amount.fen(),
                                 py::arg("report") = month(remedy.report),
                                 py::arg("to") = key(remedy.to), py::arg("by") = remedy.by));
    }
    entry["margins"] = margins;
    entry["remedies"] = remedies;
    entry["turn"] =
        of.turn
            ? py::object(py::dict(py::arg("on") = of.turn->on, py::arg("to") = key(of.turn->to)))
            : py::none();
    entry["wants_report"] = month(of.wants_report);
}

[[nodiscard]] py::object demand_dict(const std::optional<Demand>& demand, Date as_of, Language in) {
    if (!demand) return py::none();
    py::dict out(py::arg("who") = demand->who.in(in), py::arg("what") = demand->what.in(in));
    out["by"] = demand->within_days ? py::cast(as_of.plus_days(*demand->within_days)) : py::none();
    return out;
}

[[nodiscard]] py::object reason_dict(const std::optional<ValidReason>& reason) {
    if (!reason) return py::none();
    return py::dict(py::arg("start") = reason->from, py::arg("end") = reason->to,
                    py::arg("by") = reason->by, py::arg("reason") = reason->reason,
                    py::arg("document") = reason->document);
}

/// Of each rule, how many projects of its scope a valid reason takes out on the day.
[[nodiscard]] py::dict suspended_dict(const Lights& lights) {
    const Portfolio& portfolio = lights.portfolio();
    const Policy& policy = lights.policy();
    const warning::Situation now(portfolio.as_of(), policy.stale_after_months, portfolio.as_of());
    std::set<std::pair<std::size_t, std::uint32_t>> places;  // two reasons suspend once
    for (const ValidReason& reason : portfolio.reasons()) {
        const auto rule = policy.find(reason.rule);
        if (!rule) continue;
        const warning::Case project(portfolio, reason.row);
        if (warning::detail::suspending(policy.rules[*rule], project, now) != nullptr) {
            places.emplace(*rule, reason.row);
        }
    }
    py::dict out;
    for (const Rule& rule : policy.rules) out[py::str(rule.id)] = 0;
    for (const auto& place : places) {
        const py::str rule(policy.rules[place.first].id);
        out[rule] = out[rule].cast<std::int64_t>() + 1;
    }
    return out;
}

/// The first month end after `as_of`.
[[nodiscard]] Date next_month_end(Date as_of) {
    const Date end = as_of.month().last_day();
    return as_of < end ? end : as_of.month().plus(1).last_day();
}

[[nodiscard]] py::list changes_list(const Lights& now, const Lights& then) {
    const Portfolio& portfolio = now.portfolio();
    py::list out;
    for (const warning::LightChange& change : warning::changes(now, then)) {
        py::dict entry;
        entry["code"] = portfolio.code(change.row).str();
        entry["rule"] =
            change.rule ? py::cast(now.policy().rules[*change.rule].id) : py::object(py::none());
        entry["from"] = key(change.from);
        entry["to"] = key(change.to);
        out.append(std::move(entry));
    }
    return out;
}

[[nodiscard]] py::dict evidence_dict(const warning::Evidence& evidence, Date as_of, Language in) {
    py::dict inputs;
    for (const auto& input : evidence.inputs)
        inputs[py::str(input.label.in(in))] = input.value.in(in);
    py::list ways;
    for (const Bilingual& way : evidence.ways) ways.append(way.in(in));
    py::dict entry;
    entry["rule"] = evidence.rule;
    entry["name"] = evidence.rule_name.in(in);
    entry["light"] = std::string(key(evidence.light));
    entry["sentence"] = evidence.sentence(in);
    entry["value"] = evidence.value ? py::cast(evidence.value->in(in)) : py::none();
    entry["measured"] = evidence.measured ? exact(*evidence.measured) : py::none();
    entry["threshold"] = evidence.threshold.in(in);
    entry["inputs"] = inputs;
    entry["clause"] = evidence.clause.in(in);
    entry["gap"] = evidence.gap.in(in);
    entry["source"] = evidence.source.in(in);
    entry["ways"] = ways;
    add_distances(entry, evidence.distances);
    entry["demand"] = demand_dict(evidence.demand, as_of, in);
    entry["suspended_by"] = reason_dict(evidence.suspended_by);
    entry["paragraph"] = evidence.paragraph(in, as_of);
    return entry;
}

}  // namespace

void bind_lights(py::module_& module) {
    py::class_<Lights>(module, "Lights",
                       "The lights of a portfolio under a policy, a byte a project and rule: 0 "
                       "none, 1 green, 2 no data, 3 yellow, 4 red.")
        .def("__len__", &Lights::size)
        .def_property_readonly("portfolio", [](const Lights& lights) { return lights.portfolio(); })
        .def_property_readonly("policy", [](const Lights& lights) { return lights.policy().id; })
        .def_property_readonly(
            "rules",
            [](const Lights& lights) {
                std::vector<std::string> ids;
                for (const Rule& rule : lights.policy().rules) {
                    ids.push_back(rule.id);
                }
                return ids;
            },
            "Ids of the rules, in the policy's order.")
        .def_property_readonly("rules_policy", &Lights::policy, "The policy itself.")
        .def_property_readonly(
            "overall",
            [](const py::object& self) {
                const auto& lights = self.cast<const Lights&>();
                return view(lights.overall(), self);
            },
            "The overall light of each project; uint8, read-only, not copied.")
        .def(
            "of",
            [](const py::object& self, const std::string& rule) {
                const auto& lights = self.cast<const Lights&>();
                return view(lights.of(rule_of(lights, rule)), self);
            },
            py::arg("rule"),
            "The light of each project under one rule; uint8, read-only, not copied.")
        .def(
            "counts",
            [](const Lights& lights, const std::optional<std::string>& rule) {
                return counts_dict(rule ? lights.counts(rule_of(lights, *rule)) : lights.counts());
            },
            py::arg("rule") = std::nullopt,
            "Number of projects by light, overall or under one rule.")
        .def_property_readonly("suspended", &suspended_dict,
                               "Number of projects that a valid reason takes out of each rule.")
        .def(
            "forecast",
            [](const Lights& lights, const std::optional<Date>& day) {
                const Date on = day ? *day : next_month_end(lights.portfolio().as_of());
                const py::gil_scoped_release released;
                return warning::forecast(lights, on);
            },
            py::arg("day") = std::nullopt,
            "The lights of a later day (None: the next month end) if nothing happens until then.")
        .def("changes", &changes_list, py::arg("then"),
             "Every light that differs from those of `then`: dicts with code, rule (None: the "
             "overall light), from and to.")
        .def(
            "explain",
            [](const Lights& lights, const std::string& code, const std::string& lang) {
                const Language in = language(lang);
                py::list out;
                for (const auto& evidence : lights.explain(row_of(lights.portfolio(), code))) {
                    out.append(evidence_dict(evidence, lights.portfolio().as_of(), in));
                }
                return out;
            },
            py::arg("code"), py::arg("lang") = "zh",
            "The evidence of every rule that applies to the project `code`, a dict a rule.")
        .def(
            "bulletin",
            [](const Lights& lights, const std::optional<std::int64_t>& previous_year_fen,
               const std::optional<std::string>& by, std::vector<ImportRecord> imports) {
                BulletinOptions options;
                if (by) options.region_level = level_of(*by);
                if (previous_year_fen) {
                    options.previous_year_investment = Money::from_fen(*previous_year_fen);
                }
                options.imports = std::move(imports);
                const py::gil_scoped_release released;
                return make_bulletin(lights, options);
            },
            py::arg("previous_year_fen") = std::nullopt, py::arg("by") = std::nullopt,
            py::arg("imports") = std::vector<ImportRecord>{},
            "The bulletin of these lights. `previous_year_fen`: last year's investment as the "
            "office states it, in fen; None: what the projects reported. `by`: level of the "
            "regional table; None: the widest at which regions differ.");
}

}  // namespace sanku::bindings
