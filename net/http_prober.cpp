#include "net/http_prober.hpp"

#include "net/connect.hpp"
#include "net/watchdog.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

namespace loadex::net {

namespace {

using namespace std::chrono_literals;
using actors::probe_verdict;
using observability::reason;
namespace http = boost::beast::http;

constexpr std::size_t head_limit = 8 * 1024; // bytes of a health answer's head
constexpr std::string_view user_agent = "loadex-health";

probe_verdict failed(reason why, std::string detail) {
  return {false, why, std::move(detail)};
}

} // namespace

http_prober::http_prober(asio::io_context& control, address_book& book)
    : control_(control.get_executor())
    , book_(book) {}

void http_prober::probe(const config::backend_url& backend, const config::health_settings& how, callback done) {
  // Spawned on the control thread, from wherever the probe actor runs.
  asio::co_spawn(control_, ask(backend, how),
                 [done = std::move(done)](std::exception_ptr failure, probe_verdict verdict) {
                   done(failure ? failed(reason::connect_failed, "probe failed") : std::move(verdict));
                 });
}

awaitable<probe_verdict> http_prober::ask(config::backend_url backend, config::health_settings how) {
  const auto deadline = steady_clock::now() + how.timeout;
  const auto entry = book_.entry(backend);
  timer pause(control_);
  while (entry->version() == 0 && steady_clock::now() < deadline) { // the first look-up is under way
    pause.expires_after(10ms);
    co_await pause.async_wait(use);
  }
  auto addresses = entry->current();
  if (addresses.endpoints.empty())
    co_return failed(reason::dns_failed, addresses.failure.empty() ? "no answer in time" : addresses.failure);

  connect_canceller nobody;
  auto reached = co_await connect(control_, std::move(addresses.endpoints), 0, deadline, nobody);
  if (!reached.socket) {
    book_.refresh(entry);
    co_return failed(reached.why, std::move(reached.detail));
  }
  auto& socket = *reached.socket;
  watchdog limit(control_);
  limit.guard(deadline, [&socket] {
    error_code ignored;
    socket.close(ignored);
  });

  http::request<http::empty_body> request(http::verb::get, how.path, 11);
  request.set(http::field::host, backend.authority());
  request.set(http::field::user_agent, user_agent);
  request.set(http::field::connection, "close");
  auto [write_error, written] = co_await http::async_write(socket, request, use);
  boost::beast::flat_buffer buffer(head_limit);
  http::response_parser<http::empty_body> answer;
  answer.header_limit(head_limit);
  error_code read_error;
  if (!write_error)
    std::tie(read_error, std::ignore) = co_await http::async_read_header(socket, buffer, answer, use);

  if (limit.expired())
    co_return failed(reason::response_timeout, "no answer in time");
  if (write_error || read_error == http::error::end_of_stream || read_error == asio::error::connection_reset)
    co_return failed(reason::reset, "connection closed without an answer");
  if (read_error)
    co_return failed(reason::malformed_response, read_error.message());
  const auto status = answer.get().result_int();
  if (status != 200)
    co_return failed(reason::status_unexpected, "HTTP " + std::to_string(status));
  co_return probe_verdict{true, reason::none, "HTTP 200"};
}

} // namespace loadex::net
