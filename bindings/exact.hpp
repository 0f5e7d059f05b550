#pragma once

#include <optional>
#include <string>

#include "bindings.hpp"
#include "sanku/core/rational.hpp"
#include "sanku/evaluation/rank.hpp"

/// Exact numbers of any size, as Python's `fractions.Fraction`.
namespace sanku::bindings {

/// A Python int of any length; Python itself reads at most 4,300 digits at once.
[[nodiscard]] inline py::object whole(const Rational& number) {
    constexpr std::size_t piece = 4'000;
    const std::string digits = (number.sign() < 0 ? -number : number).str();
    const py::object read = py::module_::import("builtins").attr("int");
    py::object out = read(0);
    for (std::size_t at = 0; at < digits.size(); at += piece) {
        const std::string part = digits.substr(at, piece);
        out = out * read(10).attr("__pow__")(part.size()) + read(part);
    }
    return number.sign() < 0 ? -out : out;
}

[[nodiscard]] inline py::object exact(const Rational& number) {
    return py::module_::import("fractions")
        .attr("Fraction")(whole(number.numerator()), whole(number.denominator()));
}

[[nodiscard]] inline py::object exact(const std::optional<Rational>& number) {
    return number ? exact(*number) : py::none();
}

/// A number of Python's `fractions.Fraction`.
[[nodiscard]] inline Rational rational(const py::handle& fraction) {
    return Rational::parse(py::str(fraction).cast<std::string>());
}

/// None, a Ratio or a Fraction.
[[nodiscard]] inline evaluation::Figure figure_of(const py::handle& value) {
    if (value.is_none()) return {};
    if (py::isinstance<Ratio>(value)) return value.cast<Ratio>();
    return evaluation::Figure(rational(value));
}

/// The figure as a Ratio, so that its parts can be seen, or as a Fraction if they do not fit it.
[[nodiscard]] inline py::object rate(const evaluation::Figure& figure) {
    const auto fits = [](const Rational& part) {
        return part.denominator() == Rational(1) && part.str().size() <= 18;
    };
    if (!fits(figure.part()) || !fits(figure.whole())) return exact(figure.value());
    return py::cast(Ratio(std::stoll(figure.part().str()), std::stoll(figure.whole().str())));
}

}  // namespace sanku::bindings
