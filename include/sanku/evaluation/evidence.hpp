#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sanku/evaluation/indicator_system.hpp"
#include "sanku/evaluation/project_columns.hpp"
#include "sanku/portfolio/origins.hpp"
#include "sanku/portfolio/portfolio.hpp"
#include "sanku/warning/metrics.hpp"

namespace sanku::evaluation {

/// An event that the figure of an indicator comes from, and which columns it states.
struct Evidence {
    Origin origin;
    std::vector<std::string_view> columns;  ///< none of a figure that was reported by hand
};

/// The columns of `portfolio` that an indicator of projects reads, under the names of `origins`;
/// none for a reported figure, and of a metric of agreements where the portfolio has none of them.
[[nodiscard]] std::vector<std::string_view> columns_of(const Indicator& indicator,
                                                       const Portfolio& portfolio);

/// The events that the figure of an indicator comes from, among `events`: all of one project that
/// were known to `portfolio`, in order of recording. Those that hold give the same figure by
/// themselves; each comes with what it superseded. In order of recording.
[[nodiscard]] std::vector<Evidence> evidence(const Indicator& indicator, const Portfolio& portfolio,
                                             std::span<const RecordedEvent> events);

// --- Bodies --------------------------------------------------------------------------------------

namespace detail {

/// Lists what a metric reads, each column by where it lies in a portfolio that is not empty.
class MetricColumns {
  public:
    explicit MetricColumns(const Portfolio& portfolio) : portfolio_(portfolio) {}

    [[nodiscard]] std::vector<std::string_view> names() && { return std::move(names_); }

    void operator()(const warning::Deadline& shape) {
        add(shape.anchor);
        add(shape.done);
        if (shape.also_done != nullptr) add(shape.also_done);
    }
    void operator()(const warning::Share& shape) {
        add(shape.part);
        add(shape.whole);
        if (shape.of_reports) names_.emplace_back("last_report");
    }
    void operator()(const warning::EarnedValue&) {
        names_ = {"planned_start", "planned_completion", "total_investment", "completed_total",
                  "last_report"};
    }
    void operator()(const warning::ReportAge&) { names_ = {"last_report"}; }
    void operator()(const warning::Breach&) { names_ = {"environment"}; }
    void operator()(const warning::Regional&) {}
    void operator()(const warning::Custom&) {}

  private:
    template <typename Column>
    void add(Column column) {
        const void* const place = column(portfolio_);
        if (place == nullptr) return;
        const auto find = [&](const char* name, const auto& values, auto) {
            if (values.data() == place) names_.emplace_back(name);
        };
        Columns::for_each(portfolio_.columns(), find);
        Deals::for_each(portfolio_.deals(), find);
    }

    const Portfolio& portfolio_;
    std::vector<std::string_view> names_;
};

}  // namespace detail

inline std::vector<std::string_view> columns_of(const Indicator& indicator,
                                                const Portfolio& portfolio) {
    const FigureSource& source = indicator.source;
    if (source.kind == SourceKind::column) {
        std::vector<std::string_view> out = {find_column(source.key)->key};
        if (!source.per.empty()) out.push_back(find_column(source.per)->key);
        return out;
    }
    if (source.kind != SourceKind::metric || portfolio.size() == 0) return {};
    detail::MetricColumns columns(portfolio);
    std::visit(columns, warning::find_metric(source.key)->shape);
    return std::move(columns).names();
}

inline std::vector<Evidence> evidence(const Indicator& indicator, const Portfolio& portfolio,
                                      std::span<const RecordedEvent> events) {
    std::vector<Evidence> out;
    const Date as_of = portfolio.as_of();
    if (indicator.source.kind == SourceKind::reported) {
        for (Origin& one : origins_of_figure(events, indicator.id, as_of)) {
            out.push_back({std::move(one), {}});
        }
        return out;
    }
    for (const std::string_view column : columns_of(indicator, portfolio)) {
        for (Origin& one : origins(events, column, as_of)) {
            const auto known = std::ranges::find(out, one.event.sequence, [](const Evidence& of) {
                return of.origin.event.sequence;
            });
            if (known == out.end()) {
                out.push_back({std::move(one), {column}});
            } else {
                known->columns.push_back(column);
            }
        }
    }
    std::ranges::sort(out, {}, [](const Evidence& of) { return of.origin.event.sequence; });
    return out;
}

}  // namespace sanku::evaluation
