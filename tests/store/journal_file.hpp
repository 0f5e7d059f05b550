#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sanku/store/journal_lines.hpp"
#include "sanku/store/store.hpp"
#include "store/temporary_directory.hpp"
#include "support.hpp"

/// A small journal in a file, and the tools of one who tampers with it.
namespace sanku::testing {

inline void write_bytes(const std::string& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// Runs SQL behind the library's back, on wish without its triggers; every value that it gave.
inline std::vector<std::string> run_sql(const std::string& file, const std::string& sql,
                                        bool triggers = true) {
    sqlite3* raw = nullptr;
    if (sqlite3_open(file.c_str(), &raw) != SQLITE_OK) throw std::runtime_error(file);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> database(raw, sqlite3_close);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_TRIGGER, triggers ? 1 : 0, nullptr);
    std::vector<std::string> values;
    const auto keep = [](void* out, int count, char** row, char**) {
        for (int i = 0; i < count; ++i) {
            static_cast<std::vector<std::string>*>(out)->emplace_back(row[i] ? row[i] : "");
        }
        return 0;
    };
    char* message = nullptr;
    (void)sqlite3_exec(raw, sql.c_str(), keep, &values, &message);
    const std::string error = message != nullptr ? message : "";
    sqlite3_free(message);
    if (!error.empty()) throw std::runtime_error(error + ": " + sql);
    return values;
}

/// The same as an attacker does it: no trigger runs, and the schema shows nothing.
inline void tamper(const std::string& file, const std::string& sql) {
    (void)run_sql(file, "BEGIN;" + sql + ";COMMIT", false);
}

/// Four projects, eight batches: entries and attributes, reports, corrections, two frozen records,
/// something taken back.
inline void make_journal(const std::string& path, HashAlgorithm hash = HashAlgorithm::sha256,
                         int page_size = 0) {
    if (page_size != 0) {
        (void)run_sql(path, "PRAGMA page_size = " + std::to_string(page_size) + "; VACUUM");
    }
    const auto noon = [](int day) { return Instant::at(date(2024, 7, 1).plus_days(day), 12); };
    const auto yuan = [](std::int64_t n) { return Money::from(n, MoneyUnit::yuan); };
    const auto project = [&](int n) {
        Story story(code(n));
        story.on(date(2024, 1, 5), event::EnteredDirectory{})
            .on(date(2024, 1, 5),
                event::AttributeChanged::of(Attribute::name, "项目" + std::to_string(n)))
            .on(date(2024, 1, 5),
                event::AttributeChanged::region(RegionCode::parse("420281107"), "陈贵镇"))
            .on(date(2024, 1, 5), event::AttributeChanged::total_investment(yuan(1000 + n)))
            .plan(2024, 500 + n);
        return story;
    };
    Store store = Store::open(path, {.hash = hash});
    (void)store.append(join({project(1), project(2)}),
                       {.recorded_at = noon(0), .by = "甲", .source = "一.csv", .rows = 2});
    std::vector<Event> reports;
    for (int n = 1; n <= 2; ++n) {
        for (int month = 1; month <= 3; ++month) {
            const Story story = Story(code(n)).report(Month(2024, month), 10 * month, 10 * month);
            reports.push_back(story.events.front());
        }
    }
    (void)store.append(
        reports,
        {.recorded_at = noon(1), .by = "乙", .source = "二.csv", .rows = 7, .rejected = 1});
    (void)store.correct(Story(code(1)).report(Month(2024, 2), 21, 21).events,
                        {.recorded_at = noon(2), .by = "甲"});
    FrozenRecord record{.title = "第1期",
                        .as_of = date(2024, 3, 31),
                        .known_on = {},
                        .position = store.position(),
                        .policy = "[policy]\nid = \"x\"\n",
                        .language = "zh",
                        .previous_year_investment = {},
                        .region_level = {},
                        .json_hash = digest(hash, "{}")};
    (void)store.store(record, noon(3), "丙");
    (void)store.append(join({project(3), project(4)}), {.recorded_at = noon(4), .source = "三"});
    (void)store.retract(11, "误报", {.recorded_at = noon(5), .by = "丁"});
    record.title = "第2期";
    record.known_on = date(2024, 7, 5);
    record.position = {5, 27};
    record.previous_year_investment = yuan(77);
    record.region_level = 3;
    (void)store.store(record, noon(6), "丙");
    Story last(code(3));
    last.on(date(2024, 6, 1), event::Started{})
        .on(date(2024, 6, 2), event::StartPlanned{date(2024, 8, 1)})
        .on(date(2024, 6, 30), event::Evaluated{Evaluation::sector, 9150})
        .on(date(2024, 6, 30), event::ReasonGranted{"start", date(2024, 6, 1), date(2024, 7, 1),
                                                    "市发改委", "汛期停工"})
        .report(Month(2024, 6), 100, 100);
    (void)store.append(last.events, {.recorded_at = noon(7), .by = "甲", .source = "四.csv"});
}

[[nodiscard]] inline std::string exported(const Store& store) {
    std::ostringstream out;
    export_journal(store, out);
    return out.str();
}

/// Everything that a Store says of its journal, in one text.
[[nodiscard]] inline std::string all_of(const std::string& path) {
    const Store store = Store::open(path, {.read_only = true});
    std::ostringstream out;
    export_journal(store, out);
    for (const Date day : {date(2024, 2, 29), date(2024, 7, 31)}) {
        for (const auto known : {std::optional<Date>(), std::optional(date(2024, 7, 3))}) {
            const Portfolio portfolio = store.at(day, known);
            Columns::for_each(portfolio.columns(), [&](const char* name, const auto& column, auto) {
                out << name;
                for (const auto value : column) {
                    out << ' ' << static_cast<std::int64_t>(value);
                }
            });
        }
    }
    for (const StoredRecord& frozen : store.frozen()) {
        out << frozen.number << frozen.by << frozen.record.title << frozen.record.policy
            << frozen.record.json_hash.hex() << frozen.record.position.events;
    }
    for (int n = 1; n <= 4; ++n) {
        for (const RecordedEvent& event : store.history(code(n))) {
            out << event.sequence << ' ' << event.recorded.unix_seconds() << ' ' << event.supersedes
                << ' ' << event.event.what.index() << ';';
        }
        for (int month = 1; month <= 7; ++month) {
            const auto around = store.reports_around(code(n), Month(2024, month));
            out << around.before.has_value() << around.after.has_value();
        }
        out << store.first_entry(code(n))->iso();
    }
    for (const ImportRecord& import : store.imports()) out << import.source << import.rows;
    return out.str();
}

}  // namespace sanku::testing
