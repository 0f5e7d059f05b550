#include "sanku/archive/diff.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "bulletin/naming.hpp"
#include "records.hpp"
#include "sanku/warning/words.hpp"
#include "totals.hpp"

namespace sanku {

namespace {

using archive_detail::RowsByCause;
using warning::Lights;
using warning::detail::month_words;
using warning::detail::words;

/// A project and its rows on the sides on which it is.
struct Pair {
    ProjectCode code;
    std::optional<std::size_t> before;
    std::optional<std::size_t> after;
    Cause cause = Cause::time;
};

[[nodiscard]] std::vector<Pair> pairs_of(const Portfolio& before, const Portfolio& after) {
    std::vector<Pair> out;
    const auto& a = before.columns().code;
    const auto& b = after.columns().code;
    for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
        const bool has_a = i < a.size() && (j == b.size() || a[i] <= b[j]);
        const bool has_b = j < b.size() && (i == a.size() || b[j] <= a[i]);
        Pair pair{has_a ? before.code(i) : after.code(j), {}, {}};
        if (has_a) pair.before = i++;
        if (has_b) pair.after = j++;
        out.push_back(pair);
    }
    return out;
}

[[nodiscard]] Difference::Project project_of(const Portfolio& portfolio, std::size_t row) {
    return {portfolio.code(row), std::string(portfolio.project_name(row)),
            std::string(portfolio.responsible_unit(row)),
            region_name(portfolio, portfolio.region(row).code)};
}

/// The journal's name for a project that neither side holds.
[[nodiscard]] Difference::Project unseen_project(const Store& store, ProjectCode code) {
    const auto text = [&](Attribute attribute) -> std::string {
        const auto found = store.latest(
            code, {EventKind::attribute_changed, static_cast<std::int64_t>(attribute)});
        return found ? std::get<event::AttributeChanged>(found->event.what).text : std::string();
    };
    return {code, text(Attribute::name), text(Attribute::responsible_unit), {}};
}

// --- Figures

/// A column of amounts, and the bit that tells whether one was stated (0: always).
struct AmountColumn {
    std::string_view key;
    Bilingual name;
    std::vector<std::int64_t> Columns::*column;
    std::uint8_t bit;
};
struct DayColumn {
    std::string_view key;
    Bilingual name;
    std::vector<std::int32_t> Columns::*column;
};

[[nodiscard]] const std::vector<AmountColumn>& amount_columns() {
    static const std::vector<AmountColumn> columns = {
        {"total_investment",
         {"总投资", "total investment"},
         &Columns::total_investment,
         given::total_investment},
        {"plan", {"本年计划投资", "plan of the year"}, &Columns::plan, given::plan},
        {"required_payment",
         {"要求支付", "required payment"},
         &Columns::required_payment,
         given::required_payment},
        {"completed_this_year",
         {"本年完成投资", "completed this year"},
         &Columns::completed_this_year,
         given::completed_this_year},
        {"completed_last_year",
         {"上年完成投资", "completed last year"},
         &Columns::completed_last_year,
         0},
        {"completed_total",
         {"累计完成投资", "completed in total"},
         &Columns::completed_total,
         given::completed_total},
        {"arrived", {"本年到位资金", "arrived this year"}, &Columns::arrived, given::arrived},
        {"paid", {"本年支付资金", "paid this year"}, &Columns::paid, given::paid},
    };
    return columns;
}

[[nodiscard]] const std::vector<DayColumn>& day_columns() {
    static const std::vector<DayColumn> columns = {
        {"entered_directory", {"进入目录库", "entered the directory"}, &Columns::entered_directory},
        {"entered_reserve", {"进入储备库", "entered the reserve"}, &Columns::entered_reserve},
        {"entered_implementation",
         {"进入实施库", "entered implementation"},
         &Columns::entered_implementation},
        {"withdrawn", {"退库", "withdrawn"}, &Columns::withdrawn},
        {"planned_start", {"计划开工", "planned start"}, &Columns::planned_start},
        {"started", {"开工", "started"}, &Columns::started},
        {"enrolled", {"纳统", "enrolled"}, &Columns::enrolled},
        {"planned_completion", {"计划竣工", "planned completion"}, &Columns::planned_completion},
        {"completed", {"竣工", "completed"}, &Columns::completed},
        {"in_production", {"投产", "in production"}, &Columns::in_production},
        {"settled", {"结算", "settled"}, &Columns::settled},
        {"final_accounts", {"决算批复", "final accounts approved"}, &Columns::final_accounts},
        {"evaluated", {"评价", "evaluated"}, &Columns::evaluated},
    };
    return columns;
}

/// The same of agreements, which a portfolio may lack.
struct DealAmount {
    std::string_view key;
    Bilingual name;
    std::vector<std::int64_t> Deals::*column;
    std::uint8_t bit;
};
struct DealDay {
    std::string_view key;
    Bilingual name;
    std::vector<std::int32_t> Deals::*column;
};

[[nodiscard]] const std::vector<DealAmount>& deal_amounts() {
    static const std::vector<DealAmount> columns = {
        {"agreed_output",
         {"协议年产值", "agreed output a year"},
         &Deals::agreed_output,
         deal::agreed_output},
        {"agreed_tax", {"协议年税收", "agreed tax a year"}, &Deals::agreed_tax, deal::agreed_tax},
        {"output", {"年产值", "output of the year"}, &Deals::output, deal::output},
        {"tax", {"年税收", "tax of the year"}, &Deals::tax, deal::tax},
    };
    return columns;
}

[[nodiscard]] const std::vector<DealDay>& deal_days() {
    static const std::vector<DealDay> columns = {
        {"negotiated", {"开始洽谈", "negotiations began"}, &Deals::negotiated},
        {"contract_signed", {"签约", "agreement signed"}, &Deals::contract_signed},
        {"correction_ordered", {"责令整改", "ordered to correct"}, &Deals::correction_ordered},
        {"corrected", {"整改完成", "corrected"}, &Deals::corrected},
    };
    return columns;
}

/// Lists the figures of one project that differ between two portfolios.
class Comparison {
  public:
    Comparison(const Portfolio& a, std::size_t row_a, const Portfolio& b, std::size_t row_b)
        : a_(a), b_(b), i_(row_a), j_(row_b) {}

