#include "passage.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "sanku/core/region_names.hpp"

namespace sanku::bindings {

namespace {

using pipeline::Passage;

[[nodiscard]] HeldPassage of_columns(const py::array_t<std::int32_t, py::array::c_style>& entered,
                                     const py::array_t<std::int32_t, py::array::c_style>& moved,
                                     const py::array_t<std::int32_t, py::array::c_style>& left,
                                     const py::array_t<std::int64_t, py::array::c_style>& amount,
                                     Date as_of) {
    struct Held {
        std::vector<std::int32_t> entered, moved, left;
        std::vector<std::int64_t> amount;
    };
    const auto held = std::make_shared<const Held>(
        Held{column_of(entered), column_of(moved), column_of(left), column_of(amount)});
    detail::check_amounts("amount", held->amount);
    for (const auto* days : {&held->entered, &held->moved, &held->left}) {
        detail::check_days("days", *days, no_day);
    }
    const Passage passage{held->entered, held->moved, held->left, held->amount, as_of, held};
    passage.check();
    return {passage};
}

[[nodiscard]] std::optional<std::string> label(const Portfolio& portfolio, const GroupKey& key,
                                               const std::string& by,
                                               std::optional<Language> words) {
    if (by == "sector")
        return words ? std::string(key.section.section_name(*words)) : key.section.str();
    if (by == "pool") return std::string(words ? name(key.pool, *words) : sanku::key(key.pool));
    if (by == "funding") {
        return std::string(words ? name(key.funding, *words) : sanku::key(key.funding));
    }
    if (by == "month") return key.month ? std::optional(key.month->iso()) : std::nullopt;
    if (key.region == RegionCode{} && words) return std::nullopt;
    return region_name(portfolio, key.region);
}

/// Regions of one name are told apart by their codes.
void tell_apart(const Grouping& grouping, std::size_t place,
                std::vector<std::vector<std::optional<std::string>>>& labels) {
    std::map<std::string, RegionCode> first;
    std::set<std::string> shared;
    for (std::size_t group = 0; group < labels.size(); ++group) {
        if (!labels[group][place]) continue;
        const RegionCode code = grouping.key(group).region;
        const auto [known, is_new] = first.try_emplace(*labels[group][place], code);
        if (!is_new && known->second != code) shared.insert(known->first);
    }
    for (std::size_t group = 0; group < labels.size(); ++group) {
        if (!labels[group][place]) continue;
        std::string& name = *labels[group][place];
        if (shared.contains(name)) name += ' ' + grouping.key(group).region.str();
    }
}

[[nodiscard]] HeldGroups groups_by(const HeldPassage& held, const std::vector<std::string>& by,
                                   const std::optional<std::string>& lang) {
    std::optional<Language> words;
    if (lang) words = language(*lang);
    if (!held.portfolio) {
        if (!by.empty()) {
            throw Error(ErrorCode::invalid_argument, by.front(), "groups: one label a member");
        }
        return {nullptr, OneGroup(held.passage.size()), {{}}};
    }
    GroupBy grouped;
    std::optional<std::size_t> region;
    for (std::size_t i = 0; i < by.size(); ++i) {
        if (by[i] == "sector") {
            grouped.section = true;
        } else if (by[i] == "pool") {
            grouped.pool = true;
        } else if (by[i] == "funding") {
            grouped.funding = true;
        } else if (by[i] == "month") {
            grouped.month_of = held.passage.entered;
        } else {
            if (region) throw Error(ErrorCode::invalid_argument, by[i], "one level of regions");
            grouped.region = level_of(by[i]);
            region = i;
        }
    }
    const Grouping grouping(*held.portfolio, grouped);
    std::vector<std::vector<std::optional<std::string>>> labels(grouping.size());
    for (std::size_t group = 0; group < grouping.size(); ++group) {
        for (const std::string& one : by) {
            labels[group].push_back(label(*held.portfolio, grouping.key(group), one, words));
        }
    }
    if (region) tell_apart(grouping, *region, labels);
    return {nullptr, grouping, std::move(labels)};
}

[[nodiscard]] HeldGroups numbered_groups(
    const HeldPassage& held, const py::array_t<std::uint32_t, py::array::c_style>& numbers,
    std::vector<std::vector<std::optional<std::string>>> labels) {
    const auto of_row = std::make_shared<const std::vector<std::uint32_t>>(column_of(numbers));
    if (of_row->size() != held.passage.size()) {
        throw Error(ErrorCode::invalid_argument, "groups", "one label a member");
    }
    return {of_row, NumberedGroups(*of_row, labels.size()), std::move(labels)};
}

}  // namespace

std::string region_name(const Portfolio& portfolio, RegionCode code) {
    const auto& regions = portfolio.regions();
    const auto found = std::ranges::lower_bound(regions, code, {}, &RegionEntry::code);
    if (found != regions.end() && found->code == code && !found->name.empty()) return found->name;
    const std::string_view shipped = shipped_name(code);
    return shipped.empty() ? code.str() : std::string(shipped);
}

void bind_passage(py::module_& module) {
    py::class_<HeldGroups>(module, "Groups", "Groups of the members of a passage.")
        .def("__len__", [](const HeldGroups& held) { return held.labels.size(); })
        .def_readonly(
            "labels", &HeldGroups::labels,
            "Of each group its labels, a text for each thing that it is grouped by; None: "
            "no month.");
    py::class_<HeldPassage>(module, "Passage", "The way of each member from one pool to another.")
        .def("__len__", [](const HeldPassage& held) { return held.passage.size(); })
        .def_property_readonly("as_of", [](const HeldPassage& held) { return held.passage.as_of; })
        .def_property_readonly("portfolio", [](const HeldPassage& held) { return held.portfolio; })
        .def("_impossible",
             [](const HeldPassage& held) { return pipeline::impossible(held.passage); })
        .def("_groups", &groups_by, py::arg("by"), py::arg("lang") = std::nullopt)
        .def("_numbered_groups", &numbered_groups, py::arg("numbers"), py::arg("labels"))
        .def_static("from_columns", &of_columns, py::arg("entered"), py::arg("moved"),
                    py::arg("left"), py::arg("amount"), py::arg("as_of"));
    module.def(
        "passage",
        [](const Portfolio& portfolio, const std::string& from, const std::string& to) {
            const Pool source = library_named(from);
            const Pool target = library_named(to);
            const py::gil_scoped_release released;
            return HeldPassage{pipeline::passage(portfolio, source, target), portfolio};
        },
        py::arg("portfolio"), py::arg("source"), py::arg("target"),
        "The way of a portfolio's projects from one library to another.");
}

}  // namespace sanku::bindings
