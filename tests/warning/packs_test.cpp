// Each pack that ships reproduces the text that it was made from: clause by clause, at each limit
// and one step (fen, day, month, month-end) to either side of it.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sanku/warning/lights.hpp"
#include "sanku/warning/metrics.hpp"
#include "sanku/warning/policy.hpp"
#include "sanku/warning/regions.hpp"
#include "support.hpp"

namespace sanku {
namespace {

using event::AttributeChanged;
using testing::code;
using testing::Story;
using warning::BondIssue;
using warning::RegionFigures;
using warning::RegionMonth;

// --- Tables
// --------------------------------------------------------------------------------------

/// The words that a row follows from, and where they stand.
struct Quote {
    enum class From { clause, gap, figures } from;
    std::string_view text;
};
/// What was published, in these words of the rule's clause.
Quote published(std::string_view text) {
    return {Quote::From::clause, text};
}
/// What the text leaves open and we fill, in these words of the rule's gap.
Quote our_fill(std::string_view text) {
    return {Quote::From::gap, text};
}
/// What holds of every rule of this kind, by docs/figures.md.
Quote defined(std::string_view text) {
    return {Quote::From::figures, text};
}

/// What a rule shows on one project, or on one region at the end of the as-of day's month.
struct Row {
    std::string rule;
    Quote quote;
    std::string what;
    Date as_of;
    Light light;
    std::vector<Event> events;
    std::optional<RegionFigures> figures{};
};

struct Table {
    std::string name;
    std::string pack;
    std::string rule{};  // of the rows that are added next
    std::vector<Row> rows{};

