#include <nlohmann/json.hpp>

#include "sanku/bulletin/bulletin.hpp"
#include "sanku/core/version.hpp"

namespace sanku {

namespace {

using Json = nlohmann::ordered_json;  // keys in the order of the schema, so that bytes are stable

/// Writes the values of a bulletin as JSON in one language.
class JsonWriter {
  public:
    explicit JsonWriter(Language language) : language_(language) {}

    [[nodiscard]] Json bulletin(const Bulletin& b) const {
        Json out;
        out["format"] = "sanku.bulletin/1";
        out["language"] = language_ == Language::zh ? "zh" : "en";
        out["as_of"] = b.as_of.iso();
        out["known_on"] = b.known_on ? Json(b.known_on->iso()) : Json();
        out["region"] = b.region.in(language_);
        out["policy"] = {{"id", b.policy},
                         {"version", b.policy_version},
                         {"source", b.policy_source.in(language_)},
                         {"in_force", b.policy_in_force}};
        out["previous_year_investment"] = {{"fen", b.previous_year_investment.fen()},
                                           {"stated", b.previous_year_stated}};
        out["libraries"] = libraries(b.libraries);
        out["reserve_to_directory_size"] = ratio(b.reserve_to_directory_size);
        out["withdrawn"] = b.withdrawn;
        out["conversions"] = conversions(b.total);
        out["lights"] = {{"overall", counts(b.total.volume.lights)}, {"rules", Json::array()}};
        for (const auto& rule : b.lights) {
            out["lights"]["rules"].push_back({{"id", rule.id},
                                              {"name", rule.name.in(language_)},
                                              {"counts", counts(rule.counts)}});
        }
        out["red"] = Json::array();
        for (const auto& project : b.red) out["red"].push_back(red(project));
        out["suspended"] = Json::array();
        for (const auto& light : b.suspended) out["suspended"].push_back(suspended(light));
        out["two_accounts"] = accounts(b.total.two_accounts);
        out["evaluations"] = evaluations(b.total.evaluations);
        out["activity"] = {{"started", year_on_year(b.total.activity.started)},
                           {"enrolled", year_on_year(b.total.activity.enrolled)},
                           {"completed", year_on_year(b.total.activity.completed)},
                           {"in_production", year_on_year(b.total.activity.in_production)}};
        out["region_level"] = level(b.region_level);
        out["regions"] = groups(b.regions);
        out["sectors"] = groups(b.sectors);
        out["quality"] = quality(b.quality);
        out["provenance"] = b.provenance ? provenance(*b.provenance) : Json();
        return out;
    }

