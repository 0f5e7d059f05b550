#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sanku/core/region_code.hpp"
#include "sanku/summary/measures.hpp"
#include "sanku/summary/rank.hpp"
#include "sanku/summary/score.hpp"
#include "sanku/summary/summary.hpp"

namespace sanku::summary {

/// Which regions are compared: those of one level, in all of a summary or under one region.
struct RegionPeers {
    RegionLevel level = RegionLevel::county;
    RegionCode within{};                           ///< the country: all of them
    std::map<RegionCode, std::string> excluded{};  ///< the reason by region
};

struct RegionRankOptions {
    std::optional<Better> better{};  ///< none: that of the measure
    std::int64_t min_size = 0;       ///< projects that the rate rests on, below which no rank
    std::optional<Figure> above{};   ///< none: the rate of all projects within
};

/// The ranking of regions by a measure. Ids are codes (`420281`). The average is the rate of all
/// projects within, also those that are known only for a wider region than the level's, which are
/// left out as `wider`. A region that is excluded and has no project is listed all the same. Throws
/// `Error(invalid_argument)` if `within` is not wider than the level, or an excluded region is not
/// one of the level within it.
[[nodiscard]] Ranking region_ranking(const Summary& summary, const Measure& measure,
                                     const RegionPeers& peers,
                                     const RegionRankOptions& options = {});

/// Figures that the caller brings: by id of the indicator, by region.
using GivenFigures = std::map<std::string, std::map<RegionCode, Figure>>;

/// The scores of regions; the size of one is its number of projects. A region of which only figures
/// are given counts, too. What they are compared with is the score that the rates of all projects
/// within and the given figures of all together earn. Throws `Error(invalid_argument)` as
/// `region_ranking` and `score` do, for a measure that there is not, and for a given figure of an
/// indicator that is not given, or of a region that is not one of the level within.
[[nodiscard]] Scores region_scores(const Summary& summary, const Scoring& scoring,
                                   const RegionPeers& peers, const GivenFigures& given = {});

// --- Bodies --------------------------------------------------------------------------------------

namespace detail {

/// The sums of the regions to compare, of those known only for a wider region, and of all.
struct RegionSums {
    std::map<RegionCode, Sums> peers;
    std::map<RegionCode, Sums> wider;
    Sums all;
};

inline void check_peer(RegionCode region, const RegionPeers& peers) {
    if (region.level() == peers.level && peers.within.contains(region)) return;
    throw Error(ErrorCode::invalid_argument, region.str(), "not among the regions to compare");
}

[[nodiscard]] inline RegionSums region_sums(const Summary& summary, const RegionPeers& peers) {
    if (peers.within.level() >= peers.level) {
        throw Error(ErrorCode::invalid_argument, peers.within.str(),
                    "a region above those compared");
    }
    for (const auto& [region, reason] : peers.excluded) check_peer(region, peers);
    RegionSums out;
    for (auto& [region, sums] :
         summary.by([&](const GroupKey& key) { return key.region.up_to(peers.level); })) {
        if (!peers.within.contains(region)) continue;
        out.all.lights_by_rule.resize(sums.lights_by_rule.size());
        out.all += sums;
        (region.level() == peers.level ? out.peers : out.wider).emplace(region, std::move(sums));
    }
    return out;
}

[[nodiscard]] inline std::map<std::string, std::string> excluded_ids(const RegionPeers& peers) {
    std::map<std::string, std::string> out;
    for (const auto& [region, reason] : peers.excluded) out.emplace(region.str(), reason);
    return out;
}

/// Lists the regions that are wider than the level.
inline void leave_out_wider(Ranking& ranking, std::vector<Unranked> wider) {
    std::ranges::move(wider, std::back_inserter(ranking.left_out));
    std::ranges::sort(ranking.left_out, {}, &Unranked::id);
}

/// The measure of each indicator, nullptr for one whose figures are given.
[[nodiscard]] inline std::vector<const Measure*> measures_of(const Scoring& scoring) {
    std::vector<const Measure*> out;
    for (const Indicator& one : scoring.indicators) {
        const Measure* measure = find_measure(one.measure);
        if (measure == nullptr && !one.measure.empty()) {
            throw Error(ErrorCode::invalid_argument, one.measure, "no such measure");
        }
        out.push_back(measure);
    }
    return out;
}

inline void check_given(const GivenFigures& given, const Scoring& scoring,
                        const RegionPeers& peers) {
    for (const auto& [id, figures] : given) {
        const auto place = scoring.find(id);
        if (!place || !scoring.indicators[*place].measure.empty()) {
            throw Error(ErrorCode::invalid_argument, id, "no indicator whose figures are given");
        }
        for (const auto& [region, figure] : figures) check_peer(region, peers);
    }
}

}  // namespace detail

[[nodiscard]] inline Ranking region_ranking(const Summary& summary, const Measure& measure,
                                            const RegionPeers& peers,
                                            const RegionRankOptions& options) {
    const detail::RegionSums sums = detail::region_sums(summary, peers);
    std::vector<Entry> entries;
    for (const auto& [region, group] : sums.peers) {
        entries.push_back({region.str(), measure.rate(group), measure.size(group)});
    }
    for (const auto& [region, reason] : peers.excluded) {
        if (!sums.peers.contains(region)) entries.push_back({region.str(), {}});
    }
    Ranking out = rank(entries, {.better = options.better.value_or(measure.better),
                                 .min_size = options.min_size,
                                 .excluded = detail::excluded_ids(peers),
                                 .above = options.above.value_or(measure.rate(sums.all))});
    std::vector<Unranked> wider;
    for (const auto& [region, group] : sums.wider) {
        wider.push_back({region.str(), measure.rate(group), measure.size(group), LeftOut::wider});
    }
    detail::leave_out_wider(out, std::move(wider));
    return out;
}

[[nodiscard]] inline Scores region_scores(const Summary& summary, const Scoring& scoring,
                                          const RegionPeers& peers, const GivenFigures& given) {
    detail::check_given(given, scoring, peers);
    const std::vector<const Measure*> rated_by = detail::measures_of(scoring);
    const detail::RegionSums sums = detail::region_sums(summary, peers);
    std::map<RegionCode, std::int64_t> sizes;
    for (const auto& [region, group] : sums.peers) sizes.emplace(region, group.volume.projects);
    for (const auto& [region, reason] : peers.excluded) sizes.try_emplace(region, 0);
    for (const auto& [id, figures] : given) {
        for (const auto& [region, figure] : figures) sizes.try_emplace(region, 0);
    }
    const auto figure_of = [&](RegionCode region, std::size_t i) -> Figure {
        if (rated_by[i] != nullptr) {
            const auto group = sums.peers.find(region);
            return group == sums.peers.end() ? Figure() : Figure(rated_by[i]->rate(group->second));
        }
        const auto figures = given.find(scoring.indicators[i].id);
        if (figures == given.end()) return {};
        const auto figure = figures->second.find(region);
        return figure == figures->second.end() ? Figure() : figure->second;
    };
    std::vector<Measured> entries;
    Measured above{peers.within.str(), std::vector<Figure>(rated_by.size()),
                   sums.all.volume.projects};
    for (const auto& [region, size] : sizes) {
        Measured entry{region.str(), {}, size};
        for (std::size_t i = 0; i < rated_by.size(); ++i) {
            entry.figures.push_back(figure_of(region, i));
        }
        above.merge(entry);
        entries.push_back(std::move(entry));
    }
    for (std::size_t i = 0; i < rated_by.size(); ++i) {  // also those known for wider regions
        if (rated_by[i] != nullptr) above.figures[i] = rated_by[i]->rate(sums.all);
    }
    Scores out = scores(scoring, entries, detail::excluded_ids(peers), above);
    std::vector<Unranked> wider;
    for (const auto& [region, group] : sums.wider) {
        wider.push_back({region.str(), {}, group.volume.projects, LeftOut::wider});
    }
    detail::leave_out_wider(out.ranking, std::move(wider));
    return out;
}

}  // namespace sanku::summary
