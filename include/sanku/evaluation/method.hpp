#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "sanku/core/rational.hpp"
#include "sanku/evaluation/rank.hpp"

/// How the value of an indicator turns into a share of its points, from 0 to 1 and exact. Limits
/// are in the figure's own terms: 30 % is 3/10, an amount is in fen.
namespace sanku::evaluation::method {

/// The attained part of a target, a = value ÷ target (of what is better lower, target ÷ value, and
/// the cap for a value of 0 or below): none below the floor, else a ÷ cap, at most 1.
struct Attained {
    Rational target;   ///< above 0
    Rational floor{};  ///< part of the target, 0 or above
    Rational cap{1};   ///< part of the target, above the floor
    friend bool operator==(const Attained&, const Attained&) = default;
};

/// Linear between two values: (value − none_at) ÷ (full_at − none_at), within 0 and 1.
struct Linear {
    Rational none_at;
    Rational full_at;  ///< on the better side
    friend bool operator==(const Linear&, const Linear&) = default;
};

/// From `from` (included) up to where the next band begins, so that nothing lies between two.
struct Band {
    std::optional<Rational> from;  ///< none in the first band: from below everything
    Rational share;
    friend bool operator==(const Band&, const Band&) = default;
};

/// The share of the band in which the value lies.
struct Bands {
    std::vector<Band> bands;  ///< ascending; shares never fall towards the better side
    friend bool operator==(const Bands&, const Bands&) = default;
};

/// The place among peers: (n − rank) ÷ (n − 1) for n of them that have a value; of one alone 1. So
/// the first takes all, the last nothing, and those that tie share a rank and what it brings.
struct Placed {
    friend bool operator==(const Placed&, const Placed&) = default;
};

/// All for yes and none for no (0); where lower is better, the other way round.
struct YesNo {
    friend bool operator==(const YesNo&, const YesNo&) = default;
};

/// Points off for each unit by which the value is worse than the limit, at most all of them.
struct Deduction {
    Rational limit;
    Rational points;  ///< for a breach of 1 in the figure's own terms, above 0
    friend bool operator==(const Deduction&, const Deduction&) = default;
};

}  // namespace sanku::evaluation::method

