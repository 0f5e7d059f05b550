#include <vector>

#include "checkpoint.hpp"
#include "sanku/portfolio/fold.hpp"
#include "stored_event.hpp"
#include "verify_chain.hpp"

namespace sanku::store_detail {

namespace {

/// The digest of what a history says, whatever the places of its texts and regions.
class Contents {
  public:
    explicit Contents(const History& history) : history_(history) {}

    [[nodiscard]] Digest digest() {
        History::Parts::for_each(history_.parts(),
                                 [&](const std::string& name, const auto& array, Holds holds) {
                                     if (name.starts_with("regions."))
                                         return;  // its rows are what `region` names
                                     text(name);
                                     number(array.size());
                                     for (const auto value : array)
                                         add(static_cast<std::uint64_t>(value), holds);
                                 });
        return hasher_.finish();
    }

  private:
    void add(std::uint64_t value, Holds holds) {
        const auto place = static_cast<std::size_t>(value);
        if (holds == Holds::text) {
            text(history_.texts().at(static_cast<std::uint32_t>(value)));
        } else if (holds == Holds::region) {
            const RegionSpellings& regions = history_.parts().regions;
            number(regions.code.at(place));
            text(history_.texts().at(regions.name.at(place)));
        } else {
            number(value);
        }
    }
    void number(std::uint64_t value) {
        hasher_.update(std::string_view(reinterpret_cast<const char*>(&value), sizeof value));
    }
    void text(std::string_view value) {
        number(value.size());
        hasher_.update(value);
    }

    const History& history_;
    Hasher hasher_{HashAlgorithm::sha256};
};

/// The history of the first `length` events.
[[nodiscard]] History remade(SQLite::Database& database, std::int64_t length) {
    HistoryBuilder builder;
    std::vector<std::uint32_t> rows;  // by project id - 1: they come in that order
    EventReader events(database);
    while (events.next() && events.seq() <= length) {
        if (events.project() > std::ssize(rows))
            rows.push_back(builder.row(decoded(events.code())));
        const EventRow row = events.row();
        builder.apply(rows.at(static_cast<std::size_t>(events.project() - 1)),
                      Date::from_days(row.effective), decoded(row));
    }
    return std::move(builder).build();
}

}  // namespace

std::optional<Finding> verify_checkpoint(SQLite::Database& database) {
    const auto head = checkpoint_head(database);
    if (!head) return std::nullopt;
    SQLite::Statement query(database, "SELECT hash FROM event WHERE seq = ?");
    query.bind(1, head->seq);
    if (!query.executeStep() || read_digest(query, 0) != head->hash) return std::nullopt;
    const auto stored = read_checkpoint(database, std::nullopt);
    if (!stored) return std::nullopt;  // the library does not use it either
    if (Contents(*stored).digest() == Contents(remade(database, head->seq)).digest()) {
        return std::nullopt;
    }
    return Finding{.kind = FindingKind::altered_checkpoint};
}

}  // namespace sanku::store_detail
