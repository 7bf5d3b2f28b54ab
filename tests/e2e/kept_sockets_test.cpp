#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/listening_port.hpp"
#include "tests/support/e2e/loadex_command.hpp"
#include "tests/support/e2e/manager_socket.hpp"
#include "tests/support/e2e/reserved_port.hpp"
#include "tests/support/e2e/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>

#include <csignal>
#include <map>
#include <set>
#include <string>

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;

namespace {

/// What a service manager keeps of sockets: none that has been dropped.
struct keeper : fixture {
  manager_socket manager;

  /// A balancer at that port that it looks after, and gives these sockets.
  daemon_setup at(std::uint16_t port, std::vector<given_socket> given = {}) {
    return {.backends = start_backends(1),
            .settings = {{"global.port", std::to_string(port)}},
            .environment = {"NOTIFY_SOCKET=" + manager.name()},
            .given = std::move(given)};
  }

  std::vector<given_socket> kept() {
    std::vector<given_socket> all;
    for (const auto& one : manager.told()) {
      const auto name = one.text.substr(one.text.find("FDNAME=") + std::string("FDNAME=").size());
      if (says(one, "FDSTORE=1"))
        for (const auto& socket : one.with)
          all.push_back({socket.get(), name});
      else if (says(one, "FDSTOREREMOVE=1"))
        std::erase_if(all, [&](const auto& socket) { return socket.name == name; });
    }
    return all;
  }

  /// How many are kept by each name.
  std::map<std::string, int> names() {
    std::map<std::string, int> all;
    for (const auto& one : kept())
      ++all[one.name];
    return all;
  }
};

std::string kept_name(std::uint16_t port) {
  return "127.0.0.1_" + std::to_string(port);
}

} // namespace

TEST_CASE_METHOD(keeper, "a balancer serves by the sockets that it is started with, and has none of them kept") {
  const listening_port there; // not to be had a second time
  auto& balancer = start_balancer(at(there.number(), {{there.descriptor(), "loadex.socket"}}));
  for (int i = 0; i < 10; ++i) // whichever worker it is that accepts
    CHECK(http_client(there.number()).get("/").status == 200);
  manager.await("READY=1");
  CHECK(manager.count("FDSTORE=1") == 0);
  CHECK(balancer.events("inherited socket closed").empty());
}

TEST_CASE_METHOD(keeper, "a client that comes before the balancer waits in the socket that it will be started with") {
  const listening_port there;
  http_client early(there.number());
  early.send("GET", "/");
  start_balancer(at(there.number(), {{there.descriptor(), "loadex.socket"}}));
  CHECK(early.read_response().status == 200);
}

TEST_CASE_METHOD(keeper, "what a balancer is started with and does not want is closed, named and kept no longer") {
  const reserved_port wanted;
  const listening_port other;
  const loadex::base::descriptor nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  auto& balancer = start_balancer(
      at(wanted.number(), {{other.descriptor(), kept_name(other.number())}, {nothing.get(), "something"}}));
  CHECK(http_client(wanted.number()).get("/").status == 200);
  manager.await("FDSTOREREMOVE=1\nFDNAME=" + kept_name(other.number()));
  manager.await("FDSTOREREMOVE=1\nFDNAME=something");
  const auto told = balancer.events("inherited socket closed");
  REQUIRE(told.size() == 2);
  CHECK(told[0]["address"] == "127.0.0.1:" + std::to_string(other.number()));
  CHECK(told[1]["name"] == "something");
}

TEST_CASE_METHOD(keeper, "sockets that are meant for another process are left alone") {
  const reserved_port port;
  auto setup = at(port.number());
  setup.environment.insert(setup.environment.end(), {"LISTEN_PID=1", "LISTEN_FDS=1000"});
  auto& balancer = start_balancer(setup);
  CHECK(http_client(port.number()).get("/").status == 200);
  CHECK(balancer.events("inherited socket closed").empty());
}

TEST_CASE_METHOD(keeper, "nobody is refused when a balancer is killed: the next one has its sockets") {
  const reserved_port port;
  auto& first = start_balancer(at(port.number()));
  CHECK(names() == std::map<std::string, int>{{kept_name(port.number()), 2}}); // one for each worker
  first.process().signal(SIGKILL);
  first.process().wait();

  std::list<http_client> between;
  for (int i = 0; i < 20; ++i) // to both of the sockets
    between.emplace_back(port.number()).send("GET", "/");
  start_balancer(at(port.number(), kept()));
  for (auto& client : between)
    CHECK(client.read_response().status == 200);
}

TEST_CASE_METHOD(keeper, "sockets are kept for as long as a listener has their address") {
  const reserved_port here;
  const reserved_port elsewhere;
  auto setup = at(here.number());
  auto& balancer = start_balancer(setup);
  CHECK(names() == std::map<std::string, int>{{kept_name(here.number()), 2}});

  setup.settings["global.port"] = std::to_string(elsewhere.number());
  balancer.reload(setup);

  CHECK(eventually([&] { return names() == std::map<std::string, int>{{kept_name(elsewhere.number()), 2}}; }));
  CHECK(http_client(elsewhere.number()).get("/").status == 200);
  CHECK(balancer.stop() == 0);
}

TEST_CASE_METHOD(keeper, "the socket of our own addresses is kept, too") {
  const reserved_port port;
  const reserved_port own;
  auto setup = at(port.number());
  setup.settings["admin.listen"] = "\"127.0.0.1:" + std::to_string(own.number()) + "\"";
  auto& first = start_balancer(setup);
  CHECK(names() == std::map<std::string, int>{{kept_name(port.number()), 2}, {kept_name(own.number()), 1}});
  first.process().signal(SIGKILL);
  first.process().wait();
  http_client early(own.number());
  early.send("GET", "/healthz");
  setup.given = kept();
  start_balancer(setup);
  CHECK(early.read_response().status == 200);
}

TEST_CASE_METHOD(keeper, "a socket of our own addresses in the file system is kept until the balancer stops in order") {
  const reserved_port port;
  const temp_folder folder;
  const auto path = (folder.path() / "admin.sock").string();
  auto setup = at(port.number());
  setup.settings["admin.listen"] = "\"unix:" + path + "\"";
  const auto asks = [&] { return run_loadex({"healthcheck", "--url", "unix:" + path}).code; };
  auto* balancer = &start_balancer(setup);
  CHECK(names().at("unix_" + path) == 1);
  balancer->process().signal(SIGKILL);
  balancer->process().wait();

  SECTION("the next one has it") {
    setup.given = kept();
    balancer = &start_balancer(setup);
    CHECK(asks() == 0);
    balancer->stop();
    CHECK_FALSE(names().contains("unix_" + path));
  }
  SECTION("the next one makes its own if the file has gone meanwhile") {
    std::filesystem::remove(path);
    setup.given = kept();
    balancer = &start_balancer(setup);
    CHECK(asks() == 0);
    balancer->stop();
  }
}
