#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/loadex_command.hpp"
#include "tests/support/e2e/programs.hpp"
#include "tests/support/e2e/scripted_backend.hpp"
#include "tests/support/e2e/secured_fixture.hpp"
#include "tests/support/e2e/tls_client.hpp"
#include "tests/support/e2e/tls_pump.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <openssl/ssl.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace loadex::tests::e2e;

namespace {

/// A balancer with a listener that speaks TLS, and files for it.
class secured_listener : public secured_fixture {
protected:
  static std::string site(const std::string& backend, const std::string& files, const std::string& more = {}) {
    return "[admin]\nlisten=\"127.0.0.1:0\"\n[listeners]\nsite={port=0, address=[\"127.0.0.1\"], pool=\"web\",\n"
           "tls={certificates=[" +
           files + "]" + more + "}}\n[pools]\nweb={backends=[{url=\"" + backend + "\"}]}\n";
  }

  tls_wish trusting(const std::string& host) const { return {.host = host, .authority = authority.file()}; }
};

/// Answers with what it was told of the client's connection.
void tell_scheme(conversation& c) {
  c.answer(200, c.asked.value("X-Forwarded-Proto"));
}

double failures(daemon_process& of, const std::string& reason) {
  return of.metrics().sum("golb_failures_total", {label("reason", reason)});
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

TEST_CASE_METHOD(secured_listener, "each client has the certificate of the host that it names") {
  const auto web = start_backend().url();
  const auto files = quoted(issue({.names = {"first.example"}})) + "," +
                     quoted(issue({.names = {"a.example", "b.example"}})) + "," +
                     quoted(issue({.names = {"*.wild.example"}}));
  struct row {
    std::string host;
    std::string has;
  };
  SECTION("and the first one if it names none, or another") {
    auto& balancer = start_balancer_by(site(web, files));
    const auto [host, has] = GENERATE(values<row>({{"first.example", "first.example"},
                                                   {"a.example", "a.example"},
                                                   {"B.Example", "a.example"},
                                                   {"one.wild.example", "*.wild.example"},
                                                   {"two.one.wild.example", "first.example"},
                                                   {"wild.example", "first.example"},
                                                   {"other.example", "first.example"},
                                                   {"", "first.example"}}));
    CAPTURE(host);
    tls_client client(balancer.port(), {.host = host});
    CHECK(client.peer_name() == has);
    CHECK(client.get("/").status == 200);
  }
  SECTION("where it is strict, others are turned away") {
    auto& balancer = start_balancer_by(site(web, files, ", strict-sni=true"));
    CHECK(tls_client(balancer.port(), {.host = "a.example"}).get("/").status == 200);
    CHECK_THROWS_WITH(tls_client(balancer.port(), {.host = "other.example"}), "tlsv1 unrecognized name");
    CHECK_THROWS_WITH(tls_client(balancer.port(), {.host = ""}), "tlsv1 unrecognized name");
    CHECK(eventually([&] { return failures(balancer, "handshake_failed") == 2; }));
  }
}

TEST_CASE_METHOD(secured_listener, "of two certificates for one name each client has the one that it understands") {
  const auto files = quoted(issue()) + "," + quoted(issue({.key = key_kind::rsa}));
  auto& balancer = start_balancer_by(site(start_backend().url(), files));
  tls_wish wish{.version = TLS1_2_VERSION};
  wish.ciphers = "ECDHE-RSA-AES128-GCM-SHA256";
  CHECK(tls_client(balancer.port(), wish).peer_key() == "rsaEncryption");
  wish.ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256";
  CHECK(tls_client(balancer.port(), wish).peer_key() == "id-ecPublicKey");
}

TEST_CASE_METHOD(secured_listener, "the key may be beside the certificate, or anywhere; and all may be in a folder") {
  const auto one = authority.issue();
  const auto beside = write("site.crt", one.certificate);
  std::string files;
  SECTION("beside it") {
    write("site.key", one.key);
    files = quoted(beside);
  }
  SECTION("anywhere") {
    files = "{certificate=" + quoted(beside) + ", key=" + quoted(write("other.txt", one.key)) + "}";
  }
  SECTION("in a folder") {
    write("site.key", one.key);
    files = quoted(folder.path().string());
  }
  auto& balancer = start_balancer_by(site(start_backend().url(), files));
  CHECK(tls_client(balancer.port(), trusting("localhost")).get("/").status == 200);
}

TEST_CASE_METHOD(secured_listener, "who issued the certificate is sent along") {
  const auto between = authority.issue_authority("Between");
  auto& balancer = start_balancer_by(site(start_backend().url(), quoted(write("chain.pem", between->issue().both()))));
  CHECK(tls_client(balancer.port(), trusting("localhost")).get("/").status == 200);
  CHECK(balancer.events("doubtful certificate").empty());
}

TEST_CASE_METHOD(secured_listener,
                 "what the issuer says of a certificate is sent along to clients that ask, as long as it holds") {
  const auto one = authority.issue();
  const auto file = write("site.pem", one.both());
  tls_wish wish{.version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION)};
  wish.status = true;
  std::string word;
  SECTION("if there is something") {
    word = authority.status_of(one);
    write("site.ocsp", word);
  }
  SECTION("and nothing if there is nothing") {}
  SECTION("or that is too old") {
    write("site.ocsp", authority.status_of(one, -1h));
  }
  auto& balancer = start_balancer_by(site(start_backend().url(), quoted(file)));
  tls_client client(balancer.port(), wish);
  CHECK(client.get("/").status == 200);
  CHECK(client.status() == word);
}

TEST_CASE_METHOD(secured_listener, "what is no word of an issuer ends the start") {
  const auto file = issue();
  write("localhost.ocsp", "nonsense");
  child_process check(
      {loadbalancer_program, "--check", "--config-file=" + write("a.conf", site("http://a", quoted(file)))});
  CHECK(check.wait() == 2);
  CHECK(contains(check.errors(), "this is no answer of OCSP"));
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

TEST_CASE_METHOD(secured_listener, "certificates are in the API, in loadex certs, and in the metrics with their end") {
  const auto file = issue({.names = {"a.example", "b.example"}});
  auto& balancer = start_balancer_by(site(start_backend().url(), quoted(file)));
  const auto listeners = nlohmann::json::parse(http_client(balancer.admin_port()).get("/loadex/v1/listeners").body);
  const auto& certificate = listeners["listeners"][0]["certificates"][0];
  CHECK(certificate["file"] == file);
  CHECK(certificate["names"] == nlohmann::json{"a.example", "b.example"});
  const auto end = balancer.metrics().sum("golb_certificate_expiry_seconds", {label("certificate", file)});
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  CHECK(end > static_cast<double>(now + 23 * 3600));
  CHECK(end < static_cast<double>(now + 25 * 3600));
  const auto table = run_loadex({"certs", "--url", "http://127.0.0.1:" + std::to_string(balancer.admin_port())});
  CHECK(table.code == 0);
  CHECK(contains(table.output, certificate["ends"].get<std::string>()));
}

TEST_CASE_METHOD(secured_listener, "a reload has new clients meet the new certificate, and the others go on") {
  const auto file = issue({.names = {"a.example"}});
  const auto text = site(start_backend().url(), quoted(file));
  auto& balancer = start_balancer_by(text);
  tls_client known(balancer.port(), trusting("a.example"));
  CHECK(known.get("/").status == 200);

  write("a.example.pem", authority.issue({.names = {"a.example", "b.example"}}).both());
  CHECK(balancer.reload(text).at("msg") == "configuration reloaded");
  CHECK(tls_client(balancer.port(), trusting("b.example")).get("/").status == 200);
  CHECK(known.get("/").status == 200);
}

TEST_CASE_METHOD(secured_listener, "a certificate that is renewed on disk is taken up by itself, once it can be used") {
  const auto text = site(start_backend().url(), quoted(issue({.names = {"a.example"}})));
  auto& balancer = start_balancer_by(text);
  tls_client known(balancer.port(), trusting("a.example"));
  const auto renewed = authority.issue({.names = {"a.example", "b.example"}});

  write("a.example.pem", renewed.certificate); // the key has yet to follow
  CHECK(eventually([&] { return balancer.events("certificates not renewed").size() == 1; }, 50s));
  CHECK(tls_client(balancer.port(), trusting("a.example")).get("/").status == 200);

  write("a.example.pem", renewed.both());
  CHECK(eventually([&] { return balancer.events("certificates renewed").size() == 1; }, 50s));
  CHECK(tls_client(balancer.port(), trusting("b.example")).get("/").status == 200);
  CHECK(known.get("/").status == 200);
}

TEST_CASE_METHOD(secured_listener, "a certificate that cannot be used changes nothing at a reload, and ends a start") {
  const auto file = issue();
  const auto text = site(start_backend().url(), quoted(file));
  const auto good = read_file(file);
  const auto one = authority.issue();
  struct row {
    std::string content;
    std::string told;
  };
  const auto [content, told] = GENERATE_COPY(values<row>({
      {one.certificate, "there is no key in it"},
      {one.certificate + authority.issue().key, "this is not the key of the certificate"},
      {one.key, "there is no certificate in it"},
      {"nonsense", "there is no certificate in it"},
      {one.certificate.substr(0, 200), "its certificate cannot be read"},
      {one.certificate + authority.issue().certificate + one.key, "are no chain"},
  }));
  CAPTURE(told);
  auto& balancer = start_balancer_by(text);
  write("localhost.pem", content);
  const auto refused = balancer.reload(text);
  CHECK(refused.at("msg") == "configuration refused");
  const auto problems = refused.at("problems").get<std::string>();
  CAPTURE(problems);
  CHECK(problems.find("listeners.site: tls: " + file) == 0);
  CHECK(contains(problems, told));
  CHECK(tls_client(balancer.port(), trusting("localhost")).get("/").status == 200);

  child_process anew({loadbalancer_program, "--config-file=" + write("anew.conf", text), "--check"});
  CHECK(anew.wait() == 2);
  CHECK(contains(anew.errors(), told));
  write("localhost.pem", good);
  CHECK(balancer.reload(text).at("msg") == "configuration reloaded");
}

TEST_CASE_METHOD(secured_listener, "two certificates for the same hosts with the same kind of key are one too many") {
  const auto one = write("one.pem", authority.issue().both());
  const auto other = write("other.pem", authority.issue().both());
  child_process balancer({loadbalancer_program, "--check",
                          "--config-file=" + write("two.conf", site("http://a", quoted(one) + "," + quoted(other)))});
  CHECK(balancer.wait() == 2);
  CHECK(contains(balancer.errors(), other + ": " + one + " is for the same hosts, with the same kind of key"));
}

TEST_CASE_METHOD(secured_listener, "a certificate that clients may not like is used, and doubted in the log") {
  struct row {
    std::string content;
    std::string doubt;
  };
  const auto [content, doubt] = GENERATE_COPY(values<row>({
      {authority.issue({.begins = -2h, .ends = -1h}).both(), "it has expired"},
      {authority.issue({.begins = 1h, .ends = 2h}).both(), "it is not valid yet"},
      {authority.issue().both(), "no chain comes with it"},
  }));
  auto& balancer = start_balancer_by(site(start_backend().url(), quoted(write("site.pem", content))));
  CHECK(tls_client(balancer.port()).get("/").status == 200);
  const auto warned = balancer.events("doubtful certificate");
  REQUIRE(warned.size() == 1);
  CHECK(warned[0].at("detail").get<std::string>().starts_with(doubt));
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
  const auto logged = balancer.events("request failed");
  REQUIRE(logged.size() == 2);
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
