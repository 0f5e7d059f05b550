#include <algorithm>
#include <string>
#include <utility>

#include "bulletin/page.hpp"
#include "sanku/archive/diff.hpp"

namespace sanku {

namespace {

/// Writes one difference in one language, section by section.
class Writer {
  public:
    Writer(const Difference& difference, Language language, std::size_t limit)
        : d_(difference), language_(language), limit_(limit) {}

    [[nodiscard]] std::string write() {
        title();
        if (d_.empty()) {
            line(say("两者没有差别。", "Nothing differs."));
            return std::move(out_);
        }
        records();
        totals();
        moves();
        lights();
        figures();
        return std::move(out_);
    }

  private:
    [[nodiscard]] std::string say(std::string_view zh, std::string_view en) const {
        return std::string(language_ == Language::zh ? zh : en);
    }
    [[nodiscard]] static std::string number(std::int64_t value) {
        return decimal(value, 1, 0, true);
    }
    [[nodiscard]] static std::string number(std::size_t value) {
        return number(static_cast<std::int64_t>(value));
    }
    [[nodiscard]] std::string name(Light light) const {
        return std::string(sanku::name(light, language_));
    }
    [[nodiscard]] std::string name(Pool pool) const {
        return std::string(sanku::name(pool, language_));
    }
    void line(std::string_view body, int indent = 2) { out_ += page::wrapped(body, indent); }
    void section(const std::string& name) { out_ += page::section(++section_, name, language_); }

    /// Shows the first of `entries` with their places and counts the rest.
    template <typename Entries, typename Show>
    void list(const Entries& entries, Show&& show) {
        const std::size_t shown = std::min(limit_, entries.size());
        for (std::size_t i = 0; i < shown; ++i) show(number(i + 1) + ". ", entries[i]);
        if (shown < entries.size()) {
            line(say("……另有 ", "… and ") + number(entries.size() - shown) +
                 say(" 条。", " more."));
        }
    }
    [[nodiscard]] std::string title_of(const Difference::Project& project) const {
        std::string out =
            project.name.empty() ? project.code.str() : project.name + "  " + project.code.str();
        for (const std::string* part : {&project.region.in(language_), &project.unit}) {
            if (!part->empty()) out += " · " + *part;
        }
        return out;
    }

    void title() {
        out_ += page::bar();
        out_ += page::centred(say("三库通报变化对照", "What changed between two bulletins"));
        out_ += page::bar();
        line(say("之前：", "Before: ") + view(d_.before), 0);
        line(say("之后：", "After: ") + view(d_.after), 0);
        if (d_.other_rules) {
            line(say("注意：两者所用规则不同。", "Note: the two use different rules."), 0);
        }
    }
    [[nodiscard]] std::string view(const Difference::View& view) const {
        const Anchor& anchor = view.anchor;
        return say("截至", "as of ") + view.as_of.words(language_) +
               (view.known_on ? say("（按", " (as known on ") + view.known_on->words(language_) +
                                    say("已知情况）", ")")
                              : "") +
               say("，项目 ", ", projects: ") + number(view.projects) +
               say(" 个；台账 ", "; journal of ") + number(anchor.position.batches) +
               say(" 批 ", " batches, ") + number(anchor.position.events) +
               say(" 条事件，校验 ", " events, ") + std::string(key(anchor.algorithm)) + ':' +
               anchor.head.hex() + say("；规则 ", "; rules ") + view.policy +
               say(" 版本 ", " version ") + view.policy_version + say("。", ".");
    }

    [[nodiscard]] std::string cause(Cause cause) const {
        switch (cause) {
            case Cause::entered:
                return say("新进入", "entered");
            case Cause::left:
                return say("不再计入", "left");
            case Cause::moved:
                return say("转库", "moved");
            case Cause::recorded:
                return say("有新登记", "recorded");
            case Cause::time:
                break;
        }
        return d_.other_rules ? say("仅因时间或规则", "time or rules alone")
                              : say("仅因时间", "time alone");
    }
    [[nodiscard]] static std::string value(const Difference::Total& total, std::int64_t value,
                                           bool with_sign) {
        const std::string out =
            total.amount ? Money::from_fen(value).number_in(MoneyUnit::wan_yuan) : number(value);
        return with_sign && value > 0 ? '+' + out : out;
    }
    void totals() {
        std::vector<const Difference::Total*> changed;
        std::int64_t only_parts = 0;
        for (const auto& total : d_.totals) {
            if (total.change() != 0) {
                changed.push_back(&total);
            } else if (std::ranges::any_of(total.parts, [](std::int64_t n) { return n != 0; })) {
                ++only_parts;
            }
        }
        section(say("总量变化（", "Totals that changed (") + number(changed.size()) +
                say("项，共", " of ") + number(d_.totals.size()) + say("项）", ")"));
        if (changed.empty()) line(say("无。", "None."));
        for (const auto* total : changed) {
            std::string parts;
            for (std::size_t i = 0; i < cause_count; ++i) {
                if (total->parts[i] == 0) continue;
                parts += (parts.empty() ? "" : say("，", ", ")) + cause(static_cast<Cause>(i)) +
                         ' ' + value(*total, total->parts[i], true);
            }
            line(total->name.in(language_) + say("：", ": ") + value(*total, total->before, false) +
                 " → " + value(*total, total->after, false) + say("，变化 ", ", change ") +
                 value(*total, total->change(), true) + say("（", " (") + parts + say("）", ")"));
        }
        if (only_parts > 0) {
            line(say("另有 ", "And ") + number(only_parts) +
                 say(" 项总数不变而构成有变。", " whose parts cancel out."));
        }
    }

