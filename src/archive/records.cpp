#include "records.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "facts.hpp"

namespace sanku::archive_detail {

namespace {

using Record = Difference::Record;
using Kind = Difference::RecordKind;

/// Turns events into records, looking up in the journal what they replace and who brought them.
class Reader {
  public:
    Reader(const Store& store, const Position& from,
           const std::function<Difference::Project(ProjectCode)>& describe)
        : store_(store), from_(from), describe_(describe), batches_(store.batches()) {}

    /// `old` is the event that `event` supersedes, if it does.
    [[nodiscard]] Record record(const RecordedEvent& event, const std::optional<Event>& old) {
        const Batch& batch = batches_.at(static_cast<std::size_t>(event.batch - 1)).batch;
        const auto* retracted = std::get_if<event::Retracted>(&event.event.what);
        Record out{.kind = retracted != nullptr ? Kind::withdrawal
                           : old                ? Kind::correction
                                                : Kind::late,
                   .project = describe_(event.event.project),
                   .what = fact_words(event.event),
                   .old_value = {},
                   .new_value = {},
                   .reason = retracted != nullptr ? retracted->reason : std::string(),
                   .effective = event.event.effective,
                   .recorded = event.recorded,
                   .by = batch.by,
                   .source = batch.source,
                   .sequence = event.sequence,
                   .supersedes = event.supersedes,
                   .of_new_project = first(event.event.project) > from_.events};
        if (retracted != nullptr) {
            if (old) out.old_value = value_words(*old);
            return out;
        }
        const std::optional<Event> replaced = old ? old : held(event);
        if (replaced) {
            ChangedWords words = changed_words(*replaced, event.event);
            out.old_value = std::move(words.before);
            out.new_value = std::move(words.after);
        } else {
            out.new_value = value_words(event.event);
        }
        return out;
    }

  private:
    /// The sequence of the first event of `project`.
    [[nodiscard]] std::int64_t first(ProjectCode project) {
        const auto [found, unseen] = first_.try_emplace(project, 0);
        if (unseen) found->second = store_.history(project).front().sequence;
        return found->second;
    }
    /// What an undated fact was on the day from which `event` states it otherwise.
    [[nodiscard]] std::optional<Event> held(const RecordedEvent& event) const {
        const FactKey fact = fact_key(event.event.what);
        if (!is_undated(fact.kind)) return std::nullopt;
        std::vector<RecordedEvent> stated;
        for (RecordedEvent& earlier : store_.history(event.event.project)) {
            if (earlier.sequence >= event.sequence) break;
            if (fact_key(earlier.event.what) != fact) continue;
            std::erase_if(stated, [&](const RecordedEvent& other) {
                return other.sequence == earlier.supersedes;
            });
            const bool counts = earlier.event.effective <= event.event.effective &&
                                earlier.event.kind() != EventKind::retracted;
            if (counts) stated.push_back(std::move(earlier));
        }
        const auto last = std::ranges::max_element(stated, [](const auto& a, const auto& b) {
            return std::pair(a.event.effective, a.sequence) <
                   std::pair(b.event.effective, b.sequence);
        });
        return last == stated.end() ? std::nullopt : std::optional(last->event);
    }

    const Store& store_;
    Position from_;
    const std::function<Difference::Project(ProjectCode)>& describe_;
    std::vector<RecordedBatch> batches_;
    std::unordered_map<ProjectCode, std::int64_t> first_;
};

}  // namespace

Recorded records_between(const Store& store, const Position& from, const Position& to, Date earlier,
                         Date later,
                         const std::function<Difference::Project(ProjectCode)>& describe) {
    Recorded out;
    std::vector<RecordedEvent> near;
    store.for_each(
        [&](const RecordedEvent& event) {
            const bool lists = event.supersedes != 0 || event.event.effective <= earlier;
            if (lists) {
                near.push_back(event);
                return;
            }
            ++out.others;
            if (event.event.effective <= later) out.projects.insert(event.event.project);
        },
        from, to);
    Reader reader(store, from, describe);
    for (const RecordedEvent& event : near) {
        std::optional<Event> old;
        if (event.supersedes != 0) old = store.event(event.supersedes).event;
        if (event.event.effective > later && (!old || old->effective > later)) {
            ++out.others;
            continue;
        }
        out.projects.insert(event.event.project);
        out.listed.push_back(reader.record(event, old));
    }
    std::ranges::stable_sort(out.listed, {}, &Record::kind);
    return out;
}

}  // namespace sanku::archive_detail
