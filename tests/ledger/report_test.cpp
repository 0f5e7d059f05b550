#include "sanku/ledger/report.hpp"

#include "support.hpp"

namespace sanku::ledger::testing {
namespace {

TEST(Report, SummaryNamesCountsProblemsAndNotes) {
    Report report{.source = "台账.csv",
                  .encoding = "GB18030",
                  .kind = FileKind::projects,
                  .rows = 120,
                  .accepted = 117,
                  .rejected = 1,
                  .skipped = 2,
                  .events_added = 900,
                  .events_unchanged = 7};
    report.problems = {{.code = ErrorCode::bad_encoding,
                        .file = "台账.csv",
                        .row = 5,
                        .column = "备注",
                        .value = "a\nb"}};
    report.counts = {{ErrorCode::bad_encoding, 1}};
    report.notes = {{NoteCode::local_code, 9, "甲", "LOCAL-0"}};
    report.note_counts = {{NoteCode::local_code, 3}};
    EXPECT_EQ(report.summary(Language::en),
              "台账.csv (project ledger, GB18030)\n"
              "rows 120, accepted 117, rejected 1, skipped 2; events added 900, unchanged 7\n"
              "bytes that are not text in the file's encoding (1)\n"
              "  row 5 \"备注\" \"a b\"\n"
              "without a project code; it got a local one from its region and name (3)\n"
              "  row 9 \"甲\" (LOCAL-0)\n"
              "  ... and 2 more\n");
    EXPECT_EQ(report.summary(Language::zh),
              "台账.csv（项目台账，GB18030）\n"
              "共120行：接受117，拒绝1，跳过2；新增事件900，未变7\n"
              "文字编码有误（1）\n"
              "  第5行 “备注” “a b”\n"
              "没有项目代码，已按区划和名称编本地代码（3）\n"
              "  第9行 “甲” (LOCAL-0)\n"
              "  ……另有2处\n");
}

TEST(Note, IsALineInEitherLanguage) {
    const Note note{NoteCode::total_differs, 7, "48,235", "48,234.50万元"};
    EXPECT_EQ(note.text(Language::en),
              "row 7 \"48,235\": the printed total is not the sum of the rows (48,234.50万元)");
    EXPECT_EQ(note.text(Language::zh), "第7行 “48,235”：表中合计与各行之和不符（48,234.50万元）");
    EXPECT_EQ(key(note.code), "total_differs");
}

TEST(NoteCode, EachHasItsOwnKeyAndWording) {
    std::vector<std::string_view> keys;
    for (std::size_t i = 0; i < note_code_count; ++i) {
        const auto code = static_cast<NoteCode>(i);
        EXPECT_FALSE(title(code, Language::zh).empty());
        EXPECT_FALSE(title(code, Language::en).empty());
        EXPECT_EQ(std::count(keys.begin(), keys.end(), key(code)), 0) << key(code);
        keys.push_back(key(code));
    }
}

}  // namespace
}  // namespace sanku::ledger::testing
