// What heads cost one request: reading, deciding the framing, and writing them anew for the next hop.

#include "net/http/head.hpp"

#include "net/http1/framing.hpp"
#include "net/http1/head_reader.hpp"
#include "net/http1/rewrite.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace {

using namespace loadex::net;
using namespace loadex::net::http;
using namespace loadex::net::http1;

/// What a browser sends besides Host, the most common first.
constexpr std::array<std::string_view, 9> browser_headers{
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n",
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n",
    "Accept-Language: en-GB,en;q=0.5\r\n",
    "Accept-Encoding: gzip, deflate, br\r\n",
    "Connection: keep-alive\r\n",
    "Referer: https://www.example.com/catalogue/\r\n",
    "Cookie: session=7f0c2b1e9d8a4c55; theme=dark; consent=yes\r\n",
    "X-Request-Id: 0123456789abcdef0123456789abcdef\r\n",
    "X-Requested-With: XMLHttpRequest\r\n",
};

/// A GET with so many header lines, the first of them Host.
std::string request_with(std::size_t headers) {
  std::string text = "GET /catalogue/item?id=42 HTTP/1.1\r\nHost: www.example.com\r\n";
  for (std::size_t i = 0; i + 1 < headers; ++i)
    text += browser_headers[i];
  return text + "\r\n";
}

constexpr std::string_view response_text = "HTTP/1.1 200 OK\r\n"
                                           "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                                           "Server: example\r\n"
                                           "Content-Type: text/html; charset=utf-8\r\n"
                                           "Content-Length: 5120\r\n"
                                           "Cache-Control: max-age=60\r\n"
                                           "\r\n";

/// One request head, in memory that is kept from one to the next as a session keeps it.
struct request {
  bool read(std::string_view text) {
    std::size_t scanned = 0;
    return read_request_head(text, {}, scanned, head).state == head_result::progress::complete &&
           frame_request(head, framing).state == head_result::progress::complete;
  }

  http::request_head head;
  http::request_framing framing;
};

/// Parsing and framing.
void read_request(benchmark::State& state) {
  const auto text = request_with(static_cast<std::size_t>(state.range(0)));
  request incoming;
  for (auto _ : state)
    if (!incoming.read(text))
      state.SkipWithError("refused");
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

/// The same, and writing it for the backend.
void forward_request(benchmark::State& state) {
  const auto text = request_with(static_cast<std::size_t>(state.range(0)));
  const forwarding about{
      .peer = "203.0.113.77", .backend_authority = "10.0.0.1:8001", .request_id = "0123456789abcdef0123456789abcdef"};
  request incoming;
  std::string out;
  for (auto _ : state) {
    if (!incoming.read(text))
      state.SkipWithError("refused");
    out.clear();
    write_request_head(incoming.head, incoming.framing, about, out);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

/// Parsing, framing, and writing for the client.
void relay_response(benchmark::State& state) {
  http::response_head head;
  http::response_framing framing;
  std::string out;
  for (auto _ : state) {
    std::size_t scanned = 0;
    if (read_response_head(response_text, {}, scanned, head).state != head_result::progress::complete ||
        frame_response(head, boost::beast::http::verb::get, framing).state != head_result::progress::complete)
      state.SkipWithError("refused");
    out.clear();
    write_response_head(head, {.body = framing.body, .length = framing.length}, out);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(response_text.size()));
}

BENCHMARK(read_request)->Arg(1)->Arg(5)->Arg(10);
BENCHMARK(forward_request)->Arg(1)->Arg(5)->Arg(10);
BENCHMARK(relay_response);

} // namespace
