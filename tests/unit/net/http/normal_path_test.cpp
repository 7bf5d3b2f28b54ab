#include "net/http/normal_path.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace loadex::net::http;
using namespace std::string_literals;

namespace {

std::string normal(std::string_view target) {
  std::string scratch;
  return std::string(normal_path(target, scratch));
}

std::string read_with(std::string_view path, unsigned doubts) {
  std::string out;
  append_normal(path, doubts, out);
  return out;
}

std::string stripped(std::string_view target, std::string_view prefix) {
  std::string scratch;
  return std::string(strip_prefix(target, prefix, scratch));
}

} // namespace

TEST_CASE("paths in their normal spelling") {
  struct row {
    const char* target;
    const char* normal;
  };
  const auto row = GENERATE(values<struct row>({
      {"/", "/"},
      {"", "/"},
      {"?a/../b", "/"},
      {"/?//", "/"},
      {"*", "*"},
      {"/a/b.c/..d/.e/f..", "/a/b.c/..d/.e/f.."},
      {"/a/", "/a/"},
      // escapes
      {"/%61%7A%41%5a%30%39%2d%2E%5F%7e", "/azAZ09-._~"},
      {"/%2f%3A%c3%bc%20", "/%2F%3A%C3%BC%20"},
      {"/%2F", "/%2F"},
      {"/%2561", "/%2561"}, // not decoded twice
      {"/%", "/%25"},
      {"/%6", "/%256"},
      {"/%g1%1g", "/%25g1%251g"},
      {"/%%361", "/%2561"},
      {"/a%?b", "/a%25"},
      {"/+a!$&'()*,=:@", "/+a!$&'()*,=:@"},
      // empty and dot segments
      {"//", "/"},
      {"//a///b//", "/a/b/"},
      {"/.", "/"},
      {"/..", "/"},
      {"/../..", "/"},
      {"/a/.", "/a/"},
      {"/a/..", "/"},
      {"/a/b/..", "/a/"},
      {"/a/./b/../c", "/a/c"},
      {"/a/b/../../../c", "/c"},
      {"/a//../b", "/b"},
      {"/a/../?b", "/"},
      {"/a/..?b", "/"},
      {"/%2e%2e/a/%2E", "/a/"},
      {"/a/.%2e/b", "/b"},
      {"/a/..%2fb", "/a/..%2Fb"},
      {"/a/..;/b", "/a/..;/b"},
      {"/a\\..\\b", "/a\\..\\b"},
      {"/...", "/..."},
  }));
  CAPTURE(row.target);
  CHECK(normal(row.target) == row.normal);
  CHECK(normal(normal(row.target)) == row.normal);
}

TEST_CASE("a path that is normal already is not copied") {
  for (const std::string_view target : {"/a/b%2F?c", "/", "/a/..b/", "*"}) {
    std::string scratch = "untouched";
    CHECK(normal_path(target, scratch).data() == target.data());
    CHECK(scratch == "untouched");
  }
}

TEST_CASE("what servers read differently can be read in either way") {
  CHECK(spelling_of("/a%2fb?\\").doubts == escaped_slash);
  CHECK(spelling_of("/a\\b%5C;c%00").doubts == (backslash | escaped_backslash | parameters | escaped_nul));
  CHECK(spelling_of("/a%3b%25").doubts == 0);
  CHECK(read_with("/a/..%2fb", escaped_slash) == "/b");
  CHECK(read_with("/a/..%2fb", backslash | escaped_backslash | parameters) == "/a/..%2Fb");
  CHECK(read_with("/a\\..\\b", backslash) == "/b");
  CHECK(read_with("/a%5c..%5Cb", escaped_backslash) == "/b");
  CHECK(read_with("/a/..;x=1/b;y", parameters) == "/b");
  CHECK(read_with("/a;x%2fb", parameters) == "/a");
  CHECK(read_with("/a;x%2fb", parameters | escaped_slash) == "/a/b");
}

TEST_CASE("whether one path is below another goes by whole segments") {
  CHECK(is_below("/v1", "/v1"));
  CHECK(is_below("/v1/", "/v1"));
  CHECK(is_below("/v1/x", "/v1"));
  CHECK_FALSE(is_below("/v1x", "/v1"));
  CHECK_FALSE(is_below("/v", "/v1"));
  CHECK(is_below("/v1x", "/"));
}

TEST_CASE("what is left of a target without its route's path") {
  struct row {
    const char* target;
    const char* prefix;
    const char* left;
  };
  const auto row = GENERATE(values<struct row>({
      {"/v1/x", "/v1", "/x"},
      {"/v1/x?a=b", "/v1", "/x?a=b"},
      {"/v1", "/v1", "/"},
      {"/v1/", "/v1", "/"},
      {"/v1?a", "/v1", "/?a"},
      {"/v1/?a", "/v1", "/?a"},
      {"/v1/a%2Fb;c\\d", "/v1", "/a%2Fb;c\\d"}, // as it came
      {"//v1//x?%61//", "/v1", "/x?%61//"},     // normal, but the query
      {"/x/../v1/a/../b%2f", "/v1", "/b%2F"},
      {"/%761?a", "/v1", "/?a"},
      {"/%76%31/", "/v1", "/"},
      {"/v1/x", "/", "/v1/x"}, // nothing is taken off
      {"//x/%61", "/", "//x/%61"},
      {"?a", "/", "/?a"},
      {"*", "/", "*"},
  }));
  CAPTURE(row.target, row.prefix);
  CHECK(stripped(row.target, row.prefix) == row.left);
}

TEST_CASE("random paths: their normal spelling is one, has no detour, and is found only once") {
  static constexpr std::string_view pieces[] = {"/", ".",   "..", "%2e", "%2F", "%",  "a",
                                                "A", "%61", ";",  "\\",  "%5C", "%25"};
  std::minstd_rand random(1);
  for (int i = 0; i < 20'000; ++i) {
    std::string path = "/";
    for (auto n = random() % 8; n > 0; --n)
      path += pieces[random() % std::size(pieces)];
    const auto once = normal(path);
    CAPTURE(path, once);
    const auto closed = once + "/";
    const bool holds = once.starts_with('/') && normal(once) == once && spelling_of(once).normal &&
                       once.find("//") == std::string::npos && closed.find("/./") == std::string::npos &&
                       closed.find("/../") == std::string::npos;
    if (!holds)
      FAIL("not normal");
  }
}
