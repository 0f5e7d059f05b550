#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sanku/bulletin/bulletin.hpp"
#include "sanku/store/store.hpp"

namespace sanku {

/// What a bulletin of a journal is asked for.
struct BulletinRequest {
    Date as_of;
    Policy policy;
    /// Only what was recorded up to the end of this day; empty: all that is recorded.
    std::optional<Date> known_on{};
    std::optional<Money> previous_year_investment{};  ///< see `BulletinOptions`
    std::optional<RegionLevel> region_level{};        ///< see `BulletinOptions`
    Language language = Language::zh;                 ///< of the JSON that is frozen
    std::string title{};  ///< of a frozen one, such as 2025年4月通报
};

/// The bulletin of the journal as it stands, with what it was made from. O(events). Throws as
/// `Store::at`, `make_bulletin` and `to_toml`.
[[nodiscard]] Bulletin make_bulletin(const Store& store, const BulletinRequest& request);

/// A bulletin as it was frozen.
struct Frozen {
    std::int64_t number;  ///< by which `replay` finds it
    FrozenRecord record;
    Anchor anchor;  ///< of the journal that it was made from
    Bulletin bulletin;
    std::string json;  ///< in the request's language; its hash stands in the record
};

/// Makes the bulletin and stores its inputs and the hash of its JSON in the journal, so that
/// whatever is recorded later, `replay` makes the same one. Throws as `make_bulletin` and
/// `Store::store`.
[[nodiscard]] Frozen freeze(Store& store, const BulletinRequest& request, Instant recorded_at,
                            const std::string& by);

/// A frozen bulletin made again.
struct Replay {
    StoredRecord record;
    Anchor anchor;  ///< of the journal's beginning that it was made from, as it is now
    Bulletin bulletin;
    std::string json;  ///< in the record's language
    Digest json_hash;  ///< of `json`; the record holds that of the frozen one
    bool same;         ///< whether the two are one, so that the JSON is the same to the byte
    /// Whether the journal still holds what the bulletin was made from: by the anchor that was kept
    /// apart, or else by the one in the frozen JSON; empty if neither tells.
    std::optional<bool> anchor_holds;
};

/// Makes the frozen bulletin `number` again from its stored inputs and holds it against the stored
/// hash and the anchor that somebody `kept` apart. What differs is stated, in the result and in the
/// bulletin's text. Throws `Error` with `unknown_bulletin`, or as `make_bulletin`.
[[nodiscard]] Replay replay(const Store& store, std::int64_t number,
                            const std::optional<Anchor>& kept = std::nullopt);

/// The frozen bulletin `number`. Throws `Error(unknown_bulletin)`.
[[nodiscard]] StoredRecord frozen_record(const Store& store, std::int64_t number);

}  // namespace sanku
