#include "net/http1/io/own_answer.hpp"

#include "net/http1/head_writer.hpp"

#include <boost/beast/http/status.hpp>

namespace loadex::net::http1 {

namespace {

using namespace std::chrono_literals;

constexpr auto longest_drain = 2s; // of what a client still sends behind its last response

std::string begin_head(const http::own_response& response, std::string_view date) {
  std::string out;
  const auto reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(response.status));
  append(out, "HTTP/1.1 ", decimal(response.status), " ", reason, "\r\n");
  append_header(out, "Date", date);
  return out;
}

void end_head(std::string& out, const http::own_response& response, bool keep_alive) {
  out.append(response.headers);
  append_header(out, "Connection", keep_alive ? "keep-alive" : "close");
  out.append("\r\n");
}

} // namespace

std::string to_bytes(const http::own_response& response, std::string_view date, bool keep_alive, bool with_body) {
  auto out = begin_head(response, date);
  if (response.status != 204 && response.status != 304) {
    append_header(out, "Content-Type", response.type);
    append_content_length(out, response.body.size());
  }
  end_head(out, response, keep_alive);
  if (with_body)
    out.append(response.body);
  return out;
}

std::string head_of_stream(const http::own_response& response, std::string_view date, unsigned version) {
  auto out = begin_head(response, date);
  append_header(out, "Content-Type", response.type);
  if (version >= 11)
    append_chunked(out);
  end_head(out, response, false);
  return out;
}

awaitable<bool> send_own(io::stream& client, io::deadline& deadline, steady_clock::duration patience,
                         std::string answer) {
  deadline.guard(steady_clock::now() + patience, [&client] { client.cancel(); });
  const auto [error, n] = co_await client.write(answer);
  co_return !error;
}

awaitable<> close_gently(io::stream& client, io::deadline& deadline, std::span<char> scrap) {
  client.shutdown_send();
  deadline.guard(steady_clock::now() + longest_drain, [&client] { client.close(); });
  for (error_code error; !error;)
    error = (co_await client.read(asio::buffer(scrap.data(), scrap.size()))).error;
}

} // namespace loadex::net::http1
