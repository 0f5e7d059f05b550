#include "totals.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "sanku/summary/summary.hpp"

namespace sanku::archive_detail {

namespace {

using warning::Lights;

/// The projects in `rows`, which ascend, alone.
[[nodiscard]] Portfolio select(const Portfolio& portfolio, const std::vector<std::uint32_t>& rows) {
    // A copy keeps the texts alive.
    Portfolio::Parts parts{
        .columns = portfolio.columns(),
        .regions = portfolio.regions(),
        .reasons = {},
        .texts = {std::make_shared<const Portfolio>(portfolio), &portfolio.texts()},
        .as_of = portfolio.as_of(),
        .known_on = portfolio.known_on()};
    Columns::for_each(parts.columns, [&](const char*, auto& column, auto) {
        for (std::size_t i = 0; i < rows.size(); ++i) column[i] = column[rows[i]];
        column.resize(rows.size());
    });
    for (const ValidReason& reason : portfolio.reasons()) {
        const auto place = std::ranges::lower_bound(rows, reason.row);
        if (place == rows.end() || *place != reason.row) continue;
        parts.reasons.push_back(reason);
        parts.reasons.back().row = static_cast<std::uint32_t>(place - rows.begin());
    }
    return Portfolio(std::move(parts));
}

/// A rule of either policy.
struct RuleName {
    std::string id;
    Bilingual name;
};

[[nodiscard]] std::vector<RuleName> rules_of(const Policy& before, const Policy& after) {
    std::vector<RuleName> out;
    for (const Rule& rule : after.rules) out.push_back({rule.id, rule.name});
    for (const Rule& rule : before.rules) {
        if (!after.find(rule.id)) out.push_back({rule.id, rule.name});
    }
    return out;
}

/// Lists the figures of one summary, always the same ones in the same order.
class Lister {
  public:
    Lister(const summary::Summary& summary, const Policy& policy,
           const std::vector<RuleName>& rules)
        : summary_(summary), policy_(policy), rules_(rules) {}

    /// `before` of each is the figure; the rest is still empty.
    [[nodiscard]] std::vector<Difference::Total> list() && {
        const summary::Sums sums = summary_.sum_if([](const GroupKey&) { return true; });
        volumes(sums.volume);
        conversion("directory_to_reserve", "目录库→储备库", "directory → reserve",
                   sums.directory_to_reserve);
        conversion("reserve_to_implementation", "储备库→实施库", "reserve → implementation",
                   sums.reserve_to_implementation);
        lights("lights.overall", {"综合", "overall"}, sums.volume.lights);
        for (const RuleName& rule : rules_) {
            const auto place = policy_.find(rule.id);
            lights("lights." + rule.id, rule.name,
                   place ? sums.lights_by_rule[*place] : warning::LightCounts{});
        }
        projects("evaluations.due", "三评应完成", "evaluations due", sums.evaluations.due);
        projects("evaluations.done", "三评已完成", "evaluations done", sums.evaluations.done);
        accounts(sums.two_accounts);
        activity("started", "开工", "started", sums.activity.started);
        activity("enrolled", "纳统", "enrolled", sums.activity.enrolled);
        activity("completed", "竣工", "completed", sums.activity.completed);
        activity("in_production", "投产", "in production", sums.activity.in_production);
        projects("reporting.expected", "应月报", "monthly reports expected",
                 sums.reporting.expected);
        projects("reporting.stale", "逾期未报", "reports stale", sums.reporting.stale);
        return std::move(out_);
    }

