#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "sanku/core/ratio.hpp"
#include "sanku/pipeline/survival.hpp"

namespace sanku::pipeline {

/// A member that waits.
struct Waiting {
    std::uint32_t row;
    std::int32_t days;  ///< since its entry
    double
        had_left;  ///< the share of the history that had left the pool, either way, after so long
    friend bool operator==(const Waiting&, const Waiting&) = default;
};

/// The members that wait, those that have waited longest first, then by row; at most `limit` of
/// them. `had_left` is 1 − S of `history`, of `Ending::any`. O(members + waiting × log waiting).
[[nodiscard]] inline std::vector<Waiting> waiting(const Passage& passage, const Durations& history,
                                                  std::size_t limit = SIZE_MAX) {
    passage.check();
    const Curve curve(history, Ending::any);
    const std::int32_t today = passage.as_of.days();
    std::vector<Waiting> out;
    for (std::size_t i = 0; i < passage.size(); ++i) {
        if (stand(passage.entered[i], passage.moved[i], passage.left[i], today) != Stand::waiting) {
            continue;
        }
        out.push_back({static_cast<std::uint32_t>(i), today - passage.entered[i], 0});
    }
    const auto listed = out.begin() + static_cast<std::ptrdiff_t>(std::min(limit, out.size()));
    std::partial_sort(out.begin(), listed, out.end(), [](const Waiting& a, const Waiting& b) {
        return std::tie(b.days, a.row) < std::tie(a.days, b.row);
    });
    out.erase(listed, out.end());
    for (Waiting& one : out) one.had_left = 1 - curve.survival_at(one.days);
    return out;
}

/// The shares of a pool's history by which waiting is judged.
inline constexpr std::array<double, 3> stay_shares = {0.5, 0.75, 0.9};

/// Those that wait in one pool or one group of it, against how long members stayed.
struct Bottleneck {
    std::int64_t waiting = 0;
    /// The least age that at least half of them have not passed; none if nobody waits.
    std::optional<std::int32_t> median_age{};
    /// By `stay_shares`: how many have waited longer than that share of the history stayed; none
    /// where the history does not say how long that is.
    std::array<std::optional<std::int64_t>, 3> longer{};

    /// By which bottlenecks are ranked: waiting longer than half of the history stayed ÷ waiting;
    /// no value if nobody waits or the history does not say.
    [[nodiscard]] Ratio overdue() const { return longer[0] ? Ratio(*longer[0], waiting) : Ratio(); }
    friend bool operator==(const Bottleneck&, const Bottleneck&) = default;
};

/// By `stay_shares`: the first day after which that share of the history had left the pool, moved
/// on or otherwise (quantiles of `Curve` with `Ending::any`); none if it never had.
[[nodiscard]] inline std::array<std::optional<std::int32_t>, 3> stay(const Durations& history) {
    const Curve curve(history, Ending::any);
    std::array<std::optional<std::int32_t>, 3> out;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = curve.quantile(stay_shares[i]).days;
    return out;
}

/// Those that wait in each group, against `history`: one for all groups, such as all of them
/// `merged`, lest a slow group be judged by its own slowness. O(durations).
[[nodiscard]] inline std::vector<Bottleneck> bottlenecks(std::span<const Durations> groups,
                                                         const Durations& history) {
    const auto days = stay(history);
    std::vector<Bottleneck> out;
    out.reserve(groups.size());
    for (const Durations& group : groups) {
        Bottleneck& one = out.emplace_back();
        for (const std::int32_t count : group.waiting) one.waiting += count;
        for (std::size_t i = 0; i < days.size(); ++i) {
            if (!days[i]) continue;
            const auto place = static_cast<std::ptrdiff_t>(group.after(*days[i]));
            one.longer[i] = std::accumulate(group.waiting.begin() + place, group.waiting.end(),
                                            std::int64_t{0});
        }
        std::int64_t up_to = 0;
        for (std::size_t i = 0; i < group.size() && !one.median_age; ++i) {
            up_to += group.waiting[i];
            if (up_to > 0 && 2 * up_to >= one.waiting) one.median_age = group.days[i];
        }
    }
    return out;
}

/// The places of bottlenecks, the worst first: by `overdue`, then by how many wait, then by place;
/// those without a value last. They may be of several passages.
[[nodiscard]] inline std::vector<std::size_t> ranked(std::span<const Bottleneck> bottlenecks) {
    std::vector<std::size_t> order(bottlenecks.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
        const Ratio first = bottlenecks[a].overdue();
        const Ratio second = bottlenecks[b].overdue();
        if (first.has_value() != second.has_value()) return first.has_value();
        if (const auto compared = first.compare(second); first.has_value() && compared != 0) {
            return compared > 0;
        }
        return bottlenecks[a].waiting > bottlenecks[b].waiting;
    });
    return order;
}

}  // namespace sanku::pipeline
