#include "net/http1/framing.hpp"
#include "tests/fuzz/beast/comparison.hpp"
#include "tests/fuzz/reference/message.hpp"
#include "tests/fuzz/support/check.hpp"
#include "tests/fuzz/support/input.hpp"

using namespace loadex::net;
using namespace loadex::net::http;
using namespace loadex::net::http1;
using namespace loadex::tests::fuzz;
using progress = head_result::progress;
using kind = reference::body_kind;

namespace {

constexpr head_limits roomy{1 << 20, 10'000}; // limits have unit tests

reference::body as_reference(const http::response_framing& framing) {
  switch (framing.body) {
  case http::body_kind::chunked:
    return {kind::chunked, 0};
  case http::body_kind::length:
    return {kind::length, framing.length};
  case http::body_kind::until_close:
    return {kind::until_close, 0};
  default:
    return {};
  }
}

/// What the product relays, the reference must read in the same way.
void check_framing(const http::response_head& head, std::string_view text, verb asked, std::string_view asked_text) {
  http::response_framing framing;
  if (frame_response(head, asked, framing).state != progress::complete)
    return;
  const auto second = reference::parse(text.substr(0, head.size));
  FUZZ_CHECK(second);
  const auto body = reference::body_of_response(*second, asked_text);
  FUZZ_CHECK(body);
  FUZZ_CHECK(*body == as_reference(framing));
  FUZZ_CHECK(!framing.keep_alive || framing.body != http::body_kind::until_close);
}

/// Limits are found passed where Beast's reading finds them passed.
void check_limited(input& in) {
  const auto limits = beast::narrow_limits(in);
  http::response_head head;
  std::size_t scanned = 0;
  const auto result = read_response_head(in.text(), limits, scanned, head);
  beast::check_same(in.text(), limits, result, head);
}

} // namespace

/// Reads a response head, whole and in pieces, and frames it as the answer to GET and to HEAD.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  input in(data, size);
  http::response_head head;
  std::size_t scanned = 0;
  const auto whole = read_response_head(in.text(), roomy, scanned, head);
  beast::check_same(in.text(), roomy, whole, head);
  if (whole.state == progress::complete) {
    FUZZ_CHECK(lies_in(head.reason, in.text()));
    for (const auto& h : head.headers)
      FUZZ_CHECK(lies_in(h.name, in.text()) && lies_in(h.value, in.text()));
    check_framing(head, in.text(), verb::get, "GET");
    check_framing(head, in.text(), verb::head, "HEAD");
  }

  check_limited(in);

  http::response_head pieced;
  head_result result;
  scanned = 0;
  for (const auto cut : in.cuts()) {
    result = read_response_head(in.text().substr(0, cut), roomy, scanned, pieced);
    if (result.state != progress::need_more)
      break;
  }
  FUZZ_CHECK(result.state == whole.state);
  if (whole.state == progress::complete)
    FUZZ_CHECK(pieced.size == head.size && pieced.status == head.status && pieced.reason == head.reason &&
               pieced.version == head.version && same_headers(pieced, head));
  return 0;
}
