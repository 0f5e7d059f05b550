#include "sanku/ledger/heading.hpp"

#include "support.hpp"

namespace sanku::ledger::testing {
namespace {

[[nodiscard]] Layout layout(std::string_view text) {
    const TempDir dir;
    return find_layout(dir.write("file", text), Encoding::utf8);
}

[[nodiscard]] HeadingColumn only(std::string_view label) {
    return layout("项目名称,实施库入库," + std::string(label) + "\n").heading.columns.at(2);
}

[[nodiscard]] ErrorCode refusal(std::string_view text) {
    try {
        (void)layout(text);
    } catch (const Error& error) {
        return error.code();
    }
    ADD_FAILURE() << text;
    return ErrorCode::invalid_argument;
}

TEST(Heading, KnowsColumnsByHeadingSynonymAndKey) {
    const struct {
        const char* label;
        Column column;
    } cases[] = {
        {"项目代码", Column::project_code},
        {"project_code", Column::project_code},
        {"code", Column::project_code},
        {" 行 政 区 划 ", Column::region},
        {"所属区域", Column::region},
        {"乡镇", Column::region},
        {"行业（GB/T 4754）", Column::sector},
        {"建设单位", Column::responsible_unit},
        {"牵头领导", Column::lead_leader},
        {"资金来源", Column::funding},
        {"总投资（万元）", Column::total_investment},
        {"总投资万元", Column::total_investment},
        {"计划总投资(亿元)", Column::total_investment},
        {"2025年度计划投资(万元)", Column::plan},
        {"2025年计划投资", Column::plan},
        {"2025年年度计划投资", Column::plan},
        {"本年度计划投资(万元)", Column::plan},
        {"本年计划完成投资", Column::plan},
        {"应支付资金(万元)", Column::required_payment},
        {"目录库入库时间", Column::entered_directory},
        {"进入储备库日期", Column::entered_reserve},
        {"退库日期", Column::withdrawn},
        {"退库原因", Column::withdrawal_reason},
        {"计划开工时间", Column::planned_start},
        {"开工时间", Column::started},
        {"实际开工", Column::started},
        {"纳统日期", Column::enrolled},
        {"计划竣工", Column::planned_completion},
        {"竣工日期", Column::completed},
        {"投产日期", Column::in_production},
        {"洽谈日期", Column::negotiated},
        {"开始洽谈", Column::negotiated},
        {"开始洽谈时间", Column::negotiated},
        {"签约时间", Column::contract_signed},
        {"责令整改日期", Column::correction_ordered},
        {"整改完成日期", Column::corrected},
        {"协议年产值(万元)", Column::agreed_output},
        {"协议年税收(万元)", Column::agreed_tax},
        {"2023年产值(万元)", Column::output},
        {"2023年度产值(万元)", Column::output},
        {"年产值(万元)", Column::extra},
        {"2023年税收(万元)", Column::tax},
        {"年税收(万元)", Column::extra},
        {"2023年环保达标", Column::environment_met},
        {"环保达标", Column::extra},
        {"2023_output", Column::output},
        {"竣工结算日期", Column::settled},
        {"财务决算日期", Column::final_accounts},
        {"评价日期", Column::evaluated},
        {"评价得分", Column::score},
        {"序号", Column::ignored},
        {"占年度计划(%)", Column::ignored},
        {"1～9月完成投资(万元)", Column::completed_this_year},
        {"2024年1-9月到位资金", Column::arrived},
        {"截至9月底累计完成投资", Column::completed_total},
    };
    for (const auto& c : cases) EXPECT_EQ(only(c.label).column, c.column) << c.label;
}

TEST(Heading, LeavesWhatMayMeanSomethingElseAnExtra) {
    for (const char* label : {"备注", "计划投资", "完成投资", "9月完成投资",
                              "至上年底完成投资(万元)", "2023年底累计完成投资", "计划投产", "评价",
                              "是否纳统", "完成率", "本年完成投资", "建设规模（亩）", "建设地点"}) {
        EXPECT_EQ(only(label).column, Column::extra) << label;
        EXPECT_EQ(only(label).label, label);
    }
}

TEST(Heading, GivesUnitYearAndMonths) {
    EXPECT_EQ(only("总投资（亿元）").unit, MoneyUnit::yi_yuan);
    EXPECT_EQ(only("总投资（单位：万元）").unit, MoneyUnit::wan_yuan);
    EXPECT_EQ(only("total_investment(yuan)").unit, MoneyUnit::yuan);
    EXPECT_EQ(only("总投资").unit, std::nullopt);
    EXPECT_EQ(only("总投资（分）").unit, MoneyUnit::fen);
    EXPECT_EQ(only("total_investment_fen").unit, MoneyUnit::fen);
    EXPECT_EQ(only("total_investment_fen").column, Column::total_investment);
    EXPECT_EQ(only("2023_output_fen").column, Column::output);
    EXPECT_EQ(only("often").label, "often");
    EXPECT_EQ(only("often").unit, std::nullopt);
    EXPECT_EQ(only("2025年度计划投资(万元)").year, 2025);
    EXPECT_EQ(only("１～９月完成投资").through_month, 9);
}

TEST(Heading, StandsBelowTitlesThatGiveUnitAndYear) {
    const Layout found = layout(
        "大冶市2024年重点项目台账,,\n\n填报单位：发改局,,单位：万元\n项目代码,项目名称,总投资\n1,2,"
        "3\n");
    EXPECT_EQ(found.heading.rows_before_data, 4U);
    EXPECT_EQ(found.heading.title_unit, MoneyUnit::wan_yuan);
    EXPECT_EQ(found.heading.title_year, 2024);
    EXPECT_EQ(found.heading.titles.size(), 3U);
}

TEST(Heading, ChoosesTheSeparatorUnderWhichColumnsAreKnown) {
    EXPECT_EQ(layout("项目代码\t项目名称\t总投资(万元)\n").separator, '\t');
    EXPECT_EQ(layout("项目代码;项目名称;总投资(万元)\n").separator, ';');
    EXPECT_EQ(layout("项目代码,项目名称,备注\n1,甲,项目代码;项目名称;总投资;月份;行业\n").separator,
              ',');
    EXPECT_EQ(layout("标题;有;分号;很;多\n项目代码,项目名称,备注;说明\n").separator, ',');
}

TEST(Heading, OfTwoRowsJoinsGroupsAndLeaves) {
    const Layout found = layout(
        "2024年1～9月进度表,,,,,,,,,,,,\n"
        "序号,项目名称,总投资(万元),至上年底完成投资(万元),年度计划投资(万元),"
        "1～9月完成投资(万元),,,,开工累计,,,入库时间,,备注\n"
        ",,,,,完成投资,占年度计划(%),到位资金,占年度计划(%),"
        "完成投资,占总投资(%),到位资金,目录库,实施库,\n"
        "1,甲,100,0,50,10,20,5,10,10,10,5,2024-01-01,2024-02-01,x\n");
    const auto& columns = found.heading.columns;
    EXPECT_EQ(found.heading.rows_before_data, 3U);
    EXPECT_EQ(found.heading.title_year, 2024);
    ASSERT_EQ(columns.size(), 15U);
    const Column expected[] = {
        Column::ignored,
        Column::name,
        Column::total_investment,
        Column::extra,
        Column::plan,
        Column::completed_this_year,
        Column::ignored,
        Column::arrived,
        Column::ignored,
        Column::completed_total,
        Column::ignored,
        Column::extra,
        Column::entered_directory,
        Column::entered_implementation,
        Column::extra,
    };
    for (std::size_t i = 0; i < columns.size(); ++i) {
        EXPECT_EQ(columns[i].column, expected[i]) << columns[i].label;
    }
    EXPECT_EQ(columns[5].unit, MoneyUnit::wan_yuan);
    EXPECT_EQ(columns[5].through_month, 9);
    EXPECT_EQ(columns[9].through_month, 9);
    EXPECT_EQ(columns[11].label, "开工累计·到位资金");
    EXPECT_EQ(columns[14].label, "备注");
}

TEST(Heading, KeepsLeavesOfUnknownGroupsAsExtras) {
    const Layout found =
        layout("项目代码,项目名称,实施库入库,其他单位填报,,\n,,,完成投资,到位资金,开工时间\n");
    const auto& columns = found.heading.columns;
    ASSERT_EQ(columns.size(), 6U);
    for (std::size_t i = 3; i < 6; ++i) EXPECT_EQ(columns[i].column, Column::extra);
    EXPECT_EQ(columns[3].label, "其他单位填报·完成投资");
}

TEST(Heading, PrefersAFirmWordAndKeepsTheWeakerColumnAsExtra) {
    const auto columns =
        layout("项目名称,建设单位,责任单位,乡镇,行政区划,开工时间,实际开工\n").heading.columns;
    EXPECT_EQ(columns[1].column, Column::extra);
    EXPECT_EQ(columns[2].column, Column::responsible_unit);
    EXPECT_EQ(columns[3].column, Column::extra);
    EXPECT_EQ(columns[4].column, Column::region);
    EXPECT_EQ(columns[5].column, Column::extra);
    EXPECT_EQ(columns[6].column, Column::started);
}

TEST(Heading, TakesPlansOfTwoYearsForTwoFacts) {
    const auto columns = layout("项目名称,2024年计划投资,2025年计划投资\n").heading.columns;
    EXPECT_EQ(columns[1].year, 2024);
    EXPECT_EQ(columns[2].year, 2025);
}

TEST(Heading, TakesTheEnvironmentOfTheYearThatStandsBesideIt) {
    const auto environment = [](const std::string& others) {
        return layout("项目名称," + others + ",环保达标\n").heading.columns.back();
    };
    EXPECT_EQ(environment("2023年产值(万元),2023年税收(万元)").column, Column::environment_met);
    EXPECT_EQ(environment("2023年产值(万元),2023年税收(万元)").year, 2023);
    EXPECT_EQ(environment("2023年产值(万元),2022年产值(万元)").column, Column::extra);
    EXPECT_EQ(environment("年产值(万元),实施库入库").column, Column::extra);
    const Layout groups =
        layout("项目名称,实施库入库,2023年,,\n,,产值(万元),税收(万元),环保达标\n");
    EXPECT_EQ(groups.heading.columns.at(2).column, Column::output);
    EXPECT_EQ(groups.heading.columns.at(3).column, Column::tax);
    EXPECT_EQ(groups.heading.columns.at(4).column, Column::environment_met);
    EXPECT_EQ(groups.heading.columns.at(4).year, 2023);
}

TEST(Heading, RefusesFilesThatItCannotRead) {
    EXPECT_EQ(refusal("甲,乙\n1,2\n"), ErrorCode::no_heading);
    EXPECT_EQ(refusal(""), ErrorCode::no_heading);
    EXPECT_EQ(refusal(std::string(25, '\n') + "项目名称,总投资(万元)\n"), ErrorCode::no_heading);
    EXPECT_EQ(refusal("项目名称,总投资(万元),总投资（亿元）\n"), ErrorCode::duplicate_heading);
    EXPECT_EQ(refusal("项目名称,建设单位,建设单位\n"), ErrorCode::duplicate_heading);
    EXPECT_EQ(refusal("项目代码,月份,完成投资\n"), ErrorCode::no_heading);
    std::string wide = "项目名称,总投资(万元)";
    for (int i = 0; i < 511; ++i) wide += ",列" + std::to_string(i);
    EXPECT_EQ(refusal(wide), ErrorCode::file_too_wide);
}

TEST(Heading, TellsProgressLedgersByMonthAndFigures) {
    EXPECT_EQ(layout("项目代码,月份,支付资金(万元)\n").heading.kind, FileKind::progress);
    EXPECT_EQ(layout("项目代码,项目名称,总投资(万元)\n").heading.kind, FileKind::projects);
}

}  // namespace
}  // namespace sanku::ledger::testing
