#include "tests/edge/chapters/chapters.hpp"

#include <string>

namespace loadex::tests::edge {

namespace {

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string head = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";

} // namespace

chapter methods() {
  const auto asks = [](const std::string& method) {
    return edge_case{.title = method + " is passed on",
                     .why = "RFC 9110 9: a proxy need not know a method",
                     .client = method + " /m HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
                     .backend_gets = {method + " /m HTTP/1.1\r\n"}};
  };
  return {"methods, and answers without a body",
          {
              asks("DELETE"),
              asks("PUT"),
              asks("PATCH"),
              asks("PROPFIND"),
              asks("M-SEARCH"),
              asks("get"),
              asks("X!#$%&'*+-.^_`|~9"),
              {.title = "TRACE is passed on",
               .why = "RFC 9110 9.3.8: the final recipient reflects it",
               .client = "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n",
               .backend_gets = {"TRACE / HTTP/1.1\r\n"}},
              {.title = "An answer to HEAD says how long it would be and has no body",
               .why = "RFC 9110 9.3.2, 8.6",
               .client = head,
               .backend = {"HTTP/1.1 200 OK\r\nContent-Length: 1234\r\nX-A: 1\r\n\r\n"},
               .client_gets = {"Content-Length: 1234\r\n", "X-A: 1\r\n"}},
              {.title = "An answer to HEAD may announce any length",
               .why = "RFC 9110 8.6: no predefined limit",
               .client = head,
               .backend = {"HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n"},
               .client_gets = {"Content-Length: 9223372036854775807\r\n"}},
              {.title = "An answer to HEAD may say nothing of its length",
               .why = "RFC 9110 8.6: Content-Length is optional",
               .client = head,
               .backend = {"HTTP/1.1 200 OK\r\n\r\n"},
               .client_lacks = {"Content-Length", "Transfer-Encoding"}},
              {.title = "An answer to HEAD that would be chunked has no chunks",
               .why = "RFC 9112 6.1: Transfer-Encoding may be sent to HEAD",
               .client = head,
               .backend = {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"},
               .client_lacks = {"\r\n0\r\n"}},
              {.title = "204 has no body and no length",
               .why = "RFC 9110 8.6: must not send Content-Length in 204",
               .client = get,
               .backend = {"HTTP/1.1 204 No Content\r\n\r\n"},
               .answers = {204},
               .client_lacks = {"Content-Length", "Transfer-Encoding"}},
              {.title = "The length of a 204 is dropped",
               .why = "RFC 9110 8.6: must not send Content-Length in 204",
               .client = get,
               .backend = {"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"},
               .answers = {204},
               .client_lacks = {"Content-Length"}},
              {.title = "A body behind a 204 is not taken for the next answer",
               .why = "RFC 9112 6.3: a 204 ends with its head",
               .client = get,
               .backend = {{"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello", leave}},
               .answers = {204},
               .client_lacks = {"hello"}},
              {.title = "304 says how long the body would be and has none",
               .why = "RFC 9110 15.4.5, 8.6",
               .client = "GET / HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"x\"\r\n\r\n",
               .backend = {"HTTP/1.1 304 Not Modified\r\nContent-Length: 1234\r\nETag: \"x\"\r\n\r\n"},
               .answers = {304},
               .backend_gets = {"If-None-Match: \"x\"\r\n"},
               .client_gets = {"Content-Length: 1234\r\n", "ETag: \"x\"\r\n"}},
              {.title = "304 may say nothing of its length",
               .why = "RFC 9110 8.6: Content-Length is optional",
               .client = get,
               .backend = {"HTTP/1.1 304 Not Modified\r\n\r\n"},
               .answers = {304},
               .client_lacks = {"Content-Length", "Transfer-Encoding"}},
              {.title = "205 has an empty body that is framed",
               .why = "RFC 9110 15.3.6; RFC 9112 6.3: 205 is not among those without a body",
               .client = get,
               .backend = {"HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n"},
               .answers = {205},
               .client_gets = {"Content-Length: 0\r\n"}},
              {.title = "Range and its answer are passed on",
               .why = "RFC 9110 14: end to end",
               .client = "GET / HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\n\r\n",
               .backend = {"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2\r\n\r\nhe"},
               .answers = {206},
               .backend_gets = {"Range: bytes=0-1\r\n"},
               .client_gets = {"Content-Range: bytes 0-1/9\r\n"},
               .client_body = "he"},
          }};
}

} // namespace loadex::tests::edge
