// Uses the whole library: a journal in memory, lights under a built-in policy, a bulletin.
#include <iostream>

#include "sanku/bulletin/bulletin.hpp"
#include "sanku/core/version.hpp"
#include "sanku/store/store.hpp"

int main() {
    using namespace sanku;
    Store store = Store::in_memory();
    const ProjectCode code = ProjectCode::parse("2403-420281-04-01-123456");
    const Event events[] = {{code, date(2024, 3, 1), event::EnteredDirectory{}}};
    store.append(events, {.recorded_at = Instant::at(date(2024, 3, 2))});
    const warning::Lights lights =
        warning::evaluate(store.at(date(2024, 6, 30)), Policy::builtin("yinchuan-2025"));
    const std::string text = to_text(make_bulletin(lights), Language::zh);
    std::cout << "sanku " << version << ": a bulletin of " << text.size() << " bytes\n";
    return text.empty() ? 1 : 0;
}
