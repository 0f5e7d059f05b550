#include "sanku/target/starts.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "support.hpp"

namespace sanku {
namespace {

using target::Starts;
using target::starts;
using testing::code;
using testing::join;
using testing::Story;

constexpr Date as_of = date(2024, 10, 31);

Story project(int number, Date planned) {
    return std::move(Story(code(number))
                         .on(date(2023, 6, 1), event::MovedToImplementation{})
                         .on(date(2024, 1, 1), event::StartPlanned{planned}));
}

// Jiangmen: 183 starts in the year's plan, 140 due by October, 33 of them missed, 11 started early:
// 118 started.
TEST(Starts, OfJiangmenReconcile) {
    std::vector<Story> stories;
    for (int i = 0; i < 183; ++i) {
        Story one = project(i, i < 140 ? date(2024, 10, 31) : date(2024, 11, 1));
        const bool is_started = i < 107 || (i >= 140 && i < 151);
        if (is_started) one.on(date(2024, 10, 31), event::Started{});
        stories.push_back(std::move(one));
    }
    const Starts found = starts(fold(join(stories), as_of));
    EXPECT_EQ(found, (Starts{183, 140, 33, 11}));
    EXPECT_EQ(found.started(), 118);
    EXPECT_EQ(found.of_due(), Ratio(107, 140));
    EXPECT_EQ(found.of_plan().percent(), "64.5%");
}

// Tongliang: 57 of 67 due starts is 85.07 %. Qingyang: 23 built and 23 under construction of 56
// planned are 82.14 %.
TEST(Starts, PrintTongliangsAndQingyangsRates) {
    EXPECT_EQ((Starts{100, 67, 10, 0}).of_due().percent(2), "85.07%");
    std::vector<Story> stories;
    for (int i = 0; i < 56; ++i) {
        Story one = project(i, date(2024, 3, 1));
        if (i < 23) one.on(date(2024, 9, 1), event::Completed{});
        if (i >= 23 && i < 46) one.on(date(2024, 4, 1), event::Started{});
        stories.push_back(std::move(one));
    }
    const Starts found = starts(fold(join(stories), as_of));
    EXPECT_EQ(found.of_plan().percent(2), "82.14%");
}

TEST(Starts, CountTheYearsPlanAlone) {
    std::vector<Story> stories = {
        project(0, date(2023, 12, 31)),  // of last year
        project(1, date(2025, 1, 1)),    // of next year
        project(2, date(2024, 1, 1)),
        project(3, date(2024, 12, 31)),
        project(4, date(2024, 5, 1)).on(date(2024, 8, 1), event::Withdrawn{"停建"}),
        project(5, date(2024, 5, 1)).on(date(2024, 11, 1), event::Started{}),  // not yet
    };
    EXPECT_EQ(starts(fold(join(stories), as_of)), (Starts{3, 2, 2, 0}));
    EXPECT_EQ(starts(fold(std::vector<Event>{}, as_of)), Starts{});
    EXPECT_FALSE(Starts{}.of_due().has_value());
}

}  // namespace
}  // namespace sanku
