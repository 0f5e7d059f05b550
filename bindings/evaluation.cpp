#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bindings.hpp"
#include "dicts.hpp"
#include "exact.hpp"
#include "peers.hpp"
#include "sanku/core/match.hpp"
#include "sanku/evaluation/grade.hpp"
#include "sanku/evaluation/score_change.hpp"
#include "sanku/evaluation/scorecard.hpp"
#include "sanku/summary/peers.hpp"

namespace sanku::bindings {

namespace {

using evaluation::Dimension;
using evaluation::Indicator;
using evaluation::IndicatorSystem;
using evaluation::Score;
using evaluation::Scores;
using evaluation::SourceKind;

namespace method = evaluation::method;

// --- Systems -------------------------------------------------------------------------------------

/// The limits of a method by the keys of files, in the figure's own terms.
[[nodiscard]] py::dict limits_of(const evaluation::Method& of) {
    return std::visit(Match{[](const method::Linear& m) {
                                return py::dict(py::arg("none_at") = exact(m.none_at),
                                                py::arg("full_at") = exact(m.full_at));
                            },
                            [](const method::Attained& m) {
                                return py::dict(py::arg("target") = exact(m.target),
                                                py::arg("floor") = exact(m.floor),
                                                py::arg("cap") = exact(m.cap));
                            },
                            [](const method::Bands& m) {
                                py::list bands;
                                for (const auto& one : m.bands) {
                                    bands.append(py::dict(py::arg("from") = exact(one.from),
                                                          py::arg("share") = exact(one.share)));
                                }
                                return py::dict(py::arg("bands") = bands);
                            },
                            [](const method::Placed&) { return py::dict(); },
                            [](const method::YesNo&) { return py::dict(); },
                            [](const method::Deduction& m) {
                                return py::dict(py::arg("limit") = exact(m.limit),
                                                py::arg("points") = exact(m.points));
                            }},
                      of);
}

[[nodiscard]] py::object id_of(const IndicatorSystem& system, std::optional<std::size_t> place) {
    return place ? py::cast(system.dimensions[*place].id) : py::object(py::none());
}

[[nodiscard]] py::dict dimension_dict(const IndicatorSystem& system, const Dimension& one) {
    return py::dict(py::arg("id") = one.id, py::arg("dimension") = id_of(system, one.parent),
                    py::arg("name_zh") = one.name.zh, py::arg("name_en") = one.name.en,
                    py::arg("weight") = exact(one.weight), py::arg("basis") = key(one.basis));
}

[[nodiscard]] py::dict indicator_dict(const IndicatorSystem& system, const Indicator& one) {
    return py::dict(
        py::arg("id") = one.id, py::arg("dimension") = id_of(system, one.dimension),
        py::arg("name_zh") = one.name.zh, py::arg("name_en") = one.name.en,
        py::arg("weight") = exact(one.weight), py::arg("basis") = key(one.basis),
        py::arg("source") = key(one.source.kind), py::arg("key") = one.source.key,
        py::arg("per") = one.source.per, py::arg("unit_zh") = one.unit.name.zh,
        py::arg("unit_en") = one.unit.name.en, py::arg("scale") = exact(one.unit.scale),
        py::arg("better") = key(one.better), py::arg("method") = evaluation::key(one.method),
        py::arg("limits") = limits_of(one.method), py::arg("missing") = key(one.missing));
}

void bind_systems(py::module_& module) {
    py::class_<IndicatorSystem>(module, "IndicatorSystem",
                                "What a composite score is made of; see docs/evaluation.md.")
        .def_static("parse", &IndicatorSystem::parse, py::arg("text"), py::arg("file") = "",
                    "The system that a TOML text states. Raises Error "
                    "(malformed_indicator_system).")
        .def_static("load", &IndicatorSystem::load, py::arg("path"),
                    "That of a TOML file. Raises Error (malformed_indicator_system, io).")
        .def_static("builtin", &IndicatorSystem::builtin, py::arg("id"),
                    "One that ships. Raises Error (invalid_argument).")
        .def_readonly("id", &IndicatorSystem::id, "Of the file.")
        .def_readonly("version", &IndicatorSystem::version, "As the file states it.")
        .def_property_readonly(
            "kind", [](const IndicatorSystem& of) { return key(of.kind); },
            "project, sector or region.")
        .def_property_readonly(
            "title_zh", [](const IndicatorSystem& of) { return of.title.zh; }, "In Chinese.")
        .def_property_readonly(
            "title_en", [](const IndicatorSystem& of) { return of.title.en; }, "In English.")
        .def_property_readonly(
            "source_zh", [](const IndicatorSystem& of) { return of.source.zh; },
            "Where it was published, in Chinese.")
        .def_property_readonly(
            "source_en", [](const IndicatorSystem& of) { return of.source.en; },
            "Where it was published, in English.")
        .def_property_readonly(
            "basis", [](const IndicatorSystem& of) { return key(of.basis); },
            "published, or default: set by this library, to be replaced.")
        .def_readonly("valid_from", &IndicatorSystem::valid_from,
                      "First day on which it is in force, or None.")
        .def_readonly("valid_to", &IndicatorSystem::valid_to,
                      "Last day on which it is in force, or None.")
        .def_readonly("min_size", &IndicatorSystem::min_size,
                      "Number of projects below which there is no rank.")
        .def("in_force", &IndicatorSystem::in_force, py::arg("day"),
             "Whether the day lies in the validity dates, both of which count.")
        .def(
            "to_toml", [](const IndicatorSystem& of) { return to_toml(of); },
            "The file that states it. Raises Error (malformed_indicator_system) if none can.")
        .def_property_readonly(
            "dimensions",
            [](const IndicatorSystem& of) {
                py::list out;
                for (const Dimension& one : of.dimensions) out.append(dimension_dict(of, one));
                return out;
            },
            "Dicts with id, dimension (the one that it is in, or None), name_zh, name_en, weight, "
            "basis.")
        .def_property_readonly(
            "indicators",
            [](const IndicatorSystem& of) {
                py::list out;
                for (const Indicator& one : of.indicators) out.append(indicator_dict(of, one));
                return out;
            },
            "Dicts with id, dimension, name_zh, name_en, weight, basis, source (measure, metric, "
            "column or reported), key, per, unit_zh, unit_en, scale (a figure x scale is in that "
            "unit), better, method, limits (by the keys of files, Fractions in the figure's own "
            "terms: 3/10 for 30 %) and missing.");
    module.def("indicator_systems", &IndicatorSystem::builtin_ids,
               "Ids of the indicator systems that ship.");
}

// --- Scores --------------------------------------------------------------------------------------

void check_system(const Scores& scores, const IndicatorSystem& system) {
    if (scores.are_by(system)) return;
    throw Error(ErrorCode::invalid_argument, system.id,
                "the indicator system by which these scores were made");
}

[[nodiscard]] const Score& score_of(const Scores& scores, const std::optional<std::string>& id) {
    if (!id) return scores.above;
    const auto found = scores.by_id.find(*id);
    if (found != scores.by_id.end()) return found->second;
    throw Error(ErrorCode::invalid_argument, *id, "among those that are scored");
}

/// The value of an indicator: what the library measured as a rate, whose parts can be seen.
[[nodiscard]] py::object value_of(const Indicator& indicator, const evaluation::Figure& figure) {
    return indicator.source.kind == SourceKind::reported ? exact(figure.value()) : rate(figure);
}

[[nodiscard]] py::object text_or_none(const std::string& text) {
    return text.empty() ? py::object(py::none()) : py::cast(text);
}

}  // namespace

py::list card_list(const IndicatorSystem& system, const Score& score) {
    py::list out;
    for (const evaluation::CardLine& line : scorecard(system, score)) {
        const bool leaf = line.dimension == nullptr;
        const Bilingual& name = leaf ? system.indicators[line.place].name : line.dimension->name;
        py::dict row(
            py::arg("kind") = leaf ? "indicator" : "dimension",
            py::arg("id") = leaf ? system.indicators[line.place].id : line.dimension->id,
            py::arg("dimension") = id_of(
                system, leaf ? system.indicators[line.place].dimension : line.dimension->parent),
            py::arg("depth") = line.depth, py::arg("name_zh") = name.zh,
            py::arg("name_en") = name.en, py::arg("value") = py::none(), py::arg("value_zh") = "",
            py::arg("value_en") = "", py::arg("share") = py::none(),
            py::arg("weight") = exact(line.weight), py::arg("points") = exact(line.points),
            py::arg("lost") = exact(line.lost()), py::arg("reason_zh") = "",
            py::arg("reason_en") = "", py::arg("by") = py::none(), py::arg("on") = py::none(),
            py::arg("basis") =
                key(leaf ? system.indicators[line.place].basis : line.dimension->basis));
        if (leaf) {
            const Indicator& indicator = system.indicators[line.place];
            const evaluation::Points& points = score.points[line.place];
            const Bilingual why = evaluation::reason(indicator, points);
            const auto value = points.stated.figure.value();
            row["value"] = value_of(indicator, points.stated.figure);
            if (value) {
                row["value_zh"] = indicator.unit.show(*value, Language::zh);
                row["value_en"] = indicator.unit.show(*value, Language::en);
                row["share"] = exact(points.share);
            }
            row["reason_zh"] = why.zh;
            row["reason_en"] = why.en;
            row["by"] = text_or_none(points.stated.by);
            row["on"] = py::cast(points.stated.on);
        }
        out.append(std::move(row));
    }
    return out;
}

namespace {

/// How a score and its rank changed, by indicator; None where it had none then or has none now.
[[nodiscard]] py::dict change_dict(const Scores& now, const Scores& then, const std::string& id) {
    py::dict out(py::arg("score") = py::none(), py::arg("rank") = py::none());
    const auto by_id = [&](auto&& of) {
        py::dict parts;
        for (std::size_t i = 0; i < now.indicators.size(); ++i) {
            parts[py::str(now.indicators[i])] = of(i);
        }
        return parts;
    };
    if (const auto change = evaluation::score_change(then, now, id)) {
        const auto& parts = change->indicators;
        out["score"] = py::dict(
            py::arg("total") = exact(change->total),
            py::arg("by_figure") = by_id([&](std::size_t i) { return exact(parts[i].by_figure); }),
            py::arg("by_weight") = by_id([&](std::size_t i) { return exact(parts[i].by_weight); }));
    }
    if (score_of(now, id).points.size() > evaluation::max_attributed) return out;
    if (const auto climb = evaluation::climb(then, now, id)) {
        out["rank"] =
            py::dict(py::arg("total") = climb->total,
                     py::arg("by_indicator") =
                         by_id([&](std::size_t i) { return exact(climb->by_indicator[i]); }),
                     py::arg("by_gone") = climb->by_gone, py::arg("by_new") = climb->by_new);
    }
    return out;
}

[[nodiscard]] Scores peer_scores(
    const summary::Summary& sums, const IndicatorSystem& system, const std::string& by,
    const std::optional<std::string>& within, const std::map<std::string, std::string>& excluded,
    const std::map<std::string,
                   std::map<std::string, std::tuple<py::object, std::string, std::optional<Date>>>>&
        reported) {
    summary::Reported figures;
    for (const auto& [id, of] : reported) {
        auto& by_peer = figures[id];
        for (const auto& [peer, stated] : of) {
            const auto& [value, who, when] = stated;
            by_peer.insert_or_assign(peer, evaluation::Stated(figure_of(value), who, when));
        }
    }
    return summary::scores(sums, system, peers_of(by, within, excluded), figures);
}

}  // namespace

void bind_evaluation(py::module_& module) {
    bind_systems(module);
    py::class_<Scores>(module, "Scores", "Composite scores, and the ranking by them.")
        .def_property_readonly(
            "ranking", [](const Scores& of) { return of.ranking; }, "The ranking by the scores.")
        .def("_card",
             [](const Scores& of, const IndicatorSystem& system,
                const std::optional<std::string>& id) {
                 check_system(of, system);
                 return card_list(system, score_of(of, id));
             })
        .def("_total",
             [](const Scores& of, const std::string& id) { return exact(score_of(of, id).total); })
        .def("_change", &change_dict, py::arg("then"), py::arg("id"));
    module.def("peer_scores", &peer_scores, py::arg("summary"), py::arg("system"), py::arg("by"),
               py::arg("within"), py::arg("excluded"), py::arg("reported"),
               "The scores of regions or sectors.");
    module.def(
        "grade",
        [](const py::object& score) {
            const evaluation::Grade found = evaluation::grade(rational(score));
            return py::make_tuple(key(found), name(found, Language::zh));
        },
        py::arg("score"), "The grade of a score as a Fraction: its key, and its Chinese name.");
}

}  // namespace sanku::bindings
