#include "sanku/archive/frozen.hpp"

#include <algorithm>
#include <utility>

#include "sanku/core/version.hpp"

namespace sanku {

namespace {

[[nodiscard]] Provenance provenance_of(const Anchor& anchor, const Policy& policy,
                                       std::string_view policy_text, std::string_view library,
                                       bool known_on_limited) {
    return {.algorithm = anchor.algorithm,
            .batches = anchor.position.batches,
            .events = anchor.position.events,
            .head = anchor.head,
            .policy = policy.id,
            .policy_version = policy.version,
            .policy_hash = digest(anchor.algorithm, policy_text),
            .library = std::string(library),
            .known_on_limited = known_on_limited};
}

/// The bulletin of the journal's beginning up to `anchor`.
[[nodiscard]] Bulletin bulletin_at(const Store& store, const BulletinRequest& request,
                                   const Anchor& anchor, std::string_view policy_text,
                                   std::string_view library) {
    const Portfolio portfolio = store.at(request.as_of, anchor.position);
    Bulletin bulletin = make_bulletin(warning::evaluate(portfolio, request.policy),
                                      {.previous_year_investment = request.previous_year_investment,
                                       .region_level = request.region_level,
                                       .imports = store.imports(anchor.position)});
    bulletin.known_on = request.known_on;
    bulletin.provenance =
        provenance_of(anchor, request.policy, policy_text, library, request.known_on.has_value());
    return bulletin;
}

[[nodiscard]] BulletinRequest request_of(const FrozenRecord& record, std::int64_t number) {
    BulletinRequest request{
        .as_of = record.as_of,
        .policy = Policy::parse(record.policy, "bulletin " + std::to_string(number)),
        .known_on = record.known_on,
        .previous_year_investment = record.previous_year_investment,
        .region_level = {},
        .language = record.language == "en" ? Language::en : Language::zh,
        .title = record.title};
    if (record.region_level) {
        const int level = *record.region_level;
        if (level < 0 || level > static_cast<int>(RegionLevel::township)) {
            throw Error(ErrorCode::damaged_journal, std::to_string(level), "a region's level");
        }
        request.region_level = static_cast<RegionLevel>(level);
    }
    return request;
}

[[nodiscard]] Seal seal_of(std::int64_t number, const FrozenRecord& record, Instant frozen_at,
                           const std::string& by, Language language) {
    return {.number = number,
            .title = record.title,
            .frozen_at = frozen_at,
            .by = by,
            .language = language,
            .json_hash = record.json_hash,
            .found = {}};
}

}  // namespace

Bulletin make_bulletin(const Store& store, const BulletinRequest& request) {
    return bulletin_at(store, request, store.anchor(store.position(request.known_on)),
                       to_toml(request.policy), version);
}

Frozen freeze(Store& store, const BulletinRequest& request, Instant recorded_at,
              const std::string& by) {
    const Anchor anchor = store.anchor(store.position(request.known_on));
    FrozenRecord record{.title = request.title,
                        .as_of = request.as_of,
                        .known_on = request.known_on,
                        .position = anchor.position,
                        .policy = to_toml(request.policy),
                        .language = request.language == Language::en ? "en" : "zh",
                        .previous_year_investment = request.previous_year_investment,
                        .region_level = {},
                        .json_hash = {}};
    if (request.region_level) record.region_level = static_cast<int>(*request.region_level);
    Bulletin bulletin = bulletin_at(store, request, anchor, record.policy, version);
    std::string json = to_json(bulletin, request.language);
    record.json_hash = digest(anchor.algorithm, json);
    const std::int64_t number = store.store(record, recorded_at, by);
    bulletin.seal = seal_of(number, record, recorded_at, by, request.language);
    return {number, std::move(record), anchor, std::move(bulletin), std::move(json)};
}

StoredRecord frozen_record(const Store& store, std::int64_t number) {
    auto records = store.frozen();
    const auto found = std::ranges::find(records, number, &StoredRecord::number);
    if (found == records.end()) {
        std::string known;
        for (const StoredRecord& record : records) {
            known += (known.empty() ? "" : ", ") + std::to_string(record.number);
        }
        throw Error(ErrorCode::unknown_bulletin, std::to_string(number), known);
    }
    return std::move(*found);
}

Replay replay(const Store& store, std::int64_t number, const std::optional<Anchor>& kept) {
    StoredRecord stored = frozen_record(store, number);
    const FrozenRecord& record = stored.record;
    const Anchor anchor = store.anchor(record.position);
    const BulletinRequest request = request_of(record, number);
    Bulletin bulletin = bulletin_at(store, request, anchor, record.policy, stored.library);
    std::string json = to_json(bulletin, request.language);
    const Digest hash = digest(anchor.algorithm, json);
    const bool same = hash == record.json_hash;
    bulletin.seal = seal_of(number, record, stored.frozen_at, stored.by, request.language);
    if (!same) bulletin.seal->found = hash;
    std::optional<bool> holds;
    if (same) holds = true;  // the frozen JSON names the head
    if (kept) holds = *kept == anchor;
    return {std::move(stored), anchor, std::move(bulletin), std::move(json), hash, same, holds};
}

}  // namespace sanku
