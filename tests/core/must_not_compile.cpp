// Each case is compiled alone with -DCASE=n; case 0 must compile, every other must not.
#include "sanku/core/date.hpp"
#include "sanku/core/money.hpp"
#include "sanku/core/project_code.hpp"
#include "sanku/core/ratio.hpp"
#include "sanku/core/sector_code.hpp"

using namespace sanku;

[[maybe_unused]] static void mixing() {
    [[maybe_unused]] const Money money = Money::from(1, MoneyUnit::yuan);
    [[maybe_unused]] const Date day(2024, 6, 30);
    [[maybe_unused]] const Month month(2024, 6);
    [[maybe_unused]] const Ratio ratio(1, 2);
    [[maybe_unused]] const RegionCode region;
    [[maybe_unused]] const SectorCode sector;
#if CASE == 0
    (void)(money + money);
#elif CASE == 1
    (void)(money + 1);
#elif CASE == 2
    (void)(money * money);
#elif CASE == 3
    (void)(money < 3);
#elif CASE == 4
    (void)(day + 1);
#elif CASE == 5
    (void)(day == month);
#elif CASE == 6
    (void)(ratio == 0.5);
#elif CASE == 7
    (void)(region == sector);
#elif CASE == 8
    const Money bare = 100;
#elif CASE == 9
    const RegionCode bare = 420281;
#elif CASE == 10
    const Date bare = 19904;
#elif CASE == 11
    const ProjectCode bare = 1;
#elif CASE == 12
    (void)(money == region);
#elif CASE == 13
    const SectorCode bare = 39;
#endif
}
