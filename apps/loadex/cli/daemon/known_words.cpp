#include "apps/loadex/cli/daemon/known_words.hpp"

#include "apps/loadex/cli/daemon/api.hpp"

#include <algorithm>
#include <cstdint>

namespace loadex::cli {

namespace {

constexpr std::chrono::milliseconds at_once{800};

} // namespace

std::vector<std::string> algorithms() {
  return {"roundrobin", "weightedroundrobin", "leastconnection", "p2c", "ewma", "random", "first", "iphash",
          "urlhash",    "headerhash",         "cookiehash"};
}

std::vector<std::string> states() {
  return {"checking", "healthy", "unhealthy", "draining", "disabled", "ejected"};
}

std::vector<std::string> pools_of(const daemon_access& daemon) {
  std::vector<std::string> names;
  try {
    if (const auto said = ask(daemon, {.path = {"pools"}}, at_once))
      for (const auto& pool : said->at("pools"))
        names.push_back(pool.at("name"));
  } catch (const nlohmann::json::exception&) { // it is another server
  }
  return names;
}

std::vector<std::string> backends_of(const daemon_access& daemon, const std::string& pool) {
  std::vector<std::string> names;
  try {
    api_question question{.path = {"backends"}};
    if (!pool.empty())
      question.path = {"pools", pool, "backends"};
    if (const auto said = ask(daemon, question, at_once))
      for (const auto& row : said->at("backends")) {
        names.push_back(row.at("url"));
        names.push_back(std::to_string(row.at("id").get<std::uint64_t>()));
      }
  } catch (const nlohmann::json::exception&) { // likewise
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

} // namespace loadex::cli
