#include "net/admin/service.hpp"
#include "tests/support/admin_fixture.hpp"

#include <array>

using namespace loadex;
using namespace loadex::net::admin;
using tests::admin_fixture;

namespace {

net::awaitable<answer> say_path(call incoming) {
  co_return plain_text(200, std::string(incoming.asked.path()));
}

constexpr std::array some_routes{
    route{.method = "GET", .path = "/x", .handle = say_path},
    route{.method = "POST", .path = "/x", .handle = say_path},
    route{.method = "GET", .path = "/x", .below = true, .handle = say_path},
    route{.method = "DELETE", .path = "/x/items", .below = true, .handle = say_path},
    route{.method = "GET", .path = "/zero", .operational = true, .may = route::who::everybody, .handle = say_path},
    route{.path = "/later"},
    route{
        .method = "POST", .path = "/v1/{what}", .strict = true, .query = "a=1", .takes_body = true, .handle = say_path},
    route{.path = "/v1", .below = true, .strict = true},
};

} // namespace

TEST_CASE_METHOD(admin_fixture, "an address belongs to us because it is in the table, whatever it begins with") {
  const service ours(around(), some_routes);
  for (const auto* path : {"/x", "/x?a=b", "/x/", "/x/y/z", "/x/items/1", "/zero", "/zero?", "/later"}) {
    CAPTURE(path);
    CHECK(ours.owns(path, settings.admin));
  }
  for (const auto* path :
       {"/", "", "*", "?x", "x", "/y", "/X", "/xy", "/zero/", "/zeroes", "/late", "//x", "/api/health"}) {
    CAPTURE(path);
    CHECK_FALSE(ours.owns(path, settings.admin));
  }
}

TEST_CASE_METHOD(admin_fixture,
                 "every address of the table is ours on the proxy's port, those of operations only if that is set") {
  for (const auto& row : route_table()) {
    CAPTURE(row.path);
    CHECK(service(around()).owns(row.path, settings.admin));
    CHECK(service(around()).owns(std::string(row.path) + "?a", settings.admin));
    CHECK(service(around()).owns(std::string(row.path) + "/b", settings.admin) ==
          (row.below || row.path.starts_with("/dashboard") || row.path.starts_with("/loadex/v1")));
  }
  settings.admin.operations_paths = false;
  for (const auto& row : route_table()) {
    CAPTURE(row.path);
    CHECK(service(around()).owns(row.path, settings.admin) != row.operational);
  }
}

TEST_CASE_METHOD(admin_fixture, "a request gets the answer of the row that says most about its path") {
  const service ours(around(), some_routes);
  struct row {
    const char* method;
    const char* path;
    unsigned status;
    const char* allow; // of a 405
  };
  const auto row = GENERATE(values<struct row>({
      {"GET", "/x", 200, ""},
      {"HEAD", "/x?a", 200, ""},
      {"POST", "/x", 200, ""},
      {"DELETE", "/x", 405, "Allow: GET, HEAD, POST\r\n"},
      {"GET", "/x/other", 200, ""},
      {"POST", "/x/other", 405, "Allow: GET, HEAD\r\n"},
      {"DELETE", "/x/items/1", 200, ""},
      {"GET", "/x/items/1", 405, "Allow: DELETE\r\n"},
      {"get", "/x", 405, "Allow: GET, HEAD, POST\r\n"},
      {"", "/zero", 405, "Allow: GET, HEAD\r\n"},
      {"", "/later", 404, ""},
      {"GET", "/later", 404, ""},
      {"POST", "/later", 404, ""},
      {"GET", "/nowhere", 404, ""},
  }));
  CAPTURE(row.method, row.path);
  const auto said = ask(ours, from_admin(row.method, row.path));
  REQUIRE(said);
  CHECK(said->status == row.status);
  CHECK(said->headers == row.allow);
}

TEST_CASE_METHOD(admin_fixture, "only what is for everybody answers a stranger, and nobody else learns what there is") {
  const service ours(around(), some_routes);
  const auto status = [&](const char* method, const char* path) {
    auto asked = from_admin(method, path);
    asked.who.by.allowed = false;
    return ask(ours, asked).value().status;
  };
  CHECK(status("GET", "/zero") == 200);
  CHECK(status("POST", "/zero") == 405);
  for (const auto* path : {"/x", "/x/items/1", "/later", "/nowhere"}) {
    CAPTURE(path);
    CHECK(status("GET", path) == 403);
    CHECK(status("PATCH", path) == 403);
  }
}

TEST_CASE_METHOD(admin_fixture, "an address of the API refuses in problem+json, and what it does not know") {
  const service ours(around(), some_routes);
  struct row {
    const char* method;
    const char* target;
    bool has_body;
    const char* type;
    unsigned status;
  };
  const auto row = GENERATE(values<struct row>({
      {"POST", "/v1/x", true, "application/json", 200},
      {"POST", "/v1/x?a=2", true, "Application/JSON; charset=utf-8", 200},
      {"POST", "/v1/x", true, "application/merge-patch+json", 200},
      {"POST", "/v1/x", false, "application/json", 411},
      {"POST", "/v1/x", true, "", 415},
      {"POST", "/v1/x", true, "text/plain", 415},
      {"POST", "/v1/x?b=2", true, "application/json", 422},
      {"GET", "/v1/x", false, "", 405},
      {"GET", "/v1/x/y", false, "", 404},
      {"GET", "/v1", false, "", 404},
  }));
  CAPTURE(row.method, row.target, row.type);
  auto asked = from_admin(row.method, row.target);
  asked.has_body = row.has_body;
  asked.content_type = row.type;
  const auto said = ask(ours, asked);
  REQUIRE(said);
  CHECK(said->status == row.status);
  if (row.status != 200)
    CHECK(said->type == "application/problem+json");
  CHECK(said->headers == (row.status == 405 ? "Allow: POST\r\n" : ""));
  asked.who.by.allowed = false;
  const auto refused = ask(ours, asked);
  REQUIRE(refused);
  CHECK(refused->status == 403);
  CHECK(refused->type == "application/problem+json");
}

TEST_CASE_METHOD(admin_fixture, "a drain ends while a backend to add waits for its name to be resolved") {
  const service ours(around());
  const auto asked = from_admin("POST", "/api/add?url=http://slow.example:1");
  CHECK_FALSE(ask(ours, asked)); // it waits

  drain(1);
  REQUIRE(last_answer);
  CHECK(last_answer->what == actors::membership_change::outcome::done);
}
