#include "apps/loadex/cli/daemon/http_client.hpp"

#include "base/network.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace loadex::cli {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using beast::error_code;
using any_stream = asio::generic::stream_protocol; // TCP, or a socket of this machine
using plain_stream = beast::basic_stream<any_stream>;
using tls_stream = asio::ssl::stream<plain_stream&>;
using response_parser = http::response_parser<http::buffer_body>;

constexpr asio::as_tuple_t<asio::use_awaitable_t<>> as_result;
constexpr std::size_t whole_body = 64 * 1024 * 1024; // more than what there is to say of 100 000 backends

http::verb verb_of(http_method method) {
  switch (method) {
  case http_method::post:
    return http::verb::post;
  case http_method::patch:
    return http::verb::patch;
  case http_method::delete_:
    return http::verb::delete_;
  case http_method::get:
    break;
  }
  return http::verb::get;
}

http::request<http::string_body> make_message(const http_request& request, const server_url& server) {
  const auto& body = request.json.empty() ? request.text : request.json;
  http::request<http::string_body> message{verb_of(request.method), request.target, 11, body};
  message.set(http::field::host, server.authority());
  message.set(http::field::user_agent, "loadex/" LOADEX_VERSION);
  message.set(http::field::accept, request.accept);
  if (request.trace)
    message.set("X-Loadex-Trace", "1");
  if (!body.empty())
    message.set(http::field::content_type, request.json.empty() ? "text/plain" : "application/json");
  if (!request.token.empty())
    message.set(http::field::authorization, "Bearer " + request.token);
  if (!request.if_match.empty())
    message.set(http::field::if_match, request.if_match);
  if (!request.last_event_id.empty())
    message.set("Last-Event-ID", request.last_event_id);
  message.prepare_payload();
  return message;
}

http_response make_response(const http::response_header<>& head, std::string body) {
  return {.status = head.result_int(),
          .reason = std::string{head.reason()},
          .content_type = std::string{head[http::field::content_type]},
          .proxy_status = std::string{head["Proxy-Status"]},
          .body = std::move(body),
          .etag = std::string{head[http::field::etag]},
          .retry_after = std::string{head[http::field::retry_after]}};
}

/// Whom connections believe; read once for all of them. Null if that file cannot be used.
std::shared_ptr<asio::ssl::context> trust_by(const std::string& ca, error_code& error) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<asio::ssl::context>> known;
  const std::lock_guard lock(mutex);
  auto& its = known[ca];
  if (its)
    return its;
  auto made = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
  made->set_verify_mode(asio::ssl::verify_peer);
  if (ca.empty())
    made->set_default_verify_paths(error);
  else
    made->load_verify_file(ca, error);
  if (!error)
    its = std::move(made);
  return its;
}

/// Why its certificate is not believed.
std::string distrust(long verdict) {
  const std::string why = X509_verify_cert_error_string(verdict);
  if (verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH)
    return "its certificate is for another host: " + why;
  return "its certificate is not to be trusted: " + why + "; --ca names the file of those who issue it";
}

/// What went wrong, in words that people use.
std::string describe(const error_code& error) {
  if (error == beast::error::timeout)
    return "timed out";
  if (error == asio::error::no_permission || error == asio::error::access_denied)
    return "permission denied";
  if (error == asio::error::connection_refused)
    return "connection refused";
  if (error == asio::error::connection_reset || error == asio::error::broken_pipe)
    return "connection reset";
  if (error == http::error::end_of_stream || error == asio::error::eof || error == asio::ssl::error::stream_truncated)
    return "connection closed before the answer";
  if (error == http::error::partial_message)
    return "connection closed in the middle of the answer";
  if (error == asio::error::host_not_found || error == asio::error::host_not_found_try_again)
    return "host name not found";
  if (error.category() == asio::error::get_ssl_category() &&
      ERR_GET_REASON(error.value()) == SSL_R_WRONG_VERSION_NUMBER)
    return "no TLS is spoken there: ask for http:// instead of https://";
  if (error.category() == http::make_error_code(http::error::bad_version).category())
    return "not an HTTP answer: " + error.message();
  return error.message();
}

} // namespace

bool succeeded(const http_result& result) {
  return result.response && result.response->status / 100 == 2;
}

/// The connection proper, kept out of the header with all of Beast.
class http_client::connection {
public:
  connection(asio::io_context& io, server_url server, std::chrono::milliseconds timeout, std::size_t body_kept)
      : resolver_{io}
      , stream_{io}
      , server_{std::move(server)}
      , timeout_{timeout}
      , body_kept_{body_kept} {}

  asio::awaitable<http_result> send(http_request request, std::function<void(std::string_view)> on_piece = {}) {
    on_piece_ = std::move(on_piece);
    distrust_.clear();
    const auto message = make_message(request, server_);
    const bool repeatable = request.method == http_method::get && stream_.socket().is_open();
    auto result = co_await attempt(message);
    // A server may close an idle connection at any time, also just as a request is on its way to it.
    if (result.error && repeatable && !result.answered && result.error != beast::error::timeout)
      result = co_await attempt(message);
    if (result.error)
      co_return http_result{.response = std::nullopt,
                            .failure = distrust_.empty() ? describe(result.error) : distrust_};
    co_return http_result{.response = std::move(result.response), .failure = {}};
  }

private:
  struct outcome {
    error_code error;
    bool answered = false; // whether a byte of a response came
    http_response response{};
  };

  asio::awaitable<outcome> attempt(const http::request<http::string_body>& message) {
    auto result = co_await exchange(message);
    if (result.error)
      close();
    co_return result;
  }

