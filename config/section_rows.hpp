#pragma once

#include "config/codec.hpp"
#include "config/secret.hpp"
#include "config/setting_table.hpp"

#include <concepts>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loadex::config {

template <class>
constexpr bool is_vector = false;

template <class T>
constexpr bool is_vector<std::vector<T>> = true;

/// Adds the rows of one section to a table: what a field and a codec make of one.
template <class Section>
class section_rows {
public:
  template <class Home> // `settings`, or what they are made of
  section_rows(std::vector<setting>& rows, std::string name, Section Home::*section, std::vector<scope> scopes = {})
      : rows_(rows)
      , name_(std::move(name))
      , section_(section)
      , scopes_(std::move(scopes)) {}

  template <class Value, class Codec>
  setting& add(std::string key, Value Section::*field, Codec codec, std::string help) {
    auto& row = rows_.emplace_back();
    row.section = name_;
    row.key = std::move(key);
    row.type = codec.type();
    row.help = std::move(help);
    row.is_list = is_vector<Value>;
    row.scopes = scopes_;
    row.assign = [codec, section = section_, field](settings& all, const caf::config_value& value) {
      all.*section.*field = static_cast<Value>(read_with(codec, value));
    };
    row.assign_text = [codec, section = section_, field](settings& all, std::string_view text) {
      all.*section.*field = static_cast<Value>(codec.parse(text));
    };
    row.copy = [section = section_, field](settings& to, const settings& from) {
      to.*section.*field = from.*section.*field;
    };
    row.print = [codec, section = section_, field](const settings& all) { return codec.print(all.*section.*field); };
    row.default_value = row.print(defaults_);
    row.is_secret = std::same_as<Value, secret>;
    if constexpr (std::same_as<Value, secret>)
      row.same = [section = section_, field](const settings& one, const settings& other) {
        return one.*section.*field == other.*section.*field;
      };
    else
      row.same = [print = row.print](const settings& one, const settings& other) { return print(one) == print(other); };
    return row;
  }

private:
  std::vector<setting>& rows_;
  std::string name_;
  Section settings::*section_;
  std::vector<scope> scopes_; // of every row that is not told otherwise
  const settings defaults_;
};

} // namespace loadex::config
