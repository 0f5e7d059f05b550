#include "checkpoint.hpp"

#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "connection.hpp"

namespace sanku::store_detail {

namespace {

constexpr std::string_view format = "sanku history 4";
constexpr std::size_t part_bytes = 16U << 20;
constexpr std::size_t step_bytes = 128U << 10;  // read and summed while it is in cache

/// A sum that tells a damaged array from a sound one, at the speed of memory; tampering is what
/// `verify` looks for, by making the history again.
class Checksum {
  public:
    /// All pieces but the last must be of a multiple of 32 bytes.
    void add(const char* bytes, std::size_t size) noexcept {
        std::size_t i = 0;
        for (; i + 32 <= size; i += 32) {
            for (std::size_t lane = 0; lane < 4; ++lane) mix(lane, bytes + i + 8 * lane, 8);
        }
        for (; i < size; i += 8) mix(0, bytes + i, std::min<std::size_t>(8, size - i));
    }
    [[nodiscard]] std::uint64_t sum() const noexcept {
        std::uint64_t out = 0;
        for (const std::uint64_t lane : lanes_) out = (out ^ lane) * factor;
        return out ^ out >> 32;
    }

  private:
    static constexpr std::uint64_t factor = 0x9e3779b97f4a7c15U;

    void mix(std::size_t lane, const char* bytes, std::size_t size) noexcept {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes, size);
        lanes_[lane] = (lanes_[lane] ^ word) * factor;
        lanes_[lane] ^= lanes_[lane] >> 29;
    }
    std::uint64_t lanes_[4] = {1, 2, 3, 4};
};

/// Calls `visit(name, vector)` for every array that makes up a history, texts among them.
template <typename Parts, typename Texts, typename Offsets, typename Visit>
void for_each_array(Parts& parts, Texts& texts, Offsets& offsets, Visit&& visit) {
    visit(std::string("texts"), texts);
    visit(std::string("texts.offsets"), offsets);
    History::Parts::for_each(
        parts, [&](const std::string& name, auto& array, Holds) { visit(name, array); });
}

struct CloseBlob {
    void operator()(sqlite3_blob* blob) const noexcept { sqlite3_blob_close(blob); }
};

/// Reads blobs of the table straight into the arrays that they make up.
class BlobReader {
  public:
    explicit BlobReader(SQLite::Database& database) : database_(database.getHandle()) {}

    /// Appends the blob in `rowid` to `out`, through a buffer that stays in cache; whether its sum
    /// is `expected`.
    template <typename Number>
    [[nodiscard]] bool read(std::int64_t rowid, std::size_t size, std::uint64_t expected,
                            std::vector<Number>& out) {
        open(rowid);
        Checksum checksum;
        for (std::size_t done = 0; done < size; done += step_bytes) {
            const std::size_t count = std::min(step_bytes, size - done);
            check(sqlite3_blob_read(blob_.get(), buffer_.data(), static_cast<int>(count),
                                    static_cast<int>(done)));
            checksum.add(reinterpret_cast<const char*>(buffer_.data()), count);
            const auto* numbers = reinterpret_cast<const Number*>(buffer_.data());
            out.insert(out.end(), numbers, numbers + count / sizeof(Number));
        }
        return checksum.sum() == expected;
    }

  private:
    void open(std::int64_t rowid) {
        if (blob_) {
            check(sqlite3_blob_reopen(blob_.get(), rowid));
            return;
        }
        sqlite3_blob* blob = nullptr;
        check(sqlite3_blob_open(database_, "main", "checkpoint", "data", rowid, 0, &blob));
        blob_.reset(blob);
    }
    void check(int result) const {
        if (result != SQLITE_OK) throw SQLite::Exception(database_, result);
    }

    sqlite3* database_;
    std::unique_ptr<sqlite3_blob, CloseBlob> blob_;
    std::vector<std::uint64_t> buffer_ = std::vector<std::uint64_t>(step_bytes / 8);
};

/// Where the parts of an array lie.
struct Stored {
    struct Part {
        std::int64_t rowid;
        std::size_t bytes;
        std::uint64_t sum;
    };
    std::vector<Part> parts;
    std::size_t bytes = 0;
};

[[nodiscard]] std::map<std::string, Stored> stored_arrays(SQLite::Database& database) {
    std::map<std::string, Stored> out;
    SQLite::Statement query(database,
                            "SELECT rowid, name, part, length(data), checksum FROM checkpoint"
                            " ORDER BY name, part");
    while (query.executeStep()) {
        Stored& array = out[query.getColumn(1).getString()];
        if (query.getColumn(2).getInt64() != std::ssize(array.parts)) return {};
        const auto bytes = static_cast<std::size_t>(query.getColumn(3).getInt64());
        array.parts.push_back({query.getColumn(0).getInt64(), bytes,
                               static_cast<std::uint64_t>(query.getColumn(4).getInt64())});
        array.bytes += bytes;
    }
    return out;
}

}  // namespace

