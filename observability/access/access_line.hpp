#pragma once

#include "config/settings.hpp"
#include "observability/access/access_entry.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::observability {

/// Writes lines of the access log. Whatever bytes a client sends, a line is one line, and what is read from it is what
/// was sent, but that bytes which are no UTF-8 are replaced in JSON.
class access_line {
public:
  using wall_clock = std::chrono::system_clock;

  explicit access_line(const config::log_settings& how);

  /// Appends that of a request which began at `when`.
  void append(const access_entry& entry, wall_clock::time_point when, std::string& out);

private:
  void append_json(const access_entry& entry, wall_clock::time_point when, std::string& out);
  void append_field(config::access_field field, std::string_view key, const access_entry& entry,
                    wall_clock::time_point when, std::string& out);
  void append_combined(const access_entry& entry, wall_clock::time_point when, std::string& out);
  std::string_view shown(std::string_view url);
  void know_second(wall_clock::time_point when);

  config::log_settings how_;
  std::vector<std::string> keys_;     // of its fields: `,"time":`
  std::string redacted_;              // the latest text whose query was
  std::chrono::sys_seconds second_{}; // whose text is known
  std::string second_text_;
};

} // namespace loadex::observability
