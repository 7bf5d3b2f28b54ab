#include "actors/pool/claims.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace loadex;
using actors::claims;
using actors::member_source;

namespace {

const member_source file{"file"};
const member_source registry{"registry"};

config::backend_settings backend(const std::string& url, std::uint32_t weight = 1) {
  return {config::backend_url::parse(url).value(), weight};
}

std::vector<std::string> urls(const std::vector<config::backend_settings>& all) {
  std::vector<std::string> found;
  found.reserve(all.size());
  for (const auto& b : all)
    found.push_back(b.url.text());
  return found;
}

std::vector<std::string> urls(const std::vector<config::backend_url>& all) {
  std::vector<std::string> found;
  found.reserve(all.size());
  for (const auto& u : all)
    found.push_back(u.text());
  return found;
}

using words = std::vector<std::string>;

} // namespace

TEST_CASE("claims tell what a source's new set adds, in its order, and what it lacks") {
  claims all;
  CHECK(urls(all.replace(file, {backend("http://b"), backend("http://a")}).added) == words{"http://b", "http://a"});
  const auto next = all.replace(file, {backend("http://c"), backend("http://a")});
  CHECK(urls(next.added) == words{"http://c"});
  CHECK(urls(next.missing) == words{"http://b"});
  CHECK(next.changed.empty());
}

TEST_CASE("the same set again changes no claim") {
  claims all;
  all.replace(file, {backend("http://a"), backend("http://b", 3)});
  CHECK(all.replace(file, {backend("http://b", 3), backend("http://a")}).empty());
}

TEST_CASE("a backend that one set names twice, in whatever spelling, is as it is named first") {
  claims all;
  const auto first = all.replace(file, {backend("http://a", 2), backend("http://a:80", 5)});
  CHECK(urls(first.added) == words{"http://a"});
  CHECK(all.replace(file, {backend("http://a:80", 2)}).empty());
}

TEST_CASE("a backend that two sources want is missing once neither wants it") {
  claims all;
  all.replace(file, {backend("http://a")});
  CHECK(urls(all.replace(registry, {backend("http://a")}).added) == words{"http://a"});
  CHECK(all.replace(file, {}).missing.empty());
  CHECK(urls(all.replace(registry, {}).missing) == words{"http://a"});
}

TEST_CASE("whoever wanted a backend first says how it is, and then whoever is left") {
  claims all;
  all.replace(file, {backend("http://a", 1)});
  CHECK(all.replace(registry, {backend("http://a", 5)}).changed.empty());
  CHECK(all.replace(registry, {backend("http://a", 6)}).changed.empty());
  CHECK(all.replace(file, {backend("http://a", 2)}).changed.at(0).weight == 2);
  CHECK(all.replace(file, {}).changed.at(0).weight == 6);
}

TEST_CASE("a claim that was added or withdrawn by itself counts as one of a set") {
  claims all;
  all.replace(file, {backend("http://a"), backend("http://b")});
  all.add(registry, backend("http://a"));
  all.add(registry, backend("http://a"));
  CHECK(urls(all.replace(file, {}).missing) == words{"http://b"});
  all.withdraw(registry, config::backend_url::parse("http://a:80").value());
  all.withdraw(registry, config::backend_url::parse("http://unknown").value());
  CHECK(urls(all.replace(file, {backend("http://a")}).added) == words{"http://a"});
}
