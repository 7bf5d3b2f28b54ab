#include "tests/fuzz/beast/comparison.hpp"

#include "tests/fuzz/reference/message.hpp"
#include "tests/fuzz/support/check.hpp"

#include <algorithm>

namespace loadex::tests::fuzz::beast {

namespace {

using base::reason;
using net::http::request_head;
using net::http::response_head;
using net::http1::head_limits;
using net::http1::head_result;
using progress = head_result::progress;

constexpr head_limits no_limits{1 << 20, 10'000, 1 << 20};

head_result read(std::string_view text, const head_limits& limits, request_head& head) {
  return read_request_head(text, limits, head);
}

head_result read(std::string_view text, const head_limits& limits, response_head& head) {
  return read_response_head(text, limits, head);
}

bool same_first_line(const request_head& a, const request_head& b) {
  return a.method == b.method && a.method_text == b.method_text && a.target == b.target;
}

bool same_first_line(const response_head& a, const response_head& b) {
  return a.status == b.status && a.reason == b.reason;
}

bool same_header(const net::http::header& a, const net::http::header& b) {
  const auto same_place = [](std::string_view x, std::string_view y) { return x.data() == y.data() && x == y; };
  return a.known == b.known && same_place(a.name, b.name) && same_place(a.value, b.value);
}

bool is_malformed(const head_result& result) {
  return result.state == progress::bad &&
         (result.why == reason::malformed_request || result.why == reason::malformed_response);
}

std::string_view whole_head(std::string_view text) {
  if (text.starts_with("\r\n"))
    text.remove_prefix(2);
  const auto end = text.find("\r\n\r\n");
  return text.substr(0, end == std::string_view::npos ? end : end + 4);
}

/// Whether all else is well with the head, but not what it says of its body.
bool has_unsound_body(std::string_view text) {
  const auto head = reference::parse(whole_head(text));
  if (!head)
    return false;
  const bool modern = std::ranges::find(head->first_line, "HTTP/1.1") != head->first_line.end();
  return !reference::announced(*head, modern, reference::body_kind::none);
}

bool is_folded(std::string_view text) {
  const auto head = whole_head(text);
  return head.find("\r\n ") != std::string_view::npos || head.find("\r\n\t") != std::string_view::npos;
}

template <class Head>
void check(std::string_view text, const head_limits& limits, const head_result& ours, const Head& head) {
  Head theirs;
  const auto result = read(text, limits, theirs);
  if (is_malformed(ours) && !is_malformed(result)) {
    Head unlimited;
    const bool too_much_besides = result.state == progress::bad && is_malformed(read(text, no_limits, unlimited));
    FUZZ_CHECK(too_much_besides || has_unsound_body(text));
    return;
  }
  if (is_malformed(result) && !is_malformed(ours)) {
    FUZZ_CHECK(ours.state == progress::bad && is_folded(text));
    return;
  }
  FUZZ_CHECK(ours.state == result.state && ours.why == result.why);
  if (ours.state != progress::complete)
    return;
  FUZZ_CHECK(same_first_line(head, theirs));
  FUZZ_CHECK(head.version == theirs.version && head.size == theirs.size);
  FUZZ_CHECK(head.body.chunked == theirs.body.chunked && head.body.length == theirs.body.length);
  FUZZ_CHECK(std::ranges::equal(head.headers, theirs.headers, same_header));
}

} // namespace

head_limits narrow_limits(input& in) {
  const auto shortest = std::string_view("\r\n").size(); // a smaller limit cannot be set
  return {shortest + in.choose(in.text().size() + 2), in.choose(8), in.choose(64)};
}

void check_same(std::string_view text, const head_limits& limits, const head_result& ours, const request_head& head) {
  check(text, limits, ours, head);
}

void check_same(std::string_view text, const head_limits& limits, const head_result& ours, const response_head& head) {
  check(text, limits, ours, head);
}

} // namespace loadex::tests::fuzz::beast
