#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#define TOML_EXCEPTIONS 1
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include "sanku/core/bilingual.hpp"
#include "sanku/core/date.hpp"
#include "sanku/core/error.hpp"
#include "warning/policy_words.hpp"

namespace sanku::warning_detail {

/// One table of a policy file; every complaint names file, line and key, and a key that nobody
/// asked for is one.
class Table {
  public:
    Table(const toml::table& table, std::string file, std::string path)
        : table_(&table), file_(std::move(file)), path_(std::move(path)) {}

    /// Throws the `reason` why `key` is not taken, at its line, or at the table's if it is absent.
    [[noreturn]] void refuse(std::string_view key, std::string reason) const {
        const toml::node* node = table_->get(key);
        refuse(node != nullptr ? *node : *table_, key, std::move(reason));
    }
    void allow_only(std::span<const std::string_view> keys) const {
        for (const auto& [key, node] : *table_) {
            if (std::ranges::find(keys, key.str()) == keys.end()) {
                refuse(node, key.str(), "unknown key");
            }
        }
    }
    void allow_only(std::initializer_list<std::string_view> keys) const {
        allow_only(std::span(keys.begin(), keys.size()));
    }
    [[nodiscard]] bool has(std::string_view key) const { return table_->contains(key); }
    [[nodiscard]] bool is_number(std::string_view key) const { return need(key).is_number(); }

    [[nodiscard]] std::string text(std::string_view key) const { return text(need(key), key); }
    [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t low,
                                       std::int64_t high) const {
        const auto value = need(key).value_exact<std::int64_t>();
        if (!value || *value < low || *value > high) {
            refuse(key, "expected a whole number from " + std::to_string(low) + " to " +
                            std::to_string(high));
        }
        return *value;
    }
    /// A number of at most two decimals, in hundredths, as the limits are.
    [[nodiscard]] std::int64_t hundredths(std::string_view key, std::int64_t low,
                                          std::int64_t high) const {
        constexpr std::int64_t exact = std::int64_t{1} << 53;  // up to which a double is exact
        low = std::max(low, -exact);
        high = std::min(high, exact);
        const toml::node& node = need(key);
        const auto number = node.is_number() ? node.value<double>() : std::nullopt;
        if (!number || !(*number * 100 >= static_cast<double>(low)) ||
            !(*number * 100 <= static_cast<double>(high))) {
            refuse(key, "expected a number from " + number_text(low) + " to " + number_text(high));
        }
        const auto value = static_cast<std::int64_t>(std::llround(*number * 100));
        if (static_cast<double>(value) / 100 != *number) {
            refuse(key, "expected at most two decimals");
        }
        return value;
    }
    [[nodiscard]] bool boolean(std::string_view key) const {
        const auto value = need(key).value_exact<bool>();
        if (!value) refuse(key, "expected true or false");
        return *value;
    }
    [[nodiscard]] std::optional<Date> day(std::string_view key) const {
        if (!has(key)) return std::nullopt;
        const auto value = need(key).value_exact<toml::date>();
        if (!value) refuse(key, "expected a date such as 2025-03-01, without quotes");
        if (value->year < 1900 || value->year > 2199) {
            refuse(key, "expected a year from 1900 to 2199");
        }
        return Date(value->year, value->month, value->day);  // TOML knows no impossible days
    }
    [[nodiscard]] Table table(std::string_view key) const {
        const toml::table* inner = need(key).as_table();
        if (inner == nullptr) refuse(key, "expected a table");
        return {*inner, file_, path_ + std::string(key) + '.'};
    }
    /// The tables of the list `key`, from 1 to `most` of them.
    [[nodiscard]] std::vector<Table> tables(std::string_view key, std::size_t most) const {
        std::vector<Table> out;
        for (const toml::node& node : list(key, most)) {
            const toml::table* inner = node.as_table();
            if (inner == nullptr) refuse(node, key, "expected a table");
            out.emplace_back(*inner, file_, path_ + std::string(key) + '.');
        }
        return out;
    }
    [[nodiscard]] Bilingual bilingual(std::string_view key) const {
        const Table inner = table(key);
        inner.allow_only({"zh", "en"});
        return {inner.text("zh"), inner.text("en")};
    }
    /// What `find` makes of each text in the list `key`; none of them twice.
    template <typename Find>
    [[nodiscard]] auto names(std::string_view key, Find&& find) const {
        std::vector<typename std::invoke_result_t<Find, const std::string&>::value_type> out;
        for (const toml::node& node : list(key, max_list)) {
            const std::string name = text(node, key);
            const auto item = find(name);
            if (!item) refuse(node, key, "unknown: " + name);
            if (std::ranges::find(out, *item) != out.end()) refuse(node, key, "twice: " + name);
            out.push_back(*item);
        }
        return out;
    }
    /// The bits 1 << place of the names in the list `key`.
    template <typename Find>
    [[nodiscard]] std::uint8_t bits(std::string_view key, Find&& place) const {
        unsigned out = 0;
        for (const std::size_t bit : names(key, place)) out |= 1U << bit;
        return static_cast<std::uint8_t>(out);
    }

  private:
    static constexpr std::size_t max_text = 4'000;  // bytes
    static constexpr std::size_t max_list = 1'000;

    [[noreturn]] void refuse(const toml::node& node, std::string_view key,
                             std::string reason) const {
        throw Error(Problem{.code = ErrorCode::malformed_policy,
                            .file = file_,
                            .row = static_cast<std::int64_t>(node.source().begin.line),
                            .column = path_ + std::string(key),
                            .detail = std::move(reason)});
    }
    [[nodiscard]] const toml::node& need(std::string_view key) const {
        if (const toml::node* node = table_->get(key)) return *node;
        refuse(key, "missing");
    }
    [[nodiscard]] const toml::array& list(std::string_view key, std::size_t most) const {
        const toml::array* found = need(key).as_array();
        if (found == nullptr || found->empty()) refuse(key, "expected a list that is not empty");
        if (found->size() > most) refuse(key, "more than " + std::to_string(most) + " entries");
        return *found;
    }
    [[nodiscard]] std::string text(const toml::node& node, std::string_view key) const {
        auto value = node.value_exact<std::string>();
        if (!value) refuse(node, key, "expected a text");
        if (value->empty()) refuse(node, key, "empty text");
        if (value->size() > max_text) {
            refuse(node, key, "longer than " + std::to_string(max_text) + " bytes");
        }
        return std::move(*value);
    }

    const toml::table* table_;
    std::string file_;
    std::string path_;
};

}  // namespace sanku::warning_detail
