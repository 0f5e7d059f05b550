#include "sanku/evaluation/limits_file.hpp"

#include <algorithm>

#include "core/toml_table.hpp"

namespace sanku::evaluation {

std::vector<StatedLimit> parse_limits(std::string_view text, const std::string& file) {
    constexpr std::int64_t most = std::int64_t{100} * 10'000'000'000'000;  // hundredths
    const toml_file::Source source{file, ErrorCode::invalid_argument};
    const toml::table root = toml_file::parse(text, source);
    const toml_file::Table table(root, source);
    table.allow_only({"limit"});
    std::vector<StatedLimit> out;
    for (const toml_file::Table& one : table.tables("limit", 100)) {
        one.allow_only({"id", "name", "unit", "amount", "step"});
        StatedLimit limit{.id = one.text("id")};
        if (std::ranges::find(out, limit.id, &StatedLimit::id) != out.end()) {
            one.refuse("id", "twice: " + limit.id);
        }
        limit.name = one.has("name") ? one.text("name") : limit.id;
        if (one.has("unit")) limit.unit = one.text("unit");
        limit.amount = one.hundredths("amount", 0, most);
        if (one.has("step")) limit.step = one.hundredths("step", 1, most);
        out.push_back(std::move(limit));
    }
    return out;
}

std::vector<StatedLimit> load_limits(const std::string& path) {
    return parse_limits(toml_file::read(path), path);
}

}  // namespace sanku::evaluation
