#include "net/http1/chunk_decoder.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace loadex::net::http1;
using progress = chunk_decoder::progress;
using namespace std::string_literals;

namespace {

/// What came of decoding a body.
struct outcome {
  progress state = progress::need_more;
  std::size_t consumed = 0;
  std::string data;
  std::string trailers;

  friend bool operator==(const outcome&, const outcome&) = default;
};

/// Gives `piece` to the decoder until it is used up or the body has ended.
void feed(chunk_decoder& decoder, std::string_view piece, outcome& so_far) {
  do {
    const auto step = decoder.next(piece);
    so_far.state = step.state;
    so_far.consumed += step.consumed;
    so_far.data += step.data;
    piece.remove_prefix(step.consumed);
  } while (so_far.state == progress::data);
}

/// Decodes `bytes` in two pieces, cut at `cut`.
outcome decode(std::string_view bytes, std::size_t cut) {
  chunk_decoder decoder;
  outcome result;
  feed(decoder, bytes.substr(0, cut), result);
  if (result.state == progress::need_more)
    feed(decoder, bytes.substr(cut), result);
  result.trailers = decoder.trailers();
  return result;
}

outcome decode(std::string_view bytes) {
  return decode(bytes, bytes.size());
}

outcome decode_byte_by_byte(std::string_view bytes) {
  chunk_decoder decoder;
  outcome result;
  for (std::size_t at = 0; at < bytes.size() && result.state == progress::need_more; ++at)
    feed(decoder, bytes.substr(at, 1), result);
  result.trailers = decoder.trailers();
  return result;
}

void check_every_split(std::string_view bytes, const outcome& whole) {
  CHECK(decode_byte_by_byte(bytes) == whole);
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    CAPTURE(cut);
    CHECK(decode(bytes, cut) == whole);
  }
}

} // namespace

TEST_CASE("a chunked body is decoded alike however it is split") {
  struct row {
    std::string bytes;
    std::string data;
    std::string trailers;
  };
  const auto row = GENERATE(values<struct row>({
      {"0\r\n\r\n", "", ""},
      {"5\r\nhello\r\n0\r\n\r\n", "hello", ""},
      {"5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n", "hello, world", ""},
      {"A\r\n0123456789\r\n0\r\n\r\n", "0123456789", ""},
      {"00a\r\n0123456789\r\n000\r\n\r\n", "0123456789", ""},
      {"2\r\n\r\n\r\n0\r\n\r\n", "\r\n", ""},
      {"5;name=value\r\nhello\r\n0;x\r\n\r\n", "hello", ""},
      {"5 \t;name=\"quoted; value\"\r\nhello\r\n0\r\n\r\n", "hello", ""},
      {"1\r\na\r\n0\r\nServer-Timing: db;dur=5\r\nETag: \"\xc3\xa4\"\r\n\r\n", "a",
       "Server-Timing: db;dur=5\r\nETag: \"\xc3\xa4\"\r\n"},
      {"0\r\nEmpty:\r\n\r\n", "", "Empty:\r\n"},
  }));
  CAPTURE(row.bytes);
  const auto whole = decode(row.bytes);
  CHECK(whole == outcome{progress::done, row.bytes.size(), row.data, row.trailers});
  check_every_split(row.bytes, whole);
}

TEST_CASE("bytes after the body are left for the next message") {
  const auto body = "1\r\na\r\n0\r\nA: b\r\n\r\n"s;
  const auto result = decode(body + "GET / HTTP/1.1\r\n\r\n");
  CHECK(result.state == progress::done);
  CHECK(result.consumed == body.size());
}

TEST_CASE("data is a slice of the input, as long as it goes") {
  chunk_decoder decoder;
  const auto input = "5\r\nhel"s;
  const auto step = decoder.next(input);
  CHECK(step.state == progress::data);
  CHECK(step.consumed == input.size());
  CHECK(step.data == "hel");
  CHECK(step.data.data() == input.data() + 3);
}

