#pragma once

#include "tests/support/e2e/http_message.hpp"
#include "tests/support/e2e/stream_server.hpp"
#include "tests/support/e2e/tcp_stream.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
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
class scripted_backend {
public:
  using script = std::function<void(conversation&)>;

  /// Who answers `/health`: the backend, with 200, or its script like all else.
  enum class health_checks { by_backend, by_script };

  explicit scripted_backend(script what_to_do, health_checks = health_checks::by_backend);

  std::uint16_t port() const noexcept { return server_.port(); }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }

  /// Requests that have come to the script.
  std::size_t requests() const noexcept { return requests_; }

  /// The latest of them; there must be one.
  request last_asked() const;

  /// Connections on which they came.
  std::size_t connections() const noexcept { return connections_; }

private:
  void serve(tcp_stream& stream);
  bool handle_next(tcp_stream& stream, bool first);

  const script script_;
  const health_checks checks_;
  mutable std::mutex mutex_; // guards last_
  std::optional<request> last_;
  std::atomic<std::size_t> requests_{0};
  std::atomic<std::size_t> connections_{0};
  stream_server server_; // last: its threads use the rest
};

/// One whose script answers all that is asked, health checks above all, each on a connection of its own.
scripted_backend fully_scripted(scripted_backend::script what_to_do);

/// Answers every request with this.
scripted_backend::script answering(unsigned status, std::string body = {});

} // namespace loadex::tests::e2e
