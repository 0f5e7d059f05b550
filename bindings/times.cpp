#include <cmath>
#include <limits>
#include <utility>

#include "numpy_view.hpp"
#include "passage.hpp"
#include "sanku/pipeline/incidence.hpp"
#include "sanku/pipeline/log_rank.hpp"
#include "sanku/pipeline/outlook.hpp"
#include "sanku/pipeline/survival.hpp"
#include "sanku/pipeline/waiting.hpp"

namespace sanku::bindings {

namespace {

using pipeline::Bounds;
using pipeline::Durations;

/// The times of one group, as asked for.
struct HeldTimes {
    pipeline::Curve curve;
    pipeline::Incidence incidence;
    double level;
    Bounds bounds;

    [[nodiscard]] const Durations& sample() const noexcept { return curve.sample(); }
};

[[nodiscard]] Bounds bounds_named(const std::string& name) {
    for (const Bounds bounds : {Bounds::log_log, Bounds::log, Bounds::plain}) {
        if (key(bounds) == name) return bounds;
    }
    throw Error(ErrorCode::invalid_argument, name, "log-log, log or plain");
}

[[nodiscard]] std::int64_t sum(const std::vector<std::int32_t>& column) {
    std::int64_t all = 0;
    for (const std::int32_t one : column) all += one;
    return all;
}

/// Columns by name, in order: arrays over the memory of `self`, and bounds beside them.
class Table {
  public:
    explicit Table(const py::object& self)
        : self_(self), held_(self.cast<const HeldTimes&>()), z_(normal()) {}

    template <typename T>
    Table& add(const char* name, const std::vector<T>& column) {
        columns_[name] = view<T>(column, self_);
        return *this;
    }
    Table& add_bounds(const std::string& prefix, const std::vector<double>& shares,
                      const std::vector<double>& variances) {
        const double none = std::numeric_limits<double>::quiet_NaN();
        py::array_t<double> low(static_cast<py::ssize_t>(shares.size()));
        py::array_t<double> high(static_cast<py::ssize_t>(shares.size()));
        for (std::size_t i = 0; i < shares.size(); ++i) {
            const auto found = pipeline::bounds_of(shares[i], variances[i], held_.bounds, z_);
            low.mutable_data()[i] = found ? found->low : none;
            high.mutable_data()[i] = found ? found->high : none;
        }
        columns_[py::str(prefix + "low")] = low;
        columns_[py::str(prefix + "high")] = high;
        return *this;
    }
    [[nodiscard]] py::dict columns() const { return columns_; }

  private:
    [[nodiscard]] double normal() const { return pipeline::normal_quantile(held_.level); }

