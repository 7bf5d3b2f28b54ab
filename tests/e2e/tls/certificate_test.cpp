#include "tests/support/e2e/child_process.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/loadex_command.hpp"
#include "tests/support/e2e/programs.hpp"
#include "tests/support/e2e/secured_listener.hpp"
#include "tests/support/e2e/tls_client.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <openssl/ssl.h>

#include <chrono>
#include <string>

using namespace std::chrono_literals;
using namespace loadex::tests::e2e;

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

TEST_CASE_METHOD(secured_listener,
                 "after a reload that is refused it is the certificates in force that are looked after") {
  const auto web = start_backend().url();
  auto& balancer = start_balancer_by(site(web, quoted(issue({.names = {"a.example"}}))));
  CHECK(balancer.reload(site(web, quoted("/nowhere/b.pem"))).at("msg") == "configuration refused");
  issue({.names = {"a.example", "b.example"}});
  CHECK(eventually([&] { return balancer.events("certificates renewed").size() == 1; }, 50s));
  CHECK(tls_client(balancer.port(), trusting("b.example")).get("/").status == 200);
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
