#include "tests/support/e2e/api.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"

#include <catch2/catch.hpp>

using namespace loadex::tests::e2e;
using nlohmann::json;

namespace {

const std::string all = "/pools/main/backends";

struct refused {
  const char* method;
  std::string path;
  std::string body;
  unsigned status;
  const char* says; // a part of the body
};

} // namespace

TEST_CASE_METHOD(fixture, "what the API refuses says why in problem+json, and changes nothing") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.get("/pools/main")["backends"]["healthy"] == 1; }));
  const auto before = operating.get("/backends");

  const std::vector<refused> cases{
      {"GET", "/pool", "", 404, "no such address"},
      {"GET", "/pools/other", "", 404, "no such pool"},
      {"PATCH", "/pools/other", R"({"algorithm":"first"})", 404, "no such pool"},
      {"GET", "/pools/other/backends", "", 404, "no such pool"},
      {"POST", "/pools/other/backends", R"({"url":"http://127.0.0.1:1"})", 404, "no such pool"},
      {"GET", all + "/2", "", 404, "no such backend"},
      {"GET", all + "/x", "", 404, "no such backend"},
      {"GET", all + "/4294967297", "", 404, "no such backend"},
      {"GET", all + "/-1", "", 404, "no such backend"},
      {"GET", all + "/%00", "", 404, "no such backend"},
      {"PATCH", all + "/2", R"({"weight":2})", 404, "no such backend"},
      {"DELETE", all + "/2", "", 404, "no such backend"},
      {"DELETE", all + "/2?wait=true", "", 404, "no such backend"},
      {"POST", all + "/2/drain", "", 404, "no such backend"},
      {"POST", all + "/2/drain?wait=true", "", 404, "no such backend"},
      {"POST", all + "/2/enable", "", 404, "no such backend"},
      {"POST", all + "/2/disable", "", 404, "no such backend"},
      {"PUT", all + "/1", "", 405, "Use GET, HEAD, PATCH, DELETE here"},
      {"DELETE", "/pools", "", 405, "Use GET, HEAD here"},
      {"GET", all + "/1/disable", "", 405, "Use POST here"},
      {"POST", all, "{", 400, "wrong at byte"},
      {"POST", all, "[]", 400, "no object"},
      {"POST", all, R"({"url":"http://127.0.0.1:1","url":"http://127.0.0.1:2"})", 400, "stands twice"},
      {"POST", all, R"({"weight":1})", 422, "is missing"},
      {"POST", all, R"({"url":"ftp://127.0.0.1:1"})", 422, "url"},
      {"POST", all, R"({"url":"http://127.0.0.1:1","wieght":1})", 422, "did you mean weight?"},
      {"PATCH", all + "/1", R"({"weight":1001})", 422, "out of range: 0 to 1000"},
      {"PATCH", all + "/1", R"({"url":"http://127.0.0.1:1"})", 422, "unknown field"},
      {"PATCH", all + "/1", "{}", 422, "is missing"},
      {"DELETE", all + "/1?deadline=1", "", 422, "is not a duration"},
      {"DELETE", all + "/1?wait=yes", "", 422, "neither true nor false"},
      {"DELETE", all + "/1?dedline=1s", "", 422, "did you mean deadline?"},
      {"POST", all + "/1/disable?wait=true", "", 422, "unknown parameter"},
      {"GET", "/pools?state=healthy", "", 422, "unknown parameter"},
      {"POST", all, std::string(65537, ' '), 413, "body_too_large"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.method, c.path, c.body.substr(0, 80));
    // Each on a connection of its own: a body that is too large ends it.
    const auto answer = api(balancer.port()).ask(c.method, c.path, c.body);
    CHECK(answer.status == c.status);
    CHECK(answer.value("Content-Type") == "application/problem+json");
    CHECK(json::parse(answer.body)["status"] == c.status);
    CHECK_THAT(answer.body, Catch::Matchers::Contains(c.says));
  }
  const auto after = operating.get("/backends");
  CHECK(after["backends"].size() == 1);
  for (const auto* field : {"url", "state", "since", "weight"})
    CHECK(after["backends"][0][field] == before["backends"][0][field]);
  CHECK(operating.get("/pools/main")["algorithm"] == "roundrobin");
}

TEST_CASE_METHOD(fixture, "the API takes a body of its own type alone, and says so if there is none") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  const auto patch = [&](header_fields fields, const std::string& body) {
    return http_client(balancer.port()).ask("PATCH", "/loadex/v1/pools/main", std::move(fields), body).status;
  };
  CHECK(patch({{"Content-Type", "application/json; charset=utf-8"}}, "{}") == 200);
  CHECK(patch({{"Content-Type", "text/plain"}}, "{}") == 415);
  CHECK(patch({{"Content-Type", "application/x-www-form-urlencoded"}}, "{}") == 415);
  CHECK(patch({}, "{}") == 415);
  const auto drain = [&](const std::string& body) {
    return http_client(balancer.port())
        .ask("POST", "/loadex/v1" + all + "/2/drain", {{"Content-Type", "application/json"}}, body)
        .status;
  };
  CHECK(drain(R"({"deadline": "1h"})") == 415); // that stands in the query
  CHECK(drain("") == 404);
  http_client bare(balancer.port());
  bare.stream().send("PATCH /loadex/v1/pools/main HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(bare.read_response().status == 411);
}

TEST_CASE_METHOD(fixture,
                 "a page of another site changes nothing by the API, and reads nothing that says where it is") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  api operating(balancer.port());
  const auto disable = [&](header_fields fields) {
    return operating.ask("POST", all + "/1/disable", {}, std::move(fields));
  };
  for (const auto* from : {"cross-site", "same-site"}) {
    const auto answer = disable({{"Sec-Fetch-Site", from}});
    CHECK(answer.status == 403);
    CHECK(answer.body.find("Sec-Fetch-Site") != std::string::npos);
  }
  CHECK(disable({{"Origin", "http://evil.example"}}).status == 403);
  CHECK(disable({{"Host", "evil.example"}}).status == 403);
  CHECK(operating.ask("GET", "/pools", {}, {{"Host", "evil.example"}}).status == 403);
  CHECK(operating.get(all + "?state=disabled")["backends"].empty());
  const header_fields by_link{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Mode", "navigate"}};
  CHECK(operating.ask("GET", "/pools", {}, by_link).status == 200);
  CHECK(disable({{"Sec-Fetch-Site", "same-origin"}}).status == 200);
  CHECK(operating.ask("POST", all + "/1/enable", {}, {{"Sec-Fetch-Site", "none"}}).status == 200);
}

TEST_CASE_METHOD(fixture, "a stranger is refused everything that the API has") {
  auto& balancer =
      start_balancer({.backends = start_backends(1), .settings = {{"admin.allow", R"(["127.0.0.1/32"])"}}});
  http_client stranger(balancer.port(), "127.0.0.2");
  for (const auto* path : {"/pools", "/pools/main", "/backends", "/pools/main/backends/1", "/nowhere"})
    for (const auto* method : {"GET", "POST", "PATCH", "DELETE", "PUT"}) {
      CAPTURE(path, method);
      const auto answer = stranger.ask(method, std::string("/loadex/v1") + path);
      CHECK(answer.status == 403);
      CHECK(answer.value("Content-Type") == "application/problem+json");
    }
}

TEST_CASE_METHOD(fixture, "a body that the API cannot read is refused in problem+json, whatever its client accepts") {
  const bool apart = GENERATE(false, true);
  daemon_setup setup{.backends = start_backends(1)};
  if (apart)
    setup.settings["admin.listen"] = R"("127.0.0.1:0")";
  auto& balancer = start_balancer(setup);
  struct row {
    const char* framing;
    std::string body;
    unsigned status;
  };
  const auto row = GENERATE(values<struct row>({
      {"Transfer-Encoding: chunked", "z\r\n\r\n", 400},
      {"Transfer-Encoding: chunked", "0\r\nno trailer\r\n\r\n", 400},
      {"Content-Length: 65537", std::string(65537, ' '), 413},
  }));
  http_client client(balancer.admin_port());
  client.stream().send(
      std::string("PATCH /loadex/v1/pools/main HTTP/1.1\r\nHost: localhost\r\nAccept: text/plain\r\n") +
      "Content-Type: application/json\r\n" + row.framing + "\r\n\r\n" + row.body);
  const auto answer = client.read_response();
  CHECK(answer.status == row.status);
  CHECK(answer.value("Content-Type") == "application/problem+json");
  CHECK(client.stream().peer_leaves());
}
