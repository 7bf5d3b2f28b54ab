#pragma once

#include "apps/loadex/cli/server_url.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace loadex::cli {

enum class http_method { get, post, patch, delete_ };

struct http_request {
  http_method method = http_method::get;
  std::string target = "/"; // path and query, percent-encoded
  bool trace = false;       // ask the daemon which backend answered
  std::string json{};       // the body; empty if there is none
};

struct http_response {
  unsigned status = 0;
  std::string reason;       // the status in words
  std::string content_type; // empty if there was none
  std::string proxy_status; // the Proxy-Status header, likewise
  std::string body;         // its beginning, as far as the client keeps it
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

private:
  class connection;
  std::unique_ptr<connection> connection_;
};

/// One exchange on a connection of its own, waited for.
http_result fetch(const server_url& server, const http_request& request, std::chrono::milliseconds timeout);

} // namespace loadex::cli
