#include "tests/support/stream_pair.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <chrono>
#include <string>
#include <utility>

using namespace loadex::net;
using namespace std::chrono_literals;
using loadex::tests::stream_pair;

namespace {

std::string taken(io::stream& from, std::size_t most = 1024) {
  std::string text(most, '\0');
  const auto got = from.take(asio::buffer(text));
  REQUIRE(got);
  REQUIRE_FALSE(got->error);
  text.resize(got->bytes);
  return text;
}

} // namespace

TEST_CASE("a stream reads ahead what its peer says, and gives it away piece by piece") {
  stream_pair pair;
  std::array<char, 4> room;
  pair.near().read_ahead();
  CHECK(pair.near().listening());
  CHECK_FALSE(pair.near().take(asio::buffer(room)));

  pair.far().write("GET / HTTP/1.1");
  pair.run();
  CHECK_FALSE(pair.near().listening());
  CHECK(pair.near().has_read_ahead());
  CHECK(taken(pair.near(), 6) == "GET / ");
  CHECK(pair.near().has_read_ahead());
  CHECK(taken(pair.near()) == "HTTP/1.1");
  CHECK_FALSE(pair.near().has_read_ahead());
  CHECK_FALSE(pair.near().take(asio::buffer(room)));
}

TEST_CASE("a stream reads no more ahead than a block while those bytes wait") {
  stream_pair pair;
  const std::string first(io::block_size, '1');
  pair.near().read_ahead();
  pair.far().write(first + "2");
  pair.run();
  pair.near().read_ahead();
  pair.run();
  CHECK(taken(pair.near(), 2 * io::block_size) == first);
  pair.near().read_ahead();
  pair.run();
  CHECK(taken(pair.near()) == "2");
}

TEST_CASE("whoever waits for a stream to be readable goes on when it is") {
  stream_pair pair;
  const auto wait = [&]() -> awaitable<bool> {
    co_await pair.near().readable();
    co_return pair.near().has_read_ahead();
  };
  const auto readable = pair.start(wait());
  CHECK_FALSE(*readable);
  pair.far().write("x");
  pair.run();
  CHECK(*readable == true);
}

TEST_CASE("a read takes what was read ahead before it asks for more") {
  stream_pair pair;
  pair.near().read_ahead();
  pair.far().write("ahead");
  pair.run();
  pair.far().write(" behind");

  std::array<char, 64> room;
  const auto first = pair.start(pair.near().read(asio::buffer(room)));
  REQUIRE(*first);
  CHECK(std::string(room.data(), (*first)->bytes) == "ahead");
  const auto second = pair.start(pair.near().read(asio::buffer(room)));
  REQUIRE(pair.run_until([&] { return second->has_value(); }));
  CHECK(std::string(room.data(), (*second)->bytes) == " behind");
}

TEST_CASE("a read waits for a read ahead that is under way") {
  stream_pair pair;
  pair.near().read_ahead();
  std::array<char, 64> room;
  const auto got = pair.start(pair.near().read(asio::buffer(room)));
  CHECK_FALSE(*got);
  pair.far().write("late");
  pair.run();
  REQUIRE(*got);
  CHECK(std::string(room.data(), (*got)->bytes) == "late");
}

TEST_CASE("a stream counts the bytes that wait, read ahead or not") {
  stream_pair pair;
  CHECK(pair.near().unread() == 0);
  pair.far().write(std::string(io::block_size, '1') + "23");
  CHECK(pair.near().unread() == io::block_size + 2);
  pair.near().read_ahead();
  pair.run();
  CHECK(pair.near().unread() == io::block_size + 2);
  taken(pair.near(), io::block_size - 1);
  CHECK(pair.near().unread() == 3);
}

TEST_CASE("a stream is quiet while it reads ahead and nothing comes") {
  stream_pair pair;
  CHECK_FALSE(pair.near().quiet()); // nobody would notice
  pair.near().read_ahead();
  pair.run();
  CHECK(pair.near().quiet());
  SECTION("until its peer speaks") {
    pair.far().write("?");
  }
  SECTION("until its peer leaves") {
    pair.far().close();
  }
  SECTION("until it is closed") {
    pair.near().close();
  }
  pair.run();
  CHECK_FALSE(pair.near().quiet());
}

