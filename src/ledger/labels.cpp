#include "labels.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "sanku/core/text.hpp"

namespace sanku::ledger::detail {

namespace {

// clang-format off
constexpr Synonym synonyms[] = {
    {"项目代码", Column::project_code, flag::firm},
    {"projectcode", Column::project_code, flag::firm},
    {"投资项目代码", Column::project_code, flag::firm},
    {"统一项目代码", Column::project_code, flag::firm},
    {"项目统一代码", Column::project_code, flag::firm},
    {"项目编码", Column::project_code, flag::weak},
    {"code", Column::project_code, flag::weak},
    {"项目名称", Column::name, flag::firm},
    {"projectname", Column::name, flag::firm},
    {"name", Column::name, flag::weak | flag::in_group},
    {"工程名称", Column::name, flag::weak},
    {"行政区划", Column::region, flag::firm},
    {"行政区划代码", Column::region, flag::firm},
    {"region", Column::region, flag::firm},
    {"所属区域", Column::region, flag::weak},
    {"所属地区", Column::region, flag::weak},
    {"所属区划", Column::region, flag::weak},
    {"所在区域", Column::region, flag::weak},
    {"所在地区", Column::region, flag::weak},
    {"所在地", Column::region, flag::weak},
    {"项目所在地", Column::region, flag::weak},
    {"乡镇", Column::region, flag::weak},
    {"所在乡镇", Column::region, flag::weak},
    {"所属乡镇", Column::region, flag::weak},
    {"建设地点", Column::region, flag::weak | flag::place},
    {"建设地址", Column::region, flag::weak | flag::place},
    {"项目地点", Column::region, flag::weak | flag::place},
    {"行业", Column::sector, flag::firm},
    {"sector", Column::sector, flag::firm},
    {"行业代码", Column::sector, flag::firm},
    {"所属行业", Column::sector, flag::weak},
    {"行业类别", Column::sector, flag::weak},
    {"行业分类", Column::sector, flag::weak},
    {"国标行业", Column::sector, flag::weak},
    {"责任单位", Column::responsible_unit, flag::firm},
    {"responsibleunit", Column::responsible_unit, flag::firm},
    {"责任主体", Column::responsible_unit, flag::weak},
    {"建设单位", Column::responsible_unit, flag::weak},
    {"项目单位", Column::responsible_unit, flag::weak},
    {"业主单位", Column::responsible_unit, flag::weak},
    {"项目业主", Column::responsible_unit, flag::weak},
    {"实施单位", Column::responsible_unit, flag::weak},
    {"实施主体", Column::responsible_unit, flag::weak},
    {"建设主体", Column::responsible_unit, flag::weak},
    {"项目法人", Column::responsible_unit, flag::weak},
    {"牵头领导", Column::lead_leader, flag::firm},
    {"leadleader", Column::lead_leader, flag::firm},
    {"责任领导", Column::lead_leader, flag::weak},
    {"包保领导", Column::lead_leader, flag::weak},
    {"包联领导", Column::lead_leader, flag::weak},
    {"挂点领导", Column::lead_leader, flag::weak},
    {"联系领导", Column::lead_leader, flag::weak},
    {"资金类别", Column::funding, flag::firm},
    {"funding", Column::funding, flag::firm},
    {"资金类型", Column::funding, flag::weak},
    {"资金性质", Column::funding, flag::weak},
    {"资金来源", Column::funding, flag::weak},
    {"总投资", Column::total_investment, flag::firm},
    {"总投资额", Column::total_investment, flag::firm},
    {"totalinvestment", Column::total_investment, flag::firm},
    {"项目总投资", Column::total_investment, flag::firm},
    {"投资总额", Column::total_investment, flag::weak},
    {"计划总投资", Column::total_investment, flag::weak},
    {"投资资金", Column::total_investment, flag::weak | flag::in_group},
    {"年度计划投资", Column::plan, flag::firm},
    {"plan", Column::plan, flag::firm},
    {"年度计划投资额", Column::plan, flag::firm},
    {"年度投资计划", Column::plan, flag::firm},
    {"年度计划完成投资", Column::plan, flag::firm},
    {"年计划投资", Column::plan, flag::firm},
    {"年计划完成投资", Column::plan, flag::firm},
    {"年投资计划", Column::plan, flag::firm},
    {"计划投资", Column::plan, flag::of_year},
    {"投资计划", Column::plan, flag::of_year},
    {"应支付资金", Column::required_payment, flag::firm},
    {"requiredpayment", Column::required_payment, flag::firm},
    {"应付资金", Column::required_payment, flag::weak},
    {"协议年产值", Column::agreed_output, flag::firm},
    {"协议产值", Column::agreed_output, flag::weak},
    {"协议约定年产值", Column::agreed_output, flag::weak},
    {"约定年产值", Column::agreed_output, flag::weak},
    {"agreedoutput", Column::agreed_output, flag::firm},
    {"协议年税收", Column::agreed_tax, flag::firm},
    {"协议税收", Column::agreed_tax, flag::weak},
    {"协议约定年税收", Column::agreed_tax, flag::weak},
    {"约定年税收", Column::agreed_tax, flag::weak},
    {"agreedtax", Column::agreed_tax, flag::firm},
    {"年产值", Column::output, flag::of_year},
    {"产值", Column::output, flag::of_year},
    {"output", Column::output, flag::of_year},
    {"年税收", Column::tax, flag::of_year},
    {"税收", Column::tax, flag::of_year},
    {"tax", Column::tax, flag::of_year},
    {"环保达标", Column::environment_met, flag::firm},
    {"环保是否达标", Column::environment_met, flag::weak},
    {"是否环保达标", Column::environment_met, flag::weak},
    {"environmentmet", Column::environment_met, flag::firm},
    {"目录库入库", Column::entered_directory, flag::firm},
    {"入库目录库", Column::entered_directory, flag::firm},
    {"入目录库", Column::entered_directory, flag::firm},
    {"进入目录库", Column::entered_directory, flag::firm},
    {"entereddirectory", Column::entered_directory, flag::firm},
    {"储备库入库", Column::entered_reserve, flag::firm},
    {"入库储备库", Column::entered_reserve, flag::firm},
    {"入储备库", Column::entered_reserve, flag::firm},
    {"进入储备库", Column::entered_reserve, flag::firm},
    {"enteredreserve", Column::entered_reserve, flag::firm},
    {"实施库入库", Column::entered_implementation, flag::firm},
    {"入库实施库", Column::entered_implementation, flag::firm},
    {"入实施库", Column::entered_implementation, flag::firm},
    {"进入实施库", Column::entered_implementation, flag::firm},
    {"enteredimplementation", Column::entered_implementation, flag::firm},
    {"退库", Column::withdrawn, flag::dated},
    {"出库", Column::withdrawn, flag::weak | flag::dated},
    {"withdrawn", Column::withdrawn, flag::firm},
    {"退库原因", Column::withdrawal_reason, flag::firm},
    {"出库原因", Column::withdrawal_reason, flag::weak},
    {"withdrawalreason", Column::withdrawal_reason, flag::firm},
    {"计划开工", Column::planned_start, flag::firm},
    {"拟开工", Column::planned_start, flag::weak},
    {"预计开工", Column::planned_start, flag::weak},
    {"plannedstart", Column::planned_start, flag::firm},
    {"实际开工", Column::started, flag::firm},
    {"开工", Column::started, flag::weak | flag::in_group | flag::dated},
    {"started", Column::started, flag::firm},
    {"纳统", Column::enrolled, flag::dated},
    {"入统", Column::enrolled, flag::weak | flag::dated},
    {"纳统入库", Column::enrolled, flag::weak | flag::dated},
    {"enrolled", Column::enrolled, flag::firm},
    {"计划竣工", Column::planned_completion, flag::firm},
    {"计划完工", Column::planned_completion, flag::weak},
    {"拟竣工", Column::planned_completion, flag::weak},
    {"预计竣工", Column::planned_completion, flag::weak},
    {"plannedcompletion", Column::planned_completion, flag::firm},
    {"实际竣工", Column::completed, flag::firm},
    {"实际完工", Column::completed, flag::weak},
    {"竣工", Column::completed, flag::weak | flag::in_group | flag::dated},
    {"完工", Column::completed, flag::weak | flag::in_group | flag::dated},
    {"completed", Column::completed, flag::firm},
    {"投产", Column::in_production, flag::in_group | flag::dated},
    {"实际投产", Column::in_production, flag::firm},
    {"inproduction", Column::in_production, flag::firm},
    {"竣工结算", Column::settled, flag::dated},
    {"结算", Column::settled, flag::weak | flag::dated},
    {"settled", Column::settled, flag::firm},
    {"财务决算", Column::final_accounts, flag::dated},
    {"竣工财务决算", Column::final_accounts, flag::weak | flag::dated},
    {"决算", Column::final_accounts, flag::weak | flag::dated},
    {"finalaccounts", Column::final_accounts, flag::firm},
    {"洽谈", Column::negotiated, flag::dated},
    {"开始洽谈", Column::negotiated, flag::firm},
    {"negotiated", Column::negotiated, flag::firm},
    {"签约", Column::contract_signed, flag::dated},
    {"协议签订", Column::contract_signed, flag::weak | flag::dated},
    {"contractsigned", Column::contract_signed, flag::firm},
    {"责令整改", Column::correction_ordered, flag::dated},
    {"correctionordered", Column::correction_ordered, flag::firm},
    {"整改完成", Column::corrected, flag::dated},
    {"完成整改", Column::corrected, flag::weak | flag::dated},
    {"corrected", Column::corrected, flag::firm},
    {"评价", Column::evaluated, flag::dated},
    {"项目评价", Column::evaluated, flag::weak | flag::dated},
    {"绩效评价", Column::evaluated, flag::weak | flag::dated},
    {"evaluated", Column::evaluated, flag::firm},
    {"评价得分", Column::score, flag::firm},
    {"项目评价得分", Column::score, flag::weak},
    {"绩效评价得分", Column::score, flag::weak},
    {"score", Column::score, flag::firm},
    {"月份", Column::month, flag::firm},
    {"month", Column::month, flag::firm},
    {"年月", Column::month, flag::weak},
    {"报告月份", Column::month, flag::weak},
    {"填报月份", Column::month, flag::weak},
    {"统计月份", Column::month, flag::weak},
    {"年完成投资", Column::completed_this_year, flag::firm},
    {"年度完成投资", Column::completed_this_year, flag::firm},
    {"年累计完成投资", Column::completed_this_year, flag::firm},
    {"年度累计完成投资", Column::completed_this_year, flag::firm},
    {"年内完成投资", Column::completed_this_year, flag::weak},
    {"今年完成投资", Column::completed_this_year, flag::weak},
    {"今年累计完成投资", Column::completed_this_year, flag::weak},
    {"完成投资", Column::completed_this_year, flag::months},
    {"completedthisyear", Column::completed_this_year, flag::firm},
    {"累计完成投资", Column::completed_total, flag::in_group},
    {"开工累计完成投资", Column::completed_total, flag::firm},
    {"开工以来完成投资", Column::completed_total, flag::firm},
    {"开工以来累计完成投资", Column::completed_total, flag::firm},
    {"开工至今累计完成投资", Column::completed_total, flag::firm},
    {"自开工累计完成投资", Column::completed_total, flag::firm},
    {"completedtotal", Column::completed_total, flag::firm},
    {"到位资金", Column::arrived, flag::in_group},
    {"年到位资金", Column::arrived, flag::firm},
    {"年度到位资金", Column::arrived, flag::firm},
    {"资金到位", Column::arrived, flag::weak | flag::in_group},
    {"arrived", Column::arrived, flag::in_group},
    {"支付资金", Column::paid, flag::in_group},
    {"已支付资金", Column::paid, flag::in_group},
    {"年支付资金", Column::paid, flag::firm},
    {"年度支付资金", Column::paid, flag::firm},
    {"资金支付", Column::paid, flag::weak | flag::in_group},
    {"paid", Column::paid, flag::in_group},
};
// clang-format on

[[nodiscard]] bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

[[nodiscard]] std::optional<MoneyUnit> unit_named(std::string_view text) {
    (void)take_prefix(text, "单位:");
    if (text == "分" || text == "fen") return MoneyUnit::fen;
    if (text == "元" || text == "人民币元" || text == "yuan") return MoneyUnit::yuan;
    if (text == "万元" || text == "万" || text == "wanyuan") return MoneyUnit::wan_yuan;
    if (text == "亿元" || text == "亿" || text == "yiyuan") return MoneyUnit::yi_yuan;
    return std::nullopt;
}

/// Takes bracketed parts out of `text`, and the unit and the % sign that stand in them.
[[nodiscard]] std::string without_brackets(std::string_view text, Label& label) {
    std::string out;
    while (!text.empty()) {
        const std::size_t open = text.find_first_of("([");
        out.append(text.substr(0, open));
        if (open == std::string_view::npos) break;
        const std::size_t close = text.find_first_of(")]", open);
        const std::string_view inner =
            text.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
        if (const auto unit = unit_named(inner)) label.unit = unit;
        if (inner.find('%') != std::string_view::npos) label.percentage = true;
        if (close == std::string_view::npos) break;
        text.remove_prefix(close + 1);
    }
    return out;
}

/// Takes a number of one or two digits off the front.
[[nodiscard]] std::optional<int> take_number(std::string_view& text) {
    std::size_t digits = 0;
    while (digits < text.size() && digits < 3 && text[digits] >= '0' && text[digits] <= '9') {
        ++digits;
    }
    if (digits == 0 || digits == 3) return std::nullopt;
    const auto value = static_cast<int>(text::to_number(text.substr(0, digits)));
    text.remove_prefix(digits);
    return value;
}

/// Takes 1～9月 (since January) or 截至9月底 (since the start) off the front.
void take_months(std::string_view& base, Label& label) {
    std::string_view rest = base;
    bool since_start = false;
    for (const std::string_view word : {"截至", "截止", "至"}) {
        if (!since_start) since_start = take_prefix(rest, word);
    }
    auto month = take_number(rest);
    if (!month) return;
    if (!since_start) {
        bool range = false;
        for (const std::string_view mark : {"-", "~", "～", "至", "到"}) {
            if (!range) range = take_prefix(rest, mark);
        }
        if (!range || *month != 1) return;
        if (!(month = take_number(rest))) return;
    }
    if (*month < 1 || *month > 12 || !take_prefix(rest, "月")) return;
    for (const std::string_view word : {"份", "底", "末"}) (void)take_prefix(rest, word);
    label.through_month = month;
    label.since_start = since_start;
    base = rest;
}

/// Takes 2024 off the front of 2024年度…; one 年 is left only where it belongs to the word.
void take_year(std::string_view& base, Label& label) {
    if (base.size() < 4 || !text::is_digits(base.substr(0, 4))) return;
    const auto year = static_cast<int>(text::to_number(base.substr(0, 4)));
    if (year < 1900 || year > 2199) return;
    std::string_view rest = base.substr(4);
    if (!rest.empty() && rest[0] >= '0' && rest[0] <= '9') return;
    label.year = year;
    base = rest;
}

[[nodiscard]] std::string_view without_ending(std::string_view base) {
    for (const std::string_view ending : {"时间", "日期", "年月"}) {
        if (base.ends_with(ending)) return base.substr(0, base.size() - ending.size());
    }
    return base;
}

[[nodiscard]] const Synonym* look_up(std::string_view base) {
    const auto* const found = std::find_if(std::begin(synonyms), std::end(synonyms),
                                           [&](const Synonym& s) { return s.base == base; });
    return found == std::end(synonyms) ? nullptr : found;
}

[[nodiscard]] bool is_progress(Column column) noexcept {
    return column >= Column::completed_this_year && column <= Column::paid;
}

/// Whether the words around a synonym are those that it needs.
[[nodiscard]] bool fits(const Synonym& synonym, const Label& label, bool dated) {
    if ((synonym.flags & flag::dated) != 0 && !dated) return false;
    if ((synonym.flags & flag::of_year) != 0 && !label.year) return false;
    if ((synonym.flags & flag::months) != 0 && (!label.through_month || label.since_start)) {
        return false;
    }
    if (!label.through_month) return true;
    if (!is_progress(synonym.column)) return false;
    return !label.since_start || synonym.column == Column::completed_total;
}

/// 1～9月累计完成投资 counts since January, whatever 累计 says without the months.
[[nodiscard]] Synonym in_months(Synonym synonym, const Label& label) {
    if (label.through_month && !label.since_start && synonym.base == "累计完成投资") {
        synonym.column = Column::completed_this_year;
    }
    return synonym;
}

/// Forms under which a base may stand in the table: as it is, without 年 or 年度 that belongs to
/// its year, without the ending of a date.
[[nodiscard]] std::optional<Synonym> match(std::string_view base, const Label& label) {
    std::array<std::string_view, 3> forms{base, base, base};
    if (label.year) {
        (void)take_prefix(forms[1], "年");
        forms[2] = forms[1];
        (void)take_prefix(forms[2], "度");
    }
    for (const std::string_view form : forms) {
        for (const std::string_view stem : {form, without_ending(form)}) {
            const Synonym* const found = look_up(stem);
            const bool dated = stem.size() != form.size();
            if (found != nullptr && fits(*found, label, dated)) return in_months(*found, label);
        }
    }
    return std::nullopt;
}

}  // namespace

std::string squeezed(std::string_view text) {
    std::string out;
    for (std::string half = text::half_width(text); const char c : half) {
        const bool blank = c == ' ' || (c >= '\t' && c <= '\r') || c == '_';
        if (blank) continue;
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

Label take_apart(std::string_view text) {
    Label label;
    const std::string whole = squeezed(text);
    const std::string bare = without_brackets(whole, label);
    std::string_view base = bare;
    if (base.find('%') != std::string_view::npos) label.percentage = true;
    for (const auto unit : {MoneyUnit::yi_yuan, MoneyUnit::wan_yuan}) {
        if (!label.unit && base.size() > name(unit).size() && base.ends_with(name(unit))) {
            label.unit = unit;  // 总投资万元
            base.remove_suffix(name(unit).size());
        }
    }
    while (base.ends_with(':') || base.ends_with('*')) base.remove_suffix(1);
    while (base.starts_with('*')) base.remove_prefix(1);
    take_year(base, label);
    if (label.year && base.starts_with("年")) {
        std::string_view rest = base.substr(std::string_view("年").size());
        take_months(rest, label);
        if (label.through_month) base = rest;
    } else {
        take_months(base, label);
    }
    if (!label.year) {
        for (const std::string_view word : {"本", "当"}) {
            if (base.starts_with(std::string(word) + "年")) base.remove_prefix(word.size());
        }
    }
    constexpr std::string_view fen = "fen";
    if (!label.unit && base.ends_with(fen) &&
        look_up(base.substr(0, base.size() - fen.size())) != nullptr) {
        label.unit = MoneyUnit::fen;  // total_investment_fen
        base.remove_suffix(fen.size());
    }
    label.base = base;
    return label;
}

std::optional<Synonym> find_synonym(const Label& label, bool under_group) {
    if (label.percentage) return std::nullopt;
    auto found = match(label.base, label);
    if (found && under_group && (found->flags & flag::in_group) != 0) return std::nullopt;
    return found;
}

std::optional<Synonym> find_synonym(const Label& group, const Label& leaf) {
    if (leaf.percentage || group.percentage) return std::nullopt;
    Label joined = leaf;
    if (!joined.year) joined.year = group.year;
    if (!joined.through_month) {
        joined.through_month = group.through_month;
        joined.since_start = group.since_start;
    }
    if (group.through_month) return match(leaf.base, joined);
    const std::string_view stem = without_ending(group.base);
    for (const std::string& base : {std::string(group.base) + leaf.base,
                                    std::string(stem) + leaf.base, leaf.base + group.base}) {
        if (const auto found = match(base, joined)) return found;
    }
    if (group.base.empty() || group.base == "年" || group.base == "年度") {
        return match(leaf.base, joined);  // the group is nothing but a year
    }
    return find_synonym(leaf, true);
}

std::optional<MoneyUnit> unit_in_title(std::string_view text) {
    const std::string whole = squeezed(text);
    std::string_view rest = whole;
    constexpr std::string_view word = "单位";
    for (std::size_t at = rest.find(word); at != std::string_view::npos; at = rest.find(word)) {
        rest.remove_prefix(at + word.size());
        std::string_view after = rest;
        (void)take_prefix(after, ":");
        (void)take_prefix(after, "人民币");
        for (const auto unit : {MoneyUnit::yi_yuan, MoneyUnit::wan_yuan, MoneyUnit::yuan}) {
            if (after.starts_with(name(unit))) return unit;
        }
    }
    return std::nullopt;
}

std::optional<int> year_in_title(std::string_view text) {
    const std::string whole = squeezed(text);
    std::optional<int> in_date;
    for (std::size_t at = whole.find("年"); at != std::string::npos;
         at = whole.find("年", at + 1)) {
        if (at < 4 || !text::is_digits(std::string_view(whole).substr(at - 4, 4))) continue;
        const auto year =
            static_cast<int>(text::to_number(std::string_view(whole).substr(at - 4, 4)));
        if (year < 1900 || year > 2199) continue;
        const std::size_t next = at + std::string_view("年").size();
        const bool dated = next < whole.size() && whole[next] >= '0' && whole[next] <= '9';
        if (!dated) return year;
        if (!in_date) in_date = year;
    }
    return in_date;
}

}  // namespace sanku::ledger::detail
