#include <iterator>
#include <set>

#include "bindings.hpp"
#include "exact.hpp"
#include "sanku/core/region_names.hpp"
#include "sanku/summary/region_ranks.hpp"
#include "sanku/summary/score_change.hpp"
#include "sanku/warning/lights.hpp"

namespace sanku::bindings {

namespace {

using summary::Better;
using summary::Figure;
using summary::Indicator;
using summary::Ranking;
using summary::Score;
using summary::Scores;
using summary::Scoring;
using summary::Summary;

// --- Exact numbers -------------------------------------------------------------------------------

/// None, a Ratio or a Fraction.
[[nodiscard]] Figure figure_of(const py::handle& value) {
    if (value.is_none()) return {};
    if (py::isinstance<Ratio>(value)) return value.cast<Ratio>();
    return Figure(rational(value));
}

/// A rate that the library measured.
[[nodiscard]] py::object rate(const Figure& figure) {
    const auto number = [](const Rational& part) {
        return std::stoll(part.str());  // of a Ratio, so that it fits
    };
    return py::cast(Ratio(number(figure.part()), number(figure.whole())));
}

[[nodiscard]] std::optional<Figure> above_of(const py::object& above) {
    if (above.is_none()) return std::nullopt;
    return figure_of(above);
}

[[nodiscard]] Better better_of(const std::string& text) {
    for (const Better one : {Better::higher, Better::lower}) {
        if (key(one) == text) return one;
    }
    throw Error(ErrorCode::invalid_argument, text, "higher or lower");
}

// --- Rankings ------------------------------------------------------------------------------------

[[nodiscard]] Ranking rank(
    const std::vector<std::tuple<std::string, py::object, std::int64_t>>& entries,
    const std::string& better, std::int64_t min_size, std::map<std::string, std::string> excluded,
    const py::object& above) {
    std::vector<summary::Entry> all;
    for (const auto& [id, value, size] : entries) all.push_back({id, figure_of(value), size});
    return summary::rank(all, {.better = better_of(better),
                               .min_size = min_size,
                               .excluded = std::move(excluded),
                               .above = above_of(above)});
}

[[nodiscard]] std::string_view standing(const std::optional<Rational>& to_average) {
    if (!to_average) return "";
    constexpr std::string_view words[] = {"below", "at", "above"};
    return words[to_average->sign() + 1];
}

/// The entries of a ranking, as dicts; `rates`: their figures are rates that the library measured.
[[nodiscard]] py::list ranked_list(const Ranking& ranking, bool rates) {
    py::list out;
    for (const auto& one : ranking.ranked) {
        out.append(py::dict(py::arg("rank") = one.rank, py::arg("id") = one.id,
                            py::arg("value") = rates ? rate(one.figure) : exact(one.value),
                            py::arg("size") = one.size,
                            py::arg("to_average") = exact(one.to_average),
                            py::arg("standing") = standing(one.to_average),
                            py::arg("to_median") = exact(one.to_median)));
    }
    return out;
}

[[nodiscard]] py::list left_out_list(const Ranking& ranking, bool rates) {
    py::list out;
    for (const auto& one : ranking.left_out) {
        out.append(py::dict(py::arg("id") = one.id,
                            py::arg("value") = rates ? rate(one.figure) : exact(one.figure.value()),
                            py::arg("size") = one.size, py::arg("why") = key(one.why),
                            py::arg("why_zh") = name(one.why, Language::zh),
                            py::arg("why_en") = name(one.why, Language::en),
                            py::arg("reason") = one.reason));
    }
    return out;
}

[[nodiscard]] py::list changes_list(const Ranking& now, const Ranking& then) {
    py::list out;
    for (const auto& one : summary::changes(then, now)) {
        out.append(py::dict(py::arg("id") = one.id, py::arg("then") = one.then,
                            py::arg("now") = one.now, py::arg("climbed") = one.climbed(),
                            py::arg("value_then") = exact(one.value_then),
                            py::arg("value_now") = exact(one.value_now)));
    }
    return out;
}

// --- Regions -------------------------------------------------------------------------------------

[[nodiscard]] std::map<RegionCode, std::string> reasons_of(
    const std::map<std::string, std::string>& excluded) {
    std::map<RegionCode, std::string> out;
    for (const auto& [code, reason] : excluded) out.emplace(RegionCode::parse(code), reason);
    return out;
}

[[nodiscard]] summary::RegionPeers peers_of(const std::string& by,
                                            const std::optional<std::string>& within,
                                            const std::map<std::string, std::string>& excluded) {
    return {level_of(by), within ? RegionCode::parse(*within) : RegionCode{}, reasons_of(excluded)};
}

[[nodiscard]] const summary::Measure& measure_of(const std::string& name) {
    if (const summary::Measure* found = summary::find_measure(name)) return *found;
    std::string known;
    for (const auto& one : summary::measures) {
        known.append(known.empty() ? "" : ", ").append(one.key);
    }
    throw Error(ErrorCode::invalid_argument, name, "a measure: " + known);
}

[[nodiscard]] Ranking region_ranking(const Summary& sums, const std::string& measure,
                                     const std::string& by,
                                     const std::optional<std::string>& within,
                                     const std::map<std::string, std::string>& excluded,
                                     const std::optional<std::string>& better,
                                     std::int64_t min_size, const py::object& above) {
    return summary::region_ranking(
        sums, measure_of(measure), peers_of(by, within, excluded),
        {.better = better ? std::optional(better_of(*better)) : std::nullopt,
         .min_size = min_size,
         .above = above_of(above)});
}

[[nodiscard]] Scores region_scores(
    const Summary& sums, const Scoring& scoring, const std::string& by,
    const std::optional<std::string>& within, const std::map<std::string, std::string>& excluded,
    const std::map<std::string, std::map<std::string, py::object>>& given) {
    summary::GivenFigures figures;
    for (const auto& [id, of] : given) {
        auto& by_region = figures[id];
        for (const auto& [code, value] : of) {
            by_region.insert_or_assign(RegionCode::parse(code), figure_of(value));
        }
    }
    return summary::region_scores(sums, scoring, peers_of(by, within, excluded), figures);
}

/// The names of regions by code: as a ledger gave them, else as shipped, else the code.
[[nodiscard]] std::map<std::string, std::string> names_of(const Portfolio& portfolio,
                                                          const std::vector<std::string>& codes) {
    std::map<std::string, std::string> stated;
    for (const RegionEntry& entry : portfolio.regions()) {
        if (!entry.name.empty()) stated.emplace(entry.code.str(), entry.name);
    }
    std::map<std::string, std::string> out;
    for (const std::string& code : codes) {
        const auto found = stated.find(code);
        if (found != stated.end()) {
            out.emplace(code, found->second);
            continue;
        }
        const RegionCode region = code == "0" ? RegionCode{} : RegionCode::parse(code);
        const std::string_view shipped = shipped_name(region);
        out.emplace(code, shipped.empty() ? code : std::string(shipped));
    }
    return out;
}

// --- Scores --------------------------------------------------------------------------------------

[[nodiscard]] py::dict indicator_dict(const Indicator& one) {
    return py::dict(
        py::arg("id") = one.id, py::arg("name_zh") = one.name.zh, py::arg("name_en") = one.name.en,
        py::arg("measure") = one.measure.empty() ? "given" : one.measure,
        py::arg("unit") = one.percent ? "%" : "number", py::arg("weight") = exact(one.weight),
        py::arg("better") = key(one.better), py::arg("floor") = exact(one.floor),
        py::arg("cap") = exact(one.cap), py::arg("missing") = key(one.missing));
}

/// What an entry earns by indicator, in the scoring's order.
[[nodiscard]] py::list points_list(const Scoring& scoring, const Score& score) {
    py::list out;
    for (std::size_t i = 0; i < score.points.size(); ++i) {
        const Indicator& indicator = scoring.indicators[i];
        const summary::Points& one = score.points[i];
        out.append(
            py::dict(py::arg("indicator") = indicator.id,
                     py::arg("figure") =
                         indicator.measure.empty() ? exact(one.figure.value()) : rate(one.figure),
                     py::arg("weight") = exact(one.weight), py::arg("points") = exact(one.points),
                     py::arg("lost") = exact(one.lost())));
    }
    return out;
}

[[nodiscard]] const Score& score_of(const Scores& scores, const std::string& id) {
    const auto found = scores.by_id.find(id);
    if (found != scores.by_id.end()) return found->second;
    throw Error(ErrorCode::invalid_argument, id, "among those that are scored");
}

/// How a score and its rank changed, by indicator; None where it had none then or has none now.
[[nodiscard]] py::dict change_dict(const Scores& now, const Scores& then, const std::string& id) {
    py::dict out(py::arg("score") = py::none(), py::arg("rank") = py::none());
    if (const auto change = summary::score_change(then, now, id)) {
        py::list by_figure;
        py::list by_weight;
        for (const auto& one : change->indicators) {
            by_figure.append(exact(one.by_figure));
            by_weight.append(exact(one.by_weight));
        }
        out["score"] = py::dict(py::arg("total") = exact(change->total),
                                py::arg("by_figure") = by_figure, py::arg("by_weight") = by_weight);
    }
    if (score_of(now, id).points.size() > summary::max_attributed) return out;
    if (const auto climb = summary::climb(then, now, id)) {
        py::list places;
        for (const Rational& one : climb->by_indicator) places.append(exact(one));
        out["rank"] =
            py::dict(py::arg("total") = climb->total, py::arg("by_indicator") = places,
                     py::arg("by_gone") = climb->by_gone, py::arg("by_new") = climb->by_new);
    }
    return out;
}

void bind_scoring(py::module_& module) {
    py::class_<Scoring>(module, "Scoring", "What a composite score is made of; see docs/ranks.md.")
        .def_static("parse", &Scoring::parse, py::arg("text"), py::arg("file") = "",
                    "The scoring that a TOML text states. Raises Error (malformed_scoring).")
        .def_static("load", &Scoring::load, py::arg("path"),
                    "That of a TOML file. Raises Error (malformed_scoring, io).")
        .def_static("builtin", &Scoring::builtin, py::arg("id"),
                    "One that ships. Raises Error (invalid_argument).")
        .def_readonly("id", &Scoring::id)
        .def_readonly("version", &Scoring::version)
        .def_property_readonly("title_zh", [](const Scoring& of) { return of.title.zh; })
        .def_property_readonly("title_en", [](const Scoring& of) { return of.title.en; })
        .def_property_readonly("source_zh", [](const Scoring& of) { return of.source.zh; })
        .def_property_readonly("source_en", [](const Scoring& of) { return of.source.en; })
        .def_readonly("min_size", &Scoring::min_size,
                      "Number of projects below which there is no rank.")
        .def_property_readonly(
            "indicators",
            [](const Scoring& of) {
                py::list out;
                for (const Indicator& one : of.indicators) out.append(indicator_dict(one));
                return out;
            },
            "Dicts with id, name_zh, name_en, measure (or given), unit, weight, better, floor, cap "
            "(Fractions, 3/10 for 30 %) and missing.");
    module.def("scorings", &Scoring::builtin_ids, "Ids of the scorings that ship.");
}

}  // namespace

void bind_ranks(py::module_& module) {
    bind_scoring(module);
    py::class_<Ranking>(module, "Ranking", "Ranks, and who has none.")
        .def("_ranked", &ranked_list, py::arg("rates"))
        .def("_left_out", &left_out_list, py::arg("rates"))
        .def("_changes", &changes_list, py::arg("then"))
        .def_property_readonly("average", [](const Ranking& of) { return exact(of.average); })
        .def_property_readonly("median", [](const Ranking& of) { return exact(of.median); })
        .def_property_readonly("better", [](const Ranking& of) { return key(of.better); })
        .def_readonly("min_size", &Ranking::min_size);
    py::class_<Scores>(module, "Scores", "Composite scores, and the ranking by them.")
        .def_property_readonly("ranking", [](const Scores& of) { return of.ranking; })
        .def("_points",
             [](const Scores& of, const Scoring& scoring, const std::optional<std::string>& id) {
                 if (!of.are_by(scoring)) {
                     throw Error(ErrorCode::invalid_argument, scoring.id,
                                 "the scoring by which these scores were made");
                 }
                 return points_list(scoring, id ? score_of(of, *id) : of.above);
             })
        .def("_total",
             [](const Scores& of, const std::string& id) { return exact(score_of(of, id).total); })
        .def("_change", &change_dict, py::arg("then"), py::arg("id"));
    py::class_<Summary>(module, "Summary", "Sums of a portfolio by region, section and pool.")
        .def(py::init<const warning::Lights&>(), py::arg("lights"),
             py::call_guard<py::gil_scoped_release>())
        .def("_ranking", &region_ranking, py::arg("measure"), py::arg("by"), py::arg("within"),
             py::arg("excluded"), py::arg("better"), py::arg("min_size"), py::arg("above"))
        .def("_scores", &region_scores, py::arg("scoring"), py::arg("by"), py::arg("within"),
             py::arg("excluded"), py::arg("given"));
    module.def("rank", &rank, py::arg("entries"), py::arg("better"), py::arg("min_size"),
               py::arg("excluded"), py::arg("above"));
    module.def("region_names", &names_of, py::arg("portfolio"), py::arg("codes"),
               "The names of regions by code, as the ledger gave them, else as shipped.");
    module.def(
        "measures",
        [] {
            py::dict out;
            for (const auto& one : summary::measures) {
                out[py::str(std::string(one.key))] = py::make_tuple(one.zh, one.en);
            }
            return out;
        },
        "What regions are ranked by: the Chinese and English name by key.");
    module.def(
        "decimal",
        [](const py::object& fraction, int places, bool grouped) {
            return decimal(rational(fraction), places, grouped);
        },
        py::arg("fraction"), py::arg("places"), py::arg("grouped") = false,
        "A Fraction as a decimal with `places` places, rounded half up (away from zero).");
}

}  // namespace sanku::bindings
