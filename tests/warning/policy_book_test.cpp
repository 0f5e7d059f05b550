#include "sanku/warning/policy_book.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sanku/warning/lights.hpp"
#include "sanku/warning/metrics.hpp"
#include "support.hpp"

namespace sanku {
namespace {

const Date june = date(2024, 6, 30);

/// Yinchuan's rules as another edition, in force from `from` to `to`.
Policy edition(const std::string& id, std::optional<Date> from, std::optional<Date> to) {
    Policy policy = Policy::builtin("yinchuan-2025");
    policy.id = id;
    policy.valid_from = from;
    policy.valid_to = to;
    return policy;
}

/// The built-in packs, the one of 2025 followed by another in 2026.
PolicyBook two_editions() {
    PolicyBook book;
    book.add(edition("yinchuan-2026", date(2026, 1, 1), {}));
    book.add(edition("yinchuan-2025", date(2025, 3, 1), date(2025, 12, 31)));
    book.add(Policy::builtin("hubei"));
    return book;
}

/// The problem that `action` throws.
Problem problem_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.problem();
    }
    ADD_FAILURE() << "nothing was thrown";
    return {};
}

/// A folder that is gone with its test.
class Folder {
  public:
    Folder()
        : path_(std::filesystem::temp_directory_path() /
                ("sanku-book-" +
                 std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()) +
                 std::to_string(::testing::UnitTest::GetInstance()->random_seed()))) {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directory(path_);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }

    std::string write(const std::string& name, std::string_view text) const {
        const auto file = path_ / name;
        std::ofstream(file, std::ios::binary) << text;
        return file.string();
    }
    std::string path() const { return path_.string(); }

  private:
    std::filesystem::path path_;
};

TEST(PolicyBook, HoldsEveryPackThatShips) {
    std::vector<std::string> ids;
    for (const Policy& policy : PolicyBook::builtin().policies()) ids.push_back(policy.id);
    EXPECT_EQ(ids, Policy::builtin_ids());
}

TEST(PolicyBook, GivesAFamilysEditionInForceOnTheDay) {
    const PolicyBook book = two_editions();
    EXPECT_EQ(book.resolve("yinchuan", date(2025, 3, 1)).id, "yinchuan-2025");
    EXPECT_EQ(book.resolve("yinchuan", date(2025, 12, 31)).id, "yinchuan-2025");
    EXPECT_EQ(book.resolve("yinchuan", date(2026, 1, 1)).id, "yinchuan-2026");
    EXPECT_EQ(book.resolve("yinchuan", date(2199, 12, 31)).id, "yinchuan-2026");
}

TEST(PolicyBook, GivesTheEditionOfAnIdWhateverTheDay) {
    const PolicyBook book = two_editions();
    for (const Date day : {date(1900, 1, 1), june, date(2025, 6, 30), date(2026, 6, 30)}) {
        EXPECT_EQ(book.resolve("yinchuan-2025", day).id, "yinchuan-2025") << day.iso();
        EXPECT_EQ(book.resolve("yinchuan-2026", day).id, "yinchuan-2026") << day.iso();
    }
}

TEST(PolicyBook, TakesANameThatIsIdAndFamilyAsTheFamily) {
    PolicyBook book;
    Policy first = Policy::builtin("hubei");
    first.valid_to = date(2025, 12, 31);
    Policy second = Policy::builtin("hubei");
    second.id = "hubei-2027";
    second.valid_from = date(2027, 1, 1);
    book.add(first);
    book.add(second);
    EXPECT_EQ(book.resolve("hubei", june).id, "hubei");
    EXPECT_EQ(book.resolve("hubei", date(2027, 1, 1)).id, "hubei-2027");
    // Where the family has nothing in force, the id still names its edition.
    EXPECT_EQ(book.resolve("hubei", date(2023, 12, 31)).id, "hubei");
    EXPECT_EQ(book.resolve("hubei", date(2026, 6, 30)).id, "hubei");
}

