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

constexpr std::size_t more_than_the_pipe_holds = 8 * 1024 * 1024;

std::string taken(io::stream& from, std::size_t most = 1024) {
  std::string text(most, '\0');
  const auto got = from.take(asio::buffer(text));
  REQUIRE(got);
  REQUIRE_FALSE(got->error);
  text.resize(got->bytes);
  return text;
}

} // namespace

TEST_CASE("what can be written at once is; when no more is taken over that is nothing, and no error") {
  stream_pair pair;
  const std::string much(more_than_the_pipe_holds, 'x');
  const auto sent = pair.near().write_now(much);
  CHECK_FALSE(sent.error);
  CHECK(sent.bytes > 0);
  CHECK(sent.bytes < much.size());
  pair.near().write_now("y"); // which a ring takes over
  pair.run();
  const auto full = pair.near().write_now("z");
  CHECK_FALSE(full.error);
  CHECK(full.bytes == 0);
  CHECK(pair.far().read() == much.substr(0, sent.bytes));
}

TEST_CASE("a write that takes nothing over knows that its peer has left") {
  stream_pair pair;
  pair.far().close();
  CHECK(pair.near().write_at_once("x").error);
}

TEST_CASE("a write that takes nothing over comes behind what was taken over") {
  stream_pair pair;
  pair.near().write_now("first ");
  CHECK(pair.near().write_at_once("second").bytes == 6);
  CHECK(pair.far().read() == "first second");
}

TEST_CASE("a write to a peer that has left is an error, or the next one is") {
  stream_pair pair;
  pair.far().close();
  pair.near().write_now("x");
  pair.run();
  CHECK(pair.near().write_now("x").error);
  const auto sent = pair.start(pair.near().write("x"));
  REQUIRE(*sent);
  CHECK((*sent)->error);
  CHECK((*sent)->bytes == 0);
}

TEST_CASE("a write goes on as its peer takes it, and ends when all is out") {
  stream_pair pair;
  const std::string much(more_than_the_pipe_holds, 'x');
  const auto sent = pair.start(pair.near().write(much));
  CHECK_FALSE(*sent);
  REQUIRE(pair.run_until([&] {
    pair.far().read();
    return sent->has_value();
  }));
  CHECK_FALSE((*sent)->error);
  CHECK((*sent)->bytes == much.size());
  CHECK(pair.far().read() == much);
}

TEST_CASE("a gathered write sends its buffers in turn, however much the peer takes at a time") {
  stream_pair pair;
  const std::string head = "HTTP/1.1 200 OK\r\n\r\n";
  const std::string body(more_than_the_pipe_holds, 'b');
  const auto sent = pair.start(pair.near().write(std::array{asio::buffer(head), asio::buffer(body)}));
  CHECK_FALSE(*sent);
  REQUIRE(pair.run_until([&] {
    pair.far().read(100'000);
    return sent->has_value();
  }));
  CHECK((*sent)->bytes == head.size() + body.size());
  CHECK(pair.far().read() == head + body);
}

TEST_CASE("a patient write moves its deadline on whenever the peer has taken some") {
  stream_pair pair;
  const std::string much(more_than_the_pipe_holds, 'x');
  io::deadline deadline(pair.io().get_executor());
  deadline.guard(steady_clock::now() + 1ms, [&] { pair.near().cancel(); });
  const io::patience generous{deadline, 1h};
  const bool gathered = GENERATE(false, true);
  const std::array pieces{asio::const_buffer(asio::buffer(much))};
  const auto sent = pair.start(gathered ? pair.near().write(pieces, &generous) : pair.near().write(much, &generous));
  REQUIRE(pair.run_until([&] {
    pair.far().read();
    return sent->has_value();
  }));
  CHECK_FALSE(deadline.expired()); // the millisecond was over long ago
  CHECK((*sent)->bytes == much.size());
}

TEST_CASE("a patient write ends when the peer takes nothing for too long") {
  stream_pair pair;
  const std::string much(more_than_the_pipe_holds, 'x');
  io::deadline deadline(pair.io().get_executor());
  deadline.guard(steady_clock::now() + 1h, [&] { pair.near().cancel(); });
  const io::patience short_one{deadline, 1ms};
  const auto sent = pair.start(pair.near().write(much, &short_one));
  REQUIRE(pair.run_until([&] { return sent->has_value(); }));
  CHECK(deadline.expired());
  CHECK((*sent)->error == asio::error::operation_aborted);
  CHECK((*sent)->bytes > 0);
  CHECK((*sent)->bytes < much.size());
}

TEST_CASE("a stream that says it sends no more can still be told") {
  stream_pair pair;
  pair.near().write_now("question");
  pair.near().shutdown_send();
  CHECK(pair.far().read() == "question");
  pair.far().read();
  CHECK(pair.far().ended());
  pair.far().write("answer");
  pair.near().read_ahead();
  pair.run();
  CHECK(taken(pair.near()) == "answer");
}

TEST_CASE("what a stream has taken over is still sent when it is closed or reset, or says that it sends no more") {
  stream_pair pair;
  pair.near().write_now("last ");
  pair.near().write_now("words");
  SECTION("closed") {
    pair.near().close();
  }
  SECTION("reset") {
    pair.near().reset();
  }
  SECTION("let go of") {
    pair.near_ptr() = nullptr;
  }
  SECTION("sends no more") {
    pair.near().shutdown_send();
  }
  pair.run();
  CHECK(pair.far().read() == "last words");
  pair.far().read();
  CHECK(pair.far().ended());
}

TEST_CASE("a peer that takes nothing for a while gets what a stream that is closed had taken over") {
  stream_pair pair;
  const std::string much(more_than_the_pipe_holds, 'x');
  const auto sent = pair.near().write_now(much).bytes;
  const auto more = pair.near().write_now("more").bytes;
  pair.run();
  pair.near().close();
  pair.run();
  pair.far().read(sent);
  pair.run();
  CHECK(pair.far().read() == much.substr(0, sent) + std::string("more").substr(0, more));
  pair.far().read();
  CHECK(pair.far().ended());
}

TEST_CASE("what is written in small pieces comes in order with what is written in large ones") {
  stream_pair pair;
  const std::string large(2 * io::block_size, 'l');
  std::string all;
  for (const auto& piece :
       {std::string("small"), large, std::string(io::block_size - 1, 's'), std::string("two"), large}) {
    pair.start(pair.near().write(piece));
    all += piece;
  }
  pair.run();
  CHECK(pair.far().read() == all);
}
