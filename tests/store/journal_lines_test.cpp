#include "sanku/store/journal_lines.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "journal_file.hpp"

namespace sanku {
namespace {

using event::AttributeChanged;
using testing::code;
using testing::exported;
using testing::make_journal;
using testing::Story;
using testing::TemporaryDirectory;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}
std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + '\n';
    return text;
}

class JournalLines : public ::testing::TestWithParam<HashAlgorithm> {
  protected:
    /// The error of importing `text`, which must leave nothing behind.
    Problem refused(const std::string& text) {
        std::istringstream in(text);
        const auto files = folder.files();
        try {
            (void)import_journal(in, folder / "new.sanku");
            ADD_FAILURE() << "imported: " << text.substr(0, 200);
        } catch (const Error& error) {
            EXPECT_EQ(folder.files(), files) << error.what();
            return error.problem();
        }
        std::filesystem::remove(folder / "new.sanku");
        return {};
    }
    TemporaryDirectory folder;
};

INSTANTIATE_TEST_SUITE_P(BothHashes, JournalLines,
                         ::testing::Values(HashAlgorithm::sha256, HashAlgorithm::sm3),
                         [](const auto& test) { return std::string(key(test.param)); });

TEST_P(JournalLines, GiveBackTheSameJournalAndTheSameLines) {
    make_journal(folder / "a.sanku", GetParam());
    const Store store = Store::open(folder / "a.sanku");
    const std::string lines = exported(store);
    std::istringstream in(lines);
    const Anchor anchor = import_journal(in, folder / "b.sanku");
    EXPECT_EQ(anchor, store.anchor());
    EXPECT_EQ(verify(folder / "b.sanku", store.anchor()).completeness,
              Completeness::proved_by_anchor);
    EXPECT_EQ(exported(Store::open(folder / "b.sanku")), lines);
    EXPECT_EQ(testing::all_of(folder / "b.sanku"), testing::all_of(folder / "a.sanku"));
    EXPECT_EQ(folder.files(), 2 + 2) << "a (open, with its log) and b";
}

