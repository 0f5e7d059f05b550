#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/toml_text.hpp"
#include "sanku/core/match.hpp"
#include "sanku/evaluation/indicator_system.hpp"

namespace sanku::evaluation {

namespace {

using toml_file::in_quotes;
using toml_file::statement;

/// `value` × `scale` with at most two decimals, as files hold them; `to_toml` looks whether any
/// were lost.
[[nodiscard]] std::string number(const Rational& value, const Rational& scale = Rational(1)) {
    return short_decimal(value * scale);
}

[[nodiscard]] std::string band_text(const method::Band& band, const Indicator& one) {
    const bool whole = (band.share * Rational(100 * 100)).denominator() == Rational(1);
    const std::string from =
        band.from ? "from = " + number(*band.from, one.unit.scale) + ", " : std::string();
    return "{ " + from +
           (whole ? "share = " + number(band.share, Rational(100))
                  : "points = " + number(band.share, one.weight)) +
           " }";
}

[[nodiscard]] std::string method_text(const Indicator& one) {
    const auto value = [&](std::string_view name, const Rational& figure) {
        return statement(name, number(figure, one.unit.scale));
    };
    const auto percent = [](std::string_view name, const Rational& part) {
        return statement(name, number(part, Rational(100)));
    };
    return statement("method", in_quotes(key(one.method))) +
           std::visit(Match{[&](const method::Linear& m) {
                                return value("none_at", m.none_at) + value("full_at", m.full_at);
                            },
                            [&](const method::Attained& m) {
                                return value("target", m.target) + percent("floor", m.floor) +
                                       percent("cap", m.cap);
                            },
                            [&](const method::Bands& m) {
                                std::string list;
                                for (const method::Band& band : m.bands) {
                                    list += (list.empty() ? "" : ", ") + band_text(band, one);
                                }
                                return statement("bands", '[' + list + ']');
                            },
                            [](const method::Placed&) { return std::string(); },
                            [](const method::YesNo&) { return std::string(); },
                            [&](const method::Deduction& m) {
                                return value("limit", m.limit) +
                                       statement("points", number(m.points / one.unit.scale));
                            }},
                      one.method);
}

[[nodiscard]] std::string source_text(const FigureSource& source) {
    if (source.kind == SourceKind::reported) return "reported = true\n";
    std::string out = statement(key(source.kind), in_quotes(source.key));
    return source.per.empty() ? out : out + statement("per", in_quotes(source.per));
}

template <typename Node>
[[nodiscard]] std::string node_text(const Node& node) {
    return statement("id", in_quotes(node.id)) + statement("name", node.name) +
           statement("weight", number(node.weight)) +
           statement("basis", in_quotes(key(node.basis)));
}

[[nodiscard]] std::string indicator_text(const Indicator& one) {
    return node_text(one) + source_text(one.source) +
           (one.unit.key.empty() ? statement("unit", one.unit.name)
                                 : statement("unit", in_quotes(one.unit.key))) +
           statement("better", in_quotes(key(one.better))) + method_text(one) +
           statement("missing", in_quotes(key(one.missing)));
}

[[nodiscard]] std::string heading_text(const IndicatorSystem& system) {
    std::string out =
        statement("id", in_quotes(system.id)) + statement("version", in_quotes(system.version)) +
        statement("kind", in_quotes(key(system.kind))) + statement("title", system.title) +
        statement("source", system.source) + statement("basis", in_quotes(key(system.basis)));
    if (system.valid_from) out += statement("valid_from", system.valid_from->iso());
    if (system.valid_to) out += statement("valid_to", system.valid_to->iso());
    return out + statement("min_size", std::to_string(system.min_size));
}

}  // namespace

std::string to_toml(const IndicatorSystem& system) {
    std::string out = heading_text(system);
    for_each_node(system, [&](const auto& node, std::size_t, std::size_t depth) {
        std::string path;
        for (std::size_t i = 0; i < depth; ++i) path += "dimension.";
        if constexpr (std::is_same_v<decltype(node), const Dimension&>) {
            out += "\n[[" + path + "dimension]]\n" + node_text(node);
        } else {
            out += "\n[[" + path + "indicator]]\n" + indicator_text(node);
        }
    });
    for (const LeastWeight& least : system.least_weights) {
        std::string list;
        for (const std::string& id : least.dimensions) {
            list += (list.empty() ? "" : ", ") + in_quotes(id);
        }
        out += "\n[[least_weight]]\n" + statement("dimensions", '[' + list + ']') +
               statement("weight", number(least.weight));
    }
    // Read back at once, so that nobody keeps a file that says something else.
    if (!(IndicatorSystem::parse(out, system.id) == system)) {
        throw Error(ErrorCode::malformed_indicator_system, system.id, "no file can state it");
    }
    return out;
}

}  // namespace sanku::evaluation
