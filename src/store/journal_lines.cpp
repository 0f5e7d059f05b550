#include "sanku/store/journal_lines.hpp"

#include <algorithm>
#include <istream>
#include <ostream>
#include <utility>

#include "event_insert.hpp"
#include "event_json.hpp"
#include "new_file.hpp"
#include "store_impl.hpp"
#include "stored_event.hpp"

namespace sanku {

namespace {

constexpr std::string_view format = "sanku.journal/1";
constexpr std::size_t longest_line = 64 << 20;  // bytes; only a policy's text may be long

[[nodiscard]] Json header_json(HashAlgorithm algorithm) {
    return {{"format", format}, {"hash", key(algorithm)}};
}

[[nodiscard]] Json event_json(std::int64_t seq, const Event& event, std::int64_t supersedes) {
    Json line{{"e", seq}};
    put_event(line, event);
    if (supersedes != 0) line["supersedes"] = supersedes;
    return line;
}

[[nodiscard]] Json bulletin_json(std::int64_t batch, const BulletinRow& row) {
    Json line{{"bulletin", batch},
              {"title", text_json(row.title)},
              {"as_of", Date::from_days(row.as_of).iso()}};
    if (row.known_on) line["known_on"] = decoded_day(*row.known_on).iso();
    line["up_to_batch"] = row.up_to;
    line["policy"] = text_json(row.policy);
    line["language"] = text_json(row.language);
    if (row.previous_year) line["previous_year_investment"] = *row.previous_year;
    if (row.region_level) line["region_level"] = *row.region_level;
    line["json_hash"] = row.json_hash.hex();
    return line;
}

[[nodiscard]] Json batch_json(const BatchRow& row, const Digest& hash) {
    return {{"batch", row.id},         {"recorded", Instant::from_unix_seconds(row.recorded).iso()},
            {"by", text_json(row.by)}, {"source", text_json(row.source)},
            {"rows", row.rows},        {"rejected", row.rejected},
            {"events", row.last_seq},  {"hash", hash.hex()}};
}

}  // namespace

class JournalExport {
  public:
    JournalExport(const Store& store, std::ostream& out) : store_(*store.impl_), out_(out) {}

    void run() {
        if (store_.appending) {
            throw Error(ErrorCode::invalid_argument, "export", "within an append");
        }
        guarded(store_.path, [&] {
            const Snapshot snapshot(store_.database, false);
            line(header_json(store_.hash));
            EventReader events(store_.database);
            BatchReader batches(store_.database);
            bool pending = events.next();
            while (batches.next()) {
                const StoredBatch batch = batches.batch();
                for (; pending && events.seq() <= batch.row.last_seq; pending = events.next()) {
                    event(events);
                }
                if (batch.bulletin) line(bulletin_json(batch.row.id, *batch.bulletin));
                line(batch_line(batch));
            }
            const Position end = store_.end();
            line({{"anchor", Anchor{store_.hash, end, store_.head(end.batches)}.str()}});
            out_.flush();
            check();
        });
    }

  private:
    void event(EventReader& events) {
        const EventRow row = events.row();
        const Event event{decoded(events.code()), Date::from_days(row.effective), decoded(row)};
        line(event_json(events.seq(), event, row.supersedes));
    }
    [[nodiscard]] static Json batch_line(const StoredBatch& batch) {
        try {
            return batch_json(batch.row, batch.hash);
        } catch (const Error& error) {  // a time of no day
            throw Error(ErrorCode::damaged_journal, key(error.code()), error.what());
        }
    }
    void line(const Json& json) {
        out_ << json.dump() << '\n';
        check();
    }
    void check() const {
        if (!out_) throw Error(ErrorCode::io, "export", "the output takes no more");
    }

    const Store::Impl& store_;
    std::ostream& out_;
};

class JournalImport {
  public:
    JournalImport(std::istream& in, const std::string& path) : in_(in), file_(path) {}

    Anchor run() {
        const HashAlgorithm algorithm = read_header();
        const Anchor anchor = [&] {
            Store store = Store::open(file_.part(), {.hash = algorithm});
            return guarded(file_.part(), [&] { return read_into(*store.impl_); });
        }();
        file_.keep();
        return anchor;
    }

  private:
    /// An open import: what the lines so far amount to.
    struct Journal {
        const Store::Impl& store;
        SQLite::Transaction transaction;
        EventInsert insert;
        Chain chain;
        Digest head;
        Position end{};        // of the last batch
        std::int64_t seq = 0;  // of the last event
        std::int64_t projects = 0;
        std::int64_t recorded = INT64_MIN;
        std::optional<BulletinRow> bulletin{};
    };