TEST_P(JournalLines, HoldEveryKindOfEventInItsOwnWords) {
    const Date day = date(2024, 6, 30);
    const Money fen = Money::from_fen(123);
    Story story(code(1));
    story.on(day, event::EnteredDirectory{})
        .on(day, event::MovedToReserve{})
        .on(day, event::MovedToImplementation{})
        .on(day, event::Withdrawn{"资金,\"停建\"\n换行\x01" + std::string(1, '\0')})
        .on(day, event::PlanSet{2024, fen, {}})
        .on(day, event::PlanSet{2025, {}, fen})
        .on(day, event::StartPlanned{day})
        .on(day, event::Started{})
        .on(day, event::Enrolled{})
        .on(day, event::ProgressReported{Month(2024, 6), fen, {}, Money{}, fen})
        .on(day, event::CompletionPlanned{day})
        .on(day, event::Completed{})
        .on(day, event::InProduction{})
        .on(day, event::Settled{})
        .on(day, event::FinalAccountsApproved{})
        .on(day, event::Evaluated{Evaluation::project, 9150})
        .on(day, event::Evaluated{Evaluation::region, {}, "a 1", "〔2024〕12号"})
        .on(day, event::ReasonGranted{"r", day, day, "", "因\u2028"})
        .on(day, event::ReasonGranted{"s", day, day, "局", "因", "〔2024〕7号"})
        .on(day, event::Negotiated{})
        .on(day, event::ContractSigned{})
        .on(day, event::CorrectionOrdered{})
        .on(day, event::Corrected{})
        .on(day, event::AgreementSet{fen, {}})
        .on(date(2023, 12, 31), event::PerformanceReported{2023, {}, fen, false})
        .on(date(2022, 12, 31), event::PerformanceReported{2022, fen, {}, true})
        .on(day, event::PoolEntered::into("five", "signed"))
        .on(day, event::PoolEntered::into(library_network, "reserve", 2, "条件不符"))
        .on(day, event::NetworkLeft{"five", 1, ""})
        .on(day, event::NetworkLeft{"five", 2, "停建"})
        .on(day, event::Approved{"可研批复", ""})
        .on(day, event::Approved{"初设批复", "〔2024〕8号"})
        .on(day, event::Appraised{"fiscal", 1, Outcome::block, "超出财力", "〔2024〕9号"})
        .on(day, event::Appraised{"fiscal", 2})
        .on(day, event::Appraised{"siting", 1, Outcome::warn})
        .on(day, event::FactorStated{"land"})
        .on(day, event::FactorStated{"energy", FactorState::refused, "〔2024〕10号"})
        .on(day, event::FigureReported{"satisfaction", {183, 2}, "〔2024〕11号"})
        .on(day, event::FigureReported{"npv", {INT64_MIN, INT64_MAX}})
        .on(day, AttributeChanged::of(Attribute::name, ""))
        .on(day, AttributeChanged::region(RegionCode{}, "全国"))
        .on(day, AttributeChanged::sector(SectorCode{}))
        .on(day, AttributeChanged::total_investment(max_project_money))
        .on(day, AttributeChanged::extra("备注", "🏗"))
        .on(day, AttributeChanged{Attribute::funding, "heading", "text", -7})
        .on(day, AttributeChanged{Attribute::region, "h", "", 420281107})
        .on(day, AttributeChanged{Attribute::sector, "h", "t", 339});
    const std::string odd = "\xFF\xFE GBK";  // names of files and people may be of any bytes
    const Batch batch{.recorded_at = Instant::at(day), .by = odd, .source = "a\nb"};
    Store store = Store::open(folder / "a.sanku", {.hash = GetParam()});
    auto append = store.begin_append(batch, Store::Rules::checked_by_caller);
    for (const Event& event : story.events) (void)append.add(event);
    (void)append.commit();
    for (std::int64_t seq = 1; seq <= std::ssize(story.events); ++seq) {
        auto taking = store.begin_append(batch, Store::Rules::checked_by_caller);
        (void)taking.retract(seq, "误");
        (void)taking.commit();
    }
    const std::string lines = exported(store);
    std::istringstream in(lines);
    EXPECT_EQ(import_journal(in, folder / "b.sanku"), store.anchor());
    const Store again = Store::open(folder / "b.sanku");
    EXPECT_EQ(exported(again), lines);
    const auto a = store.history(code(1));
    const auto b = again.history(code(1));
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].event, b[i].event) << i;
    EXPECT_EQ(again.batches().front().batch.by, odd);
    EXPECT_TRUE(verify(folder / "b.sanku", store.anchor()).sound)
        << verify(folder / "b.sanku").text(Language::en);

    auto sorted = lines_of(lines);
    std::ranges::sort(sorted);
    EXPECT_EQ(std::ranges::adjacent_find(sorted), sorted.end()) << "two lines say the same";
}

