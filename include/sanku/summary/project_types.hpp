#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sanku/core/language.hpp"
#include "sanku/core/ratio.hpp"
#include "sanku/portfolio/grouping.hpp"
#include "sanku/summary/structure.hpp"

/// New, continuing and completed projects (新建, 续建, 竣工投产) of the as-of day's year.
namespace sanku::summary {

/// What kind of project it is this year. The kinds are disjoint and exhaustive: of those whose
/// condition holds, the first one counts.
enum class ProjectType : std::uint8_t {
    withdrawn,    ///< 已退库: its pool is that of withdrawn projects
    completed,    ///< 竣工投产: completed or put into production this year, by the as-of day
    finished,     ///< 往年建成: completed or in production before this year
    fresh,        ///< 新建: started this year; or not started, and planned to start this year
    continuing,   ///< 续建: started before this year
    reserve,      ///< 储备: not started, and not in the implementation library
    preparatory,  ///< 预备: not started, and planned to start in another year, a past one included
    no_data,      ///< 无数据: in the implementation library, without start and planned start
};
inline constexpr std::size_t project_type_count = 8;

/// As the enumerators are called; `new` for `fresh`.
[[nodiscard]] constexpr std::string_view key(ProjectType type) noexcept {
    constexpr std::string_view keys[] = {"withdrawn",  "completed", "finished",    "new",
                                         "continuing", "reserve",   "preparatory", "no_data"};
    return keys[static_cast<std::size_t>(type)];
}

[[nodiscard]] constexpr std::string_view name(ProjectType type, Language language) noexcept {
    constexpr std::string_view zh[] = {"已退库", "竣工投产", "往年建成", "新建",
                                       "续建",   "储备",     "预备",     "无数据"};
    constexpr std::string_view en[] = {
        "withdrawn", "completed this year", "completed before", "new", "continuing",
        "reserve",   "preparatory",         "no data"};
    return (language == Language::zh ? zh : en)[static_cast<std::size_t>(type)];
}

/// Projects of one kind, amounts in fen.
struct TypeSums {
    std::int64_t projects = 0;
    std::int64_t started = 0;  ///< of these, by the as-of day; what is completed was started
    std::int64_t investment = 0;
    std::int64_t plan = 0;                 ///< of this year
    std::int64_t completed_this_year = 0;  ///< by the latest report of this year

    /// Start rate (开工率).
    [[nodiscard]] Ratio start_rate() const { return {started, projects}; }
    /// Share of this year's plan that was completed.
    [[nodiscard]] Ratio plan_rate() const { return {completed_this_year, plan}; }

    /// Throws `Error(overflow)`.
    TypeSums& operator+=(const TypeSums& other) {
        projects = checked::add(projects, other.projects);
        started = checked::add(started, other.started);
        investment = checked::add(investment, other.investment);
        plan = checked::add(plan, other.plan);
        completed_this_year = checked::add(completed_this_year, other.completed_this_year);
        return *this;
    }
    friend bool operator==(const TypeSums&, const TypeSums&) = default;
};

/// The projects of a group by kind. Adds up over disjoint groups.
struct ProjectTypes {
    std::array<TypeSums, project_type_count> types{};

    [[nodiscard]] const TypeSums& of(ProjectType type) const noexcept {
        return types[static_cast<std::size_t>(type)];
    }
    /// All kinds together. Throws `Error(overflow)`.
    [[nodiscard]] TypeSums total() const {
        TypeSums out;
        for (const TypeSums& sums : types) out += sums;
        return out;
    }
    /// Throws `Error(overflow)`.
    ProjectTypes& operator+=(const ProjectTypes& other) {
        for (std::size_t i = 0; i < types.size(); ++i) types[i] += other.types[i];
        return *this;
    }
    friend bool operator==(const ProjectTypes&, const ProjectTypes&) = default;
};

/// A figure on a day and on the same day of the year before, each 0 or more.
struct Change {
    std::int64_t now;
    std::int64_t then;

