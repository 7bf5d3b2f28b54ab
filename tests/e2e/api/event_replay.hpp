#pragma once

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace loadex::tests::e2e {

using wall_time = std::chrono::system_clock::time_point;

/// When it was, as in `2026-01-02T03:04:05.678Z`.
wall_time time_of(const std::string& text);

/// What people can change of a backend.
struct standing {
  std::string url;
  std::string mode; // `serving`, `draining`, `leaving` or `disabled`
  std::string weight;

  bool operator==(const standing&) const = default;
};

/// A pool as its events tell it. Each must fit what those before it have told.
class event_replay {
public:
  using backends = std::map<std::uint64_t, standing>;

  event_replay(backends at_first, std::string algorithm);

  /// What is wrong with the event; nothing if it fits.
  std::string apply(const nlohmann::json& event);

  const backends& now() const noexcept { return now_; }
  const std::string& algorithm() const noexcept { return algorithms_.back().what; }

  /// Whether the backend was so at any time from `from` to `to`; `was` gets nullptr for one that was not there.
  template <class Predicate>
  bool was(std::uint64_t id, wall_time from, wall_time to, Predicate was) const {
    const auto known = history_.find(id);
    if (known == history_.end())
      return was(nullptr);
    return any(known->second, from, to, [&](const auto& then) { return was(then ? &*then : nullptr); });
  }

  bool had_algorithm(const std::string& name, wall_time from, wall_time to) const {
    return any(algorithms_, from, to, [&](const std::string& then) { return then == name; });
  }

  bool had_url(const std::string& url, wall_time from, wall_time to) const;

private:
  template <class T>
  struct change {
    wall_time at;
    T what;
  };

  template <class T, class Predicate>
  static bool any(const std::vector<change<T>>& all, wall_time from, wall_time to, Predicate holds) {
    for (auto next = all.begin(); next != all.end(); ++next) {
      const bool ended = next + 1 != all.end() && (next + 1)->at < from;
      if (!ended && next->at <= to && holds(next->what))
        return true;
    }
    return false;
  }

  std::string change_backend(const std::string& kind, const nlohmann::json& event, wall_time at);

  backends now_;
  std::map<std::uint64_t, std::vector<change<std::optional<standing>>>> history_;
  std::vector<change<std::string>> algorithms_;
};

} // namespace loadex::tests::e2e