  private:
    void add(std::string key, Bilingual name, bool amount, std::int64_t value) {
        name.zh += amount ? "（万元）" : "（个）";
        name.en += amount ? " (wan yuan)" : " (projects)";
        out_.push_back({std::move(key), std::move(name), amount, value, 0, {}});
    }
    void projects(std::string key, std::string zh, std::string en, std::int64_t value) {
        add(std::move(key), {std::move(zh), std::move(en)}, false, value);
    }
    void amount(std::string key, std::string zh, std::string en, std::int64_t value) {
        add(std::move(key), {std::move(zh), std::move(en)}, true, value);
    }
    void volumes(const summary::Volume& all) {
        for (const Pool pool :
             {Pool::directory, Pool::reserve, Pool::implementation, Pool::withdrawn}) {
            const summary::Volume held =
                summary_.sum_if([&](const GroupKey& key) { return key.pool == pool; }).volume;
            const std::string id(key(pool));
            const std::string zh(name(pool, Language::zh));
            const std::string en(name(pool, Language::en));
            projects(id + ".projects", zh + "项目", en, held.projects);
            amount(id + ".investment", zh + "总投资", en + ", investment", held.investment);
        }
        projects("projects", "全部项目", "all projects", all.projects);
        amount("investment", "全部总投资", "all investment", all.investment);
        amount("plan", "本年计划投资", "plan of the year", all.plan);
        amount("completed_this_year", "本年完成投资", "completed this year",
               all.completed_this_year);
        amount("completed_last_year", "上年完成投资", "completed last year",
               all.completed_last_year);
    }
    void conversion(const std::string& id, const std::string& zh, const std::string& en,
                    const pipeline::Conversion& sums) {
        projects(id + ".moved", zh + "·已转", en + ", moved on", sums.moved);
        projects(id + ".entered", zh + "·曾入前库", en + ", entered", sums.entered);
        amount(id + ".moved_investment", zh + "·已转总投资", en + ", moved on, investment",
               sums.moved_fen);
        amount(id + ".entered_investment", zh + "·曾入前库总投资", en + ", entered, investment",
               sums.entered_fen);
    }
    void lights(const std::string& id, const Bilingual& rule, const warning::LightCounts& counts) {
        for (const Light light :
             {Light::red, Light::yellow, Light::green, Light::no_data, Light::none}) {
            projects(id + '.' + std::string(key(light)),
                     rule.zh + "·" + std::string(name(light, Language::zh)),
                     rule.en + ", " + std::string(name(light, Language::en)),
                     counts[static_cast<std::size_t>(light)]);
        }
    }
    void accounts(const evaluation::TwoAccounts& sums) {
        projects("two_accounts.completed", "两算·已竣工", "two accounts, completed",
                 sums.completed);
        projects("two_accounts.settled", "两算·已结算", "two accounts, settled", sums.settled);
        projects("two_accounts.approved", "两算·已决算", "two accounts, final accounts approved",
                 sums.approved);
        projects("two_accounts.both", "两算·均完成", "two accounts, both", sums.both);
        projects("two_accounts.overdue", "两算·超过一年", "two accounts, past one year",
                 sums.overdue);
    }
    void activity(const std::string& id, const std::string& zh, const std::string& en,
                  const summary::YearOnYear& sums) {
        projects(id + ".this_year", "今年" + zh, en + " this year", sums.this_year.projects);
        amount(id + ".this_year_investment", "今年" + zh + "总投资", en + " this year, investment",
               sums.this_year.investment);
        projects(id + ".last_year", "上年同期" + zh, en + " last year", sums.last_year.projects);
        amount(id + ".last_year_investment", "上年同期" + zh + "总投资",
               en + " last year, investment", sums.last_year.investment);
    }

    const summary::Summary& summary_;
    const Policy& policy_;
    const std::vector<RuleName>& rules_;
    std::vector<Difference::Total> out_;
};

[[nodiscard]] std::vector<Difference::Total> figures_of(const Lights& lights,
                                                        const std::vector<RuleName>& rules) {
    const summary::Summary summary(lights);
    return Lister(summary, lights.policy(), rules).list();
}

/// Adds the figures of the projects in `rows` to `parts`, or takes them off.
void add_part(std::vector<Difference::Total>& totals, std::size_t cause, const Lights& lights,
              const std::vector<std::uint32_t>& rows, const std::vector<RuleName>& rules,
              bool off) {
    if (rows.empty()) return;
    const auto part =
        figures_of(warning::evaluate(select(lights.portfolio(), rows), lights.policy()), rules);
    for (std::size_t i = 0; i < totals.size(); ++i) {
        std::int64_t& sum = totals[i].parts[cause];
        sum = off ? checked::subtract(sum, part[i].before) : checked::add(sum, part[i].before);
    }
}

}  // namespace

std::vector<Difference::Total> totals_of(const Lights& before, const Lights& after,
                                         const RowsByCause& rows_before,
                                         const RowsByCause& rows_after) {
    const std::vector<RuleName> rules = rules_of(before.policy(), after.policy());
    std::vector<Difference::Total> totals = figures_of(before, rules);
    const std::vector<Difference::Total> then = figures_of(after, rules);
    for (std::size_t i = 0; i < totals.size(); ++i) totals[i].after = then[i].before;
    for (std::size_t cause = 0; cause < cause_count; ++cause) {
        add_part(totals, cause, after, rows_after[cause], rules, false);
        add_part(totals, cause, before, rows_before[cause], rules, true);
    }
    return totals;
}

}  // namespace sanku::archive_detail
