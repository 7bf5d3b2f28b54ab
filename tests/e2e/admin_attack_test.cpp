#include "tests/support/e2e/api.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/loadex_command.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace loadex::tests::e2e;
using nlohmann::json;

namespace {

/// A balancer without tokens, which local peers may use, and a browser on its machine at another site's page.
struct victim : fixture {
  daemon_process& balancer = start_balancer({.backends = start_backends(1)});
  const std::string newcomer = start_backend().url();
  const std::string before = state();
  http_client browser{balancer.port()};

  /// What can be changed.
  std::string state() {
    api operator_(balancer.port());
    auto rows = operator_.get("/backends")["backends"];
    for (auto& row : rows)
      row = {{"url", row["url"]}, {"weight", row["weight"]}, {"disabled", row["state"] == "disabled"}};
    return rows.dump() + operator_.get("/pools/main")["algorithm"].dump();
  }
};

const std::string pool = "/loadex/v1/pools/main";
const std::string disable = pool + "/backends/1/disable";

} // namespace

TEST_CASE_METHOD(victim, "attack: a page points its own name at this machine (DNS rebinding)") {
  const header_fields by_name{{"Host", "rebound.example:8080"}};
  for (const auto* path : {"/metrics", "/api/health", "/api/info", "/dashboard/", "/loadex/v1/pools"})
    CHECK(browser.get(path, by_name).status == 403);
  auto same_origin = by_name; // to the browser the page asks its own site
  same_origin.push_back({"Origin", "http://rebound.example:8080"});
  same_origin.push_back({"Sec-Fetch-Site", "same-origin"});
  CHECK(browser.ask("POST", disable, same_origin).status == 403);
  CHECK(browser.ask("POST", "/api/add?url=" + newcomer, same_origin).status == 403);
  CHECK(state() == before);
}

TEST_CASE_METHOD(victim, "attack: a page's form posts to this machine (CSRF)") {
  const auto post = [&](const std::string& path, header_fields fields, const std::string& type,
                        const std::string& body) {
    fields.push_back({"Content-Type", type});
    return browser.ask("POST", path, std::move(fields), body).status;
  };
  const std::vector<header_fields> ways{{{"Origin", "http://evil.example"}},
                                        {{"Origin", "null"}},
                                        {{"Sec-Fetch-Site", "cross-site"}},
                                        {{"Sec-Fetch-Site", "same-site"}}};
  for (const auto& way : ways) {
    CAPTURE(way.front().name, way.front().value);
    CHECK(post("/api/add?url=" + newcomer, way, "application/x-www-form-urlencoded", "a=b") == 403);
    CHECK(post(disable, way, "multipart/form-data; boundary=x", "--x--") == 403);
    CHECK(post(pool + "/backends", way, "text/plain", R"({"url":")" + newcomer + R"(","x":"=)") == 403);
  }
  // A browser that says nothing of the page cannot send JSON by a form.
  CHECK(post(pool + "/backends", {}, "text/plain", R"({"url":")" + newcomer + "\"}") == 415);
  CHECK(post(pool + "/backends", {}, "application/x-www-form-urlencoded", R"({"url":")" + newcomer + "\"}") == 415);
  CHECK(state() == before);
}

TEST_CASE_METHOD(victim, "attack: a page's script asks this machine, and asks whether it may (CSRF by fetch)") {
  const header_fields from_page{{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "cross-site"}};
  auto preflight = from_page;
  preflight.push_back({"Access-Control-Request-Method", "PATCH"});
  preflight.push_back({"Access-Control-Request-Headers", "content-type"});
  for (const auto* method : {"OPTIONS", "GET", "POST", "PATCH", "DELETE"}) {
    CAPTURE(method);
    const auto answer = browser.ask(method, pool, method == std::string("OPTIONS") ? preflight : from_page);
    CHECK(answer.status == 403);
    for (const auto& field : answer.fields)
      CHECK_FALSE(field.name.starts_with("Access-Control-"));
  }
  auto json_body = from_page;
  json_body.push_back({"Content-Type", "application/json"});
  CHECK(browser.ask("PATCH", pool, json_body, R"({"algorithm":"first"})").status == 403);
  CHECK(browser.ask("DELETE", pool + "/backends/1", from_page).status == 403);
  CHECK(state() == before);
}