    [[nodiscard]] Error refused(ErrorCode code, std::string detail) const {
        return Error(Problem{.code = code,
                             .row = number_,
                             .value = text::cut(text::printable(line_.substr(0, 200)), 100),
                             .detail = std::move(detail)});
    }
    [[nodiscard]] Error malformed(const std::string& expected) const {
        return refused(ErrorCode::damaged_journal, "expected " + expected);
    }

    /// Reads the next line into `line_`, without its end.
    void read_line(const std::string& expected) {
        line_.clear();
        ++number_;
        std::streambuf& bytes = *in_.rdbuf();
        constexpr int end = std::streambuf::traits_type::eof();
        for (int byte = bytes.sbumpc(); byte != '\n'; byte = bytes.sbumpc()) {
            if (byte == end || line_.size() == longest_line) throw malformed(expected);
            line_ += static_cast<char>(byte);
        }
    }
    [[nodiscard]] Json parsed(const std::string& expected) {
        read_line(expected);
        Json json = Json::parse(line_, nullptr, false);
        if (!json.is_object()) throw malformed(expected);
        return json;
    }
    /// Runs `work`, to which a malformed line is an error of its own.
    template <typename Work>
    auto reading(const char* expected, Work&& work) {
        try {
            return work();
        } catch (const Json::exception& error) {
            throw malformed(std::string(expected) + "; " + error.what());
        } catch (const Error& error) {
            if (error.problem().row != 0) throw;
            throw malformed(std::string(expected) + "; " + error.what());
        }
    }
    /// Each line can be written in one way only, so that the same journal is the same bytes and no
    /// key is overlooked: what was understood, written again, is the line.
    void expect(const Json& again) const {
        std::string whole = again.dump();
        if (whole != line_) throw malformed(whole.substr(0, 400));
    }

    [[nodiscard]] HashAlgorithm read_header() {
        const std::string first = header_json(HashAlgorithm::sha256).dump();
        Json json;
        try {
            json = parsed(first);
        } catch (const Error&) {
            throw refused(ErrorCode::not_a_journal, "expected " + first);
        }
        const Json found = json.value("format", Json());
        const bool named = found.is_string();
        if (!named || !found.get<std::string>().starts_with("sanku.journal/")) {
            throw refused(ErrorCode::not_a_journal, "expected " + first);
        }
        if (found != format) throw refused(ErrorCode::newer_schema, std::string(format));
        return reading("sha256 or sm3", [&] {
            const auto algorithm = hash_algorithm_named(json.at("hash").get<std::string>());
            if (!algorithm) throw malformed("sha256 or sm3");
            expect(header_json(*algorithm));
            return *algorithm;
        });
    }

    Anchor read_into(const Store::Impl& store) {
        Journal journal{store,
                        SQLite::Transaction(store.database, SQLite::TransactionBehavior::IMMEDIATE),
                        EventInsert(store.database), Chain(store.hash), Digest{}};
        journal.head = journal.chain.genesis();
        while (!read_record(journal)) {
        }
        const Anchor anchor{store.hash, journal.end, journal.head};
        journal.transaction.commit();
        return anchor;
    }

    /// Reads one line; whether it was the last.
    [[nodiscard]] bool read_record(Journal& journal) {
        const Json json = parsed("a line with e, batch, bulletin or anchor");
        if (json.contains("e")) {
            read_event(journal, json);
        } else if (json.contains("bulletin")) {
            read_bulletin(journal, json);
        } else if (json.contains("batch")) {
            read_batch(journal, json);
        } else if (json.contains("anchor")) {
            read_end(journal);
            return true;
        } else {
            throw malformed("a line with e, batch, bulletin or anchor");
        }
        return false;
    }

    void read_event(Journal& journal, const Json& json) {
        const std::int64_t seq = journal.seq + 1;
        const auto [event, supersedes] = reading("an event", [&] {
            return std::pair(event_of(json),
                             json.contains("supersedes") ? whole(json, "supersedes") : 0);
        });
        if (journal.bulletin) throw malformed("the batch of the bulletin");
        expect(event_json(seq, event, supersedes));
        std::string joined;
        EventRow row = to_row(event, joined);
        row.supersedes = supersedes;
        const std::int64_t project = project_id(journal, event.project);
        check_supersedes(journal, project, row);
        const Digest link = journal.chain.link(journal.head, seq, journal.end.batches + 1,
                                               event.project.str(), row);
        journal.insert.run(seq, journal.end.batches + 1, project, row, link);
        journal.head = link;
        journal.seq = seq;
    }

