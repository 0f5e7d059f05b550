#include <span>

#include "bindings.hpp"
#include "sanku/store/store.hpp"

namespace sanku::bindings {

namespace {

/// Who recorded something, and when it became known.
struct Recorded {
    Instant at;
    std::string by;
};

/// Appends one event and gives its sequence, or that of the one that says so already.
[[nodiscard]] std::int64_t record(Store& store, const Event& event, const Recorded& recorded) {
    (void)store.append(std::span(&event, 1), {.recorded_at = recorded.at, .by = recorded.by});
    const auto stated = store.latest(event.project, fact_key(event.what));
    return stated ? stated->sequence : 0;
}

/// As above for what is stated of a known project and corrects what was said of the same day; the
/// sequence is that of the last event by its day that says so.
[[nodiscard]] std::int64_t restate(Store& store, const Event& event, const Recorded& recorded) {
    if (!store.contains(event.project)) {
        throw Error(ErrorCode::unknown_project, event.project.str());
    }
    (void)store.correct(std::span(&event, 1), {.recorded_at = recorded.at, .by = recorded.by});
    std::int64_t sequence = 0;
    for (const RecordedEvent& one : store.history(event.project)) {
        const bool says_so = fact_key(one.event.what) == fact_key(event.what) &&
                             one.event.effective <= event.effective && same_fact(one.event, event);
        if (says_so) sequence = one.sequence;
    }
    return sequence;
}

/// The number of the next of the facts that `of(number)` makes, from `first` on; or of the one that
/// is stated of `day` already, so that saying the same twice is saying it once. Throws
/// `Error(invalid_argument)` if all up to `max_visits` are stated of other days.
template <typename Of>
[[nodiscard]] int next_number(const Store& store, ProjectCode project, Date day, int first,
                              Of&& of) {
    for (int number = first; number <= max_visits; ++number) {
        const Payload what = of(number);
        const auto stated = store.latest(project, fact_key(what));
        if (!stated || stated->event.effective == day) return number;
    }
    throw Error(ErrorCode::invalid_argument, project.str(),
                "all " + std::to_string(max_visits) + " numbers of such facts are taken");
}

/// What `kind` states first, if that is still to be stated, or is of `day`.
[[nodiscard]] bool is_first(const Store& store, ProjectCode project, EventKind kind, Date day) {
    const auto stated = store.latest(project, {kind});
    return !stated || stated->event.effective == day;
}

[[nodiscard]] Payload entry(const Store& store, ProjectCode project, const std::string& network,
                            const std::string& pool, Date day, const std::string& reason) {
    const bool is_library = network == library_network;
    if (is_library && pool == key(Pool::directory) &&
        is_first(store, project, EventKind::entered_directory, day)) {
        return event::EnteredDirectory{};
    }
    if (is_library && pool == key(Pool::reserve) &&
        is_first(store, project, EventKind::moved_to_reserve, day)) {
        return event::MovedToReserve{};
    }
    if (is_library && pool == key(Pool::implementation) &&
        is_first(store, project, EventKind::moved_to_implementation, day)) {
        return event::MovedToImplementation{};
    }
    const auto of = [&](int visit) {
        return event::PoolEntered::into(network, pool, visit, reason);
    };
    return of(next_number(store, project, day, is_library ? 2 : 1, of));
}

[[nodiscard]] Payload departure(const Store& store, ProjectCode project, const std::string& network,
                                Date day, const std::string& reason) {
    const bool is_library = network == library_network;
    if (is_library && is_first(store, project, EventKind::withdrawn, day)) {
        return event::Withdrawn{reason};
    }
    const auto of = [&](int visit) { return event::NetworkLeft{network, visit, reason}; };
    return of(next_number(store, project, day, is_library ? 2 : 1, of));
}

[[nodiscard]] FactorState state_named(const std::string& name) {
    for (const FactorState state :
         {FactorState::pending, FactorState::granted, FactorState::refused}) {
        if (name == key(state)) return state;
    }
    throw Error(ErrorCode::invalid_argument, name, "pending, granted or refused");
}

[[nodiscard]] Evaluation evaluation_named(const std::string& name) {
    if (name == "project") return Evaluation::project;
    if (name == "sector") return Evaluation::sector;
    if (name == "region") return Evaluation::region;
    throw Error(ErrorCode::invalid_argument, name, "project, sector or region");
}

}  // namespace

Outcome outcome_named(const std::string& name) {
    for (const Outcome outcome : {Outcome::pass, Outcome::warn, Outcome::block}) {
        if (name == key(outcome)) return outcome;
    }
    throw Error(ErrorCode::invalid_argument, name, "pass, warn or block");
}

void bind_moves(py::module_& module) {
    module.def("move", [](Store& store, const std::string& code, const std::string& network,
                          const std::string& pool, Date day, const std::string& reason,
                          Instant recorded_at, const std::string& by) {
        const ProjectCode project = ProjectCode::parse(code);
        (void)store.network(network).pool(pool);  // before anything is asked of the journal
        const Payload what = entry(store, project, network, pool, day, reason);
        return record(store, {project, day, what}, {recorded_at, by});
    });
    module.def("leave",
               [](Store& store, const std::string& code, const std::string& network, Date day,
                  const std::string& reason, Instant recorded_at, const std::string& by) {
                   const ProjectCode project = ProjectCode::parse(code);
                   if (!store.contains(project)) throw Error(ErrorCode::unknown_project, code);
                   (void)store.network(network);
                   const Payload what = departure(store, project, network, day, reason);
                   return record(store, {project, day, what}, {recorded_at, by});
               });
    module.def(
        "approve", [](Store& store, const std::string& code, const std::string& what, Date day,
                      const std::string& document, Instant recorded_at, const std::string& by) {
            const Event event{ProjectCode::parse(code), day, event::Approved{what, document}};
            return record(store, event, {recorded_at, by});
        });
    module.def("appraise", [](Store& store, const std::string& code, const std::string& gate,
                              const std::string& outcome, Date day, const std::string& findings,
                              const std::string& document, const std::optional<int>& round,
                              Instant recorded_at, const std::string& by) {
        const ProjectCode project = ProjectCode::parse(code);
        const auto of = [&](int number) {
            return event::Appraised{gate, number, outcome_named(outcome), findings, document};
        };
        const int number = round ? *round : next_number(store, project, day, 1, of);
        return record(store, {project, day, of(number)}, {recorded_at, by});
    });
    module.def("state_factor", [](Store& store, const std::string& code, const std::string& factor,
                                  const std::string& state, Date day, const std::string& document,
                                  Instant recorded_at, const std::string& by) {
        return restate(store,
                       {ProjectCode::parse(code), day,
                        event::FactorStated{factor, state_named(state), document}},
                       {recorded_at, by});
    });
    module.def("report_figure", [](Store& store, const std::string& code,
                                   const std::string& indicator, std::int64_t numerator,
                                   std::int64_t denominator, Date day, const std::string& document,
                                   Instant recorded_at, const std::string& by) {
        return restate(store,
                       {ProjectCode::parse(code), day,
                        event::FigureReported{indicator, {numerator, denominator}, document}},
                       {recorded_at, by});
    });
    module.def("record_evaluation",
               [](Store& store, const std::string& code, const std::string& which,
                  const std::optional<int>& score, Date day, const std::string& system,
                  const std::string& document, Instant recorded_at, const std::string& by) {
                   return restate(
                       store,
                       {ProjectCode::parse(code), day,
                        event::Evaluated{evaluation_named(which), score, system, document}},
                       {recorded_at, by});
               });
}

}  // namespace sanku::bindings
