#include "sanku/evaluation/selection.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "evaluation/exact_search.hpp"
#include "sanku/core/checked.hpp"

namespace sanku::evaluation {

namespace {

constexpr std::size_t max_candidates = 20'000;
constexpr std::size_t max_limits = 100;
constexpr std::int64_t max_sum = (std::int64_t{1} << 62) - 1;

void refuse(std::string_view value, std::string_view expected) {
    throw Error(ErrorCode::invalid_argument, value, expected);
}

[[nodiscard]] std::int64_t add(std::int64_t sum, std::int64_t more, std::string_view of) {
    if (more > max_sum - sum) throw Error(ErrorCode::overflow, of, "a sum of at most 2^62 - 1");
    return sum + more;
}

[[nodiscard]] bool each_within(const std::vector<std::int64_t>& needs,
                               const std::vector<std::int64_t>& amounts) {
    return std::ranges::equal(needs, amounts, std::less_equal{});
}

/// Candidates by place in the ranking, with what they refer to by number.
class Candidates {
  public:
    Candidates(const std::vector<Candidate>& given, const std::vector<Limit>& limits)
        : given_(given), ranking_(given.size()), parents_(given.size()) {
        if (given.size() > max_candidates) refuse("candidates", "at most 20,000");
        if (limits.size() > max_limits) refuse("limits", "at most 100");
        std::iota(ranking_.begin(), ranking_.end(), std::size_t{0});
        std::ranges::sort(ranking_, [&](std::size_t a, std::size_t b) {
            if (given[a].score != given[b].score) return given[a].score > given[b].score;
            return given[a].id < given[b].id;
        });
        std::map<std::string_view, std::size_t> places;
        for (std::size_t place = 0; place < size(); ++place) {
            const std::string& id = (*this)[place].id;
            if (id.empty()) refuse("id", "expected one that is not empty");
            if (!places.emplace(id, place).second) refuse(id, "a candidate that occurs twice");
        }
        std::int64_t sum = 0;
        for (std::size_t place = 0; place < size(); ++place) {
            const Candidate& one = (*this)[place];
            if (one.score < 0 || one.weight < 0) refuse(one.id, "score and weight not below 0");
            if (one.needs.size() != limits.size()) refuse(one.id, "one need for each limit");
            values_.push_back(checked::multiply(one.score, one.weight));
            sum = add(sum, values_.back(), one.id);
            if (one.only_with.empty()) continue;
            const auto parent = places.find(one.only_with);
            if (parent == places.end()) refuse(one.only_with, "the id of a candidate");
            if (parent->second == place) refuse(one.id, "only with another candidate");
            parents_[place] = parent->second;
        }
        std::set<std::string_view> ids;
        for (std::size_t limit = 0; limit < limits.size(); ++limit) {
            const Limit& of = limits[limit];
            if (of.id.empty()) refuse("id", "expected one that is not empty");
            if (!ids.insert(of.id).second) refuse(of.id, "a limit that occurs twice");
            if (of.amount < 0 || of.step < 0) refuse(of.id, "amount and step not below 0");
            (void)add(of.amount, of.step, of.id);
            std::int64_t needs = 0;
            for (const Candidate& one : given) {
                if (one.needs[limit] < 0) refuse(one.id, "needs not below 0");
                needs = add(needs, one.needs[limit], of.id);
            }
        }
        join_circles();
        decide();
    }

    [[nodiscard]] std::size_t size() const { return given_.size(); }
    [[nodiscard]] const Candidate& operator[](std::size_t place) const {
        return given_[ranking_[place]];
    }
    [[nodiscard]] const std::vector<std::size_t>& ranking() const { return ranking_; }
    [[nodiscard]] std::int64_t value(std::size_t place) const { return values_[place]; }
    [[nodiscard]] std::optional<std::size_t> parent(std::size_t place) const {
        return parents_[place];
    }
    /// Itself and all that are in a circle of `only_with` with it, from the first by rank: either
    /// all of them are taken or none.
    [[nodiscard]] const std::vector<std::size_t>& together(std::size_t place) const {
        return together_[firsts_[place]];
    }
    [[nodiscard]] std::size_t first_of(std::size_t place) const { return firsts_[place]; }
    /// What those together need of each limit.
    [[nodiscard]] const std::vector<std::int64_t>& needs(std::size_t place) const {
        return needs_[firsts_[place]];
    }
    /// What was decided, and take for those without which one that must be taken cannot be.
    [[nodiscard]] Decided decided(std::size_t place) const { return decided_[place]; }

