#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sanku/journal/event.hpp"
#include "sanku/portfolio/fold.hpp"

/// Short ways to write events and portfolios in tests.
namespace sanku::testing {

/// The valid national code of the `n`th test project (0 to 999,999), in Daye.
[[nodiscard]] inline ProjectCode code(int n = 0) {
    std::string number = std::to_string(n);
    number.insert(0, 6 - number.size(), '0');
    return ProjectCode::parse("2403-420281-04-01-" + number);
}

/// Builds the events of one project: `Story(code(1)).on(date(2024, 1, 1), event::Started{})`.
class Story {
  public:
    explicit Story(ProjectCode project) : project_(project) {}
    Story& on(Date day, Payload what) {
        events.push_back({project_, day, std::move(what)});
        return *this;
    }
    /// A monthly report, on the last day of its month; amounts in whole yuan.
    Story& report(Month month, std::int64_t this_year, std::int64_t total, std::int64_t paid = 0) {
        const auto yuan = [](std::int64_t n) { return Money::from(n, MoneyUnit::yuan); };
        return on(month.last_day(),
                  event::ProgressReported{month, yuan(this_year), yuan(total), {}, yuan(paid)});
    }
    /// The plan of a year in whole yuan, from its 1 January.
    Story& plan(int year, std::int64_t amount, std::int64_t required = 0) {
        return on(
            Date(year, 1, 1),
            event::PlanSet{year, Money::from(amount, MoneyUnit::yuan),
                           required == 0 ? std::nullopt
                                         : std::optional(Money::from(required, MoneyUnit::yuan))});
    }

    std::vector<Event> events;

  private:
    ProjectCode project_;
};

/// All events of several stories.
[[nodiscard]] inline std::vector<Event> join(const std::vector<Story>& stories) {
    std::vector<Event> events;
    for (const Story& story : stories) {
        events.insert(events.end(), story.events.begin(), story.events.end());
    }
    return events;
}

}  // namespace sanku::testing
