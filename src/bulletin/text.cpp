#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "sanku/bulletin/bulletin.hpp"
#include "sanku/core/text.hpp"

namespace sanku {

namespace {

constexpr int page_width = 100;

/// A table whose columns are as wide as their widest cell; the first is flush left, the others
/// flush right, since they hold numbers.
class TextTable {
  public:
    explicit TextTable(std::vector<std::string> heading) { add(std::move(heading)); }
    void add(std::vector<std::string> row) {
        row.front() = text::printable(row.front());
        rows_.push_back(std::move(row));
    }

    [[nodiscard]] std::string str() const {
        const std::vector<int> widths = column_widths();
        std::string out;
        for (const auto& row : rows_) {
            std::string line = "  " + text::pad(text::cut(row.front(), widths[0]), widths[0]);
            for (std::size_t i = 1; i < row.size(); ++i) {
                line += "  " + text::pad(row[i], widths[i], true);
            }
            out += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
        }
        return out;
    }

  private:
    /// Numbers stay whole; the labels in front give way where the page is too narrow.
    [[nodiscard]] std::vector<int> column_widths() const {
        std::vector<int> widths(rows_.front().size());
        for (const auto& row : rows_) {
            for (std::size_t i = 0; i < row.size(); ++i) {
                widths[i] = std::max(widths[i], text::width(row[i]));
            }
        }
        const int numbers = std::accumulate(widths.begin() + 1, widths.end(), 0) +
                            2 * static_cast<int>(widths.size());
        constexpr int narrowest = 6;
        widths[0] = std::max(narrowest, std::min(widths[0], page_width - numbers));
        return widths;
    }

    std::vector<std::vector<std::string>> rows_;
};

[[nodiscard]] bool is_closing(std::string_view mark) {
    constexpr std::string_view marks[] = {"\u3002", "\u3001", "\uff0c", "\uff1b",
                                          "\uff1a", "\uff09", "\u201d"};
    return std::ranges::find(marks, mark) != std::end(marks);
}

/// Bytes of the first piece of `body` that a line must not break, of at most `room` columns: a word
/// of Latin letters and digits, or one sign, with the closing marks behind it.
[[nodiscard]] std::size_t first_piece(std::string_view body, int room) {
    std::size_t bytes = 0;
    int columns = 0;
    while (bytes < body.size()) {
        const text::CodePoint point = text::first_code_point(body.substr(bytes));
        const bool closing = is_closing(body.substr(bytes, point.bytes));
        if (bytes > 0 && !closing) {
            const text::CodePoint last = text::first_code_point(body);
            const bool in_word = last.value > ' ' && point.value > ' ' &&
                                 text::width(last.value) == 1 && text::width(point.value) == 1;
            if (!in_word) break;
        }
        // A word that is longer than a line is cut early enough for closing marks to follow.
        const int limit = closing ? room : room - 8;
        if (bytes > 0 && columns + text::width(point.value) > limit) break;
        columns += text::width(point.value);
        bytes += point.bytes;
        if (point.value == ' ') break;
    }
    return bytes;
}

/// Breaks `body`, made printable, into lines of at most the page's width behind `indent` blanks.
[[nodiscard]] std::string wrapped(std::string_view body, int indent) {
    const std::string clean = text::printable(body);
    const std::string margin(static_cast<std::size_t>(indent), ' ');
    const int room = page_width - indent;
    std::string out;
    std::string line;
    for (std::string_view rest = clean; !rest.empty();) {
        const std::string_view piece = rest.substr(0, first_piece(rest, room));
        rest.remove_prefix(piece.size());
        if (!line.empty() && text::width(line) + text::width(piece) > room) {
            out += margin + line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
            line.clear();
        }
        if (!line.empty() || piece != " ") line += piece;
    }
    return out + margin + line + '\n';
}

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
        accounts();
        evaluations();
        activity();
        groups(say("分地区", "By region"), say("地区", "Region"), b_.regions);
        groups(say("分行业", "By sector"), say("行业", "Sector"), b_.sectors);
        quality();
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
    void section(const std::string& name) {
        static constexpr std::string_view numbers[] = {"一", "二", "三", "四", "五",
                                                       "六", "七", "八", "九", "十"};
        ++section_;
        out_ += '\n';
        out_ += language_ == Language::zh ? std::string(numbers[section_ - 1]) + "、" + name
                                          : std::to_string(section_) + ". " + name;
        out_ += '\n';
    }
    void rule() {
        std::string bar;
        for (int i = 0; i < page_width; ++i) bar += "─";
        out_ += bar + '\n';
    }
    void centred(const std::string& body) {
        const std::string shown = text::cut(text::printable(body), page_width);
        const int left = (page_width - text::width(shown)) / 2;
        out_ += std::string(static_cast<std::size_t>(left), ' ') + shown + '\n';
    }

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
             number(q.suspended) + say(" 个。", "."));
        line(say("比率均按四舍五入保留一位小数；“—”表示无数值。",
                 "Rates are rounded half up to one decimal; \"—\" means that there is no value."));
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
