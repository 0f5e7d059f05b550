#include <array>
#include <cstring>
#include <limits>
#include <set>
#include <span>
#include <type_traits>
#include <utility>

#include "bindings.hpp"
#include "numpy_view.hpp"
#include "sanku/bulletin/bulletin.hpp"
#include "sanku/core/region_names.hpp"
#include "sanku/warning/lights.hpp"

namespace sanku::bindings {

RegionLevel level_of(const std::string& name) {
    constexpr std::pair<std::string_view, RegionLevel> levels[] = {
        {"province", RegionLevel::province},
        {"city", RegionLevel::city},
        {"county", RegionLevel::county},
        {"region", RegionLevel::township},
        {"township", RegionLevel::township}};
    for (const auto& [key, level] : levels) {
        if (name == key) return level;
    }
    throw Error(ErrorCode::invalid_argument, name, "province, city, county, region or township");
}

Pool library_named(const std::string& name) {
    for (const Pool pool : libraries) {
        if (key(pool) == name || sanku::name(pool, Language::zh) == name) return pool;
    }
    throw Error(ErrorCode::invalid_argument, name, "directory, reserve or implementation");
}

namespace {

[[nodiscard]] py::list reasons_list(const Portfolio& portfolio) {
    py::list out;
    for (const ValidReason& reason : portfolio.reasons()) {
        py::dict entry;
        entry["code"] = portfolio.code(reason.row).str();
        entry["rule"] = reason.rule;
        entry["start"] = reason.from;
        entry["end"] = reason.to;
        entry["by"] = reason.by;
        entry["reason"] = reason.reason;
        entry["document"] = reason.document;
        entry["in_force"] = reason.from <= portfolio.as_of() && portfolio.as_of() <= reason.to;
        out.append(std::move(entry));
    }
    return out;
}

/// A dict for each element of a side table: its project, key, what `put` adds, day and document.
template <typename Table, typename Put>
[[nodiscard]] py::list table_list(const Portfolio& portfolio, const Table& table, const char* key,
                                  Put&& put) {
    py::list out;
    for (std::size_t i = 0; i < table.size(); ++i) {
        py::dict entry;
        entry["code"] = portfolio.code(table.row[i]).str();
        entry[key] = portfolio.texts().at(table.key()[i]);
        put(entry, i);
        entry["day"] = Date::from_days(table.day[i]);
        entry["document"] = portfolio.texts().at(table.document[i]);
        out.append(std::move(entry));
    }
    return out;
}

[[nodiscard]] py::list appraisals_list(const Portfolio& portfolio) {
    const Appraisals& all = portfolio.appraisals();
    return table_list(portfolio, all, "gate", [&](py::dict& entry, std::size_t i) {
        entry["round"] = all.round[i];
        entry["outcome"] = key(static_cast<Outcome>(all.outcome[i]));
        entry["findings"] = portfolio.texts().at(all.findings[i]);
    });
}

[[nodiscard]] py::list factors_list(const Portfolio& portfolio) {
    const Factors& all = portfolio.factors();
    return table_list(portfolio, all, "factor", [&](py::dict& entry, std::size_t i) {
        entry["state"] = key(static_cast<FactorState>(all.state[i]));
    });
}

[[nodiscard]] py::list figures_list(const Portfolio& portfolio) {
    const Figures& all = portfolio.figures();
    return table_list(portfolio, all, "indicator", [&](py::dict& entry, std::size_t i) {
        entry["value"] = exact(Fraction{all.value[i].numerator(), all.value[i].denominator()});
    });
}

void bind_ratio(py::module_& module) {
    py::class_<Ratio>(module, "Ratio",
                      "A rate as numerator and denominator, divided only when shown.")
        .def(py::init<std::int64_t, std::int64_t>(), py::arg("numerator"), py::arg("denominator"))
        .def_property_readonly("numerator", &Ratio::numerator, "Count, or amount in fen.")
        .def_property_readonly("denominator", &Ratio::denominator,
                               "Count, or amount in fen; 0 means no value.")
        .def("percent", &Ratio::percent, py::arg("decimals") = 1,
             "As a percentage, rounded half up: '46.6%'; '—' without a value.")
        .def("multiple", &Ratio::multiple, py::arg("decimals") = 1,
             "As a multiple, rounded half up: '3.5'; '—' without a value.")
        .def("__bool__", &Ratio::has_value)
        .def(
            "__eq__", [](const Ratio& a, const Ratio& b) { return a == b; }, py::is_operator())
        .def("__hash__",
             [](const Ratio& ratio) {
                 return py::hash(py::make_tuple(ratio.numerator(), ratio.denominator()));
             })
        .def("__float__",
             [](const Ratio& ratio) {
                 if (!ratio.has_value()) return std::numeric_limits<double>::quiet_NaN();
                 return static_cast<double>(ratio.numerator()) /
                        static_cast<double>(ratio.denominator());
             })
        .def("__str__", [](const Ratio& ratio) { return ratio.percent(); })
        .def("__repr__", [](const Ratio& ratio) {
            return "Ratio(" + std::to_string(ratio.numerator()) + ", " +
                   std::to_string(ratio.denominator()) + ")";
        });
}

/// A column of a portfolio out of what a caller gives: any sequence that numpy takes.
template <typename T>
void fill_column(std::vector<T>& column, const char* name, const py::object& given,
                 std::size_t rows) {
    const auto any = py::array::ensure(given);
    const char kind = any ? any.dtype().kind() : '?';
    if (kind != 'i' && kind != 'u' && kind != 'b' && (!any || any.size() > 0)) {
        throw Error(ErrorCode::invalid_argument, name, "a column of integers");
    }
    const auto array = py::array_t<T, py::array::c_style | py::array::forcecast>::ensure(any);
    if (!py::module_::import("numpy").attr("array_equal")(any, array).template cast<bool>()) {
        throw Error(ErrorCode::invalid_argument, name, "integers that fit its kind of column");
    }
    if (array.ndim() != 1 || static_cast<std::size_t>(array.shape(0)) != rows) {
        throw Error(ErrorCode::invalid_argument, name,
                    "a column of " + std::to_string(rows) + " elements");
    }
    column.assign(array.data(), array.data() + rows);
}

/// Codes as text or as numbers.
[[nodiscard]] std::vector<std::uint64_t> codes_of(const py::object& given) {
    std::vector<std::uint64_t> codes;
    for (const py::handle& code : given) {
        codes.push_back(py::isinstance<py::str>(code)
                            ? ProjectCode::parse(code.cast<std::string>()).value()
                            : code.cast<std::uint64_t>());
    }
    return codes;
}

[[nodiscard]] ValidReason reason_of(const py::dict& given) {
    const auto text = [&](const char* name) {
        return given.contains(name) ? given[name].cast<std::string>() : std::string();
    };
    return {given["row"].cast<std::uint32_t>(),
            text("rule"),
            given["start"].cast<Date>(),
            given["end"].cast<Date>(),
            text("by"),
            text("reason"),
            text("document")};
}

/// A portfolio out of columns by name; those that are not given hold what nobody stated.
[[nodiscard]] Portfolio portfolio_of(
    const py::dict& columns, Date as_of,
    const std::vector<std::pair<std::string, std::string>>& regions,
    const std::vector<py::dict>& reasons, const std::vector<std::string>& texts) {
    if (!columns.contains("code")) throw Error(ErrorCode::invalid_argument, "code", "a column");
    Portfolio::Parts parts{.columns = {},
                           .regions = {},
                           .reasons = {},
                           .texts = nullptr,
                           .as_of = as_of,
                           .known_on = {},
                           .deals = {}};
    parts.columns.code = codes_of(columns["code"]);
    const std::size_t rows = parts.columns.code.size();
    std::set<std::string> unknown;
    for (const auto& column : columns) unknown.insert(column.first.cast<std::string>());
    const auto fill = [&](const char* name, auto& column, auto initial) {
        if (std::string_view(name) != "code") column.assign(rows, initial);
        if (unknown.erase(name) == 0 || std::string_view(name) == "code") return;
        fill_column(column, name, columns[name], rows);
    };
    Columns::for_each(parts.columns, fill);
    Deals deals = Deals::unstated(rows);
    const std::size_t without_deals = unknown.size();
    Deals::for_each(deals, fill);
    if (unknown.size() != without_deals) parts.deals = std::move(deals);
    if (!unknown.empty()) {
        throw Error(ErrorCode::invalid_argument, *unknown.begin(), "the name of a column");
    }
    for (const auto& [code, name] : regions) {
        parts.regions.push_back(
            {code.empty() || code == "0" ? RegionCode{} : RegionCode::parse(code), name});
    }
    if (parts.regions.empty()) parts.regions.emplace_back();
    for (const py::dict& reason : reasons) parts.reasons.push_back(reason_of(reason));
    auto pool = std::make_shared<TextPool>();
    for (const std::string& text : texts) (void)pool->add(text);
    parts.texts = std::move(pool);
    return Portfolio(std::move(parts));
}

/// Strings that Python sees, made at once: analysts ask for a million of them.
[[nodiscard]] py::array code_objects(const Portfolio& portfolio) {
    const py::array out = py::module_::import("numpy").attr("empty")(portfolio.size(), "O");
    auto** places = static_cast<PyObject**>(const_cast<void*>(out.data()));
    std::array<char, ProjectCode::max_length> code{};
    for (std::size_t row = 0; row < portfolio.size(); ++row) {
        const std::size_t length = portfolio.code(row).write(code.data());
        PyObject* text = PyUnicode_New(static_cast<py::ssize_t>(length), 127);
        if (text == nullptr) throw py::error_already_set();
        std::memcpy(PyUnicode_1BYTE_DATA(text), code.data(), length);
        Py_XDECREF(std::exchange(places[row], text));
    }
    return out;
}

/// The codes as one text, with room behind it, and where each begins and the last one ends.
[[nodiscard]] py::tuple code_text(const Portfolio& portfolio) {
    py::array_t<std::uint8_t> text(
        static_cast<py::ssize_t>(portfolio.size() * ProjectCode::max_length));
    py::array_t<std::int64_t> offsets(static_cast<py::ssize_t>(portfolio.size() + 1));
    auto* const begin = reinterpret_cast<char*>(text.mutable_data());
    std::int64_t* const place = offsets.mutable_data();
    place[0] = 0;
    for (std::size_t row = 0; row < portfolio.size(); ++row) {
        const std::size_t length = portfolio.code(row).write(begin + place[row]);
        place[row + 1] = place[row] + static_cast<std::int64_t>(length);
    }
    return py::make_tuple(text, offsets);
}

[[nodiscard]] py::array seconds_of(const Portfolio& portfolio, const std::string& wanted) {
    constexpr std::int64_t a_day = 86'400;
    std::optional<py::array_t<std::int64_t>> out;
    const auto fill = [&](const char* name, const auto& column, auto none) {
        if constexpr (std::is_same_v<decltype(none), std::int32_t>) {
            if (wanted != name) return;
            out.emplace(static_cast<py::ssize_t>(portfolio.size()));
            auto* seconds = out->mutable_data();
            for (std::size_t row = 0; row < portfolio.size(); ++row) {
                const std::int32_t day = column[column.size() == 1 ? 0 : row];
                seconds[row] =
                    day == no_day ? std::numeric_limits<std::int64_t>::min() : a_day * day;
            }
        }
    };
    static const Deals unstated = Deals::unstated(1);
    Columns::for_each(portfolio.columns(), fill);
    Deals::for_each(portfolio.deals().empty() ? unstated : portfolio.deals(), fill);
    if (!out) throw Error(ErrorCode::invalid_argument, wanted, "a column of days");
    return *out;
}

void bind_bulletin(py::module_& module) {
    py::class_<Bulletin>(module, "Bulletin", "A month's bulletin; str() is its Chinese text.")
        .def_readonly("as_of", &Bulletin::as_of, "The day of which it speaks.")
        .def_readonly("known_on", &Bulletin::known_on,
                      "The day up to which records count; None: all.")
        .def_readonly("policy", &Bulletin::policy, "Id of the policy, several joined by `+`.")
        .def(
            "text",
            [](const Bulletin& bulletin, const std::string& lang, std::size_t red_limit) {
                return to_text(bulletin, language(lang), red_limit);
            },
            py::arg("lang") = "zh", py::arg("red_limit") = 20,
            "The bulletin as text of at most 100 columns; the red list shows `red_limit` projects.")
        .def(
            "json",
            [](const Bulletin& bulletin, const std::string& lang) {
                return to_json(bulletin, language(lang));
            },
            py::arg("lang") = "zh", "The bulletin as JSON text.")
        .def("__str__", [](const Bulletin& bulletin) { return to_text(bulletin, Language::zh); })
        .def("_repr_html_", [](const py::object& self) {
            return py::module_::import("sanku._html").attr("bulletin_table")(self);
        });
}

}  // namespace

void bind_portfolio(py::module_& module) {
    bind_ratio(module);
    py::class_<ImportRecord>(module, "ImportRecord", "The latest import of one source.")
        .def_readonly("source", &ImportRecord::source, "The file, as the journal names it.")
        .def_readonly("recorded_at", &ImportRecord::recorded_at, "When it was imported.")
        .def_readonly("rows", &ImportRecord::rows, "Rows that it held, accepted and rejected.")
        .def_readonly("rejected", &ImportRecord::rejected, "Rows that were refused.");
    // Classes first, so that signatures name them.
    py::class_<Portfolio> type(
        module, "Portfolio",
        "The state of all projects on a day, as columns in the order of codes.");
    bind_bulletin(module);
    bind_policy(module);
    bind_lights(module);
    bind_passage(module);
    bind_conversion(module);
    type.def("__len__", &Portfolio::size)
        .def_static("from_columns", &portfolio_of, py::arg("columns"), py::arg("as_of"),
                    py::arg("regions"), py::arg("reasons"), py::arg("texts"))
        .def_property_readonly("as_of", &Portfolio::as_of, "The day of the state.")
        .def_property_readonly("known_on", &Portfolio::known_on,
                               "The day up to which records count; None: all.")
        .def_property_readonly_static("column_names",
                                      [](const py::object&) {
                                          std::vector<std::string> names;
                                          const auto add = [&](const char* name, const auto&,
                                                               auto) { names.emplace_back(name); };
                                          const Columns columns;
                                          const Deals deals;
                                          Columns::for_each(columns, add);
                                          Deals::for_each(deals, add);
                                          return names;
                                      })
        .def(
            "column",
            [](const py::object& self, const std::string& wanted) -> py::array {
                const auto& portfolio = self.cast<const Portfolio&>();
                std::optional<py::array> found;
                Columns::for_each(
                    portfolio.columns(), [&](const char* name, const auto& column, auto initial) {
                        if (wanted == name) {
                            found = view(std::span<const decltype(initial)>(column), self);
                        }
                    });
                static const Deals unstated = Deals::unstated(1);
                const bool stated = !portfolio.deals().empty();
                Deals::for_each(
                    stated ? portfolio.deals() : unstated,
                    [&](const char* name, const auto& column, auto initial) {
                        if (wanted != name) return;
                        found = stated ? view(std::span<const decltype(initial)>(column), self)
                                       : repeated(column[0], portfolio.size(), self);
                    });
                if (!found) throw Error(ErrorCode::invalid_argument, wanted, "a column");
                return *found;
            },
            py::arg("name"),
            "One column as a read-only numpy array that shares the portfolio's memory (one of "
            "agreements, where no project states any, repeats what says so). Days count "
            "from 1970-01-01 (2147483647: none), amounts are in fen, texts are numbers of `texts`.")
        .def("row", &row_of, py::arg("code"), "The row of the project `code`.")
        .def(
            "codes",
            [](const Portfolio& portfolio) {
                std::vector<std::string> codes;
                codes.reserve(portfolio.size());
                for (std::size_t row = 0; row < portfolio.size(); ++row) {
                    codes.push_back(portfolio.code(row).str());
                }
                return codes;
            },
            "Project codes as text, by row.")
        .def("_code_objects", &code_objects, "The same as a numpy array of objects.")
        .def("_code_text", &code_text, "The same as one text and where each code begins in it.")
        .def("_seconds", &seconds_of, py::arg("name"),
             "A column of days as int64 seconds since 1970; none: the least int64 (NaT).")
        .def(
            "texts",
            [](const Portfolio& portfolio) {
                std::vector<std::string_view> texts;
                for (std::uint32_t id = 0; id < portfolio.texts().size(); ++id) {
                    texts.push_back(portfolio.texts().at(id));
                }
                return texts;
            },
            "The texts that the columns name, responsible_unit, lead_leader and "
            "withdrawal_reason number.")
        .def(
            "regions",
            [](const Portfolio& portfolio) {
                std::vector<std::pair<std::string, std::string>> regions;
                for (const RegionEntry& entry : portfolio.regions()) {
                    regions.emplace_back(entry.code.str(), entry.name.empty()
                                                               ? shipped_name(entry.code)
                                                               : std::string_view(entry.name));
                }
                return regions;
            },
            "Code and name of the regions that the column region numbers.")
        .def_property_readonly(
            "has_deals", [](const Portfolio& portfolio) { return !portfolio.deals().empty(); },
            "Whether any project states something of an agreement or what came of it.")
        .def("reasons", &reasons_list,
             "Every valid reason that is known: a list of dicts with code, rule, start, end, by, "
             "reason, document and in_force (on the day of the state).")
        .def("appraisals", &appraisals_list, "The latest appraisal at each gate, a dict each.")
        .def("factors", &factors_list, "How it stands with each factor, a dict each.")
        .def("figures", &figures_list, "The figure reported under each indicator, a dict each.")
        .def_property_readonly("column_bytes", &Portfolio::column_bytes,
                               "Bytes that the columns take.")
        .def(
            "_lights",
            [](const Portfolio& portfolio, const Policy& policy) {
                const py::gil_scoped_release released;
                return warning::evaluate(portfolio, policy);
            },
            py::arg("policy"));
    module.def("pool_names", [] {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < pool_count; ++i) names.emplace_back(key(static_cast<Pool>(i)));
        return names;
    });
    module.def("funding_names", [] {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < funding_count; ++i) {
            names.emplace_back(key(static_cast<Funding>(i)));
        }
        return names;
    });
    module.def(
        "fen_of_yi",
        [](const std::string& text) { return Money::parse(text, MoneyUnit::yi_yuan).fen(); },
        "The amount that `text` spells, a bare number in 亿元, as fen.");
    module.def("sector_name",
               [](std::uint16_t value) { return SectorCode::from_value(value).str(); });
}

}  // namespace sanku::bindings
