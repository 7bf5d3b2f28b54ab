#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/loadex_command.hpp"
#include "tests/support/e2e/programs.hpp"
#include "tests/support/e2e/scripted_backend.hpp"
#include "tests/support/e2e/secured_fixture.hpp"
#include "tests/support/e2e/tls_front.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>

using namespace std::chrono_literals;
using namespace loadex::tests::e2e;

namespace {

/// A backend that speaks TLS, and a balancer before it.
class secured_backend : public secured_fixture {
protected:
  /// `trust`: keys of backend-tls.
  std::string by(const std::string& url, const std::string& trust) const {
    return "[global]\naddress=[\"127.0.0.1\"]\nport=0\nbackends=[{url=\"" + url + "\"}]\n[health]\ninterval=100ms\n" +
           "[backend-tls]\n" + trust + "\n";
  }

  std::string trusting() const { return "ca=" + quoted(authority.file()); }

  const scripted_backend plain{answering(200, "from behind TLS")};
};

/// The reason for which the only backend is down.
std::string why_down(daemon_process& balancer) {
  std::string why;
  const auto is_known = [&] {
    const auto told = balancer.events("backend down");
    if (!told.empty())
      why = told.back().at("reason").get<std::string>();
    return !told.empty();
  };
  CHECK(eventually(is_known));
  return why;
}

} // namespace

TEST_CASE_METHOD(secured_backend, "a backend whose URL says https is spoken to in TLS, probes above all") {
  const tls_front front(plain.port(), {.certificate = issue()});
  auto& balancer = start_balancer_by(by(front.url("localhost"), trusting()));
  const auto by_probes = front.agreed();
  CHECK(by_probes > 0);
  http_client client(balancer.port());
  for (int i = 0; i < 5; ++i)
    CHECK(client.get("/").body == "from behind TLS");
  CHECK(plain.last_asked().value("X-Forwarded-Proto") == "http");
  CHECK(front.agreed() >= by_probes + 1);
}

TEST_CASE_METHOD(secured_backend, "a certificate of a backend has to be one to trust, or the backend is down") {
  struct row {
    certificate_wish wish;
    std::string trust;
    std::string why;
  };
  const std::string by_ca = "ca=OURS";
  auto [wish, trust, why] = GENERATE_COPY(values<row>({
      {{.names = {"localhost"}}, by_ca, ""},
      {{.names = {"localhost"}}, "", "certificate_invalid"}, // of nobody whom this machine trusts
      {{.names = {"localhost"}}, "verify=false", ""},
      {{.names = {"other.example"}}, by_ca, "certificate_invalid"},
      {{.names = {"other.example"}}, by_ca + "\nname=\"other.example\"", ""},
      {{.names = {"localhost"}, .begins = -2h, .ends = -1h}, by_ca, "certificate_invalid"},
      {{.names = {"localhost"}, .begins = 1h, .ends = 2h}, by_ca, "certificate_invalid"},
  }));
  if (const auto at = trust.find(by_ca); at != std::string::npos)
    trust.replace(at, by_ca.size(), trusting()); // each run has an authority of its own
  CAPTURE(wish.names.front(), trust);
  const tls_front front(plain.port(), {.certificate = issue(wish)});
  auto& balancer = start_balancer_by(by(front.url("localhost"), trust));
  const auto status = http_client(balancer.port()).get("/").status;
  if (why.empty()) {
    CHECK(status == 200);
  } else {
    CHECK(status == 502);
    CHECK(why_down(balancer) == why);
  }
}

TEST_CASE_METHOD(secured_backend, "a backend that speaks no TLS is down where its URL says that it does") {
  const auto url = start_backend().url();
  auto& balancer = start_balancer_by(by("https" + url.substr(url.find(':')), "verify=false"));
  CHECK(why_down(balancer) == "tls_failed");
  CHECK(http_client(balancer.port()).get("/").status == 502);
}

TEST_CASE_METHOD(secured_backend, "a backend that asks for a certificate gets Loadex's own") {
  const auto own = issue({.names = {"loadex.example"}});
  const tls_front front(plain.port(), {.certificate = issue(), .clients = authority.file()});
  SECTION("if it has one") {
    auto& balancer = start_balancer_by(by(front.url("localhost"), trusting() + "\ncertificate=" + quoted(own)));
    CHECK(http_client(balancer.port()).get("/").status == 200);
  }
  SECTION("and is down if it has none") {
    auto& balancer = start_balancer_by(by(front.url("localhost"), trusting()));
    CHECK(http_client(balancer.port()).get("/").status == 502);
  }
}

TEST_CASE_METHOD(secured_backend, "requests resume what was agreed with a backend, probes do not") {
  const tls_front front(plain.port(), {.certificate = issue()});
  auto& balancer = start_balancer_by(by(front.url("localhost"), trusting() + "\n[proxy]\nupstream-idle-connections=0"));
  CHECK(eventually([&] { return front.agreed() > 2; }));
  CHECK(front.resumed() == 0);
  http_client client(balancer.port());
  for (int i = 0; i < 10; ++i)
    CHECK(client.get("/").status == 200);
  CHECK(front.resumed() >= 5);
}

TEST_CASE_METHOD(secured_backend, "connections that were made by other rules are not used any more") {
  const tls_front front(plain.port(), {.certificate = issue()});
  const auto url = front.url("localhost");
  auto& balancer = start_balancer_by(by(url, "verify=false"));
  http_client client(balancer.port());
  CHECK(client.get("/").status == 200); // whose connection is kept
  CHECK(balancer.reload(by(url, "")).at("changed") == "backend-tls.verify");
  CHECK(client.get("/").status == 502);
  CHECK(balancer.reload(by(url, trusting())).at("changed") == "backend-tls.ca");
  CHECK(eventually([&] { return client.get("/").status == 200; }));
}

TEST_CASE_METHOD(secured_backend, "files that TLS with backends needs are looked at before anything begins") {
  const auto url = "https://localhost:1";
  const std::string wrong = GENERATE(R"(ca="/nowhere/ca.pem")", R"(certificate="/nowhere/own.pem")");
  child_process check({loadbalancer_program, "--config-file=" + write("wrong.conf", by(url, wrong)), "--check"});
  CHECK(check.wait() == 2);
  CHECK(contains(check.errors(), "pools.main: "));
}
