#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "sanku/ledger/report.hpp"

namespace sanku::ledger::detail {

/// Counts findings by their code and keeps the first of each.
template <typename Code, typename Finding>
class Tally {
  public:
    void add(Finding finding) {
        Entry& entry = entries_[finding.code];
        ++entry.count;
        if (entry.first.size() < listed_per_code) entry.first.push_back(std::move(finding));
    }

    /// Codes with their counts, the most frequent first, equals in the order of the codes.
    [[nodiscard]] std::vector<std::pair<Code, std::int64_t>> counts() const {
        std::vector<std::pair<Code, std::int64_t>> out;
        for (const auto& [code, entry] : entries_) out.emplace_back(code, entry.count);
        std::stable_sort(out.begin(), out.end(),
                         [](const auto& a, const auto& b) { return a.second > b.second; });
        return out;
    }

    /// The kept findings in the order of `counts`.
    [[nodiscard]] std::vector<Finding> listed() const {
        std::vector<Finding> out;
        for (const auto& [code, count] : counts()) {
            const auto& first = entries_.at(code).first;
            out.insert(out.end(), first.begin(), first.end());
        }
        return out;
    }

  private:
    struct Entry {
        std::int64_t count = 0;
        std::vector<Finding> first{};
    };

    std::map<Code, Entry> entries_;
};

using Problems = Tally<ErrorCode, Problem>;
using Notes = Tally<NoteCode, Note>;

}  // namespace sanku::ledger::detail
