#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sanku/core/bilingual.hpp"
#include "sanku/core/digest.hpp"
#include "sanku/core/ratio.hpp"
#include "sanku/journal/event.hpp"
#include "sanku/summary/multiples.hpp"
#include "sanku/summary/summary.hpp"
#include "sanku/warning/lights.hpp"

namespace sanku {

/// What a bulletin is asked for beyond the lights that it is made from.
struct BulletinOptions {
    /// The previous year's investment that multiples are taken of, as the office states it; empty:
    /// what the projects' reports of last year add up to.
    std::optional<Money> previous_year_investment{};
    /// The level of the regional table; empty: the widest at which there is more than one region.
    std::optional<RegionLevel> region_level{};
    /// The latest import of each source, for the data quality; see `Store::imports`.
    std::vector<ImportRecord> imports{};
};

/// What a bulletin was made from, so that a reader can hold it against the journal: how much of the
/// journal and its hash, the rules and theirs, and the library that computed it.
struct Provenance {
    HashAlgorithm algorithm = HashAlgorithm::sha256;  ///< of all hashes below: the journal's
    std::int64_t batches = 0;
    std::int64_t events = 0;
    Digest head;  ///< of the journal up to there
    std::string policy;
    std::string policy_version;
    Digest policy_hash;             ///< of the policy's canonical text, see `to_toml`
    std::string library;            ///< version
    bool known_on_limited = false;  ///< whether a known-on day was asked for
    friend bool operator==(const Provenance&, const Provenance&) = default;
};

/// How a bulletin was frozen. It names the JSON's hash, so it stands in the text and not in there.
struct Seal {
    std::int64_t number;
    std::string title;
    Instant frozen_at;
    std::string by;
    Language language;            ///< of the JSON that was hashed
    Digest json_hash;             ///< as stored
    std::optional<Digest> found;  ///< what making it again gave, if that is another one
};

/// The month's bulletin as values: everything that its text and JSON show. Amounts in fen.
struct Bulletin {
    /// The lights of one rule, counted.
    struct RuleLights {
        std::string id;
        Bilingual name;
        warning::LightCounts counts;
    };
    /// A project on the red list with the evidence of each of its red rules.
    struct RedProject {
        ProjectCode code;
        std::string name;
        std::string unit;
        Bilingual region;
        Money investment;
        std::vector<warning::Evidence> evidence;
    };
    /// A light that a valid reason suspends on the as-of day.
    struct Suspended {
        ProjectCode code;
        std::string name;
        std::string unit;
        Bilingual rule;
        ValidReason reason;
    };
    /// One line of the regional or the sectoral table.
    struct Group {
        std::string code;  ///< division code or section letter
        Bilingual name;
        summary::Libraries libraries;
        summary::Sums sums;
    };
    /// A responsible unit whose projects are stale, and how many.
    struct Unit {
        std::string name;
        std::int64_t projects;
    };
    /// How far what the bulletin rests on can be relied on.
    struct Quality {
        summary::Reporting reporting;
        std::vector<Unit> silent_units;  ///< stale projects by responsible unit, most first
        std::vector<ImportRecord> imports;
        std::int64_t rows = 0;
        std::int64_t rejected = 0;
        std::int64_t suspended = 0;  ///< lights that a valid reason suspends on the as-of day
        std::int64_t returned = 0;   ///< reasons that ended in the as-of day's month, before it
    };

    Date as_of;
    std::optional<Date> known_on;
    bool policy_in_force;       ///< whether the as-of day lies in the policy's validity dates
    bool previous_year_stated;  ///< by the office, not added up from reports
    RegionLevel region_level;   ///< of `regions`
    Bilingual region;           ///< the region that holds all projects; empty for none in common
    std::string policy;
    std::string policy_version;
    Bilingual policy_source;
    Money previous_year_investment;

    summary::Libraries libraries;
    Ratio reserve_to_directory_size;  ///< size of one library ÷ another, by count: not a conversion
    std::int64_t withdrawn;
    summary::Sums total;
    std::vector<RuleLights> lights;
    std::vector<RedProject> red;       ///< by number of red rules, then investment, both falling
    std::vector<Suspended> suspended;  ///< in the order of codes and of the policy's rules
    std::vector<Group> regions;
    std::vector<Group> sectors;
    Quality quality;
    std::optional<Provenance> provenance{};  ///< empty if it was made from lights alone
    std::optional<Seal> seal{};              ///< of a frozen one; see archive/frozen.hpp
};

/// The bulletin of the lights' portfolio. O(projects). Throws `Error(invalid_argument)` for a
/// previous year's investment below 0.
[[nodiscard]] Bulletin make_bulletin(const warning::Lights& lights,
                                     const BulletinOptions& options = {});

/// The bulletin as text for a terminal or a letter, in lines of at most 100 columns (a Chinese
/// character takes two); the red list shows the first `red_limit` projects and counts the rest.
[[nodiscard]] std::string to_text(const Bulletin& bulletin, Language language,
                                  std::size_t red_limit = 20);

/// The bulletin as JSON (docs/bulletin.schema.json), with its texts in `language`. The same
/// bulletin gives the same bytes, sealed or not.
[[nodiscard]] std::string to_json(const Bulletin& bulletin, Language language);

}  // namespace sanku
