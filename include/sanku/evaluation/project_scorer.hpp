#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sanku/core/error.hpp"
#include "sanku/core/rational.hpp"
#include "sanku/evaluation/indicator_system.hpp"
#include "sanku/evaluation/project_columns.hpp"
#include "sanku/evaluation/score.hpp"
#include "sanku/journal/event.hpp"
#include "sanku/portfolio/portfolio.hpp"
#include "sanku/warning/case.hpp"

namespace sanku::evaluation {

/// Scores the projects of one portfolio by one system, one at a time: the score of a project is the
/// same, whichever others are asked for.
class ProjectScorer {
  public:
    /// Metrics are read as `rules` measure them: by their months until a report is stale, and by
    /// the curve or deadline of the first of them that names the metric. Throws
    /// `Error(invalid_argument)` for a system that is not of projects, has a `min_size` above 1, or
    /// names what there is not, and as `IndicatorSystem::check`. O(projects), if an indicator ranks
    /// them.
    ProjectScorer(Portfolio portfolio, IndicatorSystem system, Policy rules = {});
    ProjectScorer(const ProjectScorer&) = delete;  // peers refer to the system
    ProjectScorer& operator=(const ProjectScorer&) = delete;

    [[nodiscard]] const Portfolio& portfolio() const noexcept { return portfolio_; }
    [[nodiscard]] const IndicatorSystem& system() const noexcept { return system_; }

    /// A figure for each indicator, in its own terms (30 % is 3/10): columns as
    /// `evaluation::figure`; of a metric what `warning::evaluate` holds against thresholds, 0 once
    /// what was to be done is done, and none where the metric does not speak of the project or
    /// nobody stated what it needs; of a reported figure what `Portfolio::figure` has under the
    /// indicator's id, in its unit, with the day from which it holds.
    [[nodiscard]] Measured measure(std::size_t row) const;
    /// The score of the project in a row; `method::Placed` ranks it among all of the portfolio.
    [[nodiscard]] Score score(std::size_t row) const;

  private:
    [[nodiscard]] Stated figure_of(const Indicator& indicator, std::size_t row) const;
    [[nodiscard]] Figure metric_of(const Indicator& indicator, std::size_t row) const;

    Portfolio portfolio_;
    IndicatorSystem system_;
    Policy rules_;
    std::map<std::string, std::string> excluded_;  // nobody
    std::optional<detail::PeerValues> peers_;
};

/// What a journal records of a score: in hundredths of a point, rounded half up here alone, so that
/// its grade may be above that of the exact score; by the system's id and version. Throws
/// `Error(invalid_argument)` for one without a total.
[[nodiscard]] event::Evaluated evaluated(const IndicatorSystem& system, const Score& score,
                                         std::string document = {});

// --- Bodies --------------------------------------------------------------------------------------

inline ProjectScorer::ProjectScorer(Portfolio portfolio, IndicatorSystem system, Policy rules)
    : portfolio_(std::move(portfolio)), system_(std::move(system)), rules_(std::move(rules)) {
    system_.check();
    if (system_.kind != SystemKind::project) {
        throw Error(ErrorCode::invalid_argument, system_.id, "an indicator system of projects");
    }
    if (system_.min_size > 1) {
        throw Error(ErrorCode::invalid_argument, system_.id, "no min_size: a project is one");
    }
    bool ranks = false;
    for (const Indicator& one : system_.indicators) {
        ranks |= std::holds_alternative<method::Placed>(one.method);
        const FigureSource& source = one.source;
        const bool known =
            source.kind == SourceKind::reported ||
            (source.kind == SourceKind::metric && warning::find_metric(source.key) != nullptr) ||
            (source.kind == SourceKind::column && find_column(source.key) != nullptr &&
             (source.per.empty() || find_column(source.per) != nullptr));
        if (!known) throw Error(ErrorCode::invalid_argument, one.id, "a source of projects");
    }
    if (!ranks) return;
    std::vector<Measured> all;
    for (std::size_t row = 0; row < portfolio_.size(); ++row) all.push_back(measure(row));
    peers_.emplace(system_, all, excluded_);
}

inline Measured ProjectScorer::measure(std::size_t row) const {
    Measured out{portfolio_.code(row).str(), {}, 1};
    for (const Indicator& one : system_.indicators) out.figures.push_back(figure_of(one, row));
    return out;
}

inline Score ProjectScorer::score(std::size_t row) const {
    const Measured measured = measure(row);
    return evaluation::score(system_, measured,
                             peers_ ? peers_->places(measured, true) : std::vector<Place>());
}

inline Stated ProjectScorer::figure_of(const Indicator& indicator, std::size_t row) const {
    const FigureSource& source = indicator.source;
    if (source.kind == SourceKind::metric) return metric_of(indicator, row);
    if (source.kind == SourceKind::column) {
        return figure(portfolio_, row, *find_column(source.key), find_column(source.per));
    }
    const auto reported = portfolio_.figure(row, indicator.id);
    if (!reported) return {};
    const Rational value(reported->value.numerator(), reported->value.denominator());
    return {Figure(value / indicator.unit.scale), {}, reported->day};
}

inline Figure ProjectScorer::metric_of(const Indicator& indicator, std::size_t row) const {
    using warning::Reading;
    const warning::Metric& metric = *warning::find_metric(indicator.source.key);
    const auto named = std::ranges::find(rules_.rules, metric.key, &Rule::metric);
    const Rule none{};
    const Date today = portfolio_.as_of();
    const Reading reading = warning::detail::read(
        metric, named == rules_.rules.end() ? none : *named, warning::Case(portfolio_, row),
        warning::Situation(today, rules_.stale_after_months, today));
    switch (reading.state) {
        case Reading::State::unrated:
        case Reading::State::no_data:
            return {};
        case Reading::State::done:
            return Figure(Rational(0));
        case Reading::State::measured:
            break;
    }
    return Figure(Rational(reading.value) / indicator.unit.scale);
}

inline event::Evaluated evaluated(const IndicatorSystem& system, const Score& score,
                                  std::string document) {
    if (!score.total) throw Error(ErrorCode::invalid_argument, score.id, "a score");
    const int hundredths = std::stoi(decimal(*score.total * Rational(100), 0));
    return {Evaluation::project, hundredths, system.id + ' ' + system.version, std::move(document)};
}

}  // namespace sanku::evaluation