    /// What those that must be taken break, of limits of these amounts.
    [[nodiscard]] std::vector<Conflict> conflicts(const std::vector<Limit>& limits) const {
        std::vector<Conflict> out;
        std::vector<std::size_t> taken;
        std::map<std::string_view, std::vector<std::size_t>> groups;
        for (std::size_t place = 0; place < size(); ++place) {
            if (decided_[place] != Decided::take) continue;
            taken.push_back(place);
            if (!(*this)[place].group.empty()) groups[(*this)[place].group].push_back(place);
            const auto of = parents_[place];
            if (of && (*this)[*of].decided == Decided::leave) {
                const std::vector<std::size_t> both{std::min(place, *of), std::max(place, *of)};
                out.push_back({{}, 0, given_places(both)});
            }
        }
        for (const auto& [name, members] : groups) {
            if (members.size() > 1) out.push_back({{}, 0, given_places(members)});
        }
        for (std::size_t limit = 0; limit < limits.size(); ++limit) {
            std::int64_t used = 0;
            std::vector<std::size_t> users;
            for (const std::size_t place : taken) {
                used += (*this)[place].needs[limit];
                if ((*this)[place].needs[limit] > 0) users.push_back(place);
            }
            if (used > limits[limit].amount) {
                out.push_back({limit, used - limits[limit].amount, given_places(users)});
            }
        }
        return out;
    }

    /// The numbers of candidates as they were given.
    [[nodiscard]] std::vector<std::size_t> given_places(
        const std::vector<std::size_t>& places) const {
        std::vector<std::size_t> out = places;
        for (std::size_t& place : out) place = ranking_[place];
        return out;
    }
    [[nodiscard]] std::vector<std::size_t> given_places(const std::vector<bool>& taken) const {
        std::vector<std::size_t> out;
        for (std::size_t place = 0; place < size(); ++place) {
            if (taken[place]) out.push_back(ranking_[place]);
        }
        return out;
    }

  private:
    void join_circles() {
        firsts_.resize(size());
        std::iota(firsts_.begin(), firsts_.end(), std::size_t{0});
        std::vector<std::size_t> seen(size(), size());  // on the way from which place
        for (std::size_t place = 0; place < size(); ++place) {
            std::size_t at = place;
            while (seen[at] == size()) {
                seen[at] = place;
                at = parents_[at].value_or(at);
            }
            if (seen[at] != place || !parents_[at]) continue;
            std::vector<std::size_t> circle{at};
            for (std::size_t of = *parents_[at]; of != at; of = *parents_[of]) circle.push_back(of);
            const std::size_t first = std::ranges::min(circle);
            for (const std::size_t one : circle) firsts_[one] = first;
        }
        together_.resize(size());
        needs_.resize(size());
        for (std::size_t place = 0; place < size(); ++place) {
            const std::vector<std::int64_t>& more = (*this)[place].needs;
            std::vector<std::int64_t>& sums = needs_[firsts_[place]];
            together_[firsts_[place]].push_back(place);
            sums.resize(more.size());
            std::ranges::transform(sums, more, sums.begin(), std::plus{});
        }
    }

    void decide() {
        for (std::size_t place = 0; place < size(); ++place) {
            decided_.push_back((*this)[place].decided);
        }
        for (std::size_t place = 0; place < size(); ++place) {
            if (decided_[place] != Decided::take) continue;
            // Ends at one that is taken already, and so in circles too.
            for (auto of = parents_[place]; of && decided_[*of] == Decided::open;
                 of = parents_[*of]) {
                decided_[*of] = Decided::take;
            }
        }
    }

