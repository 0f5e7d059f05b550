#include "progress_rows.hpp"

namespace sanku::ledger::detail {

ProgressRows::ProgressRows(const Context& context)
    : context_(context),
      code_(context.heading.find(Column::project_code)),
      name_(context.heading.find(Column::name)),
      region_(context.heading.find(Column::region)),
      month_(context.heading.find(Column::month).value()),
      book_(context.store, context.today) {
    for (std::size_t i = 0; i < context.heading.columns.size(); ++i) {
        const Column column = context.heading.columns[i].column;
        if (column >= Column::completed_this_year && column <= Column::paid) figures_.push_back(i);
    }
}

std::optional<ProjectCode> ProgressRows::by_name(RowReader& row) const {
    if (!name_ || row.text(*name_).empty()) {
        row.fail_row(ErrorCode::missing_project_code, Column::project_code);
        return std::nullopt;
    }
    std::optional<RegionCode> region = context_.region;
    if (region_ && !row.text(*region_).empty()) {
        const auto cell = region_of(row, *region_, context_.region);
        if (!cell) return std::nullopt;
        region = cell->code;
    }
    if (!region) {
        row.fail_row(ErrorCode::missing_region, Column::region);
        return std::nullopt;
    }
    return local_code(*region, row.text(*name_));
}

std::optional<ProjectCode> ProgressRows::identify(RowReader& row) const {
    if (code_ && !row.text(*code_).empty()) return row.code(*code_);
    return by_name(row);
}

void ProgressRows::import(RowReader& row, std::vector<Note>& /*notes*/) {
    const auto project = identify(row);
    const auto month = row.month(month_, context_.heading.title_year);
    if (row.text(month_).empty()) row.fail(ErrorCode::missing_month, month_);
    Figures figures{.stated = {month.value_or(context_.today.month()), {}, {}, {}, {}},
                    .month_column = month_};
    const std::size_t before = row.problems().size();
    for (const std::size_t column : figures_) {
        const auto& year = row.heading().columns[column].year;
        if (year && month && *year != month->year()) continue;  // 2023年完成投资 in a row of 2024
        figures.read(row, column);
    }
    if (!figures.any() && row.problems().size() == before) {
        row.fail(ErrorCode::no_figures, figures_.front());
    }
    if (project && !book_.knows(*project)) {
        row.fail_row(ErrorCode::unknown_project,
                     code_ && !row.text(*code_).empty() ? Column::project_code : Column::name);
    }
    if (!project || !month) return;
    const auto report = book_.check(row, *project, figures, book_.first_entry(*project));
    if (!row.problems().empty()) return;
    context_.appender.correct({*project, month->last_day(), report});
    book_.add(*project, report);
}

}  // namespace sanku::ledger::detail
