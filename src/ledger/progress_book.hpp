#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "row_reader.hpp"
#include "sanku/store/store.hpp"

namespace sanku::ledger::detail {

/// The figures that a row states for one month, and where they stand.
struct Figures {
    event::ProgressReported stated;
    std::optional<std::size_t> month_column{};  ///< empty if the month stands in the heading
    std::size_t first_column = 0;               ///< of a figure
    std::size_t total_column = 0;

    [[nodiscard]] bool any() const noexcept {
        return stated.completed_this_year || stated.completed_total || stated.arrived ||
               stated.paid;
    }
    /// The column to name when the month is the matter.
    [[nodiscard]] std::size_t place() const noexcept { return month_column.value_or(first_column); }
    /// Takes the amount in `column`, whose meaning is one of the four figures.
    void read(RowReader& row, std::size_t column);
};

/// What is known of the reports of the projects in one import, so that most rows of a long ledger
/// need no query. Some 50 bytes a project.
class ProgressBook {
  public:
    /// `store` must outlive the book. `today` is the day of recording.
    ProgressBook(const Store& store, Date today) : store_(store), today_(today) {}

    [[nodiscard]] bool knows(ProjectCode project) { return entry(project).exists; }
    [[nodiscard]] std::optional<Date> first_entry(ProjectCode project) {
        return to_date(entry(project).first_entry);
    }

    /// Checks `figures` of `project`, which entered a library on `entered`; adds what is wrong to
    /// `row`. Gives the report as it stands with them: figures that the row leaves empty are those
    /// that were reported before for the month.
    [[nodiscard]] event::ProgressReported check(RowReader& row, ProjectCode project,
                                                const Figures& figures,
                                                std::optional<Date> entered);
    /// Notes that `report` of `project` went in.
    void add(ProjectCode project, const event::ProgressReported& report);

  private:
    struct Entry {
        std::int64_t last_total = -1;  // fen, of the latest report that states it
        std::uint64_t seen = 0;        // months of this file, from `seen_from` on
        std::int32_t first_entry = no_day;
        std::int16_t last_month = 0;  // Month::index of the latest report
        std::int16_t seen_from = 0;
        bool exists = false;
    };

    [[nodiscard]] Entry& entry(ProjectCode project);
    [[nodiscard]] bool was_seen(const Entry& entry, ProjectCode project, Month month) const;
    void check_total(RowReader& row, ProjectCode project, const Figures& figures,
                     const event::ProgressReported& report);

    const Store& store_;
    Date today_;
    std::unordered_map<ProjectCode, Entry> entries_;
    std::unordered_set<std::uint64_t> seen_elsewhere_;  // months outside an entry's 64
};

}  // namespace sanku::ledger::detail
