#include "tests/support/e2e/backend_process.hpp"
#include "tests/support/e2e/daemon_process.hpp"
#include "tests/support/e2e/loadex_command.hpp"
#include "tests/support/e2e/scripted_daemon.hpp"
#include "tests/support/e2e/temp_folder.hpp"

#include <catch2/catch.hpp>

using namespace loadex::tests::e2e;

namespace {

constexpr auto no_pools = R"({"pools": []})";

} // namespace

TEST_CASE("loadex sends the token that LOADEX_TOKEN or --token-file has, and none of its own accord") {
  scripted_daemon daemon;
  daemon.answer("GET /pools", 200, no_pools);
  const temp_folder folder;
  const auto file = folder.write("token", "from-file\n").string();
  const auto sent = [&](std::vector<std::string> options, const std::vector<std::string>& environment) {
    options.insert(options.begin(), {"pools", "-u", daemon.url()});
    CHECK(run_loadex(options, environment).code == 0);
    return daemon.asked().back().value("Authorization");
  };

  CHECK(sent({}, {}).empty());
  CHECK(sent({}, {"LOADEX_TOKEN=from-environment"}) == "Bearer from-environment");
  CHECK(sent({"--token-file", file}, {"LOADEX_TOKEN=from-environment"}) == "Bearer from-file");
}

TEST_CASE("make-request sends traffic, and no token") {
  scripted_daemon server;
  server.answer("GET /", 200, "hello");
  CHECK(run_loadex({"make-request", "-c", "1", "-u", server.url()}, {"LOADEX_TOKEN=s3cret"}).code == 0);
  CHECK_FALSE(server.asked().back().has("Authorization"));
}

TEST_CASE("what a daemon says is shown without what a terminal would obey") {
  constexpr auto evil = "\x1b[2J\x07 evil \xC2\x9B"
                        "31m";
  constexpr auto harmless = "?[2J? evil ?31m";
  scripted_daemon daemon;
  daemon.answer("GET /config", 200, evil);
  daemon.answer("POST /api/add", 200, evil);
  CHECK(run_loadex({"config", "show", "-u", daemon.url()}).output == harmless);
  CHECK(contains(run_loadex({"add-server", "-u", daemon.url(), "--target", "http://localhost:8006"}).output, harmless));
}

TEST_CASE("traffic whose backend calls itself what is no UTF-8 is told as JSON, too") {
  scripted_daemon server;
  server.answer("GET /", 200, "hello", {{"Proxy-Status", "loadex; next-hop=\"http://\xFF\""}});
  const auto told = run_loadex({"make-request", "-c", "1", "-o", "json", "-u", server.url()});
  CHECK(told.code == 0);
  CHECK(contains(told.output, "(not UTF-8)"));
}

TEST_CASE("a token is no option, and a bad one is told without being repeated") {
  const auto option = run_loadex({"pools", "--token", "s3cret"});
  CHECK(option.code == 2);
  const auto bad = run_loadex({"pools"}, {"LOADEX_TOKEN=s3cret\r\nX-Evil: 1"});
  CHECK(bad.code == 2);
  CHECK(contains(bad.errors, "token"));
  CHECK_FALSE(contains(bad.errors, "s3cret"));
  CHECK(run_loadex({"pools", "--token-file", "/nowhere"}).code == 2);
}

TEST_CASE("a redirect is followed by nobody, least of all with the token") {
  scripted_daemon elsewhere;
  scripted_daemon daemon;
  daemon.answer("GET /pools", 302, "", {{"Location", elsewhere.url() + "/loadex/v1/pools"}});
  const auto told = run_loadex({"pools", "-u", daemon.url()}, {"LOADEX_TOKEN=s3cret"});
  CHECK(told.code == 1);
  CHECK(contains(told.errors, "302"));
  CHECK(elsewhere.asked().empty());
}

