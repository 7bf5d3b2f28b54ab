#include "net/http1/io/request_reader.hpp"
#include "net/io/listener.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include <array>
#include <string>
#include <vector>

using namespace loadex::net;
using namespace std::chrono_literals;
using http1::head_result;
using loadex::base::reason;
using progress = head_result::progress;

namespace {

/// Both ends of a connection, and what reads requests at one of them.
struct fixture {
  asio::io_context io;
  tcp_acceptor acceptor{io.get_executor(), {asio::ip::make_address("127.0.0.1"), 0}};
  tcp_socket client{io.get_executor()};
  io::stream_ptr stream;
  io::deadline limit{io.get_executor()};
  std::array<char, 256> bytes{};
  std::optional<http1::request_reader> reader;

  explicit fixture(steady_clock::duration patience = 10s) {
    client.connect(acceptor.local_endpoint());
    tcp_endpoint peer;
    acceptor.non_blocking(true);
    stream = io::stream::over(io.get_executor(), io::accept_now(acceptor, peer).socket);
    reader.emplace(*stream, limit, http1::head_limits{.bytes = bytes.size()}, patience);
    reader->begin(bytes);
  }

  void send(const std::string& text) { asio::write(client, asio::buffer(text)); }

  head_result read() {
    std::optional<head_result> got;
    asio::co_spawn(io, reader->next(), [&](const std::exception_ptr&, head_result result) { got = result; });
    for (const auto until = steady_clock::now() + 10s; !got && steady_clock::now() < until;) {
      io.restart();
      io.run_one_for(10ms);
    }
    return got.value();
  }
};

} // namespace

TEST_CASE("the heads of a connection are read one after the other, however they come") {
  fixture f;
  CHECK(f.reader->empty());
  f.send("GET /one HTTP/1.1\r\nHost: a\r\n\r\nGET /two HTTP/1.1\r\nHo");
  REQUIRE(f.read().state == progress::complete);
  CHECK(f.reader->head().target == "/one");
  CHECK(f.reader->framing().host == "a");
  CHECK(f.reader->rest().starts_with("GET /two"));

  f.reader->carry_over(f.reader->rest());
  CHECK_FALSE(f.reader->empty());
  f.reader->begin(f.bytes);
  CHECK_FALSE(f.reader->ready());
  f.send("st: b\r\n\r\n");
  REQUIRE(f.read().state == progress::complete);
  CHECK(f.reader->framing().target == "/two");
  CHECK(f.reader->rest().empty());
}

TEST_CASE("a head that has been read ahead is there without waiting") {
  fixture f;
  f.send("GET / HTTP/1.1\r\nHo");
  asio::co_spawn(
      f.io, [](io::stream& s) -> awaitable<> { co_await s.readable(); }(*f.stream), asio::detached);
  f.io.run_for(10s);
  CHECK_FALSE(f.reader->ready()); // no more than was read ahead
  f.send("st: a\r\n\r\n");
  CHECK(f.read().state == progress::complete);
}

TEST_CASE("a head that is too slow, too large or wrong is refused, and nobody waits for a client that has left") {
  fixture slow(1ms);
  slow.send("GET / HT");
  CHECK(slow.read().why == reason::header_timeout);

  fixture large;
  large.send("GET / HTTP/1.1\r\nA: " + std::string(300, 'a'));
  CHECK(large.read().why == reason::head_too_large);

  fixture wrong;
  wrong.send("GET / HTTP/1.1\r\n\r\n");
  CHECK(wrong.read().why == reason::malformed_request);

  fixture gone;
  gone.send("GET / HT");
  gone.client.close();
  CHECK(gone.read().state == progress::need_more);
}
