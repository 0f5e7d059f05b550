#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "page.hpp"
#include "sanku/bulletin/bulletin.hpp"
#include "sanku/core/text.hpp"

namespace sanku {

using namespace page;  // NOLINT(google-build-using-namespace): private to src

namespace {

/// Writes one bulletin in one language, section by section.
class Writer {
  public:
    Writer(const Bulletin& bulletin, Language language, std::size_t red_limit)
        : b_(bulletin), language_(language), red_limit_(red_limit) {}

    [[nodiscard]] std::string write() {
        title();
        libraries();
        conversions();
        lights();
        red_list();
        suspended();
        accounts();
        evaluations();
        activity();
        groups(say("分地区", "By region"), say("地区", "Region"), b_.regions);
        groups(say("分行业", "By sector"), say("行业", "Sector"), b_.sectors);
        quality();
        origin();
        return std::move(out_);
    }

  private:
    [[nodiscard]] std::string say(std::string_view zh, std::string_view en) const {
        return std::string(language_ == Language::zh ? zh : en);
    }
    [[nodiscard]] static std::string number(std::int64_t value) {
        return decimal(value, 1, 0, true);
    }
    [[nodiscard]] static std::string yi(Money amount) {
        return amount.number_in(MoneyUnit::yi_yuan);
    }
    [[nodiscard]] static std::string yi(std::int64_t fen) { return yi(Money::from_fen(fen)); }
    [[nodiscard]] static std::string of(const Ratio& ratio) {
        return ratio.percent() + " (" + number(ratio.numerator()) + "/" +
               number(ratio.denominator()) + ")";
    }
    void line(std::string_view body, int indent = 2) { out_ += wrapped(body, indent); }
    void section(const std::string& name) { out_ += page::section(++section_, name, language_); }
    void rule() { out_ += page::bar(); }
    void centred(const std::string& body) { out_ += page::centred(body); }

    void title() {
        rule();
        const std::string& region = b_.region.in(language_);
        centred(language_ == Language::zh ? region + "投资项目三库通报"
                                          : "Bulletin of the three project libraries" +
                                                (region.empty() ? "" : ", " + region));
        centred(say("截至", "As of ") + b_.as_of.words(language_) +
                (b_.known_on ? say("（按", " (as known on ") + b_.known_on->words(language_) +
                                   say("已知情况）", ")")
                             : ""));
        rule();
        line(say("预警规则：", "Rules: ") + b_.policy_source.in(language_) + " [" + b_.policy +
                 ", " + say("版本 ", "version ") + b_.policy_version + "]" +
                 (b_.policy_in_force
                      ? ""
                      : say(" 注意：截止日不在规则有效期内。",
                            " Note: the as-of day lies outside the rules' validity.")),
             0);
    }

    void libraries() {
        section(say("三库总量", "The three libraries"));
        TextTable table({say("库别", "Library"), say("项目数", "projects"),
                         say("总投资（亿元）", "investment (100 m yuan)"),
                         say("上年投资的倍数", "times last year's investment")});
        for (const auto& library : b_.libraries) {
            table.add({std::string(name(library.pool, language_)), number(library.projects),
                       yi(library.investment), library.multiple.multiple()});
        }
        out_ += table.str();
        line(say("上年完成投资 ", "Last year's investment: ") + yi(b_.previous_year_investment) +
             say("亿元（", " hundred million yuan (") +
             (b_.previous_year_stated
                  ? say("由本单位填报", "as the office states it")
                  : say("由项目上报汇总", "added up from the projects' reports")) +
             say("）；已退库 ", "); withdrawn: ") + number(b_.withdrawn) + say(" 个。", "."));
    }

    void conversions() {
        section(say("转化率（存量口径：曾进入前一库的项目中已转入后一库的比例）",
                    "Conversion (stock: of all that ever entered a library, those that moved on)"));
        TextTable table({say("转化", "Conversion"), say("按项目数", "by count"),
                         say("按总投资（亿元）", "by investment (100 m yuan)")});
        const auto add = [&](Pool from, Pool to, const pipeline::Conversion& conversion) {
            table.add(
                {std::string(name(from, language_)) + " → " + std::string(name(to, language_)),
                 of(conversion.by_count()),
                 conversion.by_investment().percent() + " (" + yi(conversion.moved_fen) + "/" +
                     yi(conversion.entered_fen) + ")"});
        };
        add(Pool::directory, Pool::reserve, b_.total.directory_to_reserve);
        add(Pool::reserve, Pool::implementation, b_.total.reserve_to_implementation);
        out_ += table.str();
    }

