#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/gate.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/logged_fixture.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <vector>

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

/// What a client reads of one answer that has a Content-Length, in bytes.
struct answer {
  std::size_t head;
  std::size_t body;
};

answer read_answer(http_client& client, bool with_body = true) {
  const auto head = client.stream().read_through("\r\n\r\n");
  const std::string name = "Content-Length: ";
  const auto length = std::stoul(head.substr(head.find(name) + name.size()));
  return {head.size(), with_body ? client.stream().read_exactly(length).size() : 0};
}

/// In milliseconds.
double number(const json& line, const std::string& field) {
  return line.value(field, -1.0);
}

const std::string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

} // namespace

TEST_CASE_METHOD(logged_fixture,
                 "a line of the access log says all there is of a request, and so of the next on its connection") {
  scripted_backend backend(answering(200, "hello"));
  auto& balancer = balance({backend.url()});
  http_client client(balancer.port());
  const std::string request =
      "GET /a?b=c HTTP/1.1\r\nHost: x\r\nX-Request-Id: mine\r\ntraceparent: " + trace + "\r\n\r\n";
  client.stream().send(request);
  const auto got = read_answer(client);
  client.stream().send("GET /again HTTP/1.1\r\nHost: x\r\n\r\n");
  read_answer(client);

  const auto lines = log.await(2);
  const auto& first = lines[0];
  INFO(first);
  CHECK(first.at("time").get<std::string>().size() == std::string("2024-01-01T00:00:00.000Z").size());
  CHECK(first.at("client") == "127.0.0.1");
  CHECK(first.at("method") == "GET");
  CHECK(first.at("path") == "/a?b=c");
  CHECK(first.at("status") == 200);
  CHECK(first.at("bytes_in") == request.size());
  CHECK(first.at("bytes_out") == got.head + got.body);
  CHECK(first.at("listener") == "main");
  CHECK_FALSE(first.contains("route"));
  CHECK(first.at("pool") == "main");
  CHECK(first.at("backend") == backend.url());
  CHECK(first.at("attempts") == 1);
  CHECK_FALSE(first.contains("queue_ms"));
  CHECK(number(first, "connect_ms") >= 0);
  CHECK(number(first, "first_byte_ms") >= number(first, "connect_ms"));
  CHECK(number(first, "total_ms") >= number(first, "first_byte_ms"));
  CHECK_FALSE(first.contains("reason"));
  CHECK(first.at("request_id") == "mine");
  CHECK(first.at("traceparent") == trace);

  const auto& second = lines[1];
  INFO(second);
  CHECK(second.at("path") == "/again");
  CHECK(second.at("bytes_out") == got.head + got.body);
  CHECK_FALSE(second.contains("connect_ms")); // the connection was kept
  CHECK(second.at("request_id") == backend.last_asked().value("X-Request-Id"));
  CHECK_FALSE(second.contains("traceparent"));
}

TEST_CASE_METHOD(logged_fixture,
                 "a line tells how long its request waited for a place at the backend, and for its answer") {
  gate first_may_end;
  scripted_backend backend([&](conversation& now) {
    if (now.asked.target == "/first")
      first_may_end.pass();
    now.answer(200);
  });
  auto& balancer = balance({backend.url()}, {{"balancing.max-connections", "1"}});
  http_client first(balancer.port());
  first.send("GET", "/first");
  REQUIRE(eventually([&] { return backend.requests() == 1; }));
  http_client second(balancer.port());
  second.send("GET", "/second");
  REQUIRE(eventually([&] { return balancer.queued() == 1; }));
  let_pass(30ms);
  first_may_end.open();
  CHECK(first.read_response().status == 200);
  CHECK(second.read_response().status == 200);

  const auto lines = log.await(2);
  INFO(lines[0] << lines[1]);
  REQUIRE(lines[1].at("path") == "/second");
  CHECK(number(lines[0], "first_byte_ms") >= 30);
  CHECK(number(lines[1], "queue_ms") >= 30);
  CHECK(number(lines[1], "first_byte_ms") >= number(lines[1], "queue_ms"));
}

TEST_CASE_METHOD(logged_fixture,
                 "a request that was sent to another backend is one line, with the attempts and who answered") {
  auto& balancer = balance(start_backends(2), {{"health.interval", "1h"}});
  backends().front().kill();
  CHECK(http_client(balancer.port()).get("/").status == 200);
  REQUIRE(eventually([&] { return !balancer.is_healthy(backends().front().url()); })); // the other worker knows, too
  CHECK(http_client(balancer.port()).get("/").status == 200);

  const auto lines = log.await(2);
  int twice = 0;
  for (const auto& line : lines) {
    INFO(line);
    CHECK(line.at("status") == 200);
    CHECK(line.at("backend") == backends().back().url());
    CHECK_FALSE(line.contains("reason"));
    twice += line.at("attempts") == 2;
  }
  CHECK(twice == 1);
}