TEST(PolicyBook, JoinsEditionsAndFamiliesByPlus) {
    const PolicyBook book = two_editions();
    const Policy joined = book.resolve("yinchuan+hubei", date(2026, 6, 30));
    EXPECT_EQ(joined.id, "yinchuan-2026+hubei");
    EXPECT_EQ(joined.family, "yinchuan+hubei");
    EXPECT_EQ(book.resolve("yinchuan-2025+hubei", june).id, "yinchuan-2025+hubei");
    for (const std::string_view name : {"yinchuan-2025+hubei", "hubei+yinchuan-2025", "hubei"}) {
        EXPECT_EQ(PolicyBook::builtin().resolve(name, june), Policy::builtin(name)) << name;
    }
    EXPECT_EQ(
        problem_of([&] { (void)book.resolve("yinchuan+yinchuan-2025", date(2026, 1, 1)); }).code,
        ErrorCode::malformed_policy)
        << "a rule stands in both";
}

TEST(PolicyBook, SaysWhichEditionsThereAreWhenNoneIsInForce) {
    const PolicyBook book = two_editions();
    const Problem problem = problem_of([&] { (void)book.resolve("hubei+yinchuan", june); });
    EXPECT_EQ(problem.code, ErrorCode::policy_not_in_force);
    EXPECT_EQ(problem.value, "yinchuan");
    EXPECT_EQ(problem.detail,
              "2024-06-30; yinchuan-2025: 2025-03-01 – 2025-12-31, yinchuan-2026: 2026-01-01 – …");
    EXPECT_EQ(describe(problem, Language::zh),
              "“yinchuan”：该日没有施行中的规则版本（2024-06-30; yinchuan-2025: 2025-03-01 – "
              "2025-12-31, yinchuan-2026: 2026-01-01 – …）");
}

TEST(PolicyBook, SaysWhatThereIsWhenANameIsUnknown) {
    for (const std::string_view name :
         {"", "+", "mars", "Hubei", "hubei+", "+hubei", "hubei+mars"}) {
        const Problem problem = problem_of([&] { (void)two_editions().resolve(name, june); });
        EXPECT_EQ(problem.code, ErrorCode::unknown_policy) << name;
        EXPECT_EQ(problem.detail, "yinchuan-2026, yinchuan-2025, hubei, yinchuan") << name;
    }
    EXPECT_EQ(problem_of([] { (void)PolicyBook().resolve("hubei", june); }).code,
              ErrorCode::unknown_policy);
}

TEST(PolicyBook, OrdersTheEditionsOfAFamilyByValidity) {
    PolicyBook book = two_editions();
    book.add(edition("yinchuan-old", {}, date(2025, 2, 28)));
    std::vector<std::string> ids;
    for (const Policy& policy : book.editions("yinchuan")) ids.push_back(policy.id);
    EXPECT_EQ(ids, (std::vector<std::string>{"yinchuan-old", "yinchuan-2025", "yinchuan-2026"}));
    EXPECT_TRUE(book.editions("yinchuan-2025").empty()) << "an id is no family";
}

TEST(PolicyBook, RefusesAnIdThatIsThereAlready) {
    PolicyBook book = PolicyBook::builtin();
    Policy twin = Policy::builtin("hubei");
    twin.family = "another";
    const Problem problem = problem_of([&] { book.add(twin); });
    EXPECT_EQ(problem.code, ErrorCode::malformed_policy);
    EXPECT_EQ(problem.value, "hubei");
    EXPECT_EQ(book.policies().size(), Policy::builtin_ids().size());
}

