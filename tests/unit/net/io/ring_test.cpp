#include "net/io/engine.hpp"
#include "net/io/ring.hpp"
#include "tests/support/stream_pair.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <catch2/catch.hpp>

#include <array>
#include <filesystem>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace loadex;
using namespace loadex::net;
using tests::connected_pair;

namespace {

using calls = io::ring::calls;

/// A loop whose sockets a ring carries, in this thread.
class ring_loop {
public:
  explicit ring_loop(calls cost = GENERATE(calls::cheap, calls::dear),
                     std::size_t requests = GENERATE(as<std::size_t>(), 0, 100))
      : under_way(requests)
      , ring(under_way, cost) {
    io::engine::of(io.get_executor()).use(ring);
  }
  ring_loop(const ring_loop&) = delete;
  ring_loop& operator=(const ring_loop&) = delete;
  ~ring_loop() { io::engine::of(io.get_executor()).use_no_ring(); }

  void run() {
    io.restart();
    for (int i = 0; i < 40; ++i) // a kernel may tell of some at a time only
      io.poll();
  }

  std::size_t under_way; // requests; with few the ring sends at once
  io::ring ring;
  asio::io_context io;

private:
  asio::executor_work_guard<executor> busy_{io.get_executor()};
};

struct ends {
  io::stream_ptr near;
  std::unique_ptr<tests::far_end> far;
};

bool there_is_none() {
  if (const auto why = io::ring::why_not(); !why.empty())
    WARN("not run: " + why);
  return !io::ring::why_not().empty();
}

std::ptrdiff_t open_descriptors() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

void speak_and_go(ring_loop& by) {
  std::mt19937 random(18); // NOLINT(cert-msc51-cpp): the same each time
  std::vector<ends> all;
  const std::string large(3 * io::block_size, 'l');
  for (int step = 0; step < 20'000; ++step) {
    const auto which = all.empty() ? 0 : random() % all.size();
    switch (random() % 12) {
    case 0: {
      auto [near, far] = connected_pair(by.io.get_executor());
      near->read_ahead();
      all.push_back({std::move(near), std::move(far)});
      break;
    }
    case 1:
      if (!all.empty())
        all.erase(all.begin() + static_cast<std::ptrdiff_t>(which)); // with whatever is under way
      break;
    case 2:
      by.run();
      break;
    default:
      if (all.empty())
        break;
      auto& [near, far] = all[which];
      std::array<char, 100> room;
      switch (random() % 9) {
      case 0:
        near->write_now("small");
        break;
      case 1:
        near->write_now(large);
        break;
      case 2:
        near->take(asio::buffer(room));
        near->read_ahead();
        break;
      case 3:
        near->cancel();
        break;
      case 4:
        near->close();
        break;
      case 5:
        near->reset();
        break;
      case 6:
        near->shutdown_send();
        break;
      case 7:
        far->read();
        break;
      default:
        random() % 4 == 0 ? far->finish() : far->close();
      }
    }
  }
}

} // namespace

TEST_CASE("more streams than a ring has blocks all get what they are told, also while nobody takes it") {
  if (there_is_none())
    return;
  ring_loop by;
  std::vector<ends> all;
  for (int i = 0; i < 300; ++i) {
    auto [near, far] = connected_pair(by.io.get_executor());
    near->read_ahead();
    all.push_back({std::move(near), std::move(far)});
  }
  by.run();
  for (std::size_t i = 0; i < all.size(); ++i)
    all[i].far->write("for " + std::to_string(i));
  by.run();
  for (std::size_t i = 0; i < all.size(); ++i) {
    REQUIRE(all[i].near->has_read_ahead());
    std::array<char, 16> room;
    const auto got = all[i].near->take(asio::buffer(room));
    REQUIRE(got);
    CHECK(std::string(room.data(), got->bytes) == "for " + std::to_string(i));
  }
  all.front().near->read_ahead(); // blocks that came back are used again
  all.front().far->write("more");
  by.run();
  CHECK(all.front().near->has_read_ahead());
}

TEST_CASE("a ring ends although a peer does not take the last of a stream that is closed") {
  if (there_is_none())
    return;
  const std::string much(8 * 1024 * 1024, 'x');
  std::unique_ptr<tests::far_end> deaf;
  std::size_t sent = 0;
  const auto before = open_descriptors();
  {
    ring_loop by;
    auto [near, far] = connected_pair(by.io.get_executor());
    deaf = std::move(far);
    sent = near->write_now(much).bytes;
    REQUIRE(near->write_now("the last").bytes == 8);
    by.run();
    near->close();
    by.run();
  }
  CHECK(open_descriptors() == before + 1);
  CHECK(deaf->read() == much.substr(0, sent));
  deaf->read();
  CHECK(deaf->ended());
}

TEST_CASE("a ring has little to do when few requests have been under way for a while") {
  if (there_is_none())
    return;
  ring_loop by(calls::dear, 8);
  by.run();
  CHECK(by.ring.has_little_to_do());
  by.under_way = 100;
  by.run();
  CHECK_FALSE(by.ring.has_little_to_do());
  by.under_way = 0;
  by.run(); // they may be about to come back
  CHECK_FALSE(by.ring.has_little_to_do());
  for (int i = 0; i < 10; ++i)
    by.run();
  CHECK(by.ring.has_little_to_do());
}

TEST_CASE("what is said goes out at once while there is little to do, else with the next wait") {
  if (there_is_none())
    return;
  ring_loop by;
  by.run();
  auto [near, far] = connected_pair(by.io.get_executor());
  REQUIRE(near->write_now("said").bytes == 4);
  CHECK(far->read() == (by.under_way == 0 ? "said" : ""));
  by.run();
  CHECK(far->read() == "said");
}

TEST_CASE("streams that come, speak and go in any way leave nothing with a ring") {
  if (there_is_none())
    return;
  const auto before = open_descriptors();
  {
    ring_loop by;
    speak_and_go(by);
  }
  CHECK(open_descriptors() == before); // and the ring has ended, which waits for all that was asked of it
}
