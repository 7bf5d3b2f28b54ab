#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/scripted_backend.hpp"
#include "tests/support/e2e/secured_listener.hpp"
#include "tests/support/e2e/tcp_stream.hpp"
#include "tests/support/e2e/tls_client.hpp"
#include "tests/support/e2e/tls_pump.hpp"

#include <catch2/catch.hpp>

#include <openssl/ssl.h>
#include <unistd.h>

#include <memory>
#include <string>

using namespace loadex::tests::e2e;

namespace {

/// Answers with what it was told of the client's connection.
void tell_scheme(conversation& c) {
  c.answer(200, c.asked.value("X-Forwarded-Proto"));
}

} // namespace

TEST_CASE_METHOD(secured_listener, "a client that speaks TLS is served, and the backend is told of it") {
  const scripted_backend backend(tell_scheme);
  auto& balancer = start_balancer_by(site(backend.url(), quoted(issue())));
  const auto version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
  auto wish = trusting("localhost");
  wish.version = version;
  wish.protocols = "\x02h2\x08http/1.1";
  tls_client client(balancer.port(), wish);
  for (int i = 0; i < 3; ++i)
    CHECK(client.get("/").body == "https");
  CHECK(client.version() == (version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3"));
  CHECK(client.protocol() == "http/1.1");
}

TEST_CASE_METHOD(secured_listener, "bodies of any size go both ways through TLS as they were sent") {
  const scripted_backend backend([](conversation& c) { c.answer(200, c.read_body()); });
  auto& balancer = start_balancer_by(site(backend.url(), quoted(issue())));
  tls_client client(balancer.port(), trusting("localhost"));
  for (const std::size_t size : {1U, 100U, 4'000U, 16'383U, 16'384U, 16'385U, 70'000U, 1'000'000U}) {
    std::string body(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
      body[i] = static_cast<char>('a' + i * 31 % 26);
    CAPTURE(size);
    const bool is_same = client.http().ask("PUT", "/", {}, body).body == body;
    CHECK(is_same);
  }
}

TEST_CASE_METHOD(secured_listener, "a client resumes what was agreed, again and again, but not under another name") {
  const auto files = quoted(issue({.names = {"a.example"}})) + "," + quoted(issue({.names = {"b.example"}}));
  auto& balancer = start_balancer_by(site(start_backend().url(), files));
  tls_wish wish{.host = "a.example"};
  wish.version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
  CAPTURE(wish.version);
  const auto come_again = [&] {
    tls_client client(balancer.port(), wish);
    CHECK(client.get("/").status == 200);
    if (const auto latest = client.session())
      wish.session = latest;
    return client.resumed();
  };
  CHECK_FALSE(come_again());
  CHECK(come_again());
  CHECK(come_again());
  wish.host = "b.example";
  CHECK_FALSE(come_again());
}

TEST_CASE_METHOD(secured_listener, "without tickets nothing is resumed") {
  auto& balancer = start_balancer_by(site(start_backend().url(), quoted(issue()), ", tickets=false"));
  tls_wish wish{.version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION)};
  {
    tls_client client(balancer.port(), wish);
    CHECK(client.get("/").status == 200);
    wish.session = client.session();
  }
  tls_client again(balancer.port(), wish);
  CHECK(again.get("/").status == 200);
  CHECK_FALSE(again.resumed());
}

TEST_CASE_METHOD(secured_listener, "who speaks HTTP to a port of TLS is told so") {
  auto& balancer = start_balancer_by(site(start_backend().url(), quoted(issue())));
  const auto answer = http_client(balancer.port()).get("/");
  CHECK(answer.status == 400);
  CHECK(answer.body.find("https://") != std::string::npos);
  CHECK(eventually([&] { return failures(balancer, "plain_http") == 1; }));
}

TEST_CASE_METHOD(secured_listener, "who speaks TLS to a port without is told so in the log") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  CHECK_THROWS_AS(tls_client(balancer.port()), handshake_refused);
  CHECK(eventually([&] { return failures(balancer, "unexpected_tls") == 1; }));
}

TEST_CASE_METHOD(secured_listener, "a client with too many connections has no handshake for another one") {
  auto& balancer =
      start_balancer_by(site(start_backend().url(), quoted(issue())) + "[limits]\nconnections-per-client=1\n");
  tls_client first(balancer.port());
  CHECK(first.get("/").status == 200);
  CHECK_THROWS_AS(tls_client(balancer.port()), handshake_refused);
  CHECK(eventually([&] { return failures(balancer, "too_many_connections") == 1; }));
  CHECK(first.get("/").status == 200);
}

TEST_CASE_METHOD(secured_listener, "a handshake has its time, and no more") {
  auto& balancer = start_balancer_by(site(start_backend().url(), quoted(issue()), ", handshake-timeout=200ms"));
  http_client silent(balancer.port());
  const auto* begin = GENERATE("", "\x16\x03\x01\x02");
  silent.stream().send(begin);
  CHECK(silent.stream().read_to_end().empty());
  CHECK(eventually([&] { return failures(balancer, "handshake_failed") == 1; }));
}

TEST_CASE_METHOD(secured_listener, "what both do not have in common is refused, and the next client is served") {
  auto& balancer = start_balancer_by(site(start_backend().url(), quoted(issue()), R"(, minimum="1.3")"));
  CHECK_THROWS_WITH(tls_client(balancer.port(), {.version = TLS1_2_VERSION}), "tlsv1 alert protocol version");
  tls_wish other_protocol;
  other_protocol.protocols = "\x02h2";
  CHECK_THROWS_WITH(tls_client(balancer.port(), other_protocol), "tlsv1 alert no application protocol");
  CHECK(tls_client(balancer.port()).get("/").status == 200);
  CHECK(eventually([&] { return failures(balancer, "handshake_failed") == 2; }));
  REQUIRE(eventually([&] { return balancer.events("request failed").size() == 2; }));
  const auto logged = balancer.events("request failed");
  CHECK(logged[0].at("detail") == "unsupported protocol");
}

TEST_CASE_METHOD(secured_listener, "who connects and leaves without a word has not failed") {
  auto& balancer = start_balancer_by(site(start_backend().url(), quoted(issue())));
  tcp_stream::connect(balancer.port());
  CHECK(tls_client(balancer.port()).get("/").status == 200);
  CHECK(failures(balancer, "handshake_failed") == 0);
}

TEST_CASE_METHOD(secured_listener, "whoever asks for new keys again and again is cut off, and nobody else") {
  auto& balancer = start_balancer_by(site(start_backend().url(), quoted(issue())));
  tls_client other(balancer.port());
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  const std::shared_ptr<SSL> restless(SSL_new(context.get()), SSL_free);
  const int socket = connected_to(balancer.port());
  SSL_set_fd(restless.get(), socket);
  REQUIRE(SSL_connect(restless.get()) == 1);
  int updates = 0;
  const auto ask = [&] {
    return SSL_key_update(restless.get(), SSL_KEY_UPDATE_REQUESTED) == 1 && SSL_do_handshake(restless.get()) == 1;
  };
  while (updates < 100'000 && ask())
    ++updates;
  CHECK(updates > 100);
  CHECK(updates < 100'000);
  CHECK(other.get("/").status == 200);
  ::close(socket);
}

TEST_CASE_METHOD(secured_listener, "whoever claims to send a record that is too long is cut off at once") {
  auto& balancer = start_balancer_by(site(start_backend().url(), quoted(issue())));
  http_client rude(balancer.port());
  rude.stream().send("\x16\x03\x01\xff\xff\x01");
  rude.stream().read_to_end();
  REQUIRE(eventually([&] { return !balancer.events("request failed").empty(); }));
  CHECK(balancer.events("request failed").at(0).at("detail") == "packet length too long");
}

TEST_CASE_METHOD(secured_listener, "nothing is taken before the handshake has ended, and nothing is agreed anew") {
  auto& balancer = start_balancer_by(site(start_backend().url(), quoted(issue())));
  {
    tls_client client(balancer.port(), {.version = TLS1_3_VERSION});
    CHECK(client.get("/").status == 200);
    REQUIRE(client.session());
    CHECK(SSL_SESSION_get_max_early_data(client.session().get()) == 0);
  }
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  SSL_CTX_set_max_proto_version(context.get(), TLS1_2_VERSION);
  const std::shared_ptr<SSL> restless(SSL_new(context.get()), SSL_free);
  const int socket = connected_to(balancer.port());
  SSL_set_fd(restless.get(), socket);
  REQUIRE(SSL_connect(restless.get()) == 1);
  SSL_renegotiate(restless.get());
  CHECK(SSL_do_handshake(restless.get()) != 1);
  ::close(socket);
}

TEST_CASE_METHOD(secured_listener, "an answer that is cut off has no end in TLS either") {
  const scripted_backend backend([](conversation& c) {
    c.send_head("HTTP/1.1 200 OK", {{"Content-Length", "100"}});
    c.stream.send("half");
    c.hang_up();
  });
  auto& balancer = start_balancer_by(site(backend.url(), quoted(issue())));
  tls_client client(balancer.port());
  CHECK_THROWS_AS(client.get("/"), connection_ended);
  CHECK_FALSE(client.was_told_of_end());
}

TEST_CASE_METHOD(secured_listener, "a connection that is closed in order is so in TLS as well") {
  auto& balancer = start_balancer_by(site(start_backend().url(), quoted(issue())));
  tls_client client(balancer.port());
  CHECK(client.get("/", {{"Connection", "close"}}).status == 200);
  CHECK(client.http().stream().read_to_end().empty());
  CHECK(client.was_told_of_end());
}
