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
  ip_hash,
  url_hash,
  header_hash,
  cookie_hash,
};

/// What a plan of the pool has to have ready for an algorithm.
enum class preparation {
  nothing,
  alias_table, // it draws at random, by weight
  hash_ring,
};

/// What of a request an algorithm goes by: requests with the same key go to the same backend.
enum class hash_key {
  none,
  client, // its address
  target,
  header, // see balancing_settings::hash_header
  cookie, // see balancing_settings::hash_cookie
};

/// An algorithm as people meet it, and what it needs.
struct algorithm_description {
  algorithm which;
  std::string_view name;
  std::string_view alias; // empty if it has none
  std::string_view meaning;
  preparation needs = preparation::nothing;
  hash_key key = hash_key::none;
  bool certain = false; // every worker would choose the same, also without a key
};

/// The row of `which`.
const algorithm_description& describe(algorithm which) noexcept;

/// Every algorithm, in the order of the help text.
std::span<const algorithm_description> algorithms();

/// The algorithm called `name` (its full name or its short alias, in any case), if there is one.
std::optional<algorithm> algorithm_from(std::string_view name);

/// The full name: `roundrobin`, `weightedroundrobin`, ...
std::string_view to_string(algorithm which);

/// Every name with its alias, for messages and help: `roundrobin (rr), weightedroundrobin (wrr), ...`.
std::string algorithm_names();

} // namespace loadex::config
