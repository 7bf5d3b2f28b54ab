#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/scripted_backend.hpp"
#include "tests/support/e2e/secured_listener.hpp"
#include "tests/support/e2e/tls_client.hpp"

#include <catch2/catch.hpp>

#include <openssl/ssl.h>

#include <chrono>
#include <csignal>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using namespace loadex::tests::e2e;

namespace {

/// A listener that verifies its clients, and people with certificates.
class verifying_listener : public secured_listener {
protected:
  std::string verifying(const std::string& backend, const std::string& how, const std::string& more = {}) {
    return site(backend, quoted(issue()), ", verify=\"" + how + "\", ca=" + quoted(people.file()) + more);
  }

  /// With that certificate.
  tls_wish as(const issued_certificate& who) const {
    return {.version = version, .certificate = write("person.pem", who.both())};
  }

  tls_wish as_nobody() const { return {.version = version}; }

  /// Whether the handshake is refused: with TLS 1.3 a client hears of it only behind its own part.
  static bool is_refused(daemon_process& by, const tls_wish& who) {
    try {
      tls_client(by.port(), who).get("/");
      return false;
    } catch (const handshake_refused&) {
    } catch (const connection_ended&) {
    }
    return true;
  }

  /// Why the latest client has not come in.
  static std::string latest_detail(const daemon_process& of) {
    const auto all = of.events("request failed");
    return all.empty() ? std::string() : all.back().value("detail", "");
  }

  certificate_authority people{"People of a test"};
  int version = TLS1_3_VERSION;
};

/// What the backend was told by these headers.
auto telling(std::vector<std::string> names) {
  return [names = std::move(names)](conversation& c) {
    std::string all;
    for (const auto& name : names)
      all += name + "=" + c.asked.value(name) + ";";
    c.answer(200, all);
  };
}

/// PEM without its frame and its lines.
std::string base64_of(std::string pem) {
  pem = pem.substr(pem.find('\n'), pem.find("-----END") - pem.find('\n'));
  std::erase(pem, '\n');
  return pem;
}

} // namespace

TEST_CASE_METHOD(verifying_listener, "where a certificate is required, who has a good one is served, and nobody else") {
  const scripted_backend backend(telling({"Client-Cert"}));
  auto& balancer = start_balancer_by(verifying(backend.url(), "required"));
  version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
  CAPTURE(version);
  const auto person = people.issue({.names = {"alice"}});
  CHECK(tls_client(balancer.port(), as(person)).get("/").body ==
        "Client-Cert=:" + base64_of(person.certificate) + ":;");
  CHECK(is_refused(balancer, as_nobody()));
  CHECK(is_refused(balancer, as(authority.issue()))); // of another authority
  CHECK(is_refused(balancer, as(people.issue({.begins = -48h, .ends = -24h}))));
  CHECK(eventually([&] { return failures(balancer, "handshake_failed") == 3; }));
  CHECK(eventually([&] { return latest_detail(balancer) == "certificate of the client: certificate has expired"; }));
}

TEST_CASE_METHOD(verifying_listener, "where a certificate is optional, who has none is served without") {
  const scripted_backend backend(telling({"Client-Cert", "X-Verified", "X-Subject", "X-Version", "X_Verified"}));
  auto& balancer = start_balancer_by(
      verifying(backend.url(), "optional",
                R"(, client-headers={Client-Cert="certificate", X-Verified="verified", X-Subject="subject", )"
                R"(X-Version="version"})"));
  const header_fields pretended{{"Client-Cert", ":bWU=:"}, {"X-Subject", "CN=root"}, {"X_Verified", "verified"}};
  CHECK(tls_client(balancer.port(), as_nobody()).get("/", pretended).body ==
        "Client-Cert=;X-Verified=none;X-Subject=;X-Version=TLSv1.3;X_Verified=;");
  const auto person = people.issue({.names = {"alice"}});
  const auto told = tls_client(balancer.port(), as(person)).get("/", pretended).body;
  CHECK(
      told.starts_with("Client-Cert=:" + base64_of(person.certificate) + ":;X-Verified=verified;X-Subject=CN=alice;"));
  CHECK(is_refused(balancer, as(authority.issue())));
}

TEST_CASE_METHOD(verifying_listener, "what strangers say of certificates is dropped where there is no TLS, too") {
  const scripted_backend backend(telling({"Client-Cert", "Client-Cert-Chain", "X-Subject"}));
  const auto trusted = GENERATE(false, true);
  auto& balancer = start_balancer_by(
      "[admin]\nlisten=\"127.0.0.1:0\"\n[listeners]\nplain={port=0, address=[\"127.0.0.1\"], pool=\"web\"}\n"
      "site={port=0, address=[\"127.0.0.1\"], pool=\"web\", tls={certificates=[" +
      quoted(issue()) + R"(], verify="optional", ca=)" + quoted(people.file()) +
      R"(, client-headers={X-Subject="subject"}}})" + "\n[pools]\nweb={backends=[{url=\"" + backend.url() +
      "\"}]}\n[proxy]\ntrusted-proxies=[" + (trusted ? "\"127.0.0.0/8\"" : "") + "]\n");
  const auto told = http_client(balancer.port_of("plain"))
                        .get("/", {{"Client-Cert", ":bWU=:"}, {"Client-Cert-Chain", ":bWU=:"}, {"X-Subject", "CN=me"}})
                        .body;
  CHECK(told == (trusted ? "Client-Cert=:bWU=:;Client-Cert-Chain=:bWU=:;X-Subject=CN=me;"
                         : "Client-Cert=;Client-Cert-Chain=;X-Subject=;"));
}

