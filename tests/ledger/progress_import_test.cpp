#include "support.hpp"

namespace sanku::ledger::testing {
namespace {

const std::string heading =
    "项目代码,月份,本年完成投资(万元),累计完成投资(万元),到位资金(万元),支付资金(万元)\n";

class ProgressImport : public ImportTest {
  protected:
    void SetUp() override {
        const Report report = import_text("项目代码,项目名称,行政区划,实施库入库\n" +
                                          std::string(code_a) + ",甲,420281,2024-01-15\n" +
                                          std::string(code_b) + ",乙,420281,2023-06-01\n");
        ASSERT_EQ(report.accepted, 2);
    }

    [[nodiscard]] Report import_rows(const std::string& rows) {
        return import_text(heading + rows, {.recorded_at = morning}, "progress.csv");
    }
    [[nodiscard]] static std::string row(std::string_view rest, std::string_view code = code_a) {
        return std::string(code) + ',' + std::string(rest) + '\n';
    }
};

TEST_F(ProgressImport, ReportsFiguresAsOfTheEndOfTheMonth) {
    const Report report = import_rows(row("2024-02,100,\"1,100\",80,60") + row("2024年3月,150,,,"));
    EXPECT_EQ(report.kind, FileKind::progress);
    EXPECT_EQ(report.accepted, 2) << report.summary(Language::en);
    EXPECT_EQ(progress(code_a, Month(2024, 2)),
              (event::ProgressReported{Month(2024, 2), wan(100), wan(1100), wan(80), wan(60)}));
    const FactKey key{EventKind::progress_reported, Month(2024, 2).index()};
    EXPECT_EQ(store_.latest(ProjectCode::parse(code_a), key)->event.effective, date(2024, 2, 29));
    EXPECT_EQ(progress(code_a, Month(2024, 3))->completed_total, std::nullopt);
}

TEST_F(ProgressImport, RefusesEachBadRowByItself) {
    const struct {
        const char* row;
        ErrorCode code;
        const char* column;
    } cases[] = {
        {"2403-420281-04-01-999999,2024-02,1,,,", ErrorCode::unknown_project, "项目代码"},
        {",2024-02,1,,,", ErrorCode::missing_project_code, "项目代码"},
        {"2.40342E+19,2024-02,1,,,", ErrorCode::damaged_project_code, "项目代码"},
        {"2403-420281-04-01-123456,,1,,,", ErrorCode::missing_month, "月份"},
        {"2403-420281-04-01-123456,二月,1,,,", ErrorCode::malformed_month, "月份"},
        {"2403-420281-04-01-123456,2024-08,1,,,", ErrorCode::month_in_future, "月份"},
        {"2403-420281-04-01-123456,2023-12,1,,,", ErrorCode::progress_before_entry, "月份"},
        {"2403-420281-04-01-123456,2024-02,,,-,/", ErrorCode::no_figures, "本年完成投资(万元)"},
        {"2403-420281-04-01-123456,2024-02,-1,,,", ErrorCode::negative_money, "本年完成投资(万元)"},
        {"2403-420281-04-01-123456,2024-02,,,若干,", ErrorCode::malformed_money, "到位资金(万元)"},
        {"2403-420281-04-01-123456,2024-02,10,9,,", ErrorCode::total_below_year,
         "累计完成投资(万元)"},
        {"2403-420281-04-01-123456,2024-02,1,1,1,1,1", ErrorCode::too_many_cells, ""},
    };
    std::string text;
    for (const auto& c : cases) text += std::string(c.row) + '\n';
    const Report report = import_rows(text + row("2024-02,1,,,", code_b));
    EXPECT_EQ(report.accepted, 1);
    EXPECT_EQ(report.rejected, static_cast<std::int64_t>(std::size(cases)));
    EXPECT_EQ(report.problems.size(), std::size(cases)) << report.summary(Language::en);
    for (std::size_t i = 0; i < std::size(cases); ++i) {
        const auto found = std::find_if(
            report.problems.begin(), report.problems.end(),
            [&](const Problem& p) { return p.row == static_cast<std::int64_t>(i) + 2; });
        ASSERT_NE(found, report.problems.end()) << cases[i].row;
        EXPECT_EQ(found->code, cases[i].code) << cases[i].row << ' ' << key(found->code);
        EXPECT_EQ(found->column, cases[i].column) << cases[i].row;
    }
}

TEST_F(ProgressImport, AcceptsTheMonthOfEntryAndThatOfRecording) {
    EXPECT_EQ(import_rows(row("2024-01,1,,,") + row("2024-07,2,,,")).accepted, 2);
}

TEST_F(ProgressImport, RefusesATotalThatFallsAgainstTheMonthBeforeOrAfter) {
    ASSERT_EQ(
        import_rows(row("2024-02,,100,,") + row("2024-03,5,,,") + row("2024-05,,200,,")).accepted,
        3);
    const Report report =
        import_rows(row("2024-04,,99,,") + row("2024-06,,199,,") + row("2024-03,,201,,"));
    EXPECT_EQ(report.rejected, 3);
    ASSERT_EQ(report.problems.size(), 3U);
    EXPECT_EQ(report.problems[0].detail, "2024-02 100.00万元");
    EXPECT_EQ(report.problems[1].detail, "2024-05 200.00万元");
    EXPECT_EQ(report.problems[2].detail, "2024-05 200.00万元");
    EXPECT_EQ(report.problems[0].code, ErrorCode::total_falls);
    EXPECT_EQ(report.problems[1].code, ErrorCode::total_falls);
    EXPECT_EQ(report.problems[2].code, ErrorCode::total_above_later);
    EXPECT_EQ(import_rows(row("2024-04,,150,,") + row("2024-06,,200,,")).accepted, 2);
}

TEST_F(ProgressImport, SeesAFallWithinOneFileInAnyOrder) {
    const Report report =
        import_rows(row("2024-05,,200,,") + row("2024-02,,100,,") + row("2024-03,,250,,"));
    EXPECT_EQ(report.accepted, 2);
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_EQ(report.problems[0].code, ErrorCode::total_above_later);
    EXPECT_EQ(report.problems[0].row, 4);
}

TEST_F(ProgressImport, RefusesAMonthTwiceWithOtherFiguresOnly) {
    const Report report = import_rows(row("2024-02,100,,,") + row("2024-02,100,,,") +
                                      row("2024-02,101,,,") + row("2024-02,,,,50"));
    EXPECT_EQ(report.accepted, 3);
    EXPECT_EQ(report.events_added, 2);
    EXPECT_EQ(report.events_unchanged, 1);
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_EQ(report.problems[0].code, ErrorCode::duplicate_month);
    EXPECT_EQ(report.problems[0].row, 4);
    EXPECT_EQ(progress(code_a, Month(2024, 2))->paid, wan(50));
}

TEST_F(ProgressImport, RefusesAMonthTwiceEvenIfTheStoreHeldTheFirst) {
    (void)import_rows(row("2024-02,100,,,"));
    const Report report = import_rows(row("2024-02,100,,,") + row("2024-02,90,,,"));
    EXPECT_EQ(report.rejected, 1);
    EXPECT_EQ(report.counts.at(0).first, ErrorCode::duplicate_month);
}

TEST_F(ProgressImport, CorrectsAMonthInALaterFile) {
    (void)import_rows(row("2024-02,100,1000,80,60") + row("2024-03,200,1100,,"));
    const Report report = import_rows(row("2024-02,90,990,,"));
    EXPECT_EQ(report.events_added, 1) << report.summary(Language::en);
    EXPECT_EQ(progress(code_a, Month(2024, 2)),
              (event::ProgressReported{Month(2024, 2), wan(90), wan(990), wan(80), wan(60)}));
    EXPECT_EQ(import_rows(row("2024-02,90,990,,") + row("2024-03,200,1100,,")).events_added, 0);
}

TEST_F(ProgressImport, KnowsAProjectWithoutCodeByRegionAndName) {
    ASSERT_EQ(
        import_text("项目名称,行政区划,实施库入库\n丙 项目,420281107 陈贵镇,2024-01-15\n").accepted,
        1);
    const Report report = import_text(
        "项目名称,行政区划,月份,支付资金(万元),备注\n丙项目,大冶市,2024-02,5,x\n丁,大冶市,2024-02,"
        "5,\n");
    EXPECT_EQ(report.accepted, 1) << report.summary(Language::en);
    EXPECT_EQ(report.counts.at(0).first, ErrorCode::unknown_project);
    ASSERT_EQ(report.notes.size(), 1U);
    EXPECT_EQ(report.notes[0], (Note{NoteCode::column_not_read, 0, "备注", ""}));
}

TEST_F(ProgressImport, ReadsBareMonthsInTheYearOfTheTitle) {
    const Report report = import_text("2024年度进度（单位：万元）,,\n项目代码,月份,支付资金\n" +
                                      std::string(code_a) + ",2月,5\n合计,,5\n");
    EXPECT_EQ(report.accepted, 1) << report.summary(Language::en);
    EXPECT_EQ(report.skipped, 1);
    EXPECT_EQ(progress(code_a, Month(2024, 2))->paid, wan(5));
}

TEST_F(ProgressImport, RemembersMonthsOfManyYears) {
    std::string projects =
        "项目代码,项目名称,实施库入库\n" + std::string(code_a) + ",甲,1990-01-01\n";
    ASSERT_EQ(import_text(projects).accepted, 1);
    std::string rows;
    for (int year = 1990; year < 2024; ++year) {
        for (const char* month : {"-03", "-11"}) {
            rows += row(std::to_string(year) + month + ",1," + std::to_string(year) + ",,");
        }
    }
    const Report report =
        import_rows(rows + row("1990-03,2,,,") + row("2023-11,2,,,") + row("1991-11,2,,,"));
    EXPECT_EQ(report.accepted, 68) << report.summary(Language::en);
    ASSERT_EQ(report.counts.size(), 1U);
    EXPECT_EQ(report.counts[0].first, ErrorCode::duplicate_month);
    EXPECT_EQ(report.counts[0].second, 3);
}

}  // namespace
}  // namespace sanku::ledger::testing
