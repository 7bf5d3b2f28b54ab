#include "config/live.hpp"

#include "config/config_file.hpp"
#include "config/own_settings.hpp"
#include "config/saved_block.hpp"
#include "config/snapshot.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace loadex::config;

namespace {

backend_settings backend(const std::string& url, std::uint32_t weight = 1) {
  return {.url = backend_url::parse(url).value(), .weight = weight};
}

std::vector<std::string> urls(const std::vector<backend_settings>& backends) {
  std::vector<std::string> all;
  all.reserve(backends.size());
  for (const auto& b : backends)
    all.push_back(b.url.text());
  return all;
}

settings read(std::string_view text) {
  draft result;
  apply_file_text("f", text, result);
  CHECK(result.problems.empty());
  return result.all;
}

} // namespace

TEST_CASE("live changes take their place in the settings, newcomers last") {
  settings written;
  written.global.backends = {backend("http://a"), backend("http://b"), backend("http://c")};
  const std::array now{
      live_pool{"main", algorithm::first, {backend("http://x"), backend("http://c"), backend("http://a", 4)}},
      live_pool{"other", algorithm::random, {}}};
  const auto all = with_live(written, now);
  CHECK(all.global.algo == algorithm::first);
  CHECK(urls(all.global.backends) == std::vector<std::string>{"http://a", "http://c", "http://x"});
  CHECK(all.global.backends[0].weight == 4);
  CHECK(id_of(all) != id_of(written));
}

TEST_CASE("without live changes the settings are what they were, also by their id") {
  const auto written =
      read("[listeners]\nweb={port=80, pool=\"api\"}\n[pools]\n"
           "api={algo=\"p2c\", backends=[{url=\"http://a\", weight=2, health={rise=2}}, \"http://b\"]}\n"
           "web={backends=[\"http://c\"]}\n");
  const std::array now{live_pool{"web", written.pools[1].algo, written.pools[1].backends},
                       live_pool{"api", written.pools[0].algo, written.pools[0].backends}};
  CHECK(id_of(with_live(written, now)) == id_of(written));
  CHECK(to_save(written, now).empty());
}

TEST_CASE("what differs is to be saved, and is read as it was") {
  const std::string text =
      "[listeners]\nweb={port=80, pool=\"api\"}\n[pools]\n"
      "api={backends=[{url=\"http://a\", weight=2}, \"http://b\"]}\nweb={backends=[\"http://c\"]}\n";
  const auto written = read(text);
  auto changed = backend("http://d");
  set_own(changed.health, *find_setting("health.rise"), "2");
  set_own(changed.health, *find_setting("health.fall"), "3");
  changed.max_connections = 7;
  changed.backup = true;
  const std::array now{live_pool{"api", algorithm::least_connections, {backend("http://b"), backend("http://a", 2)}},
                       live_pool{"web", algorithm::round_robin, {backend("http://c"), changed}}};
  const auto saved = to_save(written, now);
  REQUIRE(saved.size() == 2);
  CHECK(saved[0].algo == algorithm::least_connections);
  CHECK_FALSE(saved[0].backends); // another order is none
  CHECK_FALSE(saved[1].algo);
  CHECK(saved[1].backends->size() == 2);
  const auto again = read(*with_saved(text, saved));
  CHECK(to_save(again, now).empty());
  CHECK(again.pools[1].backends[1].health == changed.health);
}

TEST_CASE("a backend that differs in any way is to be saved") {
  settings written;
  written.global.backends = {backend("http://a"), backend("http://b")};
  const auto differs = [&](auto change) {
    auto backends = written.global.backends;
    change(backends);
    return to_save(written, std::array{live_pool{"main", written.global.algo, backends}}).size() == 1;
  };
  using list = std::vector<backend_settings>;
  CHECK_FALSE(differs([](list&) {}));
  CHECK(differs([](list& all) { all[1].weight = 2; }));
  CHECK(differs([](list& all) { all[1].backup = true; }));
  CHECK(differs([](list& all) { all[1].max_connections = 0; }));
  CHECK(differs([](list& all) { set_own(all[1].health, *find_setting("health.rise"), "2"); }));
  CHECK(differs([](list& all) { all.pop_back(); }));
  CHECK(differs([](list& all) { all.push_back(backend("http://c")); }));
  CHECK(differs([](list& all) { all[1] = backend("http://c"); }));
}
