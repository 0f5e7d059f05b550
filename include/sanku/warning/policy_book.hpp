#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sanku/core/date.hpp"
#include "sanku/warning/policy.hpp"

namespace sanku {

/// Several policies: editions of the rules of several places, of which a day picks the one in
/// force. `resolve("yinchuan", day)` are the rules of that day; evaluating another day under them
/// is the question "what if".
class PolicyBook {
  public:
    /// The packs that ship with the library. Needs sanku::sanku.
    [[nodiscard]] static PolicyBook builtin();

    /// Adds one edition; a family left empty is the id. Throws `Error(malformed_policy)`, and adds
    /// nothing, if id or family has a `+` in it, if the id is empty or there already, or if another
    /// edition of the family is in force on a day on which this one is. Needs sanku::sanku.
    void add(Policy policy);

    /// Adds the policy file at `path`, or every `.toml` file of the folder at `path` by name, not
    /// those of folders in it; their rules may name `metrics` beside those that ship. Throws, and
    /// adds nothing, `Error(io)` if there is none, and what `Policy::load` and `add` throw; each
    /// names the file, and the line that is to be mended. Needs sanku::sanku.
    void load(const std::string& path, const Policy::Metrics& metrics = {});

    /// The rules that `name` means on `day`: one name, or several joined by `+`, each the family of
    /// which the edition in force on `day` is meant, or the id of an edition, meant whatever the
    /// day. A name that is both means the family, and the edition of that id on days on which no
    /// edition is in force. Throws `Error` with `policy_not_in_force` or `unknown_policy`, which
    /// say what there is, or `malformed_policy` if the parts cannot be joined. Needs sanku::sanku.
    [[nodiscard]] Policy resolve(std::string_view name, Date day) const;

    /// The editions of `family` in order of validity; none if there is no such family. Needs
    /// sanku::sanku.
    [[nodiscard]] std::vector<Policy> editions(std::string_view family) const;

    /// All editions in the order in which they were added; the view lasts until the next change.
    [[nodiscard]] const std::vector<Policy>& policies() const& noexcept { return policies_; }
    [[nodiscard]] std::vector<Policy> policies() && noexcept { return std::move(policies_); }

  private:
    [[nodiscard]] const Policy& part(std::string_view name, Date day) const;
    [[nodiscard]] std::string names() const;

    std::vector<Policy> policies_;
};

}  // namespace sanku
