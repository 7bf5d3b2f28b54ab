#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/full_backlog.hpp"
#include "tests/support/e2e/gate.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/reserved_port.hpp"
#include "tests/support/e2e/scripted_backend.hpp"
#include "tests/support/e2e/stream_server.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <map>
#include <mutex>

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;

namespace {

using settings = std::map<std::string, std::string>;

/// What the balancer says of a pool of one: `up HTTP 200`, or `down reset connection closed without an answer`.
struct probing : fixture {
  std::string verdict_on(const std::string& backend, settings how) {
    const auto& balancer = start_balancer({.backends = {backend}, .workers = 1, .settings = std::move(how)});
    std::string found;
    REQUIRE(eventually([&] { return !(found = verdict_of(balancer)).empty(); }));
    return found;
  }

  static std::string verdict_of(const daemon_process& balancer) {
    for (const auto& up : balancer.events("backend up"))
      return "up " + up.at("detail").get<std::string>();
    for (const auto& down : balancer.events("backend down"))
      return "down " + down.at("reason").get<std::string>() + ' ' + down.at("detail").get<std::string>();
    return {};
  }
};

} // namespace

TEST_CASE_METHOD(probing, "a probe asks for a page by default, under the backend's own name, on its own connection") {
  const auto backend = fully_scripted(answering(200));
  CHECK(verdict_on(backend.url(), {}) == "up HTTP 200");
  const auto asked = backend.last_asked();
  CHECK(asked.start_line == "GET /health HTTP/1.1");
  CHECK(asked.value("Host") == "127.0.0.1:" + std::to_string(backend.port()));
  CHECK(asked.value("User-Agent") == "loadex-health");
  CHECK(asked.value("Connection") == "close");
}

TEST_CASE_METHOD(probing, "a probe asks for the path, by the method and under the name that are set") {
  const auto method = GENERATE(as<std::string>(), "GET", "HEAD", "OPTIONS");
  const auto backend = fully_scripted([](conversation& now) {
    now.send_head("HTTP/1.1 200 OK", {{"Content-Length", "5"}}); // of HEAD no body follows
    if (now.asked.method != "HEAD")
      now.stream.send("hello");
  });
  CHECK(verdict_on(backend.url(), {{"health.path", R"("/up?deep=1")"},
                                   {"health.method", '"' + method + '"'},
                                   {"health.host", R"("app.example.org")"}}) == "up HTTP 200");
  CHECK(backend.last_asked().start_line == method + " /up?deep=1 HTTP/1.1");
  CHECK(backend.last_asked().value("Host") == "app.example.org");
}

TEST_CASE_METHOD(probing, "the statuses that mean healthy are those that are set, and the verdict names the real one") {
  const auto [status, healthy, verdict] = GENERATE(table<unsigned, std::string, std::string>({
      {200, R"(["200"])", "up HTTP 200"},
      {204, R"(["200-399"])", "up HTTP 204"},
      {301, R"(["200-399"])", "up HTTP 301"},
      {401, R"(["200-299", "401"])", "up HTTP 401"},
      {204, R"(["200"])", "down status_unexpected HTTP 204"},
      {503, R"(["200-399"])", "down status_unexpected HTTP 503"},
      {200, R"(["204"])", "down status_unexpected HTTP 200"},
  }));
  const auto backend = fully_scripted(answering(status));
  CHECK(verdict_on(backend.url(), {{"health.status", healthy}}) == verdict);
}

