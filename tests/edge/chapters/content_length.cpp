#include "tests/edge/chapters/chapters.hpp"

#include <string>

namespace loadex::tests::edge {

namespace {

std::string post_with(const std::string& lines, const std::string& body) {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n" + body;
}

} // namespace

chapter content_lengths() {
  const std::string large(300'000, 'x');
  return {
      "Content-Length",
      {
          {.title = "A body of known length arrives whole, with the same length",
           .why = "RFC 9112 6.2: Content-Length",
           .client = post_with("Content-Length: 5\r\n", "hello"),
           .backend_gets = {"Content-Length: 5\r\n"},
           .backend_lacks = {"Transfer-Encoding"},
           .backend_body = "hello"},
          {.title = "A body of length 0 is announced to the backend",
           .why = "RFC 9110 8.6: a POST without content says Content-Length: 0",
           .client = post_with("Content-Length: 0\r\n", ""),
           .backend_gets = {"Content-Length: 0\r\n"}},
          {.title = "A POST without any framing has no body",
           .why = "RFC 9112 6.3: a request without either field has length 0",
           .client = post_with("", ""),
           .backend_lacks = {"Transfer-Encoding"},
           .backend_body = ""},
          {.title = "A GET may have a body",
           .why = "RFC 9110 9.3.1: no meaning, but it must be framed and passed or refused",
           .client = "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
           .backend_body = "hello"},
          {.title = "Leading zeros are digits; the backend gets them without",
           .why = "RFC 9110 8.6: 1*DIGIT, re-framed by us",
           .client = post_with("Content-Length: 0005\r\n", "hello"),
           .backend_gets = {"Content-Length: 5\r\n"},
           .backend_body = "hello"},
          {.title = "Two Content-Length lines that say the same become one",
           .why = "RFC 9110 8.6: may be replaced by a single valid one",
           .client = post_with("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"),
           .backend_lacks = {"Content-Length: 5\r\nContent-Length: 5"},
           .backend_body = "hello"},
          {.title = "A body of many buffers streams through",
           .why = "proxy semantics: no limit on size unless configured",
           .client = post_with("Content-Length: 300000\r\n", large),
           .backend_body = large},
          {.title = "A body that comes after the head is waited for",
           .why = "RFC 9112 6.2",
           .client = {post_with("Content-Length: 5\r\n", ""), once_backend_hears("\r\n\r\n"), "hel", "lo"},
           .backend_body = "hello"},
          {.title = "What follows the body is the next request",
           .why = "proxy semantics: bytes after a complete request are the next request",
           .client = post_with("Content-Length: 5\r\n", "helloGET /next HTTP/1.1\r\nHost: a\r\n\r\n"),
           .answers = {200, 200},
           .forwarded = 2,
           .backend_gets = {"hello", "GET /next HTTP/1.1\r\n"}},
          {.title = "What follows the body and is no request is refused, after the answer",
           .why = "RFC 9112 2.2: garbage in the place of a request line",
           .client = post_with("Content-Length: 5\r\n", "hello world\r\n\r\n"),
           .answers = {200, 400},
           .then = ending::closes,
           .backend_body = "hello"},
          refusal("Two Content-Length lines that differ", "RFC 9112 6.3: invalid, must be 400",
                  post_with("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!")),
          refusal("A list of lengths", "RFC 9112 6.3: we do not repair lists",
                  post_with("Content-Length: 5, 5\r\n", "hello")),
          refusal("A list of lengths that differ", "RFC 9112 6.3: must be 400",
                  post_with("Content-Length: 5, 6\r\n", "hello!")),
          refusal("A negative length", "RFC 9110 8.6: 1*DIGIT", post_with("Content-Length: -5\r\n", "hello")),
          refusal("A length with a plus sign", "RFC 9110 8.6: 1*DIGIT", post_with("Content-Length: +5\r\n", "hello")),
          refusal("A hexadecimal length", "RFC 9110 8.6: 1*DIGIT", post_with("Content-Length: 0x5\r\n", "hello")),
          refusal("A length with a decimal point", "RFC 9110 8.6: 1*DIGIT",
                  post_with("Content-Length: 5.0\r\n", "hello")),
          refusal("A length with an exponent", "RFC 9110 8.6: 1*DIGIT", post_with("Content-Length: 5e0\r\n", "hello")),
          refusal("A length with a unit", "RFC 9110 8.6: 1*DIGIT", post_with("Content-Length: 5b\r\n", "hello")),
          refusal("A length with a space in it", "RFC 9110 8.6: 1*DIGIT",
                  post_with("Content-Length: 5 5\r\n", "hello")),
          refusal("A length in quotes", "RFC 9110 8.6: 1*DIGIT", post_with("Content-Length: \"5\"\r\n", "hello")),
          refusal("An empty length", "RFC 9110 8.6: 1*DIGIT", post_with("Content-Length:\r\n", "hello")),
          refusal("A length in other digits than ASCII's", "RFC 9110 8.6: 1*DIGIT",
                  post_with("Content-Length: \xd9\xa5\r\n", "hello")),
          refusal("A length that overflows 64 bits", "RFC 9110 8.6: anticipate large numerals",
                  post_with("Content-Length: 18446744073709551621\r\n", "hello")),
          refusal("A length that overflows where a backend counts with a sign", "RFC 9110 8.6: integer conversion",
                  post_with("Content-Length: 9223372036854775808\r\n", "hello")),
          {.title = "A body that ends before its length reaches nobody as if it were whole",
           .why = "RFC 9112 8: an incomplete request; the proxy closes both connections",
           .client = {post_with("Content-Length: 10\r\n", "hello"), once_backend_hears("hello"), leave},
           .answers = {},
           .then = ending::is_left,
           .backend_is_left = true},
          {.title = "A client that half-closes within its body has cut it off",
           .why = "RFC 9112 8: an incomplete request",
           .client = {post_with("Content-Length: 10\r\n", "hello"), once_backend_hears("hello"), end_sending},
           .answers = {},
           .then = ending::resets,
           .backend_is_left = true},
      }};
}

} // namespace loadex::tests::edge
