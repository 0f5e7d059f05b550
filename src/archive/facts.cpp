#include "sanku/archive/facts.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "sanku/core/decimal.hpp"
#include "sanku/core/rational.hpp"
#include "sanku/core/region_names.hpp"
#include "sanku/warning/words.hpp"

namespace sanku {

namespace {

using warning::detail::month_words;

/// One figure of a fact; a fact that is one value has a part without label.
struct Part {
    Bilingual label;
    Bilingual value;
    friend bool operator==(const Part&, const Part&) = default;
};
using Parts = std::vector<Part>;

[[nodiscard]] Bilingual day_words(Date day) {
    return {day.words(Language::zh), day.words(Language::en)};
}
[[nodiscard]] Bilingual amount_words(const std::optional<Money>& amount) {
    return warning::detail::words(amount.value_or(Money{}).fen(), amount.has_value());
}
[[nodiscard]] Bilingual quoted(const std::string& text) {
    return text.empty() ? Bilingual{"（空）", "(empty)"} : Bilingual{text, text};
}

/// A text that may be missing.
[[nodiscard]] Bilingual stated(const std::string& text) {
    return text.empty() ? amount_words(std::nullopt) : quoted(text);
}

/// As a decimal number if it is one of at most six places, else as a fraction.
[[nodiscard]] std::string exact_words(const Ratio& value) {
    checked::Wide power = 1;
    for (int places = 0; places <= 6; ++places, power *= 10) {
        if (value.numerator() * power % value.denominator() == 0) {
            return decimal(value.numerator(), value.denominator(), places);
        }
    }
    return Rational(value.numerator(), value.denominator()).str();
}

/// Says what a payload says; what only its day tells comes from the caller.
struct Speaker {
    Date effective;

    [[nodiscard]] Parts operator()(const event::Withdrawn& what) const {
        return {{{}, day_words(effective)}, {{"原因", "reason"}, quoted(what.reason)}};
    }
    [[nodiscard]] Parts operator()(const event::PlanSet& what) const {
        return {{{"计划投资", "investment"}, amount_words(what.amount)},
                {{"要求支付", "required payment"}, amount_words(what.required_payment)}};
    }
    [[nodiscard]] Parts operator()(const event::StartPlanned& what) const {
        return {{{}, day_words(what.day)}};
    }
    [[nodiscard]] Parts operator()(const event::CompletionPlanned& what) const {
        return {{{}, day_words(what.day)}};
    }
    [[nodiscard]] Parts operator()(const event::ProgressReported& what) const {
        return {{{"本年完成", "completed this year"}, amount_words(what.completed_this_year)},
                {{"累计完成", "completed in total"}, amount_words(what.completed_total)},
                {{"到位", "arrived"}, amount_words(what.arrived)},
                {{"支付", "paid"}, amount_words(what.paid)}};
    }
    [[nodiscard]] Parts operator()(const event::Evaluated& what) const {
        Bilingual score{"未填", "not stated"};
        if (what.score) {
            score.zh = score.en = decimal(*what.score, 100, 2);
        }
        return {{{}, day_words(effective)},
                {{"得分", "score"}, score},
                {{"指标体系", "indicators"}, stated(what.system)},
                {{"文号", "document"}, stated(what.document)}};
    }
    [[nodiscard]] Parts operator()(const event::ReasonGranted& what) const {
        return {{{"至", "until"}, day_words(what.to)},
                {{"批准", "granted by"}, quoted(what.by)},
                {{"理由", "reason"}, quoted(what.reason)},
                {{"文号", "document"}, stated(what.document)}};
    }
    [[nodiscard]] Parts operator()(const event::AgreementSet& what) const {
        return {{{"年产值", "output a year"}, amount_words(what.output)},
                {{"年税收", "tax a year"}, amount_words(what.tax)}};
    }
    [[nodiscard]] Parts operator()(const event::PerformanceReported& what) const {
        Bilingual environment = amount_words(std::nullopt);
        if (what.environment_met) {
            environment =
                *what.environment_met ? Bilingual{"达标", "met"} : Bilingual{"未达标", "not met"};
        }
        return {{{"产值", "output"}, amount_words(what.output)},
                {{"税收", "tax"}, amount_words(what.tax)},
                {{"环保", "environmental terms"}, environment}};
    }
    [[nodiscard]] Parts operator()(const event::PoolEntered& what) const {
        return {{{}, day_words(effective)}, {{"原因", "reason"}, stated(what.reason)}};
    }
    [[nodiscard]] Parts operator()(const event::NetworkLeft& what) const {
        return {{{}, day_words(effective)}, {{"原因", "reason"}, stated(what.reason)}};
    }
    [[nodiscard]] Parts operator()(const event::Approved& what) const {
        return {{{}, day_words(effective)}, {{"文号", "document"}, stated(what.document)}};
    }
    [[nodiscard]] Parts operator()(const event::Appraised& what) const {
        static const Bilingual outcomes[] = {
            {"通过", "passed"}, {"有提示", "passed with a warning"}, {"不通过", "blocked"}};
        return {{{}, day_words(effective)},
                {{"结论", "outcome"}, outcomes[static_cast<std::size_t>(what.outcome)]},
                {{"意见", "findings"}, stated(what.findings)},
                {{"文号", "document"}, stated(what.document)}};
    }
    [[nodiscard]] Parts operator()(const event::FactorStated& what) const {
        return {{{},
                 {std::string(name(what.state, Language::zh)),
                  std::string(name(what.state, Language::en))}},
                {{"文号", "document"}, stated(what.document)}};
    }
    [[nodiscard]] Parts operator()(const event::FigureReported& what) const {
        const std::string value = exact_words(what.value);
        return {{{}, {value, value}}, {{"文号", "document"}, stated(what.document)}};
    }
    [[nodiscard]] Parts operator()(const event::AttributeChanged& what) const {
        return {{{}, attribute_value(what)}};
    }
    [[nodiscard]] Parts operator()(const event::Retracted& what) const {
        return {{{"原因", "reason"}, quoted(what.reason)}};
    }
    template <typename Milestone>
    [[nodiscard]] Parts operator()(const Milestone&) const {
        return {{{}, day_words(effective)}};
    }

