#include "config/algorithm.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace loadex::config;

TEST_CASE("every algorithm answers to its name and its alias, in any case", "[config]") {
  for (const auto& a : algorithms()) {
    CHECK(algorithm_from(a.name) == a.which);
    CHECK(to_string(a.which) == a.name);
    if (!a.alias.empty())
      CHECK(algorithm_from(a.alias) == a.which);
  }
  CHECK(algorithm_from("RoundRobin") == algorithm::round_robin);
  CHECK(algorithm_from("WRR") == algorithm::weighted_round_robin);
  CHECK(algorithm_from("lc") == algorithm::least_connections);
  CHECK(algorithm_from("ip") == algorithm::ip_hash);
}

TEST_CASE("urlhash is an algorithm of its own", "[config]") {
  CHECK(algorithm_from("urlhash") == algorithm::url_hash);
}

TEST_CASE("an unknown algorithm is none, and so is an empty name", "[config]") {
  CHECK_FALSE(algorithm_from("fastest"));
  CHECK_FALSE(algorithm_from(""));
}

TEST_CASE("the list of algorithms names each with its alias", "[config]") {
  CHECK(algorithm_names() == "roundrobin (rr), weightedroundrobin (wrr), leastconnection (lc), p2c, ewma, "
                             "random, first, iphash (ip), urlhash, headerhash, cookiehash");
}

TEST_CASE("four algorithms go by a key", "[config]") {
  std::vector<std::string_view> hashing;
  for (const auto& a : algorithms())
    if (describe(a.which).key != hash_key::none)
      hashing.push_back(a.name);
  CHECK(hashing == std::vector<std::string_view>{"iphash", "urlhash", "headerhash", "cookiehash"});
}