TEST(JournalLinesFormat, IsReadable) {
    const TemporaryDirectory folder;
    make_journal(folder / "a.sanku");
    const auto lines = lines_of(exported(Store::open(folder / "a.sanku")));
    EXPECT_EQ(lines[0], R"({"format":"sanku.journal/1","hash":"sha256"})");
    EXPECT_EQ(lines[1], R"({"e":1,"project":"2403-420281-04-01-000001","kind":"entered_directory",)"
                        R"("effective":"2024-01-05"})");
    EXPECT_EQ(lines[12],
              R"({"e":11,"project":"2403-420281-04-01-000001","kind":"progress_reported",)"
              R"("effective":"2024-01-31","month":"2024-01","completed_this_year":1000,)"
              R"("completed_total":1000,"paid":0})");
    EXPECT_TRUE(lines[11].starts_with(
        R"({"batch":1,"recorded":"2024-07-01T12:00:00+08:00","by":"甲","source":"一.csv","rows":2,)"
        R"("rejected":0,"events":10,"hash":")"))
        << lines[11];
    EXPECT_TRUE(lines.back().starts_with(R"({"anchor":"sha256:8:33:)")) << lines.back();
}

TEST_P(JournalLines, RefusesTheFirstBatchWhoseHashDoesNotFit) {
    make_journal(folder / "a.sanku", GetParam());
    const auto lines = lines_of(exported(Store::open(folder / "a.sanku", {.read_only = true})));
    std::size_t tried = 0;
    for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
        // Every digit of every line, made another one: each must be noticed at the line itself or
        // at the next batch.
        std::size_t batch = i;
        while (!lines[batch].starts_with("{\"batch\"")) ++batch;
        for (std::size_t at = 0; at < lines[i].size(); at += 11) {
            if (lines[i][at] < '0' || lines[i][at] > '9') continue;
            auto altered = lines;
            altered[i][at] = altered[i][at] == '9' ? '8' : static_cast<char>(altered[i][at] + 1);
            const Problem problem = refused(joined(altered));
            EXPECT_TRUE(problem.code == ErrorCode::broken_chain ||
                        problem.code == ErrorCode::damaged_journal);
            EXPECT_GE(problem.row, static_cast<std::int64_t>(i) + 1);
            EXPECT_LE(problem.row, static_cast<std::int64_t>(batch) + 1);
            ++tried;
        }
    }
    std::cout << tried << " altered digits of lines refused\n";
}

TEST_P(JournalLines, RefuseWhatTheExportWouldNotWrite) {
    make_journal(folder / "a.sanku", GetParam());
    const std::string whole = exported(Store::open(folder / "a.sanku", {.read_only = true}));
    const auto lines = lines_of(whole);
    // Cut off at every byte.
    for (std::size_t length = 0; length < whole.size(); length += 7) {
        const Problem problem = refused(whole.substr(0, length));
        EXPECT_GT(problem.row, 0);
        EXPECT_NE(problem.code, ErrorCode::broken_chain);
    }
    // Every line left out, doubled, or exchanged with the next.
    for (std::size_t i = 0; i < lines.size(); ++i) {
        auto altered = lines;
        altered.erase(altered.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_GE(refused(joined(altered)).row, static_cast<std::int64_t>(i) + 1);
        altered = lines;
        altered.insert(altered.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
        EXPECT_GE(refused(joined(altered)).row, static_cast<std::int64_t>(i) + 1);
        if (i + 1 == lines.size()) break;
        altered = lines;
        std::swap(altered[i], altered[i + 1]);
        EXPECT_GE(refused(joined(altered)).row, static_cast<std::int64_t>(i) + 1);
    }
    const auto with = [&](std::size_t line, const std::string& text) {
        auto altered = lines;
        altered[line] = text;
        return refused(joined(altered));
    };
    EXPECT_EQ(with(0, R"({"format":"sanku.journal/2","hash":"sha256"})").code,
              ErrorCode::newer_schema);
    EXPECT_EQ(with(0, R"({"format":"other","hash":"sha256"})").code, ErrorCode::not_a_journal);
    EXPECT_EQ(with(0, R"({"format":"sanku.journal/1","hash":"md5"})").code,
              ErrorCode::damaged_journal);
    for (
        const char* text :
        {"",
         "[]",
         "{",
         "{}",
         "null",
         R"({"e":1})",
         R"({"e":"1"})",
         R"({"e":1.0})",
         R"({"e":1,"project":"x","kind":"started","effective":"2024-01-05"})",
         R"({"e":1, "project":"2403-420281-04-01-000001","kind":"started","effective":"2024-01-05"})",
         R"({"e":1,"project":"2403-420281-04-01-000001","kind":"gone","effective":"2024-01-05"})",
         R"({"e":1,"project":"2403-420281-04-01-000001","kind":"started","effective":"2024/1/5"})",
         R"({"e":1,"project":"2403-420281-04-01-000001","kind":"started","effective":"2024-02-30"})",
         R"({"e":1,"project":"2403-420281-04-01-000001","kind":"started","effective":"2024-01-05","supersedes":1})",
         R"({"e":1,"project":"2403-420281-04-01-000001","kind":"retracted","effective":"2024-01-05","of":"started","reason":"x"})",
         R"({"e":1,"project":"2403-420281-04-01-000001","kind":"plan_set","effective":"2024-01-05","year":99999999999,"amount":1})",
         R"({"e":1,"project":"2403-420281-04-01-000001","kind":"plan_set","effective":"2024-01-05","year":2024,"amount":1e2})",
         R"({"e":1,"project":"2403-420281-04-01-000001","kind":"pool_entered","effective":"2024-01-05","network":"a","pool":"b"})",
         R"({"e":1,"project":"2403-420281-04-01-000001","kind":"pool_entered","effective":"2024-01-05","network":"a","pool":"b","visit":0})",
         R"({"e":1,"project":"2403-420281-04-01-000001","kind":"pool_entered","effective":"2024-01-05","network":"three-libraries","pool":"reserve","visit":1})",
         R"({"e":1,"project":"2403-420281-04-01-000001","kind":"approved","effective":"2024-01-05","what":"a","document":""})",
         R"({"e":1,"project":"2403-420281-04-01-000001","kind":"appraised","effective":"2024-01-05","gate":"a","round":1,"outcome":"fine"})",
         R"({"e":1,"project":"2403-420281-04-01-000001","kind":"factor_stated","effective":"2024-01-05","factor":"land","state":"fine"})",
         R"({"e":1,"project":"2403-420281-04-01-000001","kind":"factor_stated","effective":"2024-01-05","factor":"","state":"granted"})",
         R"({"e":1,"project":"2403-420281-04-01-000001","kind":"figure_reported","effective":"2024-01-05","indicator":"a","numerator":1,"denominator":0})",
         R"({"e":1,"project":"2403-420281-04-01-000001","kind":"figure_reported","effective":"2024-01-05","indicator":"a","numerator":1,"denominator":-1})",
         R"({"e":1,"project":"2403-420281-04-01-000001","kind":"evaluated","effective":"2024-01-05","evaluation":"project","system":""})",
         R"({"e":1,"e":1,"project":"2403-420281-04-01-000001","kind":"started","effective":"2024-01-05"})"}) {
        const Problem problem = with(1, text);
        EXPECT_EQ(problem.code, ErrorCode::damaged_journal) << text;
        EXPECT_EQ(problem.row, 2) << text;
        EXPECT_NE(problem.detail, "") << text;
    }
    EXPECT_EQ(refused(whole + "x").code, ErrorCode::damaged_journal);
    EXPECT_EQ(refused(whole + "\n").row, static_cast<std::int64_t>(lines.size()) + 1);
}

TEST_P(JournalLines, RefuseAFileThatIsThere) {
    make_journal(folder / "a.sanku", GetParam());
    const std::string before = testing::bytes_of(folder / "a.sanku");
    std::istringstream in(exported(Store::open(folder / "a.sanku", {.read_only = true})));
    try {
        (void)import_journal(in, folder / "a.sanku");
        FAIL() << "overwritten";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::io);
    }
    EXPECT_EQ(testing::bytes_of(folder / "a.sanku"), before);
    EXPECT_EQ(folder.files(), 1);
}

TEST(JournalLinesFormat, SaysWhenTheOutputTakesNoMore) {
    const TemporaryDirectory folder;
    make_journal(folder / "a.sanku");
    std::ofstream full("/dev/full");
    try {
        export_journal(Store::open(folder / "a.sanku"), full);
        FAIL() << "written to a full disk";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::io);
    }
}

}  // namespace
}  // namespace sanku
