#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "event_row.hpp"
#include "sanku/core/digest.hpp"

/// The chain over the journal. Every event and every batch carries the hash of what it says and of
/// the link before it; docs/journal.md gives the bytes that are hashed, so that others can check.
namespace sanku::store_detail {

/// A batch as the chain sees it.
struct BatchRow {
    std::int64_t id;
    std::int64_t recorded;
    std::string by;
    std::string source;
    std::int64_t rows;
    std::int64_t rejected;
    std::int64_t last_seq;
};

/// A frozen bulletin as it lies in a row of the table `bulletin`, apart from its batch.
struct BulletinRow {
    std::string title;
    std::int32_t as_of;
    std::optional<std::int64_t> known_on;
    std::int64_t up_to;  ///< number of the last batch that it is made from
    std::string policy;
    std::string language;
    std::optional<std::int64_t> previous_year;
    std::optional<std::int64_t> region_level;
    Digest json_hash;
};

class Chain {
  public:
    explicit Chain(HashAlgorithm algorithm) : hasher_(algorithm) {}

    /// The link that the first event follows.
    [[nodiscard]] Digest genesis();
    /// The link of an event.
    [[nodiscard]] Digest link(const Digest& before, std::int64_t seq, std::int64_t batch,
                              std::string_view project, const EventRow& event);
    /// The link that closes a batch, after those of its events.
    [[nodiscard]] Digest link(const Digest& before, const BatchRow& batch,
                              const BulletinRow* bulletin = nullptr);
    [[nodiscard]] HashAlgorithm algorithm() const noexcept { return hasher_.algorithm(); }

  private:
    [[nodiscard]] Digest after(const Digest& before);
    void number(std::int64_t value);
    void text(std::string_view value);
    void maybe(const std::optional<std::int64_t>& value);

    Hasher hasher_;
    std::string bytes_;
};

}  // namespace sanku::store_detail