    [[nodiscard]] static std::int64_t project_id(Journal& journal, ProjectCode project) {
        if (const auto known = journal.store.project_id(project)) return *known;
        const Query add = journal.store.prepare("INSERT INTO project VALUES (?, ?)");
        add->bind(1, ++journal.projects);
        add->bind(2, project.str());
        add->exec();
        return journal.projects;
    }

    void check_supersedes(Journal& journal, std::int64_t project, const EventRow& row) const {
        if (row.supersedes == 0 && !row.retracts) return;
        const Query query = journal.store.prepare(
            "SELECT count(*) FROM event WHERE seq = ? AND +project = ? AND +kind = ?"
            " AND +fact = ? AND subject = ?");
        query->bind(1, row.supersedes);
        query->bind(2, project);
        query->bind(3, static_cast<int>(row.kind));
        query->bind(4, row.fact);
        query->bind(5, std::string(row.subject));
        query->executeStep();
        if (query->getColumn(0).getInt() != 1) throw malformed("an earlier event of this fact");
    }

    void read_bulletin(Journal& journal, const Json& json) {
        const std::int64_t batch = journal.end.batches + 1;
        const BulletinRow row = reading("a bulletin", [&] {
            const auto day = [&](const char* name) {
                return Date::parse(json.at(name).get<std::string>()).days();
            };
            BulletinRow out{.title = text_of(json.at("title")),
                            .as_of = day("as_of"),
                            .known_on = {},
                            .up_to = whole(json, "up_to_batch"),
                            .policy = text_of(json.at("policy")),
                            .language = text_of(json.at("language")),
                            .previous_year = {},
                            .region_level = {},
                            .json_hash = Digest::parse(json.at("json_hash").get<std::string>())};
            if (json.contains("known_on")) out.known_on = day("known_on");
            if (json.contains("previous_year_investment")) {
                out.previous_year = whole(json, "previous_year_investment");
            }
            if (json.contains("region_level")) out.region_level = whole(json, "region_level");
            return out;
        });
        if (journal.bulletin) throw malformed("the batch of the bulletin");
        if (row.up_to < 0 || row.up_to >= batch ||
            (row.region_level && !std::in_range<int>(*row.region_level))) {
            throw malformed("an earlier batch and a level of regions");
        }
        expect(bulletin_json(batch, row));
        journal.bulletin = row;
    }

    void read_batch(Journal& journal, const Json& json) {
        const auto [row, hash] = reading("a batch", [&] {
            BatchRow out{
                .id = journal.end.batches + 1,
                .recorded = Instant::parse(json.at("recorded").get<std::string>()).unix_seconds(),
                .by = text_of(json.at("by")),
                .source = text_of(json.at("source")),
                .rows = whole(json, "rows"),
                .rejected = whole(json, "rejected"),
                .last_seq = journal.seq};
            return std::pair(std::move(out), Digest::parse(json.at("hash").get<std::string>()));
        });
        expect(batch_json(row, hash));
        if (row.recorded < journal.recorded) throw malformed("a time not before the last batch's");
        const BulletinRow* bulletin = journal.bulletin ? &*journal.bulletin : nullptr;
        const Digest link = journal.chain.link(journal.head, row, bulletin);
        if (link != hash) throw refused(ErrorCode::broken_chain, "batch " + std::to_string(row.id));
        journal.store.close(row, link, bulletin);
        journal.bulletin.reset();
        journal.head = link;
        journal.recorded = row.recorded;
        journal.end = {row.id, row.last_seq};
    }

    void read_end(const Journal& journal) {
        if (journal.bulletin || journal.end.events != journal.seq) throw malformed("a batch");
        const Anchor anchor{journal.chain.algorithm(), journal.end, journal.head};
        if (Json{{"anchor", anchor.str()}}.dump() != line_) {
            throw refused(ErrorCode::broken_chain, "anchor");
        }
        if (in_.rdbuf()->sgetc() != std::streambuf::traits_type::eof()) {
            line_.clear();
            ++number_;
            throw malformed("nothing after the anchor");
        }
    }

    [[nodiscard]] static std::int64_t whole(const Json& json, const char* name) {
        const Json& value = json.at(name);
        if (!value.is_number_integer()) {
            throw Error(ErrorCode::damaged_journal, name, "a whole number");
        }
        return value.get<std::int64_t>();
    }

    std::istream& in_;
    NewFile file_;
    std::string line_{};
    std::int64_t number_ = 0;
};

void export_journal(const Store& store, std::ostream& out) {
    JournalExport(store, out).run();
}

Anchor import_journal(std::istream& in, const std::string& path) {
    return JournalImport(in, path).run();
}

}  // namespace sanku
