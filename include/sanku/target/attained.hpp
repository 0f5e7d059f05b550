#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sanku/core/date.hpp"
#include "sanku/core/error.hpp"
#include "sanku/target/target.hpp"

namespace sanku::target {

/// What somebody reported of a target and a month.
struct Report {
    std::string target;     ///< its id
    std::string unit;       ///< empty: of the whole
    Month month;            ///< of the target's period
    std::int64_t attained;  ///< in steps, from the first month of the period to the end of `month`
    Date reported_on;
    std::string by{};
    friend bool operator==(const Report&, const Report&) = default;
};

/// Reports on the targets of a plan. A later report of the same month corrects the earlier one,
/// which stays, so that what was known on any day can be asked for.
class Attained {
  public:
    /// Takes a report; the lead unit stands for the whole. Throws `Error` with `unknown_target`,
    /// `unknown_unit` for one that no edition of the target names, `malformed_month` for a month
    /// outside the period, `date_in_future` for a report from before the month began, and
    /// `malformed_figure` if the same day reported another figure or it is out of range. One that
    /// says nothing new is dropped.
    void add(const Plan& plan, Report report);

    /// What was known of it on `known_on`, or nullptr; valid until the next `add`.
    [[nodiscard]] const Report* find(std::string_view target, std::string_view unit, Month month,
                                     Date known_on) const;
    /// The first report, however it was corrected, or nullptr; valid until the next `add`.
    [[nodiscard]] const Report* first(std::string_view target, std::string_view unit,
                                      Month month) const;
    /// All that was taken, by target, unit, month and day.
    [[nodiscard]] std::vector<Report> all() const;

  private:
    struct Place {
        std::string target;
        std::string unit;
        std::int32_t month;
        friend auto operator<=>(const Place&, const Place&) = default;
    };

    [[nodiscard]] const std::vector<Report>* of(std::string_view target, std::string_view unit,
                                                Month month) const {
        const auto found = reports_.find({std::string(target), std::string(unit), month.index()});
        return found == reports_.end() ? nullptr : &found->second;
    }

    std::map<Place, std::vector<Report>> reports_;  // of each place by day
};

// --- Bodies --------------------------------------------------------------------------------------

inline void Attained::add(const Plan& plan, Report report) {
    const Target& target = plan.at(report.target);
    if (report.unit == target.lead_unit) report.unit.clear();
    const auto names = [&](const Edition& one) { return one.find(report.unit).has_value(); };
    if (!report.unit.empty() && std::ranges::none_of(target.editions, names)) {
        throw Error(ErrorCode::unknown_unit, report.unit, report.target);
    }
    const Month first(plan.year, target.first_month);
    const Month last(plan.year, target.last_month);
    if (report.month < first || report.month > last) {
        throw Error(ErrorCode::malformed_month, report.month.iso(),
                    first.iso() + " – " + last.iso());
    }
    if (report.reported_on < report.month.first_day()) {
        throw Error(ErrorCode::date_in_future, report.month.iso(), report.reported_on.iso());
    }
    if (report.attained > Scale::most_steps || report.attained < -Scale::most_steps) {
        throw Error(ErrorCode::malformed_figure, target.scale.text(report.attained), "too large");
    }
    auto& known = reports_[{report.target, report.unit, report.month.index()}];
    const auto at = std::ranges::lower_bound(known, report.reported_on, {}, &Report::reported_on);
    if (at != known.end() && at->reported_on == report.reported_on) {
        if (at->attained == report.attained) return;
        throw Error(ErrorCode::malformed_figure, target.scale.text(report.attained),
                    "reported as " + target.scale.text(at->attained) + " on the same day, " +
                        report.reported_on.iso());
    }
    known.insert(at, std::move(report));
}

inline const Report* Attained::find(std::string_view target, std::string_view unit, Month month,
                                    Date known_on) const {
    const auto* known = of(target, unit, month);
    if (known == nullptr) return nullptr;
    const auto after = std::ranges::upper_bound(*known, known_on, {}, &Report::reported_on);
    return after == known->begin() ? nullptr : &*(after - 1);
}

inline const Report* Attained::first(std::string_view target, std::string_view unit,
                                     Month month) const {
    const auto* known = of(target, unit, month);
    return known == nullptr || known->empty() ? nullptr : &known->front();
}

inline std::vector<Report> Attained::all() const {
    std::vector<Report> out;
    for (const auto& [place, reports] : reports_) {
        out.insert(out.end(), reports.begin(), reports.end());
    }
    return out;
}

}  // namespace sanku::target
