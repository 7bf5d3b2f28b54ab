#pragma once

#include "apps/loadex/cli/daemon/server_url.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace loadex::cli {

enum class http_method { get, post, patch, delete_ };

struct http_request {
  http_method method = http_method::get;
  std::string target = "/"; // path and query, percent-encoded
  bool trace = false;       // ask the daemon which backend answered
  std::string json{};       // the body; empty if there is none

  std::string text{};          // a body of plain text instead, likewise
  std::string token{};         // a bearer's, likewise
  std::string if_match{};      // the entity tag that must still hold, likewise
  std::string accept = "*/*";  // media types
  std::string last_event_id{}; // where an event stream goes on, likewise
};

struct http_response {
  unsigned status = 0;
  std::string reason;       // the status in words
  std::string content_type; // empty if there was none
  std::string proxy_status; // the Proxy-Status header, likewise
  std::string body;         // its beginning, as far as the client keeps it
  std::string etag;         // the ETag header, likewise
  std::string retry_after;  // the Retry-After header, likewise
};

/// A response, or why there is none.
struct http_result {
  std::optional<http_response> response;
  std::string failure; // a few words, such as `connection refused`
};

/// Whether it was answered, and well.
bool succeeded(const http_result& result);

/// How long a question to the daemon may take that it has not to wait for.
inline constexpr std::chrono::seconds patience{5};

/// One keep-alive connection to a server. Connects when first used, and again after the server has closed it.
class http_client {
public:
  /// `timeout` bounds each exchange, once the name is resolved, to its last byte; of a body the first `body_kept` bytes
  /// are kept.
  http_client(boost::asio::io_context& io, server_url server, std::chrono::milliseconds timeout, std::size_t body_kept);
  ~http_client();

  /// One exchange; begin the next when this one has ended.
  boost::asio::awaitable<http_result> send(http_request request);

  /// The same for an answer without an end: every piece of the body of a good one is handed on as it comes, none is
  /// kept, and the timeout bounds the wait for each. The failure is why it ended.
  boost::asio::awaitable<http_result> follow(http_request request, std::function<void(std::string_view)> on_piece);

private:
  class connection;
  std::unique_ptr<connection> connection_;
};

/// One exchange on a connection of its own, waited for.
http_result fetch(const server_url& server, const http_request& request, std::chrono::milliseconds timeout);

} // namespace loadex::cli
