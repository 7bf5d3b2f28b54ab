#include "net/io/pipe.hpp"
#include "tests/support/stream_pair.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>

#include <algorithm>
#include <string>
#include <utility>

using namespace loadex::net;
using loadex::tests::connected_pair;
using loadex::tests::stream_pair;

namespace {

/// All that comes from one stream, through a pipe, to the other; what it ends with.
awaitable<error_code> pass_on(io::stream& from, io::stream& to, io::pipe& by) {
  for (;;) {
    const auto got = co_await from.read(by, 100'000);
    if (got.error)
      co_return got.error;
    const auto held = by.held();
    const auto sent = co_await to.write(by);
    if (sent.error || sent.bytes != held)
      co_return asio::error::broken_pipe;
  }
}

std::string numbered(std::size_t bytes) {
  std::string text;
  for (unsigned i = 0; text.size() < bytes; ++i)
    text += std::to_string(i) + ' ';
  text.resize(bytes);
  return text;
}

} // namespace

TEST_CASE("what goes from stream to stream through a pipe arrives as it was, behind what was said before") {
  stream_pair from;
  const auto ends = connected_pair(from.io().get_executor());
  const auto& to = ends.first;
  const auto& far = ends.second;
  REQUIRE(from.near().takes_pipes());
  io::pipe by;
  const auto all = numbered(3'000'000);

  from.near().read_ahead(); // some of it is here already
  from.far().write(all.substr(0, 30'000));
  from.run();
  to->write_now("said before: ");
  const auto ended = from.start(pass_on(from.near(), *to, by));
  for (std::size_t told = 30'000; told < all.size(); told += 50'000) {
    const auto left = all.size() - told;
    from.far().write(all.substr(told, std::min<std::size_t>(left, 50'000)));
    from.run();
    far->read();
  }
  from.far().finish();
  REQUIRE(from.run_until([&] {
    far->read();
    return ended->has_value();
  }));
  CHECK(**ended == asio::error::eof);
  CHECK(far->read() == "said before: " + all);
  CHECK(from.near().take_counts().received == all.size());
  CHECK(to->take_counts().sent == 13 + all.size());
}

TEST_CASE("a pipe waits for a stream that takes no more, and goes on with it") {
  stream_pair from;
  const auto ends = connected_pair(from.io().get_executor());
  const auto& to = ends.first;
  const auto& far = ends.second;
  io::pipe by;
  const auto ended = from.start(pass_on(from.near(), *to, by));
  std::string told;
  for (int i = 0; i < 100 && by.held() == 0; ++i) {
    const auto piece = numbered(50'000);
    from.far().write(piece);
    told += piece;
    from.run();
  }
  REQUIRE(by.held() > 0);
  from.far().finish();
  REQUIRE(from.run_until([&] {
    far->read();
    return ended->has_value();
  }));
  CHECK(far->read() == told);
}

TEST_CASE("a read into a pipe, and a write out of one, end when they are cancelled") {
  stream_pair pair;
  io::pipe by;
  const auto read = pair.start(pair.near().read(by, 100));
  pair.near().cancel();
  pair.run();
  CHECK((*read)->error == asio::error::operation_aborted);

  auto [to, far] = connected_pair(pair.io().get_executor());
  to->write_now(std::string(8'000'000, 'x')); // all that it takes
  pair.far().write("and more");
  pair.start(pair.near().read(by, 100));
  REQUIRE(by.held() == 8);
  const auto written = pair.start(to->write(by));
  CHECK_FALSE(written->has_value());
  to->cancel();
  pair.run();
  CHECK((*written)->error == asio::error::operation_aborted);
}

TEST_CASE("a stock lends as many pipes as it may, and none again that holds what somebody has left in it") {
  stream_pair pair;
  io::pipe_stock stock(2);
  auto first = stock.borrow();
  auto second = stock.borrow();
  REQUIRE(first);
  REQUIRE(second);
  CHECK_FALSE(stock.borrow());

  const auto number = first->in();
  first.reset();
  first = stock.borrow();
  REQUIRE(first);
  CHECK(first->in() == number);

  pair.far().write("left in it");
  pair.start(pair.near().read(*first, 100));
  REQUIRE(first->held() == 10);
  first.reset();
  first = stock.borrow();
  REQUIRE(first);
  CHECK(first->held() == 0);
}

TEST_CASE("a stock closes pipes that nobody has needed since it was trimmed last") {
  io::pipe_stock stock(2);
  auto first = stock.borrow();
  auto second = stock.borrow();
  const auto numbers = std::pair(first->in(), second->in());
  const auto is_open = [](int number) { return ::fcntl(number, F_GETFD) >= 0; };
  first.reset();
  second.reset();
  stock.trim();
  CHECK(stock.borrow()->in() == numbers.second); // the other one is not needed
  stock.trim();
  CHECK_FALSE(is_open(numbers.first));
  CHECK(is_open(numbers.second));
  stock.trim();
  CHECK_FALSE(is_open(numbers.second));
}
