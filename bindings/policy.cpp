#include <memory>

#include "bindings.hpp"
#include "numpy_view.hpp"
#include "sanku/warning/metrics.hpp"
#include "sanku/warning/policy_book.hpp"

namespace sanku::bindings {

Policy policy_of(const std::string& name, Date day, const std::optional<std::string>& packs,
                 const Policy::Metrics& metrics) {
    if (name.ends_with(".toml")) return Policy::load(name, metrics);
    PolicyBook book = PolicyBook::builtin();
    if (packs) book.load(*packs, metrics);
    return book.resolve(name, day);
}

namespace {

using warning::Custom;
using warning::Metric;

/// Some rows of a portfolio, as a custom metric sees them.
class Block {
  public:
    Block(Portfolio portfolio, std::size_t begin, std::size_t count)
        : portfolio_(std::move(portfolio)), begin_(begin), count_(count) {}

    [[nodiscard]] std::size_t size() const noexcept { return count_; }
    [[nodiscard]] const Portfolio& portfolio() const noexcept { return portfolio_; }
    [[nodiscard]] std::optional<py::array> column(const std::string& wanted,
                                                  const py::object& self) const {
        std::optional<py::array> found;
        const auto take = [&](const char* name, const auto& column, auto initial) {
            if (wanted != name) return;
            found = view(std::span<const decltype(initial)>(column).subspan(begin_, count_), self);
        };
        Columns::for_each(portfolio_.columns(), take);
        if (!portfolio_.deals().empty()) {
            Deals::for_each(portfolio_.deals(), take);
        } else {
            static const Deals unstated = Deals::unstated(1);
            Deals::for_each(unstated, [&](const char* name, const auto& column, auto) {
                if (wanted == name) found = repeated(column[0], count_, self);
            });
        }
        return found;
    }

