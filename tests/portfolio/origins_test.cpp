#include "sanku/portfolio/origins.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "portfolio/random_history.hpp"
#include "portfolio/same.hpp"
#include "sanku/portfolio/fold.hpp"

namespace sanku {

namespace {

using testing::RandomHistory;

/// The events of each project as a journal would hold them.
[[nodiscard]] std::map<ProjectCode, std::vector<RecordedEvent>> recorded(
    const std::vector<Event>& events) {
    std::map<ProjectCode, std::vector<RecordedEvent>> out;
    std::int64_t sequence = 0;
    for (const Event& event : events) {
        out[event.project].push_back({++sequence, Instant::end_of(date(2026, 1, 1)), event});
    }
    return out;
}

[[nodiscard]] std::vector<Event> that_hold(const std::vector<Origin>& origins) {
    std::vector<Event> out;
    for (const Origin& one : origins) {
        if (one.holds()) out.push_back(one.event.event);
    }
    return out;
}

/// What puts a project into a portfolio of all members and is in none of its columns.
[[nodiscard]] Event unrelated(ProjectCode project) {
    return {project, Date::from_days(Date::min_days), event::FactorStated{"land"}};
}

/// The bit of `given` or `deal_given` that says whether somebody stated the column.
const std::map<std::string, unsigned, std::less<>> stated_bits = {
    {"total_investment", given::total_investment},
    {"plan", given::plan},
    {"required_payment", given::required_payment},
    {"completed_this_year", given::completed_this_year},
    {"completed_total", given::completed_total},
    {"arrived", given::arrived},
    {"paid", given::paid},
    {"agreed_output", deal::agreed_output},
    {"agreed_tax", deal::agreed_tax},
    {"output", deal::output},
    {"tax", deal::tax},
    {"environment", deal::environment | deal::environment_met},
};

/// What a portfolio of one project says in a column, as text.
[[nodiscard]] std::string said(const Portfolio& portfolio, std::string_view column) {
    std::string out;
    const bool is_text = column == "name" || column == "responsible_unit" ||
                         column == "lead_leader" || column == "withdrawal_reason";
    const auto find = [&](const char* name, const auto& values, auto nothing) {
        if (column != name) return;
        const auto value = values.empty() ? nothing : values[0];
        if (column == "region") {
            out = portfolio.region(0).code.str();  // its name may be spelt as another project does
        } else if (is_text) {
            out = portfolio.texts().at(static_cast<std::uint32_t>(value));
        } else {
            out = std::to_string(value);
        }
    };
    Columns::for_each(portfolio.columns(), find);
    Deals::for_each(portfolio.deals(), find);
    if (const auto bit = stated_bits.find(column); bit != stated_bits.end()) {
        const Deals& deals = portfolio.deals();
        const bool of_deal = bit->first.starts_with("agreed") || bit->first == "output" ||
                             bit->first == "tax" || bit->first == "environment";
        const unsigned bits = !of_deal        ? portfolio.columns().given[0]
                              : deals.empty() ? 0U
                                              : deals.given[0];
        out += " stated " + std::to_string(bits & bit->second);
    }
    return out;
}

TEST(Origins, SayByThemselvesWhatEveryColumnSays) {
    for (unsigned seed = 1; seed <= 30; ++seed) {
        RandomHistory source(seed);
        for (const auto& [project, events] : recorded(source.events())) {
            std::vector<Event> all;
            for (const RecordedEvent& one : events) all.push_back(one.event);
            const Date day = source.day();
            const Portfolio whole = history_of(all).at(day, Members::all);
            if (whole.size() == 0) continue;
            for (const std::string_view column : columns_with_origins()) {
                auto few = that_hold(origins(events, column, day));
                few.push_back(unrelated(project));
                EXPECT_EQ(said(history_of(few).at(day, Members::all), column), said(whole, column))
                    << "seed " << seed << ", " << project.str() << ' ' << column << ' '
                    << day.iso();
            }
            for (const std::string_view id : {"a", "b", "c", "d", "e"}) {
                const auto few = that_hold(origins_of_figure(events, id, day));
                const auto stated = whole.figure(0, id);
                ASSERT_EQ(few.size(), stated ? 1U : 0U);
                if (!stated) continue;
                EXPECT_EQ(std::get<event::FigureReported>(few[0].what).value, stated->value);
                EXPECT_EQ(few[0].effective, stated->day);
            }
        }
    }
}

TEST(Origins, KnowEveryColumnThatEventsState) {
    std::set<std::string, std::less<>> expected{"environment"};
    const auto add = [&](const char* name, const auto&, auto) { expected.insert(name); };
    const Columns columns;
    Columns::for_each(columns, add);
    const Deals deals;
    Deals::for_each(deals, add);
    for (const char* made : {"code", "given", "deal_given"}) expected.erase(made);
    const auto known = columns_with_origins();
    EXPECT_EQ((std::set<std::string, std::less<>>(known.begin(), known.end())), expected);
    EXPECT_THROW((void)origins({}, "given", date(2024, 1, 1)), Error);
}

TEST(Origins, OfALatestReportAreThatOneAndWhatItCorrected) {
    const auto report = [](int month, int fen) {
        return Event{testing::code(1), Month(2024, month).last_day(),
                     event::ProgressReported{Month(2024, month), {}, {}, {}, Money::from_fen(fen)}};
    };
    const auto events = recorded({report(3, 5), report(4, 9), report(4, 7), report(6, 8)});
    const auto found = origins(events.begin()->second, "paid", date(2024, 5, 31));
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].event.sequence, 2);
    EXPECT_EQ(found[0].superseded_by, 3);
    EXPECT_EQ(found[1].event.sequence, 3);
    EXPECT_TRUE(found[1].holds());
    EXPECT_TRUE(origins(events.begin()->second, "paid", date(2025, 5, 31)).empty());
}

TEST(Origins, OfWhatWasTakenBackAreThoseOfTheDayBefore) {
    const ProjectCode project = testing::code(1);
    const auto events = recorded({{project, date(2024, 1, 1), event::FigureReported{"a", {1, 1}}},
                                  {project, date(2024, 2, 1), event::FigureReported{"a", {2, 1}}},
                                  {project, date(2024, 2, 1),
                                   event::Retracted{EventKind::figure_reported, 0, "a", "误报"}}});
    const auto found = origins_of_figure(events.begin()->second, "a", date(2024, 3, 1));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].event.sequence, 1);
}

}  // namespace

}  // namespace sanku
