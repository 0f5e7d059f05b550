// Uses the header-only part alone: it must link without the compiled library.
#include <iostream>
#include <vector>

#include "sanku/portfolio/fold.hpp"
#include "sanku/summary/summary.hpp"

int main() {
    using namespace sanku;
    const ProjectCode code = ProjectCode::parse("2403-420281-04-01-123456");
    const std::vector<Event> events = {{code, date(2024, 3, 1), event::EnteredDirectory{}}};
    const Portfolio portfolio = fold(events, date(2024, 6, 30));
    const summary::Summary summary(warning::evaluate(portfolio, Policy{}));
    std::cout << summary.total().volume.projects << " project\n";
    return summary.total().volume.projects == 1 ? 0 : 1;
}
