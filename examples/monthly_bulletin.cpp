// From ledgers to the month's bulletin:
//     monthly_bulletin STORE AS-OF [--en] [LEDGER.csv ...]
// imports the ledgers, if any are named, and prints the bulletin of the day AS-OF.

#include <chrono>
#include <iostream>
#include <string>
#include <vector>

#include "sanku/archive/frozen.hpp"
#include "sanku/ledger/import.hpp"
#include "sanku/store/store.hpp"

using namespace sanku;

int main(int argc, char** argv) {
    std::vector<std::string> arguments(argv + 1, argv + argc);
    const Language language = std::erase(arguments, "--en") > 0 ? Language::en : Language::zh;
    if (arguments.size() < 2) {
        std::cerr << "usage: monthly_bulletin STORE AS-OF [--en] [LEDGER.csv ...]\n";
        return 2;
    }
    try {
        Store store = Store::open(arguments[0]);
        const Instant now =
            Instant::from_unix_seconds(std::chrono::duration_cast<std::chrono::seconds>(
                                           std::chrono::system_clock::now().time_since_epoch())
                                           .count());
        for (std::size_t i = 2; i < arguments.size(); ++i) {
            const ledger::Report report = ledger::import_csv(
                store, arguments[i],
                {.recorded_at = now, .rejects_path = arguments[i] + ".rejects.csv"});
            std::cerr << report.summary(language);
        }
        const BulletinRequest request{.as_of = Date::parse(arguments[1]),
                                      .policy = Policy::builtin("yinchuan-2025+hubei")};
        std::cout << to_text(make_bulletin(store, request), language);
    } catch (const Error& error) {
        std::cerr << describe(error.problem(), language) << '\n';
        return 2;
    }
}
