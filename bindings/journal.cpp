#include <fstream>
#include <span>

#include "bindings.hpp"
#include "dicts.hpp"
#include "sanku/archive/facts.hpp"
#include "sanku/store/journal_lines.hpp"
#include "sanku/store/store.hpp"
#include "sanku/store/verify.hpp"
#include "sanku/summary/series.hpp"
#include "sanku/warning/light_series.hpp"

namespace sanku::bindings {

namespace {

[[nodiscard]] std::optional<Anchor> anchor_of(const std::optional<std::string>& text) {
    return text ? std::optional(Anchor::parse(*text)) : std::nullopt;
}

void bind_verification(py::module_& module) {
    py::class_<Verification>(module, "Verification",
                             "What `verify` found; true if the journal is sound.")
        .def_readonly("sound", &Verification::sound,
                      "Whether every event, batch and bulletin is as the hashes say.")
        .def_readonly("events", &Verification::events, "Events that are as they were recorded.")
        .def_readonly("batches", &Verification::batches, "Batches that are as they were recorded.")
        .def_property_readonly(
            "head",
            [](const Verification& result) {
                return result.head ? std::optional(result.head->str()) : std::nullopt;
            },
            "The anchor of what is sound, to be kept apart; None if nothing is.")
        .def_property_readonly(
            "completeness",
            [](const Verification& result) { return std::string(key(result.completeness)); },
            "What is known of the end: proved_by_anchor, tail_after_anchor or not_proved.")
        .def_property_readonly(
            "finding",
            [](const Verification& result) -> py::object {
                if (!result.finding) return py::none();
                const Finding& finding = *result.finding;
                py::dict out;
                out["kind"] = std::string(key(finding.kind));
                out["sequence"] = finding.sequence;
                out["batch"] = finding.batch;
                out["other"] = finding.other;
                out["detail"] = finding.detail;
                return out;
            },
            "The first thing that is wrong: dict with kind, sequence, batch, other and detail; "
            "None if nothing is.")
        .def(
            "text",
            [](const Verification& result, const std::string& lang) {
                return result.text(language(lang));
            },
            py::arg("lang") = "zh", "What is proved, what is not, in sentences.")
        .def("__str__", [](const Verification& result) { return result.text(Language::zh); })
        .def("__bool__", [](const Verification& result) { return result.sound; });
    module.def(
        "verify",
        [](const std::string& path, const std::optional<std::string>& anchor) {
            const auto kept = anchor_of(anchor);
            const py::gil_scoped_release released;
            return verify(path, kept);
        },
        py::arg("path"), py::arg("anchor"));
}

}  // namespace

py::dict event_dict(const RecordedEvent& recorded, const RecordedBatch& batch, Language lang) {
    py::dict out;
    const Event& event = recorded.event;
    out["sequence"] = recorded.sequence;
    out["recorded"] = recorded.recorded;
    out["by"] = batch.batch.by;
    out["source"] = batch.batch.source;
    out["kind"] = std::string(key(event.kind()));
    out["effective"] = event.effective;
    out["fact"] = fact_words(event).in(lang);
    out["value"] = value_words(event).in(lang);
    out["supersedes"] = recorded.supersedes == 0 ? py::object(py::none())
                                                 : py::object(py::int_(recorded.supersedes));
    return out;
}

namespace {

[[nodiscard]] py::list history(const Store& store, const std::string& code,
                               const std::string& lang) {
    const auto batches = store.batches();
    py::list out;
    for (const RecordedEvent& event : store.history(ProjectCode::parse(code))) {
        const auto batch = static_cast<std::size_t>(event.batch - 1);
        if (batch >= batches.size()) throw Error(ErrorCode::damaged_journal, "batch");
        out.append(event_dict(event, batches[batch], language(lang)));
    }
    return out;
}

/// Records a valid reason, from `effective_on` or else from its first day on, and gives the
/// sequence of the event that says so, be it one that said so already.
[[nodiscard]] std::int64_t grant_reason(Store& store, const std::string& code,
                                        const event::ReasonGranted& granted, Instant recorded_at,
                                        const std::optional<Date>& effective_on) {
    const ProjectCode project = ProjectCode::parse(code);
    if (!store.contains(project)) throw Error(ErrorCode::unknown_project, code);
    if (granted.rule.empty()) throw Error(ErrorCode::invalid_argument, "rule", "empty");
    const Event event{project, effective_on.value_or(granted.from), granted};
    (void)store.append(std::span(&event, 1), {.recorded_at = recorded_at, .by = granted.by});
    std::int64_t sequence = 0;
    for (const RecordedEvent& recorded : store.history(project)) {
        if (recorded.event.what == event.what) sequence = recorded.sequence;
    }
    return sequence;
}

/// The policy of each month, each distinct one made once.
[[nodiscard]] std::vector<std::shared_ptr<const Policy>> policies_by_month(
    const std::string& name, const std::optional<Date>& rules_of,
    const std::optional<std::string>& packs, const Timeline& timeline) {
    std::vector<std::shared_ptr<const Policy>> out;
    for (int i = 0; i < timeline.size(); ++i) {
        Policy policy = policy_of(name, rules_of.value_or(timeline.end(i)), packs);
        const bool same = !out.empty() && *out.back() == policy;
        out.push_back(same ? out.back() : std::make_shared<const Policy>(std::move(policy)));
    }
    return out;
}

[[nodiscard]] py::dict light_dict(const warning::LightCounts& counts) {
    py::dict out;
    for (const Light light : all_lights) {
        out[py::str(std::string(key(light)))] = counts[static_cast<std::size_t>(light)];
    }
    return out;
}

[[nodiscard]] py::list light_series(const Store& store, Date first, int months,
                                    const std::optional<Date>& known_on, const std::string& name,
                                    const std::optional<Date>& rules_of,
                                    const std::optional<std::string>& packs) {
    std::vector<std::shared_ptr<const Policy>> policies;
    std::vector<warning::MonthLights> series;
    {
        const py::gil_scoped_release released;
        const History known = store.known(known_on);
        policies = policies_by_month(name, rules_of, packs, Timeline(known, first.month(), months));
        std::vector<const Policy*> of_month;
        for (const auto& policy : policies) of_month.push_back(policy.get());
        series = warning::light_series(known, of_month, first.month());
    }
    py::list out;
    for (std::size_t i = 0; i < series.size(); ++i) {
        py::dict month;
        month["as_of"] = series[i].as_of;
        month["policy"] = policies[i]->id;
        month["lights"] = light_dict(series[i].overall);
        py::dict by_rule;
        for (std::size_t rule = 0; rule < series[i].by_rule.size(); ++rule) {
            by_rule[py::str(policies[i]->rules[rule].id)] = light_dict(series[i].by_rule[rule]);
        }
        month["rules"] = by_rule;
        out.append(std::move(month));
    }
    return out;
}

/// Figures of each month that a chart asks for; rates as numerator and denominator.
[[nodiscard]] py::list series(const Store& store, Date first, int months,
                              const std::optional<Date>& known_on, const std::string& name,
                              const std::optional<Date>& rules_of,
                              const std::optional<std::string>& packs) {
    std::vector<std::string> rules;
    std::vector<summary::Summary> summaries;
    {
        const py::gil_scoped_release released;
        const auto policy_on = [&](Date end) {
            Policy policy = policy_of(name, rules_of.value_or(end), packs);
            rules.push_back(policy.id);
            return policy;
        };
        summaries = summary::series(store.known(known_on), policy_on, first.month(), months);
    }
    py::list out;
    for (std::size_t i = 0; i < summaries.size(); ++i) {
        const summary::Summary& summary = summaries[i];
        const summary::Sums total = summary.total();
        py::dict month;
        month["as_of"] = summary.as_of();
        month["policy"] = rules[i];
        for (const Pool pool : libraries) {
            const auto sums =
                summary.sum_if([&](const GroupKey& group) { return group.pool == pool; });
            const std::string library(key(pool));
            month[py::str(library)] = sums.volume.projects;
            month[py::str(library + "_investment")] = sums.volume.investment;
        }
        const auto rate = [&](const char* figure, const Ratio& value) { month[figure] = value; };
        month["completed_last_year"] = total.volume.completed_last_year;
        rate("directory_to_reserve", total.directory_to_reserve.by_count());
        rate("reserve_to_implementation", total.reserve_to_implementation.by_count());
        rate("two_accounts", total.two_accounts.rate());
        month["two_accounts_overdue"] = total.two_accounts.overdue;
        rate("evaluations", total.evaluations.rate());
        rate("reporting", total.reporting.rate());
        for (const Light light : all_lights) {
            month[py::str(std::string(key(light)))] =
                total.volume.lights[static_cast<std::size_t>(light)];
        }
        out.append(std::move(month));
    }
    return out;
}

void write_lines(const Store& store, const std::string& path) {
    const py::gil_scoped_release released;
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    if (!out) throw Error(Problem{.code = ErrorCode::io, .file = path});
    export_journal(store, out);
    out.close();
    if (!out) throw Error(Problem{.code = ErrorCode::io, .file = path});
}

[[nodiscard]] std::string read_lines(const std::string& lines, const std::string& path) {
    const py::gil_scoped_release released;
    std::ifstream in(lines, std::ios::binary);
    if (!in) throw Error(Problem{.code = ErrorCode::io, .file = lines});
    return import_journal(in, path).str();
}

}  // namespace

void bind_journal(py::module_& module) {
    bind_verification(module);
    module.def("history", &history);
    module.def("light_series", &light_series);
    module.def("series", &series);
    module.def("export_journal", &write_lines);
    module.def("import_journal", &read_lines);
    module.def("anchor", [](const Store& store) { return store.anchor().str(); });
    module.def("backup", [](const Store& store, const std::string& path) {
        const py::gil_scoped_release released;
        store.backup(path);
    });
    module.def("checkpoint", [](Store& store) {
        const py::gil_scoped_release released;
        store.checkpoint();
    });
    module.def("retract", [](Store& store, std::int64_t sequence, const std::string& reason,
                             Instant recorded_at, const std::string& by) {
        return store.retract(sequence, reason, {.recorded_at = recorded_at, .by = by});
    });
    module.def("grant_reason", [](Store& store, const std::string& code, const std::string& rule,
                                  Date start, Date end, const std::string& by,
                                  const std::string& reason, const std::string& document,
                                  Instant recorded_at, const std::optional<Date>& effective_on) {
        return grant_reason(store, code, {rule, start, end, by, reason, document}, recorded_at,
                            effective_on);
    });
}

}  // namespace sanku::bindings
