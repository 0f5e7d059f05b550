#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sanku/appraisal/check.hpp"
#include "sanku/appraisal/commitments.hpp"
#include "sanku/core/decimal.hpp"
#include "sanku/portfolio/side_tables.hpp"

/// What the comparisons of a gate are said to be.
namespace sanku::appraisal::detail {

/// The unit in which amounts up to `fen` are said: 亿元, below one 万元, below one 元.
[[nodiscard]] inline MoneyUnit unit_of(const Fraction& fen) {
    const checked::Wide size = fen.numerator < 0 ? -fen.numerator : fen.numerator;
    for (const MoneyUnit unit : {MoneyUnit::yi_yuan, MoneyUnit::wan_yuan}) {
        if (size >= static_cast<std::int64_t>(unit) * fen.denominator) return unit;
    }
    return MoneyUnit::yuan;
}

/// The size of an amount in `unit` with two decimals, in 亿元 with up to four.
[[nodiscard]] inline Bilingual amount(const Fraction& fen, MoneyUnit unit) {
    const checked::Wide size = fen.numerator < 0 ? -fen.numerator : fen.numerator;
    const bool is_large = unit == MoneyUnit::yi_yuan;
    std::string number =
        decimal(size, static_cast<std::int64_t>(unit) * fen.denominator, is_large ? 4 : 2, true);
    for (int zeros = is_large ? 2 : 0; zeros > 0 && number.ends_with('0'); --zeros) {
        number.pop_back();
    }
    if (unit == MoneyUnit::yuan && number == "0.00" && size > 0) {
        return {"不足0.01元", "less than 0.01 yuan"};
    }
    constexpr std::string_view in_english[] = {" yuan", " wan yuan", " yi yuan"};
    const std::size_t place = is_large ? 2 : unit == MoneyUnit::wan_yuan ? 1 : 0;
    return {number + std::string(name(unit)), number + std::string(in_english[place])};
}
[[nodiscard]] inline Bilingual amount(const Fraction& fen) {
    return amount(fen, unit_of(fen));
}
[[nodiscard]] inline Bilingual amount(Money money) {
    return amount(Fraction{money.fen(), 1});
}

/// 3.5 or 80: a limit in its unit, 1/`scale`, with no more decimals than it has.
[[nodiscard]] inline std::string limit_number(const Limit& limit, int scale) {
    std::string number =
        decimal(checked::Wide{limit.at.numerator()} * scale, limit.at.denominator(), 2);
    while (number.ends_with('0')) number.pop_back();
    if (number.ends_with('.')) number.pop_back();
    return number;
}

/// `A + 本项目 B = C`, all in one unit.
[[nodiscard]] inline Bilingual sum_words(const Bilingual& what, const Check& check) {
    const Fraction all{(check.held + check.own).fen(), 1};
    const MoneyUnit unit = unit_of(all);
    const Bilingual held = amount({check.held.fen(), 1}, unit);
    const Bilingual own = amount({check.own.fen(), 1}, unit);
    const Bilingual sum = amount(all, unit);
    return {what.zh + held.zh + " + 本项目" + own.zh + " = " + sum.zh,
            what.en + ' ' + held.en + " + this project " + own.en + " = " + sum.en};
}

/// How a quotient stands to its limit: 超过上限3.5倍，超出1.00亿元.
[[nodiscard]] inline Bilingual limit_words(const Check& check, int scale, const Bilingual& unit) {
    const Limit& limit = *check.limit;
    const bool blocks = limit.breach == Outcome::block;
    const bool is_broken = check.margin->numerator < 0;
    const std::string number = limit_number(limit, scale);
    const Bilingual by = amount(*check.margin);
    Bilingual line{blocks ? (limit.is_upper ? "上限" : "下限") : "预警线",
                   blocks ? "limit of " : "warning line of "};
    line = {line.zh + number + unit.zh, line.en + number + unit.en};
    if (!is_broken) {
        return {(limit.is_upper ? "未超过" : "不低于") + line.zh + "，尚有余量" + by.zh,
                (limit.is_upper ? "not above the " : "not below the ") + line.en + ", " + by.en +
                    " to spare"};
    }
    return {(limit.is_upper ? "超过" + line.zh + "，超出" : "低于" + line.zh + "，尚差") + by.zh,
            (limit.is_upper ? "above the " : "below the ") + line.en + " by " + by.en};
}

[[nodiscard]] inline Bilingual library_words(Pool to) {
    return {std::string(name(to, Language::zh)) + "投资",
            std::string(name(to, Language::en)) + " library:"};
}

[[nodiscard]] inline Bilingual volume_words(const Check& check, Pool to) {
    const Bilingual sum = sum_words(library_words(to), check);
    const Bilingual of = amount(Money::from_fen(check.value.denominator()));
    const std::string times = check.value.multiple(2);
    const Bilingual line = limit_words(check, 1, {"倍", ""});
    return {sum.zh + "，为上年投资" + of.zh + "的" + times + "倍，" + line.zh,
            sum.en + ", " + times + " times last year's " + of.en + ", " + line.en};
}

[[nodiscard]] inline Bilingual structure_words(const Check& check, Pool to, bool is_of_it) {
    const Bilingual library = library_words(to);
    const Bilingual what{std::string(name(to, Language::zh)) + "“" + check.name.zh + "”投资",
                         library.en + ' ' + check.name.en};
    const Bilingual sum = is_of_it ? sum_words(what, check)
                                   : Bilingual{what.zh + amount(check.held).zh,
                                               what.en + ' ' + amount(check.held).en};
    if (!check.value.has_value()) {
        return {sum.zh + "，全库无投资", sum.en + ", of nothing in all"};
    }
    const Bilingual of = amount(Money::from_fen(check.value.denominator()));
    const std::string share = check.value.percent(2);
    const Bilingual line = limit_words(check, 100, {"%", "%"});
    return {sum.zh + "，占移入后全库" + of.zh + "的" + share + "，" + line.zh,
            sum.en + ", " + share + " of the library's " + of.en + " after the move, " + line.en};
}

[[nodiscard]] inline Bilingual fiscal_words(const Check& check, int year) {
    const std::string when = std::to_string(year);
    const Bilingual sum = sum_words({when + "年待付：实施库", when + ": implementation"}, check);
    if (!check.limit) {
        return {sum.zh + "，未填当年可用财力，无法论证",
                sum.en + ", resources of that year not stated"};
    }
    const Bilingual line = limit_words(check, 100, {"%", "%"});
    if (!check.value.has_value()) {
        return {sum.zh + "，当年可用财力为0，" + line.zh,
                sum.en + ", resources of that year are 0, " + line.en};
    }
    const Bilingual of = amount(Money::from_fen(check.value.denominator()));
    const std::string share = check.value.percent(2);
    return {sum.zh + "，为可用财力" + of.zh + "的" + share + "，" + line.zh,
            sum.en + ", " + share + " of resources of " + of.en + ", " + line.en};
}

/// A document's number as findings name it, which a journal holds up to 4,000 bytes of: whole, or
/// its first characters of at most 200 bytes.
[[nodiscard]] inline std::string clipped(std::string_view document) {
    constexpr std::size_t most = 200;
    if (document.size() <= most) return std::string(document);
    std::size_t end = most;
    while ((static_cast<unsigned char>(document[end]) & 0xC0) == 0x80) --end;
    return std::string(document.substr(0, end)) + "…";
}

[[nodiscard]] inline Bilingual factor_words(const Bilingual& factor,
                                            const std::optional<FactorEntry>& entry) {
    if (!entry) return {factor.zh + "：未填", factor.en + ": not stated"};
    Bilingual out{factor.zh + "：" + std::string(name(entry->state, Language::zh)),
                  factor.en + ": " + std::string(name(entry->state, Language::en))};
    const std::string document = clipped(entry->document);
    if (!document.empty()) {
        out.zh += "（" + document + "）";
        out.en += " (" + document + ")";
    } else if (entry->state == FactorState::granted) {
        out.zh += "（无文号）";
        out.en += " (by no document)";
    }
    return out;
}

[[nodiscard]] inline Bilingual left_out_words(std::int64_t left_out, std::int64_t projects) {
    const std::string some = std::to_string(left_out);
    const std::string all = std::to_string(projects);
    return {"应计入的" + all + "个项目中有" + some + "个数据不全，未计入",
            some + " of " + all + " projects that should count state too little to be counted"};
}

[[nodiscard]] inline Bilingual no_investment() {
    return {"本项目未填总投资，无法论证", "it does not state: total investment"};
}
[[nodiscard]] inline Bilingual no_part() {
    return {"本项目未填行业或资金类别，无法论证", "it does not state: section or funding"};
}
[[nodiscard]] inline Bilingual no_commitment(const Lacking& lacking) {
    Bilingual out;
    const auto add = [&](bool is_lacking, const char* zh, const char* en) {
        if (!is_lacking) return;
        out.zh += (out.zh.empty() ? "" : "、") + std::string(zh);
        out.en += (out.en.empty() ? "" : ", ") + std::string(en);
    };
    add(lacking.investment, "总投资", "total investment");
    add(lacking.completed, "累计完成投资", "what is completed in total");
    add(lacking.start, "计划开工", "planned start");
    add(lacking.completion, "计划竣工", "planned completion");
    return {"本项目未填" + out.zh + "，无法论证", "it does not state: " + out.en};
}
[[nodiscard]] inline Bilingual not_public(Funding kind) {
    return {"资金类别为" + std::string(name(kind, Language::zh)) + "，不属政府投资",
            "funded by " + std::string(name(kind, Language::en)) + ", no government investment"};
}

}  // namespace sanku::appraisal::detail
