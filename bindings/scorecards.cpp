#include <span>
#include <string>
#include <vector>

#include "bindings.hpp"
#include "dicts.hpp"
#include "exact.hpp"
#include "sanku/archive/evaluations.hpp"
#include "sanku/evaluation/calendar.hpp"
#include "sanku/evaluation/grade.hpp"
#include "sanku/evaluation/project_scorer.hpp"

namespace sanku::bindings {

namespace {

using evaluation::ProjectScorer;
using evaluation::Score;

/// The score, and the indicators without a value.
[[nodiscard]] py::dict score_dict(const evaluation::IndicatorSystem& system, const Score& score) {
    py::list missing;
    for (std::size_t i = 0; i < score.points.size(); ++i) {
        if (!score.points[i].stated.figure.value()) missing.append(system.indicators[i].id);
    }
    const auto grade = [&](Language lang) -> py::object {
        if (!score.total) return py::none();
        return py::cast(name(evaluation::grade(*score.total), lang));
    };
    return py::dict(py::arg("score") = exact(score.total), py::arg("grade") = grade(Language::en),
                    py::arg("grade_zh") = grade(Language::zh), py::arg("missing") = missing);
}

[[nodiscard]] py::list score_list(const ProjectScorer& scorer,
                                  const std::vector<std::size_t>& rows) {
    std::vector<Score> scores;
    {
        const py::gil_scoped_release released;
        for (const std::size_t row : rows) scores.push_back(scorer.score(row));
    }
    py::list out;
    for (const Score& one : scores) out.append(score_dict(scorer.system(), one));
    return out;
}

[[nodiscard]] py::object sequence_or_none(std::int64_t sequence) {
    return sequence == 0 ? py::object(py::none()) : py::object(py::int_(sequence));
}

/// For each indicator, the events that its figure comes from.
[[nodiscard]] py::dict evidence_dict(const Store& store, const ProjectScorer& scorer,
                                     std::size_t row, const std::string& lang) {
    const auto explained = explain(store, scorer, row);
    py::dict out;
    for (std::size_t i = 0; i < explained.size(); ++i) {
        py::list events;
        for (const RecordedEvidence& one : explained[i]) {
            const Origin& origin = one.evidence.origin;
            py::dict entry = event_dict(origin.event, one.batch, language(lang));
            entry["superseded_by"] = sequence_or_none(origin.superseded_by);
            entry["columns"] = one.evidence.columns;
            events.append(std::move(entry));
        }
        out[py::str(scorer.system().indicators[i].id)] = events;
    }
    return out;
}

[[nodiscard]] std::string_view key(Evaluation which) {
    constexpr std::string_view keys[] = {"project", "sector", "region"};
    return keys[static_cast<std::size_t>(which)];
}

/// Every statement of an evaluation of a project.
[[nodiscard]] py::list version_list(const Store& store, const std::string& code,
                                    const std::string& lang) {
    py::list out;
    for (const EvaluationVersion& one : evaluations(store, ProjectCode::parse(code))) {
        const Event& event = one.origin.event.event;
        const auto* const said = std::get_if<event::Evaluated>(&event.what);
        const auto* const taken = std::get_if<event::Retracted>(&event.what);
        py::dict entry = event_dict(one.origin.event, one.batch, language(lang));
        entry["superseded_by"] = sequence_or_none(one.origin.superseded_by);
        entry["holds"] = one.origin.holds() && said != nullptr;
        entry["which"] = key(static_cast<Evaluation>(fact_key(event.what).number));
        entry["score"] = py::none();
        entry["grade"] = py::none();
        entry["grade_zh"] = py::none();
        if (said != nullptr && said->score) {
            const Rational score(*said->score, 100);
            const evaluation::Grade grade = evaluation::grade(score);
            entry["score"] = exact(score);
            entry["grade"] = evaluation::key(grade);
            entry["grade_zh"] = name(grade, Language::zh);
        }
        entry["system"] = said != nullptr ? said->system : "";
        entry["document"] = said != nullptr ? said->document : "";
        entry["taken_back_because"] =
            taken != nullptr ? py::object(py::cast(taken->reason)) : py::object(py::none());
        out.append(std::move(entry));
    }
    return out;
}

/// The projects of a region, or of all, whose evaluation falls due.
[[nodiscard]] py::list calendar_list(const Portfolio& portfolio, const Policy& policy,
                                     const std::optional<std::string>& within) {
    const RegionCode region = within ? RegionCode::parse(*within) : RegionCode();  // the country
    py::list out;
    for (const evaluation::Due& one : evaluation::calendar(portfolio, policy.evaluation)) {
        if (!region.contains(portfolio.region(one.row).code)) continue;
        out.append(py::dict(py::arg("code") = portfolio.code(one.row).str(),
                            py::arg("name") = portfolio.project_name(one.row),
                            py::arg("unit") = portfolio.responsible_unit(one.row),
                            py::arg("region") = portfolio.region(one.row).code.str(),
                            py::arg("due") = one.due, py::arg("state") = evaluation::key(one.state),
                            py::arg("done") = py::cast(one.done),
                            py::arg("days_overdue") = one.days_overdue));
    }
    return out;
}

/// Records the scores of those that have one, all in one batch; how many events that took.
[[nodiscard]] std::int64_t record(Store& store, const ProjectScorer& scorer,
                                  const std::vector<std::size_t>& rows, Date day,
                                  const std::string& document, Instant recorded_at,
                                  const std::string& by) {
    const py::gil_scoped_release released;
    std::vector<Event> events;
    for (const std::size_t row : rows) {
        const Score score = scorer.score(row);
        if (!score.total) continue;
        events.push_back({scorer.portfolio().code(row), day,
                          evaluation::evaluated(scorer.system(), score, document)});
    }
    return store.correct(events, {.recorded_at = recorded_at, .by = by}).added;
}

}  // namespace

void bind_scorecards(py::module_& module) {
    py::class_<ProjectScorer>(module, "ProjectScorer",
                              "Scores the projects of a portfolio by an indicator system.")
        .def(py::init<Portfolio, evaluation::IndicatorSystem, Policy>(), py::arg("portfolio"),
             py::arg("system"), py::arg("rules"))
        .def_property_readonly("system", &ProjectScorer::system)
        .def("scores", &score_list, py::arg("rows"))
        .def(
            "card",
            [](const ProjectScorer& scorer, std::size_t row) {
                return card_list(scorer.system(), scorer.score(row));
            },
            py::arg("row"))
        .def("record",
             [](const ProjectScorer& scorer, Store& store, const std::vector<std::size_t>& rows,
                Date day, const std::string& document, Instant recorded_at, const std::string& by) {
                 return record(store, scorer, rows, day, document, recorded_at, by);
             })
        .def("evidence",
             [](const ProjectScorer& scorer, const Store& store, std::size_t row,
                const std::string& lang) { return evidence_dict(store, scorer, row, lang); });
    module.def("evaluation_versions", &version_list, py::arg("store"), py::arg("code"),
               py::arg("lang"));
    module.def("evaluation_calendar", &calendar_list, py::arg("portfolio"), py::arg("policy"),
               py::arg("within"));
}

}  // namespace sanku::bindings
