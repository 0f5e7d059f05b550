// A pipeline that is not the three libraries: the gates of a water company's capital projects
// (concept BNI -> business case PBC -> approval BCA -> completion Stage1).
//     stage_gates FILE.csv [AS-OF [NETWORK.toml]]
// FILE is the open data set "Capital Delivery Projects" of Melbourne Water. Its later dates are
// forecasts, so AS-OF is the day of its export, 2024-07-19, if not given. NETWORK is
// examples/stage_gates.toml, if not given that of the source tree. Amounts are Australian dollars.

#include "stage_gates.hpp"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <utility>

#include "sanku/pipeline/balance.hpp"
#include "sanku/pipeline/conversion.hpp"
#include "sanku/pipeline/survival.hpp"

using namespace sanku;
using pipeline::Flow;
using stage_gates::File;
using stage_gates::gates;

namespace {

/// The edges whose conversion is asked for, by gate.
constexpr std::pair<std::size_t, std::size_t> edges[] = {{0, 1}, {0, 2}, {1, 2}, {2, 3}};

std::string edge_name(std::size_t from, std::size_t to) {
    return std::string(gates[from]) + " -> " + std::string(gates[to]);
}

void print_all(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) std::cout << "    " << line << '\n';
}

/// Where all rows of the file have gone: counted or listed.
void print_rows(const File& file, const Flow& flow) {
    const auto& row = flow.stays().row;
    const std::size_t seen = std::set(row.begin(), row.end()).size();
    const std::size_t waiting = file.counted.size() - seen;
    std::cout << file.rows << " projects as of " << flow.as_of().iso() << ": " << seen
              << " have reached a gate, " << waiting << " have not yet, " << file.set_aside
              << " are set aside and listed: " << seen << " + " << waiting << " + "
              << file.set_aside << " = " << seen + waiting + file.set_aside << '\n';
    std::cout << "  " << file.unreadable.size() << " dates that cannot be read\n";
    print_all(file.unreadable);
    std::cout << "  " << file.contradictory.size()
              << " pairs of dates that contradict each other\n";
    print_all(file.contradictory);
}

/// What the network does not have, and was counted all the same.
void print_findings(const File& file, const Flow& flow) {
    std::cout << "  " << flow.findings().size()
              << " steps that the network does not have, counted\n";
    for (const pipeline::FlowFinding& finding : flow.findings()) {
        std::cout << "    " << file.counted.ids[finding.row] << ": "
                  << (finding.from == pipeline::no_pool ? "" : gates[finding.from])
                  << (finding.from == pipeline::no_pool ? "came in at " : " -> ")
                  << gates[finding.to] << " on " << Date::from_days(finding.day).iso() << '\n';
    }
}

/// The members of a passage by the year in which they came into its first pool; group 0 is of those
/// that have not yet.
struct ByYear {
    std::vector<std::uint32_t> group;
    std::vector<int> years;  // of group 1 and on

    explicit ByYear(const pipeline::Passage& way) {
        std::map<int, std::uint32_t> place;
        const std::int32_t today = way.as_of.days();
        for (const std::int32_t day : way.entered) {
            if (day <= today) place[Date::from_days(day).year()] = 0;
        }
        for (auto& [year, number] : place) {
            years.push_back(year);
            number = static_cast<std::uint32_t>(years.size());
        }
        for (const std::int32_t day : way.entered) {
            group.push_back(day > today ? 0 : place[Date::from_days(day).year()]);
        }
    }
    [[nodiscard]] NumberedGroups groups() const { return {group, years.size() + 1}; }
};

std::string days_or_dash(const std::optional<std::int32_t>& days) {
    return days ? std::to_string(*days) : "-";
}

/// The median of the days to the move, with its 95 % bounds (log-log).
std::string median(const pipeline::Durations& sample) {
    const pipeline::Quantile median = pipeline::Curve(sample).median();
    return days_or_dash(median.days) + " days (" + days_or_dash(median.low) + " to " +
           days_or_dash(median.high) + ")";
}

void print_rate(const pipeline::Conversion& moved, const pipeline::Durations& sample) {
    std::cout << moved.moved << " of " << moved.entered << ", " << moved.by_count().percent()
              << " by count, " << moved.by_investment().percent() << " by value, median "
              << median(sample) << (moved.is_small() ? "  *" : "") << '\n';
}

