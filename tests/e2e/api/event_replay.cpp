#include "tests/e2e/api/event_replay.hpp"

#include <algorithm>
#include <ctime>
#include <utility>

namespace loadex::tests::e2e {

using nlohmann::json;

wall_time time_of(const std::string& text) {
  std::tm utc{};
  ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &utc);
  const auto dot = text.find('.');
  const auto milliseconds = dot == std::string::npos ? 0 : std::stoi(text.substr(dot + 1, 3));
  return std::chrono::system_clock::from_time_t(::timegm(&utc)) + std::chrono::milliseconds(milliseconds);
}

event_replay::event_replay(backends at_first, std::string algorithm)
    : now_(std::move(at_first))
    , algorithms_{{wall_time::min(), std::move(algorithm)}} {
  for (const auto& [id, backend] : now_)
    history_[id].push_back({wall_time::min(), backend});
}

std::string event_replay::apply(const json& event) {
  const auto at = time_of(event.at("time"));
  const std::string kind = event.at("msg");
  if (kind == "algorithm changed") {
    if (event.at("before") != algorithm())
      return "the algorithm was " + algorithm();
    algorithms_.push_back({at, event.at("after")});
    return {};
  }
  return change_backend(kind, event, at);
}

std::string event_replay::change_backend(const std::string& kind, const json& event, wall_time at) {
  const std::uint64_t id = event.at("id");
  const auto known = now_.find(id);
  if (kind == "backend added") {
    if (known != now_.end())
      return "it was there";
    const auto& added = now_[id] = {event.at("backend"), "serving", event.at("after")};
    history_[id] = {{wall_time::min(), std::nullopt}, {at, added}};
    return {};
  }
  if (id == 0)
    return {}; // of the pool as a whole: nobody has ordered it
  if (known == now_.end())
    return "it was not there";
  auto& backend = known->second;
  if (backend.url != event.at("backend"))
    return "it was " + backend.url;
  const std::string before = event.value("before", "");
  const auto state = backend.mode == "leaving" ? "draining" : backend.mode;
  if (kind == "weight changed") {
    if (before != backend.weight)
      return "its weight was " + backend.weight;
    backend.weight = event.at("after");
  } else if (kind == "backend disabled" || kind == "backend enabled" || kind == "backend draining" ||
             kind == "backend drained") {
    const bool in_service = before != "draining" && before != "disabled";
    if (in_service ? state != "serving" : state != before)
      return "it was " + backend.mode;
    if (kind == "backend disabled" || event.at("after") == "disabled")
      backend.mode = "disabled";
    else if (kind == "backend enabled")
      backend.mode = "serving";
    else if (kind == "backend draining")
      backend.mode = event.value("detail", "").empty() ? "draining" : "leaving";
    else if (backend.mode != "leaving") // `backend removed` follows
      return "it was not to leave";
  } else if (kind == "backend removed") {
    now_.erase(known);
    history_[id].push_back({at, std::nullopt});
    return {};
  } else {
    return {}; // what nobody has ordered
  }
  history_[id].push_back({at, backend});
  return {};
}

bool event_replay::had_url(const std::string& url, wall_time from, wall_time to) const {
  return std::ranges::any_of(history_, [&](const auto& backend) {
    return any(backend.second, from, to, [&](const auto& then) { return then && then->url == url; });
  });
}

} // namespace loadex::tests::e2e
