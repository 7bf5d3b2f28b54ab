#include "tests/edge/chapters/chapters.hpp"

#include <string>
#include <utility>

namespace loadex::tests::edge {

namespace {

using namespace std::string_literals; // keep the NULs of a literal

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/// What no client should see: 502 instead. The backend's connection is not used again.
edge_case bad_gateway(std::string title, std::string why, std::string answer) {
  return {.title = std::move(title),
          .why = std::move(why),
          .client = get,
          .backend = {{std::move(answer), leave}},
          .answers = {502},
          .client_lacks = {"X-Evil"}};
}

} // namespace

chapter response_heads() {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  return {
      "heads of responses",
      {
          {.title = "Order and repeats of fields are kept",
           .why = "RFC 9110 5.3: Set-Cookie cannot be joined",
           .client = get,
           .backend = {ok + "Set-Cookie: a=1\r\nX-A: 1\r\nSet-Cookie: b=2; Path=/\r\nContent-Length: 0\r\n\r\n"},
           .client_gets = {"Set-Cookie: a=1\r\nX-A: 1\r\nSet-Cookie: b=2; Path=/\r\n"}},
          {.title = "The phrase is passed on, bytes above ASCII too",
           .why = "RFC 9112 4: reason-phrase = 1*( HTAB / SP / VCHAR / obs-text )",
           .client = get,
           .backend = {"HTTP/1.1 200 Tr\xc3\xa8s bien\r\nContent-Length: 0\r\n\r\n"},
           .client_gets = {"HTTP/1.1 200 Tr\xc3\xa8s bien\r\n"}},
          {.title = "The phrase may be empty",
           .why = "RFC 9112 4: [ reason-phrase ]",
           .client = get,
           .backend = {"HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n"},
           .client_gets = {"HTTP/1.1 200 \r\n"}},
          {.title = "So may the space before it",
           .why = "RFC 9112 4 wants the space; HAProxy and nginx take it without, and so must who stands in for them",
           .client = get,
           .backend = {"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok"},
           .client_gets = {"HTTP/1.1 200 \r\n"},
           .client_body = "ok"},
          {.title = "An unknown status is passed on",
           .why = "RFC 9110 15: understood as the x00 of its class",
           .client = get,
           .backend = {"HTTP/1.1 299 Fine\r\nContent-Length: 0\r\n\r\n"},
           .answers = {299}},
          {.title = "A backend's own error is passed on as it is, and not repeated",
           .why = "our choice: a 5xx answer is an answer",
           .client = get,
           .backend = {"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\nRetry-After: 7\r\n\r\nbusy"},
           .answers = {503},
           .client_gets = {"Retry-After: 7\r\n"},
           .client_lacks = {"Proxy-Status"},
           .client_body = "busy"},
          {.title = "Date is kept",
           .why = "RFC 9110 6.6.1: the origin's",
           .client = get,
           .backend = {ok + "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 0\r\n\r\n"},
           .client_gets = {"Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"}},
          {.title = "A missing Date is added",
           .why = "RFC 9110 6.6.1: a recipient with a clock that forwards it must add one",
           .client = get,
           .client_gets = {"\r\nDate: "}},
          {.title = "Bytes above ASCII in a value are passed on",
           .why = "RFC 9110 5.5: obs-text is opaque data",
           .client = get,
           .backend = {ok + "X-A: \xff\xc3\xa9\r\nContent-Length: 0\r\n\r\n"},
           .client_gets = {"X-A: \xff\xc3\xa9\r\n"}},
          {.title = "A head that comes byte by byte is one head",
           .why = "RFC 9112 2.2: a stream of octets",
           .client = get,
           .backend = {dribble(ok + "X-A: 1\r\nContent-Length: 2\r\n\r\nok")},
           .client_gets = {"X-A: 1\r\n"},
           .client_body = "ok"},
          {.title = "A location is passed on as it is",
           .why = "RFC 9110 10.2.2: we rewrite nothing",
           .client = get,
           .backend = {"HTTP/1.1 302 Found\r\nLocation: http://internal:8001/x\r\nContent-Length: 0\r\n\r\n"},
           .answers = {302},
           .client_gets = {"Location: http://internal:8001/x\r\n"}},
          bad_gateway("Content-Length with Transfer-Encoding", "RFC 9112 6.3: response splitting",
                      ok + "X-Evil: 1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
          bad_gateway("Lengths that differ", "RFC 9112 6.3: must be 502",
                      ok + "X-Evil: 1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!"),
          bad_gateway("A length that is none", "RFC 9112 6.3: must be 502", ok + "Content-Length: two\r\n\r\nok"),
          bad_gateway("A negative length", "RFC 9112 6.3: must be 502", ok + "Content-Length: -2\r\n\r\nok"),
          bad_gateway("A list of lengths", "RFC 9112 6.3: we do not repair lists",
                      ok + "Content-Length: 2, 2\r\n\r\nok"),
          bad_gateway("Another coding than chunked", "RFC 9112 6.3: we could not tell where it ends",
                      ok + "Transfer-Encoding: gzip\r\n\r\nok"),
          bad_gateway("Another coding before chunked", "RFC 9112 7: nobody asked for it with TE",
                      ok + "Transfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
          bad_gateway("chunked in HTTP/1.0", "RFC 9112 6.1: faulty framing",
                      "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
          bad_gateway("A space before a colon", "RFC 9112 5.1: must be removed; we refuse",
                      ok + "X-Evil : 1\r\nContent-Length: 2\r\n\r\nok"),
          bad_gateway("A folded line", "RFC 9112 5.2: replaced or 502",
                      ok + "X-Evil: 1\r\n 2\r\nContent-Length: 2\r\n\r\nok"),
          bad_gateway("A bare LF as a line's end", "RFC 9112 2.2: response splitting",
                      ok + "X-A: 1\nX-Evil: 1\r\nContent-Length: 2\r\n\r\nok"),
          bad_gateway("A bare CR within a value", "RFC 9112 2.2: response splitting",
                      ok + "X-A: 1\rX-Evil: 1\r\nContent-Length: 2\r\n\r\nok"),
          bad_gateway("A NUL within a value", "RFC 9110 5.5", ok + "X-A: \0\r\nContent-Length: 2\r\n\r\nok"s),
          bad_gateway("A line without a colon", "RFC 9112 5", ok + "X-Evil\r\nContent-Length: 2\r\n\r\nok"),
          bad_gateway("A status of four digits", "RFC 9112 4: 3DIGIT",
                      "HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\nok"),
          bad_gateway("A status of two digits", "RFC 9112 4: 3DIGIT", "HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nok"),
          bad_gateway("A status below 100", "RFC 9110 15: 100 to 599",
                      "HTTP/1.1 099 OK\r\nContent-Length: 2\r\n\r\nok"),
          bad_gateway("A status above 599", "RFC 9110 15: 100 to 599",
                      "HTTP/1.1 999 OK\r\nContent-Length: 2\r\n\r\nok"),
          bad_gateway("A status in words", "RFC 9112 4: 3DIGIT", "HTTP/1.1 abc OK\r\nContent-Length: 2\r\n\r\nok"),
          bad_gateway("Another version", "RFC 9112 2.3", "HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nok"),
          bad_gateway("An empty line before the status line", "RFC 9112 2.2: only servers skip one",
                      "\r\n" + ok + "\r\n"),
          bad_gateway("No HTTP", "RFC 9112 2.1", "SSH-2.0-OpenSSH_9.2p1\r\n"),
          bad_gateway("A request", "RFC 9112 2.1: status-line", get),
          bad_gateway("More connection options than anybody sends", "a bound of ours",
                      ok + "Connection: a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q\r\nContent-Length: 2\r\n\r\nok"),
          bad_gateway("A head without an end", "head limit 32 KiB", ok + "X-Evil: " + std::string(40'000, 'x')),
          bad_gateway("More than a hundred fields", "limit 100 headers",
                      [&ok] {
                        std::string answer = ok + "Content-Length: 0\r\n";
                        for (int i = 0; i < 100; ++i)
                          answer += "X-Evil: 1\r\n";
                        return answer + "\r\n";
                      }()),
      }};
}

} // namespace loadex::tests::edge