namespace sanku::evaluation {

using Method = std::variant<method::Linear, method::Attained, method::Bands, method::Placed,
                            method::YesNo, method::Deduction>;

/// `linear`, `attained`, `bands`, `rank`, `yes_no`, `deduction`: in the order of `Method`.
inline constexpr std::string_view method_keys[] = {"linear", "attained", "bands",
                                                   "rank",   "yes_no",   "deduction"};

[[nodiscard]] inline std::string_view key(const Method& method) noexcept {
    return method_keys[method.index()];
}

/// Where an entry stands among its peers under one indicator.
struct Place {
    std::int64_t rank = 1;  ///< 1 + the number of peers that are strictly better
    std::int64_t of = 1;    ///< peers, itself among them
    friend bool operator==(const Place&, const Place&) = default;
};

/// The share of the points, 0 to 1, that `value` earns by `method`, if `better` is better and all
/// the points are `weight`; `place` counts for `Placed` alone.
[[nodiscard]] Rational share(const Method& method, const Rational& value, Better better,
                             const Rational& weight, const Place& place = {});

/// What is wrong with a method of an indicator on which `better` is better: the key of a file at
/// which it is mended, and why. None: nothing.
struct MethodFault {
    std::string_view key;
    std::string_view reason;
};
[[nodiscard]] std::optional<MethodFault> fault(const Method& method, Better better);

// --- Bodies --------------------------------------------------------------------------------------

namespace detail {

[[nodiscard]] inline Rational within_one(const Rational& value) {
    return std::clamp(value, Rational(0), Rational(1));
}

/// The part of the target that is attained, at most the cap.
[[nodiscard]] inline Rational attained(const method::Attained& m, const Rational& value,
                                       Better better) {
    if (better == Better::higher) return std::min(value / m.target, m.cap);
    return value.sign() <= 0 ? m.cap : std::min(m.target / value, m.cap);
}

/// The band in which the value lies.
[[nodiscard]] inline std::size_t band_of(const method::Bands& m, const Rational& value) {
    std::size_t place = 0;
    while (place + 1 < m.bands.size() && *m.bands[place + 1].from <= value) ++place;
    return place;
}

/// By how much the value is worse than the limit; 0 if it is not.
[[nodiscard]] inline Rational breach(const method::Deduction& m, const Rational& value,
                                     Better better) {
    const Rational worse = better == Better::higher ? m.limit - value : value - m.limit;
    return std::max(worse, Rational(0));
}

template <typename... Of>
struct Match : Of... {
    using Of::operator()...;
};
template <typename... Of>
Match(Of...) -> Match<Of...>;

}  // namespace detail

inline Rational share(const Method& method, const Rational& value, Better better,
                      const Rational& weight, const Place& place) {
    return std::visit(
        detail::Match{
            [&](const method::Linear& m) {
                // One formula for both directions: with lower better, both differences are below 0.
                return detail::within_one((value - m.none_at) / (m.full_at - m.none_at));
            },
            [&](const method::Attained& m) {
                const Rational part = detail::attained(m, value, better);
                return part < m.floor ? Rational(0) : detail::within_one(part / m.cap);
            },
            [&](const method::Bands& m) { return m.bands[detail::band_of(m, value)].share; },
            [&](const method::Placed&) {
                if (place.of == 1) return Rational(1);
                return Rational(place.of - place.rank, place.of - 1);
            },
            [&](const method::YesNo&) {
                return Rational((value.sign() != 0) == (better == Better::higher) ? 1 : 0);
            },
            [&](const method::Deduction& m) {
                return detail::within_one(Rational(1) -
                                          detail::breach(m, value, better) * m.points / weight);
            }},
        method);
}

inline std::optional<MethodFault> fault(const Method& method, Better better) {
    using Fault = std::optional<MethodFault>;
    const bool upwards = better == Better::higher;
    return std::visit(
        detail::Match{
            [&](const method::Linear& m) -> Fault {
                if (m.none_at != m.full_at && (m.none_at < m.full_at) == upwards) return {};
                return {{"full_at", upwards ? "expected one above none_at, since higher is better"
                                            : "expected one below none_at, since lower is better"}};
            },
            [&](const method::Attained& m) -> Fault {
                if (m.target.sign() <= 0) return {{"target", "expected one above 0"}};
                if (m.floor.sign() < 0) return {{"floor", "expected 0 or more"}};
                if (m.cap <= m.floor) return {{"cap", "expected one above the floor"}};
                return {};
            },
            [&](const method::Bands& m) -> Fault {
                if (m.bands.empty() || m.bands.front().from) {
                    return {{"bands", "expected a first band without from, for all that is below"}};
                }
                for (std::size_t i = 0; i < m.bands.size(); ++i) {
                    const method::Band& band = m.bands[i];
                    if (band.share.sign() < 0 || band.share > Rational(1)) {
                        return {{"bands", "expected from none to all of the points"}};
                    }
                    if (i == 0) continue;
                    if (!band.from) return {{"bands", "expected from in every band but the first"}};
                    const method::Band& last = m.bands[i - 1];
                    if (last.from && *band.from <= *last.from) {
                        return {{"bands", "expected bands in ascending order"}};
                    }
                    if (upwards ? band.share < last.share : band.share > last.share) {
                        return {{"bands", upwards
                                              ? "expected points that never fall, since higher is "
                                                "better"
                                              : "expected points that never rise, since lower is "
                                                "better"}};
                    }
                }
                return {};
            },
            [](const method::Placed&) -> Fault { return {}; },
            [](const method::YesNo&) -> Fault { return {}; },
            [](const method::Deduction& m) -> Fault {
                if (m.points.sign() > 0) return {};
                return {{"points", "expected more than 0"}};
            }},
        method);
}

}  // namespace sanku::evaluation
