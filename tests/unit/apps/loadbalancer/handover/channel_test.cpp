#include "apps/loadbalancer/handover/channel.hpp"
#include "tests/support/folder.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

using namespace loadex;
using namespace std::chrono_literals;
using handover::channel;

namespace {

std::pair<channel, channel> ends() {
  std::array<int, 2> both{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, both.data()) == 0);
  return {channel(base::descriptor(both[0])), channel(base::descriptor(both[1]))};
}

auto soon() {
  return std::chrono::steady_clock::now() + 10s;
}

bool is_same_file(int a, int b) {
  struct stat one {};
  struct stat other {};
  return ::fstat(a, &one) == 0 && ::fstat(b, &other) == 0 && one.st_ino == other.st_ino;
}

} // namespace

TEST_CASE("messages come apart and whole, with the files that go with them") {
  const auto [here, there] = ends();
  std::array<int, 2> pipe{};
  REQUIRE(::pipe(pipe.data()) == 0);
  const base::descriptor read(pipe[0]);
  const base::descriptor write(pipe[1]);
  REQUIRE(here.send("one"));
  REQUIRE(here.send("two", pipe));
  CHECK(there.receive(soon())->text == "one");
  const auto second = there.receive(soon());
  CHECK(second->text == "two");
  REQUIRE(second->with.size() == 2);
  CHECK(is_same_file(second->with[0].get(), pipe[0]));
  CHECK((::fcntl(second->with[0].get(), F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("as many files go with a message as may") {
  const auto [here, there] = ends();
  const std::vector<int> all(base::most_passed, STDOUT_FILENO);
  REQUIRE(here.send("all", all));
  CHECK(there.receive(soon())->with.size() == all.size());
}

TEST_CASE("a long text comes whole") {
  const auto [here, there] = ends();
  const std::string text(5'000'000, 'x');
  REQUIRE(here.send_long(text));
  CHECK(handover::long_text(*there.receive(soon())) == text);
}

TEST_CASE("a text that did not come by a file is no long one") {
  const auto [here, there] = ends();
  REQUIRE(here.send("see file"));
  CHECK_FALSE(handover::long_text(*there.receive(soon())));
}

TEST_CASE("nothing comes in time, or from an end that is gone") {
  auto [here, there] = ends();
  CHECK_FALSE(there.receive(std::chrono::steady_clock::now() + 5ms));
  { const auto gone = std::move(here); }
  CHECK_FALSE(there.receive(soon()));
  CHECK_FALSE(there.send("hello?"));
}

TEST_CASE("a wait ends when the channel is cut") {
  const auto both = ends();
  std::thread cutter([&] { both.second.cut(); });
  CHECK_FALSE(both.second.receive(std::chrono::steady_clock::time_point::max()));
  cutter.join();
}

TEST_CASE("a channel leads to whoever listens at a path, who is known, and whose file is for its user alone") {
  const tests::folder folder;
  const auto path = folder.path("handover.sock");
  CHECK_FALSE(channel::to(path));
  const auto listening = handover::listen_at(path);
  struct stat file {};
  REQUIRE(::stat(path.c_str(), &file) == 0);
  CHECK((file.st_mode & 0777U) == 0600U);
  const auto here = channel::to(path);
  REQUIRE(here);
  const channel there(base::descriptor(::accept(listening.get(), nullptr, nullptr)));
  CHECK(there.who().process == ::getpid());
  CHECK(here->who().user == ::geteuid());
  REQUIRE(here->send("hello"));
  CHECK(there.receive(soon())->text == "hello");
}

TEST_CASE("whoever listens at a path takes the place of who did, dead or alive") {
  const tests::folder folder;
  const auto path = folder.path("handover.sock");
  auto former = handover::listen_at(path);
  auto latter = handover::listen_at(path);
  REQUIRE(channel::to(path));
  CHECK(::accept4(former.get(), nullptr, nullptr, 0) < 0);
  CHECK(base::descriptor(::accept4(latter.get(), nullptr, nullptr, 0)));
  former = {};
  latter = {};
  CHECK_FALSE(channel::to(path)); // the file is there, and nobody behind it
  CHECK_THROWS_AS(handover::listen_at("/nowhere/handover.sock"), std::system_error);
}

TEST_CASE("a file that is no socket is not replaced by one") {
  const tests::folder folder;
  const auto path = folder.path("loadbalancer.conf");
  std::ofstream(path) << "[global]";
  CHECK_THROWS_AS(handover::listen_at(path), std::system_error);
  CHECK(std::filesystem::is_regular_file(path));
}

TEST_CASE("a channel that is closed to what comes can still say why") {
  const auto [here, there] = ends();
  there.close_to_what_comes();
  CHECK_FALSE(there.receive(std::chrono::steady_clock::time_point::max()));
  CHECK_FALSE(here.send("taken"));
  REQUIRE(there.send("too late"));
  CHECK(here.receive(soon())->text == "too late");
}
