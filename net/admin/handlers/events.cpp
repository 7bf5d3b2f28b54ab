#include "net/admin/handlers/events.hpp"

#include "base/text.hpp"
#include "config/codec.hpp"
#include "net/admin/handlers/event_stream.hpp"
#include "net/admin/json_answer.hpp"
#include "net/admin/query_reader.hpp"

#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

namespace loadex::net::admin::handlers {

namespace {

using nlohmann::ordered_json;
using observability::event_log;

constexpr std::size_t most_of_a_page = 1'000;

bool wants_stream(std::string_view accept) {
  return base::any_in_list(accept, [](std::string_view type) {
    return boost::beast::iequals(base::trim(type.substr(0, type.find(';'))), "text/event-stream");
  });
}

http::own_response page(const event_log& log, std::uint64_t after, const std::string& pool) {
  const auto read = log.read(after, most_of_a_page, pool);
  auto rows = ordered_json::array();
  for (const auto& e : read.events)
    rows.push_back(shown(*e));
  return json_answer(200, {{"events", std::move(rows)}, {"latest", read.latest}, {"missed", read.missed}});
}

/// After which event a stream begins; one that has not been given yet is from before a restart.
std::uint64_t begin_of(const event_log& log, std::optional<std::uint64_t> after) {
  const auto latest = log.read(0, 0).latest;
  if (!after)
    return latest;
  return *after <= latest ? *after : 0;
}

} // namespace

awaitable<answer> events(call incoming) {
  const auto& asked = incoming.asked;
  auto& log = incoming.home.events;
  std::optional<std::uint64_t> after;
  query_reader query(asked.target);
  query.take("after", after, config::integer_codec{0, std::numeric_limits<std::int64_t>::max()});
  const bool streams = wants_stream(asked.accept);
  if (streams && !asked.last_event_id.empty()) {
    after = base::number_from<std::uint64_t>(asked.last_event_id);
    if (!after)
      query.fail("Last-Event-ID", "is not the id of an event");
  }
  if (auto refused = query.refusal())
    co_return std::move(*refused);
  auto pool = parameter(asked.target, "pool");
  if (!streams)
    co_return page(log, after.value_or(0), pool);

  auto place = incoming.home.streams.take();
  if (!place) {
    auto full = problem(503, std::to_string(stream_places::most) + " streams are open already.");
    full.headers = "Retry-After: 10\r\n";
    co_return full;
  }
  auto stream =
      std::make_unique<event_stream>(incoming.on, log, begin_of(log, after), std::move(pool), std::move(place));
  http::own_response head;
  head.type = "text/event-stream";
  co_return answer(std::move(head), std::move(stream));
}

} // namespace loadex::net::admin::handlers
