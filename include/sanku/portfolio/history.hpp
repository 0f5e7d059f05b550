#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "sanku/portfolio/fold.hpp"

namespace sanku {

class History {
  public:
    History(std::vector<Event> events, std::optional<Date> known_on)
        : events_(std::move(events)), known_on_(known_on) {}
    [[nodiscard]] Portfolio at(Date as_of) const {
        PortfolioBuilder builder(as_of, known_on_);
        for (const Event& event : events_) builder.apply(event);
        return std::move(builder).build();
    }

  private:
    std::vector<Event> events_;
    std::optional<Date> known_on_;
};

class HistoryBuilder {
  public:
    explicit HistoryBuilder(std::optional<Date> known_on = {}) : known_on_(known_on) {}
    std::uint32_t row(ProjectCode project) {
        codes_.push_back(project);
        return static_cast<std::uint32_t>(codes_.size() - 1);
    }
    void apply(std::uint32_t row, Date effective, const Payload& what) {
        if (std::holds_alternative<event::Retracted>(what)) {
            std::erase_if(events_, [&](const Event& event) {
                return event.project == codes_[row] && fact_key(event.what) == fact_key(what) &&
                       (!is_undated(fact_key(what).kind) || event.effective == effective);
            });
            return;
        }
        events_.push_back({codes_[row], effective, what});
    }
    [[nodiscard]] History build() && { return {std::move(events_), known_on_}; }

  private:
    std::optional<Date> known_on_;
    std::vector<ProjectCode> codes_;
    std::vector<Event> events_;
};

}  // namespace sanku
