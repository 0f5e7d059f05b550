// Conversion along a pipeline that is not the three libraries: the gates of a water company's
// capital projects (concept BNI -> business case PBC -> approval BCA -> completion Stage1).
//     stage_gates FILE.csv [AS-OF]
// FILE is the open data set "Capital Delivery Projects" of Melbourne Water. Its later dates are
// forecasts, so AS-OF is the day of its export, 2024-07-19, if not given. Amounts are Australian
// dollars.

#include <array>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sanku/ledger/csv.hpp"
#include "sanku/ledger/encoding.hpp"
#include "sanku/pipeline/conversion.hpp"

using namespace sanku;

namespace {

constexpr std::array<std::string_view, 4> gates = {"BNI", "PBC", "BCA", "Stage1"};

struct Table {
    std::array<std::vector<std::int32_t>, gates.size()> days;
    std::vector<std::int64_t> cents;
    std::vector<std::string> findings;
};

/// The day in a cell that is `5/02/2016 5:00:00 PM` (day first) or ISO with a time; empty if none.
std::optional<Date> day_in(std::string_view cell) {
    const std::string_view day = cell.substr(0, cell.find(' '));
    const std::size_t first = day.find('/');
    if (day.empty()) return std::nullopt;
    if (first == std::string_view::npos) return Date::parse(day);
    const std::size_t second = day.find('/', first + 1);
    return Date::parse(std::string(day.substr(second + 1)) + '-' +
                       std::string(day.substr(first + 1, second - first - 1)) + '-' +
                       std::string(day.substr(0, first)));
}

/// Reads one project; says what is odd about it, and leaves nothing out.
void read_project(const ledger::CsvRow& row, const std::map<std::string, std::size_t>& column,
                  Table& table) {
    const auto cell = [&](std::string_view name) { return row.cell(column.at(std::string(name))); };
    const std::string id(cell("ID"));
    std::optional<Date> previous;
    for (std::size_t gate = 0; gate < gates.size(); ++gate) {
        std::optional<Date> day;
        try {
            day = day_in(cell(gates[gate]));
        } catch (const Error& error) {
            table.findings.push_back(id + " " + std::string(gates[gate]) + ": " + error.what());
        }
        if (day && previous && *day < *previous) {
            table.findings.push_back(id + ": " + std::string(gates[gate]) + " on " + day->iso() +
                                     ", before an earlier gate on " + previous->iso());
        }
        if (day) previous = day;
        table.days[gate].push_back(day ? day->days() : no_day);
    }
    table.cents.push_back(Money::parse(cell("FFC"), MoneyUnit::yuan).fen());
}

Table read(const std::string& path) {
    ledger::TextReader text(path, ledger::detect_encoding(path));
    ledger::CsvReader reader(text, ',');
    ledger::CsvRow row;
    std::map<std::string, std::size_t> column;
    if (reader.next(row)) {
        for (std::size_t i = 0; i < row.size(); ++i) column.emplace(row.cell(i), i);
    }
    Table table;
    while (reader.next(row)) read_project(row, column, table);
    return table;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2 || argc > 3) {
        std::cerr << "usage: stage_gates FILE.csv [AS-OF]\n";
        return 2;
    }
    try {
        const Table table = read(argv[1]);
        const Date as_of = argc == 3 ? Date::parse(argv[2]) : date(2024, 7, 19);
        const std::vector<std::int32_t> left(table.cents.size(), no_day);  // the file tells of none
        std::cout << table.cents.size() << " projects as of " << as_of.iso()
                  << ", stock conversion (of all that ever reached a gate)\n";
        for (std::size_t gate = 0; gate + 1 < gates.size(); ++gate) {
            const pipeline::Conversion moved = pipeline::conversion(pipeline::Passage{
                table.days[gate], table.days[gate + 1], left, table.cents, as_of});
            std::cout << gates[gate] << " -> " << gates[gate + 1] << ": "
                      << moved.by_count().percent() << " by count (" << moved.moved << '/'
                      << moved.entered << "), " << moved.by_investment().percent() << " by value\n";
        }
        std::cout << table.findings.size() << " findings\n";
        for (const std::string& finding : table.findings) std::cout << "  " << finding << '\n';
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 2;
    }
}
