#include "net/http1/response_reader.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace loadex::net;
using namespace loadex::net::http1;
using loadex::base::reason;
using progress = head_result::progress;

namespace {

/// What a reader makes of a stream that comes in pieces of that size at most.
struct outcome {
  std::vector<unsigned> interim; // statuses
  head_result result;            // where it stopped
  unsigned status = 0;           // of the final head
  std::string behind;
};

outcome read(std::string_view stream, std::size_t piece, const head_limits& limits = {}) {
  outcome seen;
  std::vector<char> buffer(limits.bytes);
  http::response_head head;
  response_reader reader(buffer, limits, head);
  while (!stream.empty() && seen.result.state == progress::need_more) {
    REQUIRE_FALSE(reader.space().empty());
    const auto size = std::min({piece, stream.size(), reader.space().size()});
    std::copy_n(stream.begin(), size, reader.space().begin());
    stream.remove_prefix(size);
    seen.result = reader.take(size);
    while (reader.at_interim(seen.result)) {
      seen.interim.push_back(head.status);
      seen.result = reader.pass_interim();
    }
  }
  if (seen.result.state == progress::complete) {
    seen.status = head.status;
    seen.behind = reader.behind();
  }
  return seen;
}

constexpr std::size_t whole = 100'000;

} // namespace

TEST_CASE("the head of a response is read past interim ones, each of which is seen, however the bytes come") {
  struct row {
    std::string stream;
    std::vector<unsigned> interim;
    unsigned status;
    std::string behind;
  };
  const auto row = GENERATE(values<struct row>({
      {"HTTP/1.1 200 OK\r\n\r\n", {}, 200, ""},
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", {}, 200, "hello"},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhello", {100}, 200, "hello"},
      {"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 404 Not Found\r\n\r\n",
       {102, 103},
       404,
       ""},
      // A switch of protocols is the answer, and what follows is not HTTP.
      {"HTTP/1.1 101 Switching Protocols\r\n\r\nraw", {}, 101, "raw"},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 Switching Protocols\r\n\r\n", {100}, 101, ""},
  }));
  const auto piece = GENERATE(std::size_t{1}, 7, whole);
  CAPTURE(row.stream, piece);
  const auto seen = read(row.stream, piece);
  REQUIRE(seen.result.state == progress::complete);
  CHECK(seen.interim == row.interim);
  CHECK(seen.status == row.status);
  CHECK(row.behind.starts_with(seen.behind));
  if (piece == whole)
    CHECK(seen.behind == row.behind);
}

TEST_CASE("what is not yet a whole final head needs more, an interim head too") {
  const auto stream = GENERATE(as<std::string>(), "HTTP/1.1 200", "HTTP/1.1 200 OK\r\n",
                               "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n");
  CAPTURE(stream);
  CHECK(read(stream, whole).result.state == progress::need_more);
}

TEST_CASE("a broken head is refused behind interim ones, too") {
  const auto before = GENERATE(as<std::string>(), "", "HTTP/1.1 100 Continue\r\n\r\n");
  const auto seen = read(before + "SSH-2.0\r\n\r\n", whole);
  CHECK(seen.result.state == progress::bad);
  CHECK(seen.result.why == reason::malformed_response);
}

TEST_CASE("each head has the whole buffer for itself, and a larger one is refused") {
  head_limits limits;
  limits.bytes = 64;
  const std::string interim = "HTTP/1.1 103 Early Hints\r\nA: " + std::string(20, 'x') + "\r\n\r\n"; // 54 bytes
  const std::string largest = "HTTP/1.1 200 OK\r\nA: " + std::string(40, 'x') + "\r\n\r\n";          // 64 bytes
  REQUIRE(largest.size() == limits.bytes);
  const auto seen = read(interim + interim + largest + "hello", whole, limits);
  REQUIRE(seen.result.state == progress::complete);
  CHECK(seen.interim.size() == 2);

  const auto refused = read(interim + "HTTP/1.1 200 OK\r\nA: " + std::string(41, 'x') + "\r\n\r\n", whole, limits);
  CHECK(refused.result.state == progress::bad);
  CHECK(refused.result.why == reason::response_too_large);
}