/// The conversion of each edge and the days that it took, of all that ever reached a gate and by
/// the year in which they did. Who has not moved on by the as-of day is censored there.
void print_conversions(const Flow& flow) {
    for (const auto& [from, to] : edges) {
        const pipeline::Passage way = flow.passage(from, to);
        std::cout << '\n' << edge_name(from, to) << ": ";
        print_rate(pipeline::conversion(way), pipeline::durations(way));
        const ByYear by_year(way);
        const auto rates = pipeline::conversion(by_year.groups(), way);
        const auto samples = pipeline::durations(way, by_year.groups());
        for (std::size_t i = 0; i < by_year.years.size(); ++i) {
            std::cout << "  " << by_year.years[i] << "  ";
            print_rate(rates[i + 1], samples[i + 1]);
        }
    }
    std::cout << "*: fewer than 10 projects, so the rate says little\n";
}

/// How far each year's new concepts have come: one denominator, that of the year.
void print_cohorts_of_bni(const Flow& flow) {
    std::cout << "\nOf the projects with BNI in a year, how many have reached\n"
                 "year    BNI    PBC           BCA           Stage1\n";
    std::vector<std::vector<Ratio>> reached;
    const ByYear by_year(flow.passage(0, 1));
    for (std::size_t to = 1; to < gates.size(); ++to) {
        const auto rates = pipeline::conversion(by_year.groups(), flow.passage(0, to));
        std::vector<Ratio>& column = reached.emplace_back();
        for (std::size_t i = 0; i < by_year.years.size(); ++i) {
            column.push_back(rates[i + 1].by_count());
        }
    }
    for (std::size_t i = 0; i < by_year.years.size(); ++i) {
        std::cout << by_year.years[i] << std::right << std::setw(7) << reached[0][i].denominator()
                  << "    ";
        for (const auto& column : reached) {
            std::cout << std::left << std::setw(14)
                      << std::to_string(column[i].numerator()) + " (" + column[i].percent() + ")";
        }
        std::cout << '\n';
    }
}

/// A count, and its value in millions.
std::string cell(const CountAndAmount& sum) {
    return std::to_string(sum.projects) + " (" + decimal(sum.investment, 100'000'000, 1) + "m)";
}

/// What each gate held at the beginning and the end of each year, and what came and went.
void print_balance(const Flow& flow) {
    const std::vector<std::int32_t>& entered = flow.stays().entered;
    if (entered.empty()) return;
    std::cout << "\nFlow balance by year: count (value)\n"
                 "year gate    opening + came in + moved in - moved on - left = closing\n";
    const int first = Date::from_days(*std::ranges::min_element(entered)).year();
    std::size_t open = 0;
    for (int year = first; year <= flow.as_of().year(); ++year) {
        const pipeline::Balance balance =
            pipeline::balance(OneGroup(flow.rows()), flow, date(year, 1, 1),
                              std::min(date(year, 12, 31), flow.as_of()));
        for (std::size_t pool = 0; pool < gates.size(); ++pool) {
            const pipeline::PoolBalance& b = balance.at(0, pool, 0);
            open += !b.closes();
            if (b.is_zero()) continue;
            std::cout << year << ' ' << std::left << std::setw(7) << gates[pool] << cell(b.opening)
                      << " + " << cell(b.entered) << " + " << cell(b.moved_in) << " - "
                      << cell(b.moved_on) << " - " << cell(b.left) << " = " << cell(b.closing)
                      << (b.closes() ? "" : "  DOES NOT CLOSE") << '\n';
        }
    }
    std::cout << (open == 0 ? "Every line closes.\n" : "Some lines do not close.\n");
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2 || argc > 4) {
        std::cerr << "usage: stage_gates FILE.csv [AS-OF [NETWORK.toml]]\n";
        return 2;
    }
    try {
        const Date as_of = argc > 2 ? Date::parse(argv[2]) : date(2024, 7, 19);
        const auto graph = pipeline::PoolGraph::load(argc > 3 ? argv[3] : STAGE_GATES_NETWORK);
        const File file = stage_gates::read(argv[1], graph);
        const Flow flow = file.counted.flow(graph, as_of);
        print_rows(file, flow);
        print_findings(file, flow);
        print_cohorts_of_bni(flow);
        print_conversions(flow);
        print_balance(flow);
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 2;
    }
}
