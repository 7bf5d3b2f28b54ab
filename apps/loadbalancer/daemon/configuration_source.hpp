#pragma once

#include "config/settings.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace loadex {

/// Where the configuration is from.
struct configuration_source {
  std::string file{}; // its path; empty: there is none
  /// What is to hold by the file as it is written now. @throws config::invalid_configuration
  std::function<config::settings()> read{};
  /// The same if `text` stood in the file; `name` is the file's in messages. @throws config::invalid_configuration
  std::function<config::settings(const std::string& name, std::string_view text)> read_text{};
  /// The same of a text that somebody has sent, while `known` hold. @throws config::invalid_configuration
  std::function<config::settings(std::string_view text, const config::settings& known)> read_sent{};
};

} // namespace loadex
