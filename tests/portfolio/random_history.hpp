#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "support.hpp"

/// Random journals of a few projects in which everything goes wrong that can: corrections,
/// retractions, back-dated statements, withdrawn and re-entered projects, missing figures, plans
/// that change within the year.
namespace sanku::testing {

class RandomHistory {
  public:
    explicit RandomHistory(unsigned seed, int projects = 24) : random_(seed) {
        for (int n = 0; n < projects; ++n) live(code(n * 7919 % 1000));
        events_ = shuffled(events_);
    }

    /// The events in an order of recording.
    [[nodiscard]] const std::vector<Event>& events() const noexcept { return events_; }
    [[nodiscard]] int below(int limit) {
        return static_cast<int>(random_() % static_cast<std::uint64_t>(limit));
    }
    [[nodiscard]] bool percent(int share) { return below(100) < share; }
    /// A day from 2022 to 2025.
    [[nodiscard]] Date day() { return date(2022, 1, 1).plus_days(below(4 * 365 + 1)); }

    /// The events in another order, those of one fact in the same.
    [[nodiscard]] std::vector<Event> shuffled(const std::vector<Event>& events) {
        using Fact =
            std::tuple<ProjectCode, EventKind, std::int64_t, std::string, std::optional<Date>>;
        std::map<Fact, std::deque<Event>> waiting;
        std::vector<Fact> order;
        for (const Event& event : events) {
            const FactKey key = fact_key(event.what);
            order.emplace_back(
                event.project, key.kind, key.number, std::string(key.text),
                is_undated(key.kind) ? std::optional(event.effective) : std::nullopt);
            waiting[order.back()].push_back(event);
        }
        std::ranges::shuffle(order, random_);
        std::vector<Event> out;
        for (const Fact& fact : order) {
            out.push_back(std::move(waiting.at(fact).front()));
            waiting.at(fact).pop_front();
        }
        return out;
    }

