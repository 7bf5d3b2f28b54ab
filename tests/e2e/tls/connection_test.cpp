#include "tests/support/e2e/access_log_file.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/loadex_command.hpp"
#include "tests/support/e2e/scripted_backend.hpp"
#include "tests/support/e2e/secured_listener.hpp"
#include "tests/support/e2e/tls_client.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <openssl/ssl.h>

#include <string>

using namespace loadex::tests::e2e;

namespace {

/// Lines of 80 bytes in base64; `seed`s differ.
std::string ticket_key(char seed) {
  return std::string(106, seed) + "A=\n";
}

} // namespace

TEST_CASE_METHOD(secured_listener,
                 "a connection is for the hosts that have its certificate: others are sent elsewhere") {
  const auto files = quoted(issue({.names = {"a.example", "b.example"}})) + "," +
                     quoted(issue({.names = {"*.wild.example"}})) + "," + quoted(issue({.names = {"c.example"}}));
  auto& balancer = start_balancer_by(site(start_backend().url(), files));
  const auto asked = [&](const std::string& name, const std::string& host) {
    return tls_client(balancer.port(), {.host = name}).get("/", {{"Host", host}}).status;
  };
  CHECK(asked("a.example", "a.example:8443") == 200);
  CHECK(asked("a.example", "B.Example") == 200);
  CHECK(asked("one.wild.example", "two.wild.example") == 200);
  CHECK(asked("a.example", "unknown.example") == 200); // both have the first one
  CHECK(asked("", "c.example") == 200);                // who has asked for nobody
  CHECK(asked("a.example", "c.example") == 421);
  CHECK(asked("c.example", "unknown.example") == 421);
  CHECK(eventually([&] { return failures(balancer, "misdirected") == 2; }));
}

TEST_CASE_METHOD(secured_listener, "the access log can tell of a client's TLS") {
  access_log_file log;
  auto& balancer = start_balancer_by(site(start_backend().url(), quoted(issue())) + "[log]\naccess=" + log.setting() +
                                     R"(
access-fields=["status", "tls_version", "tls_cipher", "tls_host", "tls_client"])");
  tls_client client(balancer.port(), {.host = "localhost", .version = TLS1_3_VERSION});
  CHECK(client.get("/").status == 200);
  CHECK(http_client(balancer.port()).get("/").status == 400);
  const auto lines = log.await(2);
  CHECK(lines[0].dump() == R"({"status":200,"tls_cipher":")" + client.cipher() +
                               R"(","tls_client":"none","tls_host":"localhost","tls_version":"TLSv1.3"})");
  CHECK(lines[1].dump() == R"({"status":400})");
}

TEST_CASE_METHOD(secured_listener, "what was agreed at one node is resumed at another that has the keys for it") {
  const auto certificate = quoted(issue());
  const auto backend = start_backend().url();
  const auto node = [&](const std::string& keys) -> daemon_process& {
    return start_balancer_by(site(backend, certificate, ", ticket-keys=" + quoted(keys)));
  };
  const auto old = node(write("old", ticket_key('A') + ticket_key('B') + ticket_key('C'))).port();
  const auto newer = node(write("newer", ticket_key('B') + ticket_key('C') + ticket_key('D'))).port();
  const auto other = node(write("other", ticket_key('X'))).port();
  tls_wish wish{.version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION)};
  const auto come_to = [&](std::uint16_t port) {
    tls_client client(port, wish);
    CHECK(client.get("/").status == 200);
    if (const auto latest = client.session())
      wish.session = latest;
    return client.resumed();
  };
  CHECK_FALSE(come_to(old));
  CHECK(come_to(newer));
  CHECK(come_to(old)); // although the newer one gives out a key that is not the old one's to give
  CHECK_FALSE(come_to(other));
}

TEST_CASE_METHOD(secured_listener, "loadex asks Loadex's own addresses by TLS, and only whom it may trust") {
  const auto backend = start_backend().url();
  const auto setup = [&](const std::string& name) {
    return "[global]\nport=0\naddress=[\"127.0.0.1\"]\nbackends=[\"" + backend +
           "\"]\n[admin]\nlisten=\"127.0.0.1:0\"\ncertificate=" + quoted(issue({.names = {name}})) + "\n";
  };
  const auto asked = [](const daemon_process& of, const std::string& scheme, const std::string& host,
                        std::vector<std::string> more) {
    std::vector<std::string> words{"health", "-u", scheme + host + ":" + std::to_string(of.admin_port())};
    words.insert(words.end(), more.begin(), more.end());
    return run_loadex(words);
  };
  const daemon_process by_name(setup("localhost"));
  const daemon_process by_address(setup("127.0.0.1"));
  const std::vector<std::string> trust{"--ca", authority.file()};
  const auto told = asked(by_name, "https://", "localhost", trust);
  INFO(told.errors);
  CHECK(told.code == 0);
  CHECK(asked(by_address, "https://", "127.0.0.1", trust).code == 0);
  CHECK(run_loadex({"pools", "-u", "https://localhost:" + std::to_string(by_name.admin_port())},
                   {"LOADEX_CA=" + authority.file()})
            .code == 0);
  CHECK(contains(asked(by_name, "https://", "localhost", {}).errors, "its certificate is not to be trusted"));
  CHECK(contains(asked(by_name, "https://", "127.0.0.1", trust).errors, "its certificate is for another host"));
  CHECK(contains(asked(by_address, "https://", "localhost", trust).errors, "its certificate is for another host"));
  CHECK(contains(asked(by_name, "http://", "localhost", {}).errors, "https://"));
  const auto& plain = start_balancer_by(site(backend, quoted(issue())));
  CHECK(contains(asked(plain, "https://", "localhost", trust).errors, "no TLS is spoken there"));
  CHECK(contains(asked(by_name, "https://", "localhost", {"--ca", "/nowhere"}).errors, "--ca /nowhere: "));
}
