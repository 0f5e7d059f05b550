#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sanku/core/bilingual.hpp"
#include "sanku/core/date.hpp"
#include "sanku/core/fraction.hpp"
#include "sanku/core/funding.hpp"
#include "sanku/core/money.hpp"
#include "sanku/core/pool.hpp"
#include "sanku/core/ratio.hpp"
#include "sanku/core/sector_code.hpp"
#include "sanku/journal/event.hpp"

/// What an appraisal (前期论证) asks before a project moves to its next library: a file, see
/// docs/appraisal.md.
namespace sanku::appraisal {

/// What is appraised: 总量, 结构, 财力, 选址, 要素.
enum class Gate : std::uint8_t { volume, structure, fiscal, siting, factors };

inline constexpr std::size_t gate_count = 5;

/// `volume`, `structure`, `fiscal`, `siting`, `factors`: the gate's name in the journal.
[[nodiscard]] constexpr std::string_view key(Gate gate) noexcept {
    constexpr std::string_view keys[] = {"volume", "structure", "fiscal", "siting", "factors"};
    return keys[static_cast<std::size_t>(gate)];
}

[[nodiscard]] constexpr std::string_view name(Gate gate, Language language) noexcept {
    constexpr std::string_view zh[] = {"总量", "结构", "财力", "选址", "要素"};
    return language == Language::zh ? zh[static_cast<std::size_t>(gate)] : key(gate);
}

/// A bound on a quotient; the bound itself is within.
struct Limit {
    Ratio at;  ///< 7/2 for 3.5 times, 4/5 for 80 %; at least 0
    bool is_upper = true;
    Outcome breach = Outcome::block;  ///< `warn` or `block`

    /// How far `numerator` may still go, in its own unit, before `numerator` ÷ `denominator` (at
    /// least 0) breaks the limit: below 0 if it is broken. Above nothing lies every amount.
    [[nodiscard]] constexpr Fraction margin(std::int64_t numerator,
                                            std::int64_t denominator) const noexcept {
        const checked::Wide to_go = checked::Wide{at.numerator()} * denominator -
                                    checked::Wide{numerator} * at.denominator();
        return {is_upper ? to_go : -to_go, at.denominator()};
    }
    friend bool operator==(const Limit&, const Limit&) = default;
};

/// At most one that blocks and one that warns, upwards and downwards each; those that block first.
using Limits = std::vector<Limit>;

/// Projects of any of these sections and any of these kinds of funding; an empty list is no
/// restriction.
struct Scope {
    std::vector<SectorCode> sections{};
    std::vector<Funding> funding{};

    /// Whether a project is one of them; empty if that hangs on what nobody stated of it.
    [[nodiscard]] std::optional<bool> has(SectorCode section, Funding kind) const noexcept {
        const auto other = [](const auto& list, auto one) {
            return !list.empty() && std::ranges::find(list, one) == list.end();
        };
        const bool other_section = other(sections, section);
        const bool other_funding = other(funding, kind);
        if ((other_section && section != SectorCode{}) ||
            (other_funding && kind != Funding::unknown)) {
            return false;
        }
        if (other_section || other_funding) return std::nullopt;
        return true;
    }
    friend bool operator==(const Scope&, const Scope&) = default;
};

/// What cannot be judged comes to.
struct Unknown {
    Outcome missing = Outcome::block;    ///< what the gate needs of the project, or of the office
    Outcome incomplete = Outcome::pass;  ///< what it needs of others that are in the sum
    friend bool operator==(const Unknown&, const Unknown&) = default;
};

/// 总量: the target library's investment ÷ the previous year's investment.
struct VolumeRule {
    std::vector<Pool> to;
    Limits limits;
    Unknown unknown;
    friend bool operator==(const VolumeRule&, const VolumeRule&) = default;
};

/// 结构: a part's investment ÷ that of the target library. Upper limits hold the projects of the
/// part, lower ones all others: no project is refused for what it makes better.
struct StructureRule {
    enum class Part : std::uint8_t {
        scope,    ///< those of `scope` together
        section,  ///< those of the project's own section; upper limits alone
        funding,  ///< those of the project's own kind of funding; upper limits alone
    };
    std::vector<Pool> to;
    Part part = Part::scope;
    Bilingual name{};  ///< of the scope
    Scope scope{};
    Limits limits;
    Unknown unknown;
    friend bool operator==(const StructureRule&, const StructureRule&) = default;
};

/// What is available in each year.
using Resources = std::map<int, Money>;

/// 财力: what government investment still has to pay in a year ÷ what is available in it.
struct FiscalRule {
    std::vector<Pool> to;
    std::vector<Funding> funding;  ///< what is government investment, at least one
    Limits limits;                 ///< upper ones
    Unknown unknown;
    Resources resources{};  ///< as the file states them
    friend bool operator==(const FiscalRule&, const FiscalRule&) = default;
};

/// 选址, 要素: how it stands with a factor of the journal, where the project needs it.
struct FactorRule {
    std::vector<Pool> to;
    Gate gate = Gate::factors;  ///< or `siting`
    std::string key;            ///< of the factor, such as `land`
    Bilingual name;
    Scope scope{};  ///< who needs it; also projects of which that cannot be told
    Outcome refused = Outcome::block;
    Outcome pending = Outcome::warn;
    Outcome unstated = Outcome::warn;
    Outcome undocumented = Outcome::pass;  ///< granted, by no document
    friend bool operator==(const FactorRule&, const FactorRule&) = default;
};

/// What warns and what blocks at each gate. A gate of which nothing is stated is none.
struct AppraisalRules {
    std::string id;
    std::string version;
    Bilingual title;
    Bilingual source;
    bool is_published = false;  ///< by an authority; else somebody's default
    std::optional<Date> valid_from{};
    std::optional<Date> valid_to{};
    std::vector<VolumeRule> volume{};
    std::vector<StructureRule> structure{};
    std::optional<FiscalRule> fiscal{};
    std::vector<FactorRule> factors{};

    /// The rules that a TOML file's `text` states. Throws `Error(malformed_appraisal)` with file,
    /// line, key and reason.
    [[nodiscard]] static AppraisalRules parse(std::string_view text, const std::string& file = {});
    /// Those of the file at `path`. Also throws `Error(io)`.
    [[nodiscard]] static AppraisalRules load(const std::string& path);
    /// Some that ship. Throws `Error(invalid_argument)` with the ids of those that do.
    [[nodiscard]] static AppraisalRules builtin(std::string_view id);
    [[nodiscard]] static std::vector<std::string> builtin_ids();

    /// Whether they are in force on `day`.
    [[nodiscard]] bool in_force(Date day) const noexcept {
        return (!valid_from || *valid_from <= day) && (!valid_to || day <= *valid_to);
    }
    friend bool operator==(const AppraisalRules&, const AppraisalRules&) = default;
};

}  // namespace sanku::appraisal
