#include "fold_journal.hpp"

#include <utility>
#include <vector>

#include "connection.hpp"
#include "sanku/portfolio/fold.hpp"

namespace sanku::store_detail {

namespace {

/// The projects' codes by their number, which counts from 1 without gaps.
[[nodiscard]] std::vector<ProjectCode> project_codes(SQLite::Database& database,
                                                     const std::string& path) {
    std::vector<ProjectCode> codes;
    SQLite::Statement query(database, "SELECT id, code FROM project ORDER BY id");
    while (query.executeStep()) {
        if (query.getColumn(0).getInt64() != std::ssize(codes) + 1) {
            throw Error(ErrorCode::damaged_journal, path, "projects without gaps");
        }
        codes.push_back(decoded(text_view(query, 1)));
    }
    return codes;
}

}  // namespace

History fold_journal(SQLite::Database& database, const std::string& path, const History& base,
                     EventRange range, std::optional<Date> known_on) {
    HistoryBuilder builder(base, known_on);
    const std::vector<ProjectCode> codes = project_codes(database, path);
    std::vector<std::optional<std::uint32_t>> rows(codes.size());  // once an event names them
    static const std::string sql = "SELECT seq, project, " + std::string(event_columns) +
                                   " FROM event WHERE seq > ? AND seq <= ? ORDER BY seq";
    SQLite::Statement events(database, sql);
    events.bind(1, range.after);
    events.bind(2, range.last);
    std::int64_t sequence = range.after;
    while (events.executeStep()) {
        if (events.getColumn(0).getInt64() != ++sequence) {
            throw Error(ErrorCode::damaged_journal, std::to_string(sequence), "missing event");
        }
        const std::int64_t id = events.getColumn(1).getInt64();
        if (id < 1 || id > std::ssize(codes)) {
            throw Error(ErrorCode::damaged_journal, std::to_string(id), "event of no project");
        }
        const auto place = static_cast<std::size_t>(id - 1);
        if (!rows[place]) rows[place] = builder.row(codes[place]);
        const EventRow row = read_row(events, 2);
        builder.apply(*rows[place], Date::from_days(row.effective), decoded(row));
    }
    if (sequence != range.last) {
        throw Error(ErrorCode::damaged_journal, std::to_string(sequence + 1), "missing event");
    }
    return std::move(builder).build();
}

}  // namespace sanku::store_detail
