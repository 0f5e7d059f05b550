#include "bindings.hpp"
#include "sanku/archive/diff.hpp"
#include "sanku/archive/frozen.hpp"
#include "sanku/store/store.hpp"

namespace sanku::bindings {

namespace {

/// How Python names rules: text, the day whose editions a family means, a folder of packs.
[[nodiscard]] Policy named_policy(const std::string& name, const std::optional<Date>& rules_of,
                                  Date as_of, const std::optional<std::string>& packs) {
    return policy_of(name, rules_of.value_or(as_of), packs);
}

[[nodiscard]] BulletinRequest request(Date as_of, const std::optional<Date>& known_on,
                                      const std::string& policy,
                                      const std::optional<Date>& rules_of,
                                      const std::optional<std::string>& packs,
                                      const std::optional<std::int64_t>& previous_year_fen,
                                      const std::optional<std::string>& by) {
    BulletinRequest out{.as_of = as_of,
                        .policy = named_policy(policy, rules_of, as_of, packs),
                        .known_on = known_on};
    if (previous_year_fen) out.previous_year_investment = Money::from_fen(*previous_year_fen);
    if (by) out.region_level = level_of(*by);
    return out;
}

void bind_frozen(py::module_& module) {
    py::class_<StoredRecord>(module, "FrozenRecord", "A frozen bulletin as the journal holds it.")
        .def_readonly("number", &StoredRecord::number, "By which `Store.replay` finds it.")
        .def_readonly("frozen_at", &StoredRecord::frozen_at, "When it was frozen.")
        .def_readonly("by", &StoredRecord::by, "Who froze it.")
        .def_readonly("library", &StoredRecord::library, "Version of sanku that froze it.")
        .def_property_readonly(
            "title", [](const StoredRecord& r) { return r.record.title; },
            "As it was given; may be empty.")
        .def_property_readonly(
            "as_of", [](const StoredRecord& r) { return r.record.as_of; },
            "The day of which it speaks.")
        .def_property_readonly(
            "known_on", [](const StoredRecord& r) { return r.record.known_on; },
            "The day up to which records count; None: all.")
        .def_property_readonly(
            "lang", [](const StoredRecord& r) { return r.record.language; },
            "In which it was frozen.")
        .def_property_readonly(
            "policy", [](const StoredRecord& r) { return r.record.policy; },
            "The rules as the text of a policy file.")
        .def_property_readonly(
            "batches", [](const StoredRecord& r) { return r.record.position.batches; },
            "Batches of the journal that it was made from.")
        .def_property_readonly(
            "events", [](const StoredRecord& r) { return r.record.position.events; },
            "Events of the journal that it was made from.")
        .def_property_readonly(
            "json_hash", [](const StoredRecord& r) { return r.record.json_hash.hex(); },
            "Of its JSON in the language `lang`, in hexadecimal digits.")
        .def("__repr__", [](const StoredRecord& r) {
            return "<frozen bulletin " + std::to_string(r.number) + " as of " +
                   r.record.as_of.iso() + ">";
        });
    py::class_<Frozen>(module, "Frozen", "A bulletin that was just frozen.")
        .def_readonly("number", &Frozen::number, "By which `Store.replay` finds it.")
        .def_readonly("bulletin", &Frozen::bulletin, "The bulletin itself.")
        .def_readonly("json", &Frozen::json, "Its JSON in the language in which it was frozen.")
        .def_property_readonly(
            "json_hash", [](const Frozen& frozen) { return frozen.record.json_hash.hex(); },
            "Of `json`, in hexadecimal digits.")
        .def_property_readonly(
            "anchor", [](const Frozen& frozen) { return frozen.anchor.str(); },
            "Length and hash of the journal that it was made from; keep it apart.");
    py::class_<Replay>(module, "Replay", "A frozen bulletin made again.")
        .def_readonly("record", &Replay::record, "What the journal holds of it.")
        .def_readonly("bulletin", &Replay::bulletin, "The bulletin, made again.")
        .def_readonly("json", &Replay::json, "Its JSON in the language in which it was frozen.")
        .def_readonly("same", &Replay::same, "Whether its JSON is the frozen one to the byte.")
        .def_property_readonly(
            "json_hash", [](const Replay& replay) { return replay.json_hash.hex(); },
            "Of `json`, in hexadecimal digits.")
        .def_property_readonly(
            "anchor", [](const Replay& replay) { return replay.anchor.str(); },
            "Length and hash of the journal, now.")
        .def_readonly("anchor_holds", &Replay::anchor_holds,
                      "Whether the journal still holds what it was made from; None if nothing "
                      "tells.")
        .def("__bool__", [](const Replay& replay) {
            return replay.same && replay.anchor_holds.value_or(true);
        });
}

void bind_difference(py::module_& module) {
    py::class_<Difference>(module, "Difference",
                           "What differs between two bulletins; str() is its Chinese text, false "
                           "if nothing does.")
        .def(
            "text",
            [](const Difference& difference, const std::string& lang, std::size_t limit) {
                return to_text(difference, language(lang), limit);
            },
            py::arg("lang") = "zh", py::arg("limit") = 20,
            "As text of at most 100 columns; each list shows its first `limit` entries.")
        .def(
            "json",
            [](const Difference& difference, const std::string& lang) {
                return to_json(difference, language(lang));
            },
            py::arg("lang") = "zh", "All of it as JSON text.")
        .def("__bool__", [](const Difference& difference) { return !difference.empty(); })
        .def("__str__",
             [](const Difference& difference) { return to_text(difference, Language::zh); });
    py::class_<Side>(module, "Side", "One of two things that are compared.")
        .def(py::init([](Date as_of, const std::string& policy, const std::optional<Date>& rules_of,
                         const std::optional<std::string>& packs,
                         const std::optional<Date>& known_on) {
                 return Side{.as_of = as_of,
                             .policy = named_policy(policy, rules_of, as_of, packs),
                             .known_on = known_on};
             }),
             py::arg("as_of"), py::arg("policy"), py::arg("rules_of") = std::nullopt,
             py::arg("policies") = std::nullopt, py::arg("known_on") = std::nullopt)
        .def_readonly("as_of", &Side::as_of, "The day of which it speaks.")
        .def(
            "known_later",
            [](const Side& side, const std::optional<Date>& known_on) {
                Side later = side;
                later.position.reset();
                later.known_on = known_on;
                return later;
            },
            py::arg("known_on") = std::nullopt,
            "The same day and rules as known on another day (None: now).");
}

}  // namespace

void bind_archive(py::module_& module) {
    bind_frozen(module);
    bind_difference(module);
    module.def(
        "make_bulletin",
        [](const Store& store, Date as_of, const std::optional<Date>& known_on,
           const std::string& policy, const std::optional<Date>& rules_of,
           const std::optional<std::string>& packs,
           const std::optional<std::int64_t>& previous_year_fen,
           const std::optional<std::string>& by) {
            const py::gil_scoped_release released;
            return make_bulletin(
                store, request(as_of, known_on, policy, rules_of, packs, previous_year_fen, by));
        },
        py::arg("store"), py::arg("as_of"), py::arg("known_on"), py::arg("policy"),
        py::arg("rules_of"), py::arg("policies"), py::arg("previous_year_fen"), py::arg("by"));
    module.def(
        "freeze",
        [](Store& store, Date as_of, const std::optional<Date>& known_on, const std::string& policy,
           const std::optional<Date>& rules_of, const std::optional<std::string>& packs,
           const std::optional<std::int64_t>& previous_year_fen,
           const std::optional<std::string>& by, const std::string& lang, const std::string& title,
           Instant recorded_at, const std::string& who) {
            const py::gil_scoped_release released;
            BulletinRequest asked =
                request(as_of, known_on, policy, rules_of, packs, previous_year_fen, by);
            asked.language = language(lang);
            asked.title = title;
            return freeze(store, asked, recorded_at, who);
        },
        py::arg("store"), py::arg("as_of"), py::arg("known_on"), py::arg("policy"),
        py::arg("rules_of"), py::arg("policies"), py::arg("previous_year_fen"), py::arg("by"),
        py::arg("lang"), py::arg("title"), py::arg("recorded_at"), py::arg("who"));
    module.def(
        "frozen", [](const Store& store) { return store.frozen(); }, py::arg("store"));
    module.def(
        "replay",
        [](const Store& store, std::int64_t number, const std::optional<std::string>& anchor) {
            const py::gil_scoped_release released;
            std::optional<Anchor> kept;
            if (anchor) kept = Anchor::parse(*anchor);
            return replay(store, number, kept);
        },
        py::arg("store"), py::arg("number"), py::arg("anchor"));
    module.def(
        "published",
        [](const Store& store, std::int64_t number) {
            return published(frozen_record(store, number));
        },
        py::arg("store"), py::arg("number"), "The side of a frozen bulletin as it was published.");
    module.def(
        "diff",
        [](const Store& store, const Side& before, const Side& after) {
            const py::gil_scoped_release released;
            return diff(store, before, after);
        },
        py::arg("store"), py::arg("before"), py::arg("after"));
}

}  // namespace sanku::bindings
