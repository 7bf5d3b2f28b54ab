#include "config/setting_table.hpp"

#include "base/text.hpp"
#include "config/setting_rows.hpp"
#include "config/sites.hpp"

#include <algorithm>

namespace loadex::config {

std::string setting::name() const {
  return section == "global" ? key : section + "." + key;
}

bool setting::may_differ_by(scope whose) const {
  return std::ranges::find(scopes, whose) != scopes.end();
}

std::span<const setting> setting_table() {
  static const auto table = setting_rows();
  return table;
}

const setting* find_setting(std::string_view section, std::string_view key) {
  const auto table = setting_table();
  const auto row = std::ranges::find_if(table, [&](const setting& s) { return s.section == section && s.key == key; });
  return row == table.end() ? nullptr : &*row;
}

const setting* find_setting(std::string_view name) {
  const auto dot = name.find('.');
  return dot == std::string_view::npos ? find_setting("global", name)
                                       : find_setting(name.substr(0, dot), name.substr(dot + 1));
}

std::vector<std::string> keys_of(std::string_view section) {
  std::vector<std::string> keys;
  for (const auto& row : setting_table())
    if (row.section == section)
      keys.push_back(row.key);
  return keys;
}

health_settings effective_health(const health_settings& all, const own_settings& own) {
  if (own.given.empty())
    return all;
  traffic_settings result;
  result.health = all;
  return in_force(result, own).health;
}

traffic_settings in_force(const traffic_settings& all, const own_settings& own) {
  if (own.given.empty())
    return all;
  settings result;
  settings overriding;
  static_cast<traffic_settings&>(result) = all;
  static_cast<traffic_settings&>(overriding) = *own.values;
  for (const auto& name : own.given)
    find_setting(name)->copy(result, overriding);
  return result;
}

bool operator==(const own_settings& a, const own_settings& b) {
  if (a.given != b.given)
    return false;
  if (a.values == b.values)
    return true;
  settings one;
  settings other;
  static_cast<traffic_settings&>(one) = *a.values;
  static_cast<traffic_settings&>(other) = *b.values;
  return std::ranges::all_of(a.given, [&](const std::string& name) {
    const auto* row = find_setting(name);
    return row->print(one) == row->print(other);
  });
}

std::string_view word_of(scope whose) {
  switch (whose) {
  case scope::backend:
    return "backend";
  case scope::pool:
    return "pool";
  case scope::listener:
    return "listener";
  case scope::route:
    return "route";
  }
  return {};
}

std::string settings_as_markdown() {
  std::string result = "| setting | type | default | own | meaning |\n|---|---|---|---|---|\n";
  for (const auto& row : setting_table())
    result += "| `" + row.name() + "` | " + row.type + " | `" + row.default_value + "` | " +
              base::join(row.scopes, ", ", [](scope whose) { return std::string(word_of(whose)); }) + " | " + row.help +
              " |\n";
  return result;
}

std::string settings_as_file(const settings& all) {
  const bool sites = has_sites(all);
  std::string result;
  std::string_view section;
  for (const auto& row : setting_table()) {
    if (sites ? is_of_only_site(row) : row.is_young && row.print(all) == row.default_value)
      continue;
    if (row.section != section) {
      if (section == "global" && sites)
        result += sites_as_file(all);
      result += (section.empty() ? "[" : "\n[") + row.section + "]\n";
      section = row.section;
    }
    result += row.key + "=" + row.print(all) + "\n";
  }
  return result;
}

} // namespace loadex::config