  private:
    [[nodiscard]] static std::string_view level(RegionLevel level) {
        constexpr std::string_view names[] = {"country", "province", "city", "county", "township"};
        return names[static_cast<std::size_t>(level)];
    }
    [[nodiscard]] static Json ratio(const Ratio& ratio, bool multiple = false) {
        return {{"numerator", ratio.numerator()},
                {"denominator", ratio.denominator()},
                {"text", multiple ? ratio.multiple() : ratio.percent()}};
    }
    [[nodiscard]] static Json counts(const warning::LightCounts& counts) {
        Json out;
        for (const Light light : all_lights) {
            out[std::string(key(light))] = counts[static_cast<std::size_t>(light)];
        }
        return out;
    }
    [[nodiscard]] Json libraries(const summary::Libraries& lines) const {
        Json out = Json::array();
        for (const auto& library : lines) {
            out.push_back({{"id", key(library.pool)},
                           {"name", name(library.pool, language_)},
                           {"projects", library.projects},
                           {"investment_fen", library.investment.fen()},
                           {"multiple", ratio(library.multiple, true)}});
        }
        return out;
    }
    [[nodiscard]] static Json conversion(Pool from, Pool to, const pipeline::Conversion& sums) {
        return {{"from", key(from)},
                {"to", key(to)},
                {"definition", pipeline::key(sums.definition())},
                {"by_count", ratio(sums.by_count())},
                {"by_investment", ratio(sums.by_investment())}};
    }
    [[nodiscard]] static Json conversions(const summary::Sums& sums) {
        return Json::array(
            {conversion(Pool::directory, Pool::reserve, sums.directory_to_reserve),
             conversion(Pool::reserve, Pool::implementation, sums.reserve_to_implementation)});
    }
    [[nodiscard]] static Json accounts(const evaluation::TwoAccounts& sums) {
        return {{"completed", sums.completed}, {"settled", sums.settled},
                {"approved", sums.approved},   {"both", sums.both},
                {"overdue", sums.overdue},     {"rate", ratio(sums.rate())}};
    }
    [[nodiscard]] static Json evaluations(const evaluation::Completion& sums) {
        return {{"due", sums.due}, {"done", sums.done}, {"rate", ratio(sums.rate())}};
    }
    [[nodiscard]] static Json amount(const CountAndAmount& sums) {
        return {{"projects", sums.projects}, {"investment_fen", sums.investment}};
    }
    [[nodiscard]] static Json year_on_year(const summary::YearOnYear& sums) {
        return {{"this_year", amount(sums.this_year)}, {"last_year", amount(sums.last_year)}};
    }
    [[nodiscard]] Json red(const Bulletin::RedProject& project) const {
        Json out = {{"code", project.code.str()},
                    {"name", project.name},
                    {"unit", project.unit},
                    {"region", project.region.in(language_)},
                    {"investment_fen", project.investment.fen()},
                    {"reasons", Json::array()}};
        for (const auto& evidence : project.evidence) out["reasons"].push_back(reason(evidence));
        return out;
    }
    [[nodiscard]] Json suspended(const Bulletin::Suspended& light) const {
        return {{"code", light.code.str()},
                {"name", light.name},
                {"unit", light.unit},
                {"rule", light.reason.rule},
                {"rule_name", light.rule.in(language_)},
                {"from", light.reason.from.iso()},
                {"to", light.reason.to.iso()},
                {"by", light.reason.by},
                {"document", light.reason.document},
                {"reason", light.reason.reason}};
    }
    [[nodiscard]] Json reason(const warning::Evidence& evidence) const {
        Json inputs = Json::array();
        for (const auto& input : evidence.inputs) {
            inputs.push_back(
                {{"label", input.label.in(language_)}, {"value", input.value.in(language_)}});
        }
        Json ways = Json::array();
        for (const Bilingual& way : evidence.ways) ways.push_back(way.in(language_));
        return {{"rule", evidence.rule},
                {"name", evidence.rule_name.in(language_)},
                {"light", key(evidence.light)},
                {"sentence", evidence.sentence(language_)},
                {"value", evidence.value ? Json(evidence.value->in(language_)) : Json()},
                {"threshold", evidence.threshold.in(language_)},
                {"inputs", std::move(inputs)},
                {"ways", std::move(ways)},
                {"clause", evidence.clause.in(language_)},
                {"gap", evidence.gap.in(language_)},
                {"source", evidence.source.in(language_)}};
    }
    [[nodiscard]] Json groups(const std::vector<Bulletin::Group>& lines) const {
        Json out = Json::array();
        for (const auto& group : lines) {
            out.push_back({{"code", group.code},
                           {"name", group.name.in(language_)},
                           {"libraries", libraries(group.libraries)},
                           {"conversions", conversions(group.sums)},
                           {"lights", counts(group.sums.volume.lights)},
                           {"two_accounts", accounts(group.sums.two_accounts)},
                           {"evaluations", evaluations(group.sums.evaluations)},
                           {"started", year_on_year(group.sums.activity.started)},
                           {"enrolled", year_on_year(group.sums.activity.enrolled)},
                           {"completed", year_on_year(group.sums.activity.completed)}});
        }
        return out;
    }
    [[nodiscard]] static Json quality(const Bulletin::Quality& q) {
        Json out = {{"expected_reports", q.reporting.expected},
                    {"stale_reports", q.reporting.stale},
                    {"reporting_rate", ratio(q.reporting.rate())},
                    {"silent_units", Json::array()},
                    {"rows", q.rows},
                    {"rejected", q.rejected},
                    {"suspended_lights", q.suspended},
                    {"returned_reasons", q.returned},
                    {"imports", Json::array()}};
        for (const auto& unit : q.silent_units) {
            out["silent_units"].push_back({{"name", unit.name}, {"projects", unit.projects}});
        }
        for (const auto& record : q.imports) {
            out["imports"].push_back({{"source", record.source},
                                      {"recorded_at", record.recorded_at.iso()},
                                      {"rows", record.rows},
                                      {"rejected", record.rejected}});
        }
        return out;
    }

    [[nodiscard]] static Json provenance(const Provenance& p) {
        return {{"algorithm", key(p.algorithm)},
                {"journal", {{"batches", p.batches}, {"events", p.events}, {"head", p.head.hex()}}},
                {"policy",
                 {{"id", p.policy}, {"version", p.policy_version}, {"hash", p.policy_hash.hex()}}},
                {"library", p.library},
                {"known_on_limited", p.known_on_limited}};
    }

    Language language_;
};

}  // namespace

std::string to_json(const Bulletin& bulletin, Language language) {
    return JsonWriter(language).bulletin(bulletin).dump(2, ' ', false,
                                                        nlohmann::json::error_handler_t::replace) +
           '\n';
}

}  // namespace sanku
