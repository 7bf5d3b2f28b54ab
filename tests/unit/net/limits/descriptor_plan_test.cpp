#include "net/limits/descriptor_plan.hpp"

#include <catch2/catch.hpp>

using loadex::net::limits::descriptor_plan;

TEST_CASE("clients, the connections they need to backends, idle ones and the rest fit into the limit") {
  for (const std::size_t limit : {256, 1024, 65'536, 1'048'576})
    for (const std::size_t workers : {1, 2, 16})
      for (const std::size_t backends : {1, 5, 10'000}) {
        CAPTURE(limit, workers, backends);
        const auto plan = descriptor_plan::make(limit, workers, 2, backends, 0);
        CHECK(2 * plan.clients + plan.idle_upstreams + 2 * plan.pipes + 32 <= limit);
        CHECK(plan.clients >= workers);
      }
}

TEST_CASE("no more clients than are asked for, and no more than can be") {
  CHECK(descriptor_plan::make(1024, 2, 2, 5, 100).clients == 100);
  CHECK(descriptor_plan::make(1024, 2, 2, 5, 5000).clients == descriptor_plan::make(1024, 2, 2, 5, 0).clients);
}

TEST_CASE("every worker can serve somebody, however few there are") {
  CHECK(descriptor_plan::make(20, 2, 2, 5, 0).clients == 2);
  CHECK(descriptor_plan::make(1024, 4, 2, 5, 1).clients == 4);
}

TEST_CASE("each worker listens with a socket of its own on every address") {
  CHECK(descriptor_plan::make(1024, 2, 102, 5, 0).clients == descriptor_plan::make(1024, 2, 2, 5, 0).clients - 80);
}
