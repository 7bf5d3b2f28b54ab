// Load and backends that cost little beside a proxy, so that it is the proxy that has to wait for nobody.

#include "tests/bench/lean/backends.hpp"
#include "tests/bench/lean/clients.hpp"
#include "tests/bench/lean/ring.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <system_error>
#include <vector>

int main(int argc, char** argv) {
  constexpr int no_ring = 3;

  CLI::App app{"Load on a proxy and backends behind it, by io_uring, on the loopback interface.", "lean_load"};
  app.require_subcommand(1);
  std::vector<std::uint16_t> ports;
  auto* const backends = app.add_subcommand("backends", "Answers every GET on these ports until it is ended");
  backends->add_option("ports", ports)->required();
  std::uint16_t port = 0;
  std::size_t connections = 0;
  unsigned seconds = 0;
  auto* const clients = app.add_subcommand("clients", "Asks again and again, and prints what came of it as JSON");
  clients->add_option("port", port)->required();
  clients->add_option("connections", connections)->required()->check(CLI::Range(1, 10'000));
  clients->add_option("seconds", seconds)->required()->check(CLI::Range(1, 600));
  auto* const check = app.add_subcommand("check", "Whether the kernel gives the io_uring that this needs");
  CLI11_PARSE(app, argc, argv);

  try {
    if (check->parsed()) {
      const loadex::bench::ring given;
      return 0;
    }
    if (backends->parsed())
      loadex::bench::serve(ports);
    const auto seen = loadex::bench::drive(port, connections, std::chrono::seconds(seconds));
    fmt::print(R"({{"requests": {}, "errors": {}, "seconds": {:.3f}, "p50_us": {}, "p90_us": {}, "p99_us": {}}})"
               "\n",
               seen.requests, seen.errors, seen.took.count(), seen.p50_us, seen.p90_us, seen.p99_us);
    return 0;
  } catch (const loadex::bench::no_ring& e) {
    fmt::print(stderr, "lean_load: the kernel gives no io_uring as this needs it (Linux 6.1): {}\n",
               e.code().message());
    return no_ring;
  } catch (const std::system_error& e) {
    fmt::print(stderr, "lean_load: {}\n", e.what());
    return 1;
  }
}