TEST_CASE_METHOD(victim, "attack: a page has an image or a script here, to hold its streams (GET that lasts)") {
  const header_fields from_page{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Mode", "no-cors"}};
  for (const auto* path : {"/loadex/v1/live", "/loadex/v1/events", "/metrics", "/dashboard/app.js"})
    CHECK(browser.ask("GET", path, from_page).status == 403);
}

TEST_CASE_METHOD(victim, "attack: a page has an image, a link or a script here (GET that changes)") {
  for (const auto& path :
       {disable, pool + "/backends/1/drain", pool + "/backends/1/enable", "/api/add?url=" + newcomer}) {
    CAPTURE(path);
    for (const auto* method : {"GET", "HEAD"}) {
      CHECK(browser.ask(method, path, {{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Mode", "no-cors"}}).status == 403);
      const auto answer = browser.ask(method, path, {{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Mode", "navigate"}});
      CHECK(answer.status == 405);
      CHECK(answer.value("Cross-Origin-Resource-Policy") == "same-origin");
    }
  }
  CHECK(state() == before);
}

TEST_CASE_METHOD(victim, "attack: a page shows this one in a frame, and runs what it can (clickjacking)") {
  const auto is_safe = [](const response& answer) {
    const auto policy = answer.value("Content-Security-Policy");
    return answer.value("X-Frame-Options") == "DENY" && contains(policy, "default-src 'none'") &&
           contains(policy, "frame-ancestors 'none'") && !contains(policy, "unsafe") &&
           answer.value("X-Content-Type-Options") == "nosniff" && answer.value("Cache-Control").starts_with("no-") &&
           answer.value("Referrer-Policy") == "no-referrer" &&
           answer.value("Cross-Origin-Resource-Policy") == "same-origin" &&
           answer.values("Content-Security-Policy").size() == 1;
  };
  for (const auto* path : {"/dashboard", "/dashboard/", "/dashboard/app.js", "/dashboard/style.css", "/dashboard/none",
                           "/metrics", "/api/health", "/api/info", "/api/add", "/healthz", "/readyz", "/openapi.json",
                           "/loadex/v1/pools", "/loadex/v1/pools/none", "/loadex/v1/pools?x=1", "/loadex/v1/none"}) {
    CAPTURE(path);
    CHECK(is_safe(browser.get(path)));
    CHECK(is_safe(browser.get(path, {{"Host", "evil.example"}})));
  }
  CHECK(is_safe(http_client(balancer.port()).ask("POST", "/metrics", {}, std::string(70'000, 'x'))));

  const auto page = browser.get("/dashboard/").body;
  for (const auto* inside : {"<style", "style=", "onclick", "javascript:", "<script>"})
    CHECK_FALSE(contains(page, inside));
  for (const auto& [name, type] : {std::pair("app.js", "text/javascript"), std::pair("style.css", "text/css")}) {
    CHECK(contains(page, std::string("=\"") + name + '"'));
    const auto part = browser.get(std::string("/dashboard/") + name);
    CHECK(part.status == 200);
    CHECK(part.value("Content-Type").starts_with(type));
  }
}

TEST_CASE_METHOD(victim, "attack: a name brings lines of its own into the answer's head (header injection)") {
  const std::string lines = "%0d%0aX-Injected:%20yes%0d%0a%0d%0a<p>";
  const auto in_path = "/backends/" + lines;
  const auto in_query = "?" + lines + "=1";
  for (const auto& path :
       {"/loadex/v1/pools/" + lines, pool + in_path, pool + in_query, "/loadex/v1/backends?state=" + lines,
        "/api/add?url=http://a" + lines, "/api/info?pool=" + lines, "/dashboard/" + lines})
    for (const auto* method : {"GET", "POST"}) {
      CAPTURE(path, method);
      const auto answer = browser.ask(method, path);
      CHECK(answer.status >= 400);
      CHECK_FALSE(answer.has("X-Injected"));
    }
  const auto body = R"({"url":"http://a\r\nX-Injected: yes\r\n\r\n:1"})";
  CHECK(browser.ask("POST", pool + "/backends", {{"Content-Type", "application/json"}}, body).status == 422);
  for (const auto* raw : {"GET /loadex/v1/pools\rX-Injected: yes HTTP/1.1\r\nHost: localhost\r\n\r\n",
                          "GET /metrics HTTP/1.1\r\nHost: localhost\r\nAuthorization: a\nX-Injected: yes\r\n\r\n"}) {
    http_client careless(balancer.port());
    careless.stream().send(raw);
    CHECK(careless.read_response().status == 400);
  }
  CHECK(state() == before);
}

TEST_CASE_METHOD(victim, "attack: what is asked for brings markup into what is shown") {
  const std::string markup = "<script>alert(1)</script>";
  const auto is_harmless = [&](const response& answer) {
    return !answer.value("Content-Type").starts_with("text/html") &&
           answer.value("X-Content-Type-Options") == "nosniff";
  };
  const auto in_query = "?" + markup + "=1";
  for (const auto& path : {"/loadex/v1/pools/" + markup, pool + in_query, "/loadex/v1/backends?state=" + markup,
                           "/api/info?pool=" + markup, "/dashboard/" + markup, "/api/add?url=" + markup})
    for (const auto* method : {"GET", "POST"}) {
      CAPTURE(path, method);
      const auto answer = browser.ask(method, path, {{"Accept", "text/html"}});
      CHECK(answer.status >= 400);
      CHECK(is_harmless(answer));
    }
  const header_fields as_json{{"Content-Type", "application/json"}, {"Accept", "text/html"}};
  const auto refused = browser.ask("POST", pool + "/backends", as_json, json{{markup, 1}, {"url", markup}}.dump());
  CHECK(refused.status == 422);
  CHECK(is_harmless(refused));
}