    [[nodiscard]] std::vector<Difference::Figure> figures() && {
        texts();
        const Columns& a = a_.columns();
        const Columns& b = b_.columns();
        for (const auto& [key, name, column, bit] : amount_columns()) {
            const bool stated_a = bit == 0 || (a.given[i_] & bit) != 0;
            const bool stated_b = bit == 0 || (b.given[j_] & bit) != 0;
            if ((a.*column)[i_] == (b.*column)[j_] && stated_a == stated_b) continue;
            add(key, name, words((a.*column)[i_], stated_a), words((b.*column)[j_], stated_b));
        }
        for (const auto& [key, name, column] : day_columns()) {
            add(key, name, words((a.*column)[i_]), words((b.*column)[j_]));
        }
        add("last_report", {"最近上报月份", "latest report"}, month_words(a.last_report[i_]),
            month_words(b.last_report[j_]));
        add("score", {"评价得分", "score"}, score(a.score[i_]), score(b.score[j_]));
        deals();
        return std::move(out_);
    }

  private:
    void deals() {
        if (a_.deals().empty() && b_.deals().empty()) return;
        const Deals none = Deals::unstated(1);
        const Deals& a = a_.deals().empty() ? none : a_.deals();
        const Deals& b = b_.deals().empty() ? none : b_.deals();
        const std::size_t i = &a == &none ? 0 : i_;
        const std::size_t j = &b == &none ? 0 : j_;
        for (const auto& [key, name, column, bit] : deal_amounts()) {
            add(key, name, words((a.*column)[i], (a.given[i] & bit) != 0),
                words((b.*column)[j], (b.given[j] & bit) != 0));
        }
        add("environment_met", {"环保达标", "environmental terms met"}, environment(a.given[i]),
            environment(b.given[j]));
        for (const auto& [key, name, column] : deal_days()) {
            add(key, name, words((a.*column)[i]), words((b.*column)[j]));
        }
    }
    void add(std::string_view key, const Bilingual& name, Bilingual before, Bilingual after) {
        if (before == after) return;
        out_.push_back({std::string(key), name, std::move(before), std::move(after)});
    }
    void texts() {
        const auto text = [](const Portfolio& portfolio, std::uint32_t id) {
            const std::string found(portfolio.texts().at(id));
            return found.empty() ? Bilingual{"（空）", "(empty)"} : Bilingual{found, found};
        };
        const Columns& a = a_.columns();
        const Columns& b = b_.columns();
        add("name", {"项目名称", "name"}, text(a_, a.name[i_]), text(b_, b.name[j_]));
        add("responsible_unit", {"责任单位", "responsible unit"}, text(a_, a.responsible_unit[i_]),
            text(b_, b.responsible_unit[j_]));
        add("lead_leader", {"包联领导", "lead leader"}, text(a_, a.lead_leader[i_]),
            text(b_, b.lead_leader[j_]));
        add("region", {"地区", "region"}, region(a_, i_), region(b_, j_));
        add("sector", {"行业", "sector"}, sector(a.sector[i_]), sector(b.sector[j_]));
        add("funding", {"资金类别", "funding"}, funding(a.funding[i_]), funding(b.funding[j_]));
    }
    [[nodiscard]] static Bilingual region(const Portfolio& portfolio, std::size_t row) {
        Bilingual name = region_name(portfolio, portfolio.region(row).code);
        const std::string code = ' ' + portfolio.region(row).code.str();
        return {name.zh + code, name.en + code};
    }
    [[nodiscard]] static Bilingual sector(std::uint16_t value) {
        const std::string code = SectorCode::from_value(value).str();
        return {code, code};
    }
    [[nodiscard]] static Bilingual funding(std::uint8_t value) {
        const auto kind = static_cast<Funding>(value);
        return {std::string(name(kind, Language::zh)), std::string(name(kind, Language::en))};
    }
    [[nodiscard]] static Bilingual environment(unsigned bits) {
        if ((bits & deal::environment) == 0) return words(0, false);
        return (bits & deal::environment_met) != 0 ? Bilingual{"是", "yes"} : Bilingual{"否", "no"};
    }
    [[nodiscard]] static Bilingual score(std::uint16_t value) {
        if (value == no_score) return {"无", "none"};
        const std::string number = decimal(value, 100, 2);
        return {number, number};
    }

