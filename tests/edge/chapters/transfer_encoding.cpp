#include "tests/edge/chapters/chapters.hpp"

#include <string>

namespace loadex::tests::edge {

namespace {

/// A POST with these lines and a body of "hello" in a chunk.
std::string chunked_with(const std::string& lines) {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n5\r\nhello\r\n0\r\n\r\n";
}

} // namespace

chapter transfer_encodings() {
  return {
      "Transfer-Encoding",
      {
          {.title = "A chunked body arrives whole",
           .why = "RFC 9112 6.1",
           .client = chunked_with("Transfer-Encoding: chunked\r\n"),
           .backend_body = "hello"},
          {.title = "The name of the coding has no case",
           .why = "RFC 9112 7: transfer-coding names are case-insensitive",
           .client = chunked_with("Transfer-Encoding: ChUnKeD\r\n"),
           .backend_body = "hello"},
          {.title = "White space around the coding is not part of it",
           .why = "RFC 9112 5.1: optional white space",
           .client = chunked_with("Transfer-Encoding: \t chunked \t\r\n"),
           .backend_body = "hello"},
          refusal("Content-Length and then Transfer-Encoding", "RFC 9112 6.1: request smuggling",
                  chunked_with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")),
          refusal("Transfer-Encoding and then Content-Length", "RFC 9112 6.1: request smuggling",
                  chunked_with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n")),
          refusal("Transfer-Encoding with a length of 0", "RFC 9112 6.1: request smuggling",
                  chunked_with("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n")),
          refusal("Another coding", "RFC 9112 6.1: we know none but chunked",
                  chunked_with("Transfer-Encoding: gzip\r\n")),
          refusal("Another coding before chunked", "RFC 9112 6.1: we know none but chunked",
                  chunked_with("Transfer-Encoding: gzip, chunked\r\n")),
          refusal("Another coding behind chunked", "RFC 9112 6.3: the length cannot be known",
                  chunked_with("Transfer-Encoding: chunked, gzip\r\n")),
          refusal("Another coding on a line of its own", "RFC 9112 6.1: the lines are one list",
                  chunked_with("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n")),
          refusal("Another coding with Content-Length", "RFC 9112 6.1: request smuggling",
                  "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"),
          refusal("identity, which is no coding any more", "RFC 9112 7: not in the registry",
                  "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello"),
          refusal("identity alone", "RFC 9112 7: not in the registry", chunked_with("Transfer-Encoding: identity\r\n")),
          refusal("chunked twice in a list", "RFC 9112 6.1: must not be applied more than once",
                  chunked_with("Transfer-Encoding: chunked, chunked\r\n")),
          refusal("chunked twice on two lines", "RFC 9112 6.1: must not be applied more than once",
                  chunked_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")),
          refusal("A coding that begins like chunked", "RFC 9112 6.1: exactly chunked",
                  chunked_with("Transfer-Encoding: chunkedx\r\n")),
          refusal("A coding that ends like chunked", "RFC 9112 6.1: exactly chunked",
                  chunked_with("Transfer-Encoding: xchunked\r\n")),
          refusal("chunked with a parameter", "RFC 9112 6.1: exactly chunked",
                  chunked_with("Transfer-Encoding: chunked;q=1\r\n")),
          refusal("chunked in quotes", "RFC 9112 6.1: exactly chunked",
                  chunked_with("Transfer-Encoding: \"chunked\"\r\n")),
          refusal("chunked behind an empty list member", "RFC 9112 6.1: readers differ on it",
                  chunked_with("Transfer-Encoding: , chunked\r\n")),
          refusal("chunked before an empty list member", "RFC 9112 6.1: readers differ on it",
                  chunked_with("Transfer-Encoding: chunked,\r\n")),
          refusal("chunked behind a vertical tab", "RFC 9110 5.5: a control character",
                  chunked_with("Transfer-Encoding: \x0b"
                               "chunked\r\n")),
          refusal("chunked in letters that only look like it", "RFC 9112 6.1: exactly chunked",
                  chunked_with("Transfer-Encoding: \xd1\x81hunked\r\n")),
          refusal("An empty Transfer-Encoding", "RFC 9112 6.1: no coding at all",
                  chunked_with("Transfer-Encoding:\r\n")),
          refusal("An empty Transfer-Encoding before a good one", "RFC 9112 6.1: readers differ on it",
                  chunked_with("Transfer-Encoding:\r\nTransfer-Encoding: chunked\r\n")),
          refusal("Transfer-Encoding in HTTP/1.0", "RFC 9112 6.1: faulty framing",
                  "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
          {.title = "A name that only resembles Transfer-Encoding frames nothing and is passed on",
           .why = "RFC 9110 5.1: another name is another field",
           .client = "POST / HTTP/1.1\r\nHost: a\r\nTransfer_Encoding: chunked\r\nContent-Length: 5\r\n\r\nhello",
           .backend_body = "hello"},
      }};
}

} // namespace loadex::tests::edge