  asio::awaitable<outcome> exchange(const http::request<http::string_body>& message) {
    stream_.expires_after(timeout_);
    if (!stream_.socket().is_open())
      if (const auto error = co_await connect(); error)
        co_return outcome{.error = error};
    if (encrypted_)
      co_return co_await exchange_over(*encrypted_, message);
    co_return co_await exchange_over(stream_, message);
  }

  template <class Stream>
  asio::awaitable<outcome> exchange_over(Stream& stream, const http::request<http::string_body>& message) {
    if (auto [error, sent] = co_await http::async_write(stream, message, as_result); error)
      co_return outcome{.error = error};
    auto result = co_await receive(stream);
    while (!result.error && result.response.status < 200) // interim, such as 103 Early Hints
      result = co_await receive(stream);
    co_return result;
  }

  asio::awaitable<error_code> connect() {
    if (!server_.socket().empty()) {
      const any_stream::endpoint local{asio::local::stream_protocol::endpoint{server_.socket()}};
      auto [error] = co_await stream_.async_connect(local, as_result);
      co_return error;
    }
    auto [unresolved, addresses] =
        co_await resolver_.async_resolve(server_.host(), std::to_string(server_.port()), as_result);
    if (unresolved)
      co_return unresolved;
    std::vector<any_stream::endpoint> endpoints;
    for (const auto& found : addresses)
      endpoints.emplace_back(found.endpoint());
    auto [error, endpoint] = co_await stream_.async_connect(endpoints, as_result);
    if (error)
      co_return error;
    stream_.socket().set_option(tcp::no_delay{true});
    if (server_.is_secure())
      co_return co_await agree();
    co_return error_code{};
  }

  /// On TLS, with a server that is who it should be.
  asio::awaitable<error_code> agree() {
    if (const auto error = prepare(); error)
      co_return error;
    encrypted_.emplace(stream_, *trust_);
    auto* const session = encrypted_->native_handle();
    if (base::address_from(server_.host())) {
      X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), server_.host().c_str());
    } else { // SNI is not for addresses (RFC 6066, 3)
      SSL_set1_host(session, server_.host().c_str());
      SSL_set_tlsext_host_name(session, server_.host().c_str());
    }
    auto [error] = co_await encrypted_->async_handshake(asio::ssl::stream_base::client, as_result);
    if (const auto verdict = SSL_get_verify_result(session); error && verdict != X509_V_OK)
      distrust_ = distrust(verdict);
    co_return error;
  }

  error_code prepare() {
    error_code error;
    if (!trust_)
      trust_ = trust_by(server_.ca(), error);
    if (error)
      distrust_ = fmt::format("--ca {}: {}", server_.ca(), error.message());
    return error;
  }

  template <class Stream>
  asio::awaitable<outcome> receive(Stream& stream) {
    response_parser parser;
    parser.body_limit(boost::none);
    std::array<char, 16 * 1024> piece;
    std::string body;
    if (auto [error, received] = co_await http::async_read_header(stream, buffer_, parser, as_result); error)
      co_return outcome{.error = error, .answered = parser.got_some()};
    const bool handed_on = on_piece_ && parser.get().result_int() / 100 == 2;
    while (!parser.is_done()) {
      if (handed_on)
        stream_.expires_after(timeout_);
      auto& into = parser.get().body();
      into.data = piece.data();
      into.size = piece.size();
      auto [error, received] = co_await http::async_read_some(stream, buffer_, parser, as_result);
      if (error && error != http::error::need_buffer)
        co_return outcome{.error = error, .answered = true};
      const auto filled = piece.size() - into.size;
      if (handed_on)
        on_piece_({piece.data(), filled});
      else
        body.append(piece.data(), std::min(filled, body_kept_ - body.size()));
    }
    const bool is_last = parser.get().result_int() >= 200; // of this request
    if (is_last && !parser.keep_alive())
      close();
    co_return outcome{.error = {}, .answered = true, .response = make_response(parser.get(), std::move(body))};
  }

  void close() {
    encrypted_.reset();
    stream_.close();
    buffer_.clear();
  }

  tcp::resolver resolver_;
  plain_stream stream_;
  std::shared_ptr<asio::ssl::context> trust_;
  std::optional<tls_stream> encrypted_; // over the stream, if TLS is spoken
  std::string distrust_;                // why, for people
  beast::flat_buffer buffer_;
  server_url server_;
  std::chrono::milliseconds timeout_;
  std::size_t body_kept_;
  std::function<void(std::string_view)> on_piece_; // of an answer without an end
};

http_client::http_client(asio::io_context& io, server_url server, std::chrono::milliseconds timeout,
                         std::size_t body_kept)
    : connection_{std::make_unique<connection>(io, std::move(server), timeout, body_kept)} {}

http_client::~http_client() = default;

asio::awaitable<http_result> http_client::send(http_request request) {
  return connection_->send(std::move(request));
}

asio::awaitable<http_result> http_client::follow(http_request request, std::function<void(std::string_view)> on_piece) {
  return connection_->send(std::move(request), std::move(on_piece));
}

http_result fetch(const server_url& server, const http_request& request, std::chrono::milliseconds timeout) {
  asio::io_context io{1};
  http_client client{io, server, timeout, whole_body};
  http_result result;
  asio::co_spawn(
      io, [&]() -> asio::awaitable<void> { result = co_await client.send(request); }, asio::detached);
  io.run();
  return result;
}

} // namespace loadex::cli
