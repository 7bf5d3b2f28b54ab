#pragma once

#include "tests/support/e2e/http_message.hpp"
#include "tests/support/e2e/stream_server.hpp"
#include "tests/support/e2e/tcp_stream.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace loadex::tests::e2e {

/// One request at a scripted backend, and the means to answer it well or badly.
class conversation {
public:
  conversation(tcp_stream& with, request head)
      : stream(with)
      , asked(std::move(head)) {}

  tcp_stream& stream;
  const request asked;

  std::string read_body();

  /// Sends a whole response; Content-Length is added unless the fields frame the body.
  void answer(unsigned status, std::string_view body = {}, header_fields fields = {});

  /// Sends a response head as it is.
  void send_head(std::string_view status_line, const header_fields& fields);

  /// Closes the connection when the script returns.
  void hang_up() { stays_ = false; }

  bool stays() const noexcept { return stays_; }

private:
  bool stays_ = true;
};

/// A backend in this process that does with each request what its script says, each connection on a thread of its own.
/// It answers health checks by itself.
class scripted_backend {
public:
  using script = std::function<void(conversation&)>;

  explicit scripted_backend(script what_to_do);

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }

  /// Requests that have come, health checks aside.
  std::size_t requests() const noexcept { return requests_; }

  /// Connections on which they came.
  std::size_t connections() const noexcept { return connections_; }

private:
  void serve(tcp_stream& stream);
  bool handle_next(tcp_stream& stream, bool first);

  const script script_;
  std::atomic<std::size_t> requests_{0};
  std::atomic<std::size_t> connections_{0};
  stream_server server_; // last: its threads use the rest
};

} // namespace loadex::tests::e2e
