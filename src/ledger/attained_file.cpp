#include "sanku/ledger/attained_file.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "sanku/core/text.hpp"
#include "sanku/ledger/csv.hpp"
#include "sanku/ledger/encoding.hpp"

namespace sanku::ledger {

namespace {

using target::Plan;
using target::Report;
using target::Target;

enum class Field : std::uint8_t { target, unit, month, attained, reported_on, by };
constexpr std::size_t field_count = 6;

struct Label {
    Field field;
    std::string_view text;
};

constexpr Label labels[] = {
    {Field::target, "target"},
    {Field::target, "指标"},
    {Field::target, "指标名称"},
    {Field::unit, "unit"},
    {Field::unit, "单位"},
    {Field::unit, "责任单位"},
    {Field::unit, "乡镇"},
    {Field::month, "month"},
    {Field::month, "月份"},
    {Field::attained, "attained"},
    {Field::attained, "累计完成"},
    {Field::reported_on, "reported_on"},
    {Field::reported_on, "上报日期"},
    {Field::by, "by"},
    {Field::by, "上报人"},
};
constexpr std::string_view left_out[] = {"note", "备注", "序号"};

/// The place of each field's column, and its heading.
struct Heading {
    std::array<std::optional<std::size_t>, field_count> places{};
    std::array<std::string, field_count> names{};
};

[[noreturn]] void refuse(const std::string& file, const CsvRow& row, std::string_view column,
                         std::string detail, ErrorCode code = ErrorCode::invalid_argument) {
    throw Error(Problem{.code = code,
                        .file = file,
                        .row = row.line(),
                        .column = std::string(column),
                        .detail = std::move(detail)});
}

[[nodiscard]] bool is_blank(const CsvRow& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (!text::trim(row.cell(i)).empty()) return false;
    }
    return true;
}

[[nodiscard]] Heading heading_of(const CsvRow& row, const std::string& file) {
    Heading out;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const std::string_view name = text::trim(row.cell(i));
        if (name.empty() || std::ranges::find(left_out, name) != std::end(left_out)) continue;
        const auto* label = std::ranges::find(labels, name, &Label::text);
        if (label == std::end(labels)) {
            refuse(file, row, name, "指标, 单位, 月份, 累计完成, 上报日期, 上报人, 备注");
        }
        const auto field = static_cast<std::size_t>(label->field);
        if (out.places[field]) refuse(file, row, name, "", ErrorCode::duplicate_heading);
        out.places[field] = i;
        out.names[field] = name;
    }
    for (const Field field : {Field::target, Field::month, Field::attained, Field::reported_on}) {
        if (out.places[static_cast<std::size_t>(field)]) continue;
        const auto* label = std::ranges::find(labels, field, &Label::field);
        refuse(file, row, "", "no column " + std::string((label + 1)->text));
    }
    return out;
}

/// The target that `text` names, by its id or one of its names.
[[nodiscard]] const Target& target_of(const Plan& plan, std::string_view text) {
    for (const Target& one : plan.targets) {
        if (one.name.zh == text || one.name.en == text) return one;
    }
    return plan.at(text);
}

/// The report in `row`. `field` is the one that is being read, for the error.
[[nodiscard]] Report report_of(const Plan& plan, const CsvRow& row, const Heading& heading,
                               Field& field) {
    const auto cell = [&](Field which) {
        field = which;
        const auto place = heading.places[static_cast<std::size_t>(which)];
        return place ? text::trim(row.cell(*place)) : std::string_view();
    };
    const Target& target = target_of(plan, cell(Field::target));
    std::string unit(cell(Field::unit));
    const Month month = Month::parse(cell(Field::month));
    const std::int64_t attained = target.scale.steps(cell(Field::attained));
    const Date day = Date::parse(cell(Field::reported_on));
    return {target.id, std::move(unit), month, attained, day, std::string(cell(Field::by))};
}

/// The column that a refused report is refused for.
[[nodiscard]] Field field_of(ErrorCode code) {
    if (code == ErrorCode::unknown_unit) return Field::unit;
    if (code == ErrorCode::malformed_month) return Field::month;
    return code == ErrorCode::date_in_future ? Field::reported_on : Field::attained;
}

}  // namespace

AttainedFile read_attained(const Plan& plan, const std::string& path) {
    TextReader text(path, detect_encoding(path));
    CsvReader reader(text, ',');
    CsvRow row;
    std::optional<Heading> heading;
    AttainedFile out;
    while (reader.next(row)) {
        if (is_blank(row)) continue;
        if (!heading) {
            heading = heading_of(row, path);
            continue;
        }
        Field field = Field::target;
        bool is_read = false;
        try {
            Report report = report_of(plan, row, *heading, field);
            is_read = true;
            out.attained.add(plan, std::move(report));
            ++out.accepted;
        } catch (const Error& error) {
            Problem problem = error.problem();
            const auto column = static_cast<std::size_t>(is_read ? field_of(problem.code) : field);
            problem.file = path;
            problem.row = row.line();
            problem.column = heading->names[column];
            ++out.rejected;
            if (out.problems.size() < out.most_problems) out.problems.push_back(std::move(problem));
        }
    }
    if (!heading) {
        throw Error(Problem{
            .code = ErrorCode::invalid_argument, .file = path, .detail = "no row of headings"});
    }
    return out;
}

}  // namespace sanku::ledger
