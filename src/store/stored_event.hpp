#pragma once

#include <optional>
#include <string>

#include "chain.hpp"
#include "connection.hpp"

/// Rows of the tables event, batch and bulletin as the chain needs them.
namespace sanku::store_detail {

/// An event as it lies in the file, with texts of its own.
struct StoredEvent {
    std::int64_t seq = 0;
    std::int64_t batch = 0;
    std::int64_t project = 0;
    std::string code{};
    Digest hash{};

    [[nodiscard]] EventRow row() const {
        EventRow out = row_;
        out.subject = subject_;
        out.text = text_;
        out.text2 = text2_;
        return out;
    }
    void set(const EventRow& row) {
        row_ = row;
        subject_ = row.subject;
        text_ = row.text;
        text2_ = row.text2;
    }
    /// Whether both state the same of the same project, wherever they stand.
    [[nodiscard]] bool says_the_same(const StoredEvent& other) const;

  private:
    EventRow row_{};
    std::string subject_{};
    std::string text_{};
    std::string text2_{};
};

/// Reads events in their order. Unlike `Store` it takes nothing for granted.
class EventReader {
  public:
    /// All events from `first` on.
    explicit EventReader(SQLite::Database& database, std::int64_t first = 1);
    /// Steps to the next event; whether there is one.
    [[nodiscard]] bool next() { return query_.executeStep(); }
    [[nodiscard]] std::int64_t seq() { return query_.getColumn(0).getInt64(); }
    [[nodiscard]] std::int64_t batch() { return query_.getColumn(1).getInt64(); }
    [[nodiscard]] std::int64_t project() { return query_.getColumn(2).getInt64(); }
    [[nodiscard]] bool has_project() { return !query_.getColumn(3).isNull(); }
    /// The project's code, the content and the hash; views are valid until the next step. The
    /// latter two throw `Error(damaged_journal)`.
    [[nodiscard]] std::string_view code() { return text_view(query_, 3); }
    [[nodiscard]] EventRow row() { return read_row(query_, 4); }
    [[nodiscard]] Digest hash() { return read_digest(query_, 4 + event_column_count); }
    /// Whether the column `supersedes` holds a number, be it 0.
    [[nodiscard]] bool states_supersedes() {
        return !query_.getColumn(3 + event_column_count).isNull();
    }
    /// All of it. Throws `Error(damaged_journal)`.
    [[nodiscard]] StoredEvent event();

  private:
    SQLite::Statement query_;
};

/// A batch with its hash, and the bulletin that it froze.
struct StoredBatch {
    BatchRow row{};
    Digest hash{};
    std::optional<BulletinRow> bulletin{};
};

/// Reads batches in their order.
class BatchReader {
  public:
    explicit BatchReader(SQLite::Database& database);
    [[nodiscard]] bool next() { return query_.executeStep(); }
    [[nodiscard]] std::int64_t id() { return query_.getColumn(0).getInt64(); }
    /// Throws `Error(damaged_journal)`.
    [[nodiscard]] StoredBatch batch();

  private:
    SQLite::Statement query_;
};

}  // namespace sanku::store_detail
