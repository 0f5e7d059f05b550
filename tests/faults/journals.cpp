#include "journals.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "sanku/store/store.hpp"
#include "sanku/store/verify.hpp"
#include "support.hpp"

namespace sanku::testing {

namespace {

/// The first value of each row that `sql` gives on the file, without the library.
std::string ask(const std::string& path, const char* sql) {
    sqlite3* database = nullptr;
    std::string answer;
    const auto keep = [](void* out, int, char** values, char**) {
        *static_cast<std::string*>(out) += values[0] != nullptr ? values[0] : "";
        return 0;
    };
    if (sqlite3_open(path.c_str(), &database) != SQLITE_OK ||
        sqlite3_exec(database, sql, keep, &answer, nullptr) != SQLITE_OK) {
        answer = sqlite3_errmsg(database);
    }
    sqlite3_close(database);
    return answer;
}

Payload payload(std::int64_t kind, int number) {
    switch (kind) {
        case 0:
            return event::EnteredDirectory{};
        case 1:
            return event::AttributeChanged::of(Attribute::name, "项目" + std::to_string(number));
        case 2:
            return event::PlanSet{2024, Money::from(number, MoneyUnit::yuan), {}};
        case 3:
            return event::Started{};
        default:
            return event::ProgressReported{Month(2024, 1).plus(static_cast<int>(kind)),
                                           Money::from(number, MoneyUnit::yuan),
                                           {},
                                           {},
                                           {}};
    }
}

}  // namespace

int setting(const char* variable, int otherwise) {
    const char* const text = std::getenv(variable);
    return text != nullptr ? std::stoi(text) : otherwise;
}

std::uint32_t seed() {
    const int seed = setting("SANKU_FAULT_SEED", 20240701);
    std::cout << "seed " << seed << '\n';
    ::testing::Test::RecordProperty("seed", seed);
    return static_cast<std::uint32_t>(seed);
}

Directory::Directory() {
    const std::filesystem::path memory = "/dev/shm";
    std::error_code none;
    const bool there = std::filesystem::is_directory(memory, none);
    const auto parent = there ? memory : std::filesystem::temp_directory_path();
    path_ = (parent / "sanku-XXXXXX").string();
    if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no directory " + path_);
}

Directory::~Directory() {
    std::error_code none;
    std::filesystem::remove_all(path_, none);
}

std::vector<Event> series(std::int64_t first, std::int64_t count) {
    constexpr std::int64_t each = 20;  // events of one project
    std::vector<Event> events;
    for (std::int64_t i = first; i < first + count; ++i) {
        const int number = static_cast<int>(i);
        events.push_back({code(number / static_cast<int>(each)),
                          date(2024, 1, 1).plus_days(static_cast<int>(i % each)),
                          payload(i % each, number)});
    }
    return events;
}

Instant noon() {
    return Instant::at(date(2024, 7, 1), 12);
}

std::vector<Event> expect_sound(const std::string& path) {
    std::vector<Event> events;
    try {
        const Store store = Store::open(path);
        store.for_each([&](const RecordedEvent& recorded) {
            EXPECT_EQ(recorded.sequence, std::ssize(events) + 1) << "the sequence has gaps";
            events.push_back(recorded.event);
        });
        EXPECT_EQ(store.length(), std::ssize(events));
        (void)store.at(date(2199, 12, 31));
    } catch (const std::exception& error) {
        ADD_FAILURE() << "an unsound journal: " << error.what();
    }
    EXPECT_EQ(ask(path, "PRAGMA integrity_check; PRAGMA foreign_key_check"), "ok");
    const Verification found = verify(path);
    EXPECT_TRUE(found.sound) << found.text(Language::en);
    return events;
}

}  // namespace sanku::testing