    void moves() {
        section(say("项目进出与转库（新进入 ", "Projects that entered (") +
                number(d_.entered.size()) + say("，不再计入 ", "), left (") +
                number(d_.left.size()) + say("，转库 ", ") or moved (") + number(d_.moved.size()) +
                say("）", ")"));
        if (d_.entered.empty() && d_.left.empty() && d_.moved.empty()) line(say("无。", "None."));
        const auto show = [&](const std::string& place, const Difference::Move& move) {
            line(place + title_of(move.project) + say("：", ": ") + words(move));
        };
        list(d_.entered, show);
        list(d_.left, show);
        list(d_.moved, show);
    }
    [[nodiscard]] std::string words(const Difference::Move& move) const {
        if (move.from == Pool::none) return say("新进入", "entered, ") + name(move.to);
        if (move.to == Pool::none) return say("不再计入", "no longer in ") + name(move.from);
        return name(move.from) + " → " + name(move.to);
    }

    void lights() {
        section(say("亮灯变化（", "Lights that changed (") + number(d_.lights.size()) +
                say("个项目）", " projects)"));
        if (d_.lights.empty()) line(say("无。", "None."));
        list(d_.lights, [&](const std::string& place, const Difference::LightChange& change) {
            line(place + title_of(change.project) + say("：综合", ": overall ") +
                 (change.before == change.after ? say("仍为", "still ") + name(change.after)
                                                : say("由", "from ") + name(change.before) +
                                                      say("变为", " to ") + name(change.after)) +
                 say("（", " (") + cause(change.cause) + say("）", ")"));
            for (const auto& rule : change.rules) {
                line(rule.name.in(language_) + say("：", ": ") + name(rule.before) + " → " +
                         name(rule.after),
                     5);
                line(say("之前　", "before  ") + rule.why_before.in(language_), 7);
                line(say("之后　", "after   ") + rule.why_after.in(language_), 7);
            }
        });
    }

    using Kind = Difference::RecordKind;
    [[nodiscard]] std::vector<const Difference::Record*> of_kind(Kind kind) const {
        std::vector<const Difference::Record*> out;
        for (const auto& record : d_.records) {
            if (record.kind == kind) out.push_back(&record);
        }
        return out;
    }
    void records() {
        const auto corrections = of_kind(Kind::correction);
        const auto withdrawals = of_kind(Kind::withdrawal);
        auto late = of_kind(Kind::late);
        const std::size_t all_late = late.size();
        section(say("更正 ", "Corrections (") + number(corrections.size()) +
                say(" 条、撤回 ", "), withdrawals (") + number(withdrawals.size()) +
                say(" 条、补报 ", "), late records (") + number(all_late) + say(" 条", ")"));
        const auto show = [&](const std::string& place, const Difference::Record* record) {
            this->record(place, *record);
        };
        const auto group = [&](const std::string& heading, const auto& entries) {
            if (entries.empty()) return;
            line(heading);
            list(entries, show);
        };
        group(say("更正：", "Corrections:"), corrections);
        group(say("撤回：", "Withdrawals:"), withdrawals);
        std::erase_if(late, [](const auto* record) { return record->of_new_project; });
        group(say("补报（发生在前、登记在后）：", "Late records (of days before, recorded after):"),
              late);
        if (late.size() < all_late) {
            line(say("另有补报 ", "And late records of projects that are new in the journal: ") +
                 number(all_late - late.size()) + say(" 条，属于新登记的项目。", "."));
        }
        line(say("其他新登记 ", "Other new records: ") + number(d_.other_events) +
             say(" 条（所示日期之后的事，或当期正常登记）。",
                 " (of later days, or in their time)."));
    }
    void record(const std::string& place, const Difference::Record& record) {
        line(place + title_of(record.project));
        const auto words = [&](const std::optional<Bilingual>& value) {
            return value ? value->in(language_) : say("无", "none");
        };
        std::string body = record.what.in(language_) + say("：", ": ");
        if (record.kind == Kind::withdrawal) {
            body += words(record.old_value) + say("，撤回（", ", withdrawn (") + record.reason +
                    say("）", ")");
        } else if (record.old_value) {
            body += words(record.old_value) + " → " + words(record.new_value);
        } else {
            body += words(record.new_value);
        }
        line(body, 5);
        std::string origin = page::clock(record.recorded);
        if (!record.by.empty()) origin += say("，登记人 ", ", by ") + record.by;
        if (!record.source.empty()) origin += say("，来源 ", ", from ") + record.source;
        origin += say("；第 ", "; event ") + std::to_string(record.sequence) + say(" 条", "");
        if (record.supersedes != 0) {
            origin += say("，替代第 ", ", in place of ") + std::to_string(record.supersedes) +
                      say(" 条", "");
        }
        line(origin, 5);
    }

    void figures() {
        section(say("项目数据变化（", "Figures that changed (") + number(d_.figures.size()) +
                say("个项目）", " projects)"));
        if (d_.figures.empty()) line(say("无。", "None."));
        list(d_.figures, [&](const std::string& place, const Difference::FigureChange& change) {
            line(place + title_of(change.project));
            std::string body;
            for (const auto& figure : change.figures) {
                body += (body.empty() ? "" : say("；", "; ")) + figure.name.in(language_) + ' ' +
                        figure.before.in(language_) + " → " + figure.after.in(language_);
            }
            line(body + say("。", "."), 5);
        });
    }

    const Difference& d_;
    Language language_;
    std::size_t limit_;
    std::size_t section_ = 0;
    std::string out_;
};

}  // namespace

std::string to_text(const Difference& difference, Language language, std::size_t limit) {
    return Writer(difference, language, limit).write();
}

}  // namespace sanku