    py::object self_;
    const HeldTimes& held_;
    double z_;
    py::dict columns_;
};

[[nodiscard]] py::dict survival_of(const py::object& self) {
    const auto& held = self.cast<const HeldTimes&>();
    const pipeline::Curve& curve = held.curve;
    return Table(self)
        .add("days", curve.sample().days)
        .add("at_risk", curve.sample().at_risk)
        .add("moved", curve.sample().moved)
        .add("left", curve.sample().left)
        .add("waiting", curve.sample().waiting)
        .add("survival", curve.survival())
        .add("variance", curve.variance())
        .add_bounds("", curve.survival(), curve.variance())
        .columns();
}

[[nodiscard]] py::dict incidence_of(const py::object& self) {
    const auto& held = self.cast<const HeldTimes&>();
    const pipeline::Incidence& incidence = held.incidence;
    return Table(self)
        .add("days", incidence.sample().days)
        .add("moved", incidence.moved())
        .add("moved_variance", incidence.moved_variance())
        .add_bounds("moved_", incidence.moved(), incidence.moved_variance())
        .add("left", incidence.left())
        .add("left_variance", incidence.left_variance())
        .add_bounds("left_", incidence.left(), incidence.left_variance())
        .add("still_in", incidence.in())
        .columns();
}

[[nodiscard]] py::tuple quantile_of(const HeldTimes& held, double p) {
    const pipeline::Quantile found = held.curve.quantile(p, held.level, held.bounds);
    return py::make_tuple(found.days, found.low, found.high);
}

[[nodiscard]] std::vector<HeldTimes> times_of(const HeldPassage& held, const HeldGroups& groups,
                                              double level, const std::string& bounds) {
    (void)pipeline::normal_quantile(level);  // which refuses one out of its range
    const Bounds kind = bounds_named(bounds);
    std::vector<HeldTimes> out;
    groups.visit([&](const auto& numbered) {
        for (const Durations& sample : pipeline::durations(held.passage, numbered)) {
            out.push_back({pipeline::Curve(sample), pipeline::Incidence(sample), level, kind});
        }
    });
    return out;
}

[[nodiscard]] py::object log_rank_of(const std::vector<const HeldTimes*>& groups) {
    std::vector<Durations> samples;
    for (const HeldTimes* const held : groups) samples.push_back(held->sample());
    const auto test = pipeline::log_rank(samples);
    if (!test) return py::none();
    py::dict out;
    out["chi_square"] = test->chi_square;
    out["freedom"] = test->freedom;
    out["p"] = test->p;
    out["observed"] = test->observed;
    out["expected"] = test->expected;
    return out;
}

/// What members of `held` are judged by: another passage, or their own.
[[nodiscard]] Durations history_of(const HeldPassage& held,
                                   const std::optional<HeldPassage>& history) {
    return pipeline::durations((history.has_value() ? *history : held).passage);
}

[[nodiscard]] py::list outlook_of(const HeldPassage& held, const std::vector<int>& months,
                                  const std::optional<HeldPassage>& history, double level) {
    const Date as_of = held.passage.as_of;
    py::list out;
    for (const pipeline::Outlook& one : pipeline::outlook(
             pipeline::durations(held.passage), history_of(held, history), as_of, months, level)) {
        py::dict row;
        row["months"] = one.months;
        row["until"] = as_of.plus_months(one.months);
        row["days"] = one.days;
        row["waiting"] = one.waiting;
        row["expected"] = one.expected;
        row["low"] = one.low;
        row["high"] = one.high;
        row["beyond"] = one.beyond;
        out.append(row);
    }
    return out;
}

[[nodiscard]] py::list waiting_of(const HeldPassage& held, std::optional<std::size_t> limit,
                                  const std::optional<HeldPassage>& history) {
    py::list out;
    for (const pipeline::Waiting& one : pipeline::waiting(held.passage, history_of(held, history),
                                                          limit.value_or(held.passage.size()))) {
        py::dict row;
        row["row"] = one.row;
        if (held.portfolio) row["code"] = held.portfolio->code(one.row).str();
        row["entered"] = Date::from_days(held.passage.entered[one.row]);
        row["days"] = one.days;
        row["had_left"] = one.had_left;
        out.append(row);
    }
    return out;
}

/// Bottlenecks of the groups that anybody entered, the worst first; each with its group's number.
[[nodiscard]] py::list bottlenecks_of(const HeldPassage& held, const HeldGroups& groups,
                                      const std::optional<HeldPassage>& history) {
    const auto samples = groups.visit([&](const auto& numbered) {
        const py::gil_scoped_release released;
        return pipeline::durations(held.passage, numbered);
    });
    const Durations by =
        history.has_value() ? pipeline::durations(history->passage) : pipeline::merged(samples);
    const auto stay = pipeline::stay(by);
    const auto found = pipeline::bottlenecks(samples, by);
    py::list out;
    for (const std::size_t group : pipeline::ranked(found)) {
        if (samples[group].members() == 0) continue;
        const pipeline::Bottleneck& one = found[group];
        py::dict row;
        row["group"] = group;
        row["waiting"] = one.waiting;
        row["median_age"] = one.median_age;
        for (std::size_t i = 0; i < stay.size(); ++i) {
            const std::string share = std::to_string(std::lround(100 * pipeline::stay_shares[i]));
            row[py::str("stay_" + share)] = stay[i];
            row[py::str("longer_" + share)] = one.longer[i];
        }
        row["overdue"] = one.overdue();
        out.append(row);
    }
    return out;
}

}  // namespace

void bind_times(py::module_& module) {
    py::class_<HeldTimes>(module, "Curve",
                          "How long members of a group took to move on: the sample, its "
                          "Kaplan–Meier curve and its Aalen–Johansen incidence.")
        .def_property_readonly(
            "n", [](const HeldTimes& held) { return held.sample().members(); },
            "Members in the sample.")
        .def_property_readonly(
            "events", [](const HeldTimes& held) { return sum(held.sample().moved); },
            "Members that moved on.")
        .def_property_readonly(
            "left", [](const HeldTimes& held) { return sum(held.sample().left); },
            "Members that left on the way.")
        .def_property_readonly(
            "censored", [](const HeldTimes& held) { return sum(held.sample().waiting); },
            "Members that wait.")
        .def_property_readonly(
            "impossible", [](const HeldTimes& held) { return held.sample().impossible; },
            "Members whose days contradict each other; they are not in the sample.")
        .def_property_readonly(
            "level", [](const HeldTimes& held) { return held.level; }, "Of the bounds.")
        .def_property_readonly(
            "median", [](const HeldTimes& held) { return quantile_of(held, 0.5); },
            "``quantile(0.5)``.")
        .def("quantile", &quantile_of, py::arg("p"),
             "The days within which a share ``p`` (between 0 and 1) would have moved on if nobody "
             "left, and its lower and upper bound; each None where the sample does not reach it.")
        .def(
            "survival_at",
            [](const HeldTimes& held, std::int64_t days) { return held.curve.survival_at(days); },
            py::arg("days"), "The share still in after so many days if nobody left.")
        .def(
            "moved_at",
            [](const HeldTimes& held, std::int64_t days) { return held.incidence.moved_at(days); },
            py::arg("days"), "The share that had moved on after so many days, some having left.")
        .def_property_readonly(
            "survival", &survival_of,
            "The curve as columns of one length, one element a duration: days, at_risk, moved, "
            "left, waiting (int32); survival, variance (Greenwood), low, high (float64; NaN: no "
            "bound). Read-only.")
        .def_property_readonly(
            "incidence", &incidence_of,
            "The shares that had moved on, had left and were still in, as columns: days (int32); "
            "moved, moved_variance, moved_low, moved_high, left, left_variance, left_low, "
            "left_high, still_in (float64; NaN: no bound). Read-only.");
    module.def("times", &times_of, py::arg("passage"), py::arg("groups"), py::arg("level"),
               py::arg("bounds"));
    module.def("log_rank", &log_rank_of, py::arg("groups"));
    module.def("outlook", &outlook_of, py::arg("passage"), py::arg("months"),
               py::arg("history").none(true), py::arg("level"));
    module.def("waiting", &waiting_of, py::arg("passage"), py::arg("limit"),
               py::arg("history").none(true));
    module.def("bottlenecks", &bottlenecks_of, py::arg("passage"), py::arg("groups"),
               py::arg("history").none(true));
}

}  // namespace sanku::bindings
