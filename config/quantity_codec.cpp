#include "config/quantity_codec.hpp"

#include "base/text.hpp"
#include "config/codec.hpp"

#include <caf/config_value.hpp>

#include <algorithm>
#include <array>
#include <limits>

namespace loadex::config {

namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

/// Number units and what each is worth in the smallest, largest first.
struct unit {
  std::string_view name;
  std::uint64_t worth;
};

constexpr std::array<unit, 6> duration_units{{{"h", 3'600'000'000'000},
                                              {"min", 60'000'000'000},
                                              {"s", 1'000'000'000},
                                              {"ms", 1'000'000},
                                              {"us", 1'000},
                                              {"ns", 1}}};
constexpr std::array<unit, 4> size_units{{{"GiB", 1u << 30}, {"MiB", 1u << 20}, {"KiB", 1u << 10}, {"B", 1}}};

/// `12min` as the number of smallest units; none if it is no number with a unit, or more than `most`.
template <class Units>
std::optional<std::uint64_t> number_with_unit(std::string_view text, const Units& units, std::uint64_t most) {
  const auto split = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = base::number_from<std::uint64_t>(text.substr(0, split));
  const auto found = std::ranges::find(units, text.substr(split), &unit::name);
  if (!number || found == units.end() || *number > most / found->worth)
    return std::nullopt;
  return *number * found->worth;
}

template <class Units>
std::string in_largest_unit(std::uint64_t value, const Units& units, std::string_view unit_of_zero) {
  if (value == 0)
    return std::string("0").append(unit_of_zero);
  const auto fits = std::ranges::find_if(units, [value](const unit& u) { return value % u.worth == 0; });
  return std::to_string(value / fits->worth) + std::string(fits->name);
}

} // namespace

std::string duration_codec::type() const {
  return "duration, " + print(least) + " to " + print(most);
}

milliseconds duration_codec::checked(nanoseconds value) const {
  const auto rounded = std::chrono::duration_cast<milliseconds>(value);
  const auto written = value < nanoseconds::zero()
                           ? std::to_string(rounded.count()) + "ms"
                           : in_largest_unit(static_cast<std::uint64_t>(value.count()), duration_units, "s");
  if (rounded < least || rounded > most)
    refuse(written, "is out of range: " + print(least) + " to " + print(most));
  if (rounded != value)
    refuse(written, "is not a whole number of milliseconds");
  return rounded;
}

milliseconds duration_codec::parse(std::string_view text) const {
  if (const auto value = duration_from(text))
    return checked(*value);
  refuse(quoted(text), "is not a duration; write a whole number with a unit, such as 500ms, 2s, 10min or 1h");
}

milliseconds duration_codec::read(const caf::config_value& value) const {
  if (const auto* span = caf::get_if<caf::timespan>(&value.get_data()))
    return checked(*span);
  if (const auto* number = caf::get_if<std::int64_t>(&value.get_data()))
    refuse(std::to_string(*number),
           "is not a duration; write it with a unit, such as 500ms or " + std::to_string(*number) + "s");
  refuse(shown(value),
         "is not a duration; write a number with a unit and without quotes, such as 500ms, 2s, 10min or 1h");
}

std::string duration_codec::print(milliseconds value) const {
  return in_largest_unit(static_cast<std::uint64_t>(nanoseconds(value).count()), duration_units, "s");
}

std::string size_codec::type() const {
  return "size, " + in_largest_unit(least, size_units, "B") + " to " + in_largest_unit(most, size_units, "B");
}

std::uint64_t size_codec::parse(std::string_view text) const {
  const auto bytes = number_with_unit(text, size_units, std::numeric_limits<std::uint64_t>::max());
  if (!bytes)
    refuse(quoted(text), "is not a size; write a whole number with a unit, such as 512B, 32KiB or 1MiB");
  if (*bytes < least || *bytes > most)
    refuse(text, "is out of range: " + in_largest_unit(least, size_units, "B") + " to " +
                     in_largest_unit(most, size_units, "B"));
  return *bytes;
}

std::uint64_t size_codec::read(const caf::config_value& value) const {
  if (const auto* text = caf::get_if<std::string>(&value.get_data()))
    return parse(*text);
  refuse(shown(value), R"(is not a size; write a string with a unit, such as "512B", "32KiB" or "1MiB")");
}

std::string size_codec::print(std::uint64_t value) const {
  return quoted(in_largest_unit(value, size_units, "B"));
}

std::optional<nanoseconds> duration_from(std::string_view text) {
  const bool negative = text.starts_with('-');
  const auto most = static_cast<std::uint64_t>(nanoseconds::max().count());
  const auto value = number_with_unit(text.substr(negative ? 1 : 0), duration_units, most);
  if (!value)
    return std::nullopt;
  const auto count = static_cast<std::int64_t>(*value);
  return nanoseconds(negative ? -count : count);
}

} // namespace loadex::config
