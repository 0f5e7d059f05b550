#pragma once

#include <gtest/gtest.h>
#include <iconv.h>
#include <stdlib.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "sanku/ledger/import.hpp"

namespace sanku::ledger::testing {

/// A directory of its own, removed with everything in it.
class TempDir {
  public:
    TempDir() {
        std::string name = std::filesystem::temp_directory_path() / "sanku-ledger-XXXXXX";
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        path_ = name;
    }
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;
    ~TempDir() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] std::string path(std::string_view name) const { return path_ / name; }
    [[nodiscard]] std::string write(std::string_view name, std::string_view bytes) const {
        const std::string file = path(name);
        std::ofstream(file, std::ios::binary) << bytes;
        return file;
    }

  private:
    std::filesystem::path path_;
};

[[nodiscard]] inline std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

[[nodiscard]] inline std::string encoded(std::string text, const char* encoding) {
    const iconv_t converter = iconv_open(encoding, "UTF-8");
    std::string out(text.size() * 4 + 8, '\0');
    char* in = text.data();
    char* target = out.data();
    std::size_t left = text.size();
    std::size_t space = out.size();
    const std::size_t result = iconv(converter, &in, &left, &target, &space);
    iconv_close(converter);
    if (result == static_cast<std::size_t>(-1)) throw std::runtime_error("iconv");
    out.resize(out.size() - space);
    return out;
}

[[nodiscard]] inline std::string replaced(std::string text, std::string_view from,
                                          std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

/// Morning of 3 July 2024, when the tests import unless they say otherwise.
inline const Instant morning = Instant::at(date(2024, 7, 3), 9);

/// A store and a place for files.
class ImportTest : public ::testing::Test {
  protected:
    [[nodiscard]] Report import_text(std::string_view text, ImportOptions options = {morning},
                                     std::string_view file = "ledger.csv") {
        return import_csv(store_, dir_.write(file, text), options);
    }

    /// The code of the error with which an import of `text` is refused as a whole.
    [[nodiscard]] Problem refusal(std::string_view text, ImportOptions options = {morning}) {
        try {
            (void)import_text(text, options);
        } catch (const Error& error) {
            return error.problem();
        }
        ADD_FAILURE() << "was not refused:\n" << text;
        return {};
    }

    template <typename T>
    [[nodiscard]] std::optional<T> last(std::string_view code, FactKey key) const {
        const auto event = store_.latest(ProjectCode::parse(code), key);
        if (!event) return std::nullopt;
        return std::get<T>(event->event.what);
    }
    [[nodiscard]] std::optional<event::AttributeChanged> attribute(
        std::string_view code, Attribute which, std::string_view heading = {}) const {
        return last<event::AttributeChanged>(
            code, {EventKind::attribute_changed, static_cast<std::int64_t>(which), heading});
    }
    [[nodiscard]] std::optional<event::PlanSet> plan(std::string_view code, int year) const {
        return last<event::PlanSet>(code, {EventKind::plan_set, year});
    }
    [[nodiscard]] std::optional<event::ProgressReported> progress(std::string_view code,
                                                                  Month month) const {
        return last<event::ProgressReported>(code, {EventKind::progress_reported, month.index()});
    }
    [[nodiscard]] std::optional<Date> day(std::string_view code, EventKind kind) const {
        const auto event = store_.latest(ProjectCode::parse(code), {kind});
        return event ? std::optional(event->event.effective) : std::nullopt;
    }

    TempDir dir_;
    Store store_ = Store::in_memory();
};

inline constexpr std::string_view code_a = "2403-420281-04-01-123456";
inline constexpr std::string_view code_b = "2403-420281-04-01-123457";

[[nodiscard]] inline Money wan(std::int64_t count) {
    return Money::from(count, MoneyUnit::wan_yuan);
}

}  // namespace sanku::ledger::testing
