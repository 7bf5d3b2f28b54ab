#include "apps/loadbalancer/daemon/listening.hpp"
#include "tests/support/e2e/reserved_port.hpp"

#include <catch2/catch.hpp>

using namespace loadex;
using loadex::tests::e2e::reserved_port;

namespace {

std::vector<config::snapshot::listener> one_at(const reserved_port& port) {
  return {{{.name = "site", .port = port.number(), .address = {"127.0.0.1"}}, {}}};
}

} // namespace

TEST_CASE("a port that comes back while somebody has yet to close it is opened again") {
  const reserved_port here;
  const reserved_port elsewhere;
  net::io::inherited_sockets none;
  listening where(2, none);
  auto first = where.follow(one_at(here));
  where.follow(one_at(elsewhere));
  const auto again = where.follow(one_at(here));
  CHECK(again.of_workers.at(1).size() == 1);

  where.follow(one_at(elsewhere));
  first.of_workers.clear();
  CHECK(where.follow(one_at(here)).of_workers.at(1).size() == 1); // `again` is still there
}

TEST_CASE("a port that has been closed may be another's: it is not shared") {
  const reserved_port here;
  const reserved_port elsewhere;
  net::io::inherited_sockets none;
  listening where(1, none);
  where.follow(one_at(here));
  where.follow(one_at(elsewhere));
  const auto of_another = net::io::listen({"127.0.0.1"}, here.number(), 1);
  CHECK_THROWS_AS(where.follow(one_at(here)), net::io::listen_failure);
}
