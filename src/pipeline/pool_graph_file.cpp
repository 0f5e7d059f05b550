#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/shipped_files.hpp"
#include "core/toml_table.hpp"
#include "sanku/pipeline/pool_graph.hpp"

namespace sanku::pipeline {

namespace {

using toml_file::Table;

constexpr std::size_t max_moves = PoolGraph::max_pools * PoolGraph::max_pools;

[[nodiscard]] toml_file::Source source_of(const std::string& file) {
    return {file, ErrorCode::malformed_network};
}

/// The list `key`, or its one text if it is no list; empty if the key is absent.
[[nodiscard]] std::vector<std::string> texts(const Table& table, std::string_view key) {
    if (!table.has(key)) return {};
    if (!table.is_list(key)) return {table.text(key)};
    return table.names(key, [](const std::string& item) { return std::optional(item); });
}

/// As `texts`, of a key that takes a list alone.
[[nodiscard]] std::vector<std::string> list(const Table& table, std::string_view key) {
    if (table.has(key) && !table.is_list(key)) table.refuse(key, "expected a list");
    return texts(table, key);
}

[[nodiscard]] bool flag(const Table& table, std::string_view key) {
    return table.has(key) && table.boolean(key);
}

[[nodiscard]] std::vector<Table> tables(const Table& file, std::string_view key, std::size_t most) {
    return file.has(key) ? file.tables(key, most) : std::vector<Table>{};
}

[[nodiscard]] Entry read_conditions(const Table& table) {
    Entry entry{list(table, "approvals"), list(table, "appraisals")};
    if (table.has("min_score")) {
        entry.min_score = static_cast<int>(table.hundredths("min_score", 0, 10'000));
    }
    return entry;
}

[[nodiscard]] std::optional<Clock> read_clock(const Table& move) {
    if (!move.has("clock")) return std::nullopt;
    const Table table = move.table("clock");
    table.allow_only({"months", "days"});
    if (table.has("months") == table.has("days")) move.refuse("clock", "expected months or days");
    if (table.has("days")) return Clock{0, static_cast<int>(table.integer("days", 1, 36'500))};
    return Clock{static_cast<int>(table.integer("months", 1, 1'200)), 0};
}

/// Reads the parts of a network, and knows which table each of them stands in.
class Reader {
  public:
    explicit Reader(const Table& file) : file_(file) {
        file_.allow_only({"id", "name", "source", "pool", "move", "return", "exit"});
        parts_.id = file_.text("id");
        parts_.name = file_.bilingual("name");
        parts_.source = file_.bilingual("source");
        for (const Table& table : file_.tables("pool", PoolGraph::max_pools)) read_pool(table);
        for (const Table& table : tables(file_, "move", max_moves)) read_move(table);
        for (const Table& table : tables(file_, "return", max_moves)) read_return(table);
        for (const Table& table : tables(file_, "exit", PoolGraph::max_pools)) read_exit(table);
    }

    [[nodiscard]] PoolGraph graph() && {
        if (const auto fault = detail::NetworkCheck(parts_).run()) {
            table_of(*fault).refuse(fault->key, fault->reason);
        }
        return PoolGraph(std::move(parts_));
    }

  private:
    [[nodiscard]] const Table& table_of(const detail::Fault& fault) const {
        switch (fault.of) {
            case detail::Fault::Of::network:
                break;
            case detail::Fault::Of::pool:
                return pools_[fault.place];
            case detail::Fault::Of::move:
                return moves_[fault.place];
            case detail::Fault::Of::exit:
                return exits_[fault.place];
        }
        return file_;
    }

    void read_pool(const Table& table) {
        table.allow_only(
            {"id", "name", "day", "entry", "final", "approvals", "appraisals", "min_score"});
        std::string id = table.text("id");
        if (find(id)) table.refuse("id", "twice: " + id);  // moves name the first of them
        parts_.pools.push_back({std::move(id), table.bilingual("name"), texts(table, "day"),
                                flag(table, "entry"), flag(table, "final")});
        parts_.entries.push_back(read_conditions(table));
        pools_.push_back(table);
    }
    [[nodiscard]] std::optional<std::size_t> find(const std::string& id) const {
        const auto found = std::ranges::find(parts_.pools, id, &PoolNode::id);
        if (found == parts_.pools.end()) return std::nullopt;
        return static_cast<std::size_t>(found - parts_.pools.begin());
    }
    [[nodiscard]] std::size_t place(const Table& table, std::string_view key,
                                    const std::string& id) const {
        const auto found = find(id);
        if (!found) table.refuse(key, "unknown: " + id);
        return *found;
    }
    [[nodiscard]] std::size_t place(const Table& table, std::string_view key) const {
        return place(table, key, table.text(key));
    }
    void read_move(const Table& table) {
        table.allow_only({"from", "to", "clock", "approvals", "appraisals", "min_score"});
        parts_.moves.push_back({place(table, "from"), place(table, "to"), false,
                                read_conditions(table), read_clock(table)});
        moves_.push_back(table);
    }
    void read_return(const Table& table) {
        table.allow_only({"from", "to", "reasons"});
        parts_.moves.push_back({place(table, "from"),
                                place(table, "to"),
                                true,
                                {},
                                std::nullopt,
                                list(table, "reasons")});
        moves_.push_back(table);
    }
    void read_exit(const Table& table) {
        table.allow_only({"from", "reasons"});
        std::vector<std::string> reasons = list(table, "reasons");
        if (!table.has("from")) table.refuse("from", "missing");
        for (const std::string& id : texts(table, "from")) {
            parts_.exits.push_back({place(table, "from", id), reasons});
            exits_.push_back(table);
        }
    }

    Table file_;
    PoolGraph::Parts parts_;
    std::vector<Table> pools_;
    std::vector<Table> moves_;
    std::vector<Table> exits_;
};

}  // namespace

PoolGraph PoolGraph::parse(std::string_view text, const std::string& file) {
    const toml::table table = toml_file::parse(text, source_of(file));
    return Reader(Table(table, source_of(file))).graph();
}

PoolGraph PoolGraph::load(const std::string& path) {
    return parse(toml_file::read(path), path);
}

PoolGraph PoolGraph::builtin(std::string_view id) {
    const auto& files = shipped::networks();
    const auto found = std::ranges::find(files, id, &ShippedFile::id);
    if (found == files.end()) {
        std::string known;
        for (const auto& file : files) known += (known.empty() ? "" : ", ") + std::string(file.id);
        throw Error(ErrorCode::unknown_network, id, known);
    }
    return parse(found->text, std::string(found->id) + ".toml");
}

std::vector<std::string> PoolGraph::builtin_ids() {
    std::vector<std::string> ids;
    for (const auto& file : shipped::networks()) ids.emplace_back(file.id);
    return ids;
}

}  // namespace sanku::pipeline
