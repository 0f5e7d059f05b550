#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "sanku/core/language.hpp"

namespace sanku {

/// One code per cause; `key`, `title` and the wording in two languages stand in `detail::catalog`.
enum class ErrorCode : std::uint8_t {
    invalid_argument,
    overflow,
    // a cell of a ledger, or a value given as text
    malformed_money,
    money_finer_than_fen,
    negative_money,
    money_out_of_range,
    malformed_date,
    impossible_date,
    date_out_of_range,
    date_in_future,
    malformed_month,
    month_in_future,
    malformed_region,
    unknown_region,
    malformed_sector,
    malformed_project_code,
    damaged_project_code,
    malformed_score,
    malformed_answer,
    text_too_long,
    control_character,
    // a row of a ledger
    missing_name,
    missing_region,
    missing_project_code,
    duplicate_project,
    unknown_project,
    reserve_before_directory,
    implementation_before_reserve,
    completed_before_started,
    production_before_started,
    settled_before_completed,
    final_accounts_before_settled,
    signed_before_negotiated,
    corrected_before_ordered,
    withdrawn_before_entered,
    reason_without_withdrawal,
    score_without_date,
    no_pool,
    year_not_over,
    missing_month,
    duplicate_month,
    no_figures,
    total_below_year,
    total_falls,
    total_above_later,
    progress_before_entry,
    too_many_cells,
    bad_encoding,
    unclosed_quote,
    uncalculated_formula,
    // a whole file
    no_heading,
    duplicate_heading,
    unknown_money_unit,
    file_too_wide,
    malformed_workbook,
    encrypted_workbook,
    old_workbook,
    unsafe_workbook,
    oversized_workbook,
    unknown_sheet,
    several_ledgers,
    io,
    // the journal
    not_a_journal,
    newer_schema,
    older_schema,
    recorded_in_past,
    journal_busy,
    damaged_journal,
    fact_restated,
    ends_before_start,
    missing_reason,
    not_in_force,
    unknown_event,
    read_only_journal,
    disk_full,
    not_at_anchor,
    broken_chain,
    unknown_bulletin,
    // policies
    unknown_policy,
    malformed_policy,
    policy_not_in_force,
    // pipelines and ranks
    unknown_network,
    malformed_network,
    unknown_pool,
    forbidden_move,
    malformed_indicator_system,
    // targets
    malformed_plan,
    impossible_breakdown,
    unknown_target,
    unknown_unit,
    malformed_figure,
    // appraisals
    malformed_appraisal,
};

namespace detail {

struct CatalogEntry {
    ErrorCode code;
    std::string_view key;
    std::string_view zh;
    std::string_view en;
};

/// The wording of each code: what is wrong and, where that is fixed, what was expected.
inline constexpr CatalogEntry catalog[] = {
    {ErrorCode::invalid_argument, "invalid_argument", "参数无效", "invalid argument"},
    {ErrorCode::overflow, "overflow", "数值溢出", "arithmetic overflow"},
    {ErrorCode::malformed_money, "malformed_money",
     "金额无法识别，应为数字，可带元、万元、亿元，如 3200 或 3.5亿元",
     "not an amount: expected a number, optionally with 元, 万元 or 亿元, such as 3200 or 3.5亿元"},
    {ErrorCode::money_finer_than_fen, "money_finer_than_fen", "金额精度超过分",
     "an amount finer than one fen"},
    {ErrorCode::negative_money, "negative_money", "金额不应为负", "expected an amount not below 0"},
    {ErrorCode::money_out_of_range, "money_out_of_range", "单个项目金额应不超过1万亿元",
     "expected at most 10^12 yuan for one project"},
    {ErrorCode::malformed_date, "malformed_date",
     "日期无法识别，应如 2024-06-30、2024年6月30日或 2024年6月",
     "not a date: expected one such as 2024-06-30, 2024年6月30日 or 2024年6月"},
    {ErrorCode::impossible_date, "impossible_date", "日历上没有这一天",
     "no such day in the calendar"},
    {ErrorCode::date_out_of_range, "date_out_of_range", "日期应在1900年至2199年之间",
     "expected a day from 1900 to 2199"},
    {ErrorCode::date_in_future, "date_in_future", "实际发生日期晚于登记日",
     "a day on which something happened lies after the day of recording"},
    {ErrorCode::malformed_month, "malformed_month", "月份无法识别，应如 2024-06 或 2024年6月",
     "not a month: expected one such as 2024-06 or 2024年6月"},
    {ErrorCode::month_in_future, "month_in_future", "月份晚于登记日",
     "a month after the day of recording"},
    {ErrorCode::malformed_region, "malformed_region", "行政区划应为6位或9位代码，或已知的地名",
     "expected a division code of 6 or 9 digits, or a known name"},
    {ErrorCode::unknown_region, "unknown_region", "行政区划代码的省份不存在",
     "a division code of no known province"},
    {ErrorCode::malformed_sector, "malformed_sector",
     "行业应为 GB/T 4754 的门类或大类，如 C39、39 或 制造业",
     "expected a GB/T 4754 section or division, such as C39, 39 or 制造业"},
    {ErrorCode::malformed_project_code, "malformed_project_code",
     "项目代码应为4-6-2-2-6位数字，如 2403-420281-04-01-123456",
     "expected a project code of 4-6-2-2-6 digits, such as 2403-420281-04-01-123456"},
    {ErrorCode::damaged_project_code, "damaged_project_code",
     "项目代码已被电子表格改成科学计数而损坏，请把该列设为文本后重新填写",
     "a project code that a spreadsheet turned into a rounded number; make the column text and "
     "enter it again"},
    {ErrorCode::malformed_score, "malformed_score", "得分应为0至100，最多两位小数",
     "expected a score from 0 to 100 with at most two decimals"},
    {ErrorCode::malformed_answer, "malformed_answer", "应填是或否", "expected 是 or 否"},
    {ErrorCode::text_too_long, "text_too_long", "单元格文字过长，上限4000字节",
     "a cell longer than 4000 bytes"},
    {ErrorCode::control_character, "control_character", "单元格含控制字符",
     "a cell with control characters"},
    {ErrorCode::missing_name, "missing_name", "缺项目名称", "expected a project name"},
    {ErrorCode::missing_region, "missing_region", "没有项目代码的项目应填行政区划",
     "expected a region for a project without a code"},
    {ErrorCode::missing_project_code, "missing_project_code", "缺项目代码",
     "expected a project code"},
    {ErrorCode::duplicate_project, "duplicate_project", "同一项目在本文件中重复出现",
     "the same project stands in this file twice"},
    {ErrorCode::unknown_project, "unknown_project", "库中没有这个项目，请先导入项目台账",
     "no such project in the store; import the project ledger first"},
    {ErrorCode::reserve_before_directory, "reserve_before_directory", "储备库入库早于目录库入库",
     "entered the reserve library before the directory"},
    {ErrorCode::implementation_before_reserve, "implementation_before_reserve",
     "实施库入库早于前一库入库", "entered the implementation library before an earlier one"},
    {ErrorCode::completed_before_started, "completed_before_started", "竣工早于开工",
     "completed before it started"},
    {ErrorCode::production_before_started, "production_before_started", "投产早于开工",
     "in production before it started"},
    {ErrorCode::settled_before_completed, "settled_before_completed", "竣工结算早于竣工",
     "settled before completion"},
    {ErrorCode::final_accounts_before_settled, "final_accounts_before_settled",
     "财务决算早于竣工结算", "final accounts before settlement"},
    {ErrorCode::signed_before_negotiated, "signed_before_negotiated", "签约早于开始洽谈",
     "signed before negotiations began"},
    {ErrorCode::corrected_before_ordered, "corrected_before_ordered", "整改完成早于责令整改",
     "corrected before it was ordered"},
    {ErrorCode::withdrawn_before_entered, "withdrawn_before_entered", "退库早于入库",
     "withdrawn before it entered"},
    {ErrorCode::reason_without_withdrawal, "reason_without_withdrawal", "有退库原因而无退库日期",
     "a reason for withdrawal without its date"},
    {ErrorCode::score_without_date, "score_without_date", "有评价得分而无评价日期",
     "a score without the day of evaluation"},
    {ErrorCode::no_pool, "no_pool", "应至少有一个入库日期",
     "expected at least one day of entry into a library"},
    {ErrorCode::year_not_over, "year_not_over", "年度尚未结束，不能登记全年的数字",
     "figures of a whole year that was not over on the day of recording"},
    {ErrorCode::missing_month, "missing_month", "缺月份", "expected a month"},
    {ErrorCode::duplicate_month, "duplicate_month", "同一项目同一月份出现两次且数字不同",
     "the same month of the same project twice with other figures"},
    {ErrorCode::no_figures, "no_figures", "没有任何进度数字", "expected at least one figure"},
    {ErrorCode::total_below_year, "total_below_year", "累计完成投资小于本年完成投资",
     "completed in total is less than completed this year"},
    {ErrorCode::total_falls, "total_falls", "累计完成投资比前一次上报减少",
     "a cumulative figure that falls against an earlier month"},
    {ErrorCode::total_above_later, "total_above_later",
     "累计完成投资大于后面月份已上报的数，后面月份一并更正后请再导入一次",
     "a cumulative figure above that of a later month; if that month is corrected too, import "
     "again"},
    {ErrorCode::progress_before_entry, "progress_before_entry", "进度月份早于项目入库",
     "progress of a month before the project entered a library"},
    {ErrorCode::too_many_cells, "too_many_cells", "单元格数多于表头列数",
     "more cells than the heading has"},
    {ErrorCode::bad_encoding, "bad_encoding", "文字编码有误",
     "bytes that are not text in the file's encoding"},
    {ErrorCode::unclosed_quote, "unclosed_quote", "引号没有闭合",
     "a quotation mark that is never closed"},
    {ErrorCode::uncalculated_formula, "uncalculated_formula",
     "公式没有计算结果，请用电子表格软件打开、保存后再导入",
     "a formula without its value; open the file in a spreadsheet program, save it and import "
     "again"},
    {ErrorCode::no_heading, "no_heading",
     "前20行中找不到表头，应有项目名称或项目代码及日期、金额等列",
     "no heading in the first 20 rows: expected 项目代码 or 项目名称 with other known columns"},
    {ErrorCode::duplicate_heading, "duplicate_heading", "同一列出现两次", "the same column twice"},
    {ErrorCode::unknown_money_unit, "unknown_money_unit",
     "金额列没有单位，请在表头写明（万元）等，或在导入时指定",
     "an amount column without a unit: write it in the heading, as in 总投资(万元), or name it for "
     "the import"},
    {ErrorCode::file_too_wide, "file_too_wide", "表头列数过多，上限512列",
     "a heading of more than 512 columns"},
    {ErrorCode::malformed_workbook, "malformed_workbook", "工作簿已损坏，或不是 .xlsx 文件",
     "a workbook that is damaged or no .xlsx file"},
    {ErrorCode::encrypted_workbook, "encrypted_workbook",
     "工作簿设有打开密码，请去掉密码、另存后再导入",
     "a workbook that opens with a password; save it without one and import again"},
    {ErrorCode::old_workbook, "old_workbook", "旧的 .xls 格式，请另存为 .xlsx 后再导入",
     "the old .xls format; save it as .xlsx and import again"},
    {ErrorCode::unsafe_workbook, "unsafe_workbook", "工作簿中有办公软件不会写入的内容，不予读取",
     "a workbook with what no spreadsheet program writes; it is not read"},
    {ErrorCode::oversized_workbook, "oversized_workbook", "工作簿超出导入的上限",
     "a workbook beyond what an import takes"},
    {ErrorCode::unknown_sheet, "unknown_sheet", "工作簿中没有这个工作表",
     "no such sheet in the workbook"},
    {ErrorCode::several_ledgers, "several_ledgers", "有几个工作表都像台账，请指明导入哪一个",
     "several sheets look like a ledger; say which one to import"},
    {ErrorCode::io, "io", "读写失败", "reading or writing failed"},
    {ErrorCode::not_a_journal, "not_a_journal", "不是 sanku 的库文件", "not a sanku journal"},
    {ErrorCode::newer_schema, "newer_schema", "库文件版本比本程序新",
     "a journal of a newer schema than this library knows"},
    {ErrorCode::older_schema, "older_schema", "库文件版本较旧，请先以可写方式打开一次",
     "a journal of an older schema; open it for writing once"},
    {ErrorCode::recorded_in_past, "recorded_in_past", "登记时间早于库中最后一次登记",
     "a recorded time before the journal's last one"},
    {ErrorCode::journal_busy, "journal_busy", "库文件正被另一进程写入",
     "another process is writing the journal"},
    {ErrorCode::damaged_journal, "damaged_journal", "库文件内容损坏",
     "the journal's content is damaged"},
    {ErrorCode::fact_restated, "fact_restated", "同一事实已有不同登记，应作为更正登记",
     "the journal says otherwise of the same fact; record a correction"},
    {ErrorCode::ends_before_start, "ends_before_start", "终止日期早于起始日期",
     "a span that ends before it begins"},
    {ErrorCode::missing_reason, "missing_reason", "撤销应说明理由",
     "expected a reason for taking an event back"},
    {ErrorCode::not_in_force, "not_in_force", "该事件已被更正或撤销",
     "an event that was corrected or taken back already"},
    {ErrorCode::unknown_event, "unknown_event", "库中没有这个事件", "no such event in the journal"},
    {ErrorCode::read_only_journal, "read_only_journal", "库文件以只读方式打开",
     "the journal is open for reading only"},
    {ErrorCode::disk_full, "disk_full", "磁盘已满", "no space left for the journal"},
    {ErrorCode::not_at_anchor, "not_at_anchor", "库文件与锚点不符",
     "the journal is not the one that the anchor was taken of"},
    {ErrorCode::broken_chain, "broken_chain", "导出文件的校验链不符",
     "the hashes do not fit what stands before them"},
    {ErrorCode::unknown_bulletin, "unknown_bulletin", "没有这期存档通报",
     "no such frozen bulletin"},
    {ErrorCode::unknown_policy, "unknown_policy", "没有这个规则包", "no such policy"},
    {ErrorCode::malformed_policy, "malformed_policy", "规则文件有误",
     "a mistake in the policy file"},
    {ErrorCode::policy_not_in_force, "policy_not_in_force", "该日没有施行中的规则版本",
     "no edition of these rules is in force on that day"},
    {ErrorCode::unknown_network, "unknown_network", "没有这个库网络", "no such network of pools"},
    {ErrorCode::malformed_network, "malformed_network", "库网络文件有误",
     "a mistake in the file of a network of pools"},
    {ErrorCode::unknown_pool, "unknown_pool", "网络中没有这个库", "no such pool in the network"},
    {ErrorCode::forbidden_move, "forbidden_move", "不符合转库条件",
     "a move that the network of pools does not allow"},
    {ErrorCode::malformed_indicator_system, "malformed_indicator_system", "指标体系文件有误",
     "a mistake in the file of an indicator system"},
    {ErrorCode::malformed_plan, "malformed_plan", "目标计划文件有误",
     "a mistake in the file of targets"},
    {ErrorCode::impossible_breakdown, "impossible_breakdown", "无法分解",
     "a break-down that cannot be made"},
    {ErrorCode::unknown_target, "unknown_target", "计划中没有这个指标",
     "no such target in the plan"},
    {ErrorCode::unknown_unit, "unknown_unit", "该指标没有分解到这个单位",
     "a unit to which this target is not broken down"},
    {ErrorCode::malformed_figure, "malformed_figure",
     "数值无法识别，应为数字，小数位数不超过该指标的单位",
     "not a figure: expected a number with no more decimals than the indicator has"},
    {ErrorCode::malformed_appraisal, "malformed_appraisal", "前期论证规则文件有误",
     "a mistake in the file of appraisal rules"},
};

}  // namespace detail

/// The stable English key of a code, such as `malformed_date`; never translated, fit for scripts.
[[nodiscard]] constexpr std::string_view key(ErrorCode code) noexcept {
    return detail::catalog[static_cast<std::size_t>(code)].key;
}

/// What the code means, as a phrase for people, in `language`.
[[nodiscard]] constexpr std::string_view title(ErrorCode code, Language language) noexcept {
    const auto& entry = detail::catalog[static_cast<std::size_t>(code)];
    return language == Language::zh ? entry.zh : entry.en;
}

/// Where and on what something went wrong. Fields that do not apply stay empty or 0.
struct Problem {
    ErrorCode code = ErrorCode::invalid_argument;
    std::string file{};
    std::int64_t row = 0;  ///< counted from 1 as a text editor counts lines; 0 if no row is meant
    std::string column{};  ///< heading as it stands in the file
    std::string value{};   ///< the offending value as found
    std::string detail{};  ///< what the code alone does not say, such as the other date
    std::string sheet{};   ///< of a workbook
    std::string cell{};    ///< such as C12; of a file of lines empty, `row` says where