    const Portfolio& a_;
    const Portfolio& b_;
    std::size_t i_;
    std::size_t j_;
    std::vector<Difference::Figure> out_;
};

// --- Lights

/// Why the rule `id` shows its light on the project, as a sentence.
[[nodiscard]] Bilingual why(const Lights& lights, std::string_view id, std::size_t row) {
    const auto rule = lights.policy().find(id);
    if (!rule) return {"无此规则。", "no such rule."};
    const warning::Evidence evidence = lights.explain(*rule, row);
    if (evidence.light == Light::none && !evidence.suspended_by) {
        return {evidence.rule_name.zh + "：不适用。", evidence.rule_name.en + ": does not apply."};
    }
    return {evidence.sentence(Language::zh), evidence.sentence(Language::en)};
}

[[nodiscard]] Light light_of(const Lights& lights, std::string_view id, std::size_t row) {
    const auto rule = lights.policy().find(id);
    return rule ? lights.of(*rule, row) : Light::none;
}

[[nodiscard]] std::vector<Difference::RuleChange> rule_changes(const Lights& before,
                                                               const Lights& after,
                                                               const Pair& pair) {
    std::vector<Difference::RuleChange> out;
    const auto look = [&](const Rule& rule) {
        const Light then = light_of(before, rule.id, *pair.before);
        const Light now = light_of(after, rule.id, *pair.after);
        if (then == now) return;
        out.push_back({rule.id, rule.name, then, now, why(before, rule.id, *pair.before),
                       why(after, rule.id, *pair.after)});
    };
    for (const Rule& rule : after.policy().rules) look(rule);
    for (const Rule& rule : before.policy().rules) {
        if (!after.policy().find(rule.id)) look(rule);
    }
    return out;
}

// --- Sides

[[nodiscard]] Position position_of(const Store& store, const Side& side) {
    if (side.position && side.known_on) {
        throw Error(ErrorCode::invalid_argument, side.known_on->iso(), "a day or a position");
    }
    return side.position ? *side.position : store.position(side.known_on);
}

[[nodiscard]] Difference::View view_of(const Store& store, const Side& side,
                                       const Position& position) {
    return {side.as_of,     side.known_on,       store.anchor(position),
            side.policy.id, side.policy.version, 0};
}

/// Fills what concerns single projects.
void compare(Difference& out, const Lights& before, const Lights& after,
             const std::vector<Pair>& pairs) {
    const Portfolio& then = before.portfolio();
    const Portfolio& now = after.portfolio();
    for (const Pair& pair : pairs) {
        if (!pair.before) {
            out.entered.push_back(
                {project_of(now, *pair.after), Pool::none, now.pool(*pair.after)});
            continue;
        }
        if (!pair.after) {
            out.left.push_back(
                {project_of(then, *pair.before), then.pool(*pair.before), Pool::none});
            continue;
        }
        const Difference::Project project = project_of(now, *pair.after);
        const Pool from = then.pool(*pair.before);
        const Pool to = now.pool(*pair.after);
        if (from != to) out.moved.push_back({project, from, to});
        auto rules = rule_changes(before, after, pair);
        const Light was = before.overall(*pair.before);
        const Light is = after.overall(*pair.after);
        if (was != is || !rules.empty()) {
            out.lights.push_back({project, pair.cause, was, is, std::move(rules)});
        }
        auto figures = Comparison(then, *pair.before, now, *pair.after).figures();
        if (!figures.empty()) out.figures.push_back({project, pair.cause, std::move(figures)});
    }
    std::ranges::stable_sort(out.lights, [](const auto& a, const auto& b) {
        const auto rank = [](const Difference::LightChange& change) {
            return std::tuple(change.before != change.after, change.after, change.before);
        };
        return rank(a) > rank(b);
    });
}

void find_causes(std::vector<Pair>& pairs, const Portfolio& before, const Portfolio& after,
                 const archive_detail::Recorded& recorded) {
    for (Pair& pair : pairs) {
        pair.cause = !pair.before                                           ? Cause::entered
                     : !pair.after                                          ? Cause::left
                     : before.pool(*pair.before) != after.pool(*pair.after) ? Cause::moved
                     : recorded.projects.contains(pair.code)                ? Cause::recorded
                                                                            : Cause::time;
    }
}

[[nodiscard]] std::vector<Difference::Total> totals(const Lights& before, const Lights& after,
                                                    const std::vector<Pair>& pairs) {
    RowsByCause rows_before;
    RowsByCause rows_after;
    for (const Pair& pair : pairs) {
        const auto cause = static_cast<std::size_t>(pair.cause);
        if (pair.before) rows_before[cause].push_back(static_cast<std::uint32_t>(*pair.before));
        if (pair.after) rows_after[cause].push_back(static_cast<std::uint32_t>(*pair.after));
    }
    return archive_detail::totals_of(before, after, rows_before, rows_after);
}

}  // namespace

