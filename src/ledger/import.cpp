#include "sanku/ledger/import.hpp"

#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "labels.hpp"
#include "progress_rows.hpp"
#include "project_rows.hpp"
#include "row_kind.hpp"
#include "sanku/core/decimal.hpp"
#include "sanku/ledger/rejects.hpp"
#include "tally.hpp"

namespace sanku::ledger {

namespace {

using namespace detail;

constexpr std::int64_t rows_between_calls = 4'096;

[[nodiscard]] std::string file_name(const std::string& path) {
    return std::filesystem::path(path).filename().string();
}

/// The heading of the file at `path`; its errors name the file.
[[nodiscard]] Layout layout_of(const std::string& path, Encoding encoding, const Origin& origin) {
    try {
        return find_layout(path, encoding);
    } catch (const Error& error) {
        Problem problem = error.problem();
        if (!origin.file.empty()) {
            problem.file = origin.file;
            problem.sheet = origin.sheet;
        }
        if (problem.file.empty()) problem.file = file_name(path);
        throw Error(std::move(problem));
    }
}

/// The file's name behind its folder's, since months and counties keep files of one name in
/// folders.
[[nodiscard]] std::string source_of(const std::string& path) {
    const std::filesystem::path file(path);
    const std::filesystem::path folder = file.parent_path().filename();
    return folder.empty() ? file.filename().string()
                          : folder.string() + '/' + file.filename().string();
}

[[nodiscard]] Batch batch_of(const std::string& path, const ImportOptions& options) {
    return {.recorded_at = options.recorded_at,
            .by = options.by,
            .source = options.source.empty() ? source_of(path) : options.source};
}

void refuse_overwriting(const std::string& path, const std::string& rejects_path) {
    std::error_code missing;  // a rejects file that is not there yet is no problem
    if (!rejects_path.empty() && std::filesystem::equivalent(path, rejects_path, missing)) {
        throw Error(ErrorCode::invalid_argument, rejects_path, "rejects_path is the ledger");
    }
}

/// The printed total of total investment, to be held against the sum of the rows.
class PrintedTotal {
  public:
    void read(RowReader& row, std::optional<MoneyUnit> default_unit) {
        const auto column = row.heading().find(Column::total_investment);
        if (!column || row.text(*column).empty()) return;
        const auto& unit = row.heading().columns[*column].unit;
        try {
            amount_ = Money::parse(row.text(*column), unit ? unit : default_unit);
        } catch (const Error&) {
            return;  // a total that is no amount is no claim
        }
        ++count_;
        row_ = row.line();
        cell_ = row.cell(column);
        value_ = row.text(*column);
        unit_ = unit.value_or(default_unit.value_or(MoneyUnit::wan_yuan));
    }

    /// A note if the table has one total and it is not `sum` fen.
    [[nodiscard]] std::optional<Note> compare(checked::Wide sum) const {
        if (count_ != 1 || amount_.fen() == sum) return std::nullopt;
        std::string text = decimal(sum, static_cast<std::int64_t>(unit_), 2, true);
        return Note{NoteCode::total_differs, row_, value_, text.append(name(unit_)), cell_};
    }

  private:
    int count_ = 0;
    Money amount_;
    MoneyUnit unit_ = MoneyUnit::wan_yuan;
    std::int64_t row_ = 0;
    std::string cell_;
    std::string value_;
};

/// One import, from the first row below the heading to the commit.
class Import {
  public:
    Import(Store& store, const std::string& path, const ImportOptions& options)
        : options_(options),
          encoding_(detect_encoding(path)),
          layout_(layout_of(path, encoding_, options.origin)),
          text_(path, encoding_),
          csv_(text_, layout_.separator),
          default_unit_(layout_.heading.title_unit ? layout_.heading.title_unit
                                                   : options.money_unit),
          row_(layout_.heading, file_name(path), options.origin, default_unit_),
          rejects_(options.rejects_path, layout_.heading),
          appender_(store.begin_append(batch_of(path, options), Store::Rules::checked_by_caller)),
          context_{store,
                   appender_,
                   layout_.heading,
                   options.recorded_at.day(),
                   options.effective_on.value_or(options.recorded_at.day()),
                   year_of(layout_.heading, options),
                   options.region} {
        report_.source = batch_of(path, options).source;
        report_.sheet = options.origin.sheet;
        report_.encoding = options.origin.form.empty() ? name(encoding_) : options.origin.form;
        report_.kind = layout_.heading.kind;
        if (report_.kind == FileKind::projects) {
            auto rows = std::make_unique<ProjectRows>(context_);
            projects_ = rows.get();
            rows_ = std::move(rows);
        } else {
            rows_ = std::make_unique<ProgressRows>(context_);
            note_unread_columns();
        }
    }

