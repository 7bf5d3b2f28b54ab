#include "tests/edge/chapters/chapters.hpp"

#include <string>
#include <utility>

namespace loadex::tests::edge {

namespace {

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

} // namespace

chapter broken_responses() {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const std::string post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\ngo";
  const auto breaks = [&](std::string title, std::string why, script answer) {
    return edge_case{.title = std::move(title),
                     .why = std::move(why),
                     .client = get,
                     .backend = {std::move(answer)},
                     .then = ending::breaks};
  };
  return {"responses that break off",
          {
              breaks("A body shorter than its length breaks the client's connection", "RFC 9112 8: incomplete",
                     {ok + "Content-Length: 10\r\n\r\nhello", leave}),
              breaks("So it does when the backend resets", "RFC 9112 8: incomplete",
                     {ok + "Content-Length: 10\r\n\r\nhello", reset}),
              breaks("A body of which nothing has come breaks it too", "RFC 9112 8: incomplete",
                     {ok + "Content-Length: 10\r\n\r\n", leave}),
              breaks("Chunks without the last one break it", "RFC 9112 8: incomplete",
                     {ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", leave}),
              breaks("Half a chunk breaks it", "RFC 9112 8: incomplete",
                     {ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhel", leave}),
              breaks("Half a trailer section breaks it", "RFC 9112 8: incomplete",
                     {ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-A: 1\r\n", leave}),
              breaks("A malformed chunk size breaks it", "RFC 9112 7.1: the rest cannot be framed",
                     {ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nxyz\r\n", leave}),
              breaks("A chunk without its CRLF breaks it", "RFC 9112 7.1: the rest cannot be framed",
                     {ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello0\r\n\r\n", leave}),
              breaks("A reset in place of the end of a close-delimited body breaks it", "RFC 9112 8: incomplete",
                     {ok + "\r\nhello", pause(std::chrono::milliseconds(20)), reset}),
              {.title = "An HTTP/1.0 client must not take a broken body for a whole one",
               .why = "RFC 9112 8: close-delimited, so only a reset can tell",
               .client = "GET / HTTP/1.0\r\nHost: a\r\n\r\n",
               .backend = {{ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", leave}},
               .then = ending::breaks},
              {.title = "A backend that ends without an answer to a POST is 502; the request is not repeated",
               .why = "RFC 9110 9.2.2: only idempotent methods are repeated",
               .client = post,
               .backend = {{leave}},
               .answers = {502}},
              {.title = "So it is when the backend resets",
               .why = "RFC 9110 9.2.2",
               .client = post,
               .backend = {{reset}},
               .answers = {502}},
              {.title = "A kept connection that ends without an answer to a GET is repeated on a fresh one",
               .why = "RFC 9110 9.2.2: idempotent; our choice: retries",
               .client = get,
               .backend = {{leave}},
               .forwarded = 2,
               .client_body = "ok"},
              {.title = "A PUT is repeated with its body",
               .why = "RFC 9110 9.2.2: idempotent, body held",
               .client = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
               .backend = {{reset}},
               .forwarded = 2,
               .backend_body = "hello"},
              {.title = "A backend that ends within the head of its answer is 502; nothing is repeated",
               .why = "our choice: a response byte has come",
               .client = get,
               .backend = {{"HTTP/1.1 200 OK\r\nContent-", leave}},
               .answers = {502},
               .client_lacks = {"200"}},
              {.title = "A client that leaves takes its request from the backend",
               .why = "our choice: client gone, the upstream request is cancelled at once",
               .client = {get, once_backend_hears("GET / "), leave},
               .backend = {{await_end}},
               .answers = {},
               .then = ending::is_left,
               .backend_is_left = true},
              {.title = "So does one that half-closes: it cannot be told from one that has left",
               .why = "RFC 9112 9.6 lets us choose; our choice: client gone",
               .client = {get, once_backend_hears("GET / "), end_sending},
               .backend = {{await_end}},
               .answers = {},
               .then = ending::resets,
               .backend_is_left = true},
              {.title = "So does one that resets within the answer",
               .why = "our choice: client gone",
               .client = {get, hear("hello"), reset},
               .backend = {{ok + "Content-Length: 10\r\n\r\nhello", await_end}},
               .answers = {},
               .then = ending::is_left,
               .backend_is_left = true},
          }};
}

} // namespace loadex::tests::edge
