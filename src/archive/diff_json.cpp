#include <nlohmann/json.hpp>

#include "sanku/archive/diff.hpp"

namespace sanku {

namespace {

using Json = nlohmann::ordered_json;  // keys in a fixed order, so that bytes are stable

[[nodiscard]] std::string_view key(Difference::RecordKind kind) {
    constexpr std::string_view keys[] = {"correction", "withdrawal", "late"};
    return keys[static_cast<std::size_t>(kind)];
}

/// Writes the values of a difference as JSON in one language.
class JsonWriter {
  public:
    explicit JsonWriter(Language language) : language_(language) {}

    [[nodiscard]] Json difference(const Difference& d) const {
        Json out;
        out["format"] = "sanku.difference/1";
        out["language"] = language_ == Language::zh ? "zh" : "en";
        out["before"] = view(d.before);
        out["after"] = view(d.after);
        out["other_rules"] = d.other_rules;
        out["totals"] = Json::array();
        for (const auto& total : d.totals) out["totals"].push_back(of(total));
        for (const auto& [name, moves] :
             {std::pair("entered", &d.entered), {"left", &d.left}, {"moved", &d.moved}}) {
            out[name] = Json::array();
            for (const auto& move : *moves) out[name].push_back(of(move));
        }
        out["lights"] = Json::array();
        for (const auto& change : d.lights) out["lights"].push_back(of(change));
        out["records"] = Json::array();
        for (const auto& record : d.records) out["records"].push_back(of(record));
        out["other_events"] = d.other_events;
        out["figures"] = Json::array();
        for (const auto& change : d.figures) out["figures"].push_back(of(change));
        return out;
    }

  private:
    [[nodiscard]] static Json view(const Difference::View& view) {
        const Anchor& anchor = view.anchor;
        return {{"as_of", view.as_of.iso()},
                {"known_on", view.known_on ? Json(view.known_on->iso()) : Json()},
                {"algorithm", sanku::key(anchor.algorithm)},
                {"journal",
                 {{"batches", anchor.position.batches},
                  {"events", anchor.position.events},
                  {"head", anchor.head.hex()}}},
                {"policy", {{"id", view.policy}, {"version", view.policy_version}}},
                {"projects", view.projects}};
    }
    [[nodiscard]] Json of(const Difference::Total& total) const {
        Json parts;
        for (std::size_t cause = 0; cause < cause_count; ++cause) {
            parts[std::string(sanku::key(static_cast<Cause>(cause)))] = total.parts[cause];
        }
        return {{"id", total.key},
                {"name", total.name.in(language_)},
                {"unit", total.amount ? "fen" : "projects"},
                {"before", total.before},
                {"after", total.after},
                {"change", total.change()},
                {"parts", std::move(parts)}};
    }
    [[nodiscard]] Json project(const Difference::Project& project) const {
        return {{"code", project.code.str()},
                {"name", project.name},
                {"unit", project.unit},
                {"region", project.region.in(language_)}};
    }
    [[nodiscard]] Json of(const Difference::Move& move) const {
        Json out = project(move.project);
        out["from"] = sanku::key(move.from);
        out["to"] = sanku::key(move.to);
        return out;
    }
    [[nodiscard]] Json of(const Difference::LightChange& change) const {
        Json out = project(change.project);
        out["cause"] = sanku::key(change.cause);
        out["before"] = sanku::key(change.before);
        out["after"] = sanku::key(change.after);
        out["rules"] = Json::array();
        for (const auto& rule : change.rules) {
            out["rules"].push_back({{"id", rule.rule},
                                    {"name", rule.name.in(language_)},
                                    {"before", sanku::key(rule.before)},
                                    {"after", sanku::key(rule.after)},
                                    {"why_before", rule.why_before.in(language_)},
                                    {"why_after", rule.why_after.in(language_)}});
        }
        return out;
    }
    [[nodiscard]] Json of(const Difference::FigureChange& change) const {
        Json out = project(change.project);
        out["cause"] = sanku::key(change.cause);
        out["figures"] = Json::array();
        for (const auto& figure : change.figures) {
            out["figures"].push_back({{"id", figure.key},
                                      {"name", figure.name.in(language_)},
                                      {"before", figure.before.in(language_)},
                                      {"after", figure.after.in(language_)}});
        }
        return out;
    }
    [[nodiscard]] Json of(const Difference::Record& record) const {
        const auto maybe = [&](const std::optional<Bilingual>& value) {
            return value ? Json(value->in(language_)) : Json();
        };
        Json out = {{"kind", key(record.kind)},
                    {"sequence", record.sequence},
                    {"supersedes", record.supersedes == 0 ? Json() : Json(record.supersedes)}};
        out.update(project(record.project));
        out.update({{"what", record.what.in(language_)},
                    {"old", maybe(record.old_value)},
                    {"new", maybe(record.new_value)},
                    {"reason", record.reason},
                    {"effective", record.effective.iso()},
                    {"recorded_at", record.recorded.iso()},
                    {"by", record.by},
                    {"source", record.source},
                    {"of_new_project", record.of_new_project}});
        return out;
    }

    Language language_;
};

}  // namespace

std::string to_json(const Difference& difference, Language language) {
    return JsonWriter(language)
               .difference(difference)
               .dump(2, ' ', false, nlohmann::json::error_handler_t::replace) +
           '\n';
}

}  // namespace sanku
