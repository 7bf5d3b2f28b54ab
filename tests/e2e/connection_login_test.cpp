#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/gate.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/scripted_backend.hpp"
#include "tests/support/e2e/stream_server.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <vector>

// Logins that hold for a connection (NTLM, Negotiate): nobody else may get that connection.

using namespace loadex::tests::e2e;

namespace {

/// Logs in connections as an IIS does: a handshake of two challenges, and from then on every request is the user's.
class login_backend {
public:
  explicit login_backend(std::string challenge = "NTLM")
      : challenge_(std::move(challenge))
      , backend_([this](conversation& c) { serve(c); }) {}

  std::string url() const { return backend_.url(); }
  std::size_t connections() const { return backend_.connections(); }
  std::size_t requests() const { return backend_.requests(); }

  /// From now on requests are answered when `until` is open.
  void hold(gate& until) { held_until_ = &until; }

private:
  void serve(conversation& c) {
    if (gate* until = held_until_)
      until->pass();
    const auto said = c.asked.value("Authorization");
    c.read_body();
    auto& stage = stage_of(c.stream);
    if (said == "NTLM type1" || said == "Negotiate type1")
      stage = "challenged";
    else if (stage == "challenged" && said.ends_with("type3"))
      stage = "alice";
    else if (stage == "challenged")
      stage.clear();
    if (stage == "alice")
      return c.answer(200, "you are alice");
    c.answer(401, stage, {{"WWW-Authenticate", challenge_}});
  }

  std::string& stage_of(const tcp_stream& of) {
    const std::lock_guard lock(mutex_);
    return stages_[&of];
  }

  const std::string challenge_;
  std::atomic<gate*> held_until_{nullptr};
  std::mutex mutex_;
  std::map<const tcp_stream*, std::string> stages_; // of the connections
  scripted_backend backend_;                        // last: its threads use the rest
};

/// Returns the answer to the last step of the handshake.
response log_in(http_client& client, const std::string& scheme = "NTLM") {
  CHECK(client.get("/").status == 401);
  CHECK(client.get("/", {{"Authorization", scheme + " type1"}}).status == 401);
  return client.get("/", {{"Authorization", scheme + " type3"}});
}

} // namespace

TEST_CASE_METHOD(fixture, "a handshake for a connection succeeds over two backends, and is its client's alone") {
  const auto* challenge = GENERATE("NTLM", "Basic realm=\"a, b\", negotiate");
  CAPTURE(challenge);
  login_backend first(challenge);
  login_backend second(challenge);
  auto& balancer = start_balancer({.backends = {first.url(), second.url()}, .workers = 1});

  http_client alice(balancer.port());
  CHECK(log_in(alice).body == "you are alice");

  for (int i = 0; i < 5; ++i) {
    http_client stranger(balancer.port());
    CHECK(stranger.get("/").status == 401);
    CHECK(alice.get("/").body == "you are alice");
    CHECK(alice.ask("POST", "/", {}, "data").body == "you are alice");
    CHECK(stranger.get("/").status == 401);
  }
}

TEST_CASE_METHOD(fixture, "a client that logs in a connection before it is asked to has that connection to itself") {
  const auto* scheme = GENERATE("NTLM", "Negotiate");
  login_backend backend("Basic realm=\"whatever\"");
  auto& balancer = start_balancer({.backends = {backend.url()}, .workers = 1});
  {
    http_client earlier(balancer.port());
    CHECK(earlier.get("/").status == 401); // leaves a connection that alice will be given
  }

  http_client alice(balancer.port());
  CHECK(alice.get("/", {{"Authorization", scheme + std::string(" type1")}}).status == 401);
  CHECK(alice.get("/", {{"Authorization", scheme + std::string(" type3")}}).body == "you are alice");

  CHECK(http_client(balancer.port()).get("/").status == 401);
  CHECK(alice.get("/").body == "you are alice");
  CHECK(backend.connections() == 2);
}

TEST_CASE_METHOD(fixture, "a connection that a login holds for ends with its client's") {
  gate ended;
  scripted_backend backend([&](conversation& c) {
    c.answer(401, "", {{"WWW-Authenticate", "Negotiate"}});
    if (c.stream.peer_leaves())
      ended.open();
    c.hang_up();
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});
  {
    http_client client(balancer.port());
    CHECK(client.get("/").status == 401);
  }

  CHECK(ended.pass());
}

