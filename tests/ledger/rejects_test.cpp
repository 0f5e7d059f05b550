#include "sanku/ledger/rejects.hpp"

#include "support.hpp"

namespace sanku::ledger::testing {
namespace {

TEST(Rejects, NeutraliseWhatASpreadsheetWouldRun) {
    const struct {
        const char* cell;
        const char* expected;
    } cases[] = {
        {"=1+1", "'=1+1"},
        {"+86 27", "'+86 27"},
        {"@SUM(A1)", "'@SUM(A1)"},
        {"-2+3", "'-2+3"},
        {"-3.5", "-3.5"},
        {"-1,200", "-1,200"},
        {"-", "'-"},
        {"\t=1", "'\t=1"},
        {"\r=1", "'\r=1"},
        {"甲=乙", "甲=乙"},
        {"", ""},
        {"3200", "3200"},
    };
    for (const auto& c : cases) {
        EXPECT_EQ(neutralised(c.cell), c.expected);
        EXPECT_EQ(without_guard(neutralised(c.cell)), c.cell);
    }
    EXPECT_EQ(without_guard("'甲'"), "'甲'");
}

class RejectsFile : public ImportTest {
  protected:
    const std::string rejects_ = dir_.path("rejects.csv");
    const ImportOptions options_{.recorded_at = morning, .rejects_path = rejects_};
};

const std::string ledger = "台账（单位：万元）,,,\n项目代码,项目名称,总投资,目录库入库,备注\n" +
                           std::string(code_a) + ",甲,100,2024-01-02,\n" + std::string(code_b) +
                           ",\"=HYPERLINK(\"\"x\"\")\",约一百,年底前,\"a,\nb\"\n";

TEST_F(RejectsFile, HoldsTheRowAsItWasWithItsReasons) {
    (void)import_text(ledger, options_);
    const std::string why = std::string(title(ErrorCode::malformed_money, Language::zh)) + "; " +
                            std::string(title(ErrorCode::malformed_date, Language::zh));
    EXPECT_EQ(read_file(rejects_),
              "\xEF\xBB\xBF"
              "台账（单位：万元）,,,\r\n"
              "项目代码,项目名称,总投资,目录库入库,备注,行号,列,值,原因,说明\r\n" +
                  std::string(code_b) +
                  ",\"'=HYPERLINK(\"\"x\"\")\",约一百,年底前,\"a,\nb\",4,\"总投资; 目录库入库\","
                  "\"约一百; 年底前\",\"malformed_money; malformed_date\",\"" +
                  why + "\"\r\n");
}

TEST_F(RejectsFile, IsImportedOnceItIsCorrected) {
    (void)import_text(ledger, options_);
    std::string corrected = replaced(read_file(rejects_), "约一百", "120");
    corrected = replaced(corrected, "年底前", "2024-02-03");
    const Report report = import_text(corrected, {.recorded_at = morning}, "rejects2.csv");
    EXPECT_EQ(report.accepted, 1) << report.summary(Language::en);
    EXPECT_EQ(report.encoding, "UTF-8 with mark");
    EXPECT_EQ(attribute(code_b, Attribute::name)->text, "=HYPERLINK(\"x\")");
    EXPECT_EQ(attribute(code_b, Attribute::total_investment)->number, wan(120).fen());
    EXPECT_EQ(attribute(code_b, Attribute::extra, "说明"), std::nullopt);
    EXPECT_EQ(attribute(code_b, Attribute::extra, "行号"), std::nullopt);
    EXPECT_EQ(import_text(replaced(replaced(ledger, "约一百", "120"), "年底前", "2024-02-03"))
                  .events_added,
              0);
}

TEST_F(RejectsFile, OfARejectsFileHasTheFiveColumnsOnce) {
    (void)import_text(ledger, options_);
    const std::string again = read_file(rejects_);
    (void)import_text(again, {.recorded_at = morning, .rejects_path = dir_.path("again.csv")},
                      "first.csv");
    EXPECT_EQ(replaced(read_file(dir_.path("again.csv")), ",3,\"总投资", ",4,\"总投资"), again);
}

TEST_F(RejectsFile, KeepsTheMeaningOfATwoRowHeading) {
    const std::string form =
        "2024年报表,,,,,\n项目代码,项目名称,入库时间,,1-3月完成投资(万元),,备注\n"
        ",,目录库,实施库,完成投资,到位资金,\n" +
        std::string(code_a) + ",甲,2024-01-02,某日,10,5,x\n";
    (void)import_text(form, options_);
    const Report report = import_text(replaced(read_file(rejects_), "某日,10", "2024-02-03,10"),
                                      {.recorded_at = morning}, "second.csv");
    EXPECT_EQ(report.accepted, 1) << report.summary(Language::en);
    EXPECT_EQ(day(code_a, EventKind::moved_to_implementation), date(2024, 2, 3));
    EXPECT_EQ(progress(code_a, Month(2024, 3))->arrived, wan(5));
    EXPECT_EQ(attribute(code_a, Attribute::extra, "备注")->text, "x");
}

TEST_F(RejectsFile, IsWrittenOnlyIfThereAreRejects) {
    (void)import_text("项目代码,项目名称,目录库入库\n" + std::string(code_a) + ",甲,2024-01-02\n",
                      options_);
    EXPECT_FALSE(std::filesystem::exists(rejects_));
}

TEST_F(RejectsFile, IsNotLeftBehindByAFileThatIsRefused) {
    (void)refusal("项目代码,项目名称,总投资,目录库入库\n" + std::string(code_a) + ",甲,,年底前\n" +
                      std::string(code_b) + ",乙,3200,2024-01-02\n",
                  options_);
    EXPECT_FALSE(std::filesystem::exists(rejects_));
    EXPECT_FALSE(std::filesystem::exists(rejects_ + ".part"));
}

TEST_F(RejectsFile, InAPlaceThatCannotBeWrittenStopsTheImport) {
    const Problem problem =
        refusal(ledger, {.recorded_at = morning, .rejects_path = dir_.path("absent/rejects.csv")});
    EXPECT_EQ(problem.code, ErrorCode::io);
    EXPECT_EQ(store_.length(), 0);
}

}  // namespace
}  // namespace sanku::ledger::testing