    [[nodiscard]] static Bilingual attribute_value(const event::AttributeChanged& what) {
        if (what.attribute == Attribute::total_investment) {
            return amount_words(Money::from_fen(what.number));
        }
        if (what.attribute == Attribute::sector) {
            const std::string code =
                SectorCode::from_value(static_cast<std::uint16_t>(what.number)).str();
            return {code, code};
        }
        if (what.attribute != Attribute::region) return quoted(what.text);
        const auto code = RegionCode::from_value(static_cast<std::uint32_t>(what.number));
        const std::string_view shipped = shipped_name(code);
        const std::string region(!what.text.empty() ? what.text : std::string(shipped));
        const std::string shown = region.empty() ? code.str() : region + ' ' + code.str();
        return {shown, shown};
    }
};

[[nodiscard]] Parts parts_of(const Event& event) {
    return std::visit(Speaker{event.effective}, event.what);
}

[[nodiscard]] Bilingual joined(const Parts& parts) {
    Bilingual out;
    for (const auto& [label, value] : parts) {
        if (!out.zh.empty()) {
            out.zh += "，";
            out.en += ", ";
        }
        out.zh += label.zh + (label.zh.empty() ? "" : " ") + value.zh;
        out.en += label.en + (label.en.empty() ? "" : " ") + value.en;
    }
    return out;
}

[[nodiscard]] Bilingual kind_words(EventKind kind) {
    static const Bilingual words[event_kind_count] = {
        {"进入目录库", "entry into the directory"},
        {"进入储备库", "entry into the reserve library"},
        {"进入实施库", "entry into the implementation library"},
        {"退库", "withdrawal from the libraries"},
        {"年度计划", "plan of the year"},
        {"计划开工", "planned start"},
        {"开工", "start"},
        {"纳统", "enrolment"},
        {"进度", "report"},
        {"计划竣工", "planned completion"},
        {"竣工", "completion"},
        {"投产", "start of production"},
        {"结算", "settlement"},
        {"决算批复", "final accounts"},
        {"评价", "evaluation"},
        {"正当理由", "valid reason"},
        {"属性", "attribute"},
        {"撤回", "withdrawn record"},
        {"开始洽谈", "start of negotiations"},
        {"签约", "signing of the agreement"},
        {"责令整改", "order to correct"},
        {"整改完成", "correction"},
        {"协议约定", "terms of the agreement"},
        {"经营情况", "performance"},
        {"进入网络中的库", "entry into a pool"},
        {"退出网络", "departure from a network"},
        {"批复", "approval"},
        {"论证", "appraisal"},
        {"要素保障", "factor"},
        {"填报指标", "reported figure"}};
    return words[static_cast<std::size_t>(kind)];
}

/// Which time it is, from the second on.
[[nodiscard]] Bilingual time_words(std::int64_t time) {
    if (time == 1) return {};
    const std::string count = std::to_string(time);
    return {"（第" + count + "次）", " (time " + count + ")"};
}

/// An entry into a library is worded as the first one; other pools have their ids.
[[nodiscard]] Bilingual entry_words(const event::PoolEntered& what) {
    const std::string pool(what.pool());
    const std::string network(what.network());
    Bilingual words = {"进入 " + network + " 的 " + pool, "entry into " + pool + " of " + network};
    constexpr EventKind first_entries[] = {EventKind::entered_directory,
                                           EventKind::moved_to_reserve,
                                           EventKind::moved_to_implementation};
    for (std::size_t i = 0; i < libraries.size(); ++i) {
        if (network == library_network && pool == key(libraries[i])) {
            words = kind_words(first_entries[i]);
        }
    }
    const auto [zh, en] = time_words(what.visit);
    return {words.zh + zh, words.en + en};
}

[[nodiscard]] Bilingual departure_words(const std::string& network, std::int64_t visit) {
    const Bilingual words = network == library_network
                                ? kind_words(EventKind::withdrawn)
                                : Bilingual{"退出 " + network, "departure from " + network};
    const auto [zh, en] = time_words(visit);
    return {words.zh + zh, words.en + en};
}

[[nodiscard]] Bilingual attribute_words(const FactKey& fact) {
    static const Bilingual words[] = {{"项目名称", "name"},
                                      {"地区", "region"},
                                      {"行业", "sector"},
                                      {"责任单位", "responsible unit"},
                                      {"包联领导", "lead leader"},
                                      {"资金类别", "funding"},
                                      {"总投资", "total investment"}};
    const auto place = static_cast<std::size_t>(fact.number);
    if (place < std::size(words)) return words[place];
    return {std::string(fact.text), std::string(fact.text)};
}

}  // namespace

Bilingual fact_words(const Event& event) {
    const FactKey fact = fact_key(event.what);
    Bilingual kind = kind_words(fact.kind);
    switch (fact.kind) {
        case EventKind::plan_set: {
            const std::string year = std::to_string(fact.number);
            return {year + "年计划", "plan of " + year};
        }
        case EventKind::performance_reported: {
            const std::string year = std::to_string(fact.number);
            return {year + "年" + kind.zh, kind.en + " of " + year};
        }
        case EventKind::progress_reported: {
            const Bilingual month = month_words(static_cast<std::int32_t>(fact.number));
            return {month.zh + kind.zh, kind.en + " of " + month.en};
        }
        case EventKind::evaluated: {
            static const Bilingual which[] = {
                {"项目", "project"}, {"行业", "sector"}, {"地区", "region"}};
            const auto& [zh, en] = which[static_cast<std::size_t>(fact.number)];
            return {zh + kind.zh, kind.en + " of the " + en};
        }
        case EventKind::reason_granted: {
            const Bilingual from =
                day_words(Date::from_days(static_cast<std::int32_t>(fact.number)));
            const std::string rule(fact.text);
            return {kind.zh + "（" + rule + "，自" + from.zh + "）",
                    kind.en + " (" + rule + ", from " + from.en + ")"};
        }
        case EventKind::attribute_changed:
            return attribute_words(fact);
        case EventKind::pool_entered:
            return entry_words({std::string(fact.text), static_cast<int>(fact.number), {}});
        case EventKind::network_left:
            return departure_words(std::string(fact.text), fact.number);
        case EventKind::approved:
            return {std::string(fact.text), kind.en + ' ' + std::string(fact.text)};
        case EventKind::appraised: {
            const std::string gate(fact.text);
            const std::string round = std::to_string(fact.number);
            return {kind.zh + "（" + gate + "，第" + round + "次）",
                    kind.en + " (" + gate + ", round " + round + ')'};
        }
        case EventKind::factor_stated:
        case EventKind::figure_reported: {
            const std::string of(fact.text);
            return {kind.zh + "（" + of + "）", kind.en + " (" + of + ')'};
        }
        default:
            return kind;
    }
}

Bilingual value_words(const Event& event) {
    Parts parts = parts_of(event);
    const Bilingual missing = amount_words(std::nullopt);
    if (parts.size() > 1) {
        std::erase_if(parts, [&](const Part& part) { return part.value == missing; });
    }
    return joined(parts);
}

ChangedWords changed_words(const Event& before, const Event& after) {
    const Parts all_old = parts_of(before);
    const Parts all_new = parts_of(after);
    Parts old_parts;
    Parts new_parts;
    for (std::size_t i = 0; i < std::min(all_old.size(), all_new.size()); ++i) {
        if (all_old[i] == all_new[i]) continue;
        old_parts.push_back(all_old[i]);
        new_parts.push_back(all_new[i]);
    }
    if (old_parts.empty()) return {value_words(before), value_words(after)};
    return {joined(old_parts), joined(new_parts)};
}

}  // namespace sanku
