#include "tests/support/e2e/api.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/loadex_command.hpp"
#include "tests/support/e2e/programs.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

using namespace loadex::tests::e2e;

namespace {

const std::string admin_token = "admin-token-0123456789";
const std::string read_token = "read-token-0123456789";
const std::string wrong_token = "wrong-token-0123456789";
const std::string disable = "/pools/main/backends/1/disable";
const std::string near = R"(["127.0.0.1/32"])"; // and 127.0.0.2 is elsewhere

header_fields bearing(const std::string& token) {
  return {{"Authorization", "Bearer " + token}};
}

std::string in_quotes(const std::string& text) {
  return '"' + text + '"';
}

std::map<std::string, std::string> with_tokens() {
  return {{"admin.allow", near}, {"admin.token", in_quotes(admin_token)}, {"admin.read-token", in_quotes(read_token)}};
}

bool tells_a_token(const std::string& text) {
  return contains(text, admin_token) || contains(text, read_token) || contains(text, wrong_token);
}

/// What /proc tells of a process to everybody.
std::string command_line_of(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/cmdline", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

TEST_CASE_METHOD(fixture, "with a token a change needs it, and reading from [admin] allow does not") {
  auto& balancer = start_balancer({.backends = start_backends(1), .settings = with_tokens()});
  http_client client(balancer.port());
  const auto change = [&](header_fields fields) {
    return client.ask("POST", "/loadex/v1" + disable, std::move(fields));
  };

  CHECK(client.get("/loadex/v1/pools").status == 200);
  CHECK(client.get("/metrics").status == 200);
  const auto refused = change({});
  CHECK(refused.status == 401);
  CHECK(refused.value("WWW-Authenticate") == "Bearer");
  CHECK(refused.value("Content-Type") == "application/problem+json");
  CHECK(contains(refused.body, "[admin] token"));
  CHECK(change({{"Authorization", "Basic dXNlcjpwYXNzd29yZA=="}}).status == 401);
  const auto reader = change(bearing(read_token));
  CHECK(reader.status == 403);
  CHECK(contains(reader.body, "read-token"));
  CHECK(api(balancer.port()).get("/pools/main")["backends"]["disabled"] == 0);

  const auto add = "/api/add?url=" + start_backend().url(); // the contract's address is no way around it
  CHECK(client.ask("POST", add).status == 401);
  CHECK(client.ask("POST", add, bearing(read_token)).status == 403);
  CHECK(client.ask("POST", add, bearing(admin_token)).status == 200);
  CHECK(change(bearing(admin_token)).status == 200);
  REQUIRE(eventually([&] { return balancer.events("backend disabled").size() == 1; }));
  const auto told = balancer.events("backend disabled");
  CHECK(told[0]["who"] == "admin token");
  CHECK(told[0]["from"] == "127.0.0.1");
}

TEST_CASE_METHOD(fixture, "a token opens from anywhere what it is for, and nothing else does") {
  auto& balancer = start_balancer({.backends = start_backends(1), .settings = with_tokens()});
  const bool is_relayed = GENERATE(false, true);
  CAPTURE(is_relayed);
  http_client client(balancer.port(), is_relayed ? "127.0.0.1" : "127.0.0.2");
  const auto ask = [&](const std::string& method, const std::string& path, const std::string& token) {
    auto fields = token.empty() ? header_fields() : bearing(token);
    if (is_relayed)
      fields.push_back({"Via", "1.1 somebody"});
    return client.ask(method, path, std::move(fields));
  };
  for (const auto* path : {"/metrics", "/api/health", "/api/info", "/loadex/v1/pools"}) {
    CAPTURE(path);
    CHECK(ask("GET", path, "").status == 401);
    CHECK(ask("GET", path, wrong_token).status == 401);
    CHECK(ask("GET", path, read_token).status == 200);
    CHECK(ask("GET", path, admin_token).status == 200);
  }
  for (const auto* path : {"/healthz", "/readyz"}) // are for everybody
    CHECK(ask("GET", path, "").status == 200);
  for (const auto* path : {"/dashboard/", "/dashboard/app.js"}) // ask for the token
    CHECK(ask("GET", path, "").status == 200);
  CHECK(ask("POST", "/loadex/v1" + disable, read_token).status == 403);
  CHECK(ask("POST", "/loadex/v1" + disable, admin_token).status == 200);
  const auto plan = [&](const std::string& token) {
    auto fields = token.empty() ? header_fields() : bearing(token);
    fields.push_back({"Content-Type", "text/plain"});
    if (is_relayed)
      fields.push_back({"Via", "1.1 somebody"});
    return client.ask("POST", "/loadex/v1/config/plan", std::move(fields), "backends=[]\n").status;
  };
  CHECK(plan("") == 401);
  CHECK(plan(read_token) == 422); // a plan changes nothing
}

TEST_CASE_METHOD(fixture, "who tries many wrong tokens is told to wait, by the log too, and nobody else has to") {
  auto& balancer = start_balancer({.backends = start_backends(1), .settings = with_tokens()});
  http_client guesser(balancer.port(), "127.0.0.2");
  const auto guess = [&](const std::string& token) {
    return guesser.ask("POST", "/loadex/v1" + disable + "?why=" + token, bearing(token));
  };
  unsigned tried = 0;
  auto answer = guess(wrong_token);
  while (answer.status == 401 && ++tried < 100)
    answer = guess(wrong_token + std::to_string(tried));
  CHECK(tried >= 10);
  CHECK(tried < 20);
  CHECK(answer.status == 429);
  CHECK(answer.value("Content-Type") == "application/problem+json");
  CHECK(answer.value("Retry-After").find_first_not_of("0123456789") == std::string::npos);
  CHECK(guess(admin_token).status == 429); // or it could go on guessing
  CHECK(guesser.get("/healthz").status == 200);
  CHECK(http_client(balancer.port(), "127.0.0.3").get("/metrics", bearing(read_token)).status == 200);

  REQUIRE(eventually([&] { return !balancer.events("wrong token").empty(); }));
  const auto lines = balancer.events("wrong token");
  CHECK(lines.size() <= tried);
  CHECK(lines.front()["client"] == "127.0.0.2");
  CHECK(lines.front()["method"] == "POST");
  CHECK(lines.front()["target"] == "/loadex/v1" + disable);
  CHECK_FALSE(tells_a_token(balancer.process().output()));
}

TEST_CASE_METHOD(fixture,
                 "a token of a file follows it at a reload, and one that cannot be read leaves the one before") {
  const temp_folder folder;
  const auto file = folder.write("token", admin_token + "\n");
  daemon_setup setup{.backends = start_backends(1), .settings = {{"admin.token-file", in_quotes(file.string())}}};
  auto& balancer = start_balancer(setup);
  const auto opens = [&](const std::string& token) {
    return http_client(balancer.port()).ask("POST", "/loadex/v1" + disable, bearing(token)).status == 200;
  };
  CHECK(opens(admin_token));
  folder.write("token", "another-token-0123456789");
  CHECK(opens(admin_token)); // nobody has said so yet
  CHECK(balancer.reload(setup)["changed"] == "admin.token");
  CHECK(opens("another-token-0123456789"));
  CHECK_FALSE(opens(admin_token));

  folder.write("token", "short-secret");
  const auto refused = balancer.reload(setup);
  CHECK(refused["msg"] == "configuration refused");
  CHECK(contains(refused["problems"].get<std::string>(), "admin.token-file: " + file.string()));
  CHECK_FALSE(contains(balancer.process().output(), "short-secret"));
  CHECK(opens("another-token-0123456789"));
}

TEST_CASE_METHOD(fixture, "the environment's token is the daemon's if the file has none") {
  auto& balancer = start_balancer({.backends = start_backends(1), .environment = {"LOADEX_TOKEN=" + admin_token}});
  http_client client(balancer.port());
  CHECK(client.ask("POST", "/loadex/v1" + disable).status == 401);
  CHECK(client.ask("POST", "/loadex/v1" + disable, bearing(admin_token)).status == 200);
}

TEST_CASE_METHOD(fixture, "no token is told by the log, by --check, by /proc or by what is said about a wrong one") {
  daemon_setup setup{.backends = start_backends(1), .settings = with_tokens(), .environment = {"LOG_LEVEL=DEBUG"}};
  auto& balancer = start_balancer(setup);
  http_client client(balancer.port());
  for (const auto& token : {admin_token, read_token, wrong_token}) {
    CHECK_FALSE(tells_a_token(to_bytes("", client.get("/loadex/v1/pools", bearing(token)).fields)));
    CHECK_FALSE(tells_a_token(client.ask("POST", "/loadex/v1/pools/main/backends/9/enable", bearing(token)).body));
    CHECK_FALSE(tells_a_token(client.ask("TRACE", "/metrics", bearing(token)).body));
  }
  setup.settings["admin.token"] = in_quotes(wrong_token);
  balancer.reload(setup);
  CHECK_FALSE(tells_a_token(balancer.process().output()));
  CHECK_FALSE(tells_a_token(command_line_of(balancer.process().pid())));

  const temp_folder folder;
  const auto file = folder.write("a.conf", configuration(setup)).string();
  child_process check({loadbalancer_program, "--config-file=" + file, "--check"});
  CHECK(check.wait() == 0);
  CHECK(contains(check.output(), "token=\"***\"\n"));
  CHECK_FALSE(tells_a_token(check.output()));
  for (const std::vector<std::string>& spelling :
       {std::vector<std::string>{"--admin.token=" + admin_token}, {"--admin.token", admin_token}}) {
    std::vector<std::string> command{loadbalancer_program, "-b", "http://localhost:1", "--check"};
    command.insert(command.end(), spelling.begin(), spelling.end());
    child_process refused(command);
    CHECK(refused.wait() == 2);
    CHECK(contains(refused.errors(), "--admin.token: a secret is no option"));
    CHECK_FALSE(tells_a_token(refused.errors()));
  }
}

TEST_CASE_METHOD(fixture, "what a request for a backend carries as Authorization is the backend's") {
  auto& balancer = start_balancer({.backends = start_backends(1), .settings = with_tokens()});
  http_client client(balancer.port(), "127.0.0.2");
  for (const auto* value : {"Bearer of-the-application", "Basic dXNlcjpwYXNzd29yZA=="})
    for (int i = 0; i < 20; ++i)
      CHECK(client.get("/", {{"Authorization", value}}).status == 200);
  CHECK(balancer.events("wrong token").empty());
}
