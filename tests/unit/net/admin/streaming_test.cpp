#include "net/admin/listener.hpp"
#include "net/io/listener.hpp"
#include "net/io/signal.hpp"
#include "tests/support/admin_fixture.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <sys/socket.h>

#include <array>
#include <deque>
#include <future>
#include <thread>

using namespace loadex;
using namespace loadex::net;
using namespace std::chrono_literals;

namespace {

/// What a test lets flow to whoever asks for `/events`. Touched on the control thread.
struct source {
  std::deque<std::string> pieces;
  bool dry = false; // there will be no more
  bool has_end = false;
  io::signal changed;
  std::promise<void> let_go;
};

source* spring = nullptr;

class flow : public admin::streamed_body {
public:
  ~flow() override { spring->let_go.set_value(); }

  awaitable<std::optional<std::string>> next() override {
    while (spring->pieces.empty() && !spring->dry) {
      spring->changed.reset();
      co_await spring->changed.happens();
    }
    if (spring->pieces.empty())
      co_return std::nullopt;
    auto first = std::move(spring->pieces.front());
    spring->pieces.pop_front();
    co_return first;
  }

  void end() override {
    spring->pieces.clear();
    spring->dry = true;
    spring->changed.set();
  }

  bool has_end() const override { return spring->has_end; }
};

awaitable<admin::answer> events(admin::call) {
  co_return admin::answer({.type = "text/event-stream"}, std::make_unique<flow>());
}

awaitable<admin::answer> echo(admin::call incoming) {
  co_return admin::plain_text(200, std::string(incoming.asked.body));
}

constexpr std::array routes{
    admin::route{.method = "GET", .path = "/events", .handle = events},
    admin::route{.method = "POST", .path = "/echo", .takes_body = true, .handle = echo},
    admin::route{.method = "POST", .path = "/deaf", .handle = echo},
};

/// The admin listener with those routes, and one client of it.
struct streaming_fixture : tests::admin_fixture {
  source what;
  io::listener at = std::move(io::listen({"127.0.0.1"}, 0, 1).front());
  admin::service service{around(), routes};
  std::optional<admin::listener> listener;
  asio::executor_work_guard<executor> busy{control.get_executor()};
  std::thread thread;
  asio::io_context client_io;
  bool stopping = false;
  tcp_socket client{client_io.get_executor()};

  streaming_fixture() { spring = &what; }

  ~streaming_fixture() override {
    client.close();
    stop();
    listener->await_end();
    control.stop();
    thread.join();
  }