TEST_CASE("a malformed chunked body is refused alike however it is split") {
  const auto bytes = GENERATE(values<std::string>({
      // Sizes
      "\r\nhello",
      ";x\r\n",
      "+5\r\nhello\r\n",
      "-5\r\nhello\r\n",
      "0x5\r\nhello\r\n",
      " 5\r\nhello\r\n",
      "5 \r\nhello\r\n",
      "5 5\r\nhello\r\n",
      "g\r\n",
      "5,\r\nhello\r\n",
      "8000000000000000\r\n",
      "10000000000000000\r\n",
      "ffffffffffffffffff\r\n",
      // Line ends
      "5\nhello\r\n",
      "5\rhello\r\n",
      "5;x\nhello\r\n",
      "5;a\nb\r\nhello\r\n",
      "5;a\rb\r\nhello\r\n",
      "5;a\0b\r\nhello\r\n"s,
      "5\r\nhello0\r\n\r\n",
      "5\r\nhello\n0\r\n\r\n",
      "5\r\nhello\r0\r\n\r\n",
      "5\r\nhello!\r\n",
      // Trailers
      "0\r\n\n",
      "0\r\n\rx",
      "0\r\nA: b\n\r\n",
      "0\r\nA: b\rc\r\n\r\n",
      "0\r\nA : b\r\n\r\n",
      "0\r\nA\r\n\r\n",
      "0\r\n: b\r\n\r\n",
      "0\r\nA: b\r\n c\r\n\r\n",
      "0\r\nA: \0\r\n\r\n"s,
      "0\r\n\xc3\xa4: b\r\n\r\n",
  }));
  CAPTURE(bytes);
  const auto whole = decode(bytes);
  CHECK(whole.state == progress::bad);
  check_every_split(bytes, whole);
}

TEST_CASE("the largest chunk has 63 bits") {
  CHECK(decode("7fffffffffffffff\r\na").data == "a");
}

TEST_CASE("what framing, routing or trust rests on is dropped from the trailers") {
  const auto* name = GENERATE("Content-Length", "transfer-encoding", "Host", "Connection", "Trailer", "Authorization",
                              "Set-Cookie", "Content-Type", "X-Forwarded-For", "X-Forwarded", "Forwarded", "Via",
                              "X-Request-Id", "CDN-Loop", "Content_Length", "transfer_encoding", "X_Forwarded-For",
                              "X-Forwarded.Proto", "Set_Cookie", "X_Request_Id", "Proxy_Authorization");
  CAPTURE(name);
  const auto result = decode("0\r\nA: 1\r\n"s + name + ": 2\r\nB: 3\r\n\r\n");
  CHECK(result.state == progress::done);
  CHECK(result.trailers == "A: 1\r\nB: 3\r\n");
}

TEST_CASE("size lines and trailers are bounded") {
  const auto line_of = [](std::size_t size) { return "1;" + std::string(size - 4, 'x') + "\r\n"; };
  CHECK(decode(line_of(chunk_limits{}.line) + "a").data == "a");
  CHECK(decode(line_of(chunk_limits{}.line + 1) + "a").state == progress::too_large);

  const auto twice = line_of(chunk_limits{}.line) + "a\r\n";
  CHECK(decode(twice + twice).data == "aa");

  // A line of the whole limit, the final empty line included.
  const auto trailers_of = [](std::size_t size) { return "0\r\nA: " + std::string(size - 7, 'x') + "\r\n\r\n"; };
  CHECK(decode(trailers_of(chunk_limits{}.trailers)).state == progress::done);
  CHECK(decode(trailers_of(chunk_limits{}.trailers + 1)).state == progress::too_large);
}

TEST_CASE("nothing more is consumed once a body has ended or failed") {
  chunk_decoder decoder;
  const auto [bytes, end] = GENERATE(table<const char*, progress>({
      {"0\r\n\r\n", progress::done},
      {"x", progress::bad},
  }));
  REQUIRE(decoder.next(bytes).state == end);
  const auto step = decoder.next("5\r\nhello\r\n");
  CHECK(step.state == end);
  CHECK(step.consumed == 0);
}
