#include "stored_event.hpp"

#include <algorithm>

namespace sanku::store_detail {

namespace {

const std::string events_from =
    "SELECT e.seq, e.batch, e.project, p.code, " + std::string(event_columns) +
    ", e.hash FROM event e NOT INDEXED LEFT JOIN project p ON p.id = e.project"
    " WHERE e.seq >= ? ORDER BY e.seq";

constexpr const char* all_batches =
    "SELECT b.id, b.recorded, b.recorded_by, b.source, b.rows, b.rejected, b.last_seq, b.hash,"
    " f.batch, f.title, f.as_of, f.known_on, f.up_to, f.policy, f.language, f.previous_year,"
    " f.region_level, f.json_hash FROM batch b LEFT JOIN bulletin f ON f.batch = b.id"
    " ORDER BY b.id";

}  // namespace

bool StoredEvent::says_the_same(const StoredEvent& other) const {
    const EventRow a = row();
    const EventRow b = other.row();
    return code == other.code && a.kind == b.kind && a.retracts == b.retracts &&
           a.effective == b.effective && a.fact == b.fact && a.subject == b.subject &&
           std::ranges::equal(a.value, b.value) && a.text == b.text && a.text2 == b.text2;
}

EventReader::EventReader(SQLite::Database& database, std::int64_t first)
    : query_(database, events_from) {
    query_.bind(1, first);
}

StoredEvent EventReader::event() {
    StoredEvent out;
    out.seq = seq();
    out.batch = batch();
    out.project = project();
    out.code = code();
    out.hash = hash();
    out.set(row());
    return out;
}

BatchReader::BatchReader(SQLite::Database& database) : query_(database, all_batches) {}

StoredBatch BatchReader::batch() {
    const auto number = [&](int i) { return query_.getColumn(i).getInt64(); };
    const auto text = [&](int i) { return query_.getColumn(i).getString(); };
    const auto maybe = [&](int i) {
        return query_.getColumn(i).isNull() ? std::nullopt : std::optional(number(i));
    };
    StoredBatch out{
        .row = {number(0), number(1), text(2), text(3), number(4), number(5), number(6)},
        .hash = read_digest(query_, 7)};
    if (query_.getColumn(8).isNull()) return out;
    out.bulletin = BulletinRow{.title = text(9),
                               .as_of = decoded_day(number(10)).days(),
                               .known_on = maybe(11),
                               .up_to = number(12),
                               .policy = text(13),
                               .language = text(14),
                               .previous_year = maybe(15),
                               .region_level = maybe(16),
                               .json_hash = read_digest(query_, 17)};
    return out;
}

}  // namespace sanku::store_detail
