#include "sanku/ledger/import.hpp"

#include "support.hpp"

namespace sanku::ledger::testing {
namespace {

using event::AttributeChanged;

const std::string ledger =
    "大冶市2024年重点项目台账（单位：万元）,,,,,,,,,,,,\r\n"
    "序号,项目代码,项目名称,行政区划,行业,资金类别,总投资,年度计划投资,目录库入库,储备库入库,"
    "实施库入库,"
    "实际开工,建设内容\r\n"
    "1,2403-420281-04-01-123456,大冶湖（一期）,420281107 陈贵镇,C39,中央预算内,\"12,000\",3000,"
    "2023-05-06,2023年8月,2024/3/1,2024.3.15,\"厂房,\r\n道路\"\r\n"
    "2,2403-420281-04-01-123457,还地桥电站,大冶市,44,企业投资,3.5亿元,￥5000,45000,,,#N/A,-\r\n"
    "3,２４０３－420281－04－01－123458,灵乡管网,黄石市大冶市,,专项债,１，２３４．５,,2024-01-02,/"
    ",无,,—\r\n"
    "合计,,,,,,48234.5,8000,,,,,\r\n";

class Import : public ImportTest {};

[[nodiscard]] std::vector<std::vector<RecordedEvent>> histories(const Store& store) {
    std::vector<std::vector<RecordedEvent>> all;
    for (const char* tail : {"6", "7", "8"}) {
        all.push_back(
            store.history(ProjectCode::parse("2403-420281-04-01-12345" + std::string(tail))));
    }
    return all;
}

bool operator==(const RecordedEvent& a, const RecordedEvent& b) {
    return a.sequence == b.sequence && a.recorded == b.recorded && a.event == b.event;
}

[[nodiscard]] bool equal(const Store& a, const Store& b) {
    const auto left = histories(a);
    const auto right = histories(b);
    if (a.length() != b.length() || left.size() != right.size()) return false;
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (left[i].empty()) return false;
        if (!std::equal(left[i].begin(), left[i].end(), right[i].begin(), right[i].end(),
                        [](const auto& x, const auto& y) { return x == y; })) {
            return false;
        }
    }
    return true;
}

TEST_F(Import, TurnsEachCellIntoItsEvent) {
    const Report report = import_text(ledger);
    EXPECT_EQ(report.rows, 4);
    EXPECT_EQ(report.accepted, 3) << report.summary(Language::en);
    EXPECT_EQ(report.skipped, 1);
    EXPECT_EQ(report.events_added, store_.length());
    EXPECT_EQ(attribute(code_a, Attribute::name)->text, "大冶湖（一期）");
    EXPECT_EQ(attribute(code_a, Attribute::region),
              AttributeChanged::region(RegionCode::parse("420281107"), "陈贵镇"));
    EXPECT_EQ(attribute(code_b, Attribute::region),
              AttributeChanged::region(RegionCode::parse("420281"), ""));
    EXPECT_EQ(attribute(code_a, Attribute::sector),
              AttributeChanged::sector(SectorCode::parse("C39")));
    EXPECT_EQ(attribute(code_a, Attribute::funding)->text, "中央预算内");
    EXPECT_EQ(attribute(code_a, Attribute::total_investment)->number, wan(12'000).fen());
    EXPECT_EQ(attribute(code_a, Attribute::extra, "建设内容")->text, "厂房,  道路");
    EXPECT_EQ(attribute(code_b, Attribute::extra, "建设内容"), std::nullopt);
    EXPECT_EQ(day(code_a, EventKind::moved_to_reserve), date(2023, 8, 1));
    EXPECT_EQ(day(code_a, EventKind::started), date(2024, 3, 15));
    EXPECT_EQ(day(code_b, EventKind::entered_directory), date(2023, 3, 15));
    EXPECT_EQ(plan(code_a, 2024)->amount, wan(3000));
}

TEST_F(Import, LetsTheCellsUnitWinOverTheHeadings) {
    (void)import_text(ledger);
    EXPECT_EQ(attribute(code_b, Attribute::total_investment)->number, wan(35'000).fen());
    EXPECT_EQ(attribute("2403-420281-04-01-123458", Attribute::total_investment)->number,
              123'450'000'0);
}

TEST_F(Import, DatesUndatedFactsFromTheEarliestDayOfTheRow) {
    (void)import_text(ledger);
    const auto history = store_.history(ProjectCode::parse(code_a));
    for (const RecordedEvent& recorded : history) {
        if (recorded.event.kind() == EventKind::attribute_changed) {
            EXPECT_EQ(recorded.event.effective, date(2023, 5, 6));
        }
        if (recorded.event.kind() == EventKind::plan_set) {
            EXPECT_EQ(recorded.event.effective, date(2024, 1, 1));
        }
    }
    EXPECT_EQ(history.size(), 11U);
}

TEST_F(Import, GivesTheSameStoreFromEveryEncoding) {
    EXPECT_EQ(import_text(ledger).encoding, "UTF-8");
    const std::string tabs = replaced(replaced(replaced(ledger, "\"12,000\"", "12.000"),
                                               "\"厂房,\r\n道路\"", "\"厂房#\r\n道路\""),
                                      ",", "\t");
    const std::string unicode_text = replaced(replaced(tabs, "12.000", "\"12,000\""), "#\r", ",\r");
    const struct {
        std::string bytes;
        std::string encoding;
    } files[] = {
        {"\xEF\xBB\xBF" + ledger, "UTF-8 with mark"},
        {encoded(ledger, "GB18030"), "GB18030"},
        {"\xFF\xFE" + encoded(unicode_text, "UTF-16LE"), "UTF-16LE"},
        {encoded(unicode_text, "UTF-16LE"), "UTF-16LE"},
        {"\xFE\xFF" + encoded(ledger, "UTF-16BE"), "UTF-16BE"},
        {replaced(replaced(ledger, "\r\n", "\n"), "厂房,\n道路", "厂房,\r\n道路"), "UTF-8"},
    };
    for (const auto& file : files) {
        Store other = Store::in_memory();
        const Report report =
            import_csv(other, dir_.write("other.csv", file.bytes), {.recorded_at = morning});
        EXPECT_EQ(report.encoding, file.encoding);
        EXPECT_TRUE(equal(store_, other)) << file.encoding << report.summary(Language::en);
    }
}

TEST_F(Import, AddsNothingTheSecondTime) {
    const Report first = import_text(ledger);
    const Report second = import_text(ledger, {.recorded_at = Instant::at(date(2024, 8, 1))});
    EXPECT_GT(first.events_added, 0);
    EXPECT_EQ(second.events_added, 0);
    EXPECT_EQ(second.events_unchanged, first.events_added);
    EXPECT_EQ(store_.length(), first.events_added);
}

TEST_F(Import, AddsOnlyWhatChangedOnTheDayThatItTakesEffect) {
    (void)import_text(ledger);
    std::string changed = replaced(ledger, "\"12,000\"", "\"13,000\"");
    changed = replaced(changed, ",3000,", ",3500,");
    changed = replaced(changed, "2024.3.15", "2024.3.20");
    const Report report = import_text(changed, {.recorded_at = Instant::at(date(2024, 8, 1))});
    EXPECT_EQ(report.events_added, 3);
    const ProjectCode project = ProjectCode::parse(code_a);
    const auto effective = [&](FactKey key) {
        return store_.latest(project, key)->event.effective;
    };
    const auto total = static_cast<std::int64_t>(Attribute::total_investment);
    EXPECT_EQ(effective({EventKind::attribute_changed, total}), date(2024, 8, 1));
    EXPECT_EQ(effective({EventKind::plan_set, 2024}), date(2024, 8, 1));
    EXPECT_EQ(effective({EventKind::started}), date(2024, 3, 20));

    changed = replaced(changed, "\"13,000\"", "\"14,000\"");
    (void)import_text(
        changed, {.recorded_at = Instant::at(date(2024, 9, 1)), .effective_on = date(2024, 8, 20)});
    EXPECT_EQ(effective({EventKind::attribute_changed, total}), date(2024, 8, 20));
}

TEST_F(Import, NeverTakesBackWhatAnEmptyCellDoesNotSay) {
    (void)import_text(
        "项目代码,项目名称,行政区划,总投资(万元),2024年计划投资(万元),应支付资金(万元),实施库入库,"
        "退库日期,退库原因,"
        "评价日期,评价得分\n" +
        std::string(code_a) +
        ",甲,420281107 陈贵镇,100,50,20,2024-01-02,2024-05-01,投资方放弃,2024-06-01,88.5\n");
    const std::int64_t before = store_.length();
    const Report again = import_text(
        "项目代码,项目名称,行政区划,总投资(万元),2024年计划投资(万元),应支付资金(万元),实施库入库,"
        "退库日期,退库原因,"
        "评价日期,评价得分\n" +
        std::string(code_a) + ",,,,60,,,2024-05-01,,2024-06-01,\n");
    EXPECT_EQ(again.accepted, 1) << again.summary(Language::en);
    EXPECT_EQ(again.events_added, 1);
    EXPECT_EQ(store_.length(), before + 1);
    EXPECT_EQ(plan(code_a, 2024), (event::PlanSet{2024, wan(60), wan(20)}));
    EXPECT_EQ(last<event::Withdrawn>(code_a, {EventKind::withdrawn})->reason, "投资方放弃");
    EXPECT_EQ(last<event::Evaluated>(code_a, {EventKind::evaluated})->score, 8850);
}

TEST_F(Import, GivesAProjectWithoutCodeALocalOneFromRegionAndName) {
    const std::string text =
        "项目名称,行政区划,目录库入库\n大冶 湖（一期）,420281107 陈贵镇,2024-01-02\n";
    const Report report = import_text(text);
    const ProjectCode code = local_code(RegionCode::parse("420281"), "大冶湖(一期)");
    EXPECT_TRUE(store_.contains(code)) << report.summary(Language::en);
    ASSERT_EQ(report.notes.size(), 1U);
    EXPECT_EQ(report.notes[0], (Note{NoteCode::local_code, 2, "大冶 湖（一期）", code.str()}));
    EXPECT_EQ(import_text(text).events_added, 0);
}

TEST_F(Import, TakesTheRegionFromTheCodeOrTheOptionsWhereNoCellNamesIt) {
    (void)import_text("项目代码,项目名称,目录库入库\n" + std::string(code_a) + ",甲,2024-01-02\n");
    EXPECT_EQ(attribute(code_a, Attribute::region)->number, 420281000);
    const Report report =
        import_text("项目名称,目录库入库\n乙,2024-01-02\n",
                    {.recorded_at = morning, .region = RegionCode::parse("420222")});
    EXPECT_EQ(report.accepted, 1);
    EXPECT_TRUE(store_.contains(local_code(RegionCode::parse("420222"), "乙")));
}

TEST_F(Import, CountsATownshipWithoutCodeInItsCountyAndKeepsItsName) {
    const Report report = import_text(
        "项目代码,项目名称,乡镇,目录库入库\n" + std::string(code_a) + ",甲,陈贵镇,2024-01-02\n",
        {.recorded_at = morning, .region = RegionCode::parse("420281")});
    EXPECT_EQ(attribute(code_a, Attribute::region),
              AttributeChanged::region(RegionCode::parse("420281"), ""));
    EXPECT_EQ(attribute(code_a, Attribute::extra, "乡镇")->text, "陈贵镇");
    ASSERT_EQ(report.note_counts.size(), 1U);
    EXPECT_EQ(report.note_counts[0].first, NoteCode::township_without_code);
}

TEST_F(Import, TakesAPlaceForARegionOnlyIfItNamesOne) {
    (void)import_text("项目代码,项目名称,建设地点,目录库入库\n" + std::string(code_a) +
                      ",甲,大冶市,2024-01-02\n" + std::string(code_b) +
                      ",乙,金湖大道12号,2024-01-02\n");
    EXPECT_EQ(attribute(code_a, Attribute::region)->number, 420281000);
    EXPECT_EQ(attribute(code_a, Attribute::extra, "建设地点"), std::nullopt);
    EXPECT_EQ(attribute(code_b, Attribute::extra, "建设地点")->text, "金湖大道12号");
}

TEST_F(Import, NotesAPrintedTotalThatIsNotTheSum) {
    EXPECT_TRUE(import_text(ledger).notes.empty());
    const Report report = import_text(replaced(ledger, "48234.5", "\"48,235\""));
    ASSERT_EQ(report.notes.size(), 1U);
    EXPECT_EQ(report.notes[0], (Note{NoteCode::total_differs, 7, "48,235", "48,234.50万元"}));
}

TEST_F(Import, SkipsTotalsCategoriesFootnotesAndRepeatedHeadings) {
    const Report report = import_text(
        "序号,项目名称,行政区划,总投资(万元),目录库入库\n"
        ",总 计,,300,\n"
        "一,新建项目,,300,\n"
        ",光伏发电项目（2项）,,300,\n"
        "1,甲,420281,100,2024-01-02\n"
        "序号,项目名称,行政区划,总投资(万元),目录库入库\n"
        "2,乙,420281,200,2024-01-02\n"
        "小计,,,300,\n"
        "二、续建项目,,,,\n"
        ",,,,\n"
        "3,,,,\n"
        "注：金额为概算,,,,\n"
        "填报人：张三,,,,\n");
    EXPECT_EQ(report.accepted, 2) << report.summary(Language::en);
    EXPECT_EQ(report.rejected, 0);
    EXPECT_EQ(report.skipped, 8);
    EXPECT_EQ(report.rows, 10);
}

TEST_F(Import, NotesFundingThatNoRuleKnowsAndCellsWithoutHeading) {
    const Report report = import_text("项目代码,项目名称,资金类别,,目录库入库\n" +
                                      std::string(code_a) + ",甲,香火钱,x,2024-01-02\n");
    ASSERT_EQ(report.notes.size(), 2U);
    EXPECT_EQ(report.notes[0], (Note{NoteCode::unknown_funding, 2, "香火钱", ""}));
    EXPECT_EQ(report.notes[1], (Note{NoteCode::cell_without_heading, 2, "x", ""}));
}

TEST_F(Import, RefusesAnAmountWithoutAnyUnitAndLeavesTheStoreAlone) {
    const std::string text = "项目代码,项目名称,总投资,目录库入库\n" + std::string(code_a) +
                             ",甲,3.5亿元,2024-01-02\n" + std::string(code_b) +
                             ",乙,3200,2024-01-02\n";
    const Problem problem = refusal(text);
    EXPECT_EQ(problem.code, ErrorCode::unknown_money_unit);
    EXPECT_EQ(problem.row, 3);
    EXPECT_EQ(problem.column, "总投资");
    EXPECT_EQ(store_.length(), 0);
    EXPECT_EQ(
        import_text(text, {.recorded_at = morning, .money_unit = MoneyUnit::wan_yuan}).accepted, 2);
    EXPECT_EQ(attribute(code_b, Attribute::total_investment)->number, wan(3200).fen());
}

TEST_F(Import, FindsThePlansYearInHeadingOptionsTitleOrRecordingInThatOrder) {
    const auto year = [&](const std::string& title, const std::string& heading,
                          std::optional<int> option) {
        Store store = Store::in_memory();
        const std::string text = title + "项目代码,项目名称," + heading + ",目录库入库\n" +
                                 std::string(code_a) + ",甲,50,2021-01-02\n";
        (void)import_csv(store, dir_.write("plan.csv", text),
                         {.recorded_at = morning, .plan_year = option});
        for (const RecordedEvent& recorded : store.history(ProjectCode::parse(code_a))) {
            if (const auto* plan = std::get_if<event::PlanSet>(&recorded.event.what)) {
                return plan->year;
            }
        }
        return 0;
    };
    EXPECT_EQ(year("2023年台账,,,\n", "2022年度计划投资(万元)", 2021), 2022);
    EXPECT_EQ(year("2023年台账,,,\n", "年度计划投资(万元)", 2021), 2021);
    EXPECT_EQ(year("2023年台账,,,\n", "本年度计划投资(万元)", std::nullopt), 2023);
    EXPECT_EQ(year("", "年度计划投资(万元)", std::nullopt), 2024);
}

TEST_F(Import, TakesARequiredPaymentWithoutYearForTheYearOfThePlanBesideIt) {
    (void)import_text("项目代码,项目名称,2022年度计划投资(万元),应支付资金(万元),目录库入库\n" +
                      std::string(code_a) + ",甲,50,20,2021-01-02\n" + std::string(code_b) +
                      ",乙,,30,2021-01-02\n");
    for (const auto& [code, required] : {std::pair(code_a, 20), std::pair(code_b, 30)}) {
        const auto plan = store_.latest(ProjectCode::parse(code), {EventKind::plan_set, 2022});
        ASSERT_TRUE(plan) << code;
        EXPECT_EQ(std::get<event::PlanSet>(plan->event.what).required_payment, wan(required));
    }
}

TEST_F(Import, ReadsAMonthlyReportFormWithGroups) {
    const std::string form =
        "大冶市2023年1～9月重点项目进度表,,,,,,,,,,,,,,\n"
        "序号,项目代码,项目名称,实施库入库,总投资(万元),至上年底完成投资(万元),年度计划投资(万元),"
        "1～9月完成投资（万元）,,,,开工累计,,,\n"
        ",,,,,,,完成投资,占年度计划（％）,到位资金,占年度计划(%),完成投资(万元),占总投资(%),"
        "到位资金,占总投资(%)\n"
        "1," +
        std::string(code_a) + ",甲,2023-01-05,1000,50,300,120,40,100,33.3,170,17,150,15\n";
    const Report report = import_text(form);
    EXPECT_EQ(report.accepted, 1) << report.summary(Language::en);
    EXPECT_EQ(plan(code_a, 2023)->amount, wan(300));
    EXPECT_EQ(attribute(code_a, Attribute::total_investment)->number, wan(1000).fen());
    const auto reported = progress(code_a, Month(2023, 9));
    ASSERT_TRUE(reported);
    EXPECT_EQ(reported->completed_this_year, wan(120));
    EXPECT_EQ(reported->completed_total, wan(170));
    EXPECT_EQ(reported->arrived, wan(100));
    EXPECT_EQ(attribute(code_a, Attribute::extra, "开工累计·到位资金")->text, "150");
    EXPECT_EQ(attribute(code_a, Attribute::extra, "至上年底完成投资(万元)")->text, "50");
    EXPECT_EQ(import_text(form).events_added, 0);
    EXPECT_EQ(import_text(replaced(form, ",170,17,", ",110,11,")).counts.at(0).first,
              ErrorCode::total_below_year);
}

TEST_F(Import, RecordsBatchAndSource) {
    (void)import_text(ledger, {.recorded_at = morning, .by = "张三", .source = "陈贵镇上报"});
    const auto imports = store_.imports();
    ASSERT_EQ(imports.size(), 1U);
    EXPECT_EQ(imports[0].source, "陈贵镇上报");
    EXPECT_EQ(imports[0].rows, 3) << "projects, not the total below them";
    const std::string source = import_text(ledger).source;
    EXPECT_TRUE(source.starts_with("sanku-ledger-") && source.ends_with("/ledger.csv")) << source;
}

TEST_F(Import, ACorrectionForAnEarlierDayHoldsFromThatDay) {
    const auto text = [&](const char* total) {
        return "项目代码,项目名称,总投资(万元),2024年度计划投资(万元),目录库入库\n" +
               std::string(code_a) + ",甲," + total + ",50,2024-01-02\n";
    };
    const auto total = [&] { return store_.at(date(2024, 6, 30)).total_investment(0); };
    const auto at = [](int month, int day) { return Instant::at(date(2024, month, day)); };
    (void)import_text(text("100"), {.recorded_at = at(3, 1)});
    (void)import_text(text("200"), {.recorded_at = at(7, 3)});
    EXPECT_EQ(total(), wan(100)) << "the change counts from 3 July";
    const ImportOptions june{.recorded_at = at(7, 4), .effective_on = date(2024, 6, 30)};
    EXPECT_EQ(import_text(text("200"), june).events_added, 1);
    EXPECT_EQ(total(), wan(200));
    EXPECT_EQ(import_text(text("200"), june).events_added, 0);
}

TEST_F(Import, APlanCorrectedBeforeItsYearBeginsHoldsInIt) {
    const auto text = [&](const char* plan) {
        return "项目代码,项目名称,2025年度计划投资(万元),目录库入库\n" + std::string(code_a) +
               ",甲," + plan + ",2024-01-02\n";
    };
    (void)import_text(text("50"), {.recorded_at = Instant::at(date(2024, 11, 1))});
    EXPECT_EQ(import_text(text("80"), {.recorded_at = Instant::at(date(2024, 12, 5))}).events_added,
              1);
    EXPECT_EQ(store_.at(date(2025, 2, 1)).columns().plan[0], wan(80).fen());
}

const std::string agreements =
    "项目代码,项目名称,目录库入库,洽谈日期,签约日期,责令整改日期,整改完成日期,协议年产值(万元),"
    "协议年税收,2022年产值(万元),2023年产值(万元),2023年税收(万元),2023年环保达标\n";

TEST_F(Import, ReadsAgreementsAndWhatCameOfThem) {
    const Report report = import_text(agreements + std::string(code_a) +
                                      ",甲,2023-05-06,2022-11-01,2023-02-01,2024-04-01,2024-05-01,"
                                      "5000,300万元,10,4000,1.5亿元,未达标\n" +
                                      std::string(code_b) + ",乙,2023-05-06,,,,,,,,,,\n");
    ASSERT_EQ(report.accepted, 2) << report.summary(Language::en);
    EXPECT_EQ(day(code_a, EventKind::negotiated), date(2022, 11, 1));
    EXPECT_EQ(day(code_a, EventKind::contract_signed), date(2023, 2, 1));
    EXPECT_EQ(day(code_a, EventKind::correction_ordered), date(2024, 4, 1));
    EXPECT_EQ(day(code_a, EventKind::corrected), date(2024, 5, 1));
    EXPECT_EQ(last<event::AgreementSet>(code_a, {EventKind::agreement_set}),
              (event::AgreementSet{wan(5000), wan(300)}));
    EXPECT_EQ(day(code_a, EventKind::agreement_set), date(2022, 11, 1)) << "the row's first day";
    const FactKey year{EventKind::performance_reported, 2023};
    EXPECT_EQ(last<event::PerformanceReported>(code_a, year),
              (event::PerformanceReported{2023, wan(4000), wan(15'000), false}));
    EXPECT_EQ(store_.latest(ProjectCode::parse(code_a), year)->event.effective, date(2023, 12, 31));
    const FactKey before{EventKind::performance_reported, 2022};
    EXPECT_EQ(last<event::PerformanceReported>(code_a, before),
              (event::PerformanceReported{2022, wan(10), {}, {}}));
    EXPECT_EQ(last<event::PerformanceReported>(code_b, year), std::nullopt);
    EXPECT_EQ(store_.at(date(2024, 6, 30)).deals().given.at(1), 0);
}

TEST_F(Import, LeavesWhatAnEmptyCellOfAnAgreementDoesNotSay) {
    const auto row = [&](std::string_view cells) {
        return agreements + std::string(code_a) + ",甲,2023-05-06," + std::string(cells) + '\n';
    };
    (void)import_text(row(",,2024-03-01,2024-04-01,5000,300万元,,4000,20,是"));
    const std::int64_t length = store_.length();
    EXPECT_EQ(import_text(row(",,,,,,,,,")).events_added, 0);
    EXPECT_EQ(import_text(row(",,,,5000,,,4000,,")).events_added, 0);
    EXPECT_EQ(store_.length(), length);
    EXPECT_EQ(import_text(row(",,2024-06-01,,6000,,,,30,")).events_added, 3);
    const Deals deals = store_.at(date(2024, 7, 3)).deals();
    EXPECT_EQ(deals.agreed_output[0], wan(6000).fen());
    EXPECT_EQ(deals.agreed_tax[0], wan(300).fen());
    EXPECT_EQ(deals.output[0], wan(4000).fen());
    EXPECT_EQ(deals.tax[0], wan(30).fen());
    EXPECT_EQ(deals.given[0], 63);
    EXPECT_EQ(deals.correction_ordered[0], date(2024, 6, 1).days());
    EXPECT_EQ(deals.corrected[0], no_day) << "that was under the order before";
    EXPECT_EQ(store_.at(date(2024, 6, 30)).deals().agreed_output[0], wan(5000).fen());
    const Report refused = import_text(row(",,,2024-05-01,,,,,,"));
    ASSERT_EQ(refused.problems.size(), 1U);
    EXPECT_EQ(refused.problems[0].code, ErrorCode::corrected_before_ordered);
}

TEST_F(Import, RefusesRowsWithAMoveThatAnOfficesNetworkOfLibrariesDoesNotAllow) {
    using pipeline::PoolGraph;
    PoolGraph::Parts parts = PoolGraph::builtin(library_network).parts();
    parts.pools[2].is_entry = false;
    parts.moves[1].entry = {.approvals = {"初设批复"}, .appraisals = {}, .min_score = 6000};
    parts.exits = {{.from = 0, .reasons = {"停建"}}, {.from = 1, .reasons = {"停建"}}};
    store_ = Store::in_memory(HashAlgorithm::sha256, {PoolGraph(parts)});
    const ProjectCode approved = ProjectCode::parse("2403-420281-04-01-123456");
    const Event approval{approved, date(2024, 1, 1), event::Approved{"初设批复"}};
    (void)store_.append(std::vector{approval}, {.recorded_at = morning});
    const std::string rows =
        "项目代码,项目名称,行政区划,储备库入库,实施库入库,评价日期,评价得分,退库日期,退库原因\n"
        "2403-420281-04-01-123456,甲,420281,2024-01-05,2024-02-05,2024-02-01,70,,\n"
        "2403-420281-04-01-123457,乙,420281,2024-01-05,2024-02-05,2024-02-01,55,,\n"
        "2403-420281-04-01-123458,丙,420281,,2024-02-05,,,,\n"
        "2403-420281-04-01-123459,丁,420281,2024-01-05,,,,2024-03-01,并入\n"
        "2403-420281-04-01-123460,戊,420281,2024-01-05,,,,2024-03-01,停建\n";
    const Report report = import_text(rows);
    EXPECT_EQ(report.accepted, 2);
    ASSERT_EQ(report.problems.size(), 3U);
    const auto& problems = report.problems;
    for (const Problem& problem : problems) EXPECT_EQ(key(problem.code), "forbidden_move");
    EXPECT_EQ(problems[0].row, 3);
    EXPECT_EQ(problems[0].column, "实施库入库");
    EXPECT_EQ(problems[0].value, "2024-02-05");
    EXPECT_EQ(problems[0].detail, "missing approval 初设批复; score 55 below 60");
    EXPECT_EQ(problems[1].row, 4);
    EXPECT_EQ(problems[1].detail,
              "no move from outside to implementation: directory must come first");
    EXPECT_EQ(problems[2].row, 5);
    EXPECT_EQ(problems[2].column, "退库日期");
    EXPECT_EQ(problems[2].detail, "reason 并入 is none of 停建");
    // What the journal says already is not judged again, whatever the office asks by now.
    (void)store_.retract(1, "误报", {.recorded_at = morning});
    EXPECT_EQ(import_text(rows).accepted, 2);
}

TEST_F(Import, TellsHowFarItIsAndCanBeStopped) {
    std::vector<Progress> calls;
    ImportOptions options{.recorded_at = morning};
    options.progress = [&](const Progress& progress) { calls.push_back(progress); };
    (void)import_text(ledger, options);
    ASSERT_EQ(calls.size(), 1U);
    EXPECT_EQ(calls[0].rows, 4);
    EXPECT_EQ(calls[0].bytes_done, static_cast<std::int64_t>(ledger.size()));
    EXPECT_EQ(calls[0].bytes_total, calls[0].bytes_done);

    options.progress = [](const Progress&) { throw std::runtime_error("stop"); };
    const std::int64_t before = store_.length();
    EXPECT_THROW((void)import_text(replaced(ledger, "灵乡管网", "灵乡水网"), options),
                 std::runtime_error);
    EXPECT_EQ(store_.length(), before);
}

/// Options of a sheet whose rows became the lines of the file.
[[nodiscard]] ImportOptions of_sheet() {
    ImportOptions options{.recorded_at = morning};
    options.origin = {.file = "台账.xlsx",
                      .sheet = "项目库",
                      .form = "xlsx",
                      .cell = [](std::int64_t line, std::optional<std::size_t> column) {
                          if (!column) return std::string();
                          return std::string(1, static_cast<char>('A' + *column)) +
                                 std::to_string(line);
                      }};
    return options;
}

TEST_F(Import, NamesTheCellsOfTheSheetThatAFileWasMadeFrom) {
    ImportOptions options = of_sheet();
    options.rejects_path = dir_.path("rejects.csv");
    options.region = RegionCode::parse("420281");
    const Report report =
        import_text("项目代码,项目名称,总投资(万元),目录库入库\n" + std::string(code_a) +
                        ",甲,三百,2024-01-02\n,乙,1,2024-01-02\n",
                    options);
    EXPECT_EQ(report.sheet, "项目库");
    EXPECT_EQ(report.encoding, "xlsx");
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_EQ(report.problems[0].file, "台账.xlsx");
    EXPECT_EQ(report.problems[0].sheet, "项目库");
    EXPECT_EQ(report.problems[0].cell, "C2");
    EXPECT_EQ(report.problems[0].row, 2);
    ASSERT_EQ(report.notes.size(), 1U);
    EXPECT_EQ(report.notes[0].cell, "B3");
    EXPECT_TRUE(report.notes[0].text(Language::zh).starts_with("B3 “乙”"));
    EXPECT_NE(report.summary(Language::zh).find("C2 “总投资(万元)” “三百”"), std::string::npos);
    EXPECT_NE(read_file(options.rejects_path).find(",2,C2 总投资(万元),三百,"), std::string::npos);
}

TEST_F(Import, NamesARowOfASheetWhereNoCellIsMeant) {
    const Report report = import_text(
        "项目代码,项目名称,总投资(万元)\n" + std::string(code_a) + ",甲,3,4,5\n", of_sheet());
    ASSERT_FALSE(report.problems.empty());
    EXPECT_NE(describe(report.problems[0], Language::en).find("台账.xlsx [项目库] row 2"),
              std::string::npos)
        << describe(report.problems[0], Language::en);
}

TEST_F(Import, NamesFormulasOfASheetThatHaveNoValue) {
    ImportOptions options = of_sheet();
    options.rejects_path = dir_.path("rejects.csv");
    const std::string text = "项目代码,项目名称,总投资(万元),目录库入库\n" + std::string(code_a) +
                             ",=甲,\x01=A1*2,2024-01-02\n";
    const Report report = import_text(text, options);
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_EQ(report.problems[0].code, ErrorCode::uncalculated_formula);
    EXPECT_EQ(report.problems[0].value, "=A1*2");
    EXPECT_NE(read_file(options.rejects_path).find(",'=A1*2,"), std::string::npos);
    // In a file of its own the mark is a control character like any other.
    EXPECT_EQ(import_text(text).problems.at(0).code, ErrorCode::control_character);
}

TEST_F(Import, NamesTheSheetOfWhatIsRefusedAsAWhole) {
    const Problem none = refusal("甲,乙\n", of_sheet());
    EXPECT_EQ(none.file + none.sheet, "台账.xlsx项目库");
    const Problem unit = refusal(
        "项目代码,项目名称,总投资,目录库入库\n" + std::string(code_a) + ",甲,3,2024-01-02\n",
        of_sheet());
    EXPECT_EQ(unit.code, ErrorCode::unknown_money_unit);
    EXPECT_EQ(unit.cell, "C2");
}

TEST_F(Import, ReadsAmountsInFen) {
    ASSERT_EQ(import_text("项目代码,项目名称,total_investment_fen,目录库入库\n" +
                          std::string(code_a) + ",甲,12345,2024-01-02\n")
                  .accepted,
              1);
    EXPECT_EQ(attribute(code_a, Attribute::total_investment)->number, 12'345);
}

TEST_F(Import, RefusesFilesAsAWholeWithTheirName) {
    EXPECT_EQ(refusal("甲,乙\n").code, ErrorCode::no_heading);
    EXPECT_EQ(refusal("甲,乙\n").file, "ledger.csv");
    EXPECT_EQ(refusal("项目代码,项目代码,目录库入库\n").code, ErrorCode::duplicate_heading);
    EXPECT_EQ(
        refusal(ledger, {.recorded_at = morning, .rejects_path = dir_.path("ledger.csv")}).code,
        ErrorCode::invalid_argument);
    EXPECT_EQ(store_.length(), 0);
}

}  // namespace
}  // namespace sanku::ledger::testing