    void lights() {
        section(say("红黄绿灯（项目数）", "Lights (projects)"));
        constexpr Light order[] = {Light::red, Light::yellow, Light::green, Light::no_data,
                                   Light::none};
        std::vector<std::string> heading{say("规则", "Rule")};
        for (const Light light : order) heading.emplace_back(name(light, language_));
        TextTable table(std::move(heading));
        const auto add = [&](const std::string& label, const warning::LightCounts& counts) {
            std::vector<std::string> row{label};
            for (const Light light : order) {
                row.push_back(number(counts[static_cast<std::size_t>(light)]));
            }
            table.add(std::move(row));
        };
        for (const auto& entry : b_.lights) add(entry.name.in(language_), entry.counts);
        add(say("综合（取最重）", "Overall (the worst)"), b_.total.volume.lights);
        out_ += table.str();
    }

    void red_list() {
        section(say("红灯项目及原因（", "Red projects and why (") + number(std::ssize(b_.red)) +
                say("个）", ")"));
        if (b_.red.empty()) line(say("无。", "None."));
        const std::size_t shown = std::min(red_limit_, b_.red.size());
        for (std::size_t i = 0; i < shown; ++i) {
            const auto& project = b_.red[i];
            line(std::to_string(i + 1) + ". " + project.name + "  " + project.code.str());
            std::string where = yi(project.investment) + say("亿元", " hundred million yuan");
            for (const std::string* part : {&project.region.in(language_), &project.unit}) {
                if (!part->empty()) where += " · " + *part;
            }
            line(where, 5);
            for (const auto& evidence : project.evidence) {
                line(evidence.sentence(language_), 5);
            }
        }
        if (shown < b_.red.size()) {
            line(say("……另有 ", "… and ") +
                 number(std::ssize(b_.red) - static_cast<std::int64_t>(shown)) +
                 say(" 个红灯项目。", " more."));
        }
    }

    void suspended() {
        if (b_.suspended.empty()) return;
        section(say("因正当理由暂不亮灯（", "Lights suspended by a valid reason (") +
                number(std::ssize(b_.suspended)) + say("个）", ")"));
        const std::size_t shown = std::min(red_limit_, b_.suspended.size());
        for (std::size_t i = 0; i < shown; ++i) {
            const auto& light = b_.suspended[i];
            const ValidReason& reason = light.reason;
            line(std::to_string(i + 1) + ". " + light.name + "  " + light.code.str());
            line(light.rule.in(language_) + say("：", ": ") + reason.from.iso() +
                     say("至", " to ") + reason.to.iso() + say("，", ", ") + reason.reason +
                     say("（", " (") + reason.by + say("批准", "") +
                     (reason.document.empty() ? "" : say("，", ", ") + reason.document) +
                     say("）。", ")."),
                 5);
        }
        if (shown < b_.suspended.size()) {
            line(say("……另有 ", "… and ") +
                 number(std::ssize(b_.suspended) - static_cast<std::int64_t>(shown)) +
                 say(" 个。", " more."));
        }
    }

    void accounts() {
        section(say("两算（竣工后一年内完成结算与决算）",
                    "The two accounts (within one year of completion)"));
        const auto& sums = b_.total.two_accounts;
        line(say("已竣工 ", "Completed projects: ") + number(sums.completed) +
             say(" 个：已结算 ", "; settled: ") + number(sums.settled) +
             say(" 个，已决算 ", "; final accounts approved: ") + number(sums.approved) +
             say(" 个，两算均完成 ", "; both: ") + of(sums.rate()) +
             say("，超过一年未完成 ", "; past one year without both: ") + number(sums.overdue) +
             say(" 个。", "."));
    }

    void evaluations() {
        section(say("三评", "The three evaluations"));
        line(say("应完成 ", "Due: ") + number(b_.total.evaluations.due) +
             say(" 个，已完成 ", "; done: ") + number(b_.total.evaluations.done) +
             say(" 个，完成率 ", "; completion: ") + of(b_.total.evaluations.rate()) +
             say("。", "."));
    }

    void activity() {
        section(say("今年与上年同期", "This year and the same period of last year"));
        TextTable table({say("事项", "What"), say("今年（个）", "this year"),
                         say("总投资（亿元）", "100 m yuan"), say("上年同期（个）", "last year"),
                         say("总投资（亿元）", "100 m yuan"), say("个数增长", "change in number")});
        const auto add = [&](const std::string& label, const summary::YearOnYear& sums) {
            const Ratio growth(sums.this_year.projects - sums.last_year.projects,
                               sums.last_year.projects);
            table.add({label, number(sums.this_year.projects), yi(sums.this_year.investment),
                       number(sums.last_year.projects), yi(sums.last_year.investment),
                       growth.percent()});
        };
        add(say("开工", "Started"), b_.total.activity.started);
        add(say("纳统", "Enrolled"), b_.total.activity.enrolled);
        add(say("竣工", "Completed"), b_.total.activity.completed);
        add(say("投产", "In production"), b_.total.activity.in_production);
        out_ += table.str();
    }

