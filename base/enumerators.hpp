#pragma once

#include <cstddef>
#include <string_view>

namespace loadex::base {

namespace detail {

/// Whether `value` has a name. GCC and clang print one that has none as a number behind its type: `(loadex::word)7]`.
template <class Enum, Enum value>
consteval bool is_named() {
  const std::string_view signature = __PRETTY_FUNCTION__;
  const char after = signature[signature.rfind(')') + 1];
  return after < '0' || after > '9';
}

} // namespace detail

/// How many values `Enum` has, as the compiler knows it, if they count up from 0: one that is appended later is
/// counted.
template <class Enum, std::size_t from = 0>
consteval std::size_t enumerators() {
  if constexpr (detail::is_named<Enum, static_cast<Enum>(from)>())
    return enumerators<Enum, from + 1>();
  else
    return from;
}

/// Whether `table` has a row for each value of `Enum`, in their order: then the value is the row's index.
template <class Enum, class Table, class Value>
consteval bool is_complete(const Table& table, Value Table::value_type::*value) {
  std::size_t row = 0;
  for (const auto& r : table)
    if (r.*value != static_cast<Enum>(row++))
      return false;
  return row == enumerators<Enum>();
}

} // namespace loadex::base
