#pragma once

#include "config/setting_table.hpp"

#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace loadex::config {

/// Settings in the making: takes values one by one, the later over the earlier, and gathers every problem.
struct draft {
  settings all;
  std::set<const setting*> given; // with a good value or a bad one
  std::vector<std::string> problems;
  bool unread = false; // a source could not be read at all: what it gives is not known

  void assign(const setting& row, const caf::config_value& value, const std::string& where) {
    given.insert(&row);
    guard(where, [&] { row.assign(all, value); });
  }

  void assign(const setting& row, std::string_view text, const std::string& where) {
    given.insert(&row);
    guard(where, [&] { row.assign_text(all, text); });
  }

  void refuse(const std::string& where, const std::string& why) { problems.push_back(where + ": " + why); }

  void refuse_source(const std::string& where, const std::string& why) {
    unread = true;
    refuse(where, why);
  }

private:
  template <class Step>
  void guard(const std::string& where, Step step) {
    try {
      step();
    } catch (const std::invalid_argument& e) {
      refuse(where, e.what());
    }
  }
};

} // namespace loadex::config
