#include <span>

#include "bindings.hpp"
#include "sanku/appraisal/gates.hpp"
#include "sanku/store/store.hpp"

namespace sanku::bindings {

namespace {

using appraisal::AppraisalRules;
using appraisal::Appraiser;
using appraisal::Check;
using appraisal::GateResult;
using appraisal::Limits;
using appraisal::Resources;
using appraisal::Scope;
using appraisal::StructureRule;
using appraisal::Unknown;

// --- Rules ---------------------------------------------------------------------------------------

[[nodiscard]] Fraction fraction(const Ratio& ratio) {
    return {ratio.numerator(), ratio.denominator()};
}

/// A rule as a dict: for which gate and libraries.
[[nodiscard]] py::dict rule_dict(appraisal::Gate gate, const std::vector<Pool>& to) {
    py::list names;
    for (const Pool pool : to) names.append(key(pool));
    return py::dict(py::arg("gate") = key(gate), py::arg("to") = names);
}

void add(py::dict& out, const Limits& limits, const Unknown& unknown) {
    py::list all;
    for (const auto& limit : limits) {
        all.append(py::dict(py::arg("side") = limit.is_upper ? "above" : "below",
                            py::arg("at") = exact(fraction(limit.at)),
                            py::arg("outcome") = key(limit.breach)));
    }
    out["limits"] = all;
    out["missing"] = key(unknown.missing);
    out["incomplete"] = key(unknown.incomplete);
}

void add(py::dict& out, const Scope& scope) {
    py::list sections;
    for (const SectorCode section : scope.sections) sections.append(section.str());
    py::list funding;
    for (const Funding kind : scope.funding) funding.append(key(kind));
    out["sections"] = sections;
    out["funding"] = funding;
}

[[nodiscard]] py::dict resources_dict(const Resources& resources) {
    py::dict out;
    for (const auto& [year, amount] : resources) out[py::int_(year)] = amount.fen();
    return out;
}

[[nodiscard]] py::list rules_list(const AppraisalRules& rules) {
    using enum appraisal::Gate;
    py::list out;
    for (const auto& rule : rules.volume) {
        py::dict one = rule_dict(volume, rule.to);
        add(one, rule.limits, rule.unknown);
        out.append(one);
    }
    for (const auto& rule : rules.structure) {
        constexpr std::string_view parts[] = {"named", "section", "funding"};
        py::dict one = rule_dict(structure, rule.to);
        one["part"] = parts[static_cast<std::size_t>(rule.part)];
        one["name_zh"] = rule.name.zh;
        one["name_en"] = rule.name.en;
        add(one, rule.scope);
        add(one, rule.limits, rule.unknown);
        out.append(one);
    }
    if (rules.fiscal) {
        py::dict one = rule_dict(fiscal, rules.fiscal->to);
        add(one, Scope{.funding = rules.fiscal->funding});
        add(one, rules.fiscal->limits, rules.fiscal->unknown);
        one["resources_fen"] = resources_dict(rules.fiscal->resources);
        out.append(one);
    }
    for (const auto& rule : rules.factors) {
        py::dict one = rule_dict(rule.gate, rule.to);
        one["factor"] = rule.key;
        one["name_zh"] = rule.name.zh;
        one["name_en"] = rule.name.en;
        add(one, rule.scope);
        one["refused"] = key(rule.refused);
        one["pending"] = key(rule.pending);
        one["unstated"] = key(rule.unstated);
        one["undocumented"] = key(rule.undocumented);
        out.append(one);
    }
    return out;
}

// --- Results -------------------------------------------------------------------------------------

[[nodiscard]] py::dict check_dict(const Check& check, Language language) {
    py::dict out(py::arg("key") = check.key, py::arg("outcome") = key(check.outcome),
                 py::arg("held_fen") = check.held.fen(), py::arg("own_fen") = check.own.fen(),
                 py::arg("value") = check.value, py::arg("limit") = py::none(),
                 py::arg("side") = py::none(), py::arg("margin_fen") = py::none(),
                 py::arg("words") = check.words.in(language));
    if (check.limit) {
        out["limit"] = exact(fraction(check.limit->at));
        out["side"] = check.limit->is_upper ? "above" : "below";
        out["margin_fen"] = exact(*check.margin);
    }
    return out;
}

/// The results of these rows, or of all projects of the library before `to`.
[[nodiscard]] py::list appraise(const Portfolio& portfolio,
                                const std::optional<std::vector<std::string>>& codes,
                                const std::string& to, const AppraisalRules& rules,
                                const std::optional<std::map<int, std::int64_t>>& resources,
                                const std::optional<std::int64_t>& previous_year,
                                const std::string& lang) {
    appraisal::Given given;
    if (previous_year) given.previous_year = Money::from_fen(*previous_year);
    if (resources) {
        given.resources.emplace();
        for (const auto& [year, fen] : *resources) {
            given.resources->emplace(year, Money::from_fen(fen));
        }
    }
    const Pool target = library_named(to);
    const Appraiser appraiser(portfolio, target, rules, std::move(given));
    std::vector<std::size_t> rows;
    if (codes) {
        for (const std::string& code : *codes) rows.push_back(row_of(portfolio, code));
    } else {
        const auto before = static_cast<Pool>(static_cast<int>(target) - 1);
        for (std::size_t row = 0; row < portfolio.size(); ++row) {
            if (portfolio.pool(row) == before) rows.push_back(row);
        }
    }
    py::list out;
    const Language shown = language(lang);
    for (const std::size_t row : rows) {
        for (const GateResult& result : appraiser.appraise(row)) {
            py::list checks;
            for (const Check& check : result.checks) checks.append(check_dict(check, shown));
            out.append(py::dict(
                py::arg("code") = portfolio.code(row).str(),
                py::arg("name") = portfolio.project_name(row), py::arg("gate") = key(result.gate),
                py::arg("label") = name(result.gate, shown),
                py::arg("outcome") = key(result.outcome()),
                py::arg("words") = result.words().in(shown), py::arg("checks") = checks));
        }
    }
    return out;
}

/// One project, gate, outcome and words.
using Said = std::tuple<std::string, std::string, std::string, std::string>;

/// Appends the next round of each, in one batch; what the last round said on the same day is not
/// said again. Returns the number of events.
[[nodiscard]] std::int64_t record_gates(Store& store, const std::vector<Said>& all, Date day,
                                        const std::string& document, Instant recorded_at,
                                        const std::string& by) {
    std::vector<Event> events;
    for (const auto& [code, gate, outcome, words] : all) {
        const ProjectCode project = ProjectCode::parse(code);
        const auto of = [&, &gate = gate, &outcome = outcome, &words = words](int round) {
            return Event{project, day,
                         event::Appraised{gate, round, outcome_named(outcome), words, document}};
        };
        std::optional<Event> last;
        int round = 1;
        while (const auto stated = store.latest(project, fact_key(of(round).what))) {
            last = stated->event;
            ++round;
        }
        if (last != of(round - 1)) events.push_back(of(round));
    }
    (void)store.append(events, {.recorded_at = recorded_at, .by = by});
    return static_cast<std::int64_t>(events.size());
}

}  // namespace

void bind_appraisal(py::module_& module) {
    py::class_<AppraisalRules>(
        module, "AppraisalRules",
        "What an appraisal asks before a project moves on; see docs/appraisal.md.")
        .def_static("parse", &AppraisalRules::parse, py::arg("text"), py::arg("file") = "",
                    "The rules that a TOML text states. Raises Error (malformed_appraisal).")
        .def_static("load", &AppraisalRules::load, py::arg("path"),
                    "Those of a TOML file. Raises Error (malformed_appraisal, io).")
        .def_static("builtin", &AppraisalRules::builtin, py::arg("id"),
                    "Some that ship. Raises Error (invalid_argument).")
        .def_readonly("id", &AppraisalRules::id, "Of the file.")
        .def_readonly("version", &AppraisalRules::version, "As the file states it.")
        .def_property_readonly(
            "title_zh", [](const AppraisalRules& of) { return of.title.zh; }, "In Chinese.")
        .def_property_readonly(
            "title_en", [](const AppraisalRules& of) { return of.title.en; }, "In English.")
        .def_property_readonly(
            "source_zh", [](const AppraisalRules& of) { return of.source.zh; },
            "Where they were published, in Chinese.")
        .def_property_readonly(
            "source_en", [](const AppraisalRules& of) { return of.source.en; },
            "Where they were published, in English.")
        .def_readonly("is_published", &AppraisalRules::is_published,
                      "Whether an authority published them; else they are somebody's default.")
        .def_readonly("valid_from", &AppraisalRules::valid_from,
                      "First day on which they are in force, or None.")
        .def_readonly("valid_to", &AppraisalRules::valid_to,
                      "Last day on which they are in force, or None.")
        .def_property_readonly(
            "rules", &rules_list,
            "Dicts with gate and to (libraries). Of volume, structure and fiscal: limits (dicts "
            "with side, at as a Fraction, 4/5 for 80 %, and outcome), missing and incomplete; of "
            "structure also part (named, section or funding), name_zh, name_en, sections and "
            "funding; of fiscal also funding and resources_fen (by year); of siting and factors: "
            "factor, name_zh, name_en, sections, funding, refused, pending, unstated and "
            "undocumented.");
    module.def("appraisals", &AppraisalRules::builtin_ids, "Ids of the appraisal rules that ship.");
    module.def("appraise_gates", &appraise);
    module.def("record_gates", &record_gates);
}

}  // namespace sanku::bindings
