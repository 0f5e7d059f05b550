#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sanku/appraisal/check.hpp"
#include "sanku/appraisal/commitments.hpp"
#include "sanku/appraisal/gate_words.hpp"
#include "sanku/appraisal/rules.hpp"
#include "sanku/core/count_and_amount.hpp"
#include "sanku/portfolio/portfolio.hpp"

/// Appraisal gates (前期论证): what the rules say of a project before it moves to its next library.
namespace sanku::appraisal {

/// What the rules say of one project at one gate.
struct GateResult {
    Gate gate = Gate::volume;
    std::vector<Check> checks;  ///< at least one, in the order of the rules

    /// The worst of the checks.
    [[nodiscard]] Outcome outcome() const noexcept;
    /// The words of the worst comparisons, at most eight of them, and who is in no sum.
    [[nodiscard]] Bilingual words() const;
    friend bool operator==(const GateResult&, const GateResult&) = default;
};

/// What the caller knows and the journal does not.
struct Given {
    std::optional<Money> previous_year{};  ///< investment; else as last year's reports add up
    std::optional<Resources> resources{};  ///< in the place of all that the rules' file states
};

/// What a move into one library is appraised against: sums that are made once, for any number of
/// projects. Immutable; may be asked from any number of threads.
class Appraiser {
  public:
    /// O(projects). Throws `Error` with `invalid_argument` if `to` is none of the libraries or a
    /// given amount is below 0, `policy_not_in_force` if the rules are not on the as-of day.
    Appraiser(Portfolio portfolio, Pool to, AppraisalRules rules, Given given = {});

    /// One result a gate that the rules state for this library, in the order of `Gate`. A project
    /// that is in the library already is counted there once. O(rules + years of payment). Throws
    /// `Error(invalid_argument)` for a row that is none.
    [[nodiscard]] std::vector<GateResult> appraise(std::size_t row) const;

    [[nodiscard]] const Portfolio& portfolio() const noexcept { return portfolio_; }
    [[nodiscard]] Pool to() const noexcept { return to_; }
    [[nodiscard]] const AppraisalRules& rules() const noexcept { return rules_; }

  private:
    using Cells = std::array<std::array<std::int64_t, funding_count>, section_count + 1>;

    [[nodiscard]] SectorCode section(std::size_t row) const {
        return SectorCode::from_value(portfolio_.columns().sector[row]).up_to_section();
    }
    [[nodiscard]] Funding funding(std::size_t row) const noexcept {
        return static_cast<Funding>(portfolio_.columns().funding[row]);
    }
    [[nodiscard]] bool is_inside(std::size_t row) const noexcept {
        return portfolio_.pool(row) == to_;
    }
    [[nodiscard]] bool states_investment(std::size_t row) const noexcept {
        return (portfolio_.columns().given[row] & given::total_investment) != 0;
    }
    /// Projects of the library of which nobody stated the investment, without that of `row`.
    [[nodiscard]] std::int64_t others_unstated(std::size_t row) const noexcept {
        return unstated_ - (is_inside(row) && !states_investment(row) ? 1 : 0);
    }
    /// The investment of the library's projects in `scope`.
    [[nodiscard]] std::int64_t held(const Scope& scope) const noexcept;
    void add_volume(const VolumeRule& rule, std::size_t row, std::vector<Check>& checks) const;
    void add_structure(const StructureRule& rule, std::size_t row,
                       std::vector<Check>& checks) const;
    void add_fiscal(const FiscalRule& rule, std::size_t row, std::vector<Check>& checks) const;
    void add_factor(const FactorRule& rule, std::size_t row, std::vector<Check>& checks) const;