TEST_CASE_METHOD(fixture, "a client whose connection the backend has ended is served over another") {
  scripted_backend backend([&](conversation& c) {
    c.answer(401, "", {{"WWW-Authenticate", "NTLM"}});
    c.hang_up();
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  for (int i = 0; i < 3; ++i)
    CHECK(client.get("/").status == 401);
}

TEST_CASE_METHOD(fixture, "a client goes over its own connection even if the balancer would choose another backend") {
  login_backend first;
  login_backend second;
  auto& balancer = start_balancer({.backends = {first.url(), second.url()}, .workers = 1});

  http_client alice(balancer.port());
  CHECK(log_in(alice).body == "you are alice");
  for (int i = 0; i < 10; ++i)
    CHECK(alice.get("/").body == "you are alice");

  CHECK(first.connections() + second.connections() == 1);
}

TEST_CASE_METHOD(fixture, "a login for each request leaves connections to be shared") {
  scripted_backend backend([](conversation& c) { c.answer(401, "", {{"WWW-Authenticate", "Basic realm=\"NTLM\""}}); });
  auto& balancer = start_balancer({.backends = {backend.url()}, .workers = 1});

  for (int i = 0; i < 5; ++i)
    CHECK(http_client(balancer.port()).get("/", {{"Authorization", "Basic YTpi"}}).status == 401);

  CHECK(backend.connections() == 1);
}

TEST_CASE_METHOD(fixture, "a client that is logged in waits for its backend, though another has room") {
  login_backend first;
  login_backend second;
  gate busy;
  auto& balancer =
      start_balancer({.backends = {first.url(), second.url()},
                      .workers = 1,
                      .settings = {{"balancing.max-connections", "1"}, {"balancing.queue-timeout", "20s"}}});
  http_client alice(balancer.port());
  CHECK(log_in(alice).body == "you are alice");
  auto& hers = first.requests() > 0 ? first : second;

  // Both places are taken; hers becomes free when it is let go, the other one never.
  first.hold(busy);
  second.hold(busy);
  http_client others[] = {http_client(balancer.port()), http_client(balancer.port())};
  for (auto& other : others)
    other.send("GET", "/");
  REQUIRE(eventually([&] { return balancer.in_flight() == 2; }));
  alice.send("GET", "/");
  REQUIRE(eventually([&] { return balancer.queued() == 1; }));
  busy.open();

  CHECK(alice.read_response().body == "you are alice");
  CHECK(hers.requests() >= 4);
  for (auto& other : others)
    CHECK(other.read_response().status == 401);
}

TEST_CASE_METHOD(fixture, "a connection that a login holds for is let go when a probe finds the backend busy") {
  // Serves one connection at a time, and the next when that has been closed.
  std::mutex one_at_a_time;
  stream_server backend([&](tcp_stream& stream) {
    const std::lock_guard alone(one_at_a_time);
    try {
      for (;;) {
        const auto asked = read_request_head(stream);
        const bool is_probe = asked.target == "/health";
        stream.send(to_bytes(is_probe ? "HTTP/1.1 200 OK" : "HTTP/1.1 401 Who",
                             {{"Content-Length", "0"}, {"WWW-Authenticate", "NTLM"}}));
      }
    } catch (const connection_ended&) {
      // the next one
    }
  });
  const auto url = "http://127.0.0.1:" + std::to_string(backend.port());
  auto& balancer = start_balancer({.backends = {url}, .settings = {{"health.timeout", "200ms"}}});

  http_client client(balancer.port());
  CHECK(client.get("/").status == 401);
  const auto probes = [&] { return balancer.metrics().sum("golb_health_checks_total", {label("result", "ok")}); };
  const auto before = probes();
  CHECK(eventually([&] { return probes() >= before + 3; }));
  CHECK(balancer.events("backend down").empty());
}

TEST_CASE_METHOD(fixture, "a login in a pool ends with the pool, and holds up neither it nor its client") {
  std::atomic<bool> over{false};
  const scripted_backend backend([&](conversation& c) {
    c.answer(401, {}, {{"WWW-Authenticate", "NTLM challenge"}});
    over = c.stream.peer_leaves();
  });
  const auto web = start_backend().url();
  const auto file = [&](const std::string& pool) {
    return R"([admin]
listen="127.0.0.1:0"
[listeners]
site={port=0, address=["127.0.0.1"], pool=")" +
           pool + "\"}\n[pools]\n" + pool + "={backends=[{url=\"" + (pool == "web" ? web : backend.url()) + "\"}]}\n";
  };
  auto& balancer = start_balancer_by(file("intranet"));
  http_client alice(balancer.port());
  CHECK(alice.get("/", {{"Authorization", "NTLM type1"}}).status == 401);

  balancer.reload(file("web"));
  CHECK(eventually([&] { return over.load(); }));
  CHECK(alice.get("/").status == 200);
}

TEST_CASE_METHOD(fixture, "a login in one pool outlasts one in another that ends") {
  login_backend lasting;
  const scripted_backend brief([](conversation& c) {
    if (c.asked.value("Authorization").empty())
      return c.answer(200);
    c.answer(401, {}, {{"WWW-Authenticate", "NTLM challenge"}});
    c.hang_up();
  });
  auto& balancer = start_balancer_by(R"([global]
workers=1
[admin]
listen="127.0.0.1:0"
[listeners]
site={port=0, address=["127.0.0.1"], routes=[{path="/brief", pool="brief"}], pool="lasting"}
[pools]
brief={backends=[{url=")" + brief.url() +
                                     "\"}]}\nlasting={backends=[{url=\"" + lasting.url() + "\"}]}\n");
  http_client alice(balancer.port());
  CHECK(alice.get("/brief", {{"Authorization", "NTLM type1"}}).status == 401);
  CHECK(log_in(alice).body == "you are alice");

  CHECK(alice.get("/brief").status == 200);
  CHECK(alice.get("/").body == "you are alice");
}
