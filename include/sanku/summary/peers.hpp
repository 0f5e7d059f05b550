#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sanku/core/region_code.hpp"
#include "sanku/core/sector_code.hpp"
#include "sanku/evaluation/rank.hpp"
#include "sanku/evaluation/score.hpp"
#include "sanku/summary/measures.hpp"
#include "sanku/summary/summary.hpp"

/// Regions, or sectors, beside each other: ranked by a measure, scored by an indicator system.
namespace sanku::summary {

/// Which groups of projects are compared: the regions of one level, or the sections of GB/T 4754,
/// of all projects of a summary or of those in one region. A region's id is its code (`420281`), a
/// section's its letter (`C`).
struct Peers {
    std::optional<RegionLevel> level = RegionLevel::county;  ///< none: sections
    RegionCode within{};                                     ///< the country: all projects
    std::map<std::string, std::string> excluded{};           ///< the reason by id
};

/// How regions or sectors are ranked.
struct PeerRankOptions {
    std::optional<evaluation::Better> better{};  ///< none: that of the measure
    std::int64_t min_size = 0;  ///< projects that the figure rests on, below which no rank
    std::optional<evaluation::Figure> above{};  ///< none: the figure of all projects within
};

/// The ranking of the peers by a measure. The average is the figure of all projects within, also of
/// those known only for a wider region than the level's, which are left out as `wider`, and of
/// those of no section, `unstated`. A peer that is excluded and has no project is listed all the
/// same. Throws `Error(invalid_argument)` if `within` is not wider than the level, or an excluded
/// one is no peer.
[[nodiscard]] evaluation::Ranking ranking(const Summary& summary, const Measure& measure,
                                          const Peers& peers, const PeerRankOptions& options = {});

/// Figures that were reported by hand: by id of the indicator, by id of the peer.
using Reported = std::map<std::string, std::map<std::string, evaluation::Stated>>;

/// The scores of the peers; the size of one is its number of projects. One of which only figures
/// are reported counts, too. What they are compared with is the score that the measures of all
/// projects within and the reported figures of all together earn. Throws `Error(invalid_argument)`
/// as `ranking` and `evaluation::scores` do, for a system of another kind, for a measure that there
/// is not, and for a reported figure of an indicator that is not reported, or of one that is no
/// peer.
[[nodiscard]] evaluation::Scores scores(const Summary& summary,
                                        const evaluation::IndicatorSystem& system,
                                        const Peers& peers, const Reported& reported = {});

// --- Bodies --------------------------------------------------------------------------------------

namespace detail {

/// The sums of the peers by id, of projects that belong to none of them, and of all.
struct PeerSums {
    std::map<std::string, Sums> peers;
    std::map<std::string, Sums> others;
    Sums all;
    Date as_of;
    evaluation::LeftOut why_others;
};

/// The id in its canonical form.
[[nodiscard]] inline std::string peer_id(std::string_view id, const Peers& peers) {
    if (peers.level) {
        const RegionCode region = RegionCode::parse(id);
        if (region.level() == *peers.level && peers.within.contains(region)) return region.str();
    } else if (id.size() == 1 && id[0] >= 'A' && id[0] < 'A' + static_cast<char>(section_count)) {
        return std::string(id);
    }
    throw Error(ErrorCode::invalid_argument, id, "not among those to compare");
}

[[nodiscard]] inline std::map<std::string, std::string> excluded_ids(const Peers& peers) {
    std::map<std::string, std::string> out;
    for (const auto& [id, reason] : peers.excluded) {
        if (!out.emplace(peer_id(id, peers), reason).second) {
            throw Error(ErrorCode::invalid_argument, id, "excluded twice");
        }
    }
    return out;
}

[[nodiscard]] inline PeerSums peer_sums(const Summary& summary, const Peers& peers) {
    if (peers.level && peers.within.level() >= *peers.level) {
        throw Error(ErrorCode::invalid_argument, peers.within.str(),
                    "a region above those compared");
    }
    using Place = std::pair<RegionCode, SectorCode>;  // adds up fast; ids come after
    std::map<Place, Sums> places;
    const auto add = [](auto& to, const auto& key, const Sums& sums) {
        const auto [place, is_new] = to.try_emplace(key, sums);
        if (!is_new) place->second += sums;
    };
    for (const auto& [key, sums] : summary.groups()) {
        if (!peers.within.contains(key.region)) continue;
        add(places,
            peers.level ? Place(key.region.up_to(*peers.level), {}) : Place({}, key.section), sums);
    }
    PeerSums out{
        .peers = {},
        .others = {},
        .all = summary.sum_if([](const GroupKey&) { return false; }),
        .as_of = summary.as_of().value_or(Date::from_days(0)),
        .why_others = peers.level ? evaluation::LeftOut::wider : evaluation::LeftOut::unstated};
    for (auto& [place, sums] : places) {
        const auto& [region, section] = place;
        out.all += sums;
        const bool is_peer = peers.level ? region.level() == *peers.level : section != SectorCode{};
        (is_peer ? out.peers : out.others)
            .emplace(peers.level ? region.str() : section.str(), std::move(sums));
    }
    return out;
}

/// Lists those that belong to no peer, with what `figure` makes of their sums.
template <typename OfSums>
void leave_out_others(evaluation::Ranking& ranking, const PeerSums& sums, OfSums&& of) {
    for (const auto& [id, group] : sums.others) {
        evaluation::Unranked one = of(group);
        one.id = id;
        one.why = sums.why_others;
        ranking.left_out.push_back(std::move(one));
    }
    std::ranges::sort(ranking.left_out, {}, &evaluation::Unranked::id);
}

/// The measure of each indicator, nullptr for one whose figures are reported.
[[nodiscard]] inline std::vector<const Measure*> measures_of(
    const evaluation::IndicatorSystem& system) {
    std::vector<const Measure*> out;
    for (const evaluation::Indicator& one : system.indicators) {
        const bool reported = one.source.kind == evaluation::SourceKind::reported;
        const Measure* measure = reported ? nullptr : find_measure(one.source.key);
        if (!reported &&
            (measure == nullptr || one.source.kind != evaluation::SourceKind::measure)) {
            throw Error(ErrorCode::invalid_argument, one.source.key, "no measure of groups");
        }
        out.push_back(measure);
    }
    return out;
}

/// What was reported, by ids in their canonical form.
[[nodiscard]] inline Reported checked_reports(const Reported& reported,
                                              const evaluation::IndicatorSystem& system,
                                              const Peers& peers) {
    Reported out;
    for (const auto& [id, figures] : reported) {
        const auto place = system.find(id);
        if (!place || system.indicators[*place].source.kind != evaluation::SourceKind::reported) {
            throw Error(ErrorCode::invalid_argument, id, "no indicator whose figures are reported");
        }
        auto& of = out[id];
        for (const auto& [peer, figure] : figures) {
            if (!of.emplace(peer_id(peer, peers), figure).second) {
                throw Error(ErrorCode::invalid_argument, peer, "reported twice under " + id);
            }
        }
    }
    return out;
}

}  // namespace detail

[[nodiscard]] inline evaluation::Ranking ranking(const Summary& summary, const Measure& measure,
                                                 const Peers& peers,
                                                 const PeerRankOptions& options) {
    const detail::PeerSums sums = detail::peer_sums(summary, peers);
    const auto excluded = detail::excluded_ids(peers);
    std::vector<evaluation::Entry> entries;
    for (const auto& [id, group] : sums.peers) {
        entries.push_back({id, measure.figure(group, sums.as_of), measure.size(group)});
    }
    for (const auto& [id, reason] : excluded) {
        if (!sums.peers.contains(id)) entries.push_back({id, {}});
    }
    evaluation::Ranking out = evaluation::rank(
        entries, {.better = options.better.value_or(measure.better),
                  .min_size = options.min_size,
                  .excluded = excluded,
                  .above = options.above.value_or(measure.figure(sums.all, sums.as_of))});
    detail::leave_out_others(out, sums, [&](const Sums& group) {
        return evaluation::Unranked{{}, measure.figure(group, sums.as_of), measure.size(group)};
    });
    return out;
}

[[nodiscard]] inline evaluation::Scores scores(const Summary& summary,
                                               const evaluation::IndicatorSystem& system,
                                               const Peers& peers, const Reported& reported) {
    const auto kind = peers.level ? evaluation::SystemKind::region : evaluation::SystemKind::sector;
    if (system.kind != kind) {
        throw Error(ErrorCode::invalid_argument, system.id,
                    "a system of kind " + std::string(key(kind)));
    }
    const Reported figures = detail::checked_reports(reported, system, peers);
    const std::vector<const Measure*> measured = detail::measures_of(system);
    const detail::PeerSums sums = detail::peer_sums(summary, peers);
    const auto excluded = detail::excluded_ids(peers);
    std::map<std::string, std::int64_t> sizes;
    for (const auto& [id, group] : sums.peers) sizes.emplace(id, group.volume.projects);
    for (const auto& [id, reason] : excluded) sizes.try_emplace(id, 0);
    for (const auto& [indicator, of] : figures) {
        for (const auto& [id, figure] : of) sizes.try_emplace(id, 0);
    }
    const auto figure_of = [&](const std::string& id, std::size_t i) -> evaluation::Stated {
        if (measured[i] != nullptr) {
            const auto group = sums.peers.find(id);
            if (group == sums.peers.end()) return {};
            return measured[i]->figure(group->second, sums.as_of);
        }
        const auto of = figures.find(system.indicators[i].id);
        if (of == figures.end()) return {};
        const auto figure = of->second.find(id);
        return figure == of->second.end() ? evaluation::Stated() : figure->second;
    };
    std::vector<evaluation::Measured> entries;
    evaluation::Measured above{peers.within.str(), {}, sums.all.volume.projects};
    for (const auto& [id, size] : sizes) {
        entries.push_back({id, {}, size});
        for (std::size_t i = 0; i < measured.size(); ++i) {
            entries.back().figures.push_back(figure_of(id, i));
        }
    }
    for (std::size_t i = 0; i < measured.size(); ++i) {
        if (measured[i] != nullptr) {  // also of those that belong to no peer
            above.figures.emplace_back(measured[i]->figure(sums.all, sums.as_of));
            continue;
        }
        evaluation::Figure together;
        for (const evaluation::Measured& entry : entries) {
            together.merge(entry.figures[i].figure);
        }
        above.figures.emplace_back(std::move(together));
    }
    evaluation::Scores out = evaluation::scores(system, entries, excluded, above);
    detail::leave_out_others(out.ranking, sums, [](const Sums& group) {
        return evaluation::Unranked{{}, {}, group.volume.projects};
    });
    return out;
}

}  // namespace sanku::summary
