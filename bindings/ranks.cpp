#include "bindings.hpp"
#include "exact.hpp"
#include "peers.hpp"
#include "sanku/core/region_names.hpp"
#include "sanku/evaluation/completion.hpp"
#include "sanku/summary/peers.hpp"
#include "sanku/warning/lights.hpp"

namespace sanku::bindings {

namespace {

using evaluation::Better;
using evaluation::Figure;
using evaluation::Ranking;
using summary::Summary;

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
    std::vector<evaluation::Entry> all;
    for (const auto& [id, value, size] : entries) all.push_back({id, figure_of(value), size});
    return evaluation::rank(all, {.better = better_of(better),
                                  .min_size = min_size,
                                  .excluded = std::move(excluded),
                                  .above = above_of(above)});
}

[[nodiscard]] std::string_view standing(const std::optional<Rational>& to_average) {
    return to_average ? key(evaluation::standing(*to_average, Rational(0))) : "";
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
    for (const auto& one : evaluation::changes(then, now)) {
        out.append(py::dict(py::arg("id") = one.id, py::arg("then") = one.then,
                            py::arg("now") = one.now, py::arg("climbed") = one.climbed(),
                            py::arg("value_then") = exact(one.value_then),
                            py::arg("value_now") = exact(one.value_now)));
    }
    return out;
}

// --- Regions and sectors
// --------------------------------------------------------------------------

[[nodiscard]] const summary::Measure& measure_of(const std::string& name) {
    if (const summary::Measure* found = summary::find_measure(name)) return *found;
    std::string known;
    for (const auto& one : summary::measures) {
        known.append(known.empty() ? "" : ", ").append(one.key);
    }
    throw Error(ErrorCode::invalid_argument, name, "a measure: " + known);
}

[[nodiscard]] Ranking peer_ranking(const Summary& sums, const std::string& measure,
                                   const std::string& by, const std::optional<std::string>& within,
                                   const std::map<std::string, std::string>& excluded,
                                   const std::optional<std::string>& better, std::int64_t min_size,
                                   const py::object& above) {
    return summary::ranking(sums, measure_of(measure), peers_of(by, within, excluded),
                            {.better = better ? std::optional(better_of(*better)) : std::nullopt,
                             .min_size = min_size,
                             .above = above_of(above)});
}

/// The figure of all projects within a region.
[[nodiscard]] py::object figure_within(const Summary& sums, const std::string& measure,
                                       const std::optional<std::string>& within) {
    const RegionCode region = within ? RegionCode::parse(*within) : RegionCode{};
    const auto all = sums.sum_if([&](const GroupKey& key) { return region.contains(key.region); });
    return rate(measure_of(measure).figure(all, sums.as_of().value_or(Date::from_days(0))));
}

/// What `figures` hands to Python.
[[nodiscard]] py::list figures_by(const Summary& sums, const std::optional<std::string>& by) {
    const auto part = [&](const GroupKey& group) -> std::string {
        if (!by) return "";
        if (*by == "sector") return group.section.str();
        if (*by == "pool") return std::string(key(group.pool));
        return group.region.up_to(level_of(*by)).str();
    };
    py::list out;
    for (const auto& [name, of] : sums.by(part)) {
        py::dict row;
        if (by) row[py::str(*by)] = name;
        row["projects"] = of.volume.projects;
        row["investment_fen"] = of.volume.investment;
        for (const Light light : all_lights) {
            row[py::str(std::string(key(light)))] =
                of.volume.lights[static_cast<std::size_t>(light)];
        }
        for (const auto& measure : summary::measures) {
            row[py::str(std::string(measure.key))] = rate(measure.figure(of, *sums.as_of()));
        }
        out.append(std::move(row));
    }
    return out;
}

[[nodiscard]] Ranking unit_ranking(const warning::Lights& lights, std::int64_t min_size,
                                   const std::map<std::string, std::string>& excluded,
                                   const py::object& above) {
    return evaluation::completion_by_unit(
        lights.portfolio(), lights.policy().evaluation,
        {.min_size = min_size, .excluded = excluded, .above = above_of(above)});
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

}  // namespace

void bind_ranks(py::module_& module) {
    py::class_<Ranking>(module, "Ranking", "Ranks, and who has none.")
        .def("_ranked", &ranked_list, py::arg("rates"))
        .def("_left_out", &left_out_list, py::arg("rates"))
        .def("_changes", &changes_list, py::arg("then"))
        .def_property_readonly(
            "average", [](const Ranking& of) { return exact(of.average); },
            "With which each is compared, or None.")
        .def_property_readonly(
            "median", [](const Ranking& of) { return exact(of.median); }, "Of the ranked, or None.")
        .def_property_readonly(
            "better", [](const Ranking& of) { return key(of.better); },
            "Which is better: `higher` or `lower`.")
        .def_readonly("min_size", &Ranking::min_size, "Below which there is no rank.");
    py::class_<Summary>(module, "Summary",
                        "Everything that adds up over the projects of a portfolio, by region, "
                        "section of GB/T 4754 and pool. Sums of parts, such as counties on several "
                        "machines, added up are those of the whole, in any order.")
        .def(py::init<const warning::Lights&>(), py::arg("lights"),
             py::call_guard<py::gil_scoped_release>(), "The sums of the projects of `lights`.")
        .def("__len__", [](const Summary& sums) { return sums.groups().size(); })
        .def(
            "__add__", [](Summary a, const Summary& b) { return a.merge(b); }, py::arg("other"),
            py::is_operator(),
            "Both together. Raises Error (invalid_argument for another day or other rules, "
            "overflow).")
        .def(
            "__eq__", [](const Summary& a, const Summary& b) { return a == b; }, py::is_operator())
        .def_property_readonly("as_of", &Summary::as_of,
                               "The day of the state; None of the sums of nothing.")
        .def_property_readonly("rules", &Summary::rules,
                               "Ids of the rules whose lights are counted, in the policy's order.")
        .def("figures", &figures_by, py::arg("by") = std::nullopt,
             "Projects, investment (fen), lights and every measure (see `sanku.measures`) of each "
             "part: of `province`, `city`, `county`, `township`, `sector` or `pool` (None: of all "
             "together), whose key stands under its name; a list of dicts in the order of keys.")
        .def("_ranking", &peer_ranking, py::arg("measure"), py::arg("by"), py::arg("within"),
             py::arg("excluded"), py::arg("better"), py::arg("min_size"), py::arg("above"))
        .def("_figure", &figure_within, py::arg("measure"), py::arg("within"));
    module.def("unit_ranking", &unit_ranking, py::arg("lights"), py::arg("min_size"),
               py::arg("excluded"), py::arg("above"),
               "Completion of the evaluations by responsible unit, ranked.");
    module.def(
        "standing_words",
        [](const py::object& value, const py::object& average, const std::string& of_zh,
           const std::string& of_en) {
            const auto stands = evaluation::standing(rational(value), rational(average));
            const Bilingual of{of_zh, of_en};
            return py::make_tuple(words(stands, of, Language::zh), words(stands, of, Language::en));
        },
        py::arg("value"), py::arg("average"), py::arg("of_zh"), py::arg("of_en"),
        "How a Fraction stands to an average, in Chinese and English.");
    module.def("rank", &rank, py::arg("entries"), py::arg("better"), py::arg("min_size"),
               py::arg("excluded"), py::arg("above"));
    module.def("region_names", &names_of, py::arg("portfolio"), py::arg("codes"),
               "The names of regions by code, as the ledger gave them, else as shipped.");
    module.def(
        "section_names",
        [] {
            py::dict out;
            out["?"] = py::make_tuple(SectorCode{}.section_name(Language::zh),
                                      SectorCode{}.section_name(Language::en));
            for (std::size_t i = 1; i <= section_count; ++i) {
                const auto section = SectorCode::from_value(static_cast<std::uint16_t>(i * 100));
                out[py::str(section.str())] = py::make_tuple(section.section_name(Language::zh),
                                                             section.section_name(Language::en));
            }
            return out;
        },
        "The Chinese and English name of each section of GB/T 4754 by its letter.");
    module.def(
        "measures",
        [] {
            py::dict out;
            for (const auto& one : summary::measures) {
                out[py::str(std::string(one.key))] = py::make_tuple(one.zh, one.en);
            }
            return out;
        },
        "What regions and sectors are ranked by: the Chinese and English name by key.");
    module.def(
        "measure_units",
        [] {
            py::dict out;
            for (const auto& one : summary::measures) {
                const auto& unit = *evaluation::Unit::find(one.unit);
                out[py::str(std::string(one.key))] =
                    py::make_tuple(exact(unit.scale), unit.name.zh, unit.name.en);
            }
            return out;
        },
        "By key of a measure: what its figures are multiplied by to be shown, and the unit then.");
    module.def(
        "decimal",
        [](const py::object& fraction, int places, bool grouped) {
            return decimal(rational(fraction), places, grouped);
        },
        py::arg("fraction"), py::arg("places"), py::arg("grouped") = false,
        "A Fraction as a decimal with `places` places, rounded half up (away from zero).");
}

}  // namespace sanku::bindings
