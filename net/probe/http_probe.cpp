#include "net/probe/http_probe.hpp"

#include "net/http/head.hpp"
#include "net/http1/framing.hpp"
#include "net/http1/head_writer.hpp"
#include "net/http1/io/body_reader.hpp"
#include "net/http1/response_reader.hpp"

#include <boost/beast/http/verb.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace loadex::net::probe {

namespace {

using actors::probe_verdict;
using base::reason;
using http1::head_result;

constexpr std::size_t body_limit = 64 * 1024; // bytes of an answer's body that are searched
constexpr std::size_t piece_size = 8 * 1024;  // bytes of its body that are read at once

probe_verdict failed(reason why, std::string detail) {
  return {false, why, std::move(detail)};
}

probe_verdict no_answer() {
  return failed(reason::reset, "connection closed without an answer");
}

probe_verdict unreadable(const head_result& reading) {
  if (reading.why == reason::response_too_large)
    return failed(reading.why, "the answer's head exceeds limits.head or limits.headers");
  return failed(reason::malformed_response, "the answer is not valid HTTP");
}

std::string request_for(const config::backend_url& backend, const config::health_settings& how) {
  auto head = how.method + ' ' + how.path + " HTTP/1.1\r\n";
  http1::append_header(head, "Host", how.host.empty() ? backend.authority() : how.host);
  http1::append_header(head, "User-Agent", "loadex-health");
  http1::append_header(head, "Connection", "close");
  return head + "\r\n";
}

/// An answer as far as it has been read.
struct answer {
  std::unique_ptr<char[]> buffer;
  std::string_view begun; // what came of the body with the head
  http::response_head head;
  http::response_framing framing;
  std::optional<probe_verdict> failure; // why it cannot be judged
};

/// Reads up to the end of the final head: interim ones say nothing of the backend's health.
awaitable<answer> read_answer(io::stream& stream, http::verb asked, const http1::head_limits& most) {
  answer got;
  got.buffer = std::make_unique_for_overwrite<char[]>(most.bytes);
  http1::response_reader reader({got.buffer.get(), most.bytes}, most, got.head);
  head_result reading;
  for (std::size_t passed = 0; reading.state == head_result::progress::need_more;) {
    const auto space = reader.space();
    const auto [error, n] = co_await stream.read(asio::buffer(space.data(), space.size()));
    if (error) {
      got.failure = no_answer();
      co_return got;
    }
    reading = reader.take(n);
    while (reader.at_interim(reading)) {
      passed += got.head.size;
      reading = passed < most.bytes ? reader.pass_interim() : head_result::bad(reason::response_too_large);
    }
  }
  if (reading.state == head_result::progress::complete)
    reading = http1::frame_response(got.head, asked, got.framing);
  if (reading.state == head_result::progress::complete)
    got.begun = reader.behind();
  else
    got.failure = unreadable(reading);
  co_return got;
}

/// Looks for `text` in the body.
awaitable<probe_verdict> search_body(io::stream& stream, const answer& got, const std::string& text,
                                     std::string status) {
  std::vector<char> buffer(piece_size);
  http1::body_reader body(stream, got.framing.body, got.framing.length, got.begun, buffer, {});
  std::string seen;
  while (seen.size() < body_limit) {
    const auto piece = co_await body.next();
    if (piece.what == http1::body_reader::piece::kind::cut_off)
      co_return failed(reason::reset, "connection closed within the answer");
    if (piece.what == http1::body_reader::piece::kind::malformed)
      co_return failed(reason::malformed_response, "the answer's chunks are broken");
    if (piece.what == http1::body_reader::piece::kind::too_large)
      co_return failed(reason::response_too_large, "the answer's chunk lines or trailers are too large");
    if (piece.what == http1::body_reader::piece::kind::end)
      break;
    // It may straddle what came before and this piece.
    const auto overlap = std::min(seen.size(), text.size() - 1);
    const auto from = seen.size() - overlap;
    seen += piece.data.substr(0, body_limit - seen.size());
    if (seen.find(text, from) != std::string::npos)
      co_return probe_verdict{true, reason::none, std::move(status)};
  }
  co_return failed(reason::body_unexpected, status + ", but without \"" + text + '"');
}

} // namespace

awaitable<probe_verdict> http_probe(io::stream& stream, const config::backend_url& backend,
                                    const config::health_settings& how, const http1::head_limits& most) {
  const auto request = request_for(backend, how);
  const auto sent = co_await stream.write(request);
  if (sent.error)
    co_return no_answer();
  const auto got = co_await read_answer(stream, boost::beast::http::string_to_verb(how.method), most);
  if (got.failure)
    co_return *got.failure;

  auto status = "HTTP " + std::to_string(got.head.status);
  if (!config::contains(how.status, got.head.status))
    co_return failed(reason::status_unexpected, std::move(status));
  if (how.body.empty())
    co_return probe_verdict{true, reason::none, std::move(status)};
  co_return co_await search_body(stream, got, how.body, std::move(status));
}

} // namespace loadex::net::probe
