#include "tests/edge/chapters/chapters.hpp"

#include <string>

namespace loadex::tests::edge {

namespace {

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

} // namespace

chapter http10() {
  const std::string get10 = "GET / HTTP/1.0\r\nHost: a\r\n";
  return {"HTTP/1.0",
          {
              {.title = "An HTTP/1.0 client's connection is closed after its answer",
               .why = "RFC 9112 9.3: no persistence without keep-alive",
               .client = get10 + "\r\n",
               .then = ending::closes,
               .backend_gets = {"GET / HTTP/1.1\r\n"},
               .client_body = "ok"},
              {.title = "keep-alive keeps it, and the client is told",
               .why = "RFC 9112 9.3, C.2.2",
               .client = get10 + "Connection: keep-alive\r\n\r\n",
               .backend_lacks = {"Connection"},
               .client_gets = {"Connection: keep-alive\r\n"},
               .client_body = "ok"},
              {.title = "It gets no 100 from us either",
               .why = "RFC 9110 10.1.1: must not be sent to an HTTP/1.0 client",
               .client = "POST /healthz HTTP/1.0\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi",
               .answers = {405},
               .then = ending::closes,
               .forwarded = 0,
               .client_lacks = {"100 "}},
              {.title = "It gets no chunks, whatever it asked to keep",
               .why = "RFC 9112 6.1: must not send Transfer-Encoding to HTTP/1.0",
               .client = get10 + "Connection: keep-alive\r\n\r\n",
               .backend =
                   {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\nX-T: 1\r\n\r\n"},
               .then = ending::closes,
               .client_lacks = {"Transfer-Encoding", "Content-Length", "0\r\n", "X-T"},
               .client_body = "hello"},
              {.title = "A body that ends with the backend's connection ends with the client's",
               .why = "RFC 9112 6.3: close-delimited",
               .client = get10 + "\r\n",
               .backend = {{"HTTP/1.1 200 OK\r\n\r\nhello", leave}},
               .then = ending::closes,
               .client_body = "hello"},
              {.title = "An HTTP/1.0 client can send a body of known length",
               .why = "RFC 9112 6.2",
               .client = "POST / HTTP/1.0\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
               .then = ending::closes,
               .backend_body = "hello"},
              {.title = "HEAD in HTTP/1.0",
               .why = "RFC 9110 9.3.2",
               .client = "HEAD / HTTP/1.0\r\nHost: a\r\n\r\n",
               .backend = {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"},
               .then = ending::closes,
               .client_gets = {"Content-Length: 5\r\n"}},
              {.title = "An HTTP/1.0 backend's answer is passed on as ours",
               .why = "RFC 9110 2.5: a proxy sends its own version",
               .client = get,
               .backend = {{"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", leave}},
               .client_gets = {"HTTP/1.1 200 OK\r\n"},
               .client_body = "hello"},
              {.title = "An HTTP/1.0 backend's connection may be kept",
               .why = "RFC 9112 9.3",
               .client = get,
               .backend = {"HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello"},
               .client_lacks = {"keep-alive"},
               .client_body = "hello"},
              {.title = "An HTTP/1.0 backend's body without a length ends with its connection",
               .why = "RFC 9112 6.3: close-delimited",
               .client = get,
               .backend = {{"HTTP/1.0 200 OK\r\n\r\nhello", leave}},
               .client_gets = {"Transfer-Encoding: chunked\r\n"},
               .client_body = "hello"},
              {.title = "HTTP/1.0 on both sides",
               .why = "RFC 9112 6.3",
               .client = get10 + "\r\n",
               .backend = {{"HTTP/1.0 200 OK\r\n\r\nhello", leave}},
               .then = ending::closes,
               .client_lacks = {"Transfer-Encoding"},
               .client_body = "hello"},
          }};
}

} // namespace loadex::tests::edge