TEST_CASE("who may not ask is told what to do next") {
  scripted_daemon daemon;
  daemon.answer("GET /pools", 401, R"({"title": "Unauthorized", "detail": "There is no token."})",
                {{"Content-Type", "application/problem+json"}, {"WWW-Authenticate", "Bearer"}});
  const auto missing = run_loadex({"pools", "-u", daemon.url()});
  CHECK(missing.code == 1);
  CHECK(missing.output.empty());
  CHECK(contains(missing.errors, "There is no token."));
  CHECK(contains(missing.errors, "LOADEX_TOKEN"));
  daemon.answer("GET /pools", 429, "", {{"Retry-After", "7"}});
  CHECK(contains(run_loadex({"pools", "-u", daemon.url()}).errors, "Try again in 7 s."));
}

TEST_CASE("an answer cannot steer the terminal") {
  scripted_daemon daemon;
  daemon.answer("GET /backends", 200,
                R"({"backends": [{"id": 1, "url": "http://b:1", "state": "unhealthy", "since": "now",
    "weight": 1, "in_flight": 0, "queued": 0, "reason": "\u001b]0;title\u0007"}]})");
  const auto shown = run_loadex({"backends", "-u", daemon.url()});
  CHECK(shown.code == 0);
  CHECK(contains(shown.output, "?]0;title?"));
  daemon.answer("GET /pools", 200, R"({"pools": [{"name": "main"}]})");
  daemon.answer("PATCH /pools/main", 200, R"({"name": "main", "algorithm": "\u001b[2J"})");
  CHECK(run_loadex({"algo", "first", "-u", daemon.url()}).output == "main chooses by ?[2J\n");
  daemon.answer("GET /pools", 200, R"({"pools": [{"name": "a"}, {"name": "\u001b[2J"}]})");
  CHECK(contains(run_loadex({"algo", "first", "-u", daemon.url()}).errors, "there are a, ?[2J"));
}

TEST_CASE("loadex works over the admin socket, and elsewhere with the token") {
  const temp_folder folder;
  const auto socket = "unix:" + (folder.path() / "admin.sock").string();
  backend_process backend;
  const auto with_admin_at = [&](const std::string& address) {
    return daemon_setup{.backends = {backend.url()},
                        .settings = {{"admin.listen", '"' + address + '"'}, {"admin.token", R"("0123456789abcdef")"}}};
  };
  const daemon_process local(with_admin_at(socket));
  const auto weighed = run_loadex({"weight", "1", "3"}, {"LOADEX_URL=" + socket});
  CHECK(weighed.code == 0);
  CHECK(weighed.output == backend.url() + " has weight 3\n");
  CHECK(contains(run_loadex({"backends", "-u", socket}).output, backend.url()));
  CHECK(run_loadex({"healthcheck", "-u", socket}).code == 0);

  const daemon_process balancer(with_admin_at("127.0.0.1:0"));
  const auto admin = "http://127.0.0.1:" + std::to_string(balancer.admin_port());
  CHECK(run_loadex({"weight", "1", "3", "-u", admin}, {"LOADEX_TOKEN=0123456789abcdef"}).code == 0);
  const auto without = run_loadex({"weight", "1", "4", "-u", admin});
  CHECK(without.code == 1);
  CHECK(contains(without.errors, "401"));
  CHECK(contains(without.errors, "LOADEX_TOKEN"));
  CHECK(run_loadex({"weight", "1", "4", "-u", admin}, {"LOADEX_TOKEN=wrong-wrong-wrong"}).code == 1);
}

TEST_CASE("an admin socket that is not there, or lets nobody in, is told") {
  const temp_folder folder;
  const auto path = (folder.path() / "admin.sock").string();
  const auto none = run_loadex({"pools", "-u", "unix:" + path});
  CHECK(none.code == 1);
  CHECK(contains(none.errors, "no answer from unix:" + path + ": No such file or directory"));
  CHECK(run_loadex({"pools", "-u", "unix:admin.sock"}).code == 2);
}
