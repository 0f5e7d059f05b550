#include "sanku/store/store.hpp"
#include <tuple>

#include "bindings.hpp"
#include "sanku/ledger/import.hpp"

namespace sanku::bindings {

std::optional<MoneyUnit> money_unit(const std::optional<std::string>& text) {
    if (!text) return std::nullopt;
    for (const MoneyUnit unit :
         {MoneyUnit::fen, MoneyUnit::yuan, MoneyUnit::wan_yuan, MoneyUnit::yi_yuan}) {
        if (*text == name(unit)) return unit;
    }
    throw Error(ErrorCode::invalid_argument, *text, "分, 元, 万元 or 亿元");
}

namespace {

using ledger::Report;

[[nodiscard]] Members members_named(const std::string& name) {
    if (name == "libraries") return Members::in_libraries;
    if (name == "all") return Members::all;
    throw Error(ErrorCode::invalid_argument, name, "libraries or all");
}

[[nodiscard]] HashAlgorithm hash_named(const std::string& name) {
    for (const HashAlgorithm one : {HashAlgorithm::sha256, HashAlgorithm::sm3}) {
        if (key(one) == name) return one;
    }
    throw Error(ErrorCode::invalid_argument, name, "sha256 or sm3");
}

[[nodiscard]] Report import_csv(Store& store, const std::string& path, Instant recorded_at,
                                const std::string& by, const std::string& source,
                                const std::optional<std::string>& unit,
                                const std::optional<int>& plan_year,
                                const std::optional<Date>& effective_on,
                                const std::optional<std::string>& region,
                                const std::string& rejects, const py::object& progress,
                                const std::tuple<std::string, std::string, std::string>& origin,
                                const py::object& cell) {
    ledger::ImportOptions options{.recorded_at = recorded_at,
                                  .by = by,
                                  .source = source,
                                  .money_unit = money_unit(unit),
                                  .plan_year = plan_year,
                                  .effective_on = effective_on,
                                  .rejects_path = rejects};
    std::tie(options.origin.file, options.origin.sheet, options.origin.form) = origin;
    if (!cell.is_none()) {
        options.origin.cell = [&cell](std::int64_t line, std::optional<std::size_t> column) {
            const py::gil_scoped_acquire acquired;
            return cell(line, column).cast<std::string>();
        };
    }
    if (region) options.region = RegionCode::parse(*region);
    if (!progress.is_none()) {
        options.progress = [&progress](const ledger::Progress& now) {
            const py::gil_scoped_acquire acquired;
            progress(now.bytes_done, now.bytes_total, now.rows);
        };
    }
    const py::gil_scoped_release released;
    return ledger::import_csv(store, path, options);
}

[[nodiscard]] py::dict problem_dict(const Problem& problem) {
    py::dict out;
    out["code"] = std::string(key(problem.code));
    out["row"] = problem.row;
    out["column"] = problem.column;
    out["value"] = problem.value;
    out["detail"] = problem.detail;
    out["sheet"] = problem.sheet;
    out["cell"] = problem.cell;
    out["zh"] = describe(problem, Language::zh);
    out["en"] = describe(problem, Language::en);
    return out;
}

void bind_report(py::module_& module) {
    py::class_<Report>(module, "ImportReport", "What an import did; str() tells it to people.")
        .def_readonly("source", &Report::source, "The file, as the journal names it.")
        .def_readonly("sheet", &Report::sheet, "Of a workbook: the sheet; else empty.")
        .def_readonly("encoding", &Report::encoding, "Of the file, such as `UTF-8`.")
        .def_property_readonly(
            "kind",
            [](const Report& report) {
                return report.kind == ledger::FileKind::projects ? "projects" : "progress";
            },
            "`projects` or `progress`.")
        .def_readonly("rows", &Report::rows,
                      "Rows below the heading that are not blank: accepted + rejected + skipped.")
        .def_readonly("accepted", &Report::accepted, "Rows that were imported.")
        .def_readonly("rejected", &Report::rejected, "Rows that were refused.")
        .def_readonly("skipped", &Report::skipped,
                      "Totals, categories, repeated headings and footnotes.")
        .def_readonly("events_added", &Report::events_added, "Events that are new in the journal.")
        .def_readonly("events_unchanged", &Report::events_unchanged,
                      "Events that the journal held already.")
        .def_property_readonly(
            "problems",
            [](const Report& report) {
                py::list out;
                for (const Problem& problem : report.problems) {
                    out.append(problem_dict(problem));
                }
                return out;
            },
            "The first 50 problems of each code: dicts with code, row, column, "
            "value, detail, sheet and cell (of a workbook, such as C12), zh and en.")
        .def_property_readonly(
            "counts",
            [](const Report& report) {
                py::dict out;
                for (const auto& [code, count] : report.counts) {
                    out[py::str(std::string(key(code)))] = count;
                }
                return out;
            },
            "All problems, counted by code, most frequent first.")
        .def_property_readonly(
            "notes",
            [](const Report& report) {
                py::list out;
                for (const auto& note : report.notes) {
                    py::dict entry;
                    entry["code"] = std::string(ledger::key(note.code));
                    entry["row"] = note.row;
                    entry["value"] = note.value;
                    entry["detail"] = note.detail;
                    entry["sheet"] = report.sheet;
                    entry["cell"] = note.cell;
                    entry["zh"] = note.text(Language::zh);
                    entry["en"] = note.text(Language::en);
                    out.append(std::move(entry));
                }
                return out;
            },
            "What was noticed and accepted all the same: dicts with code, row, "
            "value, detail, sheet, cell, zh and en.")
        .def(
            "summary",
            [](const Report& report, const std::string& lang) {
                return report.summary(language(lang));
            },
            py::arg("lang") = "zh", "The report as text of several lines.")
        .def("__str__", [](const Report& report) { return report.summary(Language::zh); });
}

}  // namespace

void bind_store(py::module_& module) {
    bind_report(module);
    module.def(
        "instant", [](Instant moment) { return moment; }, py::arg("text"),
        "A datetime with a zone as it is, or the moment that an ISO text names, by China's clock "
        "if it "
        "names no zone.");
    py::class_<Store>(module, "Store",
                      "A journal of events in one SQLite file; one thread at a time.")
        .def(py::init([](const std::string& path, const std::vector<std::string>& networks,
                         const std::string& hash) {
                 OpenOptions options{.hash = hash_named(hash)};
                 for (const std::string& network : networks) {
                     options.networks.push_back(pipeline::PoolGraph::load(network));
                 }
                 if (path != ":memory:") return Store::open(path, options);
                 return Store::in_memory(options.hash, std::move(options.networks));
             }),
             py::arg("path"), py::arg("networks") = std::vector<std::string>{},
             py::arg("hash") = "sha256",
             "Opens the journal at `path`, or makes an empty one, chained by the `hash` sha256 or "
             "sm3; ':memory:' for one without a file. `networks`: TOML files of networks that new "
             "moves are held to.")
        .def("__len__", &Store::length, "Number of events.")
        .def_property_readonly("last_recorded", &Store::last_recorded,
                               "When the last batch was recorded, or None.")
        .def(
            "imports",
            [](const Store& store, const std::optional<Date>& known_on) {
                return store.imports(known_on);
            },
            py::arg("known_on") = std::nullopt, "The latest import of each source.")
        .def(
            "at",
            [](const Store& store, Date as_of, const std::optional<Date>& known_on,
               const std::string& members) {
                const Members which = members_named(members);
                const py::gil_scoped_release released;
                return store.at(as_of, known_on, which);
            },
            py::arg("as_of"), py::arg("known_on") = std::nullopt, py::arg("members") = "libraries",
            "The state on the day `as_of` of all projects that entered a library, or of `all`, "
            "from what was recorded up to the end of the day `known_on` (None: everything).")
        .def("_import_csv", &import_csv, py::arg("path"), py::arg("recorded_at"), py::arg("by"),
             py::arg("source"), py::arg("unit"), py::arg("plan_year"), py::arg("effective_on"),
             py::arg("region"), py::arg("rejects"), py::arg("progress"),
             py::arg("origin") = std::tuple<std::string, std::string, std::string>(),
             py::arg("cell") = py::none());
    module.def(
        "has_ledger_heading",
        [](const std::string& path) {
            try {
                (void)ledger::find_layout(path, ledger::detect_encoding(path));
                return true;
            } catch (const Error& error) {
                if (error.code() == ErrorCode::no_heading) return false;
                return error.code() != ErrorCode::io;  // a heading with a mistake is one
            }
        },
        py::arg("path"), "Whether the first rows of the CSV file at `path` hold a heading.");
}

}  // namespace sanku::bindings
