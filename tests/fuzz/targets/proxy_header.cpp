#include "net/io/proxy_header.hpp"

#include "tests/fuzz/support/check.hpp"
#include "tests/fuzz/support/input.hpp"

using namespace loadex::net::io;
using namespace loadex::tests::fuzz;
using progress = proxy_header::progress;

namespace {

bool same(const proxy_header& a, const proxy_header& b) {
  return a.state == b.state && a.size == b.size && a.why == b.why && a.client == b.client;
}

} // namespace

/// Reads a PROXY header, whole and as it is asked for.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const input in(data, size);
  const auto whole = read_proxy_header(in.text());
  if (whole.state == progress::complete) {
    FUZZ_CHECK(whole.size > 0 && whole.size <= in.text().size() && whole.size <= longest_proxy_header);
    FUZZ_CHECK(same(read_proxy_header(in.text().substr(0, whole.size)), whole));
  }

  // Whoever reads no more than is asked for reads nothing of what follows, and comes to the same end.
  for (std::size_t at = 0;;) {
    const input piece(data, at); // of just that size
    const auto so_far = read_proxy_header(piece.text());
    if (so_far.state != progress::need_more) {
      FUZZ_CHECK(so_far.state == whole.state);
      FUZZ_CHECK(so_far.state == progress::bad || (same(so_far, whole) && at == whole.size));
      break;
    }
    FUZZ_CHECK(so_far.size > 0 && at + so_far.size <= longest_proxy_header);
    if (at + so_far.size > in.text().size()) {
      FUZZ_CHECK(whole.state != progress::complete);
      break;
    }
    at += so_far.size;
  }
  return 0;
}
