#include "tests/support/e2e/backend_process.hpp"
#include "tests/support/e2e/daemon_process.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/loadex_command.hpp"
#include "tests/support/e2e/programs.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

using namespace loadex::tests::e2e;

namespace {

/// A balancer whose own addresses are at a socket in a folder of its own.
struct socket_fixture {
  temp_folder folder;
  const std::string path = (folder.path() / "admin.sock").string();
  backend_process backend;

  daemon_setup setup(std::map<std::string, std::string> more = {}) {
    more.emplace("admin.listen", "\"unix:" + path + '"');
    return {.backends = {backend.url()}, .settings = std::move(more)};
  }

  http_client connect() { return http_client(tcp_stream::connect_to(path), "localhost"); }

  unsigned mode() const {
    struct stat found {};
    REQUIRE(::lstat(path.c_str(), &found) == 0);
    return found.st_mode & 0777u;
  }

  bool is_there() const { return std::filesystem::exists(std::filesystem::symlink_status(path)); }
};

} // namespace

TEST_CASE_METHOD(socket_fixture, "own addresses at a socket in the file system answer whom its file lets in") {
  daemon_process balancer(setup({{"admin.token", R"("0123456789abcdef")"}, {"admin.allow", "[]"}}));
  CHECK(mode() == 0600);
  CHECK(balancer.events("starting").front()["admin"] == "unix:" + path);

  CHECK(answered_by(http_client(balancer.port()).get("/metrics").body) == backend.url());
  auto client = connect();
  CHECK(client.get("/metrics").status == 200);
  CHECK(client.get("/loadex/v1/pools", {{"Host", "any.example"}}).status == 200);
  const auto disable = "/loadex/v1/pools/main/backends/1/disable";
  CHECK(client.ask("POST", disable, {{"Authorization", "Bearer of-no-meaning-here"}}).status == 200);
  REQUIRE(eventually([&] { return balancer.events("backend disabled").size() == 1; }));
  const auto told = balancer.events("backend disabled");
  CHECK(told[0]["who"] == "socket uid " + std::to_string(::getuid()));
  CHECK(told[0]["from"] == "unix:" + path);
  CHECK(client.get("/nowhere").status == 404);
  CHECK(client.get("/healthz", {{"Connection", "close"}}).status == 200);
  CHECK(client.stream().peer_leaves());
  auto careless = connect();
  careless.stream().send("GET / HTTP/1.1\r\n\r\n");
  CHECK(careless.read_response().status == 400);

  CHECK(balancer.stop() == 0);
  CHECK_FALSE(is_there());
}

TEST_CASE_METHOD(socket_fixture, "admin.socket-mode is the mode of the socket's file") {
  daemon_process balancer(setup({{"admin.socket-mode", R"("666")"}}));
  CHECK(mode() == 0666);
  CHECK(balancer.stop() == 0);
}

TEST_CASE_METHOD(socket_fixture, "a socket that somebody listens at is refused, and one that nobody does is replaced") {
  daemon_process first(setup());
  const auto file = folder.write("second.conf", configuration(setup())).string();
  child_process second({loadbalancer_program, "--config-file=" + file});
  CHECK(second.wait() == 1);
  CHECK(contains(second.errors(), "cannot listen on unix:" + path + ": somebody listens there already"));
  CHECK(connect().get("/healthz").status == 200); // and the first has it still

  first.process().signal(SIGKILL);
  first.process().wait();
  CHECK(is_there());
  daemon_process third(setup());
  CHECK(connect().get("/healthz").status == 200);
  CHECK(third.stop() == 0);
  CHECK_FALSE(is_there());
}

TEST_CASE_METHOD(socket_fixture, "a file that is no socket is left alone, and so is one that is another's by now") {
  folder.write("admin.sock", "precious");
  const auto file = folder.write("a.conf", configuration(setup())).string();
  child_process refused({loadbalancer_program, "--config-file=" + file});
  CHECK(refused.wait() == 1);
  CHECK(contains(refused.errors(), path + ": a file is there that is no socket"));
  CHECK(read_file(path) == "precious");

  std::filesystem::remove(path);
  daemon_process balancer(setup());
  std::filesystem::remove(path);
  folder.write("admin.sock", "of somebody else");
  CHECK(balancer.stop() == 0);
  CHECK(read_file(path) == "of somebody else");
}

TEST_CASE_METHOD(socket_fixture, "curl reaches the socket by its path") {
  daemon_process balancer(setup());
  child_process curl({"/usr/bin/curl", "-sS", "--max-time", "10", "--unix-socket", path, "http://localhost/healthz"});
  CHECK(curl.wait() == 0);
  CHECK(curl.output() == "ok\n");
  CHECK(balancer.stop() == 0);
}