    void add(Quote quote, const std::string& what, const Story& story, Date as_of, Light light) {
        rows.push_back({rule, quote, what, as_of, light, story.events});
    }
    void add(Quote quote, const std::string& what, const RegionFigures& figures, Month month,
             Light light) {
        rows.push_back({rule, quote, what, month.last_day(), light, {}, figures});
    }
};

std::ostream& operator<<(std::ostream& out, const Row& row) {
    return out << row.rule << ": "
               << (row.quote.from == Quote::From::clause ? "published"
                   : row.quote.from == Quote::From::gap  ? "our fill"
                                                         : "docs/figures.md")
               << ": \"" << row.quote.text << "\": " << row.what << ", as of " << row.as_of.iso();
}

/// The region that regional rows speak of: Heping in Tianjin.
const RegionCode here = RegionCode::from_number(120'101);
const RegionCode elsewhere = RegionCode::from_number(120'102);

/// What a pack, or a changed one, shows on rows.
class Judge {
  public:
    explicit Judge(const Row& row) : row_(row) {
        if (!row.figures) portfolio_ = fold(row.events, row.as_of);
    }
    [[nodiscard]] Light light(const Policy& policy) const {
        const std::size_t rule = policy.find(row_.rule).value();
        if (row_.figures) {
            return evaluate_regions(*row_.figures, policy, row_.as_of.month()).of(rule, here);
        }
        return warning::evaluate(*portfolio_, policy).of(rule, 0);
    }

  private:
    const Row& row_;
    std::optional<Portfolio> portfolio_;
};

// --- Projects
// ------------------------------------------------------------------------------------

const Date long_ago = date(2020, 1, 1);

/// A project that is in no library yet.
Story nowhere() {
    return Story(code(1));
}
Story in_implementation() {
    return nowhere().on(long_ago, event::MovedToImplementation{});
}
/// The figures of one month in fen; what is empty is not stated.
Story& report(Story& story, Month month, std::optional<std::int64_t> completed,
              std::optional<std::int64_t> paid = {}) {
    const auto fen = [](std::optional<std::int64_t> amount) {
        return amount ? std::optional(Money::from_fen(*amount)) : std::nullopt;
    };
    return story.on(
        month.last_day(),
        event::ProgressReported{month, fen(completed), Money::from_fen(0), {}, fen(paid)});
}
/// A report of the month before `day`, which says nothing of this year.
Story& fresh(Story& story, Date day) {
    return report(story, day.month().plus(-1), {});
}
/// The plan of a year in fen, from its 1 January.
Story& plan(Story& story, int year, std::int64_t amount) {
    return story.on(date(year, 1, 1), event::PlanSet{year, Money::from_fen(amount), {}});
}

/// Rows on whom the rule speaks of. `base` is in no library; in one of `pools` it shows `light`.
/// `completed`: only completed or uncompleted projects; `sectors`: the sections, all if empty.
void add_scope(Table& table, const Story& base, Date day, Light light, std::set<Pool> pools,
               std::optional<bool> completed, std::string_view sectors = "",
               std::set<Funding> fundings = {}) {
    const auto rated = [&](bool in) { return in ? light : Light::none; };
    const auto add = [&](const std::string& what, bool in, auto... more) {
        Story story = base;
        (story.events.push_back({code(1), more.first, more.second}), ...);
        table.add(defined("out of scope: not rated"), what, story, day, rated(in));
    };
    const auto on = [](Date when, Payload what) { return std::pair(when, std::move(what)); };
    const auto held = on(long_ago, event::MovedToImplementation{});
    add("in the directory", pools.contains(Pool::directory),
        on(long_ago, event::EnteredDirectory{}));
    add("in the reserve library", pools.contains(Pool::reserve),
        on(long_ago, event::MovedToReserve{}));
    add("in the implementation library", pools.contains(Pool::implementation), held);
    add("withdrawn", false, held, on(day, event::Withdrawn{"取消"}));
    add("to be withdrawn tomorrow", true, held, on(day.plus_days(1), event::Withdrawn{"取消"}));
    if (completed != true) {
        add("completed today", completed != false, held, on(day, event::Completed{}));
        add("completed tomorrow", true, held, on(day.plus_days(1), event::Completed{}));
    }
    for (const std::uint32_t region : {110'101U, 420'281U, 640'104U}) {
        add("in region " + std::to_string(region), true, held,
            on(long_ago, AttributeChanged::region(RegionCode::from_number(region), "")));
    }
    for (std::size_t i = 0; i < funding_count; ++i) {
        const auto funding = static_cast<Funding>(i);
        add("funding " + std::string(key(funding)), fundings.empty() || fundings.contains(funding),
            held,
            on(long_ago,
               AttributeChanged::of(
                   Attribute::funding,
                   funding == Funding::unknown ? "" : std::string(name(funding, Language::zh)))));
    }
    for (char section = 'A'; section <= 'T'; ++section) {
        add(std::string("of section ") + section,
            sectors.empty() || sectors.find(section) != std::string_view::npos, held,
            on(long_ago,
               AttributeChanged::sector(SectorCode::parse(std::string_view(&section, 1)))));
    }
    // A valid reason counts from its first to its last day.
    struct Reason {
        int from;
        int to;
        bool in;
    };
    constexpr Reason reasons[] = {{0, 0, false}, {-9, 0, false}, {0, 9, false},
                                  {1, 9, true},  {-9, -1, true}, {-9, 9, false}};
    for (const auto& [from, to, in] : reasons) {
        Story story = base;
        story.on(long_ago, event::MovedToImplementation{})
            .on(long_ago, event::ReasonGranted{table.rule, day.plus_days(from), day.plus_days(to),
                                               "发展改革局", "汛期"});
        table.add(defined("a valid reason suspends a light"),
                  "from day " + std::to_string(from) + " to " + std::to_string(to) + " of it",
                  story, day, rated(in));
    }
}

/// Rows on a rule that holds what was completed this year against the plan, where it has no value.
/// `without_plan` is its light where nobody set one.
void add_missing_figures(Table& table, const Story& base, int year, Light without_plan) {
    constexpr std::int64_t whole = 1'200'000'000;  // 12,000,000 yuan
    const Date june30 = date(year, 6, 30);
    const Month june = june30.month();
    for (int age = 0; age <= 4; ++age) {
        Story story = base;
        report(plan(story, year, whole), june.plus(-age), whole);
        table.add(defined("no data if the report is stale"),
                  "all completed, by the report of " + std::to_string(age) + " months ago", story,
                  june30, age <= 2 ? Light::green : Light::no_data);
    }
    Story never = base;
    table.add(defined("no data if the report is stale"), "no report at all",
              plan(never, year, whole), june30, Light::no_data);
    Story december = base;
    report(plan(plan(december, year - 1, whole), year, whole), Month(year - 1, 12), whole);
    table.add(defined("no data if the report is not of this year"), "December's report", december,
              date(year, 1, 20), Light::no_data);
    Story silent = base;
    report(plan(silent, year, whole), june, {}, whole);
    table.add(defined("no data if nobody stated the part"), "no completed figure", silent, june30,
              Light::no_data);
    Story unplanned = base;
    table.add(defined("a plan that nobody stated"), "no plan", report(unplanned, june, whole),
              june30, without_plan);
    Story earlier = base;
    table.add(defined("a plan that nobody stated"), "a plan of the year before",
              report(plan(earlier, year - 1, whole), june, whole), june30, without_plan);
    Story empty = base;
    table.add(defined("a whole of 0 is not rated"), "a plan of 0",
              report(plan(empty, year, 0), june, whole), june30, Light::none);
}

/// One project that had completed so many fen of a plan by the end of a month of `year`.
void add_completed(Table& table, Quote quote, const Story& base, int year, int month,
                   std::int64_t completed, std::int64_t of, Light light) {
    Story story = base;
    report(plan(story, year, of), Month(year, month), completed);
    table.add(quote,
              std::to_string(completed) + " of " + std::to_string(of) + " fen by month " +
                  std::to_string(month),
              story, Month(year, month).last_day(), light);
}

/// Rows on a rule that needs reports: what is green with a fresh one is no data without. `base` is
/// green but for its reports.
void add_staleness(Table& table, const Story& base, Date day) {
    for (int age = 0; age <= 4; ++age) {
        Story story = base;
        // The month of the as-of day has a report only on its last day.
        const Month month = day.month().plus(-age);
        if (month.last_day() > day) continue;
        table.add(defined("green is no data where the report is stale"),
                  "green, with a report of " + std::to_string(age) + " months ago",
                  report(story, month, {}), day, age <= 2 ? Light::green : Light::no_data);
    }
    table.add(defined("green is no data where the report is stale"), "green, never reported", base,
              day, Light::no_data);
}

/// A day, what happened on which day before, and the light: the shape of most rows on time.
struct Timed {
    Quote quote;
    Date day;
    std::optional<Date> anchor;
    std::optional<Date> done;
    Light light;
};

/// Rows of time. `what` makes the events that set the anchor and those that end the time.
template <typename Anchor, typename Done>
void add_timed(Table& table, const std::vector<Timed>& rows, bool reports, Anchor anchor,
               Done done) {
    for (const Timed& row : rows) {
        Story story = in_implementation();
        if (reports) fresh(story, row.day);
        if (row.anchor) anchor(story, *row.anchor);
        if (row.done) done(story, *row.done);
        table.add(row.quote,
                  "from " + (row.anchor ? row.anchor->iso() : "never") + ", done " +
                      (row.done ? row.done->iso() : "never"),
                  story, row.day, row.light);
    }
}
template <typename Kind>
void happen(Story& story, Date day) {
    story.on(day, Kind{});
}
void plan_start(Story& story, Date day) {
    story.on(long_ago, event::StartPlanned{day});
}

// --- Yinchuan, 2025-03
// ---------------------------------------------------------------------------

Table yinchuan_start() {
    Table table{"yinchuan_start", "yinchuan-2025", "start"};
    const Quote green = published("started as planned");
    const Quote yellow = published("planned for this month, not started");
    const Quote red = published("due and not started for 3 months in a row");
    const Quote gap = our_fill("Due for one or two months is not in the text; counted as yellow.");
    const Quote done = defined("done is green");
    const Quote later = defined("planned for a later month: green");
    const Quote unknown = defined("not started and no planned start: no data");
    const Date june30 = date(2025, 6, 30);
    add_timed(table,
              {
                  {green, june30, june30, june30, Light::green},
                  {green, june30, date(2025, 6, 1), date(2025, 6, 1), Light::green},
                  {green, june30, date(2025, 9, 1), date(2025, 6, 1), Light::green},
                  {done, june30, date(2025, 1, 1), june30, Light::green},
                  {done, june30, {}, june30, Light::green},
                  {red, june30, date(2025, 1, 1), date(2025, 7, 1), Light::red},
                  // Planned for a later month, for this month: one day apart.
                  {later, date(2025, 5, 31), date(2025, 6, 1), {}, Light::green},
                  {yellow, date(2025, 6, 1), date(2025, 6, 1), {}, Light::yellow},
                  {later, date(2025, 5, 31), june30, {}, Light::green},
                  {yellow, date(2025, 6, 1), june30, {}, Light::yellow},
                  {yellow, date(2025, 6, 29), june30, {}, Light::yellow},
                  {yellow, june30, june30, {}, Light::yellow},
                  {yellow, june30, date(2025, 6, 1), {}, Light::yellow},
                  {later, june30, date(2025, 7, 1), {}, Light::green},
                  // One, two and three month-ends, a day to either side.
                  {gap, date(2025, 7, 1), june30, {}, Light::yellow},
                  {gap, date(2025, 7, 1), date(2025, 6, 1), {}, Light::yellow},
                  {gap, date(2025, 7, 30), june30, {}, Light::yellow},
                  {gap, date(2025, 7, 31), june30, {}, Light::yellow},
                  {gap, date(2025, 8, 1), june30, {}, Light::yellow},
                  {gap, date(2025, 8, 30), june30, {}, Light::yellow},
                  {red, date(2025, 8, 31), june30, {}, Light::red},
                  {red, date(2025, 9, 1), june30, {}, Light::red},
                  {red, date(2025, 8, 31), date(2025, 6, 1), {}, Light::red},
                  {gap, date(2025, 8, 31), date(2025, 7, 1), {}, Light::yellow},
                  {gap, date(2025, 9, 29), date(2025, 7, 1), {}, Light::yellow},
                  {red, date(2025, 9, 30), date(2025, 7, 1), {}, Light::red},
                  // Over February, of a common and of a leap year.
                  {gap, date(2026, 2, 27), date(2025, 12, 31), {}, Light::yellow},
                  {red, date(2026, 2, 28), date(2025, 12, 31), {}, Light::red},
                  {gap, date(2028, 2, 28), date(2027, 12, 31), {}, Light::yellow},
                  {red, date(2028, 2, 29), date(2027, 12, 31), {}, Light::red},
                  {unknown, june30, {}, {}, Light::no_data},
                  {unknown, june30, {}, date(2025, 7, 1), Light::no_data},
              },
              true, plan_start, happen<event::Started>);
    Story base = nowhere();
    plan_start(base, date(2025, 1, 1));
    add_scope(table, base, june30, Light::red, {Pool::implementation}, false);
    add_staleness(table, in_implementation().on(date(2025, 1, 1), event::Started{}), june30);
    return table;
}

Table yinchuan_progress() {
    Table table{"yinchuan_progress", "yinchuan-2025", "progress"};
    const Quote green = published("at or above pro-rata progress");
    const Quote yellow = published("10 to 30 percentage points below");
    const Quote red = published("more than 30 points below");
    const Quote gap = our_fill("Up to 10 points below is not in the text; counted as green.");
    const Story base = in_implementation();
    const auto add = [&](Quote quote, int month, std::int64_t completed, std::int64_t of,
                         Light light) {
        add_completed(table, quote, base, 2026, month, completed, of, light);
    };
    // Of a plan of 1,200,000 fen each month is 100,000 and each point 12,000.
    struct Limits {
        int month;
        std::int64_t level;
        std::int64_t ten_below;
        std::int64_t thirty_below;
    };
    constexpr Limits rows[] = {
        {3, 300'000, 180'000, -1},         {4, 400'000, 280'000, 40'000},
        {5, 500'000, 380'000, 140'000},    {6, 600'000, 480'000, 240'000},
        {7, 700'000, 580'000, 340'000},    {8, 800'000, 680'000, 440'000},
        {9, 900'000, 780'000, 540'000},    {10, 1'000'000, 880'000, 640'000},
        {11, 1'100'000, 980'000, 740'000}, {12, 1'200'000, 1'080'000, 840'000}};
    for (const auto& [month, level, ten, thirty] : rows) {
        constexpr std::int64_t whole = 1'200'000;
        add(green, month, level + 1, whole, Light::green);
        add(green, month, level, whole, Light::green);
        add(gap, month, level - 1, whole, Light::green);
        add(gap, month, ten + 1, whole, Light::green);
        add(yellow, month, ten, whole, Light::yellow);
        add(yellow, month, ten - 1, whole, Light::yellow);
        if (thirty < 0) continue;
        add(yellow, month, thirty + 1, whole, Light::yellow);
        add(yellow, month, thirty, whole, Light::yellow);
        add(red, month, thirty - 1, whole, Light::red);
        add(red, month, 0, whole, Light::red);
    }
    // The pace of January is less than 10 points, that of March less than 30.
    add(gap, 1, 0, 1'200'000, Light::green);
    add(gap, 2, 80'001, 1'200'000, Light::green);
    add(yellow, 2, 80'000, 1'200'000, Light::yellow);
    add(yellow, 2, 0, 1'200'000, Light::yellow);
    add(yellow, 3, 0, 1'200'000, Light::yellow);
    // 40 and 20 % of 1,000,001 fen are 400,000.4 and 200,000.2.
    add(gap, 6, 400'001, 1'000'001, Light::green);
    add(yellow, 6, 400'000, 1'000'001, Light::yellow);
    add(yellow, 6, 200'001, 1'000'001, Light::yellow);
    add(red, 6, 200'000, 1'000'001, Light::red);
    // The same figure a month earlier and later: −1.7, −10, −18.3, −26.7, −35 points.
    add(gap, 5, 480'000, 1'200'000, Light::green);
    add(yellow, 6, 480'000, 1'200'000, Light::yellow);
    add(yellow, 7, 480'000, 1'200'000, Light::yellow);
    add(yellow, 8, 480'000, 1'200'000, Light::yellow);
    add(red, 9, 480'000, 1'200'000, Light::red);
    // The least and the most that a plan can be.
    add(green, 6, 1, 1, Light::green);
    add(red, 6, 0, 1, Light::red);
    add(yellow, 6, 40'000'000'000'000, max_project_money.fen(), Light::yellow);
    add(gap, 6, 40'000'000'000'001, max_project_money.fen(), Light::green);
    add(red, 6, 19'999'999'999'999, max_project_money.fen(), Light::red);
    add_missing_figures(table, base, 2026, Light::no_data);
    Story behind = nowhere();
    report(plan(behind, 2026, 1'200'000), Month(2026, 6), 0);
    add_scope(table, behind, date(2026, 6, 30), Light::red, {Pool::implementation}, false);
    return table;
}

Table yinchuan_payment() {
    Table table{"yinchuan_payment", "yinchuan-2025", "payment"};
    const Quote green = published("central and city budget funds paid as planned");
    const Quote red = published("below the state's or region's requirement");
    const Date june30 = date(2025, 6, 30);
    const auto add = [&](Quote quote, const std::string& what, std::optional<std::int64_t> required,
                         Month month, std::optional<std::int64_t> paid, Light light) {
        Story story = in_implementation();
        story.on(long_ago, AttributeChanged::of(Attribute::funding, "central_budget"))
            .on(date(2025, 1, 1),
                event::PlanSet{
                    2025, Money::from_fen(9'000'000),
                    required ? std::optional(Money::from_fen(*required)) : std::nullopt});
        table.add(quote, what, report(story, month, 0, paid), june30, light);
    };
    const Month may(2025, 5);
    add(green, "one fen more", 1'000'000, may, 1'000'001, Light::green);
    add(green, "exactly what is required", 1'000'000, may, 1'000'000, Light::green);
    add(red, "one fen less", 1'000'000, may, 999'999, Light::red);
    add(red, "nothing", 1'000'000, may, 0, Light::red);
    add(green, "one fen of one", 1, may, 1, Light::green);
    add(red, "nothing of one fen", 1, may, 0, Light::red);
    add(defined("a whole of 0 is not rated"), "nothing is required", 0, may, 0, Light::none);
    add(defined("a whole that nobody stated is not rated"), "no requirement", {}, may, 0,
        Light::none);
    add(defined("no data if nobody stated the part"), "no paid figure", 1'000'000, may, {},
        Light::no_data);
    for (int age = 0; age <= 4; ++age) {
        add(defined("no data if the report is stale"),
            "all paid, by the report of " + std::to_string(age) + " months ago", 1'000'000,
            june30.month().plus(-age), 1'000'000, age <= 2 ? Light::green : Light::no_data);
    }
    Story unplanned = in_implementation();
    unplanned.on(long_ago, AttributeChanged::of(Attribute::funding, "central_budget"))
        .on(date(2025, 1, 1), event::PlanSet{2025, {}, Money::from_fen(2)});
    table.add(red, "one fen less, without a plan", report(unplanned, may, 0, 1), june30,
              Light::red);
    Story last_year = in_implementation();
    last_year.on(long_ago, AttributeChanged::of(Attribute::funding, "central_budget"))
        .on(date(2026, 1, 1), event::PlanSet{2026, Money::from_fen(9), Money::from_fen(1'000'000)});
    table.add(defined("no data if the report is not of this year"), "December's report",
              report(last_year, Month(2025, 12), 0, 1'000'000), date(2026, 1, 20), Light::no_data);
    Story base = nowhere();
    base.on(long_ago, AttributeChanged::of(Attribute::funding, "local_budget"))
        .on(date(2025, 1, 1), event::PlanSet{2025, Money::from_fen(9), Money::from_fen(2)});
    report(base, may, 0, 1);
    // Central and city; that long-term treasury bonds are central funds is our reading.
    add_scope(table, base, june30, Light::red, {Pool::implementation}, false, "",
              {Funding::central_budget, Funding::treasury_bond, Funding::local_budget});
    return table;
}

Table yinchuan_enrolment() {
    Table table{"yinchuan_enrolment", "yinchuan-2025", "enrolment"};
    const Quote green = published("enrolled");
    const Quote yellow = published("1 month after start, not enrolled");
    const Quote red = published("more than 2 months after start, not enrolled");
    const Quote gap =
        our_fill("Less than one month after the start is not in the text; counted as green.");
    const Quote unstarted = defined("without a start: not rated");
    const Date june30 = date(2025, 6, 30);
    add_timed(table,
              {
                  {green, june30, date(2025, 1, 1), june30, Light::green},
                  {green, june30, date(2025, 1, 1), date(2025, 1, 1), Light::green},
                  {red, june30, date(2025, 1, 1), date(2025, 7, 1), Light::red},
                  {gap, june30, june30, {}, Light::green},
                  {gap, june30, date(2025, 6, 1), {}, Light::green},
                  // One month, and a day to either side.
                  {gap, date(2025, 6, 14), date(2025, 5, 15), {}, Light::green},
                  {yellow, date(2025, 6, 15), date(2025, 5, 15), {}, Light::yellow},
                  {yellow, date(2025, 6, 16), date(2025, 5, 15), {}, Light::yellow},
                  // Two months, and a day to either side.
                  {yellow, date(2025, 7, 14), date(2025, 5, 15), {}, Light::yellow},
                  {yellow, date(2025, 7, 15), date(2025, 5, 15), {}, Light::yellow},
                  {red, date(2025, 7, 16), date(2025, 5, 15), {}, Light::red},
                  // Months clamp and never snap.
                  {yellow, june30, date(2025, 5, 31), {}, Light::yellow},
                  {gap, date(2025, 6, 29), date(2025, 5, 31), {}, Light::green},
                  {yellow, date(2025, 7, 30), june30, {}, Light::yellow},
                  {gap, date(2025, 7, 29), june30, {}, Light::green},
                  {yellow, date(2026, 2, 28), date(2026, 1, 31), {}, Light::yellow},
                  {gap, date(2026, 2, 27), date(2026, 1, 31), {}, Light::green},
                  {yellow, date(2028, 2, 29), date(2028, 1, 31), {}, Light::yellow},
                  {gap, date(2028, 2, 28), date(2028, 1, 31), {}, Light::green},
                  {yellow, date(2026, 2, 28), date(2025, 12, 31), {}, Light::yellow},
                  {red, date(2026, 3, 1), date(2025, 12, 31), {}, Light::red},
                  {unstarted, june30, {}, {}, Light::none},
                  {unstarted, june30, {}, june30, Light::none},
                  {unstarted, june30, date(2025, 7, 1), {}, Light::none},
              },
              true, happen<event::Started>, happen<event::Enrolled>);
    Story base = nowhere().on(date(2025, 1, 1), event::Started{});
    add_scope(table, base, june30, Light::red, {Pool::implementation}, false);
    add_staleness(table,
                  in_implementation()
                      .on(date(2025, 1, 1), event::Started{})
                      .on(date(2025, 1, 1), event::Enrolled{}),
                  june30);
    return table;
}

// --- Yinchuan, quarterly targets 2025
// ------------------------------------------------------------

Table yinchuan_target() {
    Table table{"yinchuan_target", "yinchuan-targets-2025", "target"};
    const Quote below = our_fill("below it is red, and there is no yellow");
    const Quote before = our_fill("Before mid-year nothing is due");
    const Quote between = our_fill("between two points the last one due holds");
    const Story base = in_implementation();
    struct Limit {
        int month;
        std::int64_t due;  // of 1,000,000 fen
        Quote quote;
    };
    const Limit limits[] = {{6, 450'000, published("45 % by mid-year")},
                            {7, 450'000, between},
                            {8, 450'000, between},
                            {9, 700'000, published("70 % after nine months")},
                            {10, 700'000, between},
                            {11, 700'000, between},
                            {12, 800'000, published("80 % at year-end")}};
    for (const auto& [month, due, quote] : limits) {
        add_completed(table, quote, base, 2025, month, due + 1, 1'000'000, Light::green);
        add_completed(table, quote, base, 2025, month, due, 1'000'000, Light::green);
        add_completed(table, below, base, 2025, month, due - 1, 1'000'000, Light::red);
    }
    for (int month = 1; month <= 5; ++month) {
        add_completed(table, before, base, 2025, month, 0, 1'000'000, Light::green);
    }
    add_completed(table, below, base, 2025, 6, 0, 1, Light::red);
    // 45 % of 1,000,001 fen is 450,000.45.
    add_completed(table, below, base, 2025, 6, 450'000, 1'000'001, Light::red);
    add_completed(table, published("45 % by mid-year"), base, 2025, 6, 450'001, 1'000'001,
                  Light::green);
    add_missing_figures(table, base, 2025, Light::no_data);
    Story behind = nowhere();
    report(plan(behind, 2025, 1'000'000), Month(2025, 6), 0);
    add_scope(table, behind, date(2025, 6, 30), Light::red, {Pool::implementation}, false);
    return table;
}

Table yinchuan_new_start() {
    Table table{"yinchuan_new_start", "yinchuan-targets-2025", "new_start"};
    const Quote started = published("all new projects started by mid-year");
    const Quote on_the_day =
        our_fill("One not started on 30 June itself counts as not started by mid-year: red.");
    const Quote which = our_fill("New are the projects whose planned start lies in the year.");
    const Date june29 = date(2025, 6, 29);
    const Date june30 = date(2025, 6, 30);
    const Date july1 = date(2025, 7, 1);
    const Date march1 = date(2025, 3, 1);
    add_timed(table,
              {
                  {started, june30, march1, june30, Light::green},
                  {started, june30, march1, march1, Light::green},
                  {started, july1, march1, june30, Light::green},
                  {on_the_day, june30, march1, july1, Light::red},
                  {defined("done is green"), july1, march1, july1, Light::green},
                  {started, date(2025, 5, 31), march1, {}, Light::green},
                  {started, june29, march1, {}, Light::green},
                  {on_the_day, june30, march1, {}, Light::red},
                  {on_the_day, july1, march1, {}, Light::red},
                  {on_the_day, date(2025, 7, 31), march1, {}, Light::red},
                  {on_the_day, date(2025, 12, 31), march1, {}, Light::red},
                  {which, june30, date(2024, 12, 31), {}, Light::none},
                  {which, june30, date(2025, 1, 1), {}, Light::red},
                  {which, june30, date(2025, 12, 31), {}, Light::red},
                  {which, june30, date(2026, 1, 1), {}, Light::none},
                  {which, june30, {}, {}, Light::none},
                  {which, june30, {}, june30, Light::none},
              },
              true, plan_start, happen<event::Started>);
    Story base = nowhere();
    plan_start(base, march1);
    add_scope(table, base, june30, Light::red, {Pool::implementation}, false);
    Story done = in_implementation().on(march1, event::Started{});
    plan_start(done, march1);
    add_staleness(table, done, june30);
    return table;
}

// --- Wuhan
// ---------------------------------------------------------------------------------------

Table wuhan(const std::string& rule, std::string_view sections, std::string_view division,
            std::string_view entry, std::int64_t entry_fen, std::string_view sections_fill) {
    Table table{rule, "wuhan", rule};
    const Quote limits = published("completed ÷ pro-rata plan: below 60 % red, below 80 % yellow");
    const auto of = [&](std::string_view sector, std::optional<std::int64_t> investment) {
        Story story = nowhere();
        if (!sector.empty()) {
            story.on(long_ago, AttributeChanged::sector(SectorCode::parse(sector)));
        }
        if (investment) {
            story.on(long_ago, AttributeChanged::total_investment(Money::from_fen(*investment)));
        }
        return story;
    };
    const std::string_view section = sections.substr(0, 1);
    const Story entered = of(section, entry_fen).on(long_ago, event::MovedToImplementation{});
    const auto add = [&](int month, std::int64_t completed, std::int64_t whole, Light light) {
        add_completed(table, limits, entered, 2024, month, completed, whole, light);
    };
    // The pro-rata plan of a month is 100,000 fen of 1,200,000.
    for (const int month : {1, 5, 6, 7, 12}) {
        constexpr std::int64_t whole = 1'200'000;
        add(month, month * 100'000, whole, Light::green);
        add(month, month * 80'000 + 1, whole, Light::green);
        add(month, month * 80'000, whole, Light::green);
        add(month, month * 80'000 - 1, whole, Light::yellow);
        add(month, month * 60'000 + 1, whole, Light::yellow);
        add(month, month * 60'000, whole, Light::yellow);
        add(month, month * 60'000 - 1, whole, Light::red);
        add(month, 0, whole, Light::red);
    }
    // The same figure a month earlier and later: 96, 80, 68.6, 60, 53.3 %.
    add(5, 480'000, 1'200'000, Light::green);
    add(7, 480'000, 1'200'000, Light::yellow);
    add(8, 480'000, 1'200'000, Light::yellow);
    add(9, 480'000, 1'200'000, Light::red);
    // By June of 1,000,001 fen: 400,000.4 and 300,000.3.
    add(6, 400'001, 1'000'001, Light::green);
    add(6, 400'000, 1'000'001, Light::yellow);
    add(6, 300'001, 1'000'001, Light::yellow);
    add(6, 300'000, 1'000'001, Light::red);
    // Who enters the list.
    const auto add_entry = [&](Quote quote, const std::string& what, Story story, Light light) {
        story.on(long_ago, event::MovedToImplementation{});
        report(plan(story, 2024, 1'200'000), Month(2024, 6), 0);
        table.add(quote, what, story, date(2024, 6, 30), light);
    };
    add_entry(published(entry), "one fen less", of(section, entry_fen - 1), Light::none);
    add_entry(published(entry), "exactly", of(section, entry_fen), Light::red);
    add_entry(published(entry), "one fen more", of(section, entry_fen + 1), Light::red);
    add_entry(published(entry), "the most there is", of(section, max_project_money.fen()),
              Light::red);
    add_entry(published(entry), "unknown", of(section, {}), Light::none);
    add_entry(our_fill(sections_fill), "a division", of(division, entry_fen), Light::red);
    add_entry(our_fill("those without a sector are not rated"), "no sector", of("", entry_fen),
              Light::none);
    add_missing_figures(table, entered, 2024, Light::no_data);
    Story behind = of(section, entry_fen);
    report(plan(behind, 2024, 1'200'000), Month(2024, 6), 0);
    add_scope(table, behind, date(2024, 6, 30), Light::red, {Pool::implementation}, false,
              sections);
    return table;
}
Table wuhan_science() {
    return wuhan("wuhan_science", "MPQR", "M73", "100 m yuan", 10'000'000'000,
                 "sections M, P, Q and R of GB/T 4754 are our reading");
}
Table wuhan_industry() {
    return wuhan("wuhan_industry", "BCDEGIN", "C39", "500 m yuan", 50'000'000'000,
                 "sections B, C, D, E, G, I and N of GB/T 4754 are our reading");
}
Table wuhan_trade() {
    return wuhan("wuhan_trade", "FHJKL", "F51", "1 bn yuan", 100'000'000'000,
                 "sections F, H, J, K and L of GB/T 4754 are our reading");
}

// --- Tianjin, 2022
// -------------------------------------------------------------------------------

const Month june22(2022, 6);

RegionMonth invested(RegionCode region, std::optional<std::int64_t> now,
                     std::optional<std::int64_t> before, std::optional<std::int64_t> planned = {}) {
    RegionMonth row{region, june22};
    if (now) row.investment = Money::from_fen(*now);
    if (before) row.investment_last_year = Money::from_fen(*before);
    row.planned_growth = planned;
    return row;
}

Table tianjin_growth() {
    Table table{"tianjin_growth", "tianjin-2022"};
    const Quote shrinking = published("shrinking");
    const Quote level = our_fill("Growth of exactly 0 is not in the text");
    const Quote lead = published("at or above both plan and city average green");
    const Quote behind = published("growing but below plan or below average yellow");
    const Quote worst = our_fill("Shrinking is red by the rule of investment growth");
    const Quote against = our_fill("Held against the greater of planned growth and city average.");
    struct Case {
        Quote of_growth;
        Quote of_lead;
        std::int64_t own;                  // against 1,000,000 fen the year before
        std::optional<std::int64_t> plan;  // hundredths of a percent
        std::int64_t others;               // against 9,000,000 fen the year before
        Light growth;
        Light lead;
    };
    const Case cases[] = {
        // The plan of 5 % is above the average.
        {shrinking, lead, 1'050'001, 500, 9'000'000, Light::green, Light::green},
        {shrinking, lead, 1'050'000, 500, 9'000'000, Light::green, Light::green},
        {shrinking, behind, 1'049'999, 500, 9'000'000, Light::green, Light::yellow},
        // The average of 10 % is above the plan.
        {shrinking, lead, 1'100'001, 200, 9'900'000, Light::green, Light::green},
        {shrinking, lead, 1'100'000, 200, 9'900'000, Light::green, Light::green},
        {shrinking, behind, 1'099'999, 200, 9'900'000, Light::green, Light::yellow},
        // Plan and average are the same, and a hundredth of a percent apart.
        {shrinking, lead, 1'100'000, 1'000, 9'900'000, Light::green, Light::green},
        {shrinking, behind, 1'099'999, 1'000, 9'900'000, Light::green, Light::yellow},
        {shrinking, against, 1'100'000, 1'001, 9'900'000, Light::green, Light::yellow},
        {shrinking, against, 1'100'000, 999, 9'900'000, Light::green, Light::green},
        // Nobody planned.
        {shrinking, lead, 1'100'000, {}, 9'900'000, Light::green, Light::green},
        {shrinking, behind, 1'099'999, {}, 9'900'000, Light::green, Light::yellow},
        // One fen more and less than the year before, and the same.
        {shrinking, behind, 1'000'001, 500, 9'000'000, Light::green, Light::yellow},
        {level, behind, 1'000'000, 500, 9'000'000, Light::green, Light::yellow},
        {level, lead, 1'000'000, {}, 9'000'000, Light::green, Light::green},
        {shrinking, worst, 999'999, 500, 9'000'000, Light::red, Light::yellow},
        // Shrinking by 1 % as planned, where all others shrink more.
        {shrinking, worst, 990'001, -100, 8'000'000, Light::red, Light::green},
        {shrinking, worst, 990'000, -100, 8'000'000, Light::red, Light::green},
        {shrinking, worst, 989'999, -100, 8'000'000, Light::red, Light::yellow},
        {shrinking, worst, 0, {}, 0, Light::red, Light::green},
    };
    for (const Case& one : cases) {
        const RegionFigures figures({invested(here, one.own, 1'000'000, one.plan),
                                     invested(elsewhere, one.others, 9'000'000)});
        const std::string what = std::to_string(one.own) + " fen, planned " +
                                 (one.plan ? std::to_string(*one.plan) : "nothing") + ", others " +
                                 std::to_string(one.others);
        table.rule = "growth";
        table.add(one.of_growth, what, figures, june22, one.growth);
        table.rule = "growth_lead";
        table.add(one.of_lead, what, figures, june22, one.lead);
    }
    const RegionMonth without[] = {invested(here, {}, 1'000),
                                   invested(here, 1'000, {}),
                                   invested(here, {}, {}, 500),
                                   invested(here, 1'000, 0),
                                   {here, june22.plus(-1), Money::from_fen(1), Money::from_fen(1)}};
    for (const RegionMonth& row : without) {
        const RegionFigures figures({row, invested(elsewhere, 1'000, 1'000)});
        for (const char* rule : {"growth", "growth_lead"}) {
            table.rule = rule;
            table.add(defined("no data: a year is not stated for the month, or last year's is 0"),
                      "", figures, june22, Light::no_data);
        }
    }
    return table;
}

Table tianjin_bonds() {
    Table table{"tianjin_bonds", "tianjin-2022", "bonds"};
    const Quote span = published("within 6 months, counted from the month after issue, pro rata");
    const Quote green = published("at or above green");
    const Quote yellow = published("up to 30 % below yellow");
    const Quote red = published("more red");
    const Quote exactly = our_fill("Exactly 30 % below counts as yellow.");
    const Month issued(2022, 3);
    const auto add = [&](Quote quote, int months, std::int64_t used, Light light) {
        table.add(
            quote,
            std::to_string(used) + " of 6,000,000 fen used " + std::to_string(months) +
                " months after the month of issue",
            RegionFigures({}, {{here, issued, Money::from_fen(6'000'000), Money::from_fen(used)}}),
            issued.plus(months), light);
    };
    add(span, -1, 0, Light::none);
    add(span, 0, 0, Light::none);
    add(span, 0, 6'000'000, Light::none);
    for (int months = 1; months <= 8; ++months) {
        const std::int64_t due = std::min(months, 6) * 1'000'000;
        if (due < 6'000'000) add(green, months, due + 1, Light::green);
        add(months < 6 ? green : span, months, due, Light::green);
        add(yellow, months, due - 1, Light::yellow);
        add(yellow, months, due / 10 * 7 + 1, Light::yellow);
        add(exactly, months, due / 10 * 7, Light::yellow);
        add(red, months, due / 10 * 7 - 1, Light::red);
        add(red, months, 0, Light::red);
    }
    const auto issues = [&](std::int64_t first, std::int64_t second) {
        // By June 3,000 of the first and 1,000 of the second are due; the third is not issued yet.
        const auto bond = [](RegionCode region, int month, std::int64_t used) {
            return BondIssue{region, Month(2022, month), Money::from_fen(6'000),
                             Money::from_fen(used)};
        };
        return RegionFigures({}, {bond(here, 3, first), bond(here, 5, second), bond(here, 7, 0),
                                  bond(elsewhere, 3, 0)});
    };
    const Quote sums = defined("used and due are sums over all issues of the region");
    table.add(sums, "both on time", issues(3'000, 1'000), june22, Light::green);
    table.add(sums, "one makes up for the other", issues(0, 4'000), june22, Light::green);
    table.add(sums, "one fen less", issues(2'999, 1'000), june22, Light::yellow);
    table.add(sums, "30 % less", issues(1'800, 1'000), june22, Light::yellow);
    table.add(sums, "one fen more than 30 % less", issues(1'799, 1'000), june22, Light::red);
    table.add(defined("not rated: there was no issue"), "", RegionFigures({invested(here, 1, 1)}),
              june22, Light::none);
    return table;
}

// --- Sanya, 2022
// ---------------------------------------------------------------------------------

Table sanya_progress() {
    Table table{"sanya_progress", "sanya-2022", "sanya_progress"};
    const Quote green = published(
        "completed since January, at the end of last month, at or above the pro-rata "
        "plan green");
    const Quote yellow = published("short by up to half of it (included) yellow");
    const Quote red = published("by more red");
    const Quote entry = published("projects with a yearly plan of at least 10 m yuan");
    const Quote last_month = our_fill("The latest reported month counts as the last month.");
    const Story base = in_implementation();
    const auto add = [&](Quote quote, int month, std::int64_t completed, std::int64_t of,
                         Light light) {
        add_completed(table, quote, base, 2022, month, completed, of, light);
    };
    constexpr std::int64_t plan_of = 1'200'000'000;  // 12 m yuan, a twelfth is 1 m
    for (int month = 1; month <= 12; ++month) {
        const std::int64_t due = month * 100'000'000;
        add(green, month, due + 1, plan_of, Light::green);
        add(green, month, due, plan_of, Light::green);
        add(yellow, month, due - 1, plan_of, Light::yellow);
        add(yellow, month, due / 2 + 1, plan_of, Light::yellow);
        add(yellow, month, due / 2, plan_of, Light::yellow);
        add(red, month, due / 2 - 1, plan_of, Light::red);
        add(red, month, 0, plan_of, Light::red);
    }
    // The least plan that counts: January's part is 83,333,333⅓ fen, half of it 41,666,666⅔.
    constexpr std::int64_t least = 1'000'000'000;
    add(green, 1, 83'333'334, least, Light::green);
    add(yellow, 1, 83'333'333, least, Light::yellow);
    add(yellow, 1, 41'666'667, least, Light::yellow);
    add(red, 1, 41'666'666, least, Light::red);
    add(entry, 6, 0, least + 1, Light::red);
    add(entry, 6, 0, least, Light::red);
    add(entry, 6, 0, least - 1, Light::none);
    add(entry, 6, least, least, Light::green);
    add(entry, 6, least, least - 1, Light::none);
    // The same report a month later: what is due is that of the reported month.
    Story later = base;
    report(plan(later, 2022, plan_of), Month(2022, 5), 500'000'000);
    table.add(last_month, "May's report, on the last day of June", later, date(2022, 6, 30),
              Light::green);
    table.add(last_month, "May's report, on the first day of June", later, date(2022, 6, 1),
              Light::green);
    add_missing_figures(table, base, 2022, Light::none);
    Story behind = nowhere();
    report(plan(behind, 2022, plan_of), Month(2022, 6), 0);
    add_scope(table, behind, date(2022, 6, 30), Light::red, {Pool::implementation}, false);
    return table;
}

Table sanya_task() {
    Table table{"sanya_task", "sanya-2022", "task"};
    const Quote met = published("monthly task met green");
    const Quote missed = published("missed yellow");
    const Quote in_a_row = published("missed two months in a row red");
    const Quote unstated = defined("no data: task or done of the month is not stated");
    const Quote zero = defined("a task of 0 is met");
    const auto task = [](Month month, std::optional<std::int64_t> fen,
                         std::optional<std::int64_t> done) {
        RegionMonth row{here, month};
        if (fen) row.task = Money::from_fen(*fen);
        if (done) row.done = Money::from_fen(*done);
        return row;
    };
    const Month may(2022, 5);
    const Month april(2022, 4);
    const auto add = [&](Quote quote, const std::string& what, std::vector<RegionMonth> months,
                         Light light, Month month = june22) {
        table.add(quote, what, RegionFigures(std::move(months)), month, light);
    };
    add(met, "one fen more", {task(june22, 100, 101)}, Light::green);
    add(met, "exactly", {task(june22, 100, 100)}, Light::green);
    add(missed, "one fen less", {task(june22, 100, 99)}, Light::yellow);
    add(missed, "met in May", {task(may, 100, 100), task(june22, 100, 99)}, Light::yellow);
    add(in_a_row, "missed in May too", {task(may, 100, 99), task(june22, 100, 99)}, Light::red);
    add(met, "missed in May only", {task(may, 100, 99), task(june22, 100, 100)}, Light::green);
    add(in_a_row, "three months", {task(april, 1, 0), task(may, 1, 0), task(june22, 1, 0)},
        Light::red);
    add(missed, "a month in between was met",
        {task(april, 1, 0), task(may, 1, 1), task(june22, 1, 0)}, Light::yellow);
    add(missed, "as of May", {task(may, 1, 0), task(june22, 1, 0)}, Light::yellow, may);
    add(in_a_row, "over the turn of the year",
        {task(Month(2022, 12), 1, 0), task(Month(2023, 1), 1, 0)}, Light::red, Month(2023, 1));
    add(unstated, "no row of the month", {task(may, 1, 0)}, Light::no_data);
    add(unstated, "done is empty", {task(june22, 1, {})}, Light::no_data);
    add(unstated, "the task is empty", {task(june22, {}, 1)}, Light::no_data);
    add(missed, "nothing is known of May", {task(april, 1, 0), task(june22, 1, 0)}, Light::yellow);
    add(zero, "nothing was done", {task(june22, 0, 0)}, Light::green);
    add(zero, "nobody states what was done", {task(june22, 0, {})}, Light::green);
    return table;
}

// --- Hubei
// ---------------------------------------------------------------------------------------

Table hubei_two_accounts() {
    Table table{"hubei_two_accounts", "hubei", "two_accounts"};
    const Quote year = published("settlement and final accounts within one year");
    const Quote notice = our_fill("Yellow from nine months on is this software's early notice.");
    const Quote open = defined("less than nine months: green");
    struct Case {
        Quote quote;
        Date day;
        std::optional<Date> completed;
        std::optional<Date> settled;
        std::optional<Date> approved;
        Light light;
    };
    const Date june30 = date(2025, 6, 30);
    const Date old = date(2020, 1, 1);
    const Case cases[] = {
        {open, june30, june30, {}, {}, Light::green},
        {open, date(2025, 6, 14), date(2024, 9, 15), {}, {}, Light::green},
        {notice, date(2025, 6, 15), date(2024, 9, 15), {}, {}, Light::yellow},
        {notice, date(2025, 6, 16), date(2024, 9, 15), {}, {}, Light::yellow},
        {notice, date(2025, 9, 14), date(2024, 9, 15), {}, {}, Light::yellow},
        {year, date(2025, 9, 15), date(2024, 9, 15), {}, {}, Light::yellow},
        {year, date(2025, 9, 16), date(2024, 9, 15), {}, {}, Light::red},
        // Months clamp: nine after 31 May is 28 February, a year after 29 February the 28th.
        {open, date(2025, 2, 27), date(2024, 5, 31), {}, {}, Light::green},
        {notice, date(2025, 2, 28), date(2024, 5, 31), {}, {}, Light::yellow},
        {year, date(2025, 2, 28), date(2024, 2, 29), {}, {}, Light::yellow},
        {year, date(2025, 3, 1), date(2024, 2, 29), {}, {}, Light::red},
        // Both are needed, in either order, by the day.
        {year, june30, old, june30, june30, Light::green},
        {year, june30, old, old, june30, Light::green},
        {year, june30, old, june30, old, Light::green},
        {year, june30, old, old, {}, Light::red},
        {year, june30, old, {}, old, Light::red},
        {year, june30, old, old, date(2025, 7, 1), Light::red},
        {year, june30, old, date(2025, 7, 1), old, Light::red},
        {defined("without completion: not rated"), june30, {}, {}, {}, Light::none},
        {defined("without completion: not rated"), june30, {}, old, old, Light::none},
        {defined("without completion: not rated"), june30, date(2025, 7, 1), {}, {}, Light::none},
    };
    for (const Case& one : cases) {
        Story story = in_implementation();
        if (one.completed) story.on(*one.completed, event::Completed{});
        if (one.settled) story.on(*one.settled, event::Settled{});
        if (one.approved) story.on(*one.approved, event::FinalAccountsApproved{});
        table.add(one.quote,
                  "completed " + (one.completed ? one.completed->iso() : "never") + ", settled " +
                      (one.settled ? one.settled->iso() : "never") + ", approved " +
                      (one.approved ? one.approved->iso() : "never"),
                  story, one.day, one.light);
    }
    Story settled = nowhere().on(old, event::Completed{});
    add_scope(table, settled, june30, Light::red, {Pool::implementation}, true);
    settled.on(long_ago, event::MovedToImplementation{})
        .on(old, event::Settled{})
        .on(old, event::FinalAccountsApproved{});
    table.add(defined("needs no reports"), "closed, never reported", settled, june30, Light::green);
    return table;
}

Table hubei_dispatch() {
    Table table{"hubei_dispatch", "hubei-dispatch", "dispatch"};
    const Quote monthly = published("dispatch of provincial key projects each month");
    const Quote days =
        our_fill("Yellow after 45 and red after 75 days from the end of the latest reported month");
    Story story = in_implementation();
    report(story, Month(2024, 4), {});
    const Date april30 = date(2024, 4, 30);
    const std::pair<int, Light> ages[] = {
        {0, Light::green},   {1, Light::green},   {44, Light::green},
        {45, Light::green},  {46, Light::yellow}, {74, Light::yellow},
        {75, Light::yellow}, {76, Light::red},    {400, Light::red}};
    for (const auto& [age, light] : ages) {
        table.add(age == 0 ? monthly : days, std::to_string(age) + " days", story,
                  april30.plus_days(age), light);
    }
    // The last reported month counts, not the day on which the report came.
    Story two = story;
    report(two, Month(2024, 5), {});
    table.add(days, "May too", two, april30.plus_days(76), Light::green);
    table.add(days, "May too", two, date(2024, 5, 31).plus_days(46), Light::yellow);
    table.add(defined("no data if nothing was ever reported"), "", in_implementation(), april30,
              Light::no_data);
    Story base = nowhere();
    add_scope(table, report(base, Month(2024, 1), {}), date(2024, 6, 30), Light::red,
              {Pool::implementation}, false);
    return table;
}

// --- Tianmen, 131
// --------------------------------------------------------------------------------

const std::set<Pool> all_pools = {Pool::directory, Pool::reserve, Pool::implementation};

Table tianmen_signing() {
    Table table{"tianmen_signing", "tianmen-131", "signing"};
    const Quote term = published("from negotiation to signing 1 month");
    const Quote beyond = our_fill("Only the term is published; beyond it counts as red.");
    const Quote none = defined("without negotiations: not rated");
    const Date june30 = date(2024, 6, 30);
    add_timed(table,
              {
                  {term, june30, june30, {}, Light::green},
                  {term, date(2024, 6, 14), date(2024, 5, 15), {}, Light::green},
                  {term, date(2024, 6, 15), date(2024, 5, 15), {}, Light::green},
                  {beyond, date(2024, 6, 16), date(2024, 5, 15), {}, Light::red},
                  {term, date(2024, 2, 29), date(2024, 1, 31), {}, Light::green},
                  {beyond, date(2024, 3, 1), date(2024, 1, 31), {}, Light::red},
                  {term, date(2025, 2, 28), date(2025, 1, 29), {}, Light::green},
                  {beyond, date(2025, 3, 1), date(2025, 1, 29), {}, Light::red},
                  {term, date(2024, 7, 30), june30, {}, Light::green},
                  {beyond, date(2024, 7, 31), june30, {}, Light::red},
                  // Two months are the limit of nothing here.
                  {beyond, date(2024, 7, 14), date(2024, 5, 15), {}, Light::red},
                  {defined("done is green"), june30, date(2024, 1, 1), june30, Light::green},
                  {beyond, june30, date(2024, 1, 1), date(2024, 7, 1), Light::red},
                  {none, june30, {}, {}, Light::none},
                  {none, june30, {}, june30, Light::none},
                  {none, june30, date(2024, 7, 1), {}, Light::none},
              },
              false, happen<event::Negotiated>, happen<event::ContractSigned>);
    add_scope(table, nowhere().on(date(2024, 1, 1), event::Negotiated{}), june30, Light::red,
              all_pools, {});
    return table;
}

Table tianmen_start() {
    Table table{"tianmen_start", "tianmen-131", "contract_start"};
    const Quote term = published("from signing to start of construction 3 months");
    const Quote beyond = our_fill("Only the term is published; beyond it counts as red.");
    const Quote notice = our_fill("Yellow from two months on is this software's early notice.");
    const Quote none = defined("without a contract: not rated");
    const Date june30 = date(2024, 6, 30);
    const Date march15 = date(2024, 3, 15);
    add_timed(table,
              {
                  {term, june30, june30, {}, Light::green},
                  {term, date(2024, 5, 14), march15, {}, Light::green},
                  {notice, date(2024, 5, 15), march15, {}, Light::yellow},
                  {notice, date(2024, 5, 16), march15, {}, Light::yellow},
                  {notice, date(2024, 6, 14), march15, {}, Light::yellow},
                  {term, date(2024, 6, 15), march15, {}, Light::yellow},
                  {beyond, date(2024, 6, 16), march15, {}, Light::red},
                  {term, date(2024, 2, 28), date(2023, 12, 31), {}, Light::green},
                  {notice, date(2024, 2, 29), date(2023, 12, 31), {}, Light::yellow},
                  {term, date(2024, 2, 29), date(2023, 11, 30), {}, Light::yellow},
                  {beyond, date(2024, 3, 1), date(2023, 11, 30), {}, Light::red},
                  {defined("done is green"), june30, date(2024, 1, 1), june30, Light::green},
                  {beyond, june30, date(2024, 1, 1), date(2024, 7, 1), Light::red},
                  {none, june30, {}, {}, Light::none},
                  {none, june30, {}, june30, Light::none},
                  {none, june30, date(2024, 7, 1), {}, Light::none},
              },
              false, happen<event::ContractSigned>, happen<event::Started>);
    add_scope(table, nowhere().on(date(2024, 1, 1), event::ContractSigned{}), june30, Light::red,
              all_pools, {});
    return table;
}

Table tianmen_production() {
    Table table{"tianmen_production", "tianmen-131", "production"};
    const Quote term = published("from start to production 1 year");
    const Quote beyond = our_fill("Only the term is published; beyond it counts as red.");
    const Quote notice = our_fill("Yellow from nine months on is this software's early notice.");
    const Quote none = defined("without a start: not rated");
    const Date june30 = date(2024, 6, 30);
    const Date march15 = date(2024, 3, 15);
    add_timed(table,
              {
                  {term, june30, june30, {}, Light::green},
                  {term, date(2024, 12, 14), march15, {}, Light::green},
                  {notice, date(2024, 12, 15), march15, {}, Light::yellow},
                  {notice, date(2024, 12, 16), march15, {}, Light::yellow},
                  {notice, date(2025, 3, 14), march15, {}, Light::yellow},
                  {term, date(2025, 3, 15), march15, {}, Light::yellow},
                  {beyond, date(2025, 3, 16), march15, {}, Light::red},
                  {term, date(2025, 2, 28), date(2024, 2, 29), {}, Light::yellow},
                  {beyond, date(2025, 3, 1), date(2024, 2, 29), {}, Light::red},
                  {term, date(2024, 2, 28), date(2023, 5, 31), {}, Light::green},
                  {notice, date(2024, 2, 29), date(2023, 5, 31), {}, Light::yellow},
                  {defined("done is green"), june30, date(2022, 1, 1), june30, Light::green},
                  {beyond, june30, date(2022, 1, 1), date(2024, 7, 1), Light::red},
                  {none, june30, {}, {}, Light::none},
                  {none, june30, {}, june30, Light::none},
                  {none, june30, date(2024, 7, 1), {}, Light::none},
              },
              false, happen<event::Started>, happen<event::InProduction>);
    add_scope(table, nowhere().on(date(2022, 1, 1), event::Started{}), june30, Light::red,
              all_pools, {});
    return table;
}

// --- Daye Lake high-tech zone
// --------------------------------------------------------------------

Table dayehu_start() {
    Table table{"dayehu_start", "dayehu-exit", "agreed_start"};
    const Quote late = published("not started in time");
    const Quote removal = published("removal");
    const Quote agreed = our_fill("The planned start is taken as the agreed one.");
    const Quote period =
        our_fill("A correction period of three months, after which the light is red");
    const Quote this_month = defined("up to the end of the planned month: green");
    const Quote unknown = defined("not started and no planned start: no data");
    const Date june15 = date(2024, 6, 15);
    add_timed(table,
              {
                  {agreed, date(2024, 5, 31), june15, {}, Light::green},
                  {agreed, june15, june15, {}, Light::green},
                  {this_month, date(2024, 6, 16), june15, {}, Light::green},
                  {this_month, date(2024, 6, 29), june15, {}, Light::green},
                  {late, date(2024, 6, 30), june15, {}, Light::yellow},
                  {late, date(2024, 7, 1), june15, {}, Light::yellow},
                  {period, date(2024, 8, 31), june15, {}, Light::yellow},
                  {period, date(2024, 9, 29), june15, {}, Light::yellow},
                  {removal, date(2024, 9, 30), june15, {}, Light::red},
                  {removal, date(2024, 10, 1), june15, {}, Light::red},
                  // The planned day a day earlier and later, over a month's end.
                  {late, date(2024, 6, 30), date(2024, 6, 30), {}, Light::yellow},
                  {agreed, date(2024, 6, 30), date(2024, 7, 1), {}, Light::green},
                  {period, date(2024, 9, 30), date(2024, 6, 30), {}, Light::red},
                  {period, date(2024, 9, 30), date(2024, 7, 1), {}, Light::yellow},
                  {defined("done is green"), date(2024, 12, 31), june15, date(2024, 12, 31),
                   Light::green},
                  {removal, date(2024, 12, 31), june15, date(2025, 1, 1), Light::red},
                  {unknown, date(2024, 6, 30), {}, {}, Light::no_data},
                  {defined("done is green"), date(2024, 6, 30), {}, june15, Light::green},
              },
              false, plan_start, happen<event::Started>);
    Story base = nowhere();
    plan_start(base, date(2024, 1, 1));
    add_scope(table, base, date(2024, 6, 30), Light::red, all_pools, false);
    return table;
}

/// `output` and `tax` alike: one of the two amounts of an agreement and of a year.
Table dayehu_amount(const std::string& rule, bool is_output) {
    Table table{"dayehu_" + std::string(is_output ? "output" : "tax"), "dayehu-exit", rule};
    const Quote below = published("below the agreement");
    const Quote grave = our_fill(
        "How far below is grave is not in the text: yellow alone, and the ladder after it.");
    using Fen = std::optional<std::int64_t>;
    const auto story_of = [&](Story story, Fen agreed, Fen reached, Fen other = {}) {
        const auto one = [](Fen fen) {
            return fen ? std::optional(Money::from_fen(*fen)) : std::nullopt;
        };
        if (agreed || other) {
            story.on(long_ago, is_output ? event::AgreementSet{one(agreed), one(other)}
                                         : event::AgreementSet{one(other), one(agreed)});
        }
        if (reached || other) {
            story.on(date(2023, 12, 31),
                     is_output ? event::PerformanceReported{2023, one(reached), one(other), {}}
                               : event::PerformanceReported{2023, one(other), one(reached), {}});
        }
        return story;
    };
    const Date day = date(2024, 6, 30);
    const auto add = [&](Quote quote, const std::string& what, Fen agreed, Fen reached, Fen other,
                         Light light) {
        table.add(quote, what, story_of(in_implementation(), agreed, reached, other), day, light);
    };
    add(below, "one fen more", 1'000'000, 1'000'001, {}, Light::green);
    add(below, "exactly", 1'000'000, 1'000'000, {}, Light::green);
    add(below, "one fen less", 1'000'000, 999'999, {}, Light::yellow);
    add(below, "one fen less, the other figure kept", 1'000'000, 999'999, 5, Light::yellow);
    add(grave, "nothing", 1'000'000, 0, {}, Light::yellow);
    add(defined("no data if nobody stated the part"), "no year reported", 1'000'000, {}, {},
        Light::no_data);
    add(defined("no data if nobody stated the part"), "only the other figure reported", 1'000'000,
        {}, 5, Light::no_data);
    add(defined("a whole that nobody stated is not rated"), "no agreement", {}, 1'000'000, {},
        Light::none);
    add(defined("a whole of 0 is not rated"), "nothing was agreed", 0, 0, {}, Light::none);
    // A year counts from its last day, and the latest one that there is.
    Story newer = story_of(in_implementation(), 1'000'000, 1'000'000);
    newer.on(date(2024, 12, 31),
             is_output ? event::PerformanceReported{2024, Money::from_fen(999'999), {}, {}}
                       : event::PerformanceReported{2024, {}, Money::from_fen(999'999), {}});
    table.add(below, "less in 2024", newer, date(2024, 12, 30), Light::green);
    table.add(below, "less in 2024", newer, date(2024, 12, 31), Light::yellow);
    add_scope(table, story_of(nowhere(), 1'000'000, 0), day, Light::yellow, {Pool::implementation},
              {});
    return table;
}
Table dayehu_output() {
    return dayehu_amount("agreed_output", true);
}
Table dayehu_tax() {
    return dayehu_amount("agreed_tax", false);
}

Table dayehu_environment() {
    Table table{"dayehu_environment", "dayehu-exit", "environment"};
    const Quote below = published("environment below the agreement");
    const Quote grave = our_fill("No degrees are in the text: yellow alone");
    const Quote unknown = defined("no data if figures are agreed or stated, but not the terms");
    const Date day = date(2024, 6, 30);
    const auto met = [](Story story, int year, std::optional<bool> is_met) {
        return story.on(date(year, 12, 31),
                        event::PerformanceReported{year, Money::from_fen(1), {}, is_met});
    };
    table.add(below, "met", met(in_implementation(), 2023, true), day, Light::green);
    table.add(below, "not met", met(in_implementation(), 2023, false), day, Light::yellow);
    table.add(grave, "not met two years long",
              met(met(in_implementation(), 2022, false), 2023, false), day, Light::yellow);
    table.add(below, "met again", met(met(in_implementation(), 2022, false), 2023, true), day,
              Light::green);
    table.add(below, "no longer met", met(met(in_implementation(), 2022, true), 2023, false), day,
              Light::yellow);
    table.add(unknown, "nobody looked this year",
              met(met(in_implementation(), 2022, true), 2023, {}), day, Light::no_data);
    table.add(unknown, "output is agreed",
              in_implementation().on(long_ago, event::AgreementSet{Money::from_fen(1), {}}), day,
              Light::no_data);
    table.add(unknown, "tax is agreed",
              in_implementation().on(long_ago, event::AgreementSet{{}, Money::from_fen(1)}), day,
              Light::no_data);
    table.add(defined("nothing agreed, nothing reached: not rated"), "", in_implementation(), day,
              Light::none);
    table.add(below, "a year counts from its last day", met(in_implementation(), 2023, false),
              date(2023, 12, 30), Light::none);
    table.add(below, "a year counts from its last day", met(in_implementation(), 2023, false),
              date(2023, 12, 31), Light::yellow);
    add_scope(table, met(nowhere(), 2023, false), day, Light::yellow, {Pool::implementation}, {});
    return table;
}

Table dayehu_correction() {
    Table table{"dayehu_correction", "dayehu-exit", "correction"};
    const Quote steps = published("overdue correction");
    const Quote ordered = our_fill("Yellow from the order to correct until it is corrected.");
    const Quote period =
        our_fill("A correction period of three months, after which the light is red");
    const Quote none = defined("without an order to correct: not rated");
    const Quote done = defined("done is green");
    const Date june30 = date(2024, 6, 30);
    const Date march15 = date(2024, 3, 15);
    add_timed(table,
              {
                  {none, date(2024, 3, 14), march15, {}, Light::none},
                  {ordered, march15, march15, {}, Light::yellow},
                  {ordered, date(2024, 3, 16), march15, {}, Light::yellow},
                  {period, date(2024, 6, 14), march15, {}, Light::yellow},
                  {period, date(2024, 6, 15), march15, {}, Light::yellow},
                  {period, date(2024, 6, 16), march15, {}, Light::red},
                  {steps, date(2024, 12, 31), march15, {}, Light::red},
                  {period, date(2024, 2, 29), date(2023, 11, 30), {}, Light::yellow},
                  {period, date(2024, 3, 1), date(2023, 11, 30), {}, Light::red},
                  {done, june30, march15, june30, Light::green},
                  {done, june30, june30, june30, Light::green},
                  {steps, june30, march15, date(2024, 7, 1), Light::red},
                  // What was corrected before the order was ordered earlier.
                  {ordered, june30, june30, date(2024, 6, 29), Light::yellow},
                  {none, june30, {}, {}, Light::none},
                  {none, june30, {}, june30, Light::none},
              },
              false, happen<event::CorrectionOrdered>, happen<event::Corrected>);
    add_scope(table, nowhere().on(date(2024, 1, 1), event::CorrectionOrdered{}), june30, Light::red,
              all_pools, {});
    return table;
}

// --- All of them
// ---------------------------------------------------------------------------------

const std::vector<Table>& tables() {
    static const std::vector<Table> all = {
        yinchuan_start(),  yinchuan_progress(),  yinchuan_payment(), yinchuan_enrolment(),
        yinchuan_target(), yinchuan_new_start(), wuhan_science(),    wuhan_industry(),
        wuhan_trade(),     tianjin_growth(),     tianjin_bonds(),    sanya_progress(),
        sanya_task(),      hubei_two_accounts(), hubei_dispatch(),   tianmen_signing(),
        tianmen_start(),   tianmen_production(), dayehu_start(),     dayehu_output(),
        dayehu_tax(),      dayehu_environment(), dayehu_correction()};
    return all;
}
std::vector<const Row*> rows_of(const std::string& pack, const std::string& rule) {
    std::vector<const Row*> rows;
    for (const Table& table : tables()) {
        for (const Row& row : table.rows) {
            if (table.pack == pack && row.rule == rule) rows.push_back(&row);
        }
    }
    return rows;
}

class Pack : public ::testing::TestWithParam<std::size_t> {};

TEST_P(Pack, ShowsOnEachRowTheLightOfItsText) {
    const Table& table = tables()[GetParam()];
    const Policy policy = Policy::builtin(table.pack);
    for (const Row& row : table.rows) {
        EXPECT_EQ(key(Judge(row).light(policy)), key(row.light)) << row;
        EXPECT_TRUE(policy.in_force(row.as_of)) << row;
    }
}

TEST_P(Pack, QuotesItsClauseAndNamesItsFill) {
    const Table& table = tables()[GetParam()];
    const Policy policy = Policy::builtin(table.pack);
    for (const Row& row : table.rows) {
        const Rule& rule = policy.rules[policy.find(row.rule).value()];
        if (row.quote.from == Quote::From::clause) {
            EXPECT_NE(rule.clause.en.find(row.quote.text), std::string::npos) << row;
        } else if (row.quote.from == Quote::From::gap) {
            EXPECT_NE(rule.gap.en.find(row.quote.text), std::string::npos) << row;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Packs, Pack, ::testing::Range(std::size_t{0}, tables().size()),
                         [](const auto& one) { return tables()[one.param].name; });

/// Whether a rule can show `light` at all.
bool can_show(const Rule& rule, Light light) {
    if (light == Light::yellow) return rule.yellow.has_value();
    if (light == Light::red) return rule.red.has_value();
    if (light == Light::green) return true;
    const warning::Metric& metric = *warning::find_metric(rule.metric);
    if (light == Light::none) return !metric.is_regional() || rule.metric == "bond_shortfall";
    if (rule.metric == "bond_shortfall") return false;
    const auto* deadline = std::get_if<warning::Deadline>(&metric.shape);
    return deadline == nullptr || rule.needs_report || deadline->without_anchor == Light::no_data;
}

TEST(Packs, ShowEachLightThatARuleCanShowInSomeRow) {
    for (const std::string& pack : Policy::builtin_ids()) {
        for (const Rule& rule : Policy::builtin(pack).rules) {
            std::map<Light, int> shown;
            for (const Row* row : rows_of(pack, rule.id)) ++shown[row->light];
            for (const Light light : all_lights) {
                EXPECT_EQ(shown[light] > 0, can_show(rule, light))
                    << pack << ' ' << rule.id << ' ' << key(light) << ": " << shown[light]
                    << " rows";
            }
        }
    }
}

// --- A changed pack is noticed
// -------------------------------------------------------------------

/// A pack in which one thing of one rule is different, and what.
struct Change {
    std::string what;
    Policy policy;
};

/// Changes of one rule by the least step each, but for those that could change no light.
class Changes {
  public:
    Changes(const Policy& policy, std::size_t rule)
        : policy_(policy), rule_(rule), metric_(*warning::find_metric(at().metric)) {
        limit("yellow", &Rule::yellow);
        limit("red", &Rule::red);
        if (at().metric == "curve_gap") curve();
        if (at().deadline) {
            // Month-ends are counted, so that another day of the month is the same.
            change("deadline 31 May", [](Rule& r) { r.deadline = MonthDay{5, 31}; });
            change("deadline 1 July", [](Rule& r) { r.deadline = MonthDay{7, 1}; });
        }
        change("in one province only",
               [](Rule& r) { r.scope.regions = {RegionCode::from_number(640'000)}; });
        if (metric_.is_regional()) return;
        scope();
        reports();
    }
    std::vector<Change> all;

  private:
    [[nodiscard]] const Rule& at() const { return policy_.rules[rule_]; }
    template <typename Edit>
    void change(const std::string& what, Edit edit) {
        Policy changed = policy_;
        edit(changed.rules[rule_]);
        all.push_back({what, std::move(changed)});
    }
    void limit(const std::string& name, std::optional<Threshold> Rule::*member) {
        if (!(at().*member)) return;
        change("no " + name, [&](Rule& r) { (r.*member).reset(); });
        change(name + " on the other side of its limit", [&](Rule& r) {
            Comparison& side = (r.*member)->comparison;
            side = side == Comparison::at_least    ? Comparison::more_than
                   : side == Comparison::more_than ? Comparison::at_least
                   : side == Comparison::at_most   ? Comparison::less_than
                                                   : Comparison::at_most;
        });
        for (const std::int64_t step : {-metric_.grain, metric_.grain}) {
            const std::int64_t moved = (at().*member)->hundredths + step;
            if (moved < metric_.least || moved > metric_.most) continue;
            change(name + " by " + std::to_string(step) + " hundredths",
                   [&](Rule& r) { (r.*member)->hundredths = moved; });
        }
    }
    void curve() {
        for (std::size_t i = 0; i < at().curve.size(); ++i) {
            const std::string point = "point " + std::to_string(i);
            change(point + " less", [&](Rule& r) { --r.curve[i].hundredths; });
            change(point + " more", [&](Rule& r) { ++r.curve[i].hundredths; });
            change(point + " earlier", [&](Rule& r) { --r.curve[i].month; });
            if (at().curve[i].month < 12) {
                change(point + " later", [&](Rule& r) { ++r.curve[i].month; });
            }
        }
    }
    void scope() {
        for (const Pool pool :
             {Pool::directory, Pool::reserve, Pool::implementation, Pool::withdrawn}) {
            change(std::string(key(pool)), [&](Rule& r) {
                const unsigned bit = 1U << static_cast<unsigned>(pool);
                r.scope.pools = static_cast<std::uint8_t>(r.scope.pools ^ bit);
            });
        }
        for (unsigned funding = 0; funding < funding_count; ++funding) {
            change("funding " + std::to_string(funding), [&](Rule& r) {
                r.scope.funding = static_cast<std::uint8_t>(r.scope.funding ^ 1U << funding);
            });
        }
        for (const std::optional<bool> other :
             {std::optional<bool>{}, std::optional(false), std::optional(true)}) {
            // Of what is not completed, nobody counts the time since.
            if (other == at().scope.completed) continue;
            if (!other && at().metric == "two_accounts_age") continue;
            change("completed", [&](Rule& r) { r.scope.completed = other; });
        }
        for (char letter = 'A'; letter <= 'T'; ++letter) {
            change(std::string("section ") + letter, [&](Rule& r) {
                const SectorCode section = SectorCode::parse(std::string_view(&letter, 1));
                if (std::erase(r.scope.sectors, section) == 0) r.scope.sectors.push_back(section);
            });
        }
        for (const int step : {-1, 1}) {
            const auto moved = [&](std::optional<Money> from) {
                return from.value_or(Money{}) + Money::from_fen(step);
            };
            if (step == 1 || at().scope.investment_from) {
                change("investment by a fen",
                       [&](Rule& r) { r.scope.investment_from = moved(r.scope.investment_from); });
            }
            if (step == 1 || at().scope.plan_from) {
                change("plan by a fen",
                       [&](Rule& r) { r.scope.plan_from = moved(r.scope.plan_from); });
            }
        }
    }
    void reports() {
        const auto* share = std::get_if<warning::Share>(&metric_.shape);
        const bool figures_of_reports = share != nullptr && share->of_reports;
        // These have no green without a fresh report in any case.
        if (!figures_of_reports && !std::holds_alternative<warning::ReportAge>(metric_.shape)) {
            change("needs_report", [](Rule& r) { r.needs_report = !r.needs_report; });
        }
        if (!figures_of_reports && !at().needs_report) return;
        for (const int step : {-1, 1}) {
            Policy changed = policy_;
            changed.stale_after_months += step;
            all.push_back({"stale_after_months by " + std::to_string(step), std::move(changed)});
        }
    }

    const Policy& policy_;
    std::size_t rule_;
    const warning::Metric& metric_;
};

TEST(Packs, AreHeldByTheirRowsToEachLimitAndEachPartOfTheirScope) {
    for (const std::string& pack : Policy::builtin_ids()) {
        const Policy policy = Policy::builtin(pack);
        for (std::size_t i = 0; i < policy.rules.size(); ++i) {
            const std::vector<const Row*> rows = rows_of(pack, policy.rules[i].id);
            std::vector<Judge> judges;
            for (const Row* row : rows) judges.emplace_back(*row);
            for (const auto& [what, changed] : Changes(policy, i).all) {
                bool noticed = false;
                for (std::size_t k = 0; k < rows.size() && !noticed; ++k) {
                    noticed = judges[k].light(changed) != rows[k]->light;
                }
                EXPECT_TRUE(noticed) << pack << ' ' << policy.rules[i].id << ": " << what;
            }
        }
    }
}

// --- What a light brings, and when
// ---------------------------------------------------------------

TEST(Packs, DemandWhatWasPublishedOrIsNamedAsOurFill) {
    struct Expected {
        std::string_view pack;
        Light light;
        std::string_view who;
        std::string_view what;
        std::optional<int> days;
    };
    const Expected expected[] = {
        // Published: "Green: protected and supported. Yellow: the responsible unit concentrates its
        // forces. Red: key supervision, with a plan, a timetable and a named person". No terms.
        {"yinchuan-2025",
         Light::green,
         "departments concerned (not named in the text)",
         "the project is protected and supported",
         {}},
        {"yinchuan-2025",
         Light::yellow,
         "responsible unit",
         "concentrates its forces on the project",
         {}},
        {"yinchuan-2025",
         Light::red,
         "responsible unit (not named in the text)",
         "key supervision, with a plan, a timetable and a named person",
         {}},
        // Our fill.
        {"hubei", Light::yellow, "responsible unit",
         "explains and makes up for it (this software's fill)", 30},
        {"hubei", Light::red, "responsible unit",
         "closes the matter by a fixed day (this software's fill)", 15},
        {"hubei-dispatch", Light::yellow, "responsible unit",
         "explains and makes up for it (this software's fill)", 30},
        {"hubei-dispatch", Light::red, "responsible unit",
         "closes the matter by a fixed day (this software's fill)", 15},
        // Published: "early warning → overdue correction → removal". The terms are our fill.
        {"dayehu-exit", Light::yellow, "the project's enterprise",
         "corrects what falls short (the term is this software's fill)", 90},
        {"dayehu-exit", Light::red, "the zone's management",
         "correction is overdue: proposes removal (the term is this software's fill)", 30},
    };
    std::size_t stated = 0;
    for (const std::string& pack : Policy::builtin_ids()) {
        stated += Policy::builtin(pack).demands.size();
    }
    EXPECT_EQ(stated, std::size(expected));
    for (const auto& [pack, light, who, what, days] : expected) {
        const Policy policy = Policy::builtin(pack);
        for (std::size_t rule = 0; rule < policy.rules.size(); ++rule) {
            const Demand* demand = policy.demand(rule, light);
            ASSERT_NE(demand, nullptr) << pack << ' ' << key(light);
            EXPECT_EQ(demand->who.en, who) << pack << ' ' << key(light);
            EXPECT_EQ(demand->what.en, what) << pack << ' ' << key(light);
            EXPECT_EQ(demand->within_days, days) << pack << ' ' << key(light);
        }
    }
}

TEST(Packs, EscalateAsWasPublishedOrIsNamedAsOurFill) {
    struct Expected {
        std::string_view pack;
        std::string_view id;
        std::string_view name;
        Light light;
        int months;
        std::string_view what;
        int days;
    };
    const Expected expected[] = {
        // Published: "Red: … supervision letters go out".
        {"yinchuan-2025", "yinchuan_letter", "Supervision letter", Light::red, 1,
         "sends a supervision letter (in the first month, to be met by the next monthly update: "
         "this software's fill)",
         30},
        // Our fill.
        {"hubei", "hubei_reminder", "Reminder", Light::yellow, 1,
         "reminds the responsible unit (this software's fill)", 30},
        {"hubei", "hubei_letter", "Supervision letter", Light::red, 1,
         "sends a supervision letter to the responsible unit (this software's fill)", 15},
        {"hubei-dispatch", "dispatch_reminder", "Reminder", Light::yellow, 1,
         "reminds the responsible unit (this software's fill)", 30},
        {"hubei-dispatch", "dispatch_letter", "Supervision letter", Light::red, 1,
         "sends a supervision letter to the responsible unit (this software's fill)", 15},
        // Published: "early warning → overdue correction → removal". Months and terms are our fill.
        {"dayehu-exit", "dayehu_warning", "Early warning", Light::yellow, 1,
         "gives the early warning (months and term are this software's fill)", 90},
        {"dayehu-exit", "dayehu_correction", "Overdue correction", Light::yellow, 4,
         "orders the overdue correction (months and term are this software's fill)", 90},
        {"dayehu-exit", "dayehu_removal", "Removal", Light::yellow, 7,
         "begins the removal (months and term are this software's fill)", 30},
    };
    std::size_t next = 0;
    for (const std::string_view pack :
         {"yinchuan-2025", "hubei", "hubei-dispatch", "dayehu-exit", "yinchuan-targets-2025",
          "wuhan", "tianjin-2022", "sanya-2022", "tianmen-131"}) {
        for (const LadderStep& step : Policy::builtin(pack).ladder) {
            ASSERT_LT(next, std::size(expected)) << pack << ' ' << step.id;
            const Expected& one = expected[next++];
            EXPECT_EQ(pack, one.pack);
            EXPECT_EQ(step.id, one.id);
            EXPECT_EQ(step.name.en, one.name) << step.id;
            EXPECT_EQ(key(step.light), key(one.light)) << step.id;
            EXPECT_EQ(step.months, one.months) << step.id;
            EXPECT_EQ(step.what.en, one.what) << step.id;
            EXPECT_EQ(step.within_days, one.days) << step.id;
            EXPECT_TRUE(step.rules.empty()) << step.id << " concerns every rule";
        }
    }
    EXPECT_EQ(next, std::size(expected));
}

TEST(Packs, AreInForceFromTheDayOfTheirText) {
    struct Expected {
        std::string_view pack;
        std::optional<Date> from;
        std::optional<Date> to;
    };
    const Expected expected[] = {
        {"yinchuan-2025", date(2025, 3, 1), {}},
        {"yinchuan-targets-2025", date(2025, 1, 1), date(2025, 12, 31)},
        {"wuhan", date(2024, 1, 1), {}},
        {"tianjin-2022", date(2022, 1, 1), {}},
        {"sanya-2022", date(2022, 1, 1), {}},
        {"hubei", date(2024, 4, 1), {}},
        {"hubei-dispatch", date(2024, 4, 1), {}},
        {"tianmen-131", date(2024, 1, 1), {}},
        {"dayehu-exit", {}, {}},
    };
    EXPECT_EQ(Policy::builtin_ids().size(), std::size(expected));
    for (const auto& [pack, from, to] : expected) {
        const Policy policy = Policy::builtin(pack);
        EXPECT_EQ(policy.valid_from, from) << pack;
        EXPECT_EQ(policy.valid_to, to) << pack;
    }
}

// --- Months, day by day
// --------------------------------------------------------------------------

/// A calendar of its own, which knows nothing of `Date`.
struct Day {
    int year;
    int month;
    int day;
    friend auto operator<=>(const Day&, const Day&) = default;
};
int length(int year, int month) {
    constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year == 2024;  // of the years 2022 to 2026
    return lengths[month - 1] + (leap && month == 2 ? 1 : 0);
}
Day next(Day day) {
    if (++day.day <= length(day.year, day.month)) return day;
    day.day = 1;
    if (++day.month <= 12) return day;
    return {day.year + 1, 1, 1};
}
/// So many months later, month by month, on the same day or the last one that there is.
Day later(Day day, int months) {
    for (int i = 0; i < months; ++i) {
        if (++day.month > 12) {
            day.month = 1;
            ++day.year;
        }
    }
    return {day.year, day.month, std::min(day.day, length(day.year, day.month))};
}
/// The light of a time since `anchor` that turns yellow at `yellow` months (0: never) and red once
/// there are more than `red`.
Light of_months(Day anchor, Day today, int yellow, int red) {
    if (today < anchor) return Light::none;
    if (later(anchor, red) < today) return Light::red;
    return yellow > 0 && later(anchor, yellow) <= today ? Light::yellow : Light::green;
}

TEST(MonthRules, HoldOnEveryDayOfACommonAndOfALeapYear) {
    // Three projects for each anchor: one that started on it and has negotiated since, one that
    // signed, was to start and was ordered to correct, and one that was completed.
    std::vector<Day> anchors;
    for (Day day{2023, 1, 1}; day.year < 2025; day = next(day)) anchors.push_back(day);
    ASSERT_EQ(anchors.size(), 731U);
    HistoryBuilder builder;
    for (std::size_t i = 0; i < anchors.size(); ++i) {
        const Date anchor = date(anchors[i].year, anchors[i].month, anchors[i].day);
        const auto project = [&](std::size_t which) {
            return Story(code(static_cast<int>(3 * i + which)))
                .on(long_ago, event::MovedToImplementation{});
        };
        Story all[] = {
            project(0).on(anchor, event::Started{}).on(anchor, event::Negotiated{}),
            project(1)
                .on(anchor, event::ContractSigned{})
                .on(anchor, event::CorrectionOrdered{})
                .on(long_ago, event::StartPlanned{anchor}),
            project(2).on(anchor, event::Completed{}),
        };
        for (Story& story : all) {
            for (Month month(2022, 12); month <= Month(2026, 1); month = month.plus(1)) {
                report(story, month, {});
            }
            for (const Event& one : story.events) builder.apply(one);
        }
    }
    const History history = std::move(builder).build();
    const Policy policy = Policy::builtin("yinchuan-2025+hubei+tianmen-131+dayehu-exit");
    const auto rule = [&](std::string_view id) { return policy.find(id).value(); };
    const std::size_t start = rule("start");
    const std::size_t enrolment = rule("enrolment");
    const std::size_t two_accounts = rule("two_accounts");
    const std::size_t signing = rule("signing");
    const std::size_t contract_start = rule("contract_start");
    const std::size_t production = rule("production");
    const std::size_t agreed_start = rule("agreed_start");
    const std::size_t correction = rule("correction");

    std::vector<int> month_ends(anchors.size());  // from each anchor to today, counted on the way
    std::int64_t pairs = 0;
    std::int64_t lights_seen = 0;
    std::int64_t wrong = 0;
    for (Day today{2023, 1, 1}; today < Day{2026, 2, 1}; today = next(today)) {
        const bool last_day = today.day == length(today.year, today.month);
        const Portfolio portfolio = history.at(date(today.year, today.month, today.day));
        ASSERT_EQ(portfolio.size(), 3 * anchors.size());
        const auto lights = warning::evaluate(portfolio, policy);
        for (std::size_t i = 0; i < anchors.size(); ++i) {
            const Day anchor = anchors[i];
            if (last_day && anchor <= today) ++month_ends[i];
            const int ends = month_ends[i];
            const bool this_month_or_earlier =
                anchor.year < today.year ||
                (anchor.year == today.year && anchor.month <= today.month);
            const Light open = today < anchor ? Light::none : Light::yellow;
            const Light late = of_months(anchor, today, 0, 3);
            const struct {
                std::size_t project;
                std::size_t rule;
                Light light;
            } expected[] = {
                {0, enrolment, of_months(anchor, today, 1, 2)},
                {0, signing, of_months(anchor, today, 0, 1)},
                {0, production, of_months(anchor, today, 9, 12)},
                {1, contract_start, of_months(anchor, today, 2, 3)},
                {1, correction, late == Light::red ? late : open},
                {1, start,
                 ends >= 3               ? Light::red
                 : this_month_or_earlier ? Light::yellow
                                         : Light::green},
                {1, agreed_start,
                 ends >= 4   ? Light::red
                 : ends >= 1 ? Light::yellow
                             : Light::green},
                {2, two_accounts, of_months(anchor, today, 9, 12)},
            };
            ++pairs;
            for (const auto& one : expected) {
                ++lights_seen;
                const Light light = lights.of(one.rule, 3 * i + one.project);
                if (light == one.light) continue;
                if (++wrong > 10) continue;
                ADD_FAILURE() << policy.rules[one.rule].id << " is " << key(light) << ", not "
                              << key(one.light) << ", from " << anchor.year << '-' << anchor.month
                              << '-' << anchor.day << " to " << today.year << '-' << today.month
                              << '-' << today.day;
            }
        }
    }
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(pairs, 731 * 1'127);
    std::cout << pairs << " pairs of an anchor and an as-of day, " << lights_seen << " lights\n";
}

}  // namespace
}  // namespace sanku
