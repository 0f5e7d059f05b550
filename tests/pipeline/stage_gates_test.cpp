#include "stage_gates.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "sanku/pipeline/balance.hpp"
#include "sanku/pipeline/conversion.hpp"
#include "sanku/pipeline/survival.hpp"
#include "shared_data.hpp"

namespace sanku {
namespace {

using pipeline::Flow;
using pipeline::PoolGraph;

// The figures below were counted once with Python's csv, datetime and decimal modules alone: a
// project stands at the last gate whose date is not after the day, came in at a gate if it has no
// earlier one, and moves on from a gate on the date of its next one. Of the file's 445 rows none
// has a date that cannot be read or lies before that of an earlier gate; 232 have no PBC.

constexpr std::string_view data = "stage_gates/capital_delivery_projects.csv";

PoolGraph network() {
    return PoolGraph::load(std::string(SANKU_SOURCE_DIR) + "/examples/stage_gates.toml");
}

class StageGates : public ::testing::Test {
  protected:
    void SetUp() override {
        if (!std::filesystem::exists(testing::shared_data(data))) {
            GTEST_SKIP() << "no file " << testing::shared_data(data) << "; set SANKU_SHARED_DATA";
        }
        graph = network();
        file = stage_gates::read(testing::shared_data(data).string(), *graph);
    }
    [[nodiscard]] Flow flow() const { return file.counted.flow(*graph, as_of); }

