#include "sanku/warning/regions.hpp"

#include "bindings.hpp"
#include "sanku/core/region_names.hpp"

namespace sanku::bindings {

namespace {

using warning::BondIssue;
using warning::RegionEvidence;
using warning::RegionMonth;

/// A row that the caller wrote as a dict; each key is taken once, and one that nobody asked for is
/// refused.
class Row {
  public:
    explicit Row(const py::dict& row) : rest_(row.attr("copy")()) {}

    /// The value of `key`; None and a missing key are the same.
    [[nodiscard]] py::object take(const char* key) { return rest_.attr("pop")(key, py::none()); }
    [[nodiscard]] std::string text(const char* key) {
        const py::object value = take(key);
        if (value.is_none()) throw Error(ErrorCode::invalid_argument, key, "missing");
        return py::str(value).cast<std::string>();
    }
    [[nodiscard]] std::optional<std::int64_t> whole(const char* key) {
        const py::object value = take(key);
        if (value.is_none()) return std::nullopt;
        try {
            return value.cast<std::int64_t>();
        } catch (const py::cast_error&) {
            throw Error(ErrorCode::invalid_argument, py::str(value).cast<std::string>(),
                        std::string(key) + ": expected a whole number");
        }
    }
    [[nodiscard]] std::optional<Money> fen(const char* key) {
        const auto amount = whole(key);
        return amount ? std::optional(Money::from_fen(*amount)) : std::nullopt;
    }
    [[nodiscard]] Money needed_fen(const char* key) {
        const auto amount = fen(key);
        if (!amount) throw Error(ErrorCode::invalid_argument, key, "missing");
        return *amount;
    }
    void refuse_rest() const {
        for (const auto& [key, value] : rest_) {
            throw Error(ErrorCode::invalid_argument, py::str(key).cast<std::string>(),
                        "unknown key");
        }
    }

  private:
    py::dict rest_;
};

[[nodiscard]] RegionMonth region_month(const py::dict& dict) {
    Row row(dict);
    RegionMonth out{RegionCode::parse(row.text("region")), Month::parse(row.text("month"))};
    out.investment = row.fen("investment_fen");
    out.investment_last_year = row.fen("investment_last_year_fen");
    out.planned_growth = row.whole("planned_growth_hundredths");
    out.task = row.fen("task_fen");
    out.done = row.fen("done_fen");
    row.refuse_rest();
    return out;
}

[[nodiscard]] BondIssue bond_issue(const py::dict& dict) {
    Row row(dict);
    const RegionCode region = RegionCode::parse(row.text("region"));
    const Month issued = Month::parse(row.text("issued"));
    const BondIssue out{region, issued, row.needed_fen("amount_fen"), row.needed_fen("used_fen")};
    row.refuse_rest();
    return out;
}

[[nodiscard]] py::object distance(const std::optional<RegionEvidence::Distance>& to, Language in) {
    if (!to) return py::none();
    py::dict out;
    out["to"] = std::string(key(to->to));
    out["by"] = exact(to->by);
    out["beyond"] = to->beyond;
    out["words"] = to->words.in(in);
    return out;
}

[[nodiscard]] py::object remedy(const std::optional<RegionEvidence::Remedy>& of, Language in) {
    if (!of) return py::none();
    py::dict out;
    out["to"] = std::string(key(of->to));
    out["fen"] = of->amount.fen();
    out["words"] = of->words.in(in);
    return out;
}

[[nodiscard]] py::dict evidence(const RegionEvidence& why, Language in) {
    py::dict inputs;
    for (const auto& [label, value] : why.inputs) {
        // Two issues of one month stand under one label.
        const py::str name(label.in(in));
        inputs[name] = inputs.contains(name)
                           ? py::str(inputs[name]) + py::str(in == Language::zh ? "；" : "; ") +
                                 py::str(value.in(in))
                           : py::object(py::str(value.in(in)));
    }
    py::dict out;
    out["rule"] = why.rule;
    out["name"] = why.rule_name.in(in);
    out["light"] = std::string(key(why.light));
    out["sentence"] = why.sentence(in);
    out["value"] = why.shown ? py::cast(why.shown->in(in)) : py::none();
    out["exact"] = why.value ? exact(*why.value) : py::none();
    out["threshold"] = why.threshold.in(in);
    out["inputs"] = inputs;
    out["clause"] = why.clause.in(in);
    out["gap"] = why.gap.in(in);
    out["source"] = why.source.in(in);
    out["better"] = distance(why.better, in);
    out["worse"] = distance(why.worse, in);
    out["remedy"] = remedy(why.remedy, in);
    return out;
}

[[nodiscard]] py::list evaluate(const std::vector<py::dict>& figures,
                                const std::vector<py::dict>& bonds, const std::string& policy,
                                const std::string& month,
                                const std::optional<std::string>& policies,
                                const std::string& lang) {
    std::vector<RegionMonth> months;
    for (const py::dict& row : figures) months.push_back(region_month(row));
    std::vector<BondIssue> issues;
    for (const py::dict& row : bonds) issues.push_back(bond_issue(row));
    const Month of = Month::parse(month);
    const auto lights =
        warning::evaluate_regions(warning::RegionFigures(std::move(months), std::move(issues)),
                                  policy_of(policy, of.last_day(), policies), of);
    py::list out;
    for (const RegionCode region : lights.regions()) {
        py::list why;
        for (const auto& one : lights.explain(region)) why.append(evidence(one, language(lang)));
        py::dict entry;
        entry["region"] = region.str();
        entry["light"] = std::string(key(lights.overall(region)));
        entry["evidence"] = why;
        out.append(std::move(entry));
    }
    return out;
}

}  // namespace

void bind_regions(py::module_& module) {
    module.def(
        "evaluate_regions", &evaluate, py::arg("figures"), py::arg("bonds"), py::arg("policy"),
        py::arg("month"), py::arg("policies") = std::nullopt, py::arg("lang") = "zh",
        "The lights of regions at the end of `month`, in the order of their codes: a list of dicts "
        "with region, light and the evidence of each regional rule that rates it. `figures`: dicts "
        "with region, month and any of investment_fen, investment_last_year_fen, "
        "planned_growth_hundredths (of a percent), task_fen and done_fen; `bonds`: dicts with "
        "region, issued (a month), amount_fen and used_fen. `policy` and `policies` as in "
        "Portfolio.lights, with the editions in force on the month's last day.");
    module.def(
        "fen_of",
        [](const std::string& text, const std::optional<std::string>& unit) {
            return Money::parse(text, money_unit(unit)).fen();
        },
        py::arg("text"), py::arg("unit") = std::nullopt,
        "The amount that `text` spells as fen; `unit` (元, 万元 or 亿元) is that of a bare number, "
        "without which one is refused.");
    module.def(
        "month_of", [](const std::string& text) { return Month::parse(text).iso(); },
        py::arg("text"), "The month that `text` spells, or in which a day lies, as 2024-06.");
    module.def(
        "region_of",
        [](const std::string& text) {
            const RegionCode code = RegionCode::parse(text);
            return std::pair(code.str(), std::string(shipped_name(code)));
        },
        py::arg("text"), "Code and name (as it ships, or empty) of the region of this code.");
}

}  // namespace sanku::bindings
