#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "sanku/core/language.hpp"
#include "sanku/core/money.hpp"
#include "sanku/core/text.hpp"
#include "sanku/pipeline/pool_graph.hpp"
#include "sanku/pipeline/traffic.hpp"

namespace sanku::pipeline {

/// The network as a Mermaid flowchart, whose text is the same for the same graph and traffic: pools
/// with their names and, with `traffic`, how many projects worth how much are inside; moves with
/// their clock and how many went; returns dashed; entries from outside and ways out. What the
/// traffic says of moves, entries and exits that the network does not have is drawn with a cross.
/// Names stand in `language`, and none of them can break out of its label. Throws
/// `Error(invalid_argument)` for traffic that is not of this graph.
[[nodiscard]] std::string to_mermaid(const PoolGraph& graph, Language language,
                                     const Traffic* traffic = nullptr);

/// The same as a graph in the DOT language of Graphviz.
[[nodiscard]] std::string to_dot(const PoolGraph& graph, Language language,
                                 const Traffic* traffic = nullptr);

namespace detail {

/// A text on one line, each of its bytes written as `escape` says.
template <typename Escape>
[[nodiscard]] std::string escaped(std::string_view raw, Escape&& escape) {
    std::string out;
    for (const char c : text::printable(raw)) escape(out, c);
    return out;
}

/// As the two ways to draw differ: how texts are escaped, lines broken, nodes and edges written.
struct Mermaid {
    static constexpr std::string_view begin = "flowchart LR\n";
    static constexpr std::string_view end = "";
    static constexpr std::string_view line_break = "<br/>";

    /// All ASCII punctuation as character references, since labels are Markdown with HTML in it.
    [[nodiscard]] static std::string label(std::string_view raw) {
        return escaped(raw, [](std::string& out, char c) {
            const auto code = static_cast<unsigned char>(c);
            const bool plain = code >= 0x80 || c == ' ' || (c >= '0' && c <= '9') ||
                               (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (plain) {
                out += c;
            } else {
                out += '#' + std::to_string(static_cast<int>(code)) + ';';
            }
        });
    }
    [[nodiscard]] static std::string pool(const std::string& id, const std::string& label,
                                          bool is_final) {
        return "    " + id + (is_final ? "[[\"" : "[\"") + label + (is_final ? "\"]]\n" : "\"]\n");
    }
    [[nodiscard]] static std::string outside(const std::string& id, const std::string& label) {
        return "    " + id + "([\"" + label + "\"])\n";
    }
    [[nodiscard]] static std::string edge(const std::string& from, const std::string& to,
                                          const std::string& label, bool is_return,
                                          bool is_listed) {
        const std::string_view arrow = !is_listed ? " --x" : is_return ? " -.->" : " -->";
        return "    " + from + std::string(arrow) + (label.empty() ? "" : "|\"" + label + "\"|") +
               ' ' + to + '\n';
    }
};

struct Dot {
    static constexpr std::string_view begin =
        "digraph network {\n    rankdir=LR;\n    node [shape=box];\n";
    static constexpr std::string_view end = "}\n";
    static constexpr std::string_view line_break = "\\n";

    /// Graphviz reads character references in any label.
    [[nodiscard]] static std::string label(std::string_view raw) {
        return escaped(raw, [](std::string& out, char c) {
            if (c == '&') {
                out += "&amp;";
            } else {
                if (c == '"' || c == '\\') out += '\\';
                out += c;
            }
        });
    }
    [[nodiscard]] static std::string pool(const std::string& id, const std::string& label,
                                          bool is_final) {
        return "    " + id + " [label=\"" + label + (is_final ? "\", peripheries=2];\n" : "\"];\n");
    }
    [[nodiscard]] static std::string outside(const std::string& id, const std::string& label) {
        return "    " + id + " [label=\"" + label + "\", shape=oval];\n";
    }
    [[nodiscard]] static std::string edge(const std::string& from, const std::string& to,
                                          const std::string& label, bool is_return,
                                          bool is_listed) {
        std::string marks = label.empty() ? "" : "label=\"" + label + '"';
        const auto mark = [&](std::string_view text) {
            marks += (marks.empty() ? "" : ", ") + std::string(text);
        };
        if (is_return) mark("style=dashed");
        if (!is_listed) mark("style=bold, arrowhead=tee");
        return "    " + from + " -> " + to + (marks.empty() ? "" : " [" + marks + ']') + ";\n";
    }
};

/// Draws one network, by the ways of `Form`.
template <typename Form>
class Diagram {
  public:
    Diagram(const PoolGraph& graph, Language language, const Traffic* traffic)
        : graph_(graph), language_(language), traffic_(traffic) {
        if (traffic_ != nullptr) check(*traffic_);
    }

