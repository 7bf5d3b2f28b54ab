#include "net/http1/chunk_decoder.hpp"
#include "net/http1/chunk_writer.hpp"
#include "tests/fuzz/reference/chunks.hpp"
#include "tests/fuzz/support/check.hpp"
#include "tests/fuzz/support/input.hpp"

#include <string>
#include <vector>

using namespace loadex::net::http1;
using namespace loadex::tests::fuzz;
using progress = chunk_decoder::progress;

namespace {

struct decoded {
  progress state = progress::need_more;
  std::size_t consumed = 0;
  std::string data;
  std::string trailers;

  bool operator==(const decoded&) const = default;
};

/// Decodes `text` as it comes in pieces that end at `cuts`.
decoded decode(std::string_view text, const std::vector<std::size_t>& cuts) {
  chunk_decoder decoder({1 << 20, 1 << 20}); // limits have unit tests
  decoded all;
  for (const auto cut : cuts) {
    while (all.consumed < cut) {
      const auto step = decoder.next(text.substr(all.consumed, cut - all.consumed));
      FUZZ_CHECK(lies_in(step.data, text));
      all.state = step.state;
      all.consumed += step.consumed;
      all.data += step.data;
      if (step.state == progress::done)
        all.trailers = decoder.trailers();
      if (step.state == progress::done || step.state == progress::bad || step.state == progress::too_large)
        return all;
      FUZZ_CHECK(step.consumed > 0);
    }
  }
  all.state = progress::need_more; // whether the last step gave data depends on the cuts
  return all;
}

/// What was decoded, coded again.
std::string encode(input& in, const decoded& body) {
  std::string text;
  std::string_view rest = body.data;
  while (!rest.empty()) {
    const auto piece = rest.substr(0, 1 + in.choose(rest.size()));
    append_chunk_size(piece.size(), text);
    text.append(piece).append("\r\n");
    rest.remove_prefix(piece.size());
  }
  append_last_chunk(body.trailers, text);
  return text;
}

} // namespace

/// Decodes a chunked body whole and in pieces, and codes it again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  input in(data, size);
  const auto text = in.text();
  const auto body = decode(text, {text.size()});
  FUZZ_CHECK(decode(text, in.cuts()) == body);

  const auto second = reference::read_chunked(text);
  FUZZ_CHECK(second.has_value() == (body.state == progress::done));
  if (!second)
    return 0;
  FUZZ_CHECK(second->data == body.data);
  FUZZ_CHECK(second->size == body.consumed);

  const auto again = encode(in, body);
  const auto same = decode(again, {again.size()});
  FUZZ_CHECK(same.state == progress::done && same.consumed == again.size());
  FUZZ_CHECK(same.data == body.data && same.trailers == body.trailers);
  return 0;
}
