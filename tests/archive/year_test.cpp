#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>
#include <vector>

#include "sanku/archive/diff.hpp"
#include "sanku/archive/frozen.hpp"
#include "sanku/core/text.hpp"
#include "support.hpp"

/// A year of an office: bulletins frozen each month while reports come late, are back-dated,
/// corrected and taken back.
namespace sanku {
namespace {

using event::AttributeChanged;
using event::ProgressReported;
using nlohmann::json;
using testing::code;
using testing::Story;

constexpr Language languages[] = {Language::zh, Language::en};
constexpr int project_count = 60;

Money wan(std::int64_t count) {
    return Money::from(count, MoneyUnit::wan_yuan);
}
std::string name_of(int n) {
    return "项目" + std::to_string(n);
}

/// A correction or withdrawal as the script made it, to be found in the differences.
struct Expected {
    Difference::RecordKind kind;
    int project;
    std::string what;
    std::string old_value;
    std::string new_value;
    std::string by;
    Instant recorded;
    Date effective;
};

/// What was handed out in one month.
struct Published {
    std::int64_t number;
    std::string text[2];
    std::string json[2];
    Anchor anchor;
    Date as_of;
};

/// Writes the year into a journal, month by month.
class Year {
  public:
    explicit Year(const std::string& path) : store(Store::open(path)) {
        std::vector<Event> events;
        for (int n = 0; n < project_count - 5; ++n) add_project(events, n, date(2024, 3, 1));
        record(events, date(2025, 1, 3), "年初台账.csv");
        for (int month = 1; month <= 12; ++month) live(month);
        forty_late_reports();
    }

    Store store;
    std::vector<Published> published;
    std::vector<Expected> expected;

  private:
    static bool is_building(int n) { return n % 3 == 0; }
    static std::int64_t completed(int n, int month) { return 100 * (n + 1) + 10 * month * (n + 1); }

