#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "sanku/appraisal/rules.hpp"

namespace sanku {
namespace {

using appraisal::AppraisalRules;
using appraisal::Gate;
using appraisal::Limit;
using appraisal::Resources;
using appraisal::StructureRule;

/// A sound file that states everything, one statement a line.
constexpr std::string_view sound = R"(id = "city"
version = "2"
basis = "published"
valid_from = 2024-01-01
valid_to = 2025-12-31
title = { zh = "论证办法", en = "Appraisal" }
source = { zh = "市政府办文件", en = "A document" }
[[volume]]
to = ["directory", "reserve"]
block_below = 1
warn_below = 2.5
warn_above = 3
block_above = 3.5
missing = "warn"
incomplete = "block"
[[volume]]
to = ["implementation"]
warn_above = 4
[[structure]]
to = ["reserve"]
each = "section"
block_above = 60.55
[[structure]]
to = ["implementation"]
name = { zh = "制造业", en = "Manufacturing" }
sections = ["C", "D"]
funding = ["enterprise"]
warn_below = 30
[fiscal]
to = ["reserve"]
funding = ["local_budget", "special_bond"]
warn_above = 80 # fiscal
block_above = 100
missing = "pass"
[[fiscal.resources]]
year = 2025
amount = "12.5亿元"
[[fiscal.resources]]
year = 2026
amount = "300万元"
[[factor]]
to = ["reserve"] # land
gate = "siting"
key = "land"
name = { zh = "用地", en = "Land" } # land
sections = ["B"]
refused = "warn"
pending = "pass"
unstated = "block"
undocumented = "warn"
)";

struct Edited {
    std::string text;
    std::int64_t line;
};

/// `sound` with the first line that begins with `from` replaced by `to`.
Edited with(std::string_view from, std::string_view to) {
    std::string text = "\n" + std::string(sound);
    const std::size_t at = text.find("\n" + std::string(from));
    EXPECT_NE(at, std::string::npos) << from;
    const std::size_t end = text.find('\n', at + 1);
    const auto line =
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    text.replace(at + 1, end - at - 1, to);
    return {text.substr(1), line + 1};
}

Problem problem_of(std::string_view text) {
    try {
        (void)AppraisalRules::parse(text, "city.toml");
    } catch (const Error& error) {
        return error.problem();
    }
    ADD_FAILURE() << "was taken: " << text.substr(0, 80);
    return {};
}

TEST(AppraisalFile, IsReadWithEveryKeyExactly) {
    const AppraisalRules rules = AppraisalRules::parse(sound, "city.toml");
    EXPECT_EQ(rules.id, "city");
    EXPECT_EQ(rules.version, "2");
    EXPECT_TRUE(rules.is_published);
    EXPECT_EQ(rules.valid_from, date(2024, 1, 1));
    EXPECT_EQ(rules.valid_to, date(2025, 12, 31));
    EXPECT_EQ(rules.title.zh, "论证办法");
    EXPECT_EQ(rules.source.en, "A document");
    ASSERT_EQ(rules.volume.size(), 2U);
    EXPECT_EQ(rules.volume[0].to, (std::vector{Pool::directory, Pool::reserve}));
    EXPECT_EQ(rules.volume[0].limits,
              (std::vector<Limit>{{Ratio(350, 100), true, Outcome::block},
                                  {Ratio(100, 100), false, Outcome::block},
                                  {Ratio(300, 100), true, Outcome::warn},
                                  {Ratio(250, 100), false, Outcome::warn}}));
    EXPECT_EQ(rules.volume[0].unknown.missing, Outcome::warn);
    EXPECT_EQ(rules.volume[0].unknown.incomplete, Outcome::block);
    EXPECT_EQ(rules.volume[1].unknown.missing, Outcome::block);
    EXPECT_EQ(rules.volume[1].unknown.incomplete, Outcome::pass);
    ASSERT_EQ(rules.structure.size(), 2U);
    EXPECT_EQ(rules.structure[0].part, StructureRule::Part::section);
    EXPECT_EQ(rules.structure[0].limits[0].at, Ratio(6055, 10'000));
    EXPECT_EQ(rules.structure[1].part, StructureRule::Part::scope);
    EXPECT_EQ(rules.structure[1].name.zh, "制造业");
    EXPECT_EQ(rules.structure[1].scope.sections,
              (std::vector{SectorCode::parse("C"), SectorCode::parse("D")}));
    EXPECT_EQ(rules.structure[1].scope.funding, std::vector{Funding::enterprise});
    ASSERT_TRUE(rules.fiscal);
    EXPECT_EQ(rules.fiscal->funding, (std::vector{Funding::local_budget, Funding::special_bond}));
    EXPECT_EQ(rules.fiscal->unknown.missing, Outcome::pass);
    EXPECT_EQ(rules.fiscal->resources, (Resources{{2025, Money::from(125'000, MoneyUnit::wan_yuan)},
                                                  {2026, Money::from(300, MoneyUnit::wan_yuan)}}));
    ASSERT_EQ(rules.factors.size(), 1U);
    const auto& land = rules.factors[0];
    EXPECT_EQ(land.gate, Gate::siting);
    EXPECT_EQ(land.key, "land");
    EXPECT_EQ(land.name.en, "Land");
    EXPECT_EQ(land.refused, Outcome::warn);
    EXPECT_EQ(land.pending, Outcome::pass);
    EXPECT_EQ(land.unstated, Outcome::block);
    EXPECT_EQ(land.undocumented, Outcome::warn);
}

TEST(AppraisalFile, SaysWhereItIsBrokenAndWhy) {
    struct Row {
        std::string_view from;
        std::string_view to;
        std::string_view key;
        std::string_view reason;
        int below = 0;  // lines from what was put to what is complained of
    };
    const std::string_view outcomes = "; expected pass, warn or block";
    const std::string long_name = "name = { zh = \"甲\", en = \"" + std::string(201, 'a') + "\" }";
    const Row rows[] = {
        {"id", "id = 5", "id", "expected a text"},
        {"id", "id = \"\"", "id", "empty text"},
        {"version", "versoin = \"2\"", "versoin", "unknown key"},
        {"basis", "basis = \"law\"", "basis", "unknown: law; expected published or default"},
        {"valid_from", "valid_from = \"2024-01-01\"", "valid_from",
         "expected a date such as 2025-03-01, without quotes"},
        {"valid_from", "valid_from = 1800-01-01", "valid_from",
         "expected a year from 1900 to 2199"},
        {"valid_to", "valid_to = 2023-12-31", "valid_to", "before valid_from"},
        {"title", "title = \"x\"", "title", "expected a table"},
        {"source", "source = { zh = \"甲\", en = \"a\", de = \"b\" }", "source.de", "unknown key"},
        {"to = [\"directory\"", "to = []", "volume.to", "expected a list that is not empty"},
        {"to = [\"directory\"", "to = [\"withdrawn\"]", "volume.to",
         "unknown: withdrawn; expected directory, reserve or implementation"},
        {"to = [\"directory\"", "to = [\"reserve\", \"reserve\"]", "volume.to", "twice: reserve"},
        {"to = [\"directory\"", "to = [\"implementation\"]", "volume.to", "twice: implementation",
         8},
        {"block_above = 3.5", "block_above = 2.99", "volume.block_above", "below warn_above"},
        {"block_above = 3.5", "block_above = 3.555", "volume.block_above",
         "expected at most two decimals"},
        {"block_above = 3.5", "block_above = 1e9", "volume.block_above",
         "expected a number from 0 to 100000"},
        {"block_above = 3.5", "block_above = nan", "volume.block_above",
         "expected a number from 0 to 100000"},
        {"block_above = 3.5", "block_above = -1", "volume.block_above",
         "expected a number from 0 to 100000"},
        {"block_below", "block_below = 2.51", "volume.block_below", "above warn_below"},
        {"warn_below = 2.5", "warn_below = 3.01", "volume.warn_below", "above the upper limit"},
        {"warn_below = 2.5", "warn_under = 2.5", "volume.warn_under", "unknown key"},
        {"missing = \"warn\"", "missing = \"zero\"", "volume.missing", "unknown: zero"},
        {"incomplete", "incomplete = \"none\"", "volume.incomplete", "unknown: none"},
        {"warn_above = 4", "", "volume.warn_above", "missing; expected at least one limit", -2},
        {"each", "each = \"sector\"", "structure.each",
         "unknown: sector; expected section or funding"},
        {"each", "", "structure.each", "missing; expected each, sections or funding", -2},
        {"each", "each = \"section\"\nsections = [\"C\"]", "structure.sections", "not beside each",
         1},
        {"each", "each = \"funding\"\nwarn_below = 1", "structure.warn_below",
         "of sections or funding that are named only", 1},
        {"block_above = 60.55", "block_above = 100.01", "structure.block_above",
         "expected a number from 0 to 100"},
        {"name = { zh = \"制造业\"", long_name, "structure.name", "longer than 200 bytes"},
        {"sections = [\"C\"", "sections = [\"C39\"]", "structure.sections",
         "unknown: C39; expected a section of GB/T 4754, A to T"},
        {"sections = [\"C\"", "sections = [\"U\"]", "structure.sections",
         "unknown: U; expected a section of GB/T 4754, A to T"},
        {"funding = [\"enterprise\"", "funding = [\"unknown\"]", "structure.funding",
         "unknown: unknown"},
        {"[fiscal]", "[fiscal]\nwarn_below = 5", "fiscal.warn_below", "unknown key", 1},
        {"funding = [\"local_budget\"", "funding = \"local_budget\"", "fiscal.funding",
         "expected a list that is not empty"},
        {"year = 2026", "year = 2025", "fiscal.resources.year", "twice: 2025"},
        {"year = 2026", "year = 2200", "fiscal.resources.year",
         "expected a whole number from 1900 to 2199"},
        {"amount = \"12.5亿元\"", "amount = \"12.5\"", "fiscal.resources.amount",
         title(ErrorCode::unknown_money_unit, Language::en)},
        {"amount = \"12.5亿元\"", "amount = \"-1亿元\"", "fiscal.resources.amount", "below 0"},
        {"amount = \"12.5亿元\"", "amount = 12.5", "fiscal.resources.amount", "expected a text"},
        {"amount = \"12.5亿元\"", "amount = \"999999999999亿元\"", "fiscal.resources.amount",
         "arithmetic overflow"},
        {"gate", "gate = \"land\"", "factor.gate", "unknown: land; expected siting or factors"},
        {"key", "key = \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
         "factor.key", "longer than 64 bytes"},
        {"refused", "refused = 1", "factor.refused", "expected a text"},
        {"pending", "pending = \"ok\"", "factor.pending", "unknown: ok"},
        {"undocumented", "undocumented = \"\"", "factor.undocumented", "empty text"},
        {"unstated", "granted = \"pass\"", "factor.granted", "unknown key"},
    };
    for (const Row& row : rows) {
        const Edited broken = with(row.from, row.to);
        const Problem problem = problem_of(broken.text);
        std::string reason(row.reason);
        if (reason.starts_with("unknown: ") && reason.size() < 16 &&
            row.key != "structure.funding") {
            reason += outcomes;
        }
        EXPECT_EQ(problem.code, ErrorCode::malformed_appraisal) << row.to;
        EXPECT_EQ(problem.file, "city.toml") << row.to;
        EXPECT_EQ(problem.column, row.key) << row.to;
        EXPECT_EQ(problem.detail, reason) << row.to;
        EXPECT_EQ(problem.row, broken.line + row.below) << row.to;
    }
}

TEST(AppraisalFile, NeedsTheseKeys) {
    for (const char* key : {"id", "version", "basis", "title", "source", "to = [\"directory\"",
                            "to = [\"reserve\"]", "name = { zh = \"制造业\"",
                            "funding = [\"local_budget\"", "year = 2025", "amount = \"12.5亿元\"",
                            "to = [\"reserve\"] # land", "gate", "key", "name = { zh = \"用地\""}) {
        EXPECT_EQ(problem_of(with(key, "").text).detail, "missing") << key;
    }
    const std::string head(sound.substr(0, sound.find("[[")));
    EXPECT_EQ(problem_of(head).detail, "missing; expected volume, structure, fiscal or factor");
}

TEST(AppraisalFile, ThatIsNoTomlOrTooLargeIsRefused) {
    for (const char* text : {"[[,a]]", "id = ", "\xff", "id = \"a\"\nid = \"b\""}) {
        EXPECT_EQ(problem_of(text).code, ErrorCode::malformed_appraisal) << text;
    }
    EXPECT_EQ(problem_of(std::string((1 << 20) + 1, '#')).detail, "larger than 1 MiB");
    std::string many(sound.substr(0, sound.find("[[")));
    for (int i = 0; i < 101; ++i) many += "[[factor]]\n";
    EXPECT_EQ(problem_of(many).detail, "more than 100 entries");
}

TEST(AppraisalFile, IsLoadedFromDiskOrIsAnIoError) {
    const auto path = std::filesystem::path(::testing::TempDir()) / "sanku_city_gates.toml";
    std::ofstream(path) << sound;
    EXPECT_EQ(AppraisalRules::load(path.string()), AppraisalRules::parse(sound));
    std::filesystem::remove(path);
    try {
        (void)AppraisalRules::load(path.string());
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::io);
    }
}

TEST(AppraisalFile, ThatShipsIsSoundAndSaysThatItIsOurOwn) {
    EXPECT_EQ(AppraisalRules::builtin_ids(), (std::vector<std::string>{"gates-default"}));
    const AppraisalRules rules = AppraisalRules::builtin("gates-default");
    EXPECT_EQ(rules.id, "gates-default");
    EXPECT_FALSE(rules.is_published);
    EXPECT_NE(rules.title.zh.find("非公布办法"), std::string::npos);
    EXPECT_NE(rules.source.en.find("no authority published it"), std::string::npos);
    EXPECT_TRUE(rules.fiscal->resources.empty());
    for (const auto& rule : rules.volume) EXPECT_EQ(rule.limits.size(), 3U);
    try {
        (void)AppraisalRules::builtin("nothing");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
        EXPECT_NE(std::string(error.what()).find("gates-default"), std::string::npos);
    }
}

}  // namespace
}  // namespace sanku
