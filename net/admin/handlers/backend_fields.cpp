#include "net/admin/handlers/backend_fields.hpp"

#include "config/backend_rows.hpp"
#include "config/own_settings.hpp"
#include "config/setting_table.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace loadex::net::admin::handlers {

namespace {

std::string as_field(std::string key) {
  std::ranges::replace(key, '-', '_');
  return key;
}

} // namespace

std::vector<field> fields_of(config::backend_settings& to) {
  std::vector<field> all;
  for (const auto& row : config::backend_rows())
    if (row.parse)
      all.push_back({.name = as_field(row.key),
                     .type = row.type,
                     .take = [&to, &row](std::string_view text) { row.parse(to, text); },
                     .needed = row.key == "url"});
  for (const auto& row : config::setting_table())
    if (row.may_differ_by(config::scope::backend))
      all.push_back({.name = as_field(row.name()), .type = row.type, .take = [&to, &row](std::string_view text) {
                       config::set_own(to.health, row, text);
                     }});
  return all;
}

} // namespace loadex::net::admin::handlers