TEST(PolicyBook, RefusesEditionsOfAFamilyThatAreInForceOnOneDay) {
    struct Row {
        std::optional<Date> from;
        std::optional<Date> to;
        bool taken;
    };
    const Row rows[] = {
        {{}, {}, false},
        {{}, date(2025, 2, 28), true},
        {{}, date(2025, 3, 1), false},
        {date(2025, 3, 1), date(2025, 12, 31), false},
        {date(2025, 6, 1), date(2025, 6, 30), false},
        {date(2025, 12, 31), {}, false},
        {date(2026, 1, 1), {}, true},
        {date(2024, 1, 1), date(2026, 12, 31), false},
    };
    for (const auto& [from, to, taken] : rows) {
        PolicyBook book;
        book.add(edition("a", date(2025, 3, 1), date(2025, 12, 31)));
        const Policy other = edition("b", from, to);
        if (taken) {
            EXPECT_NO_THROW(book.add(other)) << to_toml(other);
            continue;
        }
        const Problem problem = problem_of([&] { book.add(other); });
        EXPECT_EQ(problem.code, ErrorCode::malformed_policy);
        EXPECT_EQ(problem.value, "yinchuan");
        EXPECT_NE(problem.detail.find("a: 2025-03-01 – 2025-12-31"), std::string::npos);
        EXPECT_NE(problem.detail.find("b: "), std::string::npos) << problem.detail;
        Policy elsewhere = other;
        elsewhere.family = "elsewhere";
        EXPECT_NO_THROW(book.add(elsewhere)) << "another family's dates do not matter";
    }
}

TEST(PolicyBook, RefusesANameThatCouldNotBeAskedFor) {
    PolicyBook book;
    EXPECT_THROW(book.add(Policy::builtin("yinchuan-2025+hubei")), Error);
    EXPECT_THROW(book.add(Policy{}), Error);
    Policy policy = Policy::builtin("hubei");
    policy.family = "a+b";
    EXPECT_THROW(book.add(policy), Error);
    policy.family.clear();
    book.add(policy);
    EXPECT_EQ(book.policies().front().family, "hubei");
}

TEST(PolicyBook, LoadsAFileOrEveryPackOfAFolder) {
    const Folder folder;
    const std::string file = folder.write(
        "b.toml", to_toml(edition("yinchuan-2024", date(2024, 1, 1), date(2025, 2, 28))));
    folder.write("a.toml", to_toml(edition("yinchuan-old", {}, date(2023, 12, 31))));
    folder.write("notes.txt", "no pack");
    PolicyBook book = PolicyBook::builtin();
    book.load(folder.path());
    std::vector<std::string> ids = Policy::builtin_ids();
    ids.insert(ids.end(), {"yinchuan-old", "yinchuan-2024"});
    std::vector<std::string> held;
    for (const Policy& policy : book.policies()) held.push_back(policy.id);
    EXPECT_EQ(held, ids);
    EXPECT_EQ(book.resolve("yinchuan", june).id, "yinchuan-2024");
    PolicyBook one;
    one.load(file);
    EXPECT_EQ(one.policies().size(), 1U);
}

TEST(PolicyBook, NamesTheFileThatItCannotTakeAndTakesNone) {
    const Folder folder;
    folder.write("a.toml", to_toml(edition("yinchuan-old", {}, date(2023, 12, 31))));
    PolicyBook book = PolicyBook::builtin();
    const auto refused = [&](const std::string& path) {
        const Problem problem = problem_of([&] { book.load(path); });
        EXPECT_EQ(book.policies().size(), Policy::builtin_ids().size()) << path;
        return problem;
    };
    const std::string twice = folder.write("b.toml", to_toml(Policy::builtin("hubei")));
    EXPECT_EQ(refused(folder.path()).file, twice);
    const std::string overlapping =
        folder.write("b.toml", to_toml(edition("yinchuan-2026", date(2026, 1, 1), {})));
    EXPECT_EQ(refused(folder.path()).file, overlapping);
    const std::string broken = folder.write("b.toml", "id = ");
    EXPECT_EQ(refused(folder.path()).file, broken);
    EXPECT_EQ(refused(folder.path()).code, ErrorCode::malformed_policy);
    const std::string absent = folder.path() + "/absent.toml";
    EXPECT_EQ(refused(absent).file, absent);
    EXPECT_EQ(refused(absent).code, ErrorCode::io);
}

