// Selects projects with the solver, which has a target of its own.
#include <iostream>

#include "sanku/evaluation/cbc.hpp"
#include "sanku/evaluation/selection.hpp"

int main() {
    using namespace sanku::evaluation;
    const std::vector<Candidate> candidates = {
        {"road", 90, 1, {100}}, {"school", 80, 1, {60}}, {"works", 70, 1, {40}}};
    const Selection best = select(candidates, {{"land", 100}}, Cbc());
    std::cout << best.chosen.size() << " selected\n";
    return best.objective == 150 && best.status == SelectionStatus::optimal ? 0 : 1;
}