    [[nodiscard]] std::string text() {
        out_ = Form::begin;
        for (std::size_t i = 0; i < size(); ++i) draw_pool(i);
        for (std::size_t i = 0; i < size(); ++i) draw_entry(i);
        for (std::size_t i = 0; i < graph_.moves().size(); ++i) draw_move(i);
        if (traffic_ != nullptr) {
            for (const Traffic::Unlisted& move : traffic_->unlisted) {
                edge(node(move.from), node(move.to), {}, &move.moved, false, false);
            }
        }
        for (std::size_t i = 0; i < size(); ++i) draw_exit(i);
        out_ += Form::end;
        return std::move(out_);
    }

  private:
    void check(const Traffic& traffic) const {
        bool fits = traffic.inside.size() == size() && traffic.entered.size() == size() &&
                    traffic.left.size() == size() && traffic.moved.size() == graph_.moves().size();
        for (const Traffic::Unlisted& move : traffic.unlisted) {
            fits &= move.from < size() && move.to < size();
        }
        if (!fits) throw Error(ErrorCode::invalid_argument, graph_.id(), "traffic of this network");
    }
    [[nodiscard]] std::size_t size() const noexcept { return graph_.pools().size(); }
    [[nodiscard]] std::string say(std::string_view zh, std::string_view en) const {
        return std::string(language_ == Language::zh ? zh : en);
    }
    [[nodiscard]] static std::string node(std::size_t pool) { return 'p' + std::to_string(pool); }

    /// `46个，3.20亿元`, or `46 projects, 3.20 hundred million yuan`.
    [[nodiscard]] std::string words(const CountAndAmount& what) const {
        return std::to_string(what.projects) +
               say("个，", what.projects == 1 ? " project, " : " projects, ") +
               Money::from_fen(what.investment).number_in(MoneyUnit::yi_yuan) +
               say("亿元", " hundred million yuan");
    }
    [[nodiscard]] std::string words(const Clock& clock) const {
        const int count = clock.months > 0 ? clock.months : clock.days;
        const std::string_view unit = clock.months > 0 ? "month" : "day";
        return say("限", "within ") + std::to_string(count) +
               say(clock.months > 0 ? "个月" : "天",
                   ' ' + std::string(unit) + (count == 1 ? "" : "s"));
    }

    void edge(const std::string& from, const std::string& to, std::string label,
              const CountAndAmount* went, bool is_return, bool is_listed) {
        const auto add = [&](const std::string& line) {
            label += (label.empty() ? "" : std::string(Form::line_break)) + line;
        };
        if (went != nullptr) add(words(*went));
        if (!is_listed) add(say("网络未列", "not in the network"));
        out_ += Form::edge(from, to, label, is_return, is_listed);
    }
    void draw_pool(std::size_t place) {
        const PoolNode& pool = graph_.pools()[place];
        const std::string& name = pool.name.in(language_);
        std::string label = Form::label(name.empty() ? pool.id : name);
        if (traffic_ != nullptr) {
            label += std::string(Form::line_break) + words(traffic_->inside[place]);
        }
        out_ += Form::pool(node(place), label, pool.is_final);
    }
    /// Whether an edge to or from outside is drawn: where the network or the traffic has one.
    [[nodiscard]] bool is_drawn(bool is_listed, const CountAndAmount* went) const noexcept {
        return is_listed || (went != nullptr && went->projects != 0);
    }
    void draw_entry(std::size_t place) {
        const bool is_listed = graph_.pools()[place].is_entry;
        const CountAndAmount* went = traffic_ == nullptr ? nullptr : &traffic_->entered[place];
        if (!is_drawn(is_listed, went)) return;
        if (!std::exchange(has_entrance_, true)) {
            out_ += Form::outside("entrance", say("入库", "Entered"));
        }
        edge("entrance", node(place), {}, went, false, is_listed);
    }
    void draw_move(std::size_t place) {
        const Move& move = graph_.moves()[place];
        edge(node(move.from), node(move.to), move.clock ? words(*move.clock) : "",
             traffic_ == nullptr ? nullptr : &traffic_->moved[place], move.is_return, true);
    }
    void draw_exit(std::size_t place) {
        const bool is_listed = graph_.exit(place) != nullptr;
        const CountAndAmount* went = traffic_ == nullptr ? nullptr : &traffic_->left[place];
        if (!is_drawn(is_listed, went)) return;
        if (!std::exchange(has_exit_, true)) out_ += Form::outside("exit", say("退出", "Left"));
        edge(node(place), "exit", {}, went, false, is_listed);
    }

    const PoolGraph& graph_;
    Language language_;
    const Traffic* traffic_;
    std::string out_;
    bool has_entrance_ = false;
    bool has_exit_ = false;
};

}  // namespace detail

inline std::string to_mermaid(const PoolGraph& graph, Language language, const Traffic* traffic) {
    return detail::Diagram<detail::Mermaid>(graph, language, traffic).text();
}

inline std::string to_dot(const PoolGraph& graph, Language language, const Traffic* traffic) {
    return detail::Diagram<detail::Dot>(graph, language, traffic).text();
}

}  // namespace sanku::pipeline