    const std::vector<Candidate>& given_;
    std::vector<std::size_t> ranking_;
    std::vector<std::int64_t> values_;
    std::vector<std::optional<std::size_t>> parents_;
    std::vector<std::size_t> firsts_;                 ///< of those together with each place
    std::vector<std::vector<std::size_t>> together_;  ///< of each first
    std::vector<std::vector<std::int64_t>> needs_;    ///< of each first
    std::vector<Decided> decided_;
};

/// What is open once everything that is decided is taken or left, as a program. Candidates that are
/// taken together are one item, at the place of the first of them.
class Open {
  public:
    Open(const Candidates& candidates, const std::vector<Limit>& limits)
        : candidates_(candidates), items_(candidates.size()), taken_(candidates.size()) {
        std::vector<std::int64_t> left(limits.size());
        std::ranges::transform(limits, left.begin(), &Limit::amount);
        std::set<std::string_view> full;
        for (std::size_t place = 0; place < candidates.size(); ++place) {
            if (candidates.decided(place) != Decided::take) continue;
            taken_[place] = true;
            full.insert(candidates[place].group);
            for (std::size_t limit = 0; limit < limits.size(); ++limit) {
                left[limit] -= candidates[place].needs[limit];
            }
        }
        full.erase("");
        std::vector<bool> out(candidates.size());  // of the first of those together
        for (std::size_t place = 0; place < candidates.size(); ++place) {
            if (candidates.first_of(place) != place || taken_[place]) continue;
            std::set<std::string_view> groups;
            out[place] = !each_within(candidates.needs(place), left) ||
                         std::ranges::any_of(candidates.together(place), [&](std::size_t one) {
                             const std::string& group = candidates[one].group;
                             return candidates.decided(one) == Decided::leave ||
                                    full.contains(group) ||
                                    (!group.empty() && !groups.insert(group).second);
                         });
        }
        for (bool again = true; again;) {
            again = false;
            for (std::size_t place = 0; place < candidates.size(); ++place) {
                const auto parent = candidates.parent(place);
                const std::size_t first = candidates.first_of(place);
                if (out[first] || !parent || !out[candidates.first_of(*parent)]) continue;
                out[first] = again = true;
            }
        }
        program_.rows.resize(limits.size());
        for (std::size_t limit = 0; limit < limits.size(); ++limit) {
            program_.rows[limit].limit = left[limit];
        }
        std::map<std::string_view, std::vector<Program::Term>> groups;
        for (std::size_t place = 0; place < candidates.size(); ++place) {
            if (candidates.first_of(place) != place || taken_[place] || out[place]) continue;
            const std::size_t item = places_.size();
            places_.push_back(place);
            std::int64_t& value = program_.values.emplace_back();
            for (const std::size_t one : candidates.together(place)) {
                items_[one] = item;
                value += candidates.value(one);
                if (!candidates[one].group.empty()) {
                    groups[candidates[one].group].push_back({item, 1});
                }
            }
            for (std::size_t limit = 0; limit < limits.size(); ++limit) {
                const std::int64_t need = candidates.needs(place)[limit];
                if (need > 0) program_.rows[limit].terms.push_back({item, need});
            }
        }
        for (auto& [name, members] : groups) {
            if (members.size() > 1) program_.rows.push_back({std::move(members), 1});
        }
        for (const std::size_t place : places_) {
            const auto parent = candidates.parent(place);
            if (!parent || taken_[*parent] || items_[*parent] == items_[place]) continue;
            std::vector<Program::Term> terms{{*items_[place], 1}, {*items_[*parent], -1}};
            std::ranges::sort(terms, {}, &Program::Term::item);
            program_.rows.push_back({std::move(terms), 0});
        }
    }

    [[nodiscard]] const Program& program() const { return program_; }
    /// All that is taken, if this is taken of what is open.
    [[nodiscard]] std::vector<bool> with(const std::vector<bool>& items) const {
        std::vector<bool> out = taken_;
        for (std::size_t place = 0; place < out.size(); ++place) {
            if (items_[place]) out[place] = items[*items_[place]];
        }
        return out;
    }
    /// Those of `taken` that are open.
    [[nodiscard]] std::vector<bool> of(const std::vector<bool>& taken) const {
        std::vector<bool> out;
        for (const std::size_t place : places_) out.push_back(taken[place]);
        return out;
    }
    /// The value of what is decided.
    [[nodiscard]] std::int64_t value() const {
        std::int64_t sum = 0;
        for (std::size_t place = 0; place < taken_.size(); ++place) {
            if (candidates_.decided(place) == Decided::take) sum += candidates_.value(place);
        }
        return sum;
    }