    [[nodiscard]] Report run() {
        skip_heading();
        while (csv_.next(raw_)) import_row();
        if (projects_ != nullptr) {
            if (auto note = total_.compare(projects_->total_investment())) {
                notes_.add(*std::move(note));
            }
        }
        call_progress();
        rejects_.finish();  // before the commit: if it fails, the store stays as it was
        const Appended appended =
            appender_.commit(report_.accepted + report_.rejected, report_.rejected);
        report_.events_added = appended.added;
        report_.events_unchanged = appended.unchanged;
        report_.problems = problems_.listed();
        report_.counts = problems_.counts();
        report_.notes = notes_.listed();
        report_.note_counts = notes_.counts();
        return std::move(report_);
    }

  private:
    [[nodiscard]] static int year_of(const Heading& heading, const ImportOptions& options) {
        if (options.plan_year) return date(*options.plan_year, 1, 1).year();  // in range, or thrown
        // A column without a year means the year of the plan beside it, if there is just one.
        std::optional<int> year;
        for (const HeadingColumn& column : heading.columns) {
            if (column.column != Column::plan || !column.year) continue;
            if (year && *year != *column.year) return default_year(heading, options);
            year = column.year;
        }
        return year ? *year : default_year(heading, options);
    }
    [[nodiscard]] static int default_year(const Heading& heading, const ImportOptions& options) {
        return heading.title_year.value_or(options.recorded_at.day().year());
    }

    void skip_heading() {
        for (std::size_t i = 0; i < layout_.heading.rows_before_data; ++i) (void)csv_.next(raw_);
        csv_.expect_columns(layout_.heading.columns.size());
    }

    void note_unread_columns() {
        for (const HeadingColumn& column : layout_.heading.columns) {
            const bool unread = column.column >= Column::extra && column.column < Column::month &&
                                column.column != Column::project_code &&
                                column.column != Column::name && column.column != Column::region;
            if (unread) notes_.add({NoteCode::column_not_read, 0, column.label, {}, {}});
        }
    }

    void import_row() {
        row_.load(raw_);
        const RowKind kind = kind_of(row_);
        if (kind == RowKind::blank) return;
        ++report_.rows;
        if (kind != RowKind::data) {
            ++report_.skipped;
            if (kind == RowKind::total) total_.read(row_, default_unit_);
        } else {
            import_data();
        }
        if (report_.rows % rows_between_calls == 0) call_progress();
    }

    void import_data() {
        pending_notes_.clear();
        if (!row_.unreadable()) rows_->import(row_, pending_notes_);
        if (!row_.problems().empty()) {
            ++report_.rejected;
            if (!options_.rejects_path.empty()) rejects_.write(raw_, row_.problems());
            for (const Problem& problem : row_.problems()) problems_.add(problem);
            return;
        }
        ++report_.accepted;
        note_unnamed_cells();
        for (Note& note : pending_notes_) notes_.add(std::move(note));
    }

    void note_unnamed_cells() {
        for (std::size_t i = 0; i < row_.size(); ++i) {
            if (layout_.heading.columns[i].column != Column::unnamed || row_.text(i).empty()) {
                continue;
            }
            pending_notes_.push_back({NoteCode::cell_without_heading,
                                      row_.line(),
                                      std::string(row_.text(i)),
                                      {},
                                      row_.cell(i)});
        }
    }

    void call_progress() const {
        if (!options_.progress) return;
        options_.progress({text_.bytes_read(), text_.bytes_total(), report_.rows});
    }

    const ImportOptions& options_;
    Encoding encoding_;
    Layout layout_;
    TextReader text_;
    CsvReader csv_;
    std::optional<MoneyUnit> default_unit_;
    CsvRow raw_;
    RowReader row_;
    RejectsWriter rejects_;
    Store::Appender appender_;
    Context context_;
    std::unique_ptr<Rows> rows_;
    ProjectRows* projects_ = nullptr;  // the rows, if they are those of a project ledger
    PrintedTotal total_;
    Problems problems_;
    Notes notes_;
    std::vector<Note> pending_notes_;
    Report report_;
};

}  // namespace

ProjectCode local_code(RegionCode region, std::string_view project_name) {
    // Letters keep their case: two names that differ in it may be two projects.
    std::string identity = region.up_to(RegionLevel::county).str() + '|';
    for (const char c : text::half_width(project_name)) {
        if (c != ' ' && (c < '\t' || c > '\r')) identity += c;
    }
    return ProjectCode::local(identity);
}

Report import_csv(Store& store, const std::string& path, const ImportOptions& options) {
    refuse_overwriting(path, options.rejects_path);
    return Import(store, path, options).run();
}

}  // namespace sanku::ledger
