#pragma once

#include <pybind11/pybind11.h>

#include <string>

#include "sanku/core/date.hpp"
#include "sanku/core/instant.hpp"

/// Dates and moments cross here alone: `datetime.date` (and so `pandas.Timestamp`), a
/// `numpy.datetime64` or ISO text in, `datetime.date` out; for a moment, `datetime.datetime` with a
/// zone, or ISO text.
namespace pybind11::detail {

template <>
struct type_caster<sanku::Date> {
    static constexpr auto name = io_name("datetime.date | str", "datetime.date");
    sanku::Date value = sanku::Date::from_days(0);

    operator sanku::Date&() { return value; }
    operator sanku::Date*() { return &value; }
    template <typename T>
    using cast_op_type = pybind11::detail::cast_op_type<T>;

    bool load(handle source, bool) {
        if (isinstance<str>(source)) {
            value = sanku::Date::parse(source.cast<std::string>());
            return true;
        }
        if (!hasattr(source, "year") || !hasattr(source, "month") || !hasattr(source, "day")) {
            if (!isinstance(source, module_::import("numpy").attr("datetime64"))) return false;
            const auto text = str(source).cast<std::string>();
            if (text == "NaT") return false;
            value = sanku::Date::parse(text.substr(0, text.find('T')));
            return true;
        }
        const object parts[] = {source.attr("year"), source.attr("month"), source.attr("day")};
        for (const object& part : parts) {
            if (!PyLong_Check(part.ptr())) return false;  // such as those of pandas.NaT
        }
        value = sanku::Date(parts[0].cast<int>(), parts[1].cast<int>(), parts[2].cast<int>());
        return true;
    }
    static handle cast(sanku::Date day, return_value_policy, handle) {
        return module_::import("datetime")
            .attr("date")(day.year(), day.month_of_year(), day.day_of_month())
            .release();
    }
};

template <>
struct type_caster<sanku::Instant> {
    static constexpr auto name = io_name("datetime.datetime | str", "datetime.datetime");
    sanku::Instant value = sanku::Instant::from_unix_seconds(0);

    operator sanku::Instant&() { return value; }
    operator sanku::Instant*() { return &value; }
    template <typename T>
    using cast_op_type = pybind11::detail::cast_op_type<T>;

    bool load(handle source, bool) {
        if (isinstance<str>(source)) {
            value = sanku::Instant::parse(source.cast<std::string>());
            return true;
        }
        if (!hasattr(source, "timestamp") || !hasattr(source, "tzinfo")) return false;
        if (source.attr("tzinfo").is_none()) {
            throw sanku::Error(sanku::ErrorCode::invalid_argument, str(source).cast<std::string>(),
                               "a datetime with a time zone");
        }
        const auto seconds = source.attr("timestamp")().cast<double>();
        value = sanku::Instant::from_unix_seconds(static_cast<std::int64_t>(seconds));
        return true;
    }
    static handle cast(sanku::Instant moment, return_value_policy, handle) {
        return module_::import("datetime")
            .attr("datetime")
            .attr("fromisoformat")(moment.iso())
            .release();
    }
};

}  // namespace pybind11::detail