std::optional<CheckpointHead> checkpoint_head(SQLite::Database& database) {
    SQLite::Statement query(database, "SELECT data FROM checkpoint WHERE name = '' AND part = 0");
    if (!query.executeStep()) return std::nullopt;
    const std::string_view data = text_view(query, 0);
    if (data.size() != format.size() + 8 + Digest::size || !data.starts_with(format)) {
        return std::nullopt;
    }
    CheckpointHead head;
    std::memcpy(&head.seq, data.data() + format.size(), 8);
    std::array<std::uint8_t, Digest::size> hash{};
    std::memcpy(hash.data(), data.data() + format.size() + 8, Digest::size);
    head.hash = Digest(hash);
    return head;
}

std::optional<History> read_checkpoint(SQLite::Database& database, std::optional<Date> known_on) {
    const auto stored = stored_arrays(database);
    History::Parts parts;
    std::vector<char> texts;
    std::vector<std::uint32_t> offsets;
    BlobReader reader(database);
    bool sound = true;
    for_each_array(parts, texts, offsets, [&](const std::string& name, auto& array) {
        const auto found = stored.find(name);
        constexpr std::size_t width = sizeof(array[0]);
        sound = sound && found != stored.end() && found->second.bytes % width == 0;
        if (!sound) return;
        array.clear();  // an empty table has a first place of its own
        array.reserve(found->second.bytes / width);
        for (const auto& [rowid, bytes, sum] : found->second.parts) {
            sound = sound && bytes % width == 0 && reader.read(rowid, bytes, sum, array);
        }
    });
    if (!sound) return std::nullopt;
    try {
        parts.texts = std::make_shared<TextPool>(std::move(texts), std::move(offsets));
        parts.known_on = known_on;
        return History(std::move(parts));
    } catch (const Error&) {  // arrays that make no history
        return std::nullopt;
    }
}

bool same_arrays(const History& a, const History& b) {
    const auto bytes_of = [](const auto& array) {
        return std::string_view(reinterpret_cast<const char*>(array.data()),
                                array.size() * sizeof(array[0]));
    };
    std::vector<std::string_view> arrays;
    for_each_array(
        a.parts(), a.texts().bytes(), a.texts().offsets(),
        [&](const std::string&, const auto& array) { arrays.push_back(bytes_of(array)); });
    std::size_t i = 0;
    bool same = true;
    for_each_array(b.parts(), b.texts().bytes(), b.texts().offsets(),
                   [&](const std::string&, const auto& array) {
                       same = same && arrays[i++] == bytes_of(array);
                   });
    return same;
}

void write_checkpoint(SQLite::Database& database, const History& history,
                      const CheckpointHead& head) {
    database.exec("DELETE FROM checkpoint");
    SQLite::Statement insert(database, "INSERT INTO checkpoint VALUES (?,?,?,?)");
    const auto put = [&](const std::string& name, std::int64_t part, const char* data,
                         std::size_t size) {
        Checksum checksum;
        for (std::size_t done = 0; done < size; done += step_bytes) {
            checksum.add(data + done, std::min(step_bytes, size - done));
        }
        insert.reset();
        insert.bind(1, name);
        insert.bind(2, part);
        insert.bind(3, static_cast<std::int64_t>(checksum.sum()));
        insert.bindNoCopy(4, data, static_cast<int>(size));
        insert.exec();
    };
    std::string bytes(format);
    bytes.append(reinterpret_cast<const char*>(&head.seq), 8);
    bytes.append(reinterpret_cast<const char*>(head.hash.bytes().data()), Digest::size);
    put("", 0, bytes.data(), bytes.size());
    const TextPool& pool = history.texts();
    for_each_array(history.parts(), pool.bytes(), pool.offsets(),
                   [&](const std::string& name, const auto& array) {
                       const auto* data = reinterpret_cast<const char*>(array.data());
                       const std::size_t size = array.size() * sizeof(array[0]);
                       std::int64_t part = 0;
                       for (std::size_t done = 0; done < size || part == 0; done += part_bytes) {
                           put(name, part++, size == 0 ? "" : data + done,
                               std::min(part_bytes, size - done));
                       }
                   });
}

}  // namespace sanku::store_detail
