#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <csignal>
#include <string>

using namespace std::chrono_literals;
using namespace loadex::tests::e2e;

namespace {

/// Answers with the client that it was told of.
void tell_client(conversation& c) {
  c.answer(200, c.asked.value("X-Forwarded-For"));
}

/// A listener behind a proxy at 127.0.0.1, with an own one for Loadex's addresses.
std::string behind_proxy(const std::string& backend, const std::string& more = {}) {
  return R"([admin]
listen="127.0.0.1:0"
[listeners]
site={port=0, address=["127.0.0.1"], proxy-protocol-from=["127.0.0.1"], pool="web"}
[pools]
web={backends=[{url=")" +
         backend + "\"}]}\n" + more;
}

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/// Version 2, TCP over IPv4, from 198.51.100.7:1234.
const std::string version_2 = std::string("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c", 16) +
                              std::string("\xc6\x33\x64\x07\x7f\0\0\x01\x04\xd2\0\x50", 12);

/// The same with a PROXY header that speaks for its sender alone.
const std::string local = std::string("\r\n\r\n\0\r\nQUIT\n\x20\0\0\0", 16);

} // namespace

TEST_CASE_METHOD(fixture, "behind a PROXY header the client is the one that it names") {
  const scripted_backend backend(tell_client);
  auto& balancer = start_balancer_by(behind_proxy(backend.url()));
  struct row {
    std::string header;
    std::string client;
  };
  const auto [header, client] = GENERATE(values<row>({
      {"PROXY TCP4 192.0.2.9 127.0.0.1 4711 80\r\n", "192.0.2.9"},
      {"PROXY TCP6 2001:db8::9 ::1 4711 80\r\n", "2001:db8::9"},
      {"PROXY UNKNOWN\r\n", "127.0.0.1"},
      {version_2, "198.51.100.7"},
      {local, "127.0.0.1"},
  }));
  CAPTURE(client);
  http_client connection(balancer.port());
  SECTION("in one piece with the request") {
    connection.stream().send(header + get);
  }
  SECTION("byte by byte") {
    for (const char c : header)
      connection.stream().send(std::string(1, c));
    connection.stream().send(get);
  }
  CHECK(connection.read_response().body == client);
  connection.stream().send(get); // the same connection, the same client
  CHECK(connection.read_response().body == client);
}

TEST_CASE_METHOD(fixture, "from a network that sends PROXY headers nothing else is taken, and it is told in the log") {
  const scripted_backend backend(tell_client);
  auto& balancer = start_balancer_by(behind_proxy(backend.url(), "[proxy]\nheader-timeout=200ms\n"));
  const auto* start = GENERATE("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "PROXY TCP4 1.2.3 4.5.6.7 1 2\r\n", "\r\n\r\n");
  http_client connection(balancer.port());
  connection.stream().send(start);
  CHECK(connection.stream().read_to_end().empty());
  CHECK(backend.requests() == 0);
  if (start[0] != '\r') // which may be the start of one, and ends with the deadline
    CHECK(eventually(
        [&] { return balancer.metrics().sum("golb_failures_total", {label("reason", "bad_proxy_header")}) == 1; }));
}

TEST_CASE_METHOD(fixture, "from another network there is no PROXY header: one is a malformed request") {
  const scripted_backend backend(tell_client);
  auto& balancer = start_balancer_by(behind_proxy(backend.url()));
  http_client other(balancer.port(), "127.0.0.2");
  other.stream().send(get);
  CHECK(other.read_response().body == "127.0.0.2");
  http_client pretender(balancer.port(), "127.0.0.2");
  pretender.stream().send("PROXY TCP4 192.0.2.9 127.0.0.1 4711 80\r\n" + get);
  CHECK(pretender.read_response().status == 400);
}

TEST_CASE_METHOD(fixture, "limits of one client are those of the one that a PROXY header names") {
  const scripted_backend backend(tell_client);
  auto& balancer = start_balancer_by(behind_proxy(backend.url(), "[limits]\nconnections-per-client=1\n"));
  const auto connect = [&](http_client& by, const std::string& client) {
    by.stream().send("PROXY TCP4 " + client + " 127.0.0.1 4711 80\r\n" + get);
    return by.read_response().status;
  };
  http_client first(balancer.port());
  http_client again(balancer.port());
  http_client second(balancer.port());
  CHECK(connect(first, "192.0.2.1") == 200);
  CHECK(connect(again, "192.0.2.1") == 429);
  CHECK(connect(second, "192.0.2.2") == 200);
}

TEST_CASE_METHOD(fixture, "one that says nothing where a PROXY header is due does not hold up the end") {
  const scripted_backend backend(tell_client);
  auto& balancer = start_balancer_by(behind_proxy(backend.url(), "[proxy]\nheader-timeout=1min\n"));
  http_client silent(balancer.port());
  http_client halfway(balancer.port());
  halfway.stream().send(version_2.substr(0, 5));
  http_client other(balancer.port());
  other.stream().send(local + get);
  CHECK(other.read_response().status == 200);
  balancer.process().signal(SIGTERM);
  CHECK(balancer.process().wait(10s) == 0);
}
