#pragma once

#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/temp_folder.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace loadex::tests::e2e {

/// A file for an access log, in a folder of its own.
class access_log_file {
public:
  explicit access_log_file(std::string name = "access.log")
      : name_(std::move(name)) {}

  std::string path() const { return (folder_.path() / name_).string(); }

  /// As a configuration has it.
  std::string setting() const { return '"' + path() + '"'; }

  /// What the log of that name in the same folder says.
  std::string text(const std::string& name) const {
    const auto file = folder_.path() / name;
    return std::filesystem::exists(file) ? read_file(file) : std::string();
  }
  std::string text() const { return text(name_); }

  /// Every line so far.
  std::vector<nlohmann::json> lines() const {
    const auto all = text();
    std::vector<nlohmann::json> result;
    std::istringstream from(all.substr(0, all.rfind('\n') + 1)); // the last line may be half written
    for (std::string line; std::getline(from, line);)
      result.push_back(nlohmann::json::parse(line));
    return result;
  }

  /// The same once there are so many. @throws std::runtime_error if they do not come
  std::vector<nlohmann::json> await(std::size_t count) const {
    const auto enough = [&] {
      const auto all = text();
      return std::ranges::count(all, '\n') >= static_cast<std::ptrdiff_t>(count);
    };
    if (!eventually(enough))
      throw std::runtime_error("the access log has but " + text());
    return lines();
  }

  /// Gives it another name, as logrotate does.
  void move_to(const std::string& name) const { std::filesystem::rename(path(), folder_.path() / name); }

private:
  std::string name_;
  temp_folder folder_;
};

} // namespace loadex::tests::e2e
