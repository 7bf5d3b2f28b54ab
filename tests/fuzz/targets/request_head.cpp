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

constexpr head_limits roomy{1 << 20, 10'000, 1 << 20}; // limits have unit tests

reference::body as_reference(const http::request_framing& framing) {
  switch (framing.body) {
  case http::body_kind::chunked:
    return {kind::chunked, 0};
  case http::body_kind::length:
    return {kind::length, framing.length};
  default:
    return {};
  }
}

void check_slices(const http::request_head& head, const http::request_framing& framing, std::string_view text) {
  for (const auto slice : {head.method_text, head.target, framing.host})
    FUZZ_CHECK(lies_in(slice, text));
  const bool made_up = framing.target == "/" || framing.target == "*"; // an absolute target may have no path
  FUZZ_CHECK(made_up || lies_in(framing.target, text));
  for (const auto& h : head.headers)
    FUZZ_CHECK(lies_in(h.name, text) && lies_in(h.value, text));
}

/// What the product forwards, the reference must read in the same way.
void check_framing(const http::request_head& head, std::string_view text) {
  http::request_framing framing;
  if (frame_request(head, framing).state != progress::complete)
    return;
  check_slices(head, framing, text);
  auto whole = text.substr(0, head.size);
  if (whole.starts_with("\r\n"))
    whole.remove_prefix(2);
  const auto second = reference::parse(whole);
  FUZZ_CHECK(second);
  const auto body = reference::body_of_request(*second);
  FUZZ_CHECK(body);
  FUZZ_CHECK(*body == as_reference(framing));
}

/// Limits are found passed where Beast's reading finds them passed.
void check_limited(input& in) {
  const auto limits = beast::narrow_limits(in);
  http::request_head head;
  std::size_t scanned = 0;
  const auto result = read_request_head(in.text(), limits, scanned, head);
  beast::check_same(in.text(), limits, result, head);
}

} // namespace

/// Reads a request head, whole and in pieces, and frames it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  input in(data, size);
  http::request_head head;
  std::size_t scanned = 0;
  const auto whole = read_request_head(in.text(), roomy, scanned, head);
  beast::check_same(in.text(), roomy, whole, head);
  if (whole.state == progress::complete)
    check_framing(head, in.text());

  check_limited(in);

  http::request_head pieced;
  head_result result;
  scanned = 0;
  for (const auto cut : in.cuts()) {
    result = read_request_head(in.text().substr(0, cut), roomy, scanned, pieced);
    if (result.state != progress::need_more)
      break;
  }
  FUZZ_CHECK(result.state == whole.state);
  if (whole.state == progress::complete)
    FUZZ_CHECK(pieced.size == head.size && pieced.method_text == head.method_text && pieced.target == head.target &&
               pieced.version == head.version && same_headers(pieced, head));
  return 0;
}
