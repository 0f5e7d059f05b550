#include "sanku/ledger/attained_file.hpp"

#include <gtest/gtest.h>

#include <string>

#include "support.hpp"

namespace sanku {
namespace {

using ledger::AttainedFile;
using ledger::read_attained;
using target::Edition;
using target::Plan;

Plan plan() {
    Edition parts{date(2024, 1, 1), "市政府", "", 100'000};
    parts.claims = {{"甲镇", Rational(1)}, {"乙镇", Rational(1)}};
    parts.amounts = {50'000, 50'000};
    return {.id = "p",
            .year = 2024,
            .targets = {{.id = "contracts",
                         .name = {"技术合同成交额", "Technology contracts"},
                         .scale = {"亿元", 2},
                         .lead_unit = "市科技局",
                         .editions = {parts}}}};
}

AttainedFile read(const std::string& text) {
    const ledger::testing::TempDir folder;  // of its own: tests run beside each other
    return read_attained(plan(), folder.write("attained.csv", text));
}

TEST(AttainedFile, IsReadByItsHeadingsInAnyOrder) {
    const auto file = read(
        "\xEF\xBB\xBF序号,月份,指标,单位,累计完成,上报日期,上报人,备注\r\n"
        "1,2024年3月,技术合同成交额,甲镇,\"1,234.5\",2024-04-03,张三,\r\n"
        "2,2024-03,contracts,,20,2024/4/4,李四,全市\r\n"
        ",,,,,,,\r\n"
        "3,2024-03,Technology contracts,市科技局,21,2024-04-05,李四,更正\r\n");
    EXPECT_EQ(file.accepted, 3);
    EXPECT_EQ(file.rejected, 0);
    const Month march(2024, 3);
    const auto* unit = file.attained.find("contracts", "甲镇", march, date(2024, 4, 3));
    ASSERT_NE(unit, nullptr);
    EXPECT_EQ(*unit,
              (target::Report{"contracts", "甲镇", march, 123'450, date(2024, 4, 3), "张三"}));
    EXPECT_EQ(file.attained.find("contracts", "", march, date(2024, 4, 4))->attained, 2'000);
    EXPECT_EQ(file.attained.find("contracts", "", march, date(2024, 4, 5))->attained, 2'100);
}

TEST(AttainedFile, NeedsNeitherUnitNorWhoReported) {
    const auto file = read("target,month,attained,reported_on\ncontracts,2024-01,0.5,2024-02-01\n");
    EXPECT_EQ(file.attained.all().size(), 1U);
    EXPECT_EQ(file.attained.all()[0].attained, 50);
}

TEST(AttainedFile, GivesBadRowsBackWithPlaceAndReasonAndTakesTheOthers) {
    const auto file = read(
        "指标,单位,月份,累计完成,上报日期\n"
        "合同,甲镇,2024-03,1,2024-04-01\n"
        "contracts,丙镇,2024-03,1,2024-04-01\n"
        "contracts,甲镇,三月,1,2024-04-01\n"
        "contracts,甲镇,2023-12,1,2024-04-01\n"
        "contracts,甲镇,2024-03,1.005,2024-04-01\n"
        "contracts,甲镇,2024-03,1,四月\n"
        "contracts,甲镇,2024-03,1,2024-02-01\n"
        "contracts,甲镇,2024-03,1,2024-04-01\n"
        "contracts,甲镇,2024-03,2,2024-04-01\n"
        "contracts,甲镇,2024-03\n");
    struct Row {
        std::int64_t line;
        const char* column;
        const char* value;
        ErrorCode code;
    };
    const Row rows[] = {
        {2, "指标", "合同", ErrorCode::unknown_target},
        {3, "单位", "丙镇", ErrorCode::unknown_unit},
        {4, "月份", "三月", ErrorCode::malformed_month},
        {5, "月份", "2023-12", ErrorCode::malformed_month},
        {6, "累计完成", "1.005", ErrorCode::malformed_figure},
        {7, "上报日期", "四月", ErrorCode::malformed_date},
        {8, "上报日期", "2024-03", ErrorCode::date_in_future},
        {10, "累计完成", "2.00", ErrorCode::malformed_figure},
        {11, "累计完成", "", ErrorCode::malformed_figure},
    };
    EXPECT_EQ(file.accepted, 1);
    EXPECT_EQ(file.rejected, 9);
    ASSERT_EQ(file.problems.size(), std::size(rows));
    for (std::size_t i = 0; i < std::size(rows); ++i) {
        EXPECT_EQ(file.problems[i].row, rows[i].line);
        EXPECT_EQ(file.problems[i].column, rows[i].column) << rows[i].line;
        EXPECT_EQ(file.problems[i].value, rows[i].value) << rows[i].line;
        EXPECT_EQ(file.problems[i].code, rows[i].code) << rows[i].line;
        EXPECT_NE(file.problems[i].file, "");
    }
}

TEST(AttainedFile, KeepsAHundredProblemsAndCountsAll) {
    std::string text = "指标,月份,累计完成,上报日期\n";
    for (int i = 0; i < 250; ++i) text += "x,2024-03,1,2024-04-01\n";
    const auto file = read(text);
    EXPECT_EQ(file.rejected, 250);
    EXPECT_EQ(file.problems.size(), 100U);
}

TEST(AttainedFile, WithoutItsColumnsIsRefused) {
    const auto detail = [](const std::string& text) {
        try {
            (void)read(text);
        } catch (const Error& error) {
            return error.problem().detail + error.problem().column;
        }
        return std::string("was read");
    };
    EXPECT_EQ(detail(""), "no row of headings");
    EXPECT_EQ(detail("指标,月份,累计完成\n"), "no column 上报日期");
    EXPECT_EQ(detail("指标,月份,累计完成,上报日期,税收\n"),
              "指标, 单位, 月份, 累计完成, 上报日期, 上报人, 备注税收");
    EXPECT_EQ(detail("指标,target,月份,累计完成,上报日期\n"), "target");
    EXPECT_THROW((void)read_attained(plan(), "/nowhere.csv"), Error);
}

}  // namespace
}  // namespace sanku