TEST_CASE_METHOD(logged_fixture, "a request that no backend answers has its reason and the last that it was with") {
  auto& balancer = balance(start_backends(1), {{"health.interval", "1h"}});
  backends().front().kill();
  http_client client(balancer.port());
  client.send("GET", "/");
  const auto got = read_answer(client);

  const auto line = log.await(1).front();
  INFO(line);
  CHECK(line.at("status") == 502);
  CHECK(line.at("reason") == "connect_refused");
  CHECK(line.at("backend") == backends().front().url());
  CHECK(line.at("attempts") == 1);
  CHECK(line.at("bytes_out") == got.head + got.body);
  CHECK_FALSE(line.contains("first_byte_ms"));
}

TEST_CASE_METHOD(logged_fixture,
                 "a request that gets no place at another backend was only with the first, and is not tried again") {
  gate first_may_end;
  scripted_backend busy([&](conversation& now) {
    first_may_end.pass();
    now.answer(200);
  });
  auto& dead = start_backend();
  auto& balancer =
      balance({busy.url(), dead.url()},
              {{"balancing.max-connections", "1"}, {"balancing.queue-length", "0"}, {"health.interval", "1h"}});
  http_client first(balancer.port());
  first.send("GET", "/");
  REQUIRE(eventually([&] { return busy.requests() == 1; }));
  dead.kill();
  CHECK(http_client(balancer.port()).get("/").status == 503);

  const auto line = log.await(1).front();
  INFO(line);
  CHECK(line.at("reason") == "queue_full");
  CHECK(line.at("backend") == dead.url());
  CHECK(line.at("attempts") == 1);
  CHECK(balancer.metrics().sum("golb_retries_total") == 0);
  CHECK(balancer.metrics().sum("golb_backend_retries_total") == 0);
  first_may_end.open();
  CHECK(first.read_response().status == 200);
}

TEST_CASE_METHOD(logged_fixture, "a client that leaves before its answer is a line with 499") {
  gate answer;
  scripted_backend backend([&](conversation&) { answer.pass(); });
  auto& balancer = balance({backend.url()});
  {
    http_client client(balancer.port());
    client.send("GET", "/left");
    REQUIRE(eventually([&] { return backend.requests() == 1; }));
    client.stream().end_with_reset();
  }
  const auto line = log.await(1).front();
  INFO(line);
  CHECK(line.at("status") == 499);
  CHECK(line.at("reason") == "client_gone");
  CHECK(line.at("path") == "/left");
  CHECK(line.at("bytes_out") == 0);
  answer.open();
}

