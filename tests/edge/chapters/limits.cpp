#include "tests/edge/chapters/chapters.hpp"

#include <cstddef>
#include <string>
#include <utility>

namespace loadex::tests::edge {

namespace {

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n";
const std::string chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

/// A request whose line has so many bytes without its CRLF.
std::string with_line_of(std::size_t size) {
  return "GET /" + std::string(size - std::string("GET / HTTP/1.1").size(), 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

/// A request whose head has so many bytes in all.
std::string with_head_of(std::size_t size) {
  return get + "X: " + std::string(size - get.size() - std::string("X: \r\n\r\n").size(), 'x') + "\r\n\r\n";
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  while (times-- > 0)
    all += text;
  return all;
}

/// A response that exceeds what we take.
edge_case too_large_an_answer(std::string title, std::string answer) {
  return {.title = std::move(title),
          .why = "RFC 9110 15.6.3: 502; our own limit",
          .client = get + "\r\n",
          .backend = {std::move(answer)},
          .answers = {502},
          .client_gets = {"response_too_large"},
          .client_lacks = {"X: "}};
}

/// A request with so many header lines, Host among them.
std::string with_fields(std::size_t count) {
  return get + repeated("X: 1\r\n", count - 1) + "\r\n";
}

std::string post_of(std::size_t size) {
  return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n";
}

/// A refusal of something whose beginning the backend has seen; it never sees an end.
edge_case cut_short(std::string title, std::string why, script client, unsigned status) {
  return {.title = std::move(title),
          .why = std::move(why),
          .client = std::move(client),
          .answers = {status},
          .then = ending::closes,
          .backend_is_left = true};
}

} // namespace

chapter limits() {
  return {
      "limits",
      {
          {.title = "A request line of just the limit is served",
           .why = "RFC 9112 3; limits.request-line",
           .client = with_line_of(256)},
          refusal("A request line of a byte more", "RFC 9112 3: 414", with_line_of(257), 414),
          refusal("A request line that never ends", "RFC 9112 3: 414, at once", "GET /" + std::string(300, 'x'), 414),
          {.title = "A head of just the limit is served",
           .why = "RFC 9110 5.4; limits.head",
           .client = with_head_of(1024)},
          refusal("A head of a byte more", "RFC 6585 5: 431", with_head_of(1025), 431),
          refusal("A head that never ends", "RFC 6585 5: 431, at once", get + "X: " + std::string(2000, 'x'), 431),
          {.title = "So many fields as are allowed are served",
           .why = "RFC 9110 5.4; limits.headers",
           .client = with_fields(10)},
          refusal("A field more", "RFC 6585 5: 431", with_fields(11), 431),
          {.title = "A body of just the limit is served",
           .why = "RFC 9110 15.5.14; limits.body",
           .client = post_of(1000) + std::string(1000, 'x'),
           .backend_body = std::string(1000, 'x')},
          refusal("A body announced longer is refused before it comes", "RFC 9110 15.5.14: 413", post_of(1001), 413),
          refusal("A body announced longer is refused though Expect would have it wait",
                  "RFC 9110 10.1.1: final status",
                  "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n", 413),
          cut_short("Chunks that become longer are refused where they do", "RFC 9110 15.5.14: 413",
                    {chunked + "3e8\r\n" + std::string(1000, 'x') + "\r\n", once_backend_hears("xxx"), "1\r\nx\r\n"},
                    413),
          {.title = "A chunk line of just the limit is put up with",
           .why = "RFC 9112 7.1.1: a limit on extensions; limits.chunk-line",
           .client = chunked + "1;" + std::string(12, 'e') + "\r\nx\r\n0\r\n\r\n",
           .backend_body = "x"},
          refusal("A chunk line of a byte more", "RFC 9112 7.1.1: 4xx",
                  chunked + "1;" + std::string(13, 'e') + "\r\nx\r\n0\r\n\r\n"),
          refusal("A chunk size of too many zeros", "RFC 9112 7.1.1: the line has the same limit",
                  chunked + std::string(20, '0') + "1\r\nx\r\n0\r\n\r\n"),
          {.title = "A trailer section of just the limit is passed on",
           .why = "RFC 9110 6.5; limits.trailers",
           .client = chunked + "0\r\nX: " + std::string(57, 't') + "\r\n\r\n",
           .backend_gets = {"X: " + std::string(57, 't') + "\r\n\r\n"}},
          refusal("A trailer section of a byte more", "RFC 9110 6.5",
                  chunked + "0\r\nX: " + std::string(58, 't') + "\r\n\r\n"),
          {.title = "A response head beyond the limit is a malformed one",
           .why = "RFC 9110 5.4: the limit holds for both sides",
           .client = get + "\r\n",
           .backend = {{"HTTP/1.1 200 OK\r\nX-Big: " + std::string(2000, 'x') + "\r\n\r\n", leave}},
           .answers = {502},
           .client_lacks = {"X-Big"}},
          {.title = "A response's chunk line beyond the limit breaks it off",
           .why = "RFC 9112 7.1.1: the limit holds for both sides",
           .client = get + "\r\n",
           .backend = {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(99, 'e') +
                            "\r\nx\r\n"
                            "0\r\n\r\n",
                        await_end}},
           .then = ending::breaks},
          {.title = "A response may be longer than a request",
           .why = "limits.body is for requests",
           .client = get + "\r\n",
           .backend = {"HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n" + std::string(3000, 'x')},
           .client_body = std::string(3000, 'x')},
          {.title = "A refusal says why, for programs",
           .why = "RFC 9457, RFC 9209: problem+json and Proxy-Status",
           .client = "GET / HTTP/1.1\r\n\r\n",
           .answers = {400},
           .then = ending::closes,
           .forwarded = 0,
           .client_gets = {"HTTP/1.1 400 Bad Request\r\n", "\r\nDate: ", "Content-Type: application/problem+json\r\n",
                           "Proxy-Status: loadex; error=http_request_error; details=\"malformed_request\"\r\n",
                           "Connection: close\r\n", R"("reason":"malformed_request")"}},
          {.title = "A refusal says why, for readers",
           .why = "RFC 9110 12.5.1: Accept",
           .client = "GET / HTTP/1.1\r\nAccept: text/plain\r\n\r\n",
           .answers = {400},
           .then = ending::closes,
           .forwarded = 0,
           .client_gets = {"Content-Type: text/plain", "(malformed_request)\n"}},
          too_large_an_answer("A head of an answer beyond the limit",
                              "HTTP/1.1 200 OK\r\nX: " + std::string(1100, 'x')),
          too_large_an_answer("An answer with too many fields",
                              "HTTP/1.1 200 OK\r\n" + repeated("X: 1\r\n", 11) + "\r\n"),
          {.title = "A chunk line of an answer beyond the limit breaks it off",
           .why = "RFC 9112 7.1.1: a recipient may limit extensions; limits.chunk-line",
           .client = get + "\r\n",
           .backend = {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=" + std::string(20, 'x') +
                       "\r\nok\r\n"},
           .then = ending::breaks},
          {.title = "Trailers of an answer beyond the limit break it off",
           .why = "RFC 9112 7.1.2; limits.trailers",
           .client = get + "\r\n",
           .backend = {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX: " +
                       std::string(80, 'x') + "\r\n\r\n"},
           .then = ending::breaks},
          {.title = "A refusal of HEAD has no body",
           .why = "RFC 9110 9.3.2",
           .client = "HEAD / HTTP/1.1\r\n\r\n",
           .answers = {400},
           .then = ending::closes,
           .forwarded = 0,
           .client_gets = {"Content-Length: "},
           .client_lacks = {"malformed_request\"}"}},
      },
      {{"limits.request-line", "\"256B\""},
       {"limits.head", "\"1KiB\""},
       {"limits.headers", "10"},
       {"limits.body", "\"1000B\""},
       {"limits.chunk-line", "\"16B\""},
       {"limits.trailers", "\"64B\""}}};
}

chapter deadlines() {
  return {"deadlines",
          {
              refusal("A head that does not become whole in time", "RFC 9110 15.5.9: 408", get, 408),
              refusal("A request line that does not become whole in time", "RFC 9110 15.5.9: 408", "GET / HT", 408),
              {.title = "A client that says nothing is let go without a word",
               .why = "RFC 9112 9.5: an idle connection may be closed at any time",
               .client = {hear("never")},
               .answers = {},
               .then = ending::closes,
               .forwarded = 0},
              cut_short("A body that stops coming", "RFC 9110 15.5.9: 408",
                        {post_of(10) + "hello", once_backend_hears("hello")}, 408),
              cut_short("Chunks that stop coming", "RFC 9110 15.5.9: 408",
                        {chunked + "5\r\nhello\r\n", once_backend_hears("hello")}, 408),
              {.title = "A backend that does not answer",
               .why = "RFC 9110 15.6.5: 504",
               .client = get + "\r\n",
               .backend = {{await_end}},
               .answers = {504},
               .client_gets = {"response_timeout"},
               .backend_is_left = true},
              {.title = "A backend that does not finish the head of its answer",
               .why = "RFC 9110 15.6.5: 504",
               .client = get + "\r\n",
               .backend = {{"HTTP/1.1 200 OK\r\nX-A: 1\r\n", await_end}},
               .answers = {504},
               .client_lacks = {"X-A"}},
              {.title = "Interim responses do not put off the deadline",
               .why = "RFC 9110 15.6.5: 504; a backend must not hold a client for ever with them",
               .client = get + "\r\n",
               .backend = {{"HTTP/1.1 102 Processing\r\n\r\n", await_end}},
               .answers = {504}},
              {.title = "A backend that falls silent within its answer breaks it off",
               .why = "RFC 9112 8: incomplete",
               .client = get + "\r\n",
               .backend = {{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", await_end}},
               .then = ending::breaks},
          },
          {{"proxy.header-timeout", "200ms"},
           {"proxy.idle-timeout", "500ms"},
           {"proxy.body-timeout", "200ms"},
           {"proxy.response-timeout", "500ms"}}};
}

} // namespace loadex::tests::edge
