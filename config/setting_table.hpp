#pragma once

#include "config/settings.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace caf {
class config_value;
}

namespace loadex::config {

/// Who may have a value of its own instead of that of all.
enum class scope {
  backend,
  pool,
  listener,
  route,
};

/// One row of the table that checks, prints and documents a setting.
struct setting {
  std::string section;
  std::string key;
  std::string type;          // what a value looks like: `integer, 0 to 65535`, `duration, 1ms to 1h`, ...
  std::string default_value; // as it would be written in the file
  std::string help;
  char letter = 0;      // of its short command line option, if it has one
  bool is_list = false; // may be given several times on the command line
  std::vector<scope> scopes;
  bool is_young = false;  // a file without listeners prints it only where it is not the default
  bool is_secret = false; // told to nobody, and so no option: others can read the command line

  /// Reads a value of the configuration file. @throws std::invalid_argument saying what is allowed.
  std::function<void(settings&, const caf::config_value&)> assign;

  /// Reads a value of the command line. @throws std::invalid_argument saying what is allowed.
  std::function<void(settings&, std::string_view)> assign_text;

  /// Takes over the value of another.
  std::function<void(settings& to, const settings& from)> copy;

  /// The value in force, as it would be written in the file; of a secret, only whether there is one.
  std::function<std::string(const settings&)> print;

  /// Whether both have the same value.
  std::function<bool(const settings&, const settings&)> same;

  /// `health.interval`; the global section's keys stand alone: `port`.
  std::string name() const;

  bool may_differ_by(scope whose) const;
};

/// Every setting, in the order of the documentation.
std::span<const setting> setting_table();

/// The setting `key` of `section`; null if there is none.
const setting* find_setting(std::string_view section, std::string_view key);

/// The setting of that name, such as `health.interval` or `port`; null if there is none.
const setting* find_setting(std::string_view name);

std::string_view word_of(scope whose);

/// The keys of `section`.
std::vector<std::string> keys_of(std::string_view section);

/// The health settings in force for a backend: those of all, but what it has of its own.
health_settings effective_health(const health_settings& all, const own_settings& own);

/// The settings in force where `own` is: those of all, but what it has of its own.
traffic_settings in_force(const traffic_settings& all, const own_settings& own);

/// The table as docs/reference/settings.md shows it.
std::string settings_as_markdown();

/// The effective configuration as a configuration file.
std::string settings_as_file(const settings& all);

} // namespace loadex::config
