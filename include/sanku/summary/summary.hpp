#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sanku/evaluation/completion.hpp"
#include "sanku/evaluation/project_scores.hpp"
#include "sanku/pipeline/conversion.hpp"
#include "sanku/summary/activity.hpp"
#include "sanku/summary/holdings.hpp"
#include "sanku/summary/reporting.hpp"
#include "sanku/summary/returns.hpp"
#include "sanku/summary/volume.hpp"
#include "sanku/warning/lights.hpp"

namespace sanku::summary {

/// Everything that adds up over projects, for one group of them.
struct Sums {
    Volume volume;
    pipeline::Conversion directory_to_reserve;
    pipeline::Conversion reserve_to_implementation;
    evaluation::Completion evaluations;
    evaluation::TwoAccounts two_accounts;
    Activity activity;
    Reporting reporting;
    Holdings holdings;
    Returns returns;
    evaluation::ProjectScores project_scores;
    std::vector<warning::LightCounts> lights_by_rule;  ///< in the order of the policy's rules

    /// Throws `Error` with `overflow`, or `invalid_argument` if the rules differ in number.
    Sums& operator+=(const Sums& other);
    friend bool operator==(const Sums&, const Sums&) = default;
};

/// The sums of a portfolio by region (as stated), section and pool. Merging is associative and
/// commutative, so any split of the projects over threads, processes or machines gives the same.
class Summary {
  public:
    /// The empty summary, which merging leaves as it is.
    Summary() = default;
    /// The sums of `lights.portfolio()`. O(projects).
    explicit Summary(const warning::Lights& lights);
    /// A summary that was taken apart: its as-of day (none: the empty summary), the ids of its
    /// rules and its groups. Throws `Error(invalid_argument)` if a group counts lights of other
    /// rules, or if there are groups without a day.
    Summary(std::optional<Date> as_of, std::vector<std::string> rules,
            std::map<GroupKey, Sums> groups);

    /// Adds what `other` holds. Throws `Error` with `overflow`, or `invalid_argument` if as-of day
    /// or rules differ.
    Summary& merge(const Summary& other);

    /// Groups that hold at least one project, by key.
    [[nodiscard]] const std::map<GroupKey, Sums>& groups() const noexcept { return groups_; }
    /// Sums of all groups whose key `matches`.
    template <typename Matches>
    [[nodiscard]] Sums sum_if(Matches&& matches) const {
        Sums out;
        out.lights_by_rule.resize(rules_.size());
        for (const auto& [key, sums] : groups_) {
            if (matches(key)) out += sums;
        }
        return out;
    }
    [[nodiscard]] Sums total() const {
        return sum_if([](const GroupKey&) { return true; });
    }
    /// Sums by whatever `project` makes of a key, such as the county or the section.
    template <typename Project>
    [[nodiscard]] auto by(Project&& project) const {
        std::map<std::invoke_result_t<Project, const GroupKey&>, Sums> out;
        for (const auto& [key, sums] : groups_) {
            auto [place, is_new] = out.try_emplace(project(key));
            if (is_new) place->second.lights_by_rule.resize(rules_.size());
            place->second += sums;
        }
        return out;
    }
    [[nodiscard]] std::optional<Date> as_of() const noexcept { return as_of_; }
    /// Ids of the rules whose lights are counted, in the policy's order.
    [[nodiscard]] const std::vector<std::string>& rules() const noexcept { return rules_; }

    friend bool operator==(const Summary&, const Summary&) = default;

