#include "net/http/cdn_loop.hpp"
#include "net/http/header_names.hpp"
#include "net/http/trace_context.hpp"
#include "net/http1/connection_options.hpp"
#include "net/http1/framing.hpp"
#include "net/http1/rewrite.hpp"
#include "tests/fuzz/support/check.hpp"
#include "tests/fuzz/support/input.hpp"

#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

using namespace loadex::net;
using namespace loadex::net::http;
using namespace loadex::net::http1;
using namespace loadex::tests::fuzz;
using progress = head_result::progress;

namespace {

constexpr head_limits roomy{1 << 20, 10'000, 1 << 20};

template <class Head>
std::size_t count(const Head& head, field name) {
  return static_cast<std::size_t>(std::count_if(head.headers.begin(), head.headers.end(),
                                                [name](const http::header& h) { return h.known == name; }));
}

/// Whether it may be there although `Connection` listed it: what we write ourselves, or keep for the sake of those
/// behind.
bool stays(const http::header& h) {
  switch (h.known) {
  case field::unknown:
    return http::is_x_forwarded(h.name) || http::is_x_request_id(h) || http::is_cdn_loop(h) || http::is_of_trace(h);
  case field::host:
  case field::content_length:
  case field::transfer_encoding:
  case field::connection:
  case field::te:
  case field::upgrade:
  case field::forwarded:
  case field::via:
  case field::date:
    return true;
  default:
    return false;
  }
}

/// Nothing in a value may end its line; nothing is left that was for the connection it came on.
template <class Head>
void check_headers(const Head& written, const Head& original) {
  const connection_options listed(original.headers);
  for (const auto& h : written.headers) {
    FUZZ_CHECK(h.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
    FUZZ_CHECK(h.known != field::keep_alive && h.known != field::proxy_connection && h.known != field::trailer &&
               h.known != field::proxy_authorization);
    FUZZ_CHECK(stays(h) || !listed.lists(h.name));
  }
  FUZZ_CHECK(count(written, field::transfer_encoding) + count(written, field::content_length) <= 1);
}

/// What a route may do to headers.
const loadex::config::header_changes changes{
    .remove = {"X-Debug", "Accept"}, .set = {{"X-Site", "www"}, {"Server", ""}}, .add = {{"X-Site", "2"}}};

/// Those that go are gone, in any spelling; those that come are there.
template <class Head>
void check_changes(const Head& written) {
  std::vector<std::string_view> site;
  for (const auto& h : written.headers) {
    const auto read = http::as_gateways_read(h.name);
    FUZZ_CHECK(!boost::beast::iequals(read, "X-Debug") && !boost::beast::iequals(read, "Accept"));
    if (boost::beast::iequals(read, "X-Site"))
      site.push_back(h.value);
  }
  FUZZ_CHECK((site == std::vector<std::string_view>{"www", "2"}));
  FUZZ_CHECK(count(written, field::server) == 1);
}

void check_request(const http::request_head& head, const http::request_framing& framing, const forwarding& about) {
  std::string text;
  write_request_head(head, framing, about, text);
  http::request_head written;
  http::request_framing read;
  std::size_t scanned = 0;
  FUZZ_CHECK(read_request_head(text, roomy, scanned, written).state == progress::complete);
  FUZZ_CHECK(written.size == text.size());
  FUZZ_CHECK(frame_request(written, read).state == progress::complete);
  FUZZ_CHECK(written.version == 11 && written.method_text == head.method_text && read.keep_alive);
  FUZZ_CHECK(read.body == framing.body && read.length == framing.length);
  FUZZ_CHECK(read.upgrade == framing.upgrade);
  FUZZ_CHECK(about.target.empty() || read.target == about.target);
  FUZZ_CHECK(read.host == (framing.host.empty() ? about.backend_authority : framing.host));
  check_headers(written, head);
  FUZZ_CHECK(http::was_forwarded_by(about.cdn_id, written));
  FUZZ_CHECK(std::none_of(written.headers.begin(), written.headers.end(), http::is_disguised));
  if (about.changes)
    check_changes(written);
  if (!about.prefix.empty())
    FUZZ_CHECK(std::count_if(written.headers.begin(), written.headers.end(), [&](const http::header& h) {
                 return http::is_x_forwarded_prefix(h) && h.value.ends_with(about.prefix);
               }) == 1);
}

void check_response(const http::response_head& head, const http::response_framing& framing, relaying how, verb asked) {
  std::string text;
  write_response_head(head, how, text);
  http::response_head written;
  http::response_framing read;
  std::size_t scanned = 0;
  FUZZ_CHECK(read_response_head(text, roomy, scanned, written).state == progress::complete);
  FUZZ_CHECK(written.size == text.size());
  FUZZ_CHECK(frame_response(written, asked, read).state == progress::complete);
  FUZZ_CHECK(written.status == head.status && written.reason == head.reason);
  FUZZ_CHECK(read.body == how.body && read.length == how.length);
  FUZZ_CHECK(read.event_stream == framing.event_stream);
  FUZZ_CHECK(head.status < 200 || count(written, field::date) >= 1);
  if (how.changes && head.status >= 200)
    check_changes(written);
  check_headers(written, head);
}

void rewrite_request(input& in) {
  http::request_head head;
  http::request_framing framing;
  std::size_t scanned = 0;
  if (read_request_head(in.text(), roomy, scanned, head).state != progress::complete ||
      frame_request(head, framing).state != progress::complete)
    return;
  forwarding about;
  about.peer = in.choose(2) == 0 ? "192.0.2.1" : "2001:db8::1";
  about.peer_is_trusted = in.choose(2) == 0;
  about.backend_authority = "backend:8001";
  about.request_id = "0123456789abcdef";
  about.cdn_id = "loadex-0123456789abcdef";
  about.add_forwarded = in.choose(2) == 0;
  about.add_via = in.choose(2) == 0;
  about.changes = in.choose(2) == 0 ? &changes : nullptr;
  if (in.choose(2) == 0 && framing.target != "*") {
    about.target = "/rest?of=it";
    about.prefix = "/v1";
  }
  check_request(head, framing, about);
}

void rewrite_response(input& in, verb asked, unsigned client_version) {
  http::response_head head;
  http::response_framing framing;
  std::size_t scanned = 0;
  if (read_response_head(in.text(), roomy, scanned, head).state != progress::complete ||
      frame_response(head, asked, framing).state != progress::complete)
    return;
  if (client_version < 11 && head.status < 200)
    return; // HTTP/1.0 knows no interim responses
  const bool unknown_length = framing.body == http::body_kind::chunked || framing.body == http::body_kind::until_close;
  relaying how;
  how.body = !unknown_length        ? framing.body
             : client_version >= 11 ? http::body_kind::chunked
                                    : http::body_kind::until_close;
  how.length = framing.length;
  how.client_version = client_version;
  how.keep_alive = in.choose(2) == 0;
  how.upgrade = head.status == 101;
  how.changes = in.choose(2) == 0 ? &changes : nullptr;
  how.date = "Sun, 06 Nov 1994 08:49:37 GMT";
  check_response(head, framing, how, asked);
}

} // namespace

/// Writes a head that was read anew, for the other side, and reads what was written.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  input in(data, size);
  rewrite_request(in);
  for (const auto asked : {verb::get, verb::head})
    for (const unsigned version : {10U, 11U})
      rewrite_response(in, asked, version);
  return 0;
}
