#include "tests/edge/chapters/chapters.hpp"

#include <string>
#include <utility>

namespace loadex::tests::edge {

namespace {

using namespace std::string_literals; // keep the NULs of a literal

const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

edge_case body(std::string title, std::string why, const std::string& chunks, std::string content) {
  return {
      .title = std::move(title), .why = std::move(why), .client = head + chunks, .backend_body = std::move(content)};
}

/// A malformed body that is there together with its head: nothing has been forwarded when it is seen.
edge_case bad(std::string title, std::string why, const std::string& chunks) {
  return refusal(std::move(title), std::move(why), head + chunks);
}

} // namespace

chapter chunked_bodies() {
  return {
      "chunked bodies",
      {
          body("Several chunks are one body", "RFC 9112 7.1", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "abcde"),
          body("A body of no chunks is empty", "RFC 9112 7.1: last-chunk", "0\r\n\r\n", ""),
          body("Sizes may have capital letters", "RFC 9112 7.1: HEXDIG has no case", "A\r\n0123456789\r\n0\r\n\r\n",
               "0123456789"),
          body("Sizes may have small letters", "RFC 9112 7.1: HEXDIG has no case", "a\r\n0123456789\r\n0\r\n\r\n",
               "0123456789"),
          body("Sizes may have leading zeros", "RFC 9112 7.1: 1*HEXDIG", "0005\r\nhello\r\n000\r\n\r\n", "hello"),
          body("Data may look like framing", "RFC 9112 7.1: chunk-data is opaque",
               "9\r\n\r\n0\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n0\r\n\r\n\r\n"),
          body("Data may have any byte", "RFC 9112 7.1: chunk-data = 1*OCTET", "4\r\n\0\xff\r\n\r\n0\r\n\r\n"s,
               "\0\xff\r\n"s),
          {.title = "Extensions are for this hop: they are dropped",
           .why = "RFC 9112 7.1.1: a recipient must ignore unrecognized ones; re-framed by us",
           .client = head + "5;name=value;flag;q=\"a;b\"\r\nhello\r\n0;last\r\n\r\n",
           .backend_lacks = {"name=value", "flag", "last"},
           .backend_body = "hello"},
          body("White space before an extension is put up with", "RFC 9112 7.1.1: BWS",
               "5 \t;name\r\nhello\r\n0\r\n\r\n", "hello"),
          {.title = "Each chunk goes on as it comes",
           .why = "our choice: stream both ways",
           .client = {head + "3\r\nabc\r\n", once_backend_hears("abc"), "2\r\nde\r\n", once_backend_hears("de"),
                      "0\r\n\r\n"},
           .backend_body = "abcde"},
          {.title = "A chunk need not be whole to go on",
           .why = "our choice: stream both ways",
           .client = {head + "ff\r\nabc", once_backend_hears("abc"), std::string(252, 'x') + "\r\n0\r\n\r\n"},
           .backend_body = "abc" + std::string(252, 'x')},
          {.title = "A body that comes byte by byte is one body",
           .why = "RFC 9112 7.1",
           .client = dribble(head + "5;x\r\nhello\r\n1\r\n!\r\n0\r\n\r\n"),
           .backend_body = "hello!"},
          {.title = "What follows the body is the next request",
           .why = "RFC 9112 7.1: the body ends with the empty line",
           .client = head + "5\r\nhello\r\n0\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n",
           .answers = {200, 200},
           .forwarded = 2,
           .backend_gets = {"GET /next HTTP/1.1\r\n"}},
          {.title = "A large body of large chunks",
           .why = "our choice: no limit on size unless configured",
           .client = head + "30d40\r\n" + std::string(200'000, 'x') + "\r\n0\r\n\r\n",
           .backend_body = std::string(200'000, 'x')},
          bad("A signed size", "RFC 9112 7.1: 1*HEXDIG", "+5\r\nhello\r\n0\r\n\r\n"),
          bad("A negative size", "RFC 9112 7.1: 1*HEXDIG", "-5\r\nhello\r\n0\r\n\r\n"),
          bad("A size with 0x", "RFC 9112 7.1: 1*HEXDIG", "0x5\r\nhello\r\n0\r\n\r\n"),
          bad("A size of another digit", "RFC 9112 7.1: 1*HEXDIG", "g\r\nhello\r\n0\r\n\r\n"),
          bad("No size", "RFC 9112 7.1: 1*HEXDIG", "\r\nhello\r\n0\r\n\r\n"),
          bad("An extension without a size", "RFC 9112 7.1: 1*HEXDIG", ";x\r\nhello\r\n0\r\n\r\n"),
          bad("White space before the size", "RFC 9112 7.1: 1*HEXDIG", " 5\r\nhello\r\n0\r\n\r\n"),
          bad("White space behind the size", "RFC 9112 7.1: only before an extension", "5 \r\nhello\r\n0\r\n\r\n"),
          bad("White space within the size", "RFC 9112 7.1: 1*HEXDIG", "0 5\r\nhello\r\n0\r\n\r\n"),
          bad("A size with an underscore", "RFC 9112 7.1: 1*HEXDIG", "0_5\r\nhello\r\n0\r\n\r\n"),
          bad("A size that overflows 64 bits", "RFC 9112 7.1: must anticipate large numerals",
              "10000000000000005\r\nhello\r\n0\r\n\r\n"),
          bad("A size that overflows where a backend counts with a sign", "RFC 9112 7.1: integer conversion",
              "8000000000000000\r\nhello\r\n0\r\n\r\n"),
          bad("A size of all f", "RFC 9112 7.1: integer conversion", "ffffffffffffffff\r\nhello\r\n0\r\n\r\n"),
          bad("No CRLF behind the data", "RFC 9112 7.1: chunk-data CRLF", "5\r\nhello0\r\n\r\n"),
          bad("More data than announced", "RFC 9112 7.1: chunk-data CRLF", "5\r\nhello!\r\n0\r\n\r\n"),
          bad("Less data than announced", "RFC 9112 7.1: chunk-data CRLF", "6\r\nhello\r\n0\r\n\r\n"),
          bad("A bare LF behind the size", "RFC 9112 7.1: CRLF; request smuggling", "5\nhello\r\n0\r\n\r\n"),
          bad("A bare LF behind the data", "RFC 9112 7.1: CRLF; request smuggling", "5\r\nhello\n0\r\n\r\n"),
          bad("A bare CR behind the size", "RFC 9112 7.1: CRLF", "5\rhello\r\n0\r\n\r\n"),
          bad("A bare CR behind the data", "RFC 9112 7.1: CRLF", "5\r\nhello\r0\r\n\r\n"),
          bad("A bare LF within an extension", "RFC 9112 7.1.1: request smuggling", "5;a\nb\r\nhello\r\n0\r\n\r\n"),
          bad("A bare CR within an extension", "RFC 9112 7.1.1: request smuggling", "5;a\rb\r\nhello\r\n0\r\n\r\n"),
          bad("A NUL within an extension", "RFC 9112 7.1.1: token or quoted-string", "5;a\0b\r\nhello\r\n0\r\n\r\n"s),
          bad("A bare LF behind the last chunk", "RFC 9112 7.1: CRLF", "5\r\nhello\r\n0\n\r\n"),
          bad("A bare LF as the end of the body", "RFC 9112 7.1: CRLF", "5\r\nhello\r\n0\r\n\n"),
          bad("Chunks announced, another body sent", "RFC 9112 7.1: 1*HEXDIG", "hello"),
          {.title = "A chunk that goes wrong after a good one is refused; the backend never sees an end",
           .why = "RFC 9112 8: an incomplete message must not look complete",
           .client = {head + "3\r\nabc\r\n", once_backend_hears("abc"), "nonsense\r\n"},
           .answers = {400},
           .then = ending::closes,
           .backend_gets = {"abc"},
           .backend_lacks = {"0\r\n\r\n", "nonsense"},
           .backend_is_left = true},
          {.title = "A client that leaves within its chunks has cut its request off",
           .why = "RFC 9112 8: without the zero-sized chunk the message is incomplete",
           .client = {head + "3\r\nabc\r\n", once_backend_hears("abc"), leave},
           .answers = {},
           .then = ending::is_left,
           .backend_lacks = {"0\r\n\r\n"},
           .backend_is_left = true},
      }};
}

chapter trailers() {
  return {
      "trailers",
      {
          {.title = "Trailers of a request go on behind the body",
           .why = "RFC 9110 6.5.2: a proxy may forward them",
           .client = head + "5\r\nhello\r\n0\r\nX-Checksum: 1\r\nx-other:2\r\n\r\n",
           .backend_gets = {"0\r\nX-Checksum: 1\r\nx-other:2\r\n\r\n"},
           .backend_body = "hello"},
          {.title = "What framing, routing and trust rest on may not come as a trailer: those are dropped",
           .why = "RFC 9110 6.5.1: a sender must not generate them there",
           .client = head + "5\r\nhello\r\n0\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\nHost: evil\r\n"
                            "Authorization: x\r\nCookie: x\r\nX-Forwarded-For: 203.0.113.9\r\nConnection: close\r\n"
                            "X_Forwarded_For: 203.0.113.9\r\nContent_Length: 3\r\nX-Request-Id: evil\r\n"
                            "X-Fine: 1\r\n\r\n",
           .backend_gets = {"0\r\nX-Fine: 1\r\n\r\n"},
           .backend_lacks = {"evil", "Content-Length: 3", "Authorization", "Cookie", "203.0.113.9"},
           .backend_body = "hello"},
          {.title = "Trailers of a response reach a client that has asked for them",
           .why = "RFC 9110 10.1.4: TE: trailers",
           .client = "GET / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: TE\r\n\r\n",
           .backend = {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Checksum: 1\r\n\r\n"},
           .backend_gets = {"TE: trailers\r\n"},
           .client_gets = {"0\r\nX-Checksum: 1\r\n\r\n"},
           .client_body = "hello"},
          {.title = "Trailers of a response are kept from a client that has not asked for them",
           .why = "RFC 9110 6.5.1: only where the client said TE: trailers",
           .client = "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
           .backend = {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Checksum: 1\r\n\r\n"},
           .client_lacks = {"X-Checksum"},
           .client_body = "hello"},
          bad("A trailer that is folded", "RFC 9112 5.2: obs-fold", "0\r\nX-A: b\r\n c\r\n\r\n"),
          bad("A trailer without a colon", "RFC 9112 7.1.2: field-line", "0\r\nnonsense\r\n\r\n"),
          bad("A trailer without a name", "RFC 9112 7.1.2: field-line", "0\r\n: b\r\n\r\n"),
          bad("A trailer with a space before the colon", "RFC 9112 5.1", "0\r\nX-A : b\r\n\r\n"),
          bad("A trailer with a NUL", "RFC 9110 5.5", "0\r\nX-A: \0\r\n\r\n"s),
          bad("A trailer that ends in a bare LF", "RFC 9112 2.2", "0\r\nX-A: b\n\r\n"),
          bad("A trailer with a bare CR", "RFC 9112 2.2", "0\r\nX-A: b\rc\r\n\r\n"),
          {.title = "A response with a broken trailer is broken off",
           .why = "our choice: a response cut short must not look complete",
           .client = "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
           .backend = {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX A: 1\r\n\r\n"},
           .then = ending::breaks},
      }};
}

} // namespace loadex::tests::edge
