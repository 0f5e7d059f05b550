#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bindings.hpp"
#include "sanku/summary/summary.hpp"
#include "sanku/warning/lights.hpp"

/// What `pickle` writes and reads: portfolios as their columns, summaries as their sums, policies
/// as the text of their file. Everything that is read is checked as if a caller had brought it.
namespace sanku::bindings {

namespace {

using summary::Summary;
using summary::Sums;

constexpr int layout = 1;  // of what is written; other ones are refused

void check_layout(const py::dict& state) {
    const auto found = state["layout"].cast<int>();
    if (found == layout) return;
    throw Error(ErrorCode::invalid_argument, std::to_string(found),
                "a pickle of layout " + std::to_string(layout));
}

template <typename T>
[[nodiscard]] py::array array_of(const std::vector<T>& column) {
    return py::array_t<T>(static_cast<py::ssize_t>(column.size()), column.data());
}

template <typename T>
void read_array(const py::handle& given, const std::string& name, std::vector<T>& column) {
    if (!py::isinstance<py::array_t<T, py::array::c_style>>(given)) {
        throw Error(ErrorCode::invalid_argument, name, "an array of the column's kind");
    }
    const auto array = given.cast<py::array_t<T, py::array::c_style>>();
    column.assign(array.data(), array.data() + array.size());
}

/// Calls `visit(name, vector)` for every array of numbers of a portfolio but the figures' values.
template <typename Parts, typename Visit>
void for_each_array(Parts& parts, Visit&& visit) {
    Columns::for_each(parts.columns,
                      [&](const char* name, auto& column, auto) { visit(name, column); });
    Deals::for_each(parts.deals,
                    [&](const char* name, auto& column, auto) { visit(name, column); });
    auto& [columns, regions, reasons, texts, as_of, known_on, deals, visits, appraisals, factors,
           figures] = parts;
    visit("visits.row", visits.row);
    visit("visits.network", visits.network);
    visit("visits.pool", visits.pool);
    visit("visits.day", visits.day);
    visit("visits.reason", visits.reason);
    visit("appraisals.row", appraisals.row);
    visit("appraisals.gate", appraisals.gate);
    visit("appraisals.round", appraisals.round);
    visit("appraisals.outcome", appraisals.outcome);
    visit("appraisals.day", appraisals.day);
    visit("appraisals.findings", appraisals.findings);
    visit("appraisals.document", appraisals.document);
    visit("factors.row", factors.row);
    visit("factors.factor", factors.factor);
    visit("factors.state", factors.state);
    visit("factors.day", factors.day);
    visit("factors.document", factors.document);
    visit("figures.row", figures.row);
    visit("figures.indicator", figures.indicator);
    visit("figures.day", figures.day);
    visit("figures.document", figures.document);
}

[[nodiscard]] py::dict portfolio_state(const Portfolio& portfolio) {
    const Portfolio::Parts parts{.columns = portfolio.columns(),
                                 .regions = portfolio.regions(),
                                 .reasons = portfolio.reasons(),
                                 .texts = nullptr,
                                 .as_of = portfolio.as_of(),
                                 .known_on = portfolio.known_on(),
                                 .deals = portfolio.deals(),
                                 .visits = portfolio.visits(),
                                 .appraisals = portfolio.appraisals(),
                                 .factors = portfolio.factors(),
                                 .figures = portfolio.figures()};
    py::dict arrays;
    for_each_array(parts,
                   [&](const char* name, const auto& column) { arrays[name] = array_of(column); });
    py::list regions;
    for (const RegionEntry& entry : parts.regions) {
        regions.append(py::make_tuple(entry.code.value(), entry.name));
    }
    py::list reasons;
    for (const ValidReason& one : parts.reasons) {
        reasons.append(py::make_tuple(one.row, one.rule, one.from.days(), one.to.days(), one.by,
                                      one.reason, one.document));
    }
    py::list values;
    for (const Ratio& value : parts.figures.value) {
        values.append(py::make_tuple(value.numerator(), value.denominator()));
    }
    const TextPool& texts = portfolio.texts();
    return py::dict(
        py::arg("layout") = layout, py::arg("arrays") = arrays, py::arg("regions") = regions,
        py::arg("reasons") = reasons, py::arg("values") = values,
        py::arg("texts") = py::bytes(texts.bytes().data(), texts.bytes().size()),
        py::arg("offsets") = array_of(texts.offsets()), py::arg("as_of") = parts.as_of.days(),
        py::arg("known_on") =
            parts.known_on ? py::object(py::int_(parts.known_on->days())) : py::none());
}

[[nodiscard]] std::shared_ptr<const TextPool> texts_of(const py::dict& state) {
    const auto bytes = state["texts"].cast<std::string_view>();
    std::vector<std::uint32_t> offsets;
    read_array(state["offsets"], "offsets", offsets);
    return std::make_shared<const TextPool>(std::vector<char>(bytes.begin(), bytes.end()),
                                            std::move(offsets));
}

[[nodiscard]] Portfolio portfolio_from(const py::dict& state) {
    check_layout(state);
    Portfolio::Parts parts{.columns = {},
                           .regions = {},
                           .reasons = {},
                           .texts = texts_of(state),
                           .as_of = Date::from_days(state["as_of"].cast<std::int32_t>()),
                           .known_on = {}};
    if (!state["known_on"].is_none()) {
        parts.known_on = Date::from_days(state["known_on"].cast<std::int32_t>());
    }
    const auto arrays = state["arrays"].cast<py::dict>();
    for_each_array(parts,
                   [&](const char* name, auto& column) { read_array(arrays[name], name, column); });
    for (const py::handle entry : state["regions"]) {
        const auto [code, name] = entry.cast<std::pair<std::uint32_t, std::string>>();
        parts.regions.push_back({code == 0 ? RegionCode{} : RegionCode::from_value(code), name});
    }
    using Reason = std::tuple<std::uint32_t, std::string, std::int32_t, std::int32_t, std::string,
                              std::string, std::string>;
    for (const py::handle one : state["reasons"]) {
        auto [row, rule, from, to, by, reason, document] = one.cast<Reason>();
        parts.reasons.push_back({row, std::move(rule), Date::from_days(from), Date::from_days(to),
                                 std::move(by), std::move(reason), std::move(document)});
    }
    for (const py::handle value : state["values"]) {
        const auto [numerator, denominator] = value.cast<std::pair<std::int64_t, std::int64_t>>();
        parts.figures.value.emplace_back(numerator, denominator);
    }
    return Portfolio(std::move(parts));
}

/// Calls `visit` for every number of the sums of a group; conversions are those of the stock.
template <typename Group, typename Visit>
void for_each_number(Group& sums, Visit&& visit) {
    auto& [projects, investment, plan, this_year, last_year, lights] = sums.volume;
    for (auto* one : {&projects, &investment, &plan, &this_year, &last_year}) visit(*one);
    for (auto& count : lights) visit(count);
    for (auto* rate : {&sums.directory_to_reserve, &sums.reserve_to_implementation}) {
        for (auto* one : {&rate->entered, &rate->moved, &rate->entered_fen, &rate->moved_fen,
                          &rate->open, &rate->impossible}) {
            visit(*one);
        }
    }
    visit(sums.evaluations.due);
    visit(sums.evaluations.done);
    auto& [completed, settled, approved, both, overdue] = sums.two_accounts;
    for (auto* one : {&completed, &settled, &approved, &both, &overdue}) visit(*one);
    auto& [started, enrolled, built, in_production] = sums.activity;
    for (auto* kind : {&started, &enrolled, &built, &in_production}) {
        for (auto* year : {&kind->this_year, &kind->last_year}) {
            visit(year->projects);
            visit(year->investment);
        }
    }
    visit(sums.reporting.expected);
    visit(sums.reporting.stale);
    for (auto& pool : sums.holdings.pools) {
        visit(pool.projects);
        visit(pool.investment);
    }
    visit(sums.holdings.completed_last_year);
    visit(sums.returns.projects);
    visit(sums.returns.output);
    visit(sums.returns.investment);
    visit(sums.project_scores.projects);
    visit(sums.project_scores.hundredths);
    visit(sums.project_scores.investment);
    for (auto& rule : sums.lights_by_rule) {
        for (auto& count : rule) visit(count);
    }
}

[[nodiscard]] py::dict summary_state(const Summary& summary) {
    py::list groups;
    for (const auto& [group, sums] : summary.groups()) {
        std::vector<std::int64_t> numbers;
        for_each_number(sums, [&](const std::int64_t& number) { numbers.push_back(number); });
        // The one number that may be wider than 64 bits.
        const std::string weighted = decimal(sums.project_scores.weighted, 1, 0);
        groups.append(py::make_tuple(group.region.value(), group.section.value(),
                                     static_cast<int>(group.pool), array_of(numbers), weighted));
    }
    return py::dict(py::arg("layout") = layout,
                    py::arg("as_of") = summary.as_of()
                                           ? py::object(py::int_(summary.as_of()->days()))
                                           : py::none(),
                    py::arg("rules") = summary.rules(), py::arg("groups") = groups);
}

[[nodiscard]] checked::Wide wide(const std::string& digits) {
    constexpr std::size_t most = 38;  // decimal digits that fit
    const bool sound = !digits.empty() && digits.size() <= most &&
                       digits.find_first_not_of("0123456789") == std::string::npos;
    if (!sound) throw Error(ErrorCode::invalid_argument, digits, "a whole number");
    checked::Wide out = 0;
    for (const char digit : digits) out = out * 10 + (digit - '0');
    return out;
}

[[nodiscard]] Summary summary_from(const py::dict& state) {
    check_layout(state);
    const auto rules = state["rules"].cast<std::vector<std::string>>();
    std::map<GroupKey, Sums> groups;
    using Group = std::tuple<std::uint32_t, std::uint16_t, std::uint8_t, py::object, std::string>;
    for (const py::handle one : state["groups"]) {
        const auto [region, section, pool, told, weighted] = one.cast<Group>();
        std::vector<std::int64_t> numbers;
        read_array(told, "groups", numbers);
        Sums sums;
        sums.lights_by_rule.resize(rules.size());
        std::size_t count = 0;
        for_each_number(sums, [&](std::int64_t&) { ++count; });
        if (numbers.size() != count || pool >= pool_count) {
            throw Error(ErrorCode::invalid_argument, "groups", "the sums of a group");
        }
        std::size_t at = 0;
        for_each_number(sums, [&](std::int64_t& number) { number = numbers[at++]; });
        sums.project_scores.weighted = wide(weighted);
        const GroupKey group{
            .region = region == 0 ? RegionCode{} : RegionCode::from_value(region),
            .section = section == 0 ? SectorCode{} : SectorCode::from_value(section),
            .pool = static_cast<Pool>(pool)};
        groups.emplace(group, std::move(sums));
    }
    std::optional<Date> as_of;
    if (!state["as_of"].is_none()) as_of = Date::from_days(state["as_of"].cast<std::int32_t>());
    return Summary(as_of, rules, std::move(groups));
}

template <typename T>
[[nodiscard]] py::class_<T> type_of(const py::module_& module, const char* name) {
    return py::class_<T>(module.attr(name));
}

}  // namespace

void bind_pickles(py::module_& module) {
    type_of<Portfolio>(module, "Portfolio").def(py::pickle(&portfolio_state, &portfolio_from));
    type_of<Summary>(module, "Summary").def(py::pickle(&summary_state, &summary_from));
    type_of<Policy>(module, "Policy")
        .def(py::pickle(
            [](const Policy& policy) {
                std::string text = to_toml(policy);
                (void)Policy::parse(text, "pickle");  // refuses metrics that no file holds
                return text;
            },
            [](const std::string& text) { return Policy::parse(text, "pickle"); }));
    type_of<warning::Lights>(module, "Lights")
        .def(py::pickle(
            [](const warning::Lights& lights) {
                return py::make_tuple(lights.portfolio(), lights.policy());
            },
            [](const py::tuple& state) {
                const auto portfolio = state[0].cast<Portfolio>();
                const auto policy = state[1].cast<Policy>();
                const py::gil_scoped_release released;
                return warning::evaluate(portfolio, policy);
            }));
    type_of<Ratio>(module, "Ratio")
        .def(py::pickle(
            [](const Ratio& ratio) {
                return py::make_tuple(ratio.numerator(), ratio.denominator());
            },
            [](const py::tuple& state) {
                return Ratio(state[0].cast<std::int64_t>(), state[1].cast<std::int64_t>());
            }));
}

}  // namespace sanku::bindings