  private:
    Portfolio portfolio_;
    std::size_t begin_;
    std::size_t count_;
};

/// Calls `function` for a block and takes its array, if it is one of int64 with a value for each
/// row.
void values_of(const py::function& function, const std::string& key, const Portfolio& portfolio,
               std::size_t begin, std::span<std::int64_t> out) {
    const py::object result = function(Block(portfolio, begin, out.size()));
    const auto refuse = [&](const std::string& found) {
        throw Error(
            ErrorCode::invalid_argument, found,
            "of the metric " + key + ": an int64 array of length " + std::to_string(out.size()));
    };
    if (!py::isinstance<py::array>(result)) {
        refuse(py::str(py::type::of(result).attr("__name__")));
    }
    const auto array = result.cast<py::array>();
    if (!py::isinstance<py::array_t<std::int64_t>>(array)) refuse(py::str(array.dtype()));
    if (array.ndim() != 1 || static_cast<std::size_t>(array.shape(0)) != out.size()) {
        refuse(py::str(array.attr("shape")));
    }
    const auto values = py::array_t<std::int64_t, py::array::c_style>::ensure(array);
    std::copy_n(values.data(), out.size(), out.data());
}

/// A metric whose values a Python function writes. The interpreter's lock is taken for each call,
/// and for letting go of the function, since lights are evaluated without it.
[[nodiscard]] std::shared_ptr<Metric> metric_of(std::string key, const std::string& unit_zh,
                                                const std::string& unit_en, bool higher_is_worse,
                                                const std::string& name_zh,
                                                const std::string& name_en, py::function function) {
    if (warning::find_metric(key) != nullptr) {
        throw Error(ErrorCode::invalid_argument, key, "a name that no metric has yet");
    }
    const std::shared_ptr<py::function> held(new py::function(std::move(function)),
                                             [](py::function* one) {
                                                 const py::gil_scoped_acquire locked;
                                                 delete one;
                                             });
    const auto values = [held, key](const Portfolio& portfolio, std::size_t begin,
                                    std::span<std::int64_t> out) {
        const py::gil_scoped_acquire locked;
        values_of(*held, key, portfolio, begin, out);
    };
    constexpr std::int64_t most = 1'000'000'000'000;
    return std::make_shared<Metric>(Metric{.key = std::move(key),
                                           .unit = {unit_zh, unit_en},
                                           .higher_is_worse = higher_is_worse,
                                           .grain = 1,
                                           .least = -most,
                                           .most = most,
                                           .shape = Custom{values},
                                           .words = {.part = {name_zh, name_en}}});
}

[[nodiscard]] Policy::Metrics shared(const std::vector<std::shared_ptr<Metric>>& metrics) {
    return {metrics.begin(), metrics.end()};
}

}  // namespace

void bind_policy(py::module_& module) {
    py::class_<Block>(module, "Block", "Some projects, as a custom metric sees them.")
        .def("__len__", &Block::size)
        .def_property_readonly(
            "as_of", [](const Block& block) { return block.portfolio().as_of(); },
            "The day of the state.")
        .def_property_readonly(
            "day", [](const Block& block) { return block.portfolio().as_of().days(); },
            "The as-of day as columns count days: from 1970-01-01.")
        .def("__getitem__", [](const py::object& self, const std::string& name) {
            const auto column = self.cast<const Block&>().column(name, self);
            if (!column) throw Error(ErrorCode::invalid_argument, name, "a column");
            return *column;
        });
    py::class_<Metric, std::shared_ptr<Metric>>(module, "Metric", "What a rule may measure.")
        .def(py::init(&metric_of), py::arg("key"), py::arg("unit_zh"), py::arg("unit_en"),
             py::arg("higher_is_worse"), py::arg("name_zh"), py::arg("name_en"),
             py::arg("function"))
        .def_readonly("key", &Metric::key, "By which rules name it.")
        .def_property_readonly(
            "unit", [](const Metric& metric) { return metric.unit.en; },
            "Of its values, in English.")
        .def_readonly("higher_is_worse", &Metric::higher_is_worse,
                      "Whether high values are bad: the side of thresholds.");
    module.attr("no_value") = warning::no_value;
    module.attr("not_rated") = warning::not_rated;

    py::class_<Policy>(module, "Policy", "The rules that one government published.")
        .def_static(
            "parse",
            [](const std::string& text, const std::string& file,
               const std::vector<std::shared_ptr<Metric>>& metrics) {
                return Policy::parse(text, file, shared(metrics));
            },
            py::arg("text"), py::arg("file") = "policy.toml",
            py::arg("metrics") = std::vector<std::shared_ptr<Metric>>{},
            "The policy that the TOML text states; `file` names it in errors.")
        .def_static(
            "load",
            [](const std::string& path, const std::vector<std::shared_ptr<Metric>>& metrics) {
                return Policy::load(path, shared(metrics));
            },
            py::arg("path"), py::arg("metrics") = std::vector<std::shared_ptr<Metric>>{},
            "The policy in the TOML file at `path`. Raises Error (io, malformed_policy), which "
            "names file, line (row), key (column) and reason.")
        .def_readonly("id", &Policy::id, "Id of the edition, several joined by `+`.")
        .def_readonly("family", &Policy::family, "What its editions have in common.")
        .def_readonly("version", &Policy::version, "Of the edition, as its file states it.")
        .def_readonly("valid_from", &Policy::valid_from,
                      "First day on which it is in force, or None.")
        .def_readonly("valid_to", &Policy::valid_to, "Last day on which it is in force, or None.")
        .def_property_readonly(
            "title_zh", [](const Policy& policy) { return policy.title.zh; }, "In Chinese.")
        .def_property_readonly(
            "title_en", [](const Policy& policy) { return policy.title.en; }, "In English.")
        .def_property_readonly(
            "rules",
            [](const Policy& policy) {
                std::vector<std::string> ids;
                for (const Rule& rule : policy.rules) ids.push_back(rule.id);
                return ids;
            },
            "Ids of the rules, in the policy's order.")
        .def(
            "rule_names",
            [](const Policy& policy, const std::string& lang) {
                py::dict names;
                for (const Rule& rule : policy.rules) {
                    names[py::str(rule.id)] = rule.name.in(language(lang));
                }
                return names;
            },
            py::arg("lang") = "zh", "The name of each rule by its id, in the policy's order.")
        .def("in_force", &Policy::in_force, py::arg("day"),
             "Whether `day` lies in the validity dates, both of which count.")
        .def("to_toml", &to_toml, "The policy as a TOML file, which `parse` reads back.")
        .def("__repr__", [](const Policy& policy) {
            return "<policy " + policy.id + ": " + std::to_string(policy.rules.size()) + " rules>";
        });
    module.def(
        "policy",
        [](const std::string& name, Date day, const std::optional<std::string>& packs,
           const std::vector<std::shared_ptr<Metric>>& metrics) {
            return policy_of(name, day, packs, shared(metrics));
        },
        py::arg("name"), py::arg("day"), py::arg("policies"), py::arg("metrics"),
        "The rules that `name` means on `day`.");
    module.def("policies", &Policy::builtin_ids, "Ids of the policy packs that ship.");
    module.def(
        "policy_book",
        [](const std::optional<std::string>& packs) {
            PolicyBook book = PolicyBook::builtin();
            if (packs) book.load(*packs);
            return std::move(book).policies();
        },
        py::arg("policies") = std::nullopt,
        "The packs that ship and those of the file or folder `policies`.");
    module.def(
        "metrics",
        [] {
            std::vector<std::string> keys;
            for (const Metric& metric : warning::metrics()) keys.push_back(metric.key);
            return keys;
        },
        "Keys of the metrics that ship.");
}

}  // namespace sanku::bindings