  void begin(const std::string& request) {
    listener.emplace(control, at.sockets.front().take_over(control.get_executor()), service);
    listener->adopt(config::make_snapshot(settings), {});
    listener->start();
    thread = std::thread([this] { control.run(); });
    client.connect(at.at);
    timeval patience{10, 0};
    ::setsockopt(client.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    asio::write(client, asio::buffer(request));
  }

  void stop() {
    if (!std::exchange(stopping, true))
      listener->stop();
  }

  /// Lets `piece` flow; without one, no more.
  void flow_on(std::optional<std::string> piece) {
    asio::post(control, [this, piece = std::move(piece)] {
      if (piece)
        what.pieces.push_back(*piece);
      else
        what.dry = true;
      what.changed.set();
    });
  }

  /// Lets no more flow once the control thread has done so many things.
  void dry_after(int turns) {
    if (turns == 0)
      return flow_on(std::nullopt);
    asio::post(control, [this, turns] { dry_after(turns - 1); });
  }

  /// What the client gets, up to `mark`; without one, to the end of the connection.
  std::string read_to(std::string_view mark) {
    std::string all;
    error_code error;
    for (char c; mark.empty() || all.find(mark) == std::string::npos;) {
      const auto n = client.read_some(asio::buffer(&c, 1), error);
      if (error)
        break;
      all.append(&c, n);
    }
    CHECK((error == asio::error::eof) == mark.empty());
    return all;
  }

  bool is_let_go() { return what.let_go.get_future().wait_for(10s) == std::future_status::ready; }
};

constexpr auto ask_for_events = "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n";

} // namespace

TEST_CASE_METHOD(streaming_fixture, "a stream goes out piece by piece as it comes, and its end ends the answer") {
  begin(ask_for_events);
  const auto head = read_to("\r\n\r\n");
  CHECK(head.find("HTTP/1.1 200 OK\r\n") == 0);
  CHECK(head.find("\r\nTransfer-Encoding: chunked\r\n") != std::string::npos);
  flow_on("data: 1\n\n");
  CHECK(read_to("\r\ndata: 1\n\n\r\n") == "9\r\ndata: 1\n\n\r\n");
  flow_on(""); // no last chunk
  flow_on("data: 2\n\n");
  CHECK(read_to("\r\ndata: 2\n\n\r\n") == "9\r\ndata: 2\n\n\r\n");
  flow_on(std::nullopt);
  CHECK(read_to({}) == "0\r\n\r\n");
  client.close();
  CHECK(is_let_go());
}

TEST_CASE_METHOD(streaming_fixture, "a client of HTTP/1.0 gets a stream without chunks, until the connection ends") {
  begin("GET /events HTTP/1.0\r\nHost: localhost\r\n\r\n");
  CHECK(read_to("\r\n\r\n").find("chunked") == std::string::npos);
  flow_on("data: 1\n\n");
  flow_on(std::nullopt);
  CHECK(read_to({}) == "data: 1\n\n");
}

TEST_CASE_METHOD(streaming_fixture, "HEAD of a stream gets its head, and the stream is let go") {
  begin("HEAD /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(read_to({}).ends_with("\r\n\r\n"));
  client.close();
  CHECK(is_let_go());
}

TEST_CASE_METHOD(streaming_fixture, "a client that leaves ends its stream, whatever it has said meanwhile") {
  const auto how = GENERATE(0, 1, 2);
  CAPTURE(how);
  begin(ask_for_events);
  read_to("\r\n\r\n");
  asio::write(client, asio::buffer(std::string(1000, 'x')));
  if (how == 0)
    client.shutdown(tcp_socket::shutdown_send);
  if (how == 1)
    client.set_option(asio::socket_base::linger(true, 0));
  if (how > 0)
    client.close();
  CHECK(is_let_go());
}

TEST_CASE_METHOD(streaming_fixture, "a client that has ended its side gets all of a stream that ends by itself") {
  what.has_end = true;
  begin(ask_for_events);
  flow_on("data: 1\n\n");
  read_to("data: 1\n\n\r\n");
  client.shutdown(tcp_socket::shutdown_send);
  dry_after(100); // by then that has been noticed
  CHECK(read_to({}) == "0\r\n\r\n");
  CHECK(is_let_go());
}

TEST_CASE_METHOD(streaming_fixture, "a client that talks all the time does not keep a stream that has ended") {
  begin(ask_for_events);
  read_to("\r\n\r\n");
  asio::post(control, [this] {
    client.non_blocking(true);
    const std::string talk(64 << 10, 'x');
    for (error_code error; !error;) // until nothing fits between the two any more
      client.write_some(asio::buffer(talk), error);
    dry_after(100); // by then it is being read
  });
  CHECK(is_let_go());
}

TEST_CASE_METHOD(streaming_fixture, "a shutdown ends a stream in order") {
  begin(ask_for_events);
  flow_on("data: 1\n\n");
  read_to("data: 1\n\n\r\n");
  stop();
  CHECK(read_to({}) == "0\r\n\r\n");
  client.close();
  CHECK(is_let_go());
}

TEST_CASE_METHOD(streaming_fixture, "a client that takes nothing of its stream loses it, and holds up no shutdown") {
  const bool stops = GENERATE(false, true);
  CAPTURE(stops);
  settings.proxy.idle_timeout = stops ? std::chrono::milliseconds(75'000) : std::chrono::milliseconds(100);
  begin(ask_for_events);
  read_to("\r\n\r\n");
  flow_on(std::string(64 << 20, 'x')); // more than the buffers on the way
  if (stops)
    stop();
  CHECK(is_let_go());
}

TEST_CASE_METHOD(streaming_fixture, "a handler gets a request's body, if its row says so") {
  const bool takes = GENERATE(false, true);
  const auto head =
      std::string("POST ") + (takes ? "/echo" : "/deaf") + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  const auto [body, whole] = GENERATE(table<std::string, std::string>({
      {"Content-Length: 5\r\n\r\nhello", "hello"},
      {"Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", "hello"},
      {"Content-Length: 65536\r\n\r\n" + std::string(65536, 'x'), std::string(65536, 'x')},
      {"\r\n", ""},
  }));
  begin(head + body);
  const auto answer = read_to({});
  CHECK(answer.find("HTTP/1.1 200 OK\r\n") == 0);
  CHECK(answer.substr(answer.find("\r\n\r\n") + 4) == (takes ? whole : ""));
}
