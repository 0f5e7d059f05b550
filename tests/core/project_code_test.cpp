#include "sanku/core/project_code.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <random>
#include <set>
#include <string>
#include <string_view>

namespace sanku {
namespace {

TEST(ProjectCode, ReadsNationalCodesInEveryFormAndPrintsOne) {
    for (const std::string_view text :
         {"2403-420281-04-01-123456", "24034202810401123456", " 2403-420281-04-01-123456 ",
          "２４０３－４２０２８１－０４－０１－１２３４５６", "2403–420281–04–01–123456"}) {
        const ProjectCode code = ProjectCode::parse(text);
        EXPECT_EQ(code.str(), "2403-420281-04-01-123456") << text;
        EXPECT_FALSE(code.is_local()) << text;
        EXPECT_EQ(code.region(), RegionCode::parse("420281")) << text;
    }
}

TEST(ProjectCode, ReadsTheOlderFormThatBeginsWithTheYear) {
    for (const std::string_view text : {"2013-420281-47-03-012345", "2017-420281-47-03-012345",
                                        "2020-110000-01-02-000001", "2099-420281-00-00-000000"}) {
        EXPECT_EQ(ProjectCode::parse(text).str(), text);
    }
    EXPECT_NE(ProjectCode::parse("2012-420281-47-03-012345"),
              ProjectCode::parse("2013-420281-47-03-012345"))
        << "2012 can only be December 2020 in the newer form";
}

TEST(ProjectCode, RefusesWhatIsNoCode) {
    for (const std::string_view text : {"",
                                        "abc",
                                        "2403",
                                        "2400-420281-04-01-123456",
                                        "2413-420281-04-01-123456",
                                        "2100-420281-04-01-123456",
                                        "2403-990281-04-01-123456",
                                        "2403-000000-04-01-123456",
                                        "2403-420281-04-01-12345",
                                        "2403-420281-04-01-1234567",
                                        "240342028104-01-123456",
                                        "2403-420281-0401-123456",
                                        "2403420281-04-01-123456-",
                                        "LOCAL-",
                                        "LOCAL-123",
                                        "LOCAL-00000000000U",
                                        "LOCAL-0000000000000",
                                        "local-000000000000",
                                        "2403-420281-04-01-12345x",
                                        "2403/420281/04/01/123456",
                                        "240342028104011234561",
                                        "2403420281040112345"}) {
        try {
            const ProjectCode code = ProjectCode::parse(text);
            ADD_FAILURE() << '"' << text << "\" was read as " << code.str();
        } catch (const Error& error) {
            EXPECT_EQ(key(error.code()), "malformed_project_code") << text;
        }
    }
}

TEST(ProjectCode, TellsACodeThatASpreadsheetDamaged) {
    for (const std::string_view text :
         {"1.6672E+17", "2.40342E+19", "2.40342028104011E+19", "2.40342e+19",
          "24034202810401100000", "24034202810401000000", "２．４０３４２Ｅ＋１９"}) {
        try {
            const ProjectCode code = ProjectCode::parse(text);
            ADD_FAILURE() << '"' << text << "\" was read as " << code.str();
        } catch (const Error& error) {
            EXPECT_EQ(key(error.code()), "damaged_project_code") << text;
        }
    }
    // With its dashes a code was text all along, so zeros at its end are its own.
    EXPECT_EQ(ProjectCode::parse("2403-420281-04-01-100000").str(), "2403-420281-04-01-100000");
}

TEST(ProjectCode, ReadsBackWhatItPrintsAndWhatItsNumberSays) {
    std::mt19937_64 random(7);
    const auto below = [&](std::uint64_t limit) { return static_cast<int>(random() % limit); };
    for (int i = 0; i < 20'000; ++i) {
        const bool old = i % 3 == 0;
        const int head = old ? 2013 + below(87) : below(100) * 100 + 1 + below(12);
        char text[32];
        std::snprintf(text, sizeof text, "%04d-42%04d-%02d-%02d-%06d", head, below(10'000),
                      below(100), below(100), below(1'000'000));
        const ProjectCode code = ProjectCode::parse(text);
        ASSERT_EQ(code.str(), text);
        ASSERT_EQ(ProjectCode::from_value(code.value()), code) << text;
        ASSERT_FALSE(code.is_local()) << text;
    }
}

TEST(ProjectCode, OfATextIsTheSameOnEveryMachine) {
    // Pinned: journals hold these codes, so no release may compute others.
    EXPECT_EQ(ProjectCode::local("420281|大冶湖科创中心").str(), "LOCAL-YRN4QN4Y8BRN");
    EXPECT_EQ(ProjectCode::local("").str(), "LOCAL-SEHXYQ8B9K9Y");
}

TEST(ProjectCode, OfATextReadsBackAndIsToldFromNationalOnes) {
    std::set<ProjectCode> codes;
    for (int i = 0; i < 20'000; ++i) {
        const ProjectCode code = ProjectCode::local("420281|项目" + std::to_string(i));
        ASSERT_TRUE(code.is_local());
        ASSERT_EQ(code.region(), std::nullopt);
        ASSERT_EQ(ProjectCode::parse(code.str()), code) << code.str();
        ASSERT_EQ(ProjectCode::from_value(code.value()), code) << code.str();
        ASSERT_EQ(code.str().size(), 18U);
        codes.insert(code);
    }
    EXPECT_EQ(codes.size(), 20'000U);
}

TEST(ProjectCode, OfAValueIsRefusedUnlessSomeTextGivesIt) {
    const std::uint64_t national = ProjectCode::parse("2403-420281-04-01-123456").value();
    const std::uint64_t step = 10'000'000'000'000'000U;  // one more in the first group
    const std::uint64_t year_2099 = ProjectCode::parse("2099-420281-04-01-123456").value();
    const std::uint64_t region = 10'000'000'000U;
    const std::uint64_t refused[] = {
        0,
        national - 420'281 * region,              // region 000000
        national + (990'281 - 420'281) * region,  // no province has 99
        year_2099 + step,                         // the year 2100
        UINT64_MAX,
    };
    for (const std::uint64_t value : refused) {
        try {
            const ProjectCode code = ProjectCode::from_value(value);
            ADD_FAILURE() << value << " was taken for " << code.str();
        } catch (const Error& error) {
            EXPECT_EQ(key(error.code()), "malformed_project_code") << value;
        }
    }
}

}  // namespace
}  // namespace sanku
