#pragma once

#include "config/place.hpp"
#include "config/setting_table.hpp"

#include <map>
#include <string>
#include <vector>

namespace loadex::config {

/// Settings in the making: takes values one by one, the later over the earlier, and gathers every problem.
struct draft {
  settings all;
  std::map<const setting*, std::string> given; // where each stands that has a value, be it good or bad
  std::map<std::string, std::string> opened;   // where the sections [listeners] and [pools] stand
  std::map<std::string, std::string> named;    // where each of their names stands: `pools.api`
  std::vector<std::string> problems;
  bool unread = false; // a source could not be read at all: what it gives is not known

  void assign(const setting& row, const caf::config_value& value, const std::string& where) {
    given[&row] = where;
    at(where).guard([&] { row.assign(all, value); });
  }

  void assign(const setting& row, std::string_view text, const std::string& where) {
    given[&row] = where;
    at(where).guard([&] { row.assign_text(all, text); });
  }

  place at(const std::string& where) { return {where, problems}; }

  void refuse(const std::string& where, const std::string& why) { at(where).refuse(why); }

  void refuse_source(const std::string& where, const std::string& why) {
    unread = true;
    refuse(where, why);
  }
};

} // namespace loadex::config
