#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sanku/core/bilingual.hpp"
#include "sanku/store/store.hpp"
#include "sanku/warning/lights.hpp"

namespace sanku {

/// One of the two things that are compared: a day, what is known of it, and the rules.
struct Side {
    Date as_of;
    Policy policy;
    /// What was recorded up to the end of this day, or up to this position; at most one of them.
    /// Neither: all that is recorded.
    std::optional<Date> known_on{};
    std::optional<Position> position{};
};

/// The side of a frozen bulletin as it was published. Throws as `Policy::parse`.
[[nodiscard]] Side published(const StoredRecord& record);

/// Why a project counts otherwise than before; each project has exactly one, the first that fits.
/// `recorded`: something was recorded for it that concerns these days. `time`: nothing was, so that
/// the day, or other rules, made the difference.
enum class Cause : std::uint8_t { entered, left, moved, recorded, time };
inline constexpr std::size_t cause_count = 5;

/// The English key of a cause, such as `entered`.
[[nodiscard]] std::string_view key(Cause cause) noexcept;

/// What differs between two sides, as values: everything that its text and JSON show.
struct Difference {
    /// One side as it was looked at.
    struct View {
        Date as_of;
        std::optional<Date> known_on;
        Anchor anchor;
        std::string policy;
        std::string policy_version;
        std::int64_t projects;
    };
    /// A project that a list names.
    struct Project {
        ProjectCode code;
        std::string name;
        std::string unit;
        Bilingual region;
    };
    /// `none` stands for a side on which the project is not there.
    struct Move {
        Project project;
        Pool from;
        Pool to;
    };
    /// A light of one rule that is another one, with the evidence of both sides.
    struct RuleChange {
        std::string rule;
        Bilingual name;
        Light before;
        Light after;
        Bilingual why_before;  ///< the evidence as a sentence
        Bilingual why_after;
    };
    /// A project whose overall light, or a rule's, is another one.
    struct LightChange {
        Project project;
        Cause cause;
        Light before;  ///< overall
        Light after;
        std::vector<RuleChange> rules;
    };
    /// An amount, day or label that differs.
    struct Figure {
        std::string key;  ///< the column's name
        Bilingual name;
        Bilingual before;
        Bilingual after;
    };
    /// A project of which figures differ.
    struct FigureChange {
        Project project;
        Cause cause;
        std::vector<Figure> figures;
    };
    /// `correction`: supersedes an earlier event. `withdrawal`: takes one back. `late`: states
    /// something new of a day that both sides cover.
    enum class RecordKind : std::uint8_t { correction, withdrawal, late };
    /// An event that was recorded between the sides.
    struct Record {
        RecordKind kind;
        Project project;
        Bilingual what;                      ///< such as "report of 2025-03"
        std::optional<Bilingual> old_value;  ///< what differs of it, for a correction
        std::optional<Bilingual> new_value;
        std::string reason;  ///< of a withdrawal
        Date effective;
        Instant recorded;
        std::string by;
        std::string source;
        std::int64_t sequence;
        std::int64_t supersedes;  ///< 0 if none
        bool of_new_project;      ///< whether all of the project was recorded later
    };
    /// A figure that adds up over projects; amounts in fen.
    struct Total {
        std::string key;
        Bilingual name;
        bool amount;
        std::int64_t before;
        std::int64_t after;
        /// The part of each cause; together they are exactly `change()`.
        std::array<std::int64_t, cause_count> parts;

        [[nodiscard]] std::int64_t change() const { return checked::subtract(after, before); }
    };

    View before;
    View after;
    bool other_rules;  ///< whether the sides' policies differ
    std::vector<Move> entered;
    std::vector<Move> left;
    std::vector<Move> moved;
    std::vector<LightChange> lights;    ///< of projects on both sides; overall, worst first
    std::vector<FigureChange> figures;  ///< of projects on both sides, in the order of codes
    std::vector<Record> records;    ///< corrections, withdrawals, late ones, in each as recorded
    std::int64_t other_events = 0;  ///< recorded between the sides, and not listed above
    std::vector<Total> totals;      ///< all, changed or not

    /// Whether nothing changed and nothing was recorded.
    [[nodiscard]] bool empty() const;
};

/// What differs between two sides of one journal. Each may have its own day, knowledge and rules.
/// O(events + projects × rules). Throws `Error(invalid_argument)` if a side names both a day and a
/// position, or if `before` knows more than `after`, and as `Store::at` and `warning::evaluate`.
[[nodiscard]] Difference diff(const Store& store, const Side& before, const Side& after);

/// The difference as text in lines of at most 100 columns; each list shows its first `limit`
/// entries and counts the rest.
[[nodiscard]] std::string to_text(const Difference& difference, Language language,
                                  std::size_t limit = 20);

/// The difference as JSON, all of it, with its texts in `language`.
[[nodiscard]] std::string to_json(const Difference& difference, Language language);

}  // namespace sanku
