#include "config/own_settings.hpp"

#include "base/text.hpp"
#include "config/codec.hpp"

#include <caf/config_value.hpp>

#include <algorithm>
#include <memory>

namespace loadex::config {

namespace {

/// What it has, to add to.
settings values_of(const own_settings& own) {
  settings all;
  if (own.values)
    static_cast<traffic_settings&>(all) = *own.values;
  return all;
}

void keep(own_settings& to, const settings& all) {
  to.values = std::make_shared<const traffic_settings>(all);
}

/// In the order of the names, in which a file's maps are read, too: the same settings are written in one way.
void note(own_settings& to, const setting& row) {
  const auto name = row.name();
  if (const auto place = std::ranges::lower_bound(to.given, name); place == to.given.end() || *place != name)
    to.given.insert(place, name);
}

std::vector<std::string> keys_for(scope whose, std::string_view section) {
  std::vector<std::string> keys;
  for (const auto& row : setting_table())
    if (row.section == section && row.may_differ_by(whose))
      keys.push_back(row.key);
  return keys;
}

std::string unknown_key(const std::string& key, const std::string& section, scope whose) {
  return "unknown key " + key + " in " + section + base::did_you_mean(key, keys_for(whose, section));
}

/// Where that setting belongs, if it may not differ by `whose`.
std::string advice(const setting& row, scope whose) {
  const auto in_section = "the section [" + row.section + "]";
  if (row.scopes.empty())
    return row.key + " is the same for all; write it in " + in_section;
  if (whose == scope::backend)
    return row.key + " is of the whole pool; write it in " + in_section;
  const auto owner = std::string(word_of(row.scopes.front()));
  return row.key + " is of a " + owner + "; write it there, or in " + in_section;
}

} // namespace

void set_own(own_settings& to, const setting& row, std::string_view text) {
  auto all = values_of(to);
  row.assign_text(all, text);
  note(to, row);
  keep(to, all);
}

std::vector<std::string> sections_of(scope whose) {
  std::vector<std::string> sections;
  for (const auto& row : setting_table())
    if (row.may_differ_by(whose) && (sections.empty() || sections.back() != row.section))
      sections.push_back(row.section);
  return sections;
}

void read_own(own_settings& to, scope whose, const std::string& section, const caf::config_value& value,
              const place& at) {
  const auto* map = caf::get_if<caf::config_value::dictionary>(&value.get_data());
  if (!map)
    return at.refuse(section + "=" + shown(value) + " is not of the form {" + keys_for(whose, section).front() +
                     "=..., ...}");
  auto all = values_of(to);
  for (const auto& [key, item] : *map) {
    const auto* row = find_setting(section, key);
    if (!row)
      at.refuse(unknown_key(key, section, whose));
    else if (!row->may_differ_by(whose))
      at.in(section).refuse(advice(*row, whose));
    else
      at.in(row->name()).guard([&, &item = item] {
        row->assign(all, item);
        note(to, *row);
      });
  }
  keep(to, all);
}

std::string print_own(const own_settings& own, const std::string& section) {
  std::vector<std::string> parts;
  if (own.values) {
    const auto all = values_of(own);
    for (const auto& name : own.given)
      if (const auto* row = find_setting(name); row->section == section)
        parts.push_back(std::string(row->key).append("=").append(row->print(all)));
  }
  if (parts.empty())
    return {};
  return '{' + base::join(parts, ", ", [](const std::string& part) { return part; }) + '}';
}

} // namespace loadex::config
