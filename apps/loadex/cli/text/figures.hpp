#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace loadex::cli {

/// What passed in the time that was asked about, oldest first, and how it is at the newest look.
struct traffic_figures {
  std::uint64_t requests = 0;                   // in all
  std::uint64_t failed = 0;                     // likewise
  double rate = 0;                              // requests a second, in the newest step
  double error_rate = 0;                        // those of them that failed
  std::int64_t in_flight = 0;                   // now
  std::optional<double> p50_ms, p95_ms, p99_ms; // in the newest step that had a request
  std::vector<double> history;                  // requests a second
};

struct backend_figures : traffic_figures {
  std::string pool;
  std::uint64_t id = 0;
  std::string url;
  std::string state;
  std::uint64_t queued = 0;
};

struct figures {
  traffic_figures all;
  std::map<std::string, std::uint64_t> errors; // by reason, those that there were
  std::uint64_t seconds = 0;                   // that these are of
  std::vector<backend_figures> backends;
};

/// The figures in the API's statistics, with backends, and its list of the backends of all pools, of which those of
/// `pool` are shown; empty: all.
/// @throws nlohmann::json::exception if they are not of that shape.
figures read_figures(const nlohmann::ordered_json& stats, const nlohmann::ordered_json& backends,
                     const std::string& pool = {});

/// `1.2`, or `-` if there was none.
std::string milliseconds(const std::optional<double>& value);

/// The figures as tables for people.
std::string stats_table(const figures& now, bool colours);

} // namespace loadex::cli
