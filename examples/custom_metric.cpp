// A metric of one's own under a rule of one's own: the share of what was completed this year that
// is not paid yet. docs/policies.md quotes the two pieces in the middle.
//     custom_metric STORE AS-OF
// prints the lights and the evidence of the first red project.

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <memory>
#include <span>
#include <string_view>

#include "sanku/store/store.hpp"
#include "sanku/warning/lights.hpp"

using namespace sanku;

namespace {

void unpaid_values(const Portfolio& portfolio, std::size_t begin, std::span<std::int64_t> out) {
    const Columns& c = portfolio.columns();
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::size_t row = begin + i;
        const std::int64_t done = c.completed_this_year[row];
        const std::int64_t open = std::max<std::int64_t>(done - c.paid[row], 0);
        constexpr std::uint8_t needed = given::completed_this_year | given::paid;
        const bool stated = (c.given[row] & needed) == needed;
        out[i] = !stated     ? warning::no_value
                 : done == 0 ? warning::not_rated
                             : open * 10'000 / done;
    }
}

const auto unpaid = std::make_shared<const warning::Metric>(
    warning::Metric{.key = "unpaid",
                    .unit = {"%", "%"},
                    .higher_is_worse = true,
                    .grain = 1,      // thresholds: hundredths,
                    .least = 0,      // from 0 %
                    .most = 100'00,  // to 100 %
                    .shape = warning::Custom{unpaid_values},
                    .words = {.part = {"未付比例", "unpaid share"}}});

constexpr std::string_view rules = R"(
id = "mine-2024"
version = "1"
title = { zh = "本市补充规则", en = "Our own rules" }
source = { zh = "本市文件", en = "A document of ours" }

[[rule]]
id = "arrears"
name = { zh = "拖欠", en = "Arrears" }
metric = "unpaid"
unit = "%"
yellow = { more_than = 20 }
red = { more_than = 50 }
pools = ["implementation"]
needs_report = true
clause = { zh = "未付比例超过20%亮黄灯，超过50%亮红灯。", en = "more than 20 % unpaid yellow, more than 50 % red" }
)";

}  // namespace

int main(int argc, char** argv) try {
    if (argc != 3) {
        std::cerr << "usage: custom_metric STORE AS-OF\n";
        return 2;
    }
    const Policy policy = Policy::parse(rules, "mine.toml", {unpaid});
    const auto lights = warning::evaluate(Store::open(argv[1]).at(Date::parse(argv[2])), policy);
    const auto counts = lights.counts();
    for (const Light light : all_lights) {
        std::cout << name(light, Language::zh) << ' ' << counts[static_cast<std::size_t>(light)]
                  << '\n';
    }
    for (std::size_t row = 0; row < lights.size(); ++row) {
        if (lights.overall(row) != Light::red) continue;
        std::cout << lights.explain(0, row).sentence(Language::zh) << '\n';
        break;
    }
    return 0;
} catch (const Error& error) {
    std::cerr << describe(error.problem(), Language::zh) << '\n';
    return 1;
}