  private:
    const Candidates& candidates_;
    std::vector<std::optional<std::size_t>> items_;  ///< of each place
    std::vector<bool> taken_;                        ///< by decision
    std::vector<std::size_t> places_;                ///< of each item
    Program program_;
};

/// A choice among all candidates, by place in the ranking.
[[nodiscard]] Choice choose(const Open& open, const std::vector<bool>& known, const Solver& solver,
                            const Effort& effort, const Ratio& gap) {
    const Program& program = open.program();
    std::vector<bool> best = pack(program, known);
    const Solver::Proposal proposal = solver.propose(program, best, effort);
    if (proposal.taken.size() == best.size()) {
        std::vector<bool> other = pack(program, proposal.taken);
        if (value_of(program, other) > value_of(program, best)) best = std::move(other);
    }
    Choice choice = search(program, proposal.prices, std::move(best), effort.steps, gap);
    choice.taken = pack(program, choice.taken);
    choice.value = value_of(program, choice.taken) + open.value();
    choice.taken = open.with(choice.taken);
    choice.bound += open.value();
    return choice;
}

[[nodiscard]] Shadow shadow_of(const Candidates& candidates, std::vector<Limit> limits,
                               std::size_t limit, const Choice& now, const Solver& solver,
                               const Effort& effort) {
    limits[limit].amount += limits[limit].step;
    const Open open(candidates, limits);
    const Choice then = choose(open, open.of(now.taken), solver, effort, {0, 1});
    Shadow out{.gain = then.value - now.value, .gain_at_most = then.bound - now.value};
    if (out.gain == 0) return out;
    std::vector<bool> enter(candidates.size());
    std::vector<bool> leave(candidates.size());
    for (std::size_t place = 0; place < candidates.size(); ++place) {
        enter[place] = then.taken[place] && !now.taken[place];
        leave[place] = now.taken[place] && !then.taken[place];
    }
    out.enter = candidates.given_places(enter);
    out.leave = candidates.given_places(leave);
    return out;
}

[[nodiscard]] std::vector<LeftOut> left_out(const Candidates& candidates,
                                            const std::vector<LimitUse>& limits,
                                            const std::vector<bool>& taken) {
    std::set<std::string_view> full;
    for (std::size_t place = 0; place < taken.size(); ++place) {
        if (taken[place]) full.insert(candidates[place].group);
    }
    full.erase("");
    std::vector<LeftOut> out;
    for (std::size_t place = 0; place < taken.size(); ++place) {
        if (taken[place]) continue;
        const Candidate& one = candidates[place];
        LeftOut& entry = out.emplace_back();
        entry.candidate = candidates.ranking()[place];
        const auto parent = candidates.parent(place);
        entry.why = one.decided == Decided::leave ? Why::decided
                    : parent && !taken[*parent]   ? Why::only_with
                    : full.contains(one.group)    ? Why::group
                                                  : Why::limits;
        for (std::size_t limit = 0; limit < limits.size(); ++limit) {
            const std::int64_t lack = candidates.needs(place)[limit] - limits[limit].left;
            if (lack > 0) entry.lacks.push_back({limit, lack});
        }
        for (std::size_t other = 0; other < taken.size() && !entry.dominated_by; ++other) {
            if (taken[other] && candidates.value(other) >= candidates.value(place) &&
                each_within(candidates[other].needs, one.needs)) {
                entry.dominated_by = candidates.ranking()[other];
            }
        }
    }
    return out;
}

}  // namespace

Selection select(const std::vector<Candidate>& given, const std::vector<Limit>& limits,
                 const Solver& solver, const SelectionOptions& options) {
    if (!options.gap.has_value() || options.gap.numerator() < 0) refuse("gap", "0 or more");
    for (const Effort& effort : {options.effort, options.shadow_effort}) {
        if (effort.nodes < 0 || effort.steps < 0 || !(effort.seconds >= 0)) {
            refuse("effort", "nodes, steps and seconds not below 0");
        }
    }
    const Candidates candidates(given, limits);
    Selection out;
    out.ranking = candidates.ranking();
    out.conflicts = candidates.conflicts(limits);
    if (!out.conflicts.empty()) return out;

    const Open open(candidates, limits);
    const std::vector<bool> by_ranking =
        pack(open.program(), std::vector<bool>(open.program().values.size(), true));
    out.by_ranking = candidates.given_places(open.with(by_ranking));
    out.by_ranking_objective = value_of(open.program(), by_ranking) + open.value();

    const Choice choice = choose(open, by_ranking, solver, options.effort, options.gap);
    out.chosen = candidates.given_places(choice.taken);
    out.objective = choice.value;
    out.bound = choice.bound;
    out.first_of_equals = choice.first_of_equals;
    out.status = out.objective == out.bound ? SelectionStatus::optimal
                 : out.gap().compare(options.gap) != std::partial_ordering::greater
                     ? SelectionStatus::within_gap
                     : SelectionStatus::stopped;
    for (std::size_t limit = 0; limit < limits.size(); ++limit) {
        LimitUse& use = out.limits.emplace_back();
        for (const std::size_t one : out.chosen) use.used += given[one].needs[limit];
        use.left = limits[limit].amount - use.used;
        if (limits[limit].step > 0) {
            use.shadow =
                shadow_of(candidates, limits, limit, choice, solver, options.shadow_effort);
        }
    }
    out.left_out = left_out(candidates, out.limits, choice.taken);
    return out;
}

}  // namespace sanku::evaluation