  private:
    [[nodiscard]] Money money() { return Money::from_fen(120'000 * below(8)); }
    [[nodiscard]] std::string text() { return std::string(1, static_cast<char>('a' + below(5))); }
    [[nodiscard]] std::string rule() {
        static constexpr std::string_view rules[] = {"start",     "progress",     "payment",
                                                     "enrolment", "two_accounts", "no such rule"};
        return std::string(rules[below(6)]);
    }
    /// A day within some months around `middle`.
    [[nodiscard]] Date around(Date middle) { return middle.plus_days(below(420) - 200); }

    /// States something, sometimes again with another value or day, and sometimes takes it back.
    template <typename Make>
    void state(ProjectCode project, int share, Make&& make) {
        if (!percent(share)) return;
        do {
            const auto [effective, what] = make();
            events_.push_back({project, effective, what});
            if (!percent(12)) continue;
            const FactKey key = fact_key(what);
            events_.push_back(
                {project, effective,
                 event::Retracted{key.kind, key.number, std::string(key.text), "误报"}});
        } while (percent(25));
    }

    void live(ProjectCode project) {
        const Date middle = day();
        const auto dated = [&](int share, auto make) {
            state(project, share, [&] { return std::pair(around(middle), Payload(make())); });
        };
        dated(60, [] { return event::EnteredDirectory{}; });
        dated(50, [] { return event::MovedToReserve{}; });
        dated(85, [] { return event::MovedToImplementation{}; });
        dated(12, [&] { return event::Withdrawn{text()}; });
        dated(55, [] { return event::Started{}; });
        dated(40, [] { return event::Enrolled{}; });
        dated(25, [] { return event::Completed{}; });
        dated(15, [] { return event::InProduction{}; });
        dated(20, [] { return event::Settled{}; });
        dated(20, [] { return event::FinalAccountsApproved{}; });
        for (int i = 0; i < 3; ++i) {
            dated(30, [&] {
                return event::Evaluated{static_cast<Evaluation>(below(3)),
                                        percent(50) ? std::optional(below(10'001)) : std::nullopt,
                                        percent(50) ? text() : ""};
            });
            dated(25, [&] {
                const Date from = around(middle);
                return event::ReasonGranted{rule(), from,   from.plus_days(below(120)),
                                            text(), text(), percent(50) ? text() : ""};
            });
        }
        deals(project, dated);
        moves(dated);
        dated(70, [&] { return event::StartPlanned{around(middle)}; });
        dated(40, [&] { return event::CompletionPlanned{around(middle)}; });
        attributes(dated);
        for (int year = 2021; year <= 2026; ++year) plan(project, year);
        report(project, middle);
    }

    template <typename Dated>
    void deals(ProjectCode project, Dated&& dated) {
        const auto maybe = [&] { return percent(70) ? std::optional(money()) : std::nullopt; };
        dated(30, [] { return event::Negotiated{}; });
        dated(30, [] { return event::ContractSigned{}; });
        dated(25, [] { return event::CorrectionOrdered{}; });
        dated(25, [] { return event::Corrected{}; });
        for (int i = 0; i < 2; ++i) {
            dated(25, [&] {
                event::AgreementSet what{maybe(), maybe()};
                if (!what.output && !what.tax) what.tax = money();
                return what;
            });
        }
        for (int year = 2021; year <= 2025; ++year) {
            state(project, 20, [&] {
                event::PerformanceReported what{year, maybe(), maybe(), {}};
                if (percent(50) || (!what.output && !what.tax)) what.environment_met = percent(50);
                return std::pair(date(year, 12, 31), Payload(what));
            });
        }
    }

    /// Moves back and forth between libraries and in two other networks, and what they need.
    template <typename Dated>
    void moves(Dated&& dated) {
        const auto maybe = [&] { return percent(50) ? text() : std::string(); };
        for (int i = 0; i < 3; ++i) {
            dated(18, [&] {
                const Pool library = libraries[static_cast<std::size_t>(below(3))];
                return event::PoolEntered::into(library_network, key(library), 2 + below(2),
                                                maybe());
            });
            dated(25, [&] {
                return event::PoolEntered::into(percent(50) ? "five" : "four", text(), 1 + below(3),
                                                maybe());
            });
        }
        dated(10, [&] {
            return event::NetworkLeft{std::string(library_network), 2 + below(2), maybe()};
        });
        dated(15, [&] { return event::NetworkLeft{"five", 1 + below(2), maybe()}; });
        dated(15, [&] { return event::Approved{text(), maybe()}; });
        dated(20, [&] {
            return event::Appraised{text(), 1 + below(3), static_cast<Outcome>(below(3)), maybe(),
                                    maybe()};
        });
        for (int i = 0; i < 3; ++i) {
            dated(25, [&] {
                return event::FactorStated{text(), static_cast<FactorState>(below(3)), maybe()};
            });
            dated(25, [&] {
                return event::FigureReported{text(), {below(9) - 4, 1 + below(3)}, maybe()};
            });
        }
    }

    template <typename Dated>
    void attributes(Dated&& dated) {
        using event::AttributeChanged;
        static constexpr std::string_view regions[] = {"420281", "420281107", "420222", "420900"};
        static constexpr std::string_view kinds[] = {"central_budget", "treasury_bond", "专项债",
                                                     "local_budget", ""};
        dated(80, [&] { return AttributeChanged::of(Attribute::name, text()); });
        dated(60, [&] { return AttributeChanged::of(Attribute::responsible_unit, text()); });
        dated(30, [&] { return AttributeChanged::of(Attribute::lead_leader, text()); });
        dated(85, [&] {
            return AttributeChanged::of(Attribute::funding, std::string(kinds[below(5)]));
        });
        dated(80, [&] {
            return AttributeChanged::region(RegionCode::parse(regions[below(4)]), text());
        });
        dated(60, [&] {
            return AttributeChanged::sector(SectorCode::parse(percent(50) ? "C39" : "E"));
        });
        dated(80, [&] { return AttributeChanged::total_investment(money()); });
        dated(30, [&] { return AttributeChanged::extra(text(), text()); });
    }

    void plan(ProjectCode project, int year) {
        state(project, 60, [&] {
            event::PlanSet what{year, money(), money()};
            if (percent(20)) what.amount.reset();
            if (what.amount && percent(30)) what.required_payment.reset();
            // Mostly from 1 January, else revised within the year, or set before or after it.
            const Date from =
                percent(60) ? date(year, 1, 1) : date(year, 1, 1).plus_days(below(500) - 60);
            return std::pair(from, Payload(what));
        });
    }

    void report(ProjectCode project, Date middle) {
        if (percent(15)) return;
        Month month = middle.month().plus(below(7) - 3);
        for (int count = below(30); count > 0 && month < Month(2026, 1); --count) {
            state(project, 85, [&] {
                const auto figure = [&] {
                    return percent(85) ? std::optional(Money::from_fen(10'000 * below(100)))
                                       : std::nullopt;
                };
                event::ProgressReported what{month, figure(), figure(), figure(), figure()};
                if (!what.completed_this_year && !what.completed_total && !what.arrived) {
                    what.arrived = money();
                }
                return std::pair(month.last_day(), Payload(what));
            });
            month = month.plus(percent(85) ? 1 : 1 + below(5));
        }
    }

    std::mt19937_64 random_;
    std::vector<Event> events_;
};

}  // namespace sanku::testing
