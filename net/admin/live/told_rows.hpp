#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace loadex::net::admin {

/// Rows that listeners know: they were told all of them once, and from then on what has changed.
class told_rows {
public:
  using row = nlohmann::ordered_json;

  /// The first `names` fields of a row say which it is: they are told with every change.
  explicit told_rows(std::size_t names)
      : names_(names) {}

  /// All rows are looked at anew from here on: each that is there is put, then finish() is called.
  void begin() noexcept { ++look_; }
  void put(const std::string& key, row now);
  void finish();

  /// What has changed since this was last called, a row for each with its names and the fields that differ: null if it
  /// has none any more.
  std::vector<row> take_changes() { return std::exchange(changes_, {}); }

  /// The keys of those that have gone since this was last called.
  std::vector<std::string> take_gone() { return std::exchange(gone_, {}); }

  /// All that the changes taken so far and those that are left lead to.
  std::vector<row> all() const;

  void forget() { *this = told_rows(names_); }

private:
  struct known {
    row last;
    std::uint64_t look = 0; // that has found it
  };

  void note_changes(const row& before, const row& now);

  std::size_t names_;
  std::uint64_t look_ = 0;
  std::map<std::string, known> rows_;
  std::vector<row> changes_;
  std::vector<std::string> gone_;
};

} // namespace loadex::net::admin