    Portfolio portfolio_;
    Pool to_;
    AppraisalRules rules_;
    Money previous_year_{};
    Resources resources_{};
    CountAndAmount library_{};   // the target library
    std::int64_t unstated_ = 0;  // its projects without a stated investment
    Cells cells_{};              // its investment by section and funding
    std::optional<Commitments> commitments_{};
};

/// The event that says what a gate said: the `round`-th appraisal of `project` at it, on `day`.
[[nodiscard]] inline Event appraised(ProjectCode project, Date day, const GateResult& result,
                                     int round, Language language, std::string document = {}) {
    return {project, day,
            event::Appraised{std::string(key(result.gate)), round, result.outcome(),
                             result.words().in(language), std::move(document)}};
}

// --- Bodies --------------------------------------------------------------------------------------

inline Outcome GateResult::outcome() const noexcept {
    Outcome worst = Outcome::pass;
    for (const Check& check : checks) worst = std::max(worst, check.outcome);
    return worst;
}

inline Bilingual GateResult::words() const {
    constexpr int most = 8;
    const auto is_left_out = [](const Check& check) { return check.key == left_out_key; };
    Outcome worst = Outcome::pass;
    for (const Check& check : checks) {
        if (!is_left_out(check)) worst = std::max(worst, check.outcome);
    }
    Bilingual out;
    int said = 0;
    const auto add = [&](const Bilingual& words) {
        out.zh += (out.zh.empty() ? "" : "；") + words.zh;
        out.en += (out.en.empty() ? "" : "; ") + words.en;
    };
    for (const Check& check : checks) {
        if (!is_left_out(check) && check.outcome == worst && ++said <= most) add(check.words);
    }
    if (said > most) {
        const std::string more = std::to_string(said - most);
        add({"另有" + more + "项", more + " more"});
    }
    for (const Check& check : checks) {
        if (is_left_out(check)) add(check.words);
    }
    return out;
}

namespace detail {

/// Says once a gate that `left_out` of `projects` are in no sum.
inline void add_left_out(Outcome outcome, std::int64_t left_out, std::int64_t projects,
                         std::vector<Check>& checks) {
    if (left_out == 0) return;
    const auto said = std::ranges::find(checks, left_out_key, &Check::key);
    if (said != checks.end()) {
        said->outcome = std::max(said->outcome, outcome);
        return;
    }
    checks.push_back({.key = std::string(left_out_key),
                      .outcome = outcome,
                      .value = Ratio(left_out, projects),
                      .words = left_out_words(left_out, projects)});
}

}  // namespace detail

inline Appraiser::Appraiser(Portfolio portfolio, Pool to, AppraisalRules rules, Given given)
    : portfolio_(std::move(portfolio)), to_(to), rules_(std::move(rules)) {
    if (std::ranges::find(libraries, to_) == libraries.end()) {
        throw Error(ErrorCode::invalid_argument, key(to_), "directory, reserve or implementation");
    }
    if (!rules_.in_force(portfolio_.as_of())) {
        throw Error(ErrorCode::policy_not_in_force, rules_.id, portfolio_.as_of().iso());
    }
    if (given.resources) {
        resources_ = *std::move(given.resources);
    } else if (rules_.fiscal) {
        resources_ = rules_.fiscal->resources;
    }
    const auto refuse_below_0 = [](Money amount, std::string what) {
        if (amount >= Money{}) return;
        throw Error(ErrorCode::invalid_argument, amount.in(MoneyUnit::yuan), std::move(what));
    };
    for (const auto& [year, amount] : resources_) {
        refuse_below_0(amount, "resources of " + std::to_string(year));
    }
    const Columns& c = portfolio_.columns();
    for (std::size_t row = 0; row < portfolio_.size(); ++row) {
        const std::int64_t counts = is_inside(row) ? 1 : 0;
        const std::int64_t investment = -counts & c.total_investment[row];
        library_.projects += counts;
        library_.investment += investment;
        unstated_ += counts & (states_investment(row) ? 0 : 1);
        cells_[c.sector[row] / 100U][c.funding[row]] += investment;
        previous_year_ += Money::from_fen(c.completed_last_year[row]);
    }
    if (given.previous_year) previous_year_ = *given.previous_year;
    refuse_below_0(previous_year_, "the previous year's investment");
    if (rules_.fiscal) commitments_.emplace(portfolio_, rules_.fiscal->funding);
}

inline std::vector<GateResult> Appraiser::appraise(std::size_t row) const {
    if (row >= portfolio_.size()) {
        throw Error(ErrorCode::invalid_argument, std::to_string(row), "no such row");
    }
    std::array<std::vector<Check>, gate_count> checks;
    std::array<bool, gate_count> is_asked{};
    const auto ask = [&](const auto& rule, Gate gate, auto add) {
        if (std::ranges::find(rule.to, to_) == rule.to.end()) return;
        is_asked[static_cast<std::size_t>(gate)] = true;
        (this->*add)(rule, row, checks[static_cast<std::size_t>(gate)]);
    };
    for (const auto& rule : rules_.volume) ask(rule, Gate::volume, &Appraiser::add_volume);
    for (const auto& rule : rules_.structure) ask(rule, Gate::structure, &Appraiser::add_structure);
    if (rules_.fiscal) ask(*rules_.fiscal, Gate::fiscal, &Appraiser::add_fiscal);
    for (const auto& rule : rules_.factors) ask(rule, rule.gate, &Appraiser::add_factor);
    std::vector<GateResult> out;
    for (std::size_t gate = 0; gate < gate_count; ++gate) {
        if (!is_asked[gate]) continue;
        if (checks[gate].empty()) {
            checks[gate].push_back(
                {.key = {}, .words = {"本项目无此项要求", "nothing is asked of it here"}});
        }
        out.push_back({static_cast<Gate>(gate), std::move(checks[gate])});
    }
    return out;
}

inline std::int64_t Appraiser::held(const Scope& scope) const noexcept {
    std::int64_t sum = 0;
    for (std::size_t section = 0; section <= section_count; ++section) {
        const auto code = SectorCode::from_value(static_cast<std::uint16_t>(section * 100));
        for (std::size_t kind = 0; kind < funding_count; ++kind) {
            const bool counts = scope.has(code, static_cast<Funding>(kind)).value_or(false);
            sum += counts ? cells_[section][kind] : 0;
        }
    }
    return sum;
}

inline void Appraiser::add_volume(const VolumeRule& rule, std::size_t row,
                                  std::vector<Check>& checks) const {
    const bool is_stated = states_investment(row);
    Check check{.key = std::string(key(to_)), .own = portfolio_.total_investment(row)};
    check.held = Money::from_fen(library_.investment) - (is_inside(row) ? check.own : Money{});
    if (!is_stated || previous_year_ == Money{}) {
        check.outcome = rule.unknown.missing;
        check.words = is_stated ? Bilingual{"没有上年投资，无法论证", "no investment of last year"}
                                : detail::no_investment();
    } else {
        detail::judge(check, rule.limits, previous_year_);
        check.words = detail::volume_words(check, to_);
    }
    checks.push_back(std::move(check));
    detail::add_left_out(rule.unknown.incomplete, others_unstated(row), library_.projects, checks);
}

inline void Appraiser::add_structure(const StructureRule& rule, std::size_t row,
                                     std::vector<Check>& checks) const {
    using Part = StructureRule::Part;
    const SectorCode sector = section(row);
    const Funding kind = funding(row);
    Scope scope = rule.scope;
    Check check{.key = rule.name.en, .name = rule.name};
    if (rule.part == Part::section) {
        scope = {.sections = {sector}};
        check.key = sector.str();
        check.name = {std::string(sector.section_name(Language::zh)),
                      std::string(sector.section_name(Language::en))};
    } else if (rule.part == Part::funding) {
        scope = {.funding = {kind}};
        check.key = std::string(key(kind));
        check.name = {std::string(name(kind, Language::zh)), std::string(name(kind, Language::en))};
    }
    const bool is_unknown = (rule.part == Part::section && sector == SectorCode{}) ||
                            (rule.part == Part::funding && kind == Funding::unknown);
    const std::optional<bool> is_of_it = is_unknown ? std::nullopt : scope.has(sector, kind);
    Limits limits = rule.limits;
    if (is_of_it) {
        std::erase_if(limits, [&](const Limit& limit) { return limit.is_upper != *is_of_it; });
        if (limits.empty()) return;
    }
    if (!is_of_it || !states_investment(row)) {
        check.outcome = rule.unknown.missing;
        check.words = is_of_it ? detail::no_investment() : detail::no_part();
    } else {
        const Money investment = portfolio_.total_investment(row);
        const Money outside = is_inside(row) ? Money{} : investment;
        check.own = *is_of_it ? investment : Money{};
        check.held = Money::from_fen(held(scope)) - (*is_of_it ? investment - outside : Money{});
        detail::judge(check, limits, Money::from_fen(library_.investment) + outside);
        check.words = detail::structure_words(check, to_, *is_of_it);
    }
    checks.push_back(std::move(check));
    detail::add_left_out(rule.unknown.incomplete, others_unstated(row), library_.projects, checks);
}

inline void Appraiser::add_fiscal(const FiscalRule& rule, std::size_t row,
                                  std::vector<Check>& checks) const {
    const Funding kind = funding(row);
    const std::optional<bool> is_public = Scope{.funding = rule.funding}.has({}, kind);
    if (is_public == false) {
        checks.push_back({.key = std::string(key(kind)), .words = detail::not_public(kind)});
        return;
    }
    const std::optional<Spread> own = commitment(portfolio_, row);
    if (!is_public || !own) {
        checks.push_back({.key = std::string(key(kind)),
                          .outcome = rule.unknown.missing,
                          .words = is_public ? detail::no_commitment(lacking(portfolio_, row))
                                             : detail::no_part()});
        return;
    }
    const bool is_counted = portfolio_.pool(row) == Pool::implementation;
    for (int year = own->first; year <= own->last; ++year) {
        Check check{.key = std::to_string(year), .own = own->in(year)};
        if (check.own == Money{}) continue;
        check.held = commitments_->in(year) - (is_counted ? check.own : Money{});
        const auto available = resources_.find(year);
        if (available == resources_.end()) {
            check.outcome = rule.unknown.missing;
        } else {
            detail::judge(check, rule.limits, available->second);
        }
        check.words = detail::fiscal_words(check, year);
        checks.push_back(std::move(check));
    }
    if (checks.empty()) {
        checks.push_back({.key = {}, .words = {"没有尚待支付的投资", "nothing is left to pay"}});
    }
    detail::add_left_out(rule.unknown.incomplete, commitments_->left_out(),
                         commitments_->projects(), checks);
}

inline void Appraiser::add_factor(const FactorRule& rule, std::size_t row,
                                  std::vector<Check>& checks) const {
    if (rule.scope.has(section(row), funding(row)) == false) return;
    const std::optional<FactorEntry> factor = portfolio_.factor(row, rule.key);
    Check check{.key = rule.key, .name = rule.name, .outcome = rule.unstated};
    if (factor) {
        const Outcome granted = factor->document.empty() ? rule.undocumented : Outcome::pass;
        check.outcome = factor->state == FactorState::granted   ? granted
                        : factor->state == FactorState::pending ? rule.pending
                                                                : rule.refused;
    }
    check.words = detail::factor_words(rule.name, factor);
    checks.push_back(std::move(check));
}

}  // namespace sanku::appraisal
