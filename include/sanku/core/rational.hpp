#pragma once

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "sanku/core/checked.hpp"
#include "sanku/core/fraction.hpp"
#include "sanku/core/ratio.hpp"
#include "sanku/core/text.hpp"

namespace sanku {

/// An exact number of any size, always in lowest terms: for sums and products of rates, whose parts
/// outgrow 64 bits. It allocates beyond 128 bits and takes a greatest common divisor an operation,
/// so it is for scores and ranks, not for columns.
class Rational {
  public:
    Rational() = default;  ///< 0
    explicit Rational(std::int64_t whole) : number_(whole) {}
    /// `numerator` ÷ `denominator`. Throws `Error(invalid_argument)` for a denominator of 0.
    Rational(checked::Wide numerator, checked::Wide denominator)
        : number_(nonzero(Integer(denominator), Integer(numerator))) {}
    explicit Rational(const Fraction& value) : Rational(value.numerator, value.denominator) {}

    /// The value of `ratio`, if it has one.
    [[nodiscard]] static std::optional<Rational> of(const Ratio& ratio) {
        if (!ratio.has_value()) return std::nullopt;
        return Rational(ratio.numerator(), ratio.denominator());
    }
    /// Reads what `str` writes, in lowest terms or not: digits, `-` before them for a number below
    /// 0, and behind `/` those of a denominator above 0; at most 10,000 characters, no `+` and no
    /// space. Throws `Error(invalid_argument)`.
    [[nodiscard]] static Rational parse(std::string_view text);

    /// In lowest terms; the denominator is at least 1.
    [[nodiscard]] Rational numerator() const { return Rational(boost_numerator()); }
    [[nodiscard]] Rational denominator() const {
        return Rational(Number(boost::multiprecision::denominator(number_)));
    }
    /// −1, 0 or 1.
    [[nodiscard]] int sign() const { return number_.sign(); }
    /// The largest whole number that is not above it. Throws `Error(overflow)` beyond 64 bits.
    [[nodiscard]] std::int64_t floor() const;
    /// `-12/7`; whole numbers without a denominator.
    [[nodiscard]] std::string str() const { return number_.str(); }

    Rational& operator+=(const Rational& other) {
        number_ += other.number_;
        return *this;
    }
    Rational& operator-=(const Rational& other) {
        number_ -= other.number_;
        return *this;
    }
    Rational& operator*=(const Rational& other) {
        number_ *= other.number_;
        return *this;
    }
    /// Throws `Error(invalid_argument)` if `other` is 0.
    Rational& operator/=(const Rational& other) {
        if (other.sign() == 0) throw Error(ErrorCode::invalid_argument, str(), "division by 0");
        number_ /= other.number_;
        return *this;
    }
    [[nodiscard]] friend Rational operator+(Rational a, const Rational& b) { return a += b; }
    [[nodiscard]] friend Rational operator-(Rational a, const Rational& b) { return a -= b; }
    [[nodiscard]] friend Rational operator*(Rational a, const Rational& b) { return a *= b; }
    [[nodiscard]] friend Rational operator/(Rational a, const Rational& b) { return a /= b; }
    [[nodiscard]] friend Rational operator-(const Rational& a) { return Rational() - a; }

    [[nodiscard]] friend bool operator==(const Rational& a, const Rational& b) {
        return a.number_.compare(b.number_) == 0;
    }
    [[nodiscard]] friend std::strong_ordering operator<=>(const Rational& a, const Rational& b) {
        return a.number_.compare(b.number_) <=> 0;
    }

  private:
    friend std::string decimal(const Rational&, int, bool);

    // Numbers that are values, not expressions: what an operator gives can be kept.
    using Integer = boost::multiprecision::number<boost::multiprecision::cpp_int_backend<>,
                                                  boost::multiprecision::et_off>;
    using Number = boost::multiprecision::number<
        boost::multiprecision::rational_adaptor<boost::multiprecision::cpp_int_backend<>>,
        boost::multiprecision::et_off>;

    explicit Rational(Number number) : number_(std::move(number)) {}
    [[nodiscard]] Number boost_numerator() const {
        return Number(boost::multiprecision::numerator(number_));
    }
    [[nodiscard]] static Number nonzero(const Integer& denominator, const Integer& numerator) {
        if (denominator.is_zero()) {
            throw Error(ErrorCode::invalid_argument, numerator.str(), "a denominator of 0");
        }
        return Number(numerator) / Number(denominator);
    }

    Number number_{0};
};

inline std::int64_t Rational::floor() const {
    const Integer above(boost::multiprecision::numerator(number_));
    const Integer below(boost::multiprecision::denominator(number_));
    Integer quotient(above / below);  // towards 0
    if (above < 0 && quotient * below != above) quotient -= 1;
    const bool fits = quotient >= std::numeric_limits<std::int64_t>::min() &&
                      quotient <= std::numeric_limits<std::int64_t>::max();
    if (!fits) throw Error(ErrorCode::overflow, quotient.str());
    return quotient.convert_to<std::int64_t>();
}

inline Rational Rational::parse(std::string_view text) {
    const auto refuse = [&] {
        throw Error(ErrorCode::invalid_argument, text.substr(0, 40), "a number such as -12/7");
    };
    if (text.size() > 10'000) refuse();
    const std::size_t slash = std::min(text.find('/'), text.size());
    std::string_view above = text.substr(0, slash);
    const bool is_negative = above.starts_with('-');
    if (is_negative) above.remove_prefix(1);
    const std::string_view below = slash == text.size() ? "1" : text.substr(slash + 1);
    const auto whole = [&](std::string_view digits) {
        if (digits.empty() || !text::is_digits(digits)) refuse();
        // A leading 0 would make boost read octal digits.
        digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
        return Integer(std::string(digits));
    };
    const Rational magnitude(nonzero(whole(below), whole(above)));
    return is_negative ? -magnitude : magnitude;
}

/// `value` as a decimal with `places` places (0 to 9), rounded half up (away from zero), with `,`
/// between thousands if `grouped`.
[[nodiscard]] inline std::string decimal(const Rational& value, int places, bool grouped = false) {
    using Integer = Rational::Integer;
    const Integer numerator(boost::multiprecision::numerator(value.number_));
    const Integer denominator(boost::multiprecision::denominator(value.number_));
    const Integer scaled =
        (numerator < 0 ? Integer(-numerator) : numerator) * Integer(checked::power_of_ten(places));
    const Integer rounded = (scaled * 2 + denominator) / (denominator * 2);
    std::string digits = rounded.str();
    const auto least = static_cast<std::size_t>(places) + 1;
    if (digits.size() < least) digits.insert(0, least - digits.size(), '0');
    std::size_t point = digits.size() - static_cast<std::size_t>(places);
    if (places > 0) digits.insert(point, 1, '.');
    while (grouped && point > 3) digits.insert(point -= 3, 1, ',');
    return value.sign() < 0 && !rounded.is_zero() ? '-' + digits : digits;
}

}  // namespace sanku