TEST_CASE_METHOD(logged_fixture, "uploads and answers count with their heads, their chunks and what HEAD leaves out") {
  scripted_backend backend([](conversation& now) {
    now.read_body();
    if (now.asked.method == "HEAD")
      now.send_head("HTTP/1.1 200 OK", {{"Content-Length", "5"}});
    else
      now.answer(200, "hello");
  });
  auto& balancer = balance({backend.url()});
  http_client client(balancer.port());
  const std::string body(100'000, 'x');
  const std::vector<std::string> requests{
      "POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body,
      "POST /chunks HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(body) + std::string(last_chunk),
      "HEAD /head HTTP/1.1\r\nHost: x\r\n\r\n"};
  std::vector<answer> got;
  for (const auto& request : requests) {
    client.stream().send(request);
    got.push_back(read_answer(client, !request.starts_with("HEAD")));
  }
  const auto lines = log.await(requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    INFO(lines[i]);
    CHECK(lines[i].at("bytes_in") == requests[i].size());
    CHECK(lines[i].at("bytes_out") == got[i].head + got[i].body);
  }
}

TEST_CASE_METHOD(logged_fixture, "a tunnel is one line, with what either side has said") {
  const header_fields upgrade{{"Connection", "Upgrade"}, {"Upgrade", "websocket"}};
  scripted_backend backend([&](conversation& now) {
    now.stream.send(to_bytes("HTTP/1.1 101 Switching Protocols", upgrade) + "hello");
    now.stream.read_exactly(4);
    now.stream.send("bye");
    now.hang_up();
  });
  auto& balancer = balance({backend.url()});
  http_client client(balancer.port());
  const auto request = to_bytes("GET /chat HTTP/1.1", {{"Host", "x"}, upgrade[0], upgrade[1]});
  client.stream().send(request);
  const auto head = client.stream().read_through("\r\n\r\n");
  CHECK(client.stream().read_exactly(5) == "hello");
  client.stream().send("ping");
  CHECK(client.stream().read_to_end() == "bye");
  client.stream().finish_sending();

  const auto line = log.await(1).front();
  INFO(line);
  CHECK(line.at("status") == 101);
  CHECK(line.at("bytes_in") == request.size() + 4);
  CHECK(line.at("bytes_out") == head.size() + 8);
}

TEST_CASE_METHOD(logged_fixture,
                 "what Loadex answers itself has its listener and route; its own addresses are not in the log") {
  const auto backend = start_backend().url();
  auto& balancer = start_balancer_by("[log]\naccess=" + log.setting() + R"(
[listeners]
site={port=0, address=["127.0.0.1"], admin=true, routes=[
  {name="old", path="/old", redirect="https://example.org/new", status=301},
  {name="robots", path="/robots.txt", respond="User-agent: *", status=200},
  {name="shop", path="/shop", pool="web"}]}
[pools]
web={backends=[{url=")" + backend + R"("}]}
)");
  http_client client(balancer.port());
  CHECK(client.get("/healthz").status == 200);
  CHECK(client.get("/metrics").status == 200);
  client.send("GET", "/old");
  const auto redirected = read_answer(client);
  CHECK(client.get("/robots.txt").status == 200);
  CHECK(client.get("/shop/a").status == 200);
  CHECK(client.get("/elsewhere").status == 404);
  client.stream().wait_at_most(10s);
  http_client bad(balancer.port());
  bad.stream().send("GET /\x01 HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(bad.read_response().status == 400);

  const auto lines = log.await(5);
  REQUIRE(lines.size() == 5);
  for (const auto& line : lines) {
    INFO(line);
    CHECK(line.at("listener") == "site");
    CHECK(line.at("attempts") == (line.value("route", "") == "shop" ? 1 : 0));
    CHECK(line.value("pool", "") == (line.value("route", "") == "shop" ? "web" : ""));
  }
  CHECK(lines[0].at("route") == "old");
  CHECK(lines[0].at("status") == 301);
  CHECK(lines[0].at("bytes_out") == redirected.head + redirected.body);
  CHECK(lines[1].at("route") == "robots");
  CHECK(lines[2].at("route") == "shop");
  CHECK_FALSE(lines[3].contains("route"));
  CHECK(lines[3].at("status") == 404);
  CHECK(lines[3].at("reason") == "no_route");
  CHECK(lines[4].at("status") == 400);
  CHECK(lines[4].at("reason") == "malformed_request");
}

TEST_CASE_METHOD(logged_fixture, "whatever bytes a client sends, its line is one line") {
  auto& balancer = balance(start_backends(1), {{"log.access-fields", R"(["path", "referer", "user_agent", "host"])"}});
  http_client client(balancer.port());
  client.stream().send("GET /\"\xff HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(client.read_response().status == 400);
  http_client other(balancer.port());
  const std::string hostile = "\"}\\\t\xc2\x9b\xff{\"status\":200}";
  CHECK(other.get("/", {{"User-Agent", hostile}, {"Referer", hostile}}).status == 200);
  const auto lines = log.await(2);
  CHECK(lines.size() == 2);
  const auto read = "\"}\\\t\xc2\x9b\xef\xbf\xbd{\"status\":200}";
  CHECK(lines[1].at("user_agent") == read);
  CHECK(lines[1].at("referer") == read);
  CHECK_FALSE(lines[1].contains("status"));
}

TEST_CASE_METHOD(logged_fixture, "one line for so many requests, but one for each that failed") {
  scripted_backend backend([](conversation& now) { now.answer(now.asked.target == "/bad" ? 500 : 200); });
  auto& balancer = balance({backend.url()}, {{"log.access-sample", "10"}});
  http_client client(balancer.port());
  for (int i = 0; i < 100; ++i)
    CHECK(client.get("/good").status == 200);
  for (int i = 0; i < 5; ++i)
    CHECK(client.get("/bad").status == 500);
  log.await(15);
  CHECK(balancer.stop() == 0);
  CHECK(log.lines().size() == 15);
}

TEST_CASE_METHOD(logged_fixture, "queries can be kept out of the access log") {
  auto& balancer = balance(start_backends(1), {{"log.access-query", "\"redact\""}});
  CHECK(http_client(balancer.port()).get("/account?password=secret").status == 200);
  CHECK(log.await(1).front().at("path") == "/account?***");
}

TEST_CASE_METHOD(logged_fixture,
                 "a trace is started where that is wanted, and the backend is told the one of the access log") {
  scripted_backend backend(answering(200));
  auto& balancer = balance({backend.url()}, {{"proxy.traceparent", "\"start\""}});
  CHECK(http_client(balancer.port()).get("/").status == 200);
  const auto started = log.await(1).front().at("traceparent").get<std::string>();
  CHECK(started.size() == trace.size());
  CHECK(backend.last_asked().values("traceparent") == std::vector{started});
  CHECK(http_client(balancer.port()).get("/", {{"traceparent", trace}}).status == 200);
  CHECK(log.await(2).back().at("traceparent") == trace);
  CHECK(backend.last_asked().values("traceparent") == std::vector{trace});
}
