#include "sanku/core/version.hpp"
#include "store_impl.hpp"

namespace sanku {

namespace {

/// What made a bulletin is the source of its batch.
constexpr std::string_view library_prefix = "sanku ";

[[nodiscard]] BulletinRow to_row(const FrozenRecord& record) {
    BulletinRow row{.title = record.title,
                    .as_of = record.as_of.days(),
                    .known_on = {},
                    .up_to = record.position.batches,
                    .policy = record.policy,
                    .language = record.language,
                    .previous_year = {},
                    .region_level = record.region_level,
                    .json_hash = record.json_hash};
    if (record.known_on) row.known_on = record.known_on->days();
    if (record.previous_year_investment) row.previous_year = record.previous_year_investment->fen();
    return row;
}

}  // namespace

std::int64_t Store::store(const FrozenRecord& record, Instant frozen_at, const std::string& by) {
    return guarded(impl_->path, [&] {
        impl_->check_writable(frozen_at);
        SQLite::Transaction transaction(impl_->database, SQLite::TransactionBehavior::IMMEDIATE);
        impl_->check_writable(frozen_at);
        impl_->check(record.position);
        const Position end = impl_->end();
        const BatchRow batch{end.batches + 1,
                             frozen_at.unix_seconds(),
                             by,
                             std::string(library_prefix) + std::string(version),
                             0,
                             0,
                             end.events};
        const BulletinRow row = to_row(record);
        impl_->close(batch, Chain(impl_->hash).link(impl_->head(end.batches), batch, &row), &row);
        transaction.commit();
        return batch.id;
    });
}

std::vector<StoredRecord> Store::frozen() const {
    return guarded(impl_->path, [&] {
        std::vector<StoredRecord> out;
        SQLite::Statement query(
            impl_->database,
            "SELECT f.batch, b.recorded, b.recorded_by, title, as_of, known_on, up_to, u.last_seq,"
            " policy, language, previous_year, region_level, json_hash, b.source FROM bulletin f"
            " JOIN batch b ON b.id = f.batch LEFT JOIN batch u ON u.id = f.up_to ORDER BY f.batch");
        const auto number = [&](int i) { return query.getColumn(i).getInt64(); };
        while (query.executeStep()) {
            FrozenRecord record{.title = query.getColumn(3).getString(),
                                .as_of = decoded_day(number(4)),
                                .known_on = {},
                                .position = {number(6), number(7)},
                                .policy = query.getColumn(8).getString(),
                                .language = query.getColumn(9).getString(),
                                .previous_year_investment = {},
                                .region_level = {},
                                .json_hash = read_digest(query, 12)};
            if (!query.getColumn(5).isNull()) record.known_on = decoded_day(number(5));
            if (!query.getColumn(10).isNull()) {
                record.previous_year_investment = Money::from_fen(number(10));
            }
            if (!query.getColumn(11).isNull()) {
                record.region_level = static_cast<int>(number(11));
            }
            std::string library = query.getColumn(13).getString();
            if (library.starts_with(library_prefix)) library.erase(0, library_prefix.size());
            out.push_back({number(0), Instant::from_unix_seconds(number(1)),
                           query.getColumn(2).getString(), std::move(library), std::move(record)});
        }
        return out;
    });
}

}  // namespace sanku