  private:
    std::optional<Date> as_of_;
    std::vector<std::string> rules_;
    std::map<GroupKey, Sums> groups_;
};

/// How many projects show each light under one rule, one element a group. O(projects).
[[nodiscard]] inline std::vector<warning::LightCounts> count_lights(const Grouping& grouping,
                                                                    const warning::Lights& lights,
                                                                    std::size_t rule) {
    std::vector<warning::LightCounts> out(grouping.size());
    const std::span<const std::uint8_t> light = lights.of(rule);
    grouping.for_each_block([&](std::size_t begin, std::size_t count, const std::uint32_t* groups) {
        for (std::size_t i = 0; i < count; ++i) ++out[groups[i]][light[begin + i]];
    });
    return out;
}

inline Sums& Sums::operator+=(const Sums& other) {
    if (lights_by_rule.size() != other.lights_by_rule.size()) {
        throw Error(ErrorCode::invalid_argument, "summary", "other rules");
    }
    volume += other.volume;
    directory_to_reserve += other.directory_to_reserve;
    reserve_to_implementation += other.reserve_to_implementation;
    evaluations += other.evaluations;
    two_accounts += other.two_accounts;
    activity += other.activity;
    reporting += other.reporting;
    holdings += other.holdings;
    returns += other.returns;
    project_scores += other.project_scores;
    for (std::size_t rule = 0; rule < lights_by_rule.size(); ++rule) {
        for (std::size_t i = 0; i < light_count; ++i) {
            lights_by_rule[rule][i] =
                checked::add(lights_by_rule[rule][i], other.lights_by_rule[rule][i]);
        }
    }
    return *this;
}

inline Summary::Summary(const warning::Lights& lights) : as_of_(lights.portfolio().as_of()) {
    const Policy& policy = lights.policy();
    for (const Rule& rule : policy.rules) rules_.push_back(rule.id);
    const Grouping grouping(lights.portfolio(),
                            {.region = RegionLevel::township, .section = true, .pool = true});
    const auto volumes = volume(grouping, lights);
    const auto to_reserve = pipeline::conversion(grouping, Pool::directory, Pool::reserve);
    const auto to_implementation =
        pipeline::conversion(grouping, Pool::reserve, Pool::implementation);
    const auto evaluations =
        evaluation::completion(lights.portfolio(), grouping, policy.evaluation);
    const auto accounts = evaluation::two_accounts(grouping);
    const auto activities = activity(grouping);
    const auto reports = reporting(grouping, policy.stale_after_months);
    const auto earned = returns(grouping);
    const auto scored = evaluation::project_scores(grouping);
    std::vector<std::vector<warning::LightCounts>> by_rule;
    for (std::size_t rule = 0; rule < rules_.size(); ++rule) {
        by_rule.push_back(count_lights(grouping, lights, rule));
    }
    for (std::size_t group = 0; group < grouping.size(); ++group) {
        if (volumes[group].projects == 0) continue;
        const Volume& size = volumes[group];
        Sums sums{.volume = size,
                  .directory_to_reserve = to_reserve[group],
                  .reserve_to_implementation = to_implementation[group],
                  .evaluations = evaluations[group],
                  .two_accounts = accounts[group],
                  .activity = activities[group],
                  .reporting = reports[group],
                  .holdings = {.pools = {}, .completed_last_year = size.completed_last_year},
                  .returns = earned[group],
                  .project_scores = scored[group],
                  .lights_by_rule = {}};
        sums.holdings.pools[static_cast<std::size_t>(grouping.key(group).pool)] = {size.projects,
                                                                                   size.investment};
        for (const auto& counts : by_rule) sums.lights_by_rule.push_back(counts[group]);
        groups_.emplace(grouping.key(group), std::move(sums));
    }
}

inline Summary::Summary(std::optional<Date> as_of, std::vector<std::string> rules,
                        std::map<GroupKey, Sums> groups)
    : as_of_(as_of), rules_(std::move(rules)), groups_(std::move(groups)) {
    bool sound = as_of_ || groups_.empty();
    for (const auto& [key, sums] : groups_) sound &= sums.lights_by_rule.size() == rules_.size();
    if (!sound) throw Error(ErrorCode::invalid_argument, "summary", "groups of its day and rules");
}

inline Summary& Summary::merge(const Summary& other) {
    if (!other.as_of_) return *this;
    if (!as_of_) return *this = other;
    if (as_of_ != other.as_of_ || rules_ != other.rules_) {
        throw Error(ErrorCode::invalid_argument, "summary", "another day or other rules");
    }
    std::map<GroupKey, Sums> merged = groups_;  // so that an overflow leaves this one as it was
    for (const auto& [key, sums] : other.groups_) {
        const auto [place, is_new] = merged.try_emplace(key, sums);
        if (!is_new) place->second += sums;
    }
    groups_ = std::move(merged);
    return *this;
}

}  // namespace sanku::summary