    void groups(const std::string& name, const std::string& first,
                const std::vector<Bulletin::Group>& lines) {
        section(name + say("（库内项目数；总投资以亿元计；转化率按项目数）",
                           " (projects held; investment in 100 m yuan; conversion by count)"));
        TextTable table({first, say("目录", "dir"), say("储备", "res"), say("实施", "impl"),
                         say("总投资", "invest."), say("目→储", "d→r"), say("储→实", "r→i"),
                         say("红", "red"), say("黄", "yel"), say("绿", "grn"), say("无数据", "n/d"),
                         say("三评", "evals"), say("两算", "accts")});
        for (const auto& group : lines) {
            const auto count = [&](Light light) {
                return number(group.sums.volume.lights[static_cast<std::size_t>(light)]);
            };
            Money held;
            for (const auto& library : group.libraries) held += library.investment;
            table.add({group.name.in(language_), number(group.libraries[0].projects),
                       number(group.libraries[1].projects), number(group.libraries[2].projects),
                       yi(held), group.sums.directory_to_reserve.by_count().percent(),
                       group.sums.reserve_to_implementation.by_count().percent(), count(Light::red),
                       count(Light::yellow), count(Light::green), count(Light::no_data),
                       group.sums.evaluations.rate().percent(),
                       group.sums.two_accounts.rate().percent()});
        }
        out_ += table.str();
    }

    void quality() {
        const auto& q = b_.quality;
        section(say("数据质量", "Data quality"));
        line(say("应月报项目 ", "Projects that report each month: ") +
             number(q.reporting.expected) + say(" 个，上报率 ", "; up to date: ") +
             of(q.reporting.rate()) + say("，逾期未报 ", "; stale: ") + number(q.reporting.stale) +
             say(" 个。", "."));
        if (!q.silent_units.empty()) {
            std::string units;
            constexpr std::size_t most = 8;
            for (std::size_t i = 0; i < std::min(most, q.silent_units.size()); ++i) {
                if (i > 0) units += say("、", ", ");
                const auto& unit = q.silent_units[i];
                units += (unit.name.empty() ? say("（未填单位）", "(no unit)") : unit.name) + " " +
                         number(unit.projects);
            }
            if (q.silent_units.size() > most) units += say(" 等", " and others");
            line(say("未报单位：", "Not reported, by unit: ") + units + say("。", "."));
        }
        line(say("导入 ", "Rows imported: ") + number(q.rows - q.rejected) +
             say(" 行，退回 ", "; returned: ") + number(q.rejected) + say(" 行", "") +
             say("；因正当理由暂不亮灯 ", "; lights suspended by a valid reason: ") +
             number(q.suspended) + say(" 个，本月到期恢复 ", "; reasons that ended this month: ") +
             number(q.returned) + say(" 个。", "."));
        line(say("比率均按四舍五入保留一位小数；“—”表示无数值。",
                 "Rates are rounded half up to one decimal; \"—\" means that there is no value."));
    }

    /// What the bulletin was made from, and how it was frozen, at its very end.
    void origin() {
        if (!b_.provenance) return;
        const Provenance& p = *b_.provenance;
        const auto hash = [&](const Digest& digest) {
            return std::string(key(p.algorithm)) + ':' + digest.hex();
        };
        out_ += '\n';
        line(say("依据：台账 ", "Made from: journal of ") + number(p.batches) +
                 say(" 批 ", " batches, ") + number(p.events) + say(" 条事件", " events") +
                 (p.known_on_limited ? say("（限所示日期前已登记的）", " (those known on that day)")
                                     : "") +
                 say("，校验 ", ", ") + hash(p.head) + say("；", ";"),
             0);
        line(say("规则 ", "rules ") + p.policy + say(" 版本 ", " version ") + p.policy_version +
                 say("，校验 ", ", ") + hash(p.policy_hash) + say("；", ";"),
             0);
        line("sanku " + p.library + say("。", "."), 0);
        if (!b_.seal) return;
        const Seal& seal = *b_.seal;
        const bool chinese = seal.language == Language::zh;
        line(say("存档：第 ", "Frozen: number ") + std::to_string(seal.number) + say(" 号", "") +
                 (seal.title.empty() ? "" : say("《", " \"") + seal.title + say("》", "\"")) +
                 say("，", ", ") + page::clock(seal.frozen_at) +
                 (seal.by.empty() ? "" : say("，存档人 ", ", by ") + seal.by) +
                 say("；JSON（", "; JSON (") +
                 (chinese ? say("中文", "Chinese") : say("英文", "English")) +
                 say("）校验 ", ") ") + hash(seal.json_hash) + say("。", "."),
             0);
        if (!seal.found) return;
        line(say("注意：重新生成的通报与存档不一致，重新生成的 JSON 校验为 ",
                 "Note: made again it is not what was frozen; its JSON now hashes to ") +
                 hash(*seal.found) + say("。", "."),
             0);
    }

    const Bulletin& b_;
    Language language_;
    std::size_t red_limit_;
    std::size_t section_ = 0;
    std::string out_;
};

}  // namespace

std::string to_text(const Bulletin& bulletin, Language language, std::size_t red_limit) {
    return Writer(bulletin, language, red_limit).write();
}

}  // namespace sanku
