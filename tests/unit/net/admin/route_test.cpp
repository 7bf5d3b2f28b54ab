#include "net/admin/route.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace loadex::net::admin;

namespace {

using words = std::vector<std::string>;

constexpr std::array rooms{
    route{.method = "GET", .path = "/r/{room}"},
    route{.method = "GET", .path = "/r/hall"},
    route{.method = "GET", .path = "/r/{room}/seats"},
    route{.method = "DELETE", .path = "/r/{room}/seats/{seat}"},
    route{.method = "GET", .path = "/r/{room}/seats/{seat}"},
    route{.path = "/r", .below = true},
};

std::string_view way(std::string_view path, std::string_view method = "GET") {
  const auto* found = find_route(rooms, path, method);
  return found == nullptr ? "" : found->path;
}

} // namespace

TEST_CASE("a name in a route's path stands for one segment that is not empty") {
  CHECK(way("/r/1") == "/r/{room}");
  CHECK(way("/r/a%2Fb") == "/r/{room}");
  CHECK(way("/r/1/seats") == "/r/{room}/seats");
  CHECK(way("/r/1/seats/2") == "/r/{room}/seats/{seat}");
  for (const auto* path : {"/r", "/r/", "/r/1/", "/r/1/seat", "/r//seats", "/r/1/seats/", "/r/1/seats/2/3", "/r/1//"}) {
    CAPTURE(path);
    CHECK(way(path) == "/r");
  }
  CHECK(way("/") == "");
  CHECK(way("/rr/1") == "");
}

TEST_CASE("a row that spells a segment out comes before one that has a name there") {
  CHECK(way("/r/hall") == "/r/hall");
  CHECK(way("/r/halls") == "/r/{room}");
  CHECK(way("/r/hall/seats") == "/r/{room}/seats");
}

TEST_CASE("what stands for the names is decoded, and is as it was written if it cannot be") {
  const auto& seat = rooms[3];
  CHECK(values_in(seat, "/r/one/seats/2") == words{"one", "2"});
  CHECK(values_in(seat, "/r/a%2Fb%20c/seats/%32") == words{"a/b c", "2"});
  CHECK(values_in(seat, "/r/50%/seats/%zz") == words{"50%", "%zz"});
  CHECK(values_in(rooms[1], "/r/hall").empty());
}

TEST_CASE("the methods of an address with names are those of its rows alone") {
  const auto* seat = find_route(rooms, "/r/1/seats/2", "PUT");
  REQUIRE(seat != nullptr);
  CHECK(allowed_methods(rooms, *seat) == "DELETE, GET, HEAD");
}