    [[nodiscard]] std::int64_t difference() const { return checked::subtract(now, then); }
    /// (now − then) ÷ then: no value where there was nothing.
    [[nodiscard]] Ratio growth() const { return {difference(), then}; }
    friend bool operator==(const Change&, const Change&) = default;
};

/// The kinds of projects on a day and on the same day of the year before. Adds up as they do.
struct TypesYearOnYear {
    ProjectTypes now;
    ProjectTypes then;

    /// How one of the sums changed, such as `&TypeSums::plan`, of one kind.
    [[nodiscard]] Change of(ProjectType type, std::int64_t TypeSums::*sum) const {
        return {now.of(type).*sum, then.of(type).*sum};
    }
    /// How it changed of all kinds together. Throws `Error(overflow)`.
    [[nodiscard]] Change total(std::int64_t TypeSums::*sum) const {
        return {now.total().*sum, then.total().*sum};
    }
    /// Throws `Error(overflow)`.
    TypesYearOnYear& operator+=(const TypesYearOnYear& other) {
        now += other.now;
        then += other.then;
        return *this;
    }
    friend bool operator==(const TypesYearOnYear&, const TypesYearOnYear&) = default;
};

/// The kinds of the projects of a portfolio, one element a group of its rows. O(projects). Throws
/// `Error(invalid_argument)` if the groups are not of as many rows.
[[nodiscard]] std::vector<ProjectTypes> project_types(const Portfolio& portfolio,
                                                      const RowGroups auto& groups) {
    detail::check_rows(groups, portfolio.size());
    const Columns& c = portfolio.columns();
    const std::int32_t today = portfolio.as_of().days();
    const std::int32_t first = Date(portfolio.as_of().year(), 1, 1).days();
    const std::int32_t last = Date(portfolio.as_of().year(), 12, 31).days();
    constexpr auto is = [](std::uint8_t pool, Pool which) {
        return pool == static_cast<std::uint8_t>(which);
    };
    std::vector<ProjectTypes> out(groups.size());
    groups.for_each_block([&](std::size_t begin, std::size_t count, const std::uint32_t* group) {
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t row = begin + i;
            const std::int32_t done = c.completed[row];
            const std::int32_t producing = c.in_production[row];
            const std::int32_t start = c.started[row];
            const std::int32_t planned = c.planned_start[row];
            const auto this_year = [&](std::int32_t day) {
                return (first <= day) & (day <= today);
            };
            // One bit a kind, in their order: the lowest that is set is the first that holds.
            const unsigned holds =
                static_cast<unsigned>(is(c.pool[row], Pool::withdrawn)) |
                static_cast<unsigned>(this_year(done) | this_year(producing)) << 1U |
                static_cast<unsigned>((done < first) | (producing < first)) << 2U |
                static_cast<unsigned>(this_year(start) |
                                      ((start > today) & (first <= planned) & (planned <= last)))
                    << 3U |
                static_cast<unsigned>(start < first) << 4U |
                static_cast<unsigned>(!is(c.pool[row], Pool::implementation)) << 5U |
                static_cast<unsigned>(planned != no_day) << 6U | 1U << 7U;
            TypeSums& sums = out[group[i]].types[static_cast<std::size_t>(std::countr_zero(holds))];
            ++sums.projects;
            sums.started += (start <= today) | (done <= today) | (producing <= today);
            sums.investment += c.total_investment[row];
            sums.plan += c.plan[row];
            sums.completed_this_year += c.completed_this_year[row];
        }
    });
    return out;
}

/// The kinds of all projects.
[[nodiscard]] inline ProjectTypes project_types(const Portfolio& portfolio) {
    return project_types(portfolio, OneGroup(portfolio.size())).front();
}

/// The kinds of all projects against those of `then`. Throws `Error(invalid_argument)` unless
/// `then` is of the same day of the year before (of 29 February: the 28th).
[[nodiscard]] inline TypesYearOnYear year_on_year(const Portfolio& now, const Portfolio& then) {
    if (then.as_of() != now.as_of().plus_months(-12)) {
        throw Error(ErrorCode::invalid_argument, then.as_of().iso(),
                    "the same day of the year before " + now.as_of().iso());
    }
    return {project_types(now), project_types(then)};
}

}  // namespace sanku::summary
