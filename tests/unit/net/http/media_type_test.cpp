#include "net/http/media_type.hpp"

#include <catch2/catch.hpp>

using loadex::net::http::quality_of;

TEST_CASE("how much a client wants a media type is what the closest range says") {
  const auto open = [](const char* accept) { return quality_of("application/openmetrics-text", "1.0.0", accept); };
  CHECK(open("") == 1);
  CHECK(open("*/*") == 1);
  CHECK(open("*/*;q=0.1") == 0.1);
  CHECK(open("text/plain") == 0);
  CHECK(open("text/*") == 0);
  CHECK(open("application/*;q=0.5, */*;q=0.1") == 0.5);
  CHECK(open("*/*, application/*; q=0") == 0);
  CHECK(open("application/openmetrics-text;q=0.3,application/*;q=0.9") == 0.3);
  CHECK(open("Application/OpenMetrics-Text ; Version=1.0.0 ; Q=0.25") == 0.25);
  CHECK(open("application/openmetrics-text; version=\"1.0.0\"") == 1);
}

TEST_CASE("a range of another version is not of the type; one without is") {
  CHECK(quality_of("application/openmetrics-text", "1.0.0", "application/openmetrics-text;version=0.0.1") == 0);
  CHECK(quality_of("application/openmetrics-text", "1.0.0",
                   "application/openmetrics-text;version=0.0.1;q=0.75,application/openmetrics-text;q=0.5") == 0.5);
}

TEST_CASE("a weight that is none wants nothing") {
  for (const auto* weight : {"-1", "2", "x", "", "0.5x", "nan"})
    CHECK(quality_of("text/plain", "0.0.4", std::string("text/plain;q=") + weight) == 0);
}
