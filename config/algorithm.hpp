#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace loadex::config {

/// How a target is chosen among the available backends.
enum class algorithm {
  round_robin,
  weighted_round_robin,
  least_connections,
  power_of_two,
  peak_ewma,
  random,
  first,
  ip_hash, // this and the following hash
  url_hash,
  header_hash,
  cookie_hash,
};

/// An algorithm as people meet it.
struct algorithm_description {
  algorithm which;
  std::string_view name;
  std::string_view alias; // empty if it has none
  std::string_view meaning;
};

/// Whether `which` sends requests with the same key to the same backend.
bool hashes(algorithm which) noexcept;

/// Every algorithm, in the order of the help text.
std::span<const algorithm_description> algorithms();

/// The algorithm called `name` (its full name or its short alias, in any case), if there is one.
std::optional<algorithm> algorithm_from(std::string_view name);

/// The full name: `roundrobin`, `weightedroundrobin`, ...
std::string_view to_string(algorithm which);

/// Every name with its alias, for messages and help: `roundrobin (rr), weightedroundrobin (wrr), ...`.
std::string algorithm_names();

} // namespace loadex::config
