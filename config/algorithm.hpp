#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace loadex::config {

/// How a target is chosen among the available backends.
enum class algorithm {
  round_robin,
  weighted_round_robin,
  least_connections,
  ip_hash,
  url_hash,
};

/// The algorithm called `name` (its full name or its short alias, in any case), if there is one.
std::optional<algorithm> algorithm_from(std::string_view name);

/// The full name: `roundrobin`, `weightedroundrobin`, `leastconnection`, `iphash`, `urlhash`.
std::string_view to_string(algorithm which);

/// Every name with its alias, for messages and help: `roundrobin (rr), weightedroundrobin (wrr), ...`.
std::string algorithm_names();

} // namespace loadex::config
