#include "sanku/warning/policy_book.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

#include "warning/policy_file.hpp"

namespace sanku {

namespace {

/// `2025-03-01 – 2025-12-31`, an open end as an ellipsis.
[[nodiscard]] std::string validity(const Policy& policy) {
    const auto end = [](const std::optional<Date>& day) { return day ? day->iso() : "…"; };
    return end(policy.valid_from) + " – " + end(policy.valid_to);
}

[[nodiscard]] std::string with_validity(const Policy& policy) {
    return policy.id + ": " + validity(policy);
}

[[nodiscard]] bool ends_before(const Policy& first, const Policy& second) {
    return first.valid_to && second.valid_from && *first.valid_to < *second.valid_from;
}

[[nodiscard]] bool overlap(const Policy& a, const Policy& b) {
    return !ends_before(a, b) && !ends_before(b, a);
}

/// The `.toml` files of `folder` in the order of their names.
[[nodiscard]] std::vector<std::string> files_of(const std::string& folder) {
    std::vector<std::string> files;
    std::error_code failed;
    for (std::filesystem::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed)) {
        if (entry->path().extension() == ".toml") files.push_back(entry->path().string());
    }
    if (failed) {
        throw Error(Problem{.code = ErrorCode::io, .file = folder, .detail = failed.message()});
    }
    if (files.empty()) {
        throw Error(Problem{.code = ErrorCode::io, .file = folder, .detail = "no .toml file"});
    }
    std::ranges::sort(files);
    return files;
}

[[noreturn]] void refuse(std::string_view key, std::string_view value, std::string reason) {
    throw Error(Problem{.code = ErrorCode::malformed_policy,
                        .column = std::string(key),
                        .value = std::string(value),
                        .detail = std::move(reason)});
}

/// The key of a policy file at which its validity is mended.
[[nodiscard]] std::string_view validity_key(const Policy& policy) {
    return policy.valid_from ? "valid_from" : policy.valid_to ? "valid_to" : "id";
}

void add_file(PolicyBook& book, const std::string& file, const Policy::Metrics& metrics) {
    Policy policy = Policy::load(file, metrics);
    try {
        book.add(std::move(policy));
    } catch (const Error& error) {
        Problem problem = error.problem();
        problem.file = file;
        problem.row = warning_detail::line_of(file, problem.column);
        throw Error(std::move(problem));
    }
}

}  // namespace

PolicyBook PolicyBook::builtin() {
    PolicyBook book;
    for (const std::string& id : Policy::builtin_ids()) book.add(Policy::builtin(id));
    return book;
}

void PolicyBook::add(Policy policy) {
    if (policy.family.empty()) policy.family = policy.id;
    const std::pair<std::string_view, std::string_view> names[] = {{"id", policy.id},
                                                                   {"family", policy.family}};
    for (const auto& [key, name] : names) {
        if (name.empty() || name.find('+') != std::string_view::npos) {
            refuse(key, name, "expected a name without +");
        }
    }
    for (const Policy& other : policies_) {
        if (other.id == policy.id) refuse("id", policy.id, "id twice");
        if (other.family == policy.family && overlap(other, policy)) {
            refuse(validity_key(policy), policy.family,
                   "editions overlap: " + with_validity(other) + ", " + with_validity(policy));
        }
    }
    policies_.push_back(std::move(policy));
}

void PolicyBook::load(const std::string& path, const Policy::Metrics& metrics) {
    std::error_code failed;  // what cannot be looked at cannot be opened either, and load says so
    const bool folder = std::filesystem::is_directory(path, failed);
    PolicyBook extended = *this;
    for (const std::string& file : folder ? files_of(path) : std::vector{path}) {
        add_file(extended, file, metrics);
    }
    *this = std::move(extended);
}

Policy PolicyBook::resolve(std::string_view name, Date day) const {
    std::size_t plus = name.find('+');
    Policy joined = part(name.substr(0, plus), day);
    while (plus != std::string_view::npos) {
        name.remove_prefix(plus + 1);
        plus = name.find('+');
        joined = std::move(joined) + part(name.substr(0, plus), day);
    }
    return joined;
}

std::vector<Policy> PolicyBook::editions(std::string_view family) const {
    std::vector<Policy> out;
    std::ranges::copy_if(policies_, std::back_inserter(out),
                         [&](const Policy& policy) { return policy.family == family; });
    std::ranges::sort(out, {}, &Policy::valid_from);  // no overlap, so one date tells the order
    return out;
}

/// The edition that one name without `+` means on `day`.
const Policy& PolicyBook::part(std::string_view name, Date day) const {
    const auto in_force = std::ranges::find_if(policies_, [&](const Policy& policy) {
        return policy.family == name && policy.in_force(day);
    });
    if (in_force != policies_.end()) return *in_force;
    const auto exact = std::ranges::find(policies_, name, &Policy::id);
    if (exact != policies_.end()) return *exact;
    std::string dates;
    for (const Policy& policy : editions(name)) {
        dates += (dates.empty() ? "; " : ", ") + with_validity(policy);
    }
    if (dates.empty()) throw Error(ErrorCode::unknown_policy, name, names());
    throw Error(ErrorCode::policy_not_in_force, name, day.iso() + dates);
}

/// Every id, then every family that is no id.
std::string PolicyBook::names() const {
    std::vector<std::string_view> all;
    for (const Policy& policy : policies_) all.emplace_back(policy.id);
    for (const Policy& policy : policies_) {
        if (std::ranges::find(all, policy.family) == all.end()) all.emplace_back(policy.family);
    }
    std::string out;
    for (const std::string_view name : all) {
        if (!out.empty()) out += ", ";
        out += name;
    }
    return out;
}

}  // namespace sanku