TEST(PolicyBook, NamesTheLineOfAFileThatIsToBeMended) {
    const Folder folder;
    PolicyBook book = PolicyBook::builtin();
    const auto refused = [&](const Policy& policy) {
        const std::string file = folder.write("a.toml", "# a comment\n" + to_toml(policy));
        Problem problem = problem_of([&] { book.load(file); });
        EXPECT_EQ(problem.file, file);
        return problem;
    };
    const Problem twice = refused(Policy::builtin("hubei"));
    EXPECT_EQ(twice.column, "id");
    EXPECT_EQ(twice.row, 2);
    EXPECT_EQ(twice.detail, "id twice");
    const Problem overlapping = refused(edition("yinchuan-2026", date(2026, 1, 1), {}));
    EXPECT_EQ(overlapping.column, "valid_from");
    EXPECT_EQ(overlapping.row, 5);
    EXPECT_EQ(overlapping.detail,
              "editions overlap: yinchuan-2025: 2025-03-01 – …, yinchuan-2026: 2026-01-01 – …");
    EXPECT_EQ(refused(edition("yinchuan-0", {}, date(2025, 3, 1))).column, "valid_to");
    EXPECT_EQ(refused(edition("yinchuan-0", {}, {})).column, "id");
    Policy joined = Policy::builtin("yinchuan-2025+hubei");
    EXPECT_EQ(refused(joined).column, "id");
    joined.id = "both";
    EXPECT_EQ(refused(joined).row, 3) << "the family";
}

TEST(PolicyBook, LoadsRulesThatNameAMetricOfTheCaller) {
    const Folder folder;
    std::string text = to_toml(Policy::builtin("hubei"));
    text.replace(text.find("two_accounts_age"), 16, "risk");
    text.replace(text.find("id = \"hubei\""), 12, "id = \"risky\"");
    const std::string file = folder.write("a.toml", text);
    const auto risk = std::make_shared<warning::Metric>(
        warning::Metric{"risk", {"个月", "months"}, true, 100, 0, 30'000, warning::Custom{}});
    PolicyBook book;
    EXPECT_EQ(problem_of([&] { book.load(file); }).detail, "unknown: risk");
    book.load(file, {risk});
    EXPECT_EQ(book.resolve("risky", june).metrics, Policy::Metrics{risk});
}

TEST(PolicyBook, RefusesAFolderWithoutPacks) {
    const Folder folder;
    PolicyBook book;
    const Problem problem = problem_of([&] { book.load(folder.path()); });
    EXPECT_EQ(problem.code, ErrorCode::io);
    EXPECT_EQ(problem.file, folder.path());
}

TEST(PolicyBook, AnswersWhatADayWouldHaveShownUnderAnotherDaysRules) {
    PolicyBook book = two_editions();
    Policy milder = edition("yinchuan-2024", date(2024, 1, 1), date(2025, 2, 28));
    milder.rules[milder.find("start").value()].red.reset();  // a late start is never red
    book.add(milder);
    testing::Story story(testing::code(1));
    story.on(date(2020, 1, 1), event::MovedToImplementation{})
        .on(date(2020, 1, 1), event::StartPlanned{date(2023, 1, 1)});
    const Portfolio portfolio = fold(story.events, june);
    const auto start = [&](Date rules_of) {
        const Policy policy = book.resolve("yinchuan", rules_of);
        const auto lights = warning::evaluate(portfolio, policy);
        return lights.of(policy.find("start").value(), 0);
    };
    EXPECT_EQ(start(june), Light::yellow);
    EXPECT_EQ(start(date(2025, 6, 30)), Light::red);
}

}  // namespace
}  // namespace sanku
