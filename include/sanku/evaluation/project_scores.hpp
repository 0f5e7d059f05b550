#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sanku/core/checked.hpp"
#include "sanku/evaluation/rank.hpp"
#include "sanku/portfolio/grouping.hpp"

namespace sanku::evaluation {

/// The scores of evaluated projects, of which averages from projects upwards are made.
struct ProjectScores {
    std::int64_t projects = 0;    ///< that have a score
    std::int64_t hundredths = 0;  ///< the sum of their scores
    std::int64_t investment = 0;  ///< total investment of the same projects, in fen
    checked::Wide weighted = 0;   ///< the sum of hundredths × fen: at most 10⁴ × int64

    /// The mean of the scores, each project alike; 0 to 100.
    [[nodiscard]] Figure by_count() const {
        return Figure(Rational(hundredths, 100), Rational(projects));
    }
    /// The mean of the scores, each weighted by the project's total investment; 0 to 100.
    [[nodiscard]] Figure by_investment() const {
        return Figure(Rational(weighted, 100), Rational(investment));
    }

    /// Throws `Error(overflow)`.
    ProjectScores& operator+=(const ProjectScores& other) {
        projects = checked::add(projects, other.projects);
        hundredths = checked::add(hundredths, other.hundredths);
        investment = checked::add(investment, other.investment);
        weighted += other.weighted;
        return *this;
    }
    friend bool operator==(const ProjectScores&, const ProjectScores&) = default;
};

/// The scores by the latest evaluation of each project, one element a group. O(projects).
[[nodiscard]] inline std::vector<ProjectScores> project_scores(const Grouping& grouping) {
    const Columns& c = grouping.portfolio().columns();
    std::vector<ProjectScores> out(grouping.size());
    grouping.for_each_block([&](std::size_t begin, std::size_t count, const std::uint32_t* groups) {
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t row = begin + i;
            const std::int64_t scored = c.score[row] != no_score;
            const std::int64_t hundredths = -scored & c.score[row];
            ProjectScores& group = out[groups[i]];
            group.projects += scored;
            group.hundredths += hundredths;
            group.investment += -scored & c.total_investment[row];
            group.weighted += hundredths * c.total_investment[row];  // at most 10⁴ × 10¹⁴
        }
    });
    return out;
}

}  // namespace sanku::evaluation