std::string_view key(Cause cause) noexcept {
    constexpr std::string_view keys[cause_count] = {"entered", "left", "moved", "recorded", "time"};
    return keys[static_cast<std::size_t>(cause)];
}

Side published(const StoredRecord& record) {
    return {
        .as_of = record.record.as_of,
        .policy = Policy::parse(record.record.policy, "bulletin " + std::to_string(record.number)),
        .known_on = {},
        .position = record.record.position};
}

bool Difference::empty() const {
    const bool same_totals =
        std::ranges::all_of(totals, [](const Total& total) { return total.change() == 0; });
    return entered.empty() && left.empty() && moved.empty() && lights.empty() && figures.empty() &&
           records.empty() && other_events == 0 && same_totals;
}

Difference diff(const Store& store, const Side& before, const Side& after) {
    const Position from = position_of(store, before);
    const Position to = position_of(store, after);
    if (from.events > to.events) {
        throw Error(ErrorCode::invalid_argument, std::to_string(from.events),
                    "the first side must not know more than the second");
    }
    Difference out{.before = view_of(store, before, from),
                   .after = view_of(store, after, to),
                   .other_rules = !(before.policy == after.policy),
                   .entered = {},
                   .left = {},
                   .moved = {},
                   .lights = {},
                   .figures = {},
                   .records = {},
                   .totals = {}};
    const Portfolio then = store.at(before.as_of, from);
    const Portfolio now = store.at(after.as_of, to);
    out.before.projects = static_cast<std::int64_t>(then.size());
    out.after.projects = static_cast<std::int64_t>(now.size());
    const auto describe = [&](ProjectCode code) {
        if (const auto row = now.find(code)) return project_of(now, *row);
        if (const auto row = then.find(code)) return project_of(then, *row);
        return unseen_project(store, code);
    };
    auto recorded =
        archive_detail::records_between(store, from, to, std::min(before.as_of, after.as_of),
                                        std::max(before.as_of, after.as_of), describe);
    std::vector<Pair> pairs = pairs_of(then, now);
    find_causes(pairs, then, now, recorded);
    const Lights lights_then = warning::evaluate(then, before.policy);
    const Lights lights_now = warning::evaluate(now, after.policy);
    compare(out, lights_then, lights_now, pairs);
    out.totals = totals(lights_then, lights_now, pairs);
    out.records = std::move(recorded.listed);
    out.other_events = recorded.others;
    return out;
}

}  // namespace sanku
