#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "progress_book.hpp"
#include "rows.hpp"

namespace sanku::ledger::detail {

/// What one row of a project ledger says, cell by cell.
struct ProjectRow {
    static constexpr std::size_t column_kinds = static_cast<std::size_t>(Column::paid) + 1;

    std::optional<ProjectCode> code{};
    bool known = false;     ///< whether the store holds the project already
    bool has_code = false;  ///< whether the code's cell says anything
    bool local = false;     ///< whether the code was made from region and name
    std::optional<RegionCell> region{};
    std::optional<std::size_t> region_column{};
    std::optional<SectorCode> sector{};
    std::optional<Money> total_investment{};
    std::optional<int> score{};
    std::array<std::optional<Date>, column_kinds> days{};
    std::array<std::size_t, column_kinds> columns{};  ///< where each meaning stands in the heading
    std::vector<event::PlanSet> plans{};
    event::AgreementSet agreement{};
    std::vector<event::PerformanceReported> performances{};
    std::vector<Figures> figures{};
    std::vector<std::size_t> extras{};  ///< columns of further attributes that are not empty

    [[nodiscard]] const std::optional<Date>& day(Column column) const noexcept {
        return days[static_cast<std::size_t>(column)];
    }
    [[nodiscard]] std::size_t place(Column column) const noexcept {
        return columns[static_cast<std::size_t>(column)];
    }
};

/// The rows of a project ledger.
class ProjectRows : public Rows {
  public:
    explicit ProjectRows(const Context& context);

    void import(RowReader& row, std::vector<Note>& notes) override;

    /// Fen of total investment over all rows so far, refused ones included.
    [[nodiscard]] checked::Wide total_investment() const noexcept { return total_investment_; }

  private:
    [[nodiscard]] ProjectRow read(RowReader& row);
    void read_cell(RowReader& row, std::size_t column, ProjectRow& out);
    void read_place(RowReader& row, std::size_t column, ProjectRow& out);
    void identify(RowReader& row, ProjectRow& out);
    void make_local_code(RowReader& row, ProjectRow& out);
    [[nodiscard]] event::PlanSet& plan_of(int year, ProjectRow& out) const;
    void read_performance(RowReader& row, std::size_t column, ProjectRow& out) const;
    [[nodiscard]] Figures& figures_of(const HeadingColumn& column, ProjectRow& out) const;

    void check(RowReader& row, ProjectRow& out);
    void check_days(RowReader& row, const ProjectRow& in) const;
    void check_order(RowReader& row, const ProjectRow& in) const;
    void check_withdrawal(RowReader& row, const ProjectRow& in) const;
    void check_figures(RowReader& row, ProjectRow& in);
    void check_moves(RowReader& row, const ProjectRow& in) const;
    [[nodiscard]] std::optional<Date> known_day(const ProjectRow& in, Column column) const;
    [[nodiscard]] std::optional<Date> first_entry(const ProjectRow& in) const;
    [[nodiscard]] std::optional<RecordedEvent> last(const ProjectRow& in, const FactKey& key) const;

    void note(const RowReader& row, const ProjectRow& in, std::vector<Note>& notes) const;
    void write(const RowReader& row, const ProjectRow& in);
    void write_milestones(const RowReader& row, const ProjectRow& in);
    [[nodiscard]] std::optional<Event> withdrawal(const RowReader& row, const ProjectRow& in) const;
    [[nodiscard]] std::optional<Event> evaluation(const ProjectRow& in) const;
    void write_attributes(const RowReader& row, const ProjectRow& in, Date since);
    void write_region(const RowReader& row, const ProjectRow& in, Date since);
    void write_plans(const ProjectRow& in);
    void write_agreement(const ProjectRow& in, Date since);
    void write_performances(const ProjectRow& in);
    void add_undated(const ProjectRow& in, Date since, Payload payload);

    const Context& context_;
    std::array<std::size_t, ProjectRow::column_kinds> columns_{};
    std::unordered_map<ProjectCode, std::int64_t> lines_;  // of the projects seen in this file
    checked::Wide total_investment_ = 0;
    ProgressBook book_;
};

}  // namespace sanku::ledger::detail