    const Date as_of = date(2024, 7, 19);
    std::optional<PoolGraph> graph{};
    stage_gates::File file{};
};

TEST_F(StageGates, EveryRowIsCountedOrListed) {
    EXPECT_EQ(file.rows, 445U);
    EXPECT_EQ(file.counted.size(), 445U);
    EXPECT_EQ(file.set_aside, 0U);
    std::int64_t cents = 0;
    for (const std::int64_t amount : file.counted.cents) cents += amount;
    EXPECT_EQ(cents, 511'365'915'250);
    const Flow found = flow();
    std::vector<std::uint32_t> rows = found.stays().row;
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    EXPECT_EQ(rows.size(), 443U) << "two have later dates alone, which are forecasts";
    std::vector<std::string> without_bni;
    for (const auto& finding : found.findings()) {
        EXPECT_EQ(finding.kind, pipeline::FlowFindingKind::unlisted);
        without_bni.push_back(file.counted.ids[finding.row] + ' ' +
                              Date::from_days(finding.day).iso());
    }
    EXPECT_EQ(without_bni, (std::vector<std::string>{"G10644 2023-02-14", "Q05512 2016-05-13"}));
}

TEST_F(StageGates, ConversionsAreThoseOfTheRows) {
    struct Edge {
        std::size_t from, to;
        std::int64_t moved, entered, moved_cents, entered_cents;
    };
    const Edge edges[] = {{0, 1, 184, 441, 362'999'962'016, 486'580'320'516},
                          {0, 2, 397, 441, 348'917'471'826, 486'580'320'516},
                          {1, 2, 178, 184, 304'809'826'857, 362'999'962'016},
                          {2, 3, 310, 399, 173'555'086'661, 349'061'511'440}};
    for (const Edge& edge : edges) {
        const auto way = flow().passage(edge.from, edge.to);
        const auto rate = pipeline::conversion(way);
        EXPECT_EQ(rate.by_count(), Ratio(edge.moved, edge.entered)) << edge.from << edge.to;
        EXPECT_EQ(rate.by_investment(), Ratio(edge.moved_cents, edge.entered_cents));
    }
}

// By statsmodels 0.15: SurvfuncRight of the days from gate to gate, those without the later gate by
// 2024-07-19 censored there; quantile(0.5) and quantile_ci(0.5, method="cloglog").
TEST_F(StageGates, MediansOfTheTimeToTheNextGateHaveTheirBounds) {
    struct Edge {
        std::size_t from, to;
        std::int32_t median, low, high;
    };
    const Edge edges[] = {{0, 1, 2570, 2093, 3404},
                          {0, 2, 481, 413, 533},
                          {1, 2, 275, 211, 329},
                          {2, 3, 444, 377, 511}};
    for (const auto& [from, to, median, low, high] : edges) {
        const pipeline::Quantile found =
            pipeline::Curve(pipeline::durations(flow().passage(from, to))).median();
        EXPECT_EQ(found, (pipeline::Quantile{median, low, high})) << from << to;
    }
}

TEST_F(StageGates, EachYearsConceptsHaveComeThisFar) {
    struct Cohort {
        int year;
        std::int64_t bni, pbc, bca, stage1;
    };
    const Cohort cohorts[] = {
        {2008, 3, 1, 1, 1},     {2010, 1, 1, 1, 1},     {2011, 24, 18, 18, 18},
        {2012, 6, 5, 5, 3},     {2014, 27, 25, 27, 27}, {2015, 23, 22, 23, 22},
        {2016, 50, 47, 48, 46}, {2017, 52, 25, 50, 44}, {2018, 35, 6, 33, 29},
        {2019, 69, 15, 55, 41}, {2020, 50, 8, 47, 36},  {2021, 37, 6, 36, 25},
        {2022, 36, 2, 30, 11},  {2023, 24, 3, 22, 4},   {2024, 4, 0, 1, 0},
    };
    const Flow found = flow();
    for (const Cohort& cohort : cohorts) {
        const std::int64_t reached[] = {cohort.pbc, cohort.bca, cohort.stage1};
        for (std::size_t to = 1; to < 4; ++to) {
            const auto way = found.passage(0, to);
            std::int64_t entered = 0;
            std::int64_t moved = 0;
            for (std::size_t row = 0; row < way.size(); ++row) {
                if (way.entered[row] > as_of.days()) continue;
                if (Date::from_days(way.entered[row]).year() != cohort.year) continue;
                ++entered;
                moved += way.moved[row] <= as_of.days();
            }
            EXPECT_EQ(entered, cohort.bni) << cohort.year;
            EXPECT_EQ(moved, reached[to - 1]) << cohort.year << " to " << stage_gates::gates[to];
        }
    }
}

TEST_F(StageGates, EachYearsBalanceCloses) {
    struct Line {
        int year;
        std::size_t gate;
        std::int64_t opening, came_in, moved_in, moved_on, closing, closing_cents;
    };
    const Line lines[] = {
        {2008, 0, 0, 3, 0, 0, 3, 24'832'438'461},
        {2009, 0, 3, 0, 0, 0, 3, 24'832'438'461},
        {2010, 0, 3, 1, 0, 0, 4, 28'626'770'429},
        {2011, 0, 4, 24, 0, 1, 27, 63'372'604'327},
        {2011, 1, 0, 0, 1, 0, 1, 3'794'331'968},
        {2012, 0, 27, 6, 0, 0, 33, 113'239'428'921},
        {2012, 1, 1, 0, 0, 0, 1, 3'794'331'968},
        {2013, 0, 33, 0, 0, 1, 32, 109'592'622'095},
        {2013, 1, 1, 0, 1, 0, 2, 7'441'138'794},
        {2014, 0, 32, 27, 0, 6, 53, 120'050'433'005},
        {2014, 1, 2, 0, 6, 0, 8, 25'432'191'578},
        {2015, 0, 53, 23, 0, 20, 56, 93'343'068'028},
        {2015, 1, 8, 0, 20, 0, 28, 74'579'331'013},
        {2016, 0, 56, 50, 0, 66, 40, 100'780'333'408},
        {2016, 1, 28, 0, 64, 41, 51, 77'285'715'114},
        {2016, 2, 0, 1, 43, 10, 34, 36'127'354'489},
        {2016, 3, 0, 0, 10, 0, 10, 2'324'780'342},
        {2017, 0, 40, 52, 0, 33, 59, 148'608'332'886},
        {2017, 1, 51, 0, 31, 57, 25, 64'259'661'203},
        {2017, 2, 34, 0, 59, 37, 56, 56'223'579'175},
        {2017, 3, 10, 0, 37, 0, 47, 18'632'255'775},
        {2018, 0, 59, 35, 0, 35, 59, 163'439'821'590},
        {2018, 1, 25, 0, 14, 24, 15, 71'122'005'219},
        {2018, 2, 56, 0, 45, 46, 55, 64'756'636'737},
        {2018, 3, 47, 0, 46, 0, 93, 31'877'516'177},
        {2019, 0, 59, 69, 0, 36, 92, 230'935'502'139},
        {2019, 1, 15, 0, 3, 6, 12, 79'236'101'292},
        {2019, 2, 55, 0, 39, 40, 54, 47'160'651'803},
        {2019, 3, 93, 0, 40, 0, 133, 69'128'589'259},
        {2020, 0, 92, 50, 0, 49, 93, 156'821'716'618},
        {2020, 1, 12, 0, 17, 9, 20, 133'209'191'112},
        {2020, 2, 54, 0, 41, 28, 67, 69'341'167'480},
        {2020, 3, 133, 0, 28, 0, 161, 83'206'753'928},
        {2021, 0, 93, 37, 0, 53, 77, 149'319'998'236},
        {2021, 1, 20, 0, 8, 14, 14, 113'014'148'770},
        {2021, 2, 67, 0, 59, 37, 89, 97'082'273'778},
        {2021, 3, 161, 0, 37, 0, 198, 104'614'044'051},
        {2022, 0, 77, 36, 0, 38, 75, 111'167'346'377},
        {2022, 1, 14, 0, 9, 7, 16, 102'256'460'012},
        {2022, 2, 89, 0, 36, 35, 90, 147'284'769'939},
        {2022, 3, 198, 0, 35, 0, 233, 115'960'626'524},
        {2023, 0, 75, 24, 0, 37, 62, 81'654'379'267},
        {2023, 1, 16, 0, 9, 8, 17, 75'632'642'484},
        {2023, 2, 90, 1, 36, 24, 103, 197'166'959'921},
        {2023, 3, 233, 0, 24, 0, 257, 127'537'094'265},
        {2024, 0, 62, 4, 0, 28, 38, 79'472'713'531},
        {2024, 1, 17, 0, 1, 12, 6, 58'190'135'159},
        {2024, 2, 103, 0, 39, 53, 89, 175'506'424'779},
        {2024, 3, 257, 0, 53, 0, 310, 173'555'086'661},
    };
    const Flow found = flow();
    std::map<int, std::size_t> gates_of_year;
    for (const Line& line : lines) {
        const auto balance = pipeline::balance(OneGroup(found.rows()), found, date(line.year, 1, 1),
                                               std::min(date(line.year, 12, 31), as_of));
        const pipeline::PoolBalance& cell = balance.at(0, line.gate, 0);
        const auto where =
            std::to_string(line.year) + ' ' + std::string(stage_gates::gates[line.gate]);
        EXPECT_EQ(cell.opening.projects, line.opening) << where;
        EXPECT_EQ(cell.entered.projects, line.came_in) << where;
        EXPECT_EQ(cell.moved_in.projects, line.moved_in) << where;
        EXPECT_EQ(cell.moved_on.projects, line.moved_on) << where;
        EXPECT_EQ(cell.closing, (CountAndAmount{line.closing, line.closing_cents})) << where;
        EXPECT_EQ(cell.left, CountAndAmount{}) << where;
        EXPECT_TRUE(cell.closes()) << where;
        ++gates_of_year[line.year];
        if (gates_of_year[line.year] > 1) continue;
        std::size_t used = 0;
        for (std::size_t gate = 0; gate < 4; ++gate) used += !balance.at(0, gate, 0).is_zero();
        const auto listed = std::ranges::count(lines, line.year, &Line::year);
        EXPECT_EQ(used, static_cast<std::size_t>(listed)) << line.year;
    }
}

TEST(StageGatesFile, RowsThatCannotBeCountedAreListedEach) {
    const auto path = std::filesystem::temp_directory_path() / "sanku_stage_gates_test.csv";
    std::ofstream(path) << "ID,FFC,BNI,PBC,BCA,Stage1\n"
                           "good,1.5,5/02/2016 5:00:00 PM,,2016-05-25 17:00:00,2017-02-16\n"
                           "odd,2,30/02/2016,5/2,2016-05-25,\n"
                           "back,3,1/06/2016,2/05/2016,2016-05-25,2016-05-01\n"
                           "later,4,1/06/2030,,,\n";
    const PoolGraph graph = network();
    const stage_gates::File file = stage_gates::read(path.string(), graph);
    std::filesystem::remove(path);
    EXPECT_EQ(file.rows, 4U);
    EXPECT_EQ(file.set_aside, 2U);
    EXPECT_EQ(file.counted.ids, (std::vector<std::string>{"good", "later"}));
    EXPECT_EQ(file.unreadable, (std::vector<std::string>{"odd: BNI \"30/02/2016\" is no date",
                                                         "odd: PBC \"5/2\" is no date"}));
    EXPECT_EQ(file.contradictory,
              (std::vector<std::string>{"back: Stage1 on 2016-05-01, before PBC on 2016-05-02",
                                        "back: Stage1 on 2016-05-01, before BCA on 2016-05-25",
                                        "back: Stage1 on 2016-05-01, before BNI on 2016-06-01"}));
    EXPECT_EQ(file.counted.cents, (std::vector<std::int64_t>{150, 400}));
    EXPECT_EQ(file.counted.flow(graph, date(2024, 7, 19)).stays().size(), 3U);
}

}  // namespace
}  // namespace sanku
