#include <gtest/gtest.h>

#include <string>

#include "sanku/core/error.hpp"
#include "sanku/evaluation/limits_file.hpp"

namespace sanku {
namespace {

using evaluation::parse_limits;

TEST(LimitsFile, IsReadInHundredthsOfTheUnit) {
    const auto limits = parse_limits(R"(
[[limit]]
id = "用地"
unit = "亩"
amount = 1200.5
step = 100
[[limit]]
id = "energy"
name = "能耗"
amount = 9000
)",
                                     "limits.toml");
    ASSERT_EQ(limits.size(), 2U);
    EXPECT_EQ(limits[0].id, "用地");
    EXPECT_EQ(limits[0].name, "用地");
    EXPECT_EQ(limits[0].unit, "亩");
    EXPECT_EQ(limits[0].amount, 120'050);
    EXPECT_EQ(limits[0].step, 10'000);
    EXPECT_EQ(limits[1].name, "能耗");
    EXPECT_EQ(limits[1].step, 0);
}

TEST(LimitsFile, MistakesAreNamedByLineAndKey) {
    struct Row {
        const char* text;
        std::int64_t line;
        const char* key;
    };
    const Row rows[] = {
        {"", 1, "limit"},
        {"limit = 1", 1, "limit"},
        {"[[limit]]\nid = \"a\"\namount = 1\nmost = 2", 4, "limit.most"},
        {"[[limit]]\namount = 1", 1, "limit.id"},
        {"[[limit]]\nid = \"a\"", 1, "limit.amount"},
        {"[[limit]]\nid = \"a\"\namount = -1", 3, "limit.amount"},
        {"[[limit]]\nid = \"a\"\namount = \"1\"", 3, "limit.amount"},
        {"[[limit]]\nid = \"a\"\namount = 0.001", 3, "limit.amount"},
        {"[[limit]]\nid = \"a\"\namount = 1e30", 3, "limit.amount"},
        {"[[limit]]\nid = \"a\"\namount = 1\nstep = 0", 4, "limit.step"},
        {"[[limit]]\nid = \"a\"\namount = 1\n[[limit]]\nid = \"a\"\namount = 1", 5, "limit.id"},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.text);
        try {
            (void)parse_limits(row.text, "limits.toml");
            ADD_FAILURE() << "not refused";
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
            EXPECT_EQ(error.problem().file, "limits.toml");
            EXPECT_EQ(error.problem().row, row.line);
            EXPECT_EQ(error.problem().column, row.key);
        }
    }
}

}  // namespace
}  // namespace sanku
