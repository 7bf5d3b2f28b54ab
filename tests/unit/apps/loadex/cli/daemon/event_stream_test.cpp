#include "apps/loadex/cli/daemon/event_stream.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using loadex::cli::event_stream;
using loadex::cli::stream_event;

namespace {

/// What comes of a stream that comes in pieces of that size.
std::vector<stream_event> events_in(std::string_view text, std::size_t piece) {
  std::vector<stream_event> events;
  event_stream stream{[&](const stream_event& one) { events.push_back(one); }};
  for (std::size_t at = 0; at < text.size(); at += piece)
    stream.take(text.substr(at, piece));
  return events;
}

} // namespace

TEST_CASE("events are read from a stream in pieces of any size, with any line ends") {
  const std::string end = GENERATE("\n", "\r\n", "\r");
  const auto piece = GENERATE(1, 2, 3, 7, 1000);
  CAPTURE(end, piece);
  std::string text = ": alive||id: 7|data: {\"a\":1}||event: missed|data:{}||data: one|data: two||id|data: x||";
  for (auto at = text.find('|'); at != std::string::npos; at = text.find('|', at))
    text.replace(at, 1, end);

  const auto events = events_in(text + "x", static_cast<std::size_t>(piece));
  REQUIRE(events.size() == 4);
  CHECK(events[0].type == "message");
  CHECK(events[0].id == "7");
  CHECK(events[0].data == "{\"a\":1}");
  CHECK(events[1].type == "missed");
  CHECK(events[1].id == "7");
  CHECK(events[1].data == "{}");
  CHECK(events[2].type == "message");
  CHECK(events[2].data == "one\ntwo");
  CHECK(events[3].id.empty());
}

TEST_CASE("an event without data is none, and one that has not ended is not told") {
  CHECK(events_in("event: missed\n\nid: 3\n\ndata: x\n", 5).empty());
}

TEST_CASE("of an event without an end no more than so much is kept") {
  const auto line = "data: " + std::string(event_stream::most, 'x');
  const auto events = events_in(line + "more\n" + line + "\n\ndata: next\n\n", 10'000);
  REQUIRE(events.size() == 2);
  CHECK(events[0].data.size() == event_stream::most);
  CHECK(events[1].data == "next");
}
