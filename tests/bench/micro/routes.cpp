// What it costs to find a request's route: among 1, 100 and 10 000 of them, by names, suffixes and paths.

#include "net/http/routes.hpp"

#include <benchmark/benchmark.h>

#include <cstddef>
#include <string>
#include <vector>

namespace {

using namespace loadex::net::http;
using loadex::config::route_settings;

/// A third with a host's name, a third with a suffix, a third with a path alone; each with several segments.
std::vector<route_settings> mixed(std::size_t count) {
  std::vector<route_settings> all;
  for (std::size_t i = 0; i < count; ++i) {
    const auto number = std::to_string(i);
    switch (i % 3) {
    case 0:
      all.push_back({.host = "www" + number + ".example.org", .path = "/catalogue/items"});
      break;
    case 1:
      all.push_back({.host = "*.shop" + number + ".example.org", .path = "/catalogue"});
      break;
    default:
      all.push_back({.path = "/tenant" + number + "/catalogue/items"});
    }
  }
  return all;
}

struct asked {
  std::string host;
  std::string target;
};

/// Requests for many of them, so that neither caches nor branch predictors know them by heart; each of `kind` 0 to 2 as
/// above, and 3 for what no route takes.
std::vector<asked> requests(std::size_t routes, std::size_t kind) {
  std::vector<asked> all;
  for (std::size_t n = 0; n < 4'096; ++n) {
    const auto number = std::to_string(n * 7'919 % ((routes + 2 - kind % 3) / 3) * 3 + kind);
    switch (kind) {
    case 0:
      all.push_back({"www" + number + ".example.org:8080", "/catalogue/items/42?sort=price"});
      break;
    case 1:
      all.push_back({"Paris.shop" + number + ".example.org", "/catalogue/items/42?sort=price"});
      break;
    case 2:
      all.push_back({"www.example.net", "/tenant" + number + "/catalogue/items/42?sort=price"});
      break;
    default:
      all.push_back({"a.b.c.example.org", "/x/y/z/" + number});
    }
  }
  return all;
}

void find_route(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const auto kind = static_cast<std::size_t>(state.range(1));
  const routes compiled(mixed(count));
  const auto incoming = requests(count, kind);
  const request_head head;
  std::string scratch;
  std::size_t turn = 0;
  for (auto _ : state) {
    const auto& [host, target] = incoming[turn++ % incoming.size()];
    const auto found = compiled.find(head, {.host = host, .target = target}, false, scratch);
    if (found.route.has_value() != (kind < 3))
      state.SkipWithError("wrong");
  }
}

/// A path in another spelling, which is written anew.
void find_route_of_detour(benchmark::State& state) {
  const routes compiled(mixed(10'000));
  const request_head head;
  std::string scratch;
  for (auto _ : state)
    benchmark::DoNotOptimize(
        compiled.find(head, {.host = "www0.example.org", .target = "/a/%2e%2e//%63atalogue/items/42"}, false, scratch));
}

/// The worst that a client can ask: a long path that servers read in many ways.
void find_route_of_doubts(benchmark::State& state) {
  const routes compiled(mixed(10'000));
  const request_head head;
  std::string target = "/x";
  while (target.size() < 8'000)
    target += "%2f\\;%5c";
  std::string scratch;
  for (auto _ : state)
    benchmark::DoNotOptimize(compiled.find(head, {.host = "www.example.org", .target = target}, false, scratch));
}

void compile_routes(benchmark::State& state) {
  const auto all = mixed(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state)
    benchmark::DoNotOptimize(routes(all));
}

BENCHMARK(find_route)->ArgNames({"routes", "kind"})->ArgsProduct({{3, 100, 10'000}, {0, 1, 2, 3}});
BENCHMARK(find_route_of_detour);
BENCHMARK(find_route_of_doubts);
BENCHMARK(compile_routes)->Arg(100)->Arg(10'000);

} // namespace
