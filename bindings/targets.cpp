#include "exact.hpp"
#include "sanku/ledger/attained_file.hpp"
#include "sanku/target/pace.hpp"
#include "sanku/target/starts.hpp"

namespace sanku::bindings {

namespace {

using target::Attained;
using target::Cadence;
using target::Claim;
using target::Edition;
using target::Part;
using target::Plan;
using target::Report;
using target::Scale;
using target::Standing;
using target::Target;

[[nodiscard]] py::object amount(const Scale& scale, const std::optional<std::int64_t>& steps) {
    return steps ? exact(scale.value(*steps)) : py::none();
}

/// The unit of a report or a standing; None: the whole.
[[nodiscard]] py::object unit_of(const std::string& unit) {
    return unit.empty() ? py::object(py::none()) : py::cast(unit);
}

// --- Break-downs ---------------------------------------------------------------------------------

[[nodiscard]] py::list parts_list(const Scale& scale, const std::vector<Part>& parts) {
    py::list out;
    for (const Part& part : parts) {
        const Rational share = part.share / Rational(checked::power_of_ten(scale.decimals));
        out.append(py::dict(py::arg("unit") = part.unit,
                            py::arg("amount") = amount(scale, part.amount),
                            py::arg("share") = exact(share), py::arg("held") = key(part.held)));
    }
    return out;
}

/// `claims`: unit, weight (a Fraction), lock and minimum (in steps).
[[nodiscard]] py::list break_down(
    std::int64_t total,
    const std::vector<
        std::tuple<std::string, py::object, std::optional<std::int64_t>, std::int64_t>>& claims,
    int decimals) {
    std::vector<Claim> all;
    for (const auto& [unit, weight, locked, minimum] : claims) {
        all.push_back({unit, rational(weight), locked, minimum});
    }
    const Scale scale{"", decimals};
    return parts_list(scale, target::break_down(total, all, scale));
}

[[nodiscard]] py::dict suspect_dict(const Scale& scale, const std::vector<std::string>& units,
                                    const target::Suspect& one) {
    return py::dict(
        py::arg("unit") = one.place ? py::cast(units.at(*one.place)) : py::object(py::none()),
        py::arg("given") = amount(scale, one.given),
        py::arg("expected") = amount(scale, one.expected), py::arg("slip") = key(one.slip),
        py::arg("why_zh") = name(one.slip, Language::zh),
        py::arg("why_en") = name(one.slip, Language::en));
}

[[nodiscard]] py::dict check_dict(const Scale& scale, const std::vector<std::string>& units,
                                  const target::Check& check) {
    py::list suspects;
    for (const auto& one : check.suspects) suspects.append(suspect_dict(scale, units, one));
    return py::dict(
        py::arg("sum") = amount(scale, check.sum), py::arg("total") = amount(scale, check.total),
        py::arg("difference") = amount(scale, check.difference()),
        py::arg("adds_up") = check.adds_up(),
        py::arg("named") = check.named ? py::object(suspect_dict(scale, units, *check.named))
                                       : py::object(py::none()),
        py::arg("suspects") = suspects);
}

[[nodiscard]] std::vector<std::string> units_of(const Edition& edition) {
    std::vector<std::string> out;
    for (const Claim& claim : edition.claims) out.push_back(claim.unit);
    return out;
}

/// The edition in force on `day`; the last one without a day. Throws
/// `Error(invalid_argument)` before the first.
[[nodiscard]] const Edition& edition_of(const Target& target, const std::optional<Date>& day) {
    const Edition* found = day ? target.on(*day) : &target.editions.back();
    if (found == nullptr) {
        throw Error(ErrorCode::invalid_argument, day->iso(),
                    "a day from " + target.editions.front().from.iso() + " on");
    }
    return *found;
}

// --- Plans ---------------------------------------------------------------------------------------

[[nodiscard]] py::list targets_of(const Plan& plan) {
    py::list out;
    for (const Target& one : plan.targets) {
        const Edition& last = one.editions.back();
        out.append(py::dict(
            py::arg("target") = one.id, py::arg("name_zh") = one.name.zh,
            py::arg("name_en") = one.name.en, py::arg("group") = one.group,
            py::arg("kind") = key(one.kind), py::arg("total") = amount(one.scale, last.total),
            py::arg("measured_in") = one.scale.name, py::arg("decimals") = one.scale.decimals,
            py::arg("lead_unit") = one.lead_unit, py::arg("first_month") = one.first_month,
            py::arg("last_month") = one.last_month, py::arg("pace") = key(one.rules.line),
            py::arg("units") = units_of(last), py::arg("editions") = one.editions.size()));
    }
    return out;
}

[[nodiscard]] py::list editions_of(const Plan& plan, const std::string& id) {
    const Target& target = plan.at(id);
    py::list out;
    for (const Edition& one : target.editions) {
        py::dict amounts;
        for (std::size_t i = 0; i < one.claims.size(); ++i) {
            amounts[py::str(one.claims[i].unit)] = amount(target.scale, one.amounts[i]);
        }
        out.append(py::dict(py::arg("from") = one.from, py::arg("by") = one.by,
                            py::arg("why") = one.why,
                            py::arg("total") = amount(target.scale, one.total),
                            py::arg("stated") = one.is_stated, py::arg("amounts") = amounts));
    }
    return out;
}

[[nodiscard]] py::list checks_of(const Plan& plan) {
    py::list out;
    for (const Target& target : plan.targets) {
        for (std::size_t i = 0; i < target.editions.size(); ++i) {
            const Edition& edition = target.editions[i];
            const auto found = target::check(target, i);
            if (!found || !edition.is_stated) continue;
            py::dict one(py::arg("target") = target.id, py::arg("from") = edition.from);
            one.attr("update")(check_dict(target.scale, units_of(edition), *found));
            out.append(one);
        }
    }
    return out;
}

// --- Paces and reports ---------------------------------------------------------------------------

[[nodiscard]] py::dict standing_dict(const Target& target, const Standing& one) {
    const Scale& scale = target.scale;
    const Rational step(checked::power_of_ten(scale.decimals));
    const auto in_units = [&](const std::optional<Rational>& steps) {
        return steps ? exact(*steps / step) : py::object(py::none());
    };
    std::optional<Rational> value;
    std::optional<Rational> low;
    std::optional<Rational> high;
    if (one.forecast) value = one.forecast->value;
    if (one.forecast && one.forecast->interval) {
        low = one.forecast->interval->first;
        high = one.forecast->interval->second;
    }
    const auto word = [&](auto said) {
        return one.deviation ? py::cast(said(target::word(*one.deviation)))
                             : py::object(py::none());
    };
    return py::dict(py::arg("target") = one.target, py::arg("unit") = unit_of(one.unit),
                    py::arg("month") = one.month.iso(), py::arg("total") = amount(scale, one.total),
                    py::arg("attained") = amount(scale, one.attained),
                    py::arg("completion") = exact(one.completion()),
                    py::arg("due") = exact(one.due), py::arg("deviation") = exact(one.deviation),
                    py::arg("word") = word([](auto of) { return key(of); }),
                    py::arg("word_zh") = word([](auto of) { return name(of, Language::zh); }),
                    py::arg("word_en") = word([](auto of) { return name(of, Language::en); }),
                    py::arg("light") = key(one.light), py::arg("forecast") = in_units(value),
                    py::arg("forecast_low") = in_units(low),
                    py::arg("forecast_high") = in_units(high),
                    py::arg("basis") =
                        one.forecast ? py::cast(key(one.forecast->basis)) : py::object(py::none()),
                    py::arg("reported_on") = one.reported_on, py::arg("falls") = one.falls,
                    py::arg("units_differ") = amount(scale, one.units_differ));
}

[[nodiscard]] py::list standings_list(const Plan& plan, const Attained& attained,
                                      const std::string& month, const std::optional<Date>& known) {
    const Date known_on = known.value_or(Date::from_days(Date::max_days));
    py::list out;
    for (const auto& one : target::standings(plan, attained, Month::parse(month), known_on)) {
        out.append(standing_dict(plan.at(one.target), one));
    }
    return out;
}

[[nodiscard]] py::list due_list(const std::vector<target::DueReport>& reports) {
    py::list out;
    for (const auto& one : reports) {
        out.append(py::dict(py::arg("target") = one.target, py::arg("unit") = unit_of(one.unit),
                            py::arg("month") = one.month.iso(), py::arg("due") = one.due,
                            py::arg("reported_on") = one.reported_on,
                            py::arg("days_late") = one.days_late));
    }
    return out;
}

[[nodiscard]] py::list reports_list(const Plan& plan, const Attained& attained) {
    py::list out;
    for (const Report& one : attained.all()) {
        out.append(py::dict(py::arg("target") = one.target, py::arg("unit") = unit_of(one.unit),
                            py::arg("month") = one.month.iso(),
                            py::arg("attained") = amount(plan.at(one.target).scale, one.attained),
                            py::arg("reported_on") = one.reported_on, py::arg("by") = one.by));
    }
    return out;
}

[[nodiscard]] py::tuple read_attained(const Plan& plan, const std::string& path) {
    auto file = ledger::read_attained(plan, path);
    py::list problems;
    for (const Problem& one : file.problems) {
        problems.append(py::dict(py::arg("row") = one.row, py::arg("column") = one.column,
                                 py::arg("value") = one.value, py::arg("code") = key(one.code),
                                 py::arg("message_zh") = describe(one, Language::zh),
                                 py::arg("message_en") = describe(one, Language::en)));
    }
    return py::make_tuple(std::move(file.attained), file.accepted, file.rejected, problems);
}

[[nodiscard]] Cadence cadence_of(const std::string& text) {
    for (const Cadence one : {Cadence::week, Cadence::ten_days, Cadence::month}) {
        if (key(one) == text) return one;
    }
    throw Error(ErrorCode::invalid_argument, text, "week, ten_days or month");
}

void bind_plan(py::module_& module) {
    py::class_<Plan>(module, "Plan", "The targets of a year; see docs/targets.md.")
        .def_static("parse", &Plan::parse, py::arg("text"), py::arg("file") = "")
        .def_static("load", &Plan::load, py::arg("path"))
        .def_readonly("id", &Plan::id)
        .def_readonly("year", &Plan::year)
        .def(
            "title",
            [](const Plan& plan, const std::string& lang) { return plan.title.in(language(lang)); },
            py::arg("lang"))
        .def(
            "source",
            [](const Plan& plan, const std::string& lang) {
                return plan.source.in(language(lang));
            },
            py::arg("lang"))
        .def("targets", &targets_of)
        .def("decimals",
             [](const Plan& plan, const std::string& id) { return plan.at(id).scale.decimals; })
        .def("editions", &editions_of, py::arg("target"))
        .def("checks", &checks_of)
        .def(
            "line",
            [](const Plan& plan, const std::string& id) {
                py::list out;
                for (const Rational& due : target::line(plan, plan.at(id))) out.append(exact(due));
                return out;
            },
            py::arg("target"))
        .def(
            "break_down",
            [](const Plan& plan, const std::string& id, const std::optional<Date>& day) {
                const Target& of = plan.at(id);
                return parts_list(of.scale, target::break_down(of, edition_of(of, day)));
            },
            py::arg("target"), py::arg("day"));
}

}  // namespace

void bind_targets(py::module_& module) {
    bind_plan(module);
    py::class_<Attained>(module, "Attained", "Reports on the targets of a plan.")
        .def(py::init<>())
        .def(
            "add",
            [](Attained& attained, const Plan& plan, const std::string& id, const std::string& unit,
               const std::string& month, std::int64_t steps, Date reported_on,
               const std::string& by) {
                attained.add(plan, {id, unit, Month::parse(month), steps, reported_on, by});
            },
            py::arg("plan"), py::arg("target"), py::arg("unit"), py::arg("month"), py::arg("steps"),
            py::arg("reported_on"), py::arg("by"))
        .def("all", [](const Attained& attained, const Plan& plan) {
            return reports_list(plan, attained);
        });
    module.def("read_attained", &read_attained, py::arg("plan"), py::arg("path"));
    module.def("standings", &standings_list, py::arg("plan"), py::arg("attained"), py::arg("month"),
               py::arg("known_on"));
    module.def(
        "due_reports",
        [](const Plan& plan, const Attained& attained, Date first, Date last, Date day) {
            return due_list(target::due_reports(plan, attained, {first, last}, day));
        },
        py::arg("plan"), py::arg("attained"), py::arg("first"), py::arg("last"), py::arg("day"));
    module.def(
        "missing_reports",
        [](const Plan& plan, const Attained& attained, Date day) {
            return due_list(target::missing_reports(plan, attained, day));
        },
        py::arg("plan"), py::arg("attained"), py::arg("day"));
    module.def(
        "period_of",
        [](const std::string& cadence, Date day) {
            const auto period = target::period_of(cadence_of(cadence), day);
            return std::pair(period.first, period.last);
        },
        py::arg("cadence"), py::arg("day"));
    module.def(
        "starts",
        [](const Portfolio& portfolio) {
            const target::Starts found = target::starts(portfolio);
            return py::dict(py::arg("planned") = found.planned, py::arg("due") = found.due,
                            py::arg("missed") = found.missed, py::arg("early") = found.early,
                            py::arg("started") = found.started(),
                            py::arg("of_due") = found.of_due(),
                            py::arg("of_plan") = found.of_plan());
        },
        py::arg("portfolio"));
    module.def("break_down", &break_down, py::arg("total"), py::arg("claims"), py::arg("decimals"));
    module.def(
        "check_cells",
        [](const std::vector<std::string>& units,
           const std::vector<std::optional<std::int64_t>>& cells, std::int64_t total,
           const std::vector<std::optional<std::int64_t>>& reference, int decimals) {
            return check_dict({"", decimals}, units, target::check_cells(cells, total, reference));
        },
        py::arg("units"), py::arg("cells"), py::arg("total"), py::arg("reference"),
        py::arg("decimals"));
}

}  // namespace sanku::bindings