    static void add_project(std::vector<Event>& events, int n, Date day) {
        Story story(code(n));
        story.on(day, AttributeChanged::of(Attribute::name, name_of(n)))
            .on(day, AttributeChanged::of(Attribute::responsible_unit,
                                          n % 4 == 0 ? "市住建局" : "县交通局"))
            .on(day, AttributeChanged::total_investment(wan(10'000 + 100 * n)))
            .on(day,
                AttributeChanged::region(RegionCode::parse(n % 2 == 0 ? "420281" : "420222"), ""))
            .on(day, AttributeChanged::of(Attribute::funding, "中央预算内"))
            .on(day, event::EnteredDirectory{});
        if (n % 3 != 2) story.on(day.plus_days(30), event::MovedToReserve{});
        if (is_building(n)) {
            story.on(day.plus_days(60), event::MovedToImplementation{})
                .on(day.plus_days(60), event::Started{})
                .on(date(2025, 1, 1), event::PlanSet{2025, wan(200 * (n + 1)), wan(50 * (n + 1))});
        }
        events.insert(events.end(), story.events.begin(), story.events.end());
    }
    void record(const std::vector<Event>& events, Date day, const std::string& source,
                const std::string& by = "张三") {
        store.append(events, {.recorded_at = Instant::at(day, 9),
                              .by = by,
                              .source = source,
                              .rows = std::ssize(events)});
    }
    static Event report(int n, int month) {
        const Month of(2025, month);
        return {code(n), of.last_day(),
                ProgressReported{of,
                                 wan(completed(n, month) - 100 * (n + 1)),
                                 wan(completed(n, month)),
                                 {},
                                 wan(4 * month * (n + 1))}};
    }
    static bool is_late(int n, int month) { return (n / 3 + month) % 9 == 0 && month <= 10; }

    /// The month's reports, what the month brings late or right, and its bulletin.
    void live(int month) {
        const Date next = Month(2025, month).plus(1).first_day();
        std::vector<Event> events;
        for (int n = 0; n < project_count - 5; ++n) {
            if (!is_building(n)) continue;
            if (!is_late(n, month)) events.push_back(report(n, month));
            if (month > 2 && is_late(n, month - 2)) events.push_back(report(n, month - 2));
        }
        record(events, next.plus_days(2), "进度.csv");
        if (month > 1) correct_report(3 * month, month - 1, next.plus_days(3));
        if (month > 2) back_date_investment(20 + month, month, next.plus_days(3));
        if (month == 4) complete_by_mistake(next.plus_days(4));
        if (month == 8) take_back(next.plus_days(3));
        if (month == 6) enter_late(next.plus_days(4));
        freeze_month(month, next.plus_days(4));
    }
    void correct_report(int n, int month, Date day) {
        const std::vector<Event> right{report(n, month)};
        Event event = right.front();
        auto& figures = std::get<ProgressReported>(event.what);
        const auto held =
            store.latest(code(n), {EventKind::progress_reported, figures.month.index()});
        if (!held) return;  // that month's is late itself
        const Money old_paid = *figures.paid;
        figures.paid = old_paid + wan(7);
        store.correct(std::vector<Event>{event},
                      {.recorded_at = Instant::at(day, 10), .by = "李四", .source = "更正函"});
        expected.push_back({Difference::RecordKind::correction, n,
                            "2025年" + std::to_string(month) + "月进度",
                            "支付 " + old_paid.in(MoneyUnit::wan_yuan),
                            "支付 " + figures.paid->in(MoneyUnit::wan_yuan), "李四",
                            Instant::at(day, 10), event.effective});
    }
    /// The total investment turns out to have been another one since the entry.
    void back_date_investment(int n, int month, Date day) {
        const Money amount = wan(20'000 + month);
        const Event event{code(n), date(2024, 3, 1), AttributeChanged::total_investment(amount)};
        store.correct(std::vector<Event>{event},
                      {.recorded_at = Instant::at(day, 11), .by = "王五", .source = "审计"});
        expected.push_back({Difference::RecordKind::correction, n, "总投资",
                            wan(10'000 + 100 * n).in(MoneyUnit::wan_yuan),
                            amount.in(MoneyUnit::wan_yuan), "王五", Instant::at(day, 11),
                            event.effective});
    }
    void complete_by_mistake(Date day) {
        record({{code(9), date(2025, 4, 20), event::Completed{}}}, day, "竣工报表.csv");
        mistake_ = store.length();
    }
    void take_back(Date day) {
        store.retract(mistake_, "误报竣工",
                      {.recorded_at = Instant::at(day, 12), .by = "赵六", .source = "来函"});
        expected.push_back({Difference::RecordKind::withdrawal, 9, "竣工", "2025年4月20日", "",
                            "赵六", Instant::at(day, 12), date(2025, 4, 20)});
    }
    void enter_late(Date day) {
        std::vector<Event> events;
        for (int n = project_count - 5; n < project_count; ++n) {
            add_project(events, n, date(2025, 2, 1));
        }
        events.push_back({code(1), date(2025, 3, 15), event::MovedToImplementation{}});
        events.push_back({code(2), date(2025, 3, 20), event::Withdrawn{"重复立项"}});
        record(events, day, "补录.csv");
    }
    void forty_late_reports() {
        std::vector<Event> events;
        for (int n = project_count - 5; n < project_count; ++n) {
            if (!is_building(n)) continue;
            for (int month = 3; month <= 12; ++month) events.push_back(report(n, month));
        }
        for (int n = 0; n < project_count - 5; ++n) {
            if (is_building(n)) {
                events.push_back({code(n), date(2025, 3, 10 + n % 20), event::Enrolled{}});
                events.push_back(
                    {code(n), date(2025, 6, 1), event::CompletionPlanned{date(2026, 6, 1)}});
            }
        }
        record(events, date(2026, 2, 1), "迟报.csv");
        ASSERT_GE(events.size(), 40U);
    }
    void freeze_month(int month, Date day) {
        const Date as_of = Month(2025, month).last_day();
        const Frozen frozen = freeze(store,
                                     {.as_of = as_of,
                                      .policy = Policy::builtin("yinchuan-2025+hubei"),
                                      .language = languages[month % 2],
                                      .title = "2025年" + std::to_string(month) + "月通报"},
                                     Instant::at(day, 15), "秘书");
        Published out{.number = frozen.number,
                      .text = {},
                      .json = {},
                      .anchor = frozen.anchor,
                      .as_of = as_of};
        for (std::size_t i = 0; i < 2; ++i) {
            out.text[i] = to_text(frozen.bulletin, languages[i]);
            out.json[i] = to_json(frozen.bulletin, languages[i]);
        }
        published.push_back(std::move(out));
    }

    std::int64_t mistake_ = 0;
};

/// A file that is gone with the test.
struct Scratch {
    std::string path =
        (std::filesystem::temp_directory_path() /
         ("sanku_year_" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
          std::to_string(reinterpret_cast<std::uintptr_t>(this))))
            .string();
    ~Scratch() {
        for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
    }
};

void expect_fits(const std::string& body) {
    std::size_t start = 0;
    for (std::size_t end = 0; (end = body.find('\n', start)) != std::string::npos;) {
        const std::string_view line(body.data() + start, end - start);
        EXPECT_LE(text::width(line), 100) << line;
        start = end + 1;
    }
}

void expect_parts_add_up(const Difference& difference) {
    for (const auto& total : difference.totals) {
        EXPECT_EQ(std::accumulate(total.parts.begin(), total.parts.end(), std::int64_t{0}),
                  total.change())
            << total.key;
    }
}

const Difference::Total& total_of(const Difference& difference, std::string_view key) {
    const auto found = std::ranges::find(difference.totals, key, &Difference::Total::key);
    EXPECT_NE(found, difference.totals.end()) << key;
    return *found;
}

void expect_replayed(const Store& store, const std::vector<Published>& published) {
    ASSERT_EQ(published.size(), 12U);
    ASSERT_EQ(store.frozen().size(), 12U);
    for (const Published& month : published) {
        const Replay replay = sanku::replay(store, month.number, month.anchor);
        EXPECT_TRUE(replay.same) << month.as_of.iso();
        EXPECT_EQ(replay.anchor_holds, true) << month.as_of.iso();
        for (std::size_t i = 0; i < 2; ++i) {
            EXPECT_EQ(to_json(replay.bulletin, languages[i]), month.json[i]);
            EXPECT_EQ(to_text(replay.bulletin, languages[i]), month.text[i]);
        }
    }
}

TEST(Year, ComesOutOfTheJournalToTheByte) {
    const Scratch scratch;
    std::vector<Published> published;
    {
        const Year year(scratch.path);
        published = year.published;
        expect_replayed(year.store, published);
    }
    expect_replayed(Store::open(scratch.path), published);
    expect_replayed(Store::open(scratch.path, {.read_only = true}), published);
}

TEST(Year, TellsEachCorrectionByNameValuePersonAndTime) {
    const Scratch scratch;
    const Year year(scratch.path);
    ASSERT_GE(year.expected.size(), 20U);
    for (const Published& month : year.published) {
        const StoredRecord stored = frozen_record(year.store, month.number);
        const Side before = published(stored);
        Side now = before;
        now.position.reset();
        const Difference difference = diff(year.store, before, now);
        std::size_t due = 0;
        for (const Expected& made : year.expected) {
            const bool since = made.recorded > stored.frozen_at && made.effective <= month.as_of;
            due += since;
            const auto times = std::ranges::count_if(difference.records, [&](const auto& record) {
                return record.kind == made.kind && record.project.code == code(made.project) &&
                       record.project.name == name_of(made.project) &&
                       record.what.zh == made.what && record.old_value &&
                       record.old_value->zh == made.old_value &&
                       (record.new_value ? record.new_value->zh : "") == made.new_value &&
                       record.by == made.by && record.recorded == made.recorded;
            });
            EXPECT_EQ(times, since ? 1 : 0) << month.as_of.iso() << ' ' << made.what << ' '
                                            << made.old_value << " of " << made.project;
        }
        EXPECT_EQ(std::ranges::count_if(difference.records,
                                        [](const auto& record) {
                                            return record.kind != Difference::RecordKind::late;
                                        }),
                  static_cast<std::ptrdiff_t>(due));
    }
}

TEST(Year, ExplainsTheChangeOfEveryTotal) {
    const Scratch scratch;
    const Year year(scratch.path);
    for (const Published& month : year.published) {
        const Side before = published(frozen_record(year.store, month.number));
        Side now = before;
        now.position.reset();
        const Difference difference = diff(year.store, before, now);
        expect_parts_add_up(difference);
        const json shown = json::parse(month.json[0]);
        for (std::size_t i = 0; i < libraries.size(); ++i) {
            const std::string id(key(libraries[i]));
            EXPECT_EQ(total_of(difference, id + ".projects").before,
                      shown["libraries"][i]["projects"]);
            EXPECT_EQ(total_of(difference, id + ".investment").before,
                      shown["libraries"][i]["investment_fen"]);
        }
        for (const Light light : all_lights) {
            const std::string id(key(light));
            EXPECT_EQ(total_of(difference, "lights.overall." + id).before,
                      shown["lights"]["overall"][id]);
        }
        for (const auto& total : difference.totals) {
            EXPECT_EQ(total.parts[static_cast<std::size_t>(Cause::time)], 0)
                << "the same day and rules: " << total.key;
        }
        for (const Language language : languages) expect_fits(to_text(difference, language));
    }
}

TEST(Year, TellsOneMonthFromTheNext) {
    const Scratch scratch;
    const Year year(scratch.path);
    for (std::size_t i = 1; i < year.published.size(); ++i) {
        const Difference difference =
            diff(year.store, published(frozen_record(year.store, year.published[i - 1].number)),
                 published(frozen_record(year.store, year.published[i].number)));
        expect_parts_add_up(difference);
        EXPECT_FALSE(difference.empty());
        EXPECT_EQ(json::parse(to_json(difference, Language::en))["before"]["as_of"],
                  year.published[i - 1].as_of.iso());
    }
}

TEST(Year, HasFiveLateProjectsAMoveAndAWithdrawalFromTheLibraries) {
    const Scratch scratch;
    const Year year(scratch.path);
    const Side before = published(frozen_record(year.store, year.published[3].number));  // April
    Side now = before;
    now.position.reset();
    const Difference difference = diff(year.store, before, now);
    EXPECT_EQ(difference.entered.size(), 5U);
    EXPECT_TRUE(difference.left.empty());
    ASSERT_EQ(difference.moved.size(), 2U);
    EXPECT_EQ(difference.moved[0].project.code, code(1));
    EXPECT_EQ(difference.moved[0].from, Pool::reserve);
    EXPECT_EQ(difference.moved[0].to, Pool::implementation);
    EXPECT_EQ(difference.moved[1].project.code, code(2));
    EXPECT_EQ(difference.moved[1].to, Pool::withdrawn);
    const auto& all = total_of(difference, "projects");
    EXPECT_EQ(all.change(), 5);
    EXPECT_EQ(all.parts[static_cast<std::size_t>(Cause::entered)], 5);
    const auto& done = total_of(difference, "two_accounts.completed");
    EXPECT_EQ(done.before, 1) << "the mistake";
    EXPECT_EQ(done.after, 0);
    EXPECT_EQ(done.parts[static_cast<std::size_t>(Cause::recorded)], -1);
    const auto& lights = difference.lights;
    EXPECT_TRUE(std::ranges::any_of(lights, [](const auto& change) {
        return change.project.code == code(9) && !change.rules.empty() &&
               change.rules.front().why_before != change.rules.front().why_after;
    }));
}

}  // namespace
}  // namespace sanku
