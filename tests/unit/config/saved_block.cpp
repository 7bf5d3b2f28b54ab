#include "config/saved_block.hpp"

#include "config/config_file.hpp"

#include <catch2/catch.hpp>

using namespace loadex::config;
using problems = std::vector<std::string>;

namespace {

backend_settings backend(const std::string& url, std::uint32_t weight = 1) {
  return {.url = backend_url::parse(url).value(), .weight = weight};
}

saved_pool saved(std::string name, std::vector<backend_settings> backends) {
  return {.name = std::move(name), .backends = std::move(backends)};
}

settings read(std::string_view text) {
  draft result;
  apply_file_text("f", text, result);
  CHECK(result.problems.empty());
  return result.all;
}

problems problems_of(std::string_view text) {
  draft result;
  apply_file_text("f", text, result);
  return result.problems;
}

const std::string plain = "; by hand\n[global]\nport = 80 ; as ever\nbackends=[{url=\"http://a\"}]\n[health]\nrise=2\n";

} // namespace

TEST_CASE("a save adds one block to a file and leaves the rest as it is, and one without changes takes it out") {
  const auto text = with_saved(plain, {saved("main", {backend("http://b", 3)})});
  REQUIRE(text);
  CHECK(text->starts_with(plain));
  const auto all = read(*text);
  REQUIRE(all.global.backends.size() == 1);
  CHECK(all.global.backends[0].url.text() == "http://b");
  CHECK(all.global.backends[0].weight == 3);
  CHECK(all.global.port == 80);
  CHECK(*with_saved(*text, {}) == plain);
}

TEST_CASE("a second save replaces the block where it stands") {
  const auto first = *with_saved(plain, {saved("main", {backend("http://b")})});
  const auto behind = std::string("[log]\nlevel=\"WARN\"\n");
  const auto second = with_saved(first + behind, {saved("main", {backend("http://c")})});
  REQUIRE(second);
  CHECK(second->starts_with(plain));
  CHECK(second->ends_with(behind));
  CHECK(second->find("http://b") == std::string::npos);
  CHECK(read(*second).global.backends[0].url.text() == "http://c");
  CHECK(*with_saved(*second, {}) == plain + behind);
}

TEST_CASE("a file keeps its line ends, and its last line gets one") {
  const std::string text = "\xef\xbb\xbf; by hand\r\nbackends=[{url=\"http://a\"}]\r\nport=80";
  const auto result = with_saved(text, {saved("main", {backend("http://b")})});
  REQUIRE(result);
  CHECK(result->starts_with(text + "\n;"));
  CHECK(read(*result).global.port == 80);
  CHECK(read(*result).global.backends[0].url.text() == "http://b");
  std::string edited; // by an editor that has one kind of line end
  for (const char c : *result)
    edited += c == '\n' ? "\r\n" : std::string(1, c);
  CHECK(with_saved(edited, {})->find("saved by Loadex") == std::string::npos);
}

TEST_CASE("a block whose marks were moved is not written over") {
  const auto text = *with_saved(plain, {saved("main", {backend("http://b")})});
  const auto begin = text.find("; ==== saved by Loadex: begin");
  const auto end = text.find("; ==== saved by Loadex: end");
  for (const auto& broken : {text.substr(0, end), text.substr(0, begin) + text.substr(end), text + text.substr(begin),
                             text + text.substr(end)}) {
    CAPTURE(broken);
    const auto result = with_saved(broken, {});
    CHECK_FALSE(result);
    CHECK_FALSE(with_saved(broken, {saved("main", {})}));
  }
  CHECK(with_saved(text.substr(0, end), {}).error().starts_with("line 7: "));
}

TEST_CASE("what is saved of a pool holds over the sections before and behind it") {
  const std::string sites =
      "[listeners]\nweb={port=80, pool=\"api\"}\n"
      "[saved]\napi={algo=\"first\", backends=[{url=\"http://b\", weight=2}]}\nold={algo=\"p2c\"}\n"
      "[pools]\napi={backends=[{url=\"http://a\"}], health={rise=3}}\nold={backends=[\"http://c\"]}\n";
  const auto all = read(sites);
  REQUIRE(all.pools.size() == 2);
  CHECK(all.pools[0].algo == algorithm::first);
  CHECK(all.pools[0].backends[0].url.text() == "http://b");
  CHECK(all.pools[0].own.given == std::vector<std::string>{"health.rise"});
  CHECK(all.pools[1].algo == algorithm::power_of_two);
  CHECK(all.pools[1].backends[0].url.text() == "http://c");
}

TEST_CASE("what is wrong with a saved pool is told with its line") {
  const std::string main = "backends=[\"http://a\"]\n[saved]\n";
  CHECK(problems_of(main + "api={algo=\"first\"}\n") ==
        problems{"f:3: saved.api: there is no pool api any more; delete it here, too"});
  CHECK(problems_of(main + "main={health={rise=1}}\n") ==
        problems{"f:3: saved.main: unknown key health; nothing of the section [health] may differ here"});
  CHECK(problems_of(main + "main={backends=[]}\n") ==
        problems{"f:3: saved.main: backends: the list is empty; at least one backend is needed"});
  CHECK(problems_of(main + "main=1\n") ==
        problems{"f:3: saved.main: 1 is not of the form {algo=\"...\", backends=[{url=\"http://host:port\"}, ...]}"});
  CHECK(problems_of(main + "main={algo=\"first\"}\nmain={algo=\"p2c\"}\n") ==
        problems{"f:4: saved.main: stands in line 3 already"});
  CHECK(problems_of("[saved.main]\nalgo=\"first\"\n") ==
        problems{"f:1: section [saved.main] is not read; write main={...} in section [saved]"});
}
