#pragma once

#include "tests/edge/script.hpp"
#include "tests/support/e2e/stream_server.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::tests::edge {

/// A request whose target begins so is of no case: it is answered with its own target, and not noted.
inline constexpr std::string_view neighbour_target = "/neighbour/";

/// What a backend has received of one request.
struct heard_request {
  std::string bytes;
  bool left = false; // the proxy closed the connection before the exchange was over
};

/// A backend that plays scripts and keeps every byte it receives. It answers health checks by itself.
class raw_backend {
public:
  explicit raw_backend(std::uint16_t port = 0);

  std::uint16_t port() const noexcept { return server_.port(); }

  /// Forgets what it has heard; its next requests are answered like this, in order, and then with a plain 200.
  void prepare(std::vector<script> answers);

  std::vector<heard_request> heard() const;

  /// Waits for a request that is like this; false if none has come in time.
  bool await(const std::function<bool(const heard_request&)>& like, std::chrono::milliseconds limit) const;

private:
  struct exchange;

  void serve(e2e::tcp_stream& stream);
  bool serve_next(e2e::tcp_stream& stream, std::string& bytes);
  script next_script();

  std::vector<script> answers_;
  std::size_t answered_ = 0;
  std::vector<std::shared_ptr<heard_request>> heard_;
  mutable std::mutex mutex_; // guards the above and what it points to
  mutable std::condition_variable news_;
  e2e::stream_server server_; // last: its threads use the rest
};

} // namespace loadex::tests::edge
