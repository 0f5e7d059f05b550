#include "support.hpp"

namespace sanku::ledger::testing {
namespace {

const std::string heading =
    "项目代码,项目名称,行政区划,行业,总投资(万元),2024年度计划投资(万元),目录库入库,储备库入库,"
    "实施库入库,退库日期,"
    "退库原因,实际开工,实际竣工,投产日期,竣工结算日期,财务决算日期,洽谈日期,签约日期,责令整改日期,"
    "整改完成日期,2023年产值(万元),2024年税收(万元),2023年环保达标,评价日期,评价得分,备注\n";

/// A row with a code of its own that says nothing wrong, but for what `changes` put into columns.
[[nodiscard]] std::vector<std::string> cells(
    int number, const std::vector<std::pair<std::string, std::string>>& changes) {
    std::vector<std::string> labels;
    std::string label;
    for (const char c : heading) {
        if (c == ',' || c == '\n') {
            labels.push_back(std::exchange(label, {}));
        } else {
            label += c;
        }
    }
    std::vector<std::string> out(labels.size());
    out[0] = "2403-420281-04-01-" + std::to_string(200'000 + number);
    out[1] = "项目" + std::to_string(number);
    out[6] = "2024-01-10";
    for (const auto& [name, value] : changes) {
        const auto at = std::find(labels.begin(), labels.end(), name);
        if (at == labels.end()) {
            out.push_back(value);
        } else {
            out[static_cast<std::size_t>(at - labels.begin())] = value;
        }
    }
    return out;
}

[[nodiscard]] std::string line_of(const std::vector<std::string>& row) {
    std::string out;
    for (const std::string& cell : row) {
        if (&cell != row.data()) out += ',';
        out += cell;
    }
    return out + '\n';
}

struct Bad {
    const char* what;
    std::vector<std::pair<std::string, std::string>> changes;
    ErrorCode code;
    const char* column;
};

const std::vector<Bad>& bad_rows() {
    static const std::vector<Bad> rows = {
        {"short code",
         {{"项目代码", "2403-420281-04-01-12"}},
         ErrorCode::malformed_project_code,
         "项目代码"},
        {"Excel-damaged code",
         {{"项目代码", "2.40342E+19"}},
         ErrorCode::damaged_project_code,
         "项目代码"},
        {"code of no province",
         {{"项目代码", "2403-990281-04-01-123456"}},
         ErrorCode::malformed_project_code,
         "项目代码"},
        {"no name", {{"项目名称", "-"}}, ErrorCode::missing_name, "项目名称"},
        {"neither code nor region", {{"项目代码", ""}}, ErrorCode::missing_region, "行政区划"},
        {"unknown place", {{"行政区划", "桃花源"}}, ErrorCode::malformed_region, "行政区划"},
        {"region of 5 digits", {{"行政区划", "42028"}}, ErrorCode::malformed_region, "行政区划"},
        {"region of no province", {{"行政区划", "990281"}}, ErrorCode::unknown_region, "行政区划"},
        {"unknown sector", {{"行业", "计算机"}}, ErrorCode::malformed_sector, "行业"},
        {"words for an amount",
         {{"总投资(万元)", "约三千"}},
         ErrorCode::malformed_money,
         "总投资(万元)"},
        {"negative amount", {{"总投资(万元)", "-5"}}, ErrorCode::negative_money, "总投资(万元)"},
        {"amount too large",
         {{"总投资(万元)", "10000.01亿元"}},
         ErrorCode::money_out_of_range,
         "总投资(万元)"},
        {"amount beyond int64",
         {{"总投资(万元)", "99999999999999999999"}},
         ErrorCode::money_out_of_range,
         "总投资(万元)"},
        {"amount finer than a fen",
         {{"2024年度计划投资(万元)", "0.0000054"}},
         ErrorCode::money_finer_than_fen,
         "2024年度计划投资(万元)"},
        {"words for a date", {{"目录库入库", "年底前"}}, ErrorCode::malformed_date, "目录库入库"},
        {"30 February", {{"目录库入库", "2024-02-30"}}, ErrorCode::impossible_date, "目录库入库"},
        {"year 1024", {{"目录库入库", "1024-02-03"}}, ErrorCode::date_out_of_range, "目录库入库"},
        {"tomorrow", {{"实际开工", "2024-07-04"}}, ErrorCode::date_in_future, "实际开工"},
        {"reserve first",
         {{"储备库入库", "2024-01-09"}},
         ErrorCode::reserve_before_directory,
         "储备库入库"},
        {"implementation before reserve",
         {{"储备库入库", "2024-03-01"}, {"实施库入库", "2024-02-01"}},
         ErrorCode::implementation_before_reserve,
         "实施库入库"},
        {"implementation before directory",
         {{"实施库入库", "2024-01-01"}},
         ErrorCode::implementation_before_reserve,
         "实施库入库"},
        {"completed before start",
         {{"实际开工", "2024-03-02"}, {"实际竣工", "2024-03-01"}},
         ErrorCode::completed_before_started,
         "实际竣工"},
        {"producing before start",
         {{"实际开工", "2024-03-02"}, {"投产日期", "2024-03-01"}},
         ErrorCode::production_before_started,
         "投产日期"},
        {"settled before completion",
         {{"实际竣工", "2024-03-02"}, {"竣工结算日期", "2024-03-01"}},
         ErrorCode::settled_before_completed,
         "竣工结算日期"},
        {"accounts before settlement",
         {{"竣工结算日期", "2024-03-02"}, {"财务决算日期", "2024-03-01"}},
         ErrorCode::final_accounts_before_settled,
         "财务决算日期"},
        {"signed before negotiations",
         {{"洽谈日期", "2023-03-02"}, {"签约日期", "2023-03-01"}},
         ErrorCode::signed_before_negotiated,
         "签约日期"},
        {"corrected before the order",
         {{"责令整改日期", "2024-03-02"}, {"整改完成日期", "2024-03-01"}},
         ErrorCode::corrected_before_ordered,
         "整改完成日期"},
        {"negative output",
         {{"2023年产值(万元)", "-1"}},
         ErrorCode::negative_money,
         "2023年产值(万元)"},
        {"tax of a year that is not over",
         {{"2024年税收(万元)", "1"}},
         ErrorCode::year_not_over,
         "2024年税收(万元)"},
        {"neither yes nor no",
         {{"2023年环保达标", "基本"}},
         ErrorCode::malformed_answer,
         "2023年环保达标"},
        {"withdrawn before entry",
         {{"退库日期", "2024-01-09"}},
         ErrorCode::withdrawn_before_entered,
         "退库日期"},
        {"reason alone", {{"退库原因", "用地"}}, ErrorCode::reason_without_withdrawal, "退库原因"},
        {"score alone", {{"评价得分", "88"}}, ErrorCode::score_without_date, "评价得分"},
        {"score above 100",
         {{"评价日期", "2024-05-01"}, {"评价得分", "100.01"}},
         ErrorCode::malformed_score,
         "评价得分"},
        {"score of three decimals",
         {{"评价日期", "2024-05-01"}, {"评价得分", "80.125"}},
         ErrorCode::malformed_score,
         "评价得分"},
        {"no library", {{"目录库入库", ""}}, ErrorCode::no_pool, "目录库入库"},
        {"project twice",
         {{"项目代码", "2403-420281-04-01-200000"}},
         ErrorCode::duplicate_project,
         "项目代码"},
        {"text too long", {{"备注", std::string(4001, 'x')}}, ErrorCode::text_too_long, "备注"},
        {"control character",
         {{"备注",
           "a\x07"
           "b"}},
         ErrorCode::control_character,
         "备注"},
        {"turned writing", {{"备注", "a\u202Eb"}}, ErrorCode::control_character, "备注"},
        {"bytes that are no text", {{"备注", "a\xFF"}}, ErrorCode::bad_encoding, "备注"},
        {"cell beyond the heading", {{"", "多出"}}, ErrorCode::too_many_cells, ""},
        {"quote not closed", {{"备注", "\"未完"}}, ErrorCode::unclosed_quote, ""},
    };
    return rows;
}

class BadRows : public ImportTest {};

TEST_F(BadRows, EachComeBackWithRowColumnAndCodeWhileGoodOnesGoIn) {
    std::string text = heading;
    int number = 0;
    text += line_of(cells(number++, {}));
    for (const Bad& bad : bad_rows()) {
        text += line_of(cells(number++, bad.changes));
        text += line_of(cells(number++, {{"总投资(万元)", "3200"}}));
    }
    const Report report = import_text(text);
    const auto count = static_cast<std::int64_t>(bad_rows().size());
    ASSERT_GE(count, 30);
    EXPECT_EQ(report.rows, 2 * count + 1);
    EXPECT_EQ(report.rejected, count) << report.summary(Language::en);
    EXPECT_EQ(report.accepted, count + 1);
    std::size_t at = 0;
    for (const Bad& bad : bad_rows()) {
        const auto line = static_cast<std::int64_t>(3 + 2 * at++);
        std::vector<Problem> found;
        for (const Problem& problem : report.problems) {
            if (problem.row == line) found.push_back(problem);
        }
        ASSERT_EQ(found.size(), 1U) << bad.what << '\n' << report.summary(Language::en);
        EXPECT_EQ(found[0].code, bad.code) << bad.what << ": " << key(found[0].code);
        EXPECT_EQ(found[0].column, bad.column) << bad.what;
        EXPECT_EQ(found[0].file, "ledger.csv");
    }
    for (int i = 0; i < number; i += 2) {
        EXPECT_TRUE(store_.contains(ProjectCode::parse(cells(i, {})[0]))) << i;
    }
    for (int i = 1; i < number; i += 2) {
        EXPECT_FALSE(store_.contains(ProjectCode::parse(cells(i, {})[0]))) << i;
    }
}

TEST_F(BadRows, NameTheValueAndTheOtherDate) {
    const Report report = import_text(heading + line_of(cells(1, {{"储备库入库", "2024-01-09"}})));
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_EQ(report.problems[0].value, "2024-01-09");
    EXPECT_EQ(report.problems[0].detail, "2024-01-10");
}

TEST_F(BadRows, AreRefusedOnceWithAllTheirProblems) {
    const Report report = import_text(
        heading + line_of(cells(1, {{"项目名称", ""}, {"行业", "计算机"}, {"评价得分", "x"}})));
    EXPECT_EQ(report.rejected, 1);
    ASSERT_EQ(report.problems.size(), 3U);
    EXPECT_EQ(report.counts.size(), 3U);
    EXPECT_EQ(store_.length(), 0);
}

TEST_F(BadRows, MayHaveEqualDays) {
    const std::string day = "2024-01-10";
    const Report report = import_text(heading + line_of(cells(1, {{"储备库入库", day},
                                                                  {"实施库入库", day},
                                                                  {"实际开工", day},
                                                                  {"实际竣工", day},
                                                                  {"竣工结算日期", day},
                                                                  {"退库日期", day},
                                                                  {"财务决算日期", day},
                                                                  {"投产日期", day}})));
    EXPECT_EQ(report.accepted, 1) << report.summary(Language::en);
}

TEST_F(BadRows, AreHeldAgainstWhatTheStoreKnows) {
    ASSERT_EQ(import_text(heading + line_of(cells(1, {{"实际开工", "2024-03-02"}}))).accepted, 1);
    const Report report =
        import_text(heading + line_of(cells(1, {{"目录库入库", ""}, {"实际竣工", "2024-03-01"}})));
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_EQ(report.problems[0].code, ErrorCode::completed_before_started);
    EXPECT_EQ(report.problems[0].detail, "2024-03-02");
}

TEST_F(BadRows, OfOneKindAreListedFiftyTimesAndCountedAll) {
    std::string text = heading;
    for (int i = 0; i < 173; ++i) text += line_of(cells(i, {{"目录库入库", "年底前"}}));
    for (int i = 200; i < 203; ++i) text += line_of(cells(i, {{"行业", "计算机"}}));
    const Report report = import_text(text);
    EXPECT_EQ(report.rejected, 176);
    EXPECT_EQ(report.problems.size(), 53U);
    EXPECT_EQ(report.problems[0].row, 2);
    EXPECT_EQ(report.counts,
              (std::vector<std::pair<ErrorCode, std::int64_t>>{{ErrorCode::malformed_date, 173},
                                                               {ErrorCode::malformed_sector, 3}}));
    EXPECT_NE(report.summary(Language::en).find("... and 123 more"), std::string::npos);
    EXPECT_NE(report.summary(Language::zh).find("……另有123处"), std::string::npos);
    EXPECT_NE(report.summary(Language::zh)
                  .find(std::string(title(ErrorCode::malformed_date, Language::zh)) + "（173）"),
              std::string::npos);
}

TEST_F(BadRows, WithAnUnclosedQuoteLeaveTheRowsBelowAlone) {
    std::string text = heading + line_of(cells(1, {{"备注", "\"未完"}}));
    for (int i = 2; i < 40; ++i) text += line_of(cells(i, {{"备注", "\"好,的\""}}));
    const Report report = import_text(text);
    EXPECT_EQ(report.accepted, 38);
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_EQ(report.problems[0].row, 2);
    EXPECT_EQ(report.problems[0].code, ErrorCode::unclosed_quote);
}

}  // namespace
}  // namespace sanku::ledger::testing
