#include "sanku/target/breakdown_check.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sanku/target/target.hpp"
#include "shared_data.hpp"

namespace sanku {
namespace {

using target::Check;
using target::check_cells;
using target::Scale;
using target::Slip;
using target::Suspect;

using Cells = std::vector<std::optional<std::int64_t>>;

TEST(BreakdownCheck, SaysByHowMuchPartsDoNotAddUp) {
    EXPECT_TRUE(check_cells({1, 2, 3}, 6).adds_up());
    EXPECT_TRUE(check_cells({1, 2, 3}, 6).suspects.empty());
    EXPECT_EQ(check_cells({1, 2, 3}, 5).difference(), 1);
    EXPECT_EQ(check_cells({1, 2, 3}, 60).difference(), -54);
    EXPECT_TRUE(check_cells({}, 0).adds_up());
    EXPECT_EQ(check_cells({}, 7).difference(), -7);
}

TEST(BreakdownCheck, TellsTheSlipThatWouldExplainACell) {
    struct Row {
        std::int64_t given;
        std::int64_t meant;
        std::optional<Slip> slip;
    };
    const Row rows[] = {
        {173, 137, Slip::transposed},
        {1370, 137, Slip::shifted},
        {137, 13'700, Slip::shifted},
        {550, 5'500'000, Slip::shifted},
        {13, 137, Slip::length},
        {1'337, 137, Slip::length},
        {137, 187, Slip::digit},
        {5, 50, Slip::shifted},
        {0, 5, Slip::digit},
        {371, 137, {}},
        {137, 246, {}},
        {0, 50, Slip::length},
        {12'345, 1'234, Slip::length},
    };
    for (const Row& row : rows) {
        const Check found = check_cells({row.given, 0}, row.meant);
        std::optional<Slip> slip;
        for (const Suspect& one : found.suspects) {
            if (one.place == 0U) slip = one.slip;
        }
        EXPECT_EQ(slip, row.slip) << row.given << " for " << row.meant;
    }
}

TEST(BreakdownCheck, NamesACellThatIsTheOnlyOneASlipExplains) {
    const Check found = check_cells({173, 28, 23, 23}, 137 + 28 + 23 + 23);
    EXPECT_EQ(found.difference(), 36);
    ASSERT_EQ(found.suspects.size(), 1U);
    EXPECT_EQ(found.named, (Suspect{0, 173, 137, Slip::transposed}));
}

TEST(BreakdownCheck, NamesNobodyWhereSeveralMayBeWrong) {
    const Check found = check_cells({14, 23, 35}, 71);  // one too many: each cell, or the total
    EXPECT_EQ(found.suspects.size(), 4U);
    EXPECT_FALSE(found.named);
    EXPECT_EQ(found.suspects.back(), (Suspect{std::nullopt, 71, 72, Slip::digit}));
}

TEST(BreakdownCheck, NamesTheOnlyCellThatDiffersFromTheReferenceByTheDifference) {
    const Check found = check_cells({14, 23, 35}, 71, Cells{13, 23, 35});
    EXPECT_EQ(found.named, (Suspect{0, 14, 13, Slip::reference}));
    // Two cells changed on purpose and one by mistake.
    EXPECT_EQ(check_cells({15, 21, 36}, 71, Cells{13, 23, 35}).named,
              (Suspect{2, 36, 35, Slip::reference}));
    EXPECT_FALSE(check_cells({14, 24, 34}, 71, Cells{13, 23, 35}).named) << "two differ by one";
}

TEST(BreakdownCheck, NamesTheTotalWhereAllCellsAreThoseOfTheReference) {
    EXPECT_EQ(check_cells({14, 23, 35}, 71, Cells{14, 23, 35}).named,
              (Suspect{std::nullopt, 71, 72, Slip::reference}));
}

TEST(BreakdownCheck, NamesTheOnlyCellThatIsEmptyWithWhatItShouldHold) {
    EXPECT_EQ(check_cells({14, {}, 35}, 72).named, (Suspect{1, std::nullopt, 23, Slip::missing}));
    EXPECT_FALSE(check_cells({14, {}, {}}, 72).named);
    EXPECT_EQ(check_cells({14, {}, {}}, 37, Cells{14, 23, 35}).named,
              (Suspect{1, std::nullopt, 23, Slip::reference}));
    EXPECT_FALSE(check_cells({14, {}, 35}, 40).named) << "no part lies below 0";
}

TEST(BreakdownCheck, NeedsAReferenceForEachCell) {
    EXPECT_THROW((void)check_cells({1, 2}, 4, Cells{1}), Error);
}

// --- Daye's plan of 2024: daye_breakdown_2024q1.csv, fourteen units, five columns ----------------

struct Column {
    Scale scale;
    Cells cells{};
    std::int64_t total = 0;
};

std::vector<std::string> split(std::string line) {
    std::vector<std::string> out;
    std::erase(line, '\r');
    for (std::size_t at = 0; at <= line.size();) {
        const std::size_t end = std::min(line.find(',', at), line.size());
        out.push_back(line.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

std::vector<Column> daye() {
    std::ifstream file(testing::shared_data("daye_breakdown_2024q1.csv"));
    std::vector<Column> out = {
        {{"家", 0}}, {{"亿元", 2}}, {{"万元", 0}}, {{"人", 0}}, {{"亿元", 1}}};
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        const auto cells = split(line);
        if (cells.size() < 7) continue;
        for (std::size_t i = 0; i < out.size(); ++i) {
            const std::int64_t steps = out[i].scale.steps(cells[i + 2]);
            if (cells[0] == "合计") {
                out[i].total = steps;
            } else {
                out[i].cells.emplace_back(steps);
            }
        }
    }
    return out;
}

class DayeBreakdown : public ::testing::Test {
  protected:
    void SetUp() override {
        if (!std::filesystem::exists(testing::shared_data("daye_breakdown_2024q1.csv"))) {
            GTEST_SKIP() << "shared data absent";
        }
    }
};

TEST_F(DayeBreakdown, AddsUpInAllFiveColumnsToThePrintedTotals) {
    const auto columns = daye();
    const char* printed[] = {"300", "10.00", "255820", "8750", "380.5"};
    for (std::size_t i = 0; i < columns.size(); ++i) {
        ASSERT_EQ(columns[i].cells.size(), 14U);
        const Check found = check_cells(columns[i].cells, columns[i].total);
        EXPECT_EQ(columns[i].scale.text(columns[i].total), printed[i]);
        EXPECT_TRUE(found.adds_up()) << i;
    }
}

TEST_F(DayeBreakdown, NamesAnyWrongCellAgainstTheEditionBefore) {
    int wrong = 0;
    for (const Column& column : daye()) {
        for (std::size_t place = 0; place < column.cells.size(); ++place) {
            for (const std::int64_t by : {-1, 1, 9, 36, 1'000}) {
                Cells cells = column.cells;
                cells[place] = *cells[place] + by;
                const Check found = check_cells(cells, column.total, column.cells);
                EXPECT_EQ(found.difference(), by);
                EXPECT_EQ(found.named,
                          (Suspect{place, cells[place], *column.cells[place], Slip::reference}));
                ++wrong;
            }
        }
    }
    EXPECT_EQ(wrong, 350);
}

TEST_F(DayeBreakdown, NamesACellWithTwoDigitsSwappedByItself) {
    Column first = daye()[0];
    first.cells[0] = 173;  // 大冶湖高新区, printed 137
    EXPECT_EQ(check_cells(first.cells, first.total).named,
              (Suspect{0, 173, 137, Slip::transposed}));
    Column research = daye()[2];
    research.cells[3] = 200'000;  // 陈贵镇, printed 20000
    const Check shifted = check_cells(research.cells, research.total);
    EXPECT_EQ(shifted.suspects.front(), (Suspect{3, 200'000, 20'000, Slip::shifted}));
    // Whatever two neighbours are swapped, the cell is among the suspects.
    for (const Column& column : daye()) {
        for (std::size_t place = 0; place < column.cells.size(); ++place) {
            std::string digits = std::to_string(*column.cells[place]);
            if (digits.size() < 2 || digits[0] == digits[1] || digits[1] == '0') continue;
            std::swap(digits[0], digits[1]);
            Cells cells = column.cells;
            cells[place] = std::stoll(digits);
            const Suspect culprit{place, cells[place], *column.cells[place], Slip::transposed};
            const auto suspects = check_cells(cells, column.total).suspects;
            EXPECT_NE(std::ranges::find(suspects, culprit), suspects.end()) << digits;
        }
    }
}

}  // namespace
}  // namespace sanku
