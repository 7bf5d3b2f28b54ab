#include "net/http/normal_path.hpp"
#include "net/http/routes.hpp"
#include "tests/fuzz/support/check.hpp"
#include "tests/fuzz/support/input.hpp"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

using namespace loadex::net::http;
using namespace loadex::tests::fuzz;
using loadex::config::route_settings;

namespace {

bool is_unreserved(int c) {
  return std::isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/// `path` with its escapes in their normal form.
std::string with_normal_escapes(std::string_view path) {
  std::string out;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const auto digits = path.substr(i + 1, 2);
    if (path[i] != '%') {
      out += path[i];
    } else if (digits.size() < 2 || !std::ranges::all_of(digits, [](unsigned char c) { return std::isxdigit(c); })) {
      out += "%25";
    } else if (const int c = std::stoi(std::string(digits), nullptr, 16); is_unreserved(c)) {
      out += static_cast<char>(c);
      i += 2;
    } else {
      out += '%';
      for (const unsigned char digit : digits)
        out += static_cast<char>(std::toupper(digit));
      i += 2;
    }
  }
  return out;
}

/// The normal spelling of a path, a second time: naively, segment by segment.
std::string normal_by_segments(std::string_view path) {
  const auto whole = with_normal_escapes(path);
  std::vector<std::string> kept;
  bool ends_open = true; // with a slash
  for (std::size_t at = 1; at <= whole.size();) {
    const auto end = std::min(whole.find('/', at), whole.size());
    const auto segment = whole.substr(at, end - at);
    ends_open = segment.empty() || segment == "." || segment == "..";
    if (!ends_open)
      kept.push_back(segment);
    else if (segment == ".." && !kept.empty())
      kept.pop_back();
    at = end + 1;
  }
  std::string out;
  for (const auto& segment : kept)
    out += "/" + segment;
  return ends_open ? out + "/" : out;
}

/// Any path or none.
const std::vector<route_settings> few_routes{
    {.path = "/a/b", .path_exact = true}, {.path = "/a/b"}, {.path = "/a"}, {.path = "/%2F"}, {.path = "/"}};

std::string normal(std::string_view target) {
  std::string scratch;
  return std::string(normal_path(target, scratch));
}

void check_stripping(std::string_view target, const std::string& path) {
  for (const auto* prefix : {"/a", "/a/b", "/"}) {
    if (!is_below(path, prefix))
      continue;
    std::string scratch;
    const std::string rest(strip_prefix(target, prefix, scratch));
    const auto expected = prefix == std::string_view("/") ? path : path.substr(std::string_view(prefix).size());
    FUZZ_CHECK(rest.starts_with('/'));
    FUZZ_CHECK(normal(rest) == (expected.empty() ? "/" : expected));
    const auto query = target.find('?');
    FUZZ_CHECK(query == std::string_view::npos ? rest.find('?') == std::string::npos
                                               : rest.substr(rest.find('?')) == target.substr(query));
  }
}

} // namespace

/// Brings the path of a target into its normal spelling, finds its route, and takes prefixes off it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const input in(data, size);
  const auto target = in.text();
  if (!target.starts_with('/') || std::ranges::any_of(target, [](char c) { return c <= ' ' || c == '#' || c > '~'; }))
    return 0; // no target that a request has

  const auto path = normal(target);
  FUZZ_CHECK(path == normal_by_segments(target.substr(0, target.find('?'))));
  FUZZ_CHECK(normal(path) == path);
  FUZZ_CHECK(spelling_of(path).normal);
  check_stripping(target, path);

  static const routes compiled(few_routes);
  const auto find = [](std::string_view asked) {
    std::string scratch;
    return compiled.find({}, {.host = "example.org", .target = asked}, false, scratch);
  };
  const auto found = find(target);
  FUZZ_CHECK(found.route == find(path).route);
  const auto by_hand = path == "/a/b"           ? 0U
                       : is_below(path, "/a/b") ? 1U
                       : is_below(path, "/a")   ? 2U
                       : is_below(path, "/%2F") ? 3U
                                                : 4U;
  FUZZ_CHECK(found.route == by_hand);
  FUZZ_CHECK(!found.ambiguous || spelling_of(target).doubts != 0);
  return 0;
}