TEST_CASE("a peer that has ended its side has finished but not left, and is still told") {
  stream_pair pair;
  pair.near().read_ahead();
  pair.far().write("last words");
  pair.far().finish();
  pair.run();
  CHECK_FALSE(pair.near().ended());
  CHECK(pair.near().look_behind().finished); // which is behind bytes that were not taken
  CHECK(taken(pair.near()) == "last words");
  pair.near().read_ahead();
  pair.run();
  CHECK(pair.near().ended());
  CHECK(pair.near().peer_finished());
  CHECK_FALSE(pair.near().peer_left());
  CHECK_FALSE(pair.near().look_behind().reset);
  CHECK(pair.near().write_now("farewell").bytes == 8);
  pair.run();
  CHECK(pair.far().read() == "farewell");

  std::array<char, 4> room;
  for (int i = 0; i < 2; ++i) // whoever asks again gets the same
    CHECK(pair.near().take(asio::buffer(room))->error == asio::error::eof);
}

TEST_CASE("a peer that has reset the stream has left") {
  stream_pair pair;
  pair.near().read_ahead();
  pair.run();
  CHECK_FALSE(pair.near().look_behind().reset);
  pair.reset_far();
  CHECK(pair.near().look_behind().finished);
  CHECK(pair.near().look_behind().reset);
  pair.run();
  CHECK(pair.near().ended());
  CHECK(pair.near().peer_left());
  CHECK_FALSE(pair.near().peer_finished());
}

TEST_CASE("a read ahead that ends while nobody waits for it is told of, once") {
  stream_pair pair;
  int told = 0;
  pair.near().on_idle_read([&] { ++told; });
  pair.near().read_ahead();
  pair.run();
  CHECK(told == 0);
  SECTION("when the peer speaks out of turn") {
    pair.far().write("?");
  }
  SECTION("when the peer finishes") {
    pair.far().finish();
  }
  SECTION("when the peer leaves") {
    pair.reset_far();
  }
  pair.run();
  CHECK(told == 1);
}

TEST_CASE("a read ahead that somebody waits for is told of to nobody else") {
  stream_pair pair;
  int told = 0;
  pair.near().on_idle_read([&] { ++told; });
  pair.near().read_ahead();
  std::array<char, 4> room;
  const auto got = pair.start(pair.near().read(asio::buffer(room)));
  pair.far().write("ok");
  pair.run();
  CHECK(*got);
  CHECK(told == 0);
}

TEST_CASE("a stream may be dropped by who is told of its read ahead") {
  stream_pair pair;
  auto held = std::move(pair.near_ptr());
  held->on_idle_read([&] { held = nullptr; });
  held->read_ahead();
  pair.far().write("?");
  pair.run();
  CHECK_FALSE(held);
  pair.far().read();
  CHECK(pair.far().ended());
}

TEST_CASE("a cancelled stream can be used again") {
  stream_pair pair;
  std::array<char, 16> room;
  const auto cancelled = pair.start(pair.near().read(asio::buffer(room)));
  pair.near().cancel();
  pair.run();
  REQUIRE(*cancelled);
  CHECK((*cancelled)->error == asio::error::operation_aborted);
  CHECK(pair.near().is_open());
  CHECK_FALSE(pair.near().ended());

  const auto got = pair.start(pair.near().read(asio::buffer(room)));
  pair.far().write("again");
  pair.run();
  REQUIRE(*got);
  CHECK((*got)->bytes == 5);
}

TEST_CASE("a stream that is closed or reset ends its peer's side and every wait") {
  stream_pair pair;
  std::array<char, 4> room;
  const auto waiting = pair.start(pair.near().read(asio::buffer(room)));
  SECTION("closed") {
    pair.near().close();
  }
  SECTION("reset") {
    pair.near().reset();
  }
  pair.run();
  CHECK_FALSE(pair.near().is_open());
  REQUIRE(*waiting);
  CHECK((*waiting)->error == asio::error::operation_aborted);
  pair.far().read();
  CHECK(pair.far().ended());
}

TEST_CASE("a read takes what is there and has room for, however much that is") {
  stream_pair pair;
  const std::string much(4 * io::block_size, 'm');
  pair.near().read_ahead();
  pair.far().write(much);
  std::string got;
  std::string room(3 * io::block_size, ' ');
  while (got.size() < much.size()) {
    const auto some = pair.start(pair.near().read(asio::buffer(room)));
    REQUIRE(pair.run_until([&] { return some->has_value(); }));
    REQUIRE_FALSE((*some)->error);
    got.append(room, 0, (*some)->bytes);
  }
  CHECK(got == much);
}

TEST_CASE(
    "what a stream had asked for when it was closed takes nothing from the next one, whose socket has its number") {
  stream_pair pair;
  const auto number = pair.near_descriptor();
  pair.near().read_ahead();
  pair.near().close();
  auto [next, far] = loadex::tests::connected_pair(pair.io().get_executor());
  CAPTURE(number);
  far->write("for the next");
  next->read_ahead();
  pair.run();
  CHECK(taken(*next) == "for the next");
}
