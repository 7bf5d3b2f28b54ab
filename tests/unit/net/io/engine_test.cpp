#include "net/io/engine.hpp"
#include "net/io/ring.hpp"
#include "tests/support/stream_pair.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>

#include <array>
#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <utility>

using namespace loadex;
using namespace loadex::net;
using namespace std::chrono_literals;
using tests::carried_loop;
using tests::connected_pair;

namespace {

/// A loop that runs in a thread of its own, by an epoll set or by a ring.
class driven {
public:
  explicit driven(bool by_ring)
      : thread_([this, by_ring] { run(by_ring && io::ring::why_not().empty()); }) {}

  asio::io_context loop;

  /// What a function gives that the loop's thread calls.
  template <class Function>
  auto ask(Function what) {
    std::packaged_task<decltype(what())()> task(std::move(what));
    auto result = task.get_future();
    asio::post(loop, std::move(task));
    REQUIRE(result.wait_for(10s) == std::future_status::ready);
    return result.get();
  }

  ~driven() {
    loop.stop();
    thread_.join();
  }

private:
  void run(bool by_ring) {
    if (!by_ring) {
      loop.run();
      return;
    }
    const std::size_t requests = 0;
    io::ring ring(requests);
    auto& engine = io::engine::of(loop.get_executor());
    engine.use(ring);
    loop.run();
    engine.use_no_ring();
  }

  asio::executor_work_guard<executor> busy_{loop.get_executor()};
  std::thread thread_;
};

awaitable<> collect(io::stream_ptr from, std::string& into, std::promise<error_code>& ended) {
  std::array<char, 3> room;
  for (;;) {
    const auto [error, n] = co_await from->read(asio::buffer(room));
    into.append(room.data(), n);
    if (error) {
      ended.set_value(error);
      co_return;
    }
  }
}

} // namespace

TEST_CASE("a loop is woken by what another thread posts, however often") {
  driven by(GENERATE(false, true));
  int sum = 0;
  for (int i = 0; i < 100; ++i)
    sum += by.ask([i] { return i; });
  CHECK(sum == 4950);
}

TEST_CASE("a loop reads what comes, and the end that comes with the last of it") {
  driven by(GENERATE(false, true));
  std::string got;
  std::promise<error_code> ended;
  auto end = ended.get_future();
  const auto far = by.ask([&] {
    auto pair = connected_pair(by.loop.get_executor());
    asio::co_spawn(by.loop, collect(std::move(pair.first), got, ended), [](const std::exception_ptr&) {});
    return std::move(pair.second);
  });
  far->write("some");
  far->write(" and more");
  far->close();
  REQUIRE(end.wait_for(10s) == std::future_status::ready);
  CHECK(end.get() == asio::error::eof);
  CHECK(got == "some and more");
}

TEST_CASE("a loop ends when nobody waits any more") {
  carried_loop carried;
  auto& loop = carried.io();
  auto [near, far] = connected_pair(loop.get_executor());
  near->read_ahead();
  far->write("x");
  loop.run();
  CHECK(near->has_read_ahead());
}

TEST_CASE("streams that all have much to read have it in turn") {
  carried_loop carried;
  auto& loop = carried.io();
  auto [one, far_one] = connected_pair(loop.get_executor());
  auto [two, far_two] = connected_pair(loop.get_executor());
  far_one->write(std::string(30, '1'));
  far_two->write(std::string(30, '2'));
  far_one->close();
  far_two->close();
  std::string got;
  std::promise<error_code> first;
  std::promise<error_code> second;
  asio::co_spawn(loop, collect(one, got, first), [](const std::exception_ptr&) {});
  asio::co_spawn(loop, collect(two, got, second), [](const std::exception_ptr&) {});
  loop.run();
  CAPTURE(got);
  CHECK(got.size() == 60);
  CHECK(got.substr(0, 30).find('1') != std::string::npos);
  CHECK(got.substr(0, 30).find('2') != std::string::npos);
  CHECK(got.substr(0, 30).find("1111111") == std::string::npos);
}

TEST_CASE("what is told of a socket that is closed here, and open elsewhere, reaches nobody who came after it") {
  tests::stream_pair first;
  auto& loop = first.io();
  const base::descriptor elsewhere = base::duplicate(first.near_descriptor());
  first.near().read_ahead();
  first.run();
  first.near().close();
  first.run();
  auto [next, far] = connected_pair(loop.get_executor());
  next->read_ahead();
  first.far().write("for the one before");
  first.run();
  CHECK(next->quiet());
  far->write("for this one");
  first.run();
  CHECK(next->has_read_ahead());
}
