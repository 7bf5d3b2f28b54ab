#pragma once

#include "base/text.hpp"
#include "config/codec.hpp"
#include "config/own_settings.hpp"
#include "config/place.hpp"

#include <caf/config_value.hpp>

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loadex::config {

/// One key of the map by which a file describes a Whole: a backend, a pool, a listener, a route.
template <class Whole>
struct map_row {
  std::string key;
  std::string type;
  std::string help;

  /// Reads a value of the file; tells what is wrong with it.
  std::function<void(Whole&, const caf::config_value&, const place&)> read;

  /// Reads a value of the command line, if it may stand there. @throws std::invalid_argument saying what is allowed.
  std::function<void(Whole&, std::string_view)> parse{};

  /// The value as it would be written in the file; empty if it need not be.
  std::function<std::string(const Whole&)> print;
};

/// When a value is written.
enum class writing {
  always,
  unless_default,
};

/// The rows of a Whole in the making.
template <class Whole>
class map_rows {
public:
  template <class Value, class Codec>
  map_row<Whole>& add(std::string key, Value Whole::*field, Codec codec, std::string help,
                      writing when = writing::unless_default) {
    auto& row = rows_.emplace_back();
    row.key = std::move(key);
    row.type = codec.type();
    row.help = std::move(help);
    row.read = [codec, field, key = row.key](Whole& to, const caf::config_value& value, const place& at) {
      at.in(key).guard([&] { to.*field = static_cast<Value>(read_with(codec, value)); });
    };
    row.parse = [codec, field](Whole& to, std::string_view text) { to.*field = static_cast<Value>(codec.parse(text)); };
    row.print = [codec, field, when](const Whole& whole) {
      auto text = codec.print(whole.*field);
      return when == writing::always || text != codec.print(Whole{}.*field) ? text : std::string();
    };
    return row;
  }

  map_row<Whole>& add(map_row<Whole> row) { return rows_.emplace_back(std::move(row)); }

  /// A row for each section of which it may have settings of its own.
  void add_own(own_settings Whole::*field, scope whose) {
    for (const auto& section : sections_of(whose))
      add({.key = section,
           .type = "{}",
           .help = "Settings of the section [" + section + "] of its own",
           .read = [=](Whole& to, const caf::config_value& value,
                       const place& at) { read_own(to.*field, whose, section, value, at); },
           .print = [=](const Whole& whole) { return print_own(whole.*field, section); }});
  }

  std::vector<map_row<Whole>> take() { return std::move(rows_); }

private:
  std::vector<map_row<Whole>> rows_;
};

template <class Whole>
std::vector<std::string> keys_of(const std::vector<map_row<Whole>>& rows) {
  std::vector<std::string> keys;
  keys.reserve(rows.size());
  for (const auto& row : rows)
    keys.push_back(row.key);
  return keys;
}

/// What to say of a key that is none of theirs.
template <class Whole>
std::string unknown_key(const std::vector<map_row<Whole>>& rows, const std::string& key) {
  const bool is_section = !keys_of(key).empty();
  return "unknown key " + key +
         (is_section ? "; nothing of the section [" + key + "] may differ here"
                     : base::did_you_mean(key, keys_of(rows)));
}

template <class Whole>
void read_map(const std::vector<map_row<Whole>>& rows, Whole& to, const caf::config_value::dictionary& map,
              const place& at) {
  for (const auto& [key, value] : map) {
    const auto row = std::ranges::find(rows, key, &map_row<Whole>::key);
    if (row != rows.end())
      row->read(to, value, at);
    else
      at.refuse(unknown_key(rows, key));
  }
}

/// `key=value` of all that is to be written.
template <class Whole>
std::vector<std::string> print_rows(const std::vector<map_row<Whole>>& rows, const Whole& whole) {
  std::vector<std::string> lines;
  for (const auto& row : rows)
    if (const auto text = row.print(whole); !text.empty())
      lines.push_back(std::string(row.key).append("=").append(text));
  return lines;
}

/// `{key=value, ...}` on one line.
template <class Whole>
std::string print_map(const std::vector<map_row<Whole>>& rows, const Whole& whole) {
  return '{' + base::join(print_rows(rows, whole), ", ", [](const std::string& line) { return line; }) + '}';
}

/// `name={...}`, each key on a line of its own, what has several lines further in.
template <class Whole>
std::string print_block(const std::vector<map_row<Whole>>& rows, const Whole& whole) {
  std::string result = whole.name + "={";
  std::string_view separator = "\n";
  for (const auto& row : print_rows(rows, whole)) {
    result.append(separator) += "  ";
    for (const char c : row)
      result += c == '\n' ? std::string("\n  ") : std::string(1, c);
    separator = ",\n";
  }
  return result + "\n}\n";
}

/// The rows as the documentation shows them.
template <class Whole>
std::string rows_as_markdown(const std::vector<map_row<Whole>>& rows) {
  std::string result = "| key | type | meaning |\n|---|---|---|\n";
  for (const auto& row : rows)
    result += "| `" + row.key + "` | " + row.type + " | " + row.help + " |\n";
  return result;
}

/// The map or list that `value` is; null if it is none.
inline const caf::config_value::dictionary* map_in(const caf::config_value& value) {
  return caf::get_if<caf::config_value::dictionary>(&value.get_data());
}

inline const caf::config_value::list* list_in(const caf::config_value& value) {
  return caf::get_if<caf::config_value::list>(&value.get_data());
}

/// @throws std::invalid_argument if it is not of that form.
inline const caf::config_value::dictionary& map_from(const caf::config_value& value, const char* form) {
  const auto* map = map_in(value);
  if (!map)
    refuse(shown(value), std::string("is not of the form ") + form);
  return *map;
}

} // namespace loadex::config