TEST_CASE_METHOD(probing, "an interim answer is not the answer") {
  const auto backend = fully_scripted([](conversation& now) {
    now.stream.send("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
    now.answer(200);
  });
  CHECK(verdict_on(backend.url(), {}) == "up HTTP 200");
}

TEST_CASE_METHOD(probing, "a body that is asked for is found wherever it is in the first 64 KiB, however it is sent") {
  const auto sent = GENERATE(as<std::string>(), "whole", "in chunks", "until the end", "in pieces", "far behind");
  INFO(sent);
  const auto backend = fully_scripted([&](conversation& now) {
    if (sent == "whole") {
      now.answer(200, R"({"state": "ready"})");
    } else if (sent == "in chunks") {
      now.send_head("HTTP/1.1 200 OK", {{"Transfer-Encoding", "chunked"}});
      now.stream.send(chunk("re") + chunk("a") + chunk("dy") + std::string(last_chunk));
    } else if (sent == "until the end") {
      now.stream.send("HTTP/1.0 200 OK\r\n\r\nready");
    } else if (sent == "in pieces") { // each read by itself, since the next is sent when that has been
      now.send_head("HTTP/1.1 200 OK", {{"Content-Length", "5"}});
      for (const auto* piece : {"r", "ead", "y"}) {
        now.stream.send(piece);
        let_pass(5ms);
      }
    } else {
      now.answer(200, std::string(64 * 1024 - 5, '.') + "ready" + std::string(100'000, '.'));
    }
  });
  CHECK(verdict_on(backend.url(), {{"health.body", R"("ready")"}}) == "up HTTP 200");
}

TEST_CASE_METHOD(probing,
                 "a body without the text that is asked for is unhealthy, and the verdict says what is missing") {
  const std::string without = R"(down body_unexpected HTTP 200, but without "ready")";
  const auto [body, verdict] = GENERATE_COPY(table<std::string, std::string>({
      {"", without},
      {"starting", without},
      {"Ready", without},
      {std::string(64 * 1024 - 4, '.') + "ready", without},
  }));
  const auto backend = fully_scripted(answering(200, body));
  CHECK(verdict_on(backend.url(), {{"health.body", R"("ready")"}}) == verdict);
}

TEST_CASE_METHOD(probing, "a status that is not healthy is the verdict, whatever the body") {
  const auto backend = fully_scripted(answering(503, "ready"));
  CHECK(verdict_on(backend.url(), {{"health.body", R"("ready")"}}) == "down status_unexpected HTTP 503");
}

TEST_CASE_METHOD(probing, "the head of an answer may be as large as those that are relayed") {
  const auto backend = fully_scripted([](conversation& now) {
    now.answer(200, "ready", {{"X-Large", std::string(30'000, 'x')}});
  });
  CHECK(verdict_on(backend.url(), {{"health.body", R"("ready")"}}) == "up HTTP 200");
}

TEST_CASE_METHOD(probing, "an answer that is broken off, broken or none at all is unhealthy") {
  std::string interim_without_end;
  while (interim_without_end.size() < 40'000)
    interim_without_end += "HTTP/1.1 103 Early Hints\r\n\r\n";
  const auto [bytes, verdict] = GENERATE_COPY(table<std::string, std::string>({
      {"", "down reset connection closed without an answer"},
      {"HTTP/1.1 200", "down reset connection closed without an answer"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nrea", "down reset connection closed within the answer"},
      {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "down malformed_response the answer is not valid HTTP"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
       "down malformed_response the answer is not valid HTTP"},
      {"HTTP/1.1 200 OK\r\nX: " + std::string(40'000, 'x') + "\r\n\r\n",
       "down response_too_large the answer's head exceeds limits.head or limits.headers"},
      {interim_without_end, "down response_too_large the answer's head exceeds limits.head or limits.headers"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
       "down malformed_response the answer's chunks are broken"},
  }));
  INFO(bytes.substr(0, 100));
  const auto backend = fully_scripted([&answer = bytes](conversation& now) { now.stream.send(answer); });
  CHECK(verdict_on(backend.url(), {{"health.body", R"("ready")"}}) == verdict);
}

TEST_CASE_METHOD(probing, "an answer that does not come, or does not end, is unhealthy after the timeout") {
  const auto begun = GENERATE(as<std::string>(), "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\n\r\nrea");
  gate over;
  const auto backend = fully_scripted([&](conversation& now) {
    now.stream.send(begun);
    over.pass();
  });
  CHECK(verdict_on(backend.url(), {{"health.body", R"("ready")"}, {"health.timeout", "50ms"}}) ==
        "down response_timeout no answer in time");
  over.open();
}

TEST_CASE_METHOD(probing, "a tcp probe is content with a connection, says nothing on it and closes it in good order") {
  gate closed;
  const stream_server mute([&](tcp_stream& stream) {
    if (stream.read_to_end().empty()) // it throws if the connection is reset
      closed.open();
  });
  const auto url = "http://127.0.0.1:" + std::to_string(mute.port());
  CHECK(verdict_on(url, {{"health.probe", R"("tcp")"}}) == "up connected");
  CHECK(closed.pass());
}

TEST_CASE_METHOD(probing, "a tcp probe fails where nobody listens, and where nobody accepts") {
  const settings tcp{{"health.probe", R"("tcp")"}, {"health.timeout", "50ms"}};
  const reserved_port nobody;
  CHECK(verdict_on("http://127.0.0.1:" + std::to_string(nobody.number()), tcp) ==
        "down connect_refused Connection refused");
  const full_backlog deaf;
  CHECK(verdict_on(deaf.url(), tcp) == "down connect_timeout no answer in time");
}

TEST_CASE_METHOD(probing, "another port of the same host may be probed, under the name of the backend itself") {
  const auto backend = fully_scripted(answering(500, "from the backend"));
  const auto admin = fully_scripted(answering(200));
  CHECK(verdict_on(backend.url(), {{"health.port", std::to_string(admin.port())}}) == "up HTTP 200");
  CHECK(admin.last_asked().value("Host") == "127.0.0.1:" + std::to_string(backend.port()));
  CHECK(backend.requests() == 0);

  const reserved_port nobody;
  CHECK(verdict_on(backend.url(), {{"health.port", std::to_string(nobody.number())}}) ==
        "down connect_refused Connection refused");
}

TEST_CASE_METHOD(fixture, "each backend is probed by settings of its own where it has them") {
  const auto page = fully_scripted([](conversation& now) { now.answer(now.asked.target == "/up" ? 204 : 500); });
  const auto other = fully_scripted(answering(200, "ready"));
  const stream_server mute([](tcp_stream& stream) { stream.read_to_end(); });
  const auto mute_url = "http://127.0.0.1:" + std::to_string(mute.port());
  const auto& balancer = start_balancer(
      {.backends = {},
       .settings = {
           {"global.backends", "[{url=\"" + page.url() +
                                   R"(", health={path="/up", status=["204"], body="", method="HEAD"}}, {url=")" +
                                   other.url() + R"("}, {url=")" + mute_url + R"(", health={probe="tcp", body=""}}])"},
           {"health.body", R"("ready")"}}});
  std::map<std::string, std::string> verdicts;
  REQUIRE(eventually([&] { return balancer.events("backend up").size() == 3; }));
  for (const auto& up : balancer.events("backend up"))
    verdicts[up.at("backend")] = up.at("detail");
  CHECK(verdicts == std::map<std::string, std::string>{
                        {page.url(), "HTTP 204"}, {other.url(), "HTTP 200"}, {mute_url, "connected"}});
  CHECK(page.last_asked().start_line == "HEAD /up HTTP/1.1");
  CHECK(other.last_asked().start_line == "GET /health HTTP/1.1");
}

TEST_CASE_METHOD(fixture, "a backend that hangs holds up nobody else's probes, nor the end of the balancer",
                 "[timing]") {
  gate over;
  const auto silent = fully_scripted([&](conversation&) { over.pass(); });
  const full_backlog deaf;
  const auto one = fully_scripted(answering(200));
  const auto two = fully_scripted(answering(200));
  auto& balancer = start_balancer({.backends = {silent.url(), deaf.url(), one.url(), two.url()},
                                   .workers = 1,
                                   .settings = {{"health.timeout", "1s"}, {"health.unsettled-interval", "50ms"}}});
  CHECK_FALSE(balancer.is_healthy(silent.url()));
  CHECK_FALSE(balancer.is_healthy(deaf.url()));

  const auto before_one = one.requests();
  const auto before_two = two.requests();
  let_pass(3s); // 30 intervals
  const auto of_one = one.requests() - before_one;
  const auto of_two = two.requests() - before_two;
  CHECK(of_one >= 20);
  CHECK(of_one <= 35);
  CHECK(of_two >= 20);
  CHECK(of_two <= 35);
  CHECK(silent.requests() <= 5);

  const auto asked_to_stop = std::chrono::steady_clock::now();
  CHECK(balancer.stop() == 0);
  CHECK(std::chrono::steady_clock::now() - asked_to_stop < 900ms);
  over.open();
}

TEST_CASE_METHOD(fixture, "while a verdict is in the balance the next probe comes after the unsettled interval",
                 "[timing]") {
  std::atomic<unsigned> status{200};
  const auto backend = fully_scripted([&](conversation& now) { now.answer(status); });
  auto& balancer = start_balancer(
      {.backends = {backend.url()},
       .settings = {{"health.interval", "2s"}, {"health.unsettled-interval", "20ms"}, {"health.fall", "10"}}});
  status = 503;
  const auto before = backend.requests();
  REQUIRE(eventually([&] { return backend.requests() > before; })); // the first bad one
  const auto first = std::chrono::steady_clock::now();
  CHECK(eventually([&] { return !balancer.is_healthy(backend.url()); }));
  CHECK(std::chrono::steady_clock::now() - first < 1'500ms); // nine more, where a regular one takes 2 s
  CHECK(backend.requests() >= before + 10);
}

namespace {

/// Serves one connection at a time, and the next when that has been closed.
class single_file_backend {
public:
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }

private:
  void serve(tcp_stream& stream) {
    const std::lock_guard alone(busy_);
    stream.wait_at_most(1min);
    for (;;) {
      conversation now(stream, read_request_head(stream));
      now.answer(200);
      if (now.asked.value("Connection") == "close")
        return;
    }
  }

  std::mutex busy_;
  stream_server server_{[this](tcp_stream& stream) { serve(stream); }}; // last: its threads use the rest
};

} // namespace

TEST_CASE_METHOD(fixture, "a backend that serves one connection at a time is not taken out by the one we keep idle") {
  const single_file_backend backend;
  const auto& balancer = start_balancer(
      {.backends = {backend.url()}, .workers = GENERATE(1u, 3u), .settings = {{"health.timeout", "200ms"}}});
  const auto good_probes = [&] { return balancer.metrics().sum("golb_health_checks_total", {label("result", "ok")}); };
  http_client client(balancer.port());
  for (int i = 0; i < 5; ++i) {
    const auto before = good_probes();
    REQUIRE(client.get("/").status == 200);
    REQUIRE(eventually([&] { return good_probes() > before; }));
  }
  CHECK(balancer.events("backend down").empty());
}

TEST_CASE_METHOD(fixture, "a backend that is silent is asked once for every verdict, if we keep no connection to it") {
  std::atomic<int> asked = 0;
  const stream_server silent([&](tcp_stream& stream) {
    ++asked;
    stream.read_to_end();
  });
  const auto& balancer = start_balancer(
      {.backends = {"http://127.0.0.1:" + std::to_string(silent.port())}, .settings = {{"health.timeout", "50ms"}}});
  int so_far = 0;
  double verdicts = 0;
  CHECK(eventually([&] {
    so_far = asked;
    verdicts = balancer.metrics().sum("golb_health_checks_total", {label("result", "response_timeout")});
    return verdicts >= 3;
  }));
  CHECK(so_far <= verdicts + 1);
}
