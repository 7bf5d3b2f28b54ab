#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

using namespace loadex::tests::e2e;

namespace {

/// Answers with the request head that came, as the body.
void echo_head(conversation& c) {
  c.answer(200, to_bytes(c.asked.start_line, c.asked.fields));
}

/// The request head that an echoing backend received.
request received(const response& answer) {
  request head;
  std::string_view rest = answer.body;
  const auto line = [&] {
    const auto end = rest.find("\r\n");
    const auto text = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    return std::string(text);
  };
  head.start_line = line();
  for (auto text = line(); !text.empty(); text = line())
    head.fields.push_back({text.substr(0, text.find(':')), text.substr(text.find(": ") + 2)});
  return head;
}

} // namespace

TEST_CASE_METHOD(fixture, "hop-by-hop headers of a request stay behind, all others go on in order") {
  scripted_backend backend(echo_head);
  auto& balancer = start_balancer({.backends = {backend.url()}});

  const auto head = received(http_client(balancer.port())
                                 .get("/path?q=%20a&b", {{"Host", "www.example.org"},
                                                         {"Connection", "keep-alive, X-Private, Content-Length"},
                                                         {"X-Private", "secret"},
                                                         {"Keep-Alive", "timeout=5"},
                                                         {"Proxy-Connection", "keep-alive"},
                                                         {"Proxy-Authorization", "Basic x"},
                                                         {"TE", "trailers, deflate"},
                                                         {"Upgrade", "h2c"},
                                                         {"Cookie", "a=1"},
                                                         {"Accept", "text/html"},
                                                         {"Cookie", "b=2"}}));

  CHECK(head.start_line == "GET /path?q=%20a&b HTTP/1.1");
  CHECK(head.value("Host") == "www.example.org");
  for (const auto* name : {"X-Private", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "Upgrade"}) {
    INFO(name);
    CHECK_FALSE(head.has(name));
  }
  CHECK(head.value("TE") == "trailers");
  CHECK(head.value("Connection") == "TE");
  CHECK(head.values("Cookie") == std::vector<std::string>{"a=1", "b=2"});
}

TEST_CASE_METHOD(fixture, "a backend learns the client from X-Forwarded headers that the client cannot forge") {
  scripted_backend backend(echo_head);
  auto& balancer = start_balancer({.backends = {backend.url()}});

  const auto head = received(http_client(balancer.port())
                                 .get("/", {{"Host", "www.example.org"},
                                            {"X-Forwarded-For", "203.0.113.9"},
                                            {"X-Forwarded-Host", "evil.example"},
                                            {"X-Forwarded-Proto", "https"}}));

  CHECK(head.values("X-Forwarded-For") == std::vector<std::string>{"127.0.0.1"});
  CHECK(head.values("X-Forwarded-Host") == std::vector<std::string>{"www.example.org"});
  CHECK(head.values("X-Forwarded-Proto") == std::vector<std::string>{"http"});
}

TEST_CASE_METHOD(fixture, "the X-Forwarded headers of a trusted proxy are kept and extended") {
  scripted_backend backend(echo_head);
  auto& balancer =
      start_balancer({.backends = {backend.url()}, .settings = {{"proxy.trusted-proxies", R"(["127.0.0.0/8"])"}}});

  const auto head = received(
      http_client(balancer.port()).get("/", {{"X-Forwarded-For", "203.0.113.9"}, {"X-Forwarded-Proto", "https"}}));

  CHECK(head.value("X-Forwarded-For") == "203.0.113.9, 127.0.0.1");
  CHECK(head.value("X-Forwarded-Proto") == "https");
}

TEST_CASE_METHOD(fixture, "a request id is made where there is none and kept where there is") {
  scripted_backend backend(echo_head);
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  const auto made = received(client.get("/")).value("X-Request-Id");
  CHECK(made.size() == 32);
  CHECK(received(client.get("/")).value("X-Request-Id") != made);
  CHECK(received(client.get("/", {{"X-Request-Id", "mine"}})).values("X-Request-Id") ==
        std::vector<std::string>{"mine"});
}

TEST_CASE_METHOD(fixture, "hop-by-hop headers of a response stay behind, all others come in order") {
  scripted_backend backend([](conversation& c) {
    c.answer(200, "body",
             {{"Set-Cookie", "a=1"},
              {"Connection", "X-Private"},
              {"X-Private", "secret"},
              {"Keep-Alive", "timeout=5"},
              {"Set-Cookie", "b=2"},
              {"Server", "scripted"}});
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  const auto answer = http_client(balancer.port()).get("/");

  CHECK(answer.start_line == "HTTP/1.1 200 Scripted");
  CHECK_FALSE(answer.has("X-Private"));
  CHECK_FALSE(answer.has("Keep-Alive"));
  CHECK(answer.values("Set-Cookie") == std::vector<std::string>{"a=1", "b=2"});
  CHECK(answer.value("Server") == "scripted");
  CHECK(answer.has("Date"));
}

TEST_CASE_METHOD(fixture, "a client that may know learns from a trace which backend answered") {
  scripted_backend backend(echo_head);
  auto& balancer = start_balancer({.backends = {backend.url()}, .settings = {{"admin.allow", R"(["127.0.0.1/32"])"}}});
  const header_fields trace{{"X-Loadex-Trace", "1"}};

  http_client admin(balancer.port());
  CHECK(admin.get("/", trace).value("Proxy-Status") == "loadex; next-hop=\"" + backend.url() + '"');
  CHECK_FALSE(admin.get("/").has("Proxy-Status"));

  http_client stranger(balancer.port(), "127.0.0.2");
  CHECK_FALSE(stranger.get("/", trace).has("Proxy-Status"));
}
