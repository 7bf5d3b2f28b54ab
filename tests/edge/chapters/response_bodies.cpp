#include "tests/edge/chapters/chapters.hpp"

#include <string>

namespace loadex::tests::edge {

namespace {

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string head = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";

} // namespace

chapter response_bodies() {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const std::string large(300'000, 'x');
  return {"bodies of responses",
          {
              {.title = "A body of known length keeps its length",
               .why = "RFC 9112 6.2",
               .client = get,
               .backend = {ok + "Content-Length: 5\r\n\r\nhello"},
               .client_gets = {"Content-Length: 5\r\n"},
               .client_lacks = {"Transfer-Encoding"},
               .client_body = "hello"},
              {.title = "An empty body",
               .why = "RFC 9112 6.2",
               .client = get,
               .backend = {ok + "Content-Length: 0\r\n\r\n"},
               .client_gets = {"Content-Length: 0\r\n"},
               .client_body = ""},
              {.title = "Lengths that say the same become one",
               .why = "RFC 9110 8.6: may be replaced by a single valid one",
               .client = get,
               .backend = {ok + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"},
               .client_lacks = {"Content-Length: 5\r\nContent-Length: 5"},
               .client_body = "hello"},
              {.title = "A chunked body stays chunked",
               .why = "RFC 9112 6.1",
               .client = get,
               .backend = {ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n"},
               .client_gets = {"Transfer-Encoding: chunked\r\n"},
               .client_lacks = {"x=y", "Content-Length"},
               .client_body = "hello"},
              {.title = "A body that ends with its connection becomes chunked, so that the client's connection stays",
               .why = "RFC 9112 6.3: close-delimited",
               .client = get,
               .backend = {{ok + "\r\nhello", leave}},
               .client_gets = {"Transfer-Encoding: chunked\r\n"},
               .client_body = "hello"},
              {.title = "An empty body that ends with its connection",
               .why = "RFC 9112 6.3: close-delimited",
               .client = get,
               .backend = {{ok + "\r\n", leave}},
               .client_body = ""},
              {.title = "A large body of known length",
               .why = "our choice: stream with fixed buffers",
               .client = get,
               .backend = {ok + "Content-Length: 300000\r\n\r\n" + large},
               .client_body = large},
              {.title = "A large chunk",
               .why = "our choice: stream with fixed buffers",
               .client = get,
               .backend = {ok + "Transfer-Encoding: chunked\r\n\r\n493e0\r\n" + large + "\r\n0\r\n\r\n"},
               .client_body = large},
              {.title = "A large body that ends with its connection",
               .why = "our choice: stream with fixed buffers",
               .client = get,
               .backend = {{ok + "\r\n" + large, leave}},
               .client_body = large},
              {.title = "The head is passed on before there is a body",
               .why = "our choice: unknown length is flushed at once, the headers too",
               .client = {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n", hear("\r\n\r\n"), "go"},
               .backend = {{hear("\r\n\r\n"), ok + "Transfer-Encoding: chunked\r\n\r\n", hear("go"),
                            "5\r\nhello\r\n0\r\n\r\n"}},
               .then = ending::closes,
               .client_body = "hello"},
              {.title = "Events are passed on one by one",
               .why = "our choice: text/event-stream is flushed at once",
               .client = {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n", hear("data: 1"), "go"},
               .backend = {{hear("\r\n\r\n"), ok + "Content-Type: text/event-stream\r\n\r\ndata: 1\n\n", hear("go"),
                            "data: 2\n\n", leave}},
               .then = ending::closes,
               .client_body = "data: 1\n\ndata: 2\n\n"},
              {.title = "Bytes behind a body of known length belong to nobody",
               .why = "RFC 9112 6.3: response splitting; the backend's connection is given up",
               .client = get,
               .backend = {{ok + "Content-Length: 2\r\n\r\nokHTTP/1.1 200 EVIL\r\nContent-Length: 4\r\n\r\nevil",
                            await_end}},
               .client_lacks = {"EVIL"},
               .client_body = "ok"},
              {.title = "Bytes behind the last chunk belong to nobody",
               .why = "RFC 9112 7.1: response splitting; the backend's connection is given up",
               .client = get,
               .backend = {{ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nHTTP/1.1 200 EVIL\r\n\r\n",
                            await_end}},
               .client_lacks = {"EVIL"},
               .client_body = "ok"},
              {.title = "Bytes behind an answer to HEAD belong to nobody",
               .why = "RFC 9110 9.3.2: the body that HEAD must not have is not the next answer",
               .client = head,
               .backend = {{ok + "Content-Length: 4\r\n\r\nevil", await_end}},
               .client_lacks = {"evil"}},
          }};
}

} // namespace loadex::tests::edge