TEST_CASE_METHOD(verifying_listener, "who has been revoked comes in no more, and resumes nothing") {
  const scripted_backend backend(answering(200, "hello"));
  const auto good = people.issue({.names = {"alice"}});
  const auto bad = people.issue({.names = {"mallory"}});
  const auto list = write("revoked.pem", people.revoked({}));
  auto& balancer = start_balancer_by(verifying(backend.url(), "required", ", crl=" + quoted(list)));
  version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
  CAPTURE(version);
  auto wish = as(bad);
  {
    tls_client client(balancer.port(), wish);
    CHECK(client.get("/").status == 200);
    wish.session = client.session();
  }
  {
    tls_client again(balancer.port(), wish);
    CHECK(again.get("/").status == 200);
    CHECK(again.resumed());
    wish.session = again.session();
  }
  write("revoked.pem", people.revoked({bad}));
  balancer.process().signal(SIGHUP);
  CHECK(eventually([&] { return is_refused(balancer, wish); }));
  CHECK(eventually([&] { return latest_detail(balancer) == "certificate of the client: certificate revoked"; }));
  CHECK(tls_client(balancer.port(), as(good)).get("/").status == 200);
}

TEST_CASE_METHOD(verifying_listener, "a certificate that comes in several records is one certificate") {
  const scripted_backend backend(answering(200, "hello"));
  auto& balancer = start_balancer_by(verifying(backend.url(), "required"));
  version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
  auto wish = as(people.issue({.names = {"alice", std::string(600, 'a')}, .key = key_kind::rsa}));
  wish.most_of_record = 512; // bytes: as few as there may be
  CHECK(tls_client(balancer.port(), wish).get("/").status == 200);
}

TEST_CASE_METHOD(verifying_listener, "who came in without a certificate does not resume that once one is required") {
  const auto backend = start_backend().url();
  auto& balancer = start_balancer_by(verifying(backend, "optional"));
  version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
  CAPTURE(version);
  auto wish = as_nobody();
  {
    tls_client client(balancer.port(), wish);
    CHECK(client.get("/").status == 200);
    wish.session = client.session();
    REQUIRE(wish.session);
  }
  balancer.reload(verifying(backend, "required"));
  CHECK(is_refused(balancer, wish));
}

TEST_CASE_METHOD(verifying_listener, "who resumes with a certificate that has expired since shows another one") {
  auto& balancer = start_balancer_by(verifying(start_backend().url(), "required"));
  version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
  CAPTURE(version);
  certificate_wish short_lived;
  short_lived.lives = 2s;
  auto wish = as(people.issue(short_lived));
  {
    tls_client client(balancer.port(), wish);
    CHECK(client.get("/").status == 200);
    wish.session = client.session();
    REQUIRE(wish.session);
  }
  let_pass(3s);
  const auto session = wish.session;
  wish = as(people.issue());
  wish.session = session;
  tls_client again(balancer.port(), wish);
  CHECK(again.get("/").status == 200);
  CHECK_FALSE(again.resumed());
}

TEST_CASE_METHOD(verifying_listener, "an authority in between may have revoked, too") {
  const auto between = people.issue_authority("Between");
  const auto good = between->issue();
  const auto bad = between->issue();
  const auto list = write("revoked.pem", people.revoked({}) + between->revoked({bad}));
  const auto trusted = GENERATE(false, true) ? people.pem() + between->pem() : people.pem();
  auto& balancer = start_balancer_by(
      site(start_backend().url(), quoted(issue()),
           R"(, verify="required", ca=)" + quoted(write("ca.pem", trusted)) + ", crl=" + quoted(list)));
  CHECK(tls_client(balancer.port(), as(good)).get("/").status == 200);
  CHECK(is_refused(balancer, as(bad)));
}

TEST_CASE_METHOD(verifying_listener, "what tells of clients does not come behind a body either") {
  const scripted_backend backend([](conversation& c) { c.answer(200, c.stream.read_through("X-Other: 1\r\n\r\n")); });
  auto& balancer = start_balancer_by(verifying(backend.url(), "optional", R"(, client-headers={X-Subject="subject"})"));
  tls_client client(balancer.port(), as_nobody());
  client.http().stream().send("PUT / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                              "1\r\nx\r\n0\r\nX-Subject: CN=me\r\nX_Subject: CN=me\r\nX-Other: 1\r\n\r\n");
  const auto answer = client.http().stream().read_through("X-Other: 1\r\n");
  CHECK(answer.find("CN=me") == std::string::npos);
}

TEST_CASE_METHOD(verifying_listener, "a list of revoked certificates that is too old lets nobody in") {
  const auto list = write("revoked.pem", people.revoked({}, -1h));
  auto& balancer = start_balancer_by(verifying(start_backend().url(), "required", ", crl=" + quoted(list)));
  CHECK(is_refused(balancer, as(people.issue())));
  CHECK(eventually([&] { return latest_detail(balancer) == "certificate of the client: CRL has expired"; }));
}

TEST_CASE_METHOD(verifying_listener, "a route may be for those with a good certificate") {
  const scripted_backend backend(answering(200, "for all"));
  auto& balancer = start_balancer_by("[admin]\nlisten=\"127.0.0.1:0\"\n[listeners]\nsite={port=0, "
                                     "address=[\"127.0.0.1\"], pool=\"web\", tls={certificates=[" +
                                     quoted(issue()) + R"(], verify="optional", ca=)" + quoted(people.file()) +
                                     R"(}, routes=[{client-verified=true, respond="for some"}]})" +
                                     "\n[pools]\nweb={backends=[{url=\"" + backend.url() + "\"}]}\n");
  CHECK(tls_client(balancer.port(), as(people.issue())).get("/").body == "for some");
  CHECK(tls_client(balancer.port(), as_nobody()).get("/").body == "for all");
}