    friend bool operator==(const Problem&, const Problem&) = default;
};

/// One line for people: `file row 12 column 列 "value": what was expected (detail)`, of a workbook
/// `file [sheet] C12 …`.
[[nodiscard]] inline std::string describe(const Problem& problem, Language language) {
    const bool zh = language == Language::zh;
    std::string text = problem.file;
    if (!problem.sheet.empty()) text += (text.empty() ? "[" : " [") + problem.sheet + ']';
    if (!problem.cell.empty() || problem.row > 0) {
        if (!text.empty()) text += ' ';
        const std::string row = std::to_string(problem.row);
        text += !problem.cell.empty() ? problem.cell : zh ? "第" + row + "行" : "row " + row;
    }
    if (!problem.column.empty()) {
        if (!text.empty()) text += ' ';
        text += zh ? "“" + problem.column + "”列" : "column " + problem.column;
    }
    if (!problem.value.empty()) {
        if (!text.empty()) text += ' ';
        text += zh ? "“" + problem.value + "”" : '"' + problem.value + '"';
    }
    if (!text.empty()) text += zh ? "：" : ": ";
    text += title(problem.code, language);
    if (!problem.detail.empty()) text += (zh ? "（" : " (") + problem.detail + (zh ? "）" : ")");
    return text;
}

/// The one exception of the library: a broken contract or failed input and output, with its code
/// and context. `what()` is the English line; `describe(problem(), Language::zh)` the Chinese one.
class Error : public std::runtime_error {
  public:
    explicit Error(Problem problem)
        : std::runtime_error(describe(problem, Language::en)), problem_(std::move(problem)) {}

    /// An error about one value, without a place in a file.
    Error(ErrorCode code, std::string_view value, std::string_view detail = {})
        : Error(Problem{.code = code, .value = std::string(value), .detail = std::string(detail)}) {
    }

    [[nodiscard]] ErrorCode code() const noexcept { return problem_.code; }
    [[nodiscard]] const Problem& problem() const noexcept { return problem_; }

  private:
    Problem problem_;
};

}  // namespace sanku
