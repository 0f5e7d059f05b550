#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>
#include <type_traits>
#include <vector>

#include "sanku/portfolio/history.hpp"

/// Equality by value, whatever the numbers of texts and regions.
namespace sanku::testing {

/// The numbers of an array as text; texts and regions are looked up.
template <typename Array, typename Word>
[[nodiscard]] std::vector<std::string> words(const Array& array, Word&& word) {
    std::vector<std::string> out;
    for (const auto value : array) out.push_back(word(static_cast<std::uint32_t>(value)));
    return out;
}

template <typename Array>
[[nodiscard]] std::vector<std::string> numbers(const Array& array) {
    std::vector<std::string> out;
    for (const auto value : array) out.push_back(std::to_string(value));
    return out;
}

using Contents = std::map<std::string, std::vector<std::string>>;

[[nodiscard]] inline Contents contents(const Portfolio& portfolio) {
    Contents out;
    const auto text = [&](std::uint32_t id) { return std::string(portfolio.texts().at(id)); };
    Columns::for_each(portfolio.columns(), [&](const char* name, const auto& column, auto) {
        const std::string key = name;
        const bool is_text = key == "name" || key == "responsible_unit" || key == "lead_leader" ||
                             key == "withdrawal_reason";
        out[key] = is_text ? words(column, text) : numbers(column);
    });
    for (const RegionEntry& region : portfolio.regions()) {
        out["regions"].push_back(region.code.str() + ' ' + region.name);
    }
    for (const ValidReason& reason : portfolio.reasons()) {
        out["reasons"].push_back(std::to_string(reason.row) + ' ' + reason.rule + ' ' +
                                 reason.from.iso() + ' ' + reason.to.iso() + ' ' + reason.by + ' ' +
                                 reason.reason + ' ' + reason.document);
    }
    Deals::for_each(portfolio.deals(), [&](const char* name, const auto& column, auto) {
        out[name] = numbers(column);
    });
    const Visits& visits = portfolio.visits();
    for (std::size_t i = 0; i < visits.size(); ++i) {
        out["visits"].push_back(std::to_string(visits.row[i]) + ' ' + text(visits.network[i]) +
                                ' ' + text(visits.pool[i]) + ' ' + std::to_string(visits.day[i]) +
                                ' ' + text(visits.reason[i]));
    }
    const auto side = [&](const char* name, const auto& table, auto&& said) {
        for (std::size_t i = 0; i < table.size(); ++i) {
            out[name].push_back(std::to_string(table.row[i]) + ' ' + text(table.key()[i]) + ' ' +
                                said(i) + ' ' + std::to_string(table.day[i]) + ' ' +
                                text(table.document[i]));
        }
    };
    const Appraisals& appraisals = portfolio.appraisals();
    side("appraisals", appraisals, [&](std::size_t i) {
        return std::to_string(appraisals.round[i]) + ' ' + std::to_string(appraisals.outcome[i]) +
               ' ' + text(appraisals.findings[i]);
    });
    const Factors& factors = portfolio.factors();
    side("factors", factors, [&](std::size_t i) { return std::to_string(factors.state[i]); });
    const Figures& figures = portfolio.figures();
    side("figures", figures, [&](std::size_t i) {
        return std::to_string(figures.value[i].numerator()) + '/' +
               std::to_string(figures.value[i].denominator());
    });
    out["as_of"] = {portfolio.as_of().iso()};
    return out;
}

[[nodiscard]] inline Contents contents(const History& history) {
    Contents out;
    const auto text = [&](std::uint32_t id) { return std::string(history.texts().at(id)); };
    const RegionSpellings& regions = history.parts().regions;
    const auto region = [&](std::uint32_t id) {
        return std::to_string(regions.code[id]) + ' ' + text(regions.name[id]);
    };
    History::Parts::for_each(history.parts(),
                             [&](const std::string& name, const auto& array, Holds held) {
                                 if (name.starts_with("regions."))
                                     return;  // may hold spellings that nobody uses
                                 out[name] = held == Holds::text     ? words(array, text)
                                             : held == Holds::region ? words(array, region)
                                                                     : numbers(array);
                             });
    return out;
}

/// Expects that two portfolios or two histories say the same.
template <typename State>
void expect_same(const State& a, const State& b, const std::string& what) {
    const Contents of_a = contents(a);
    const Contents of_b = contents(b);
    ASSERT_EQ(of_a.size(), of_b.size()) << what;
    for (const auto& [name, values] : of_a) {
        EXPECT_EQ(values, of_b.at(name)) << what << ": " << name;
    }
}

}  // namespace sanku::testing
