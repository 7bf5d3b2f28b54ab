#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/pattern.hpp"
#include "tests/support/e2e/process_cost.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t large = 64 * 1024 * 1024;
constexpr std::size_t step = 1000 * 1000; // no multiple of any buffer

/// Sends `large` bytes of the pattern, in chunks or not.
void send_pattern(tcp_stream& to, bool chunked) {
  for (std::size_t sent = 0; sent < large;) {
    const auto piece = pattern(sent, std::min(step, large - sent));
    to.send(chunked ? chunk(piece) : piece);
    sent += piece.size();
  }
  if (chunked)
    to.send(last_chunk);
}

header_field framing(bool chunked) {
  return chunked ? header_field{"Transfer-Encoding", "chunked"} : header_field{"Content-Length", std::to_string(large)};
}

} // namespace

TEST_CASE_METHOD(fixture, "an upload of 64 MiB arrives byte for byte") {
  const bool chunked = GENERATE(false, true);
  INFO((chunked ? "chunked" : "Content-Length"));
  scripted_backend backend([](conversation& c) {
    pattern_check body;
    read_framed_body(c.stream, c.asked, [&](std::string_view piece) { body.add(piece); });
    c.answer(200, body.is_exact(large) ? "exact" : "differs at " + std::to_string(body.size()));
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  client.stream().send(to_bytes("PUT /file HTTP/1.1", {{"Host", "localhost"}, framing(chunked)}));
  send_pattern(client.stream(), chunked);

  CHECK(client.read_response().body == "exact");
  CHECK(client.get("/again").status == 200); // the connection is still in step
}

TEST_CASE_METHOD(fixture, "a download of 64 MiB arrives byte for byte") {
  const bool chunked = GENERATE(false, true);
  INFO((chunked ? "chunked" : "Content-Length"));
  scripted_backend backend([chunked](conversation& c) {
    c.send_head("HTTP/1.1 200 OK", {framing(chunked)});
    send_pattern(c.stream, chunked);
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  for (int i = 0; i < 2; ++i) {
    client.send("GET", "/file");
    const auto head = read_response_head(client.stream());
    CHECK(head.has("Content-Length") == !chunked);
    pattern_check body;
    REQUIRE(read_framed_body(client.stream(), head, [&](std::string_view piece) { body.add(piece); }));
    CHECK(body.is_exact(large));
  }
  CHECK(backend.connections() == 1); // kept alive after either body
}

TEST_CASE_METHOD(fixture, "large responses pass through pipes, of which none is kept that holds some of what a client "
                          "has not taken") {
  scripted_backend backend([](conversation& c) {
    c.send_head("HTTP/1.1 200 OK", {framing(false)});
    send_pattern(c.stream, false);
  });
  auto& balancer = start_balancer({.backends = {backend.url()}, .workers = 1});
  const auto pipes = [&] { return open_files(balancer.process().pid(), "pipe:"); };
  const auto before = pipes();
  {
    http_client leaver(balancer.port());
    leaver.send("GET", "/file");
    read_response_head(leaver.stream());
    CHECK(eventually([&] { return pipes() == before + 2; }));
  }
  CHECK(eventually([&] { return pipes() == before; }));

  http_client client(balancer.port());
  CHECK(client.get("/file").body.size() == large);
  CHECK(pipes() == before + 2); // an empty one is kept for the next
  CHECK(client.get("/file").body.size() == large);
  CHECK(pipes() == before + 2);
}

TEST_CASE_METHOD(fixture, "a client that leaves in the middle of a response leaves nothing of it to the next") {
  scripted_backend backend([](conversation& c) {
    const bool chunked = c.asked.target == "/chunked";
    c.send_head("HTTP/1.1 200 OK", {framing(chunked)});
    send_pattern(c.stream, chunked);
  });
  auto& balancer = start_balancer({.backends = {backend.url()}, .workers = 1});
  for (const auto* first : {"/chunked", "/plain"}) {
    {
      http_client leaver(balancer.port());
      leaver.send("GET", first);
      read_response_head(leaver.stream());
      let_pass(100ms); // it takes no more
    }
    REQUIRE(eventually([&] { return balancer.metrics().sum("golb_backend_in_flight") == 0; }));
    http_client next(balancer.port());
    next.send("GET", "/plain");
    pattern_check body;
    REQUIRE(read_framed_body(next.stream(), read_response_head(next.stream()),
                             [&](std::string_view piece) { body.add(piece); }));
    CHECK(body.is_exact(large));
  }
}

TEST_CASE_METHOD(fixture, "a response that a backend breaks off never looks whole to the client") {
  const bool chunked = GENERATE(false, true);
  INFO((chunked ? "chunked" : "Content-Length"));
  scripted_backend backend([chunked](conversation& c) {
    c.send_head("HTTP/1.1 200 OK", {framing(chunked)});
    c.stream.send(chunked ? chunk("the beginning") : "the beginning");
    c.hang_up();
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  CHECK_THROWS_AS(client.get("/file"), connection_ended);

  CHECK(backend.requests() == 1); // a response had begun: no retry
}

TEST_CASE_METHOD(fixture, "a response that ends with the backend's connection is given a framing of its own") {
  scripted_backend backend([](conversation& c) {
    c.send_head("HTTP/1.1 200 OK", {{"Content-Type", "text/plain"}});
    c.stream.send("until the end");
    c.hang_up();
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  for (int i = 0; i < 2; ++i) { // on one connection
    const auto answer = client.get("/");
    CHECK(answer.value("Transfer-Encoding") == "chunked");
    CHECK(answer.body == "until the end");
  }
}

TEST_CASE_METHOD(fixture, "responses to HEAD, 204 and 304 have no body and leave the connection usable") {
  scripted_backend backend([](conversation& c) {
    if (c.asked.method == "HEAD")
      c.send_head("HTTP/1.1 200 OK", {{"Content-Length", "12345"}});
    else if (c.asked.target == "/204")
      c.send_head("HTTP/1.1 204 No Content", {});
    else if (c.asked.target == "/304")
      c.send_head("HTTP/1.1 304 Not Modified", {{"Content-Length", "12345"}, {"ETag", "\"1\""}});
    else
      c.answer(200, "body");
  });
  auto& balancer = start_balancer({.backends = {backend.url()}, .workers = 1});

  http_client client(balancer.port());
  const auto head = client.ask("HEAD", "/");
  CHECK(head.status == 200);
  CHECK(head.value("Content-Length") == "12345");
  CHECK(client.get("/").body == "body");
  CHECK(client.get("/204").status == 204);
  CHECK(client.get("/").body == "body");
  CHECK(client.get("/304").value("ETag") == "\"1\"");
  CHECK(client.get("/").body == "body");
  CHECK(backend.connections() == 1);
}

// Trailers are not relayed yet: the tag turns to a failure when they are, and then goes.
TEST_CASE_METHOD(fixture, "trailers that the client asks for reach it") {
  scripted_backend backend([](conversation& c) {
    c.send_head("HTTP/1.1 200 OK", {{"Transfer-Encoding", "chunked"}, {"Trailer", "X-Sum"}});
    c.stream.send(chunk("abc") + "0\r\nX-Sum: 1\r\n\r\n");
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  client.send("GET", "/", {{"Connection", "TE"}, {"TE", "trailers"}});
  CHECK(read_response_head(client.stream()).status == 200);
  CHECK(client.stream().read_through("\r\n\r\n").ends_with("0\r\nX-Sum: 1\r\n\r\n"));
}
