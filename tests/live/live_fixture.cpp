#include "tests/live/live_fixture.hpp"

#include "tests/support/e2e/eventually.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace loadex::tests::live {

namespace {

constexpr std::size_t span = 2000; // requests that a share is taken of

} // namespace

config::backend_settings member(const std::string& url, std::uint32_t weight, bool backup) {
  return {config::backend_url::parse(url).value(), weight, backup, {}};
}

void await_answers(const e2e::traffic& clients, std::size_t more) {
  const auto before = clients.answered();
  if (!e2e::eventually([&] { return clients.answered() >= before + more; }))
    throw std::runtime_error("the clients are not answered");
}

void await_effect(const e2e::traffic& clients) {
  // A worker may be late to take over what is published, but does so before a request that comes later. The second
  // answer from now on is to such a one; each client waits for its own, since another worker's may be far ahead.
  const auto before = clients.answered_by_client();
  const auto each_has_had_two = [&] {
    return std::ranges::equal(before, clients.answered_by_client(),
                              [](std::size_t then, std::size_t now) { return now >= then + 2; });
  };
  if (!e2e::eventually(each_has_had_two))
    throw std::runtime_error("a client is not answered");
}

std::map<std::string, double> shares(e2e::traffic& clients) {
  await_effect(clients);
  const auto before = clients.so_far();
  await_answers(clients, span);
  const auto after = clients.so_far();

  std::map<std::string, double> result;
  for (const auto& [backend, requests] : after.by_backend) {
    const auto known = before.by_backend.find(backend);
    const auto earlier = known == before.by_backend.end() ? 0 : known->second;
    result[backend] = static_cast<double>(requests - earlier) / static_cast<double>(after.answered - before.answered);
  }
  return result;
}

live_fixture::~live_fixture() {
  if (balancer_ && std::uncaught_exceptions() == 0)
    CHECK(e2e::eventually([&] { return balancer_->in_flight() == 0; }));
}

live_balancer& live_fixture::balance(std::vector<config::backend_settings> pool, config::algorithm algorithm,
                                     const config::proxy_settings& proxy) {
  config::settings settings;
  settings.global.port = 0;
  settings.global.address = {"127.0.0.1"};
  settings.global.algo = algorithm;
  settings.global.backends = std::move(pool);
  settings.global.workers = 2;
  if (const auto* io = std::getenv("LOADEX_TESTS_IO"); io != nullptr && io == std::string_view("poll"))
    settings.global.io = config::io_engine::poll;
  settings.proxy = proxy;
  settings.health.interval = std::chrono::milliseconds(50);
  return balancer_.emplace(settings);
}

std::vector<std::string> live_fixture::demo_backends(std::size_t count, const std::vector<std::string>& switches) {
  std::vector<std::string> urls;
  for (std::size_t i = 0; i < count; ++i)
    urls.push_back(start_backend(switches).url());
  return urls;
}

} // namespace loadex::tests::live
