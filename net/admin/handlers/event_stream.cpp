#include "net/admin/handlers/event_stream.hpp"

#include "net/admin/json_answer.hpp"
#include "net/admin/timestamp.hpp"

#include <boost/asio/post.hpp>

#include <limits>
#include <utility>

namespace loadex::net::admin::handlers {

using nlohmann::ordered_json;
using observability::event;

namespace {

using namespace std::chrono_literals;

constexpr std::size_t at_a_time = 100; // events
constexpr auto longest_silence = 15s;  // proxies on the way may give up on a connection that says nothing
constexpr auto none_yet = std::numeric_limits<std::uint64_t>::max(); // of those that are kept: they are read

} // namespace

ordered_json shown(const event& e) {
  ordered_json all{{"id", e.number}, {"time", timestamp(e.at)}, {"kind", to_string(e.kind)}};
  const auto add = [&](const char* name, std::string_view value) {
    if (!value.empty())
      all[name] = value;
  };
  add("pool", e.pool);
  add("backend", e.backend);
  if (e.backend_id != 0)
    all["backend_id"] = e.backend_id;
  add("by", to_string(e.by));
  add("who", e.asked.who);
  add("from", e.asked.from);
  if (e.why != base::reason::none)
    add("reason", base::to_string(e.why));
  add("detail", e.detail);
  add("before", e.before);
  add("after", e.after);
  return all;
}

event_stream::event_stream(executor on, observability::event_log& log, std::uint64_t after, std::string pool,
                           stream_places::place held)
    : log_(log)
    , pool_(std::move(pool))
    , held_(std::move(held))
    , after_(after)
    , bell_(std::make_shared<bell>(on))
    , subscription_(log_.subscribe(none_yet,
                                   [to = bell_](const observability::event_ptr&) {
                                     ring(to);
                                     return true;
                                   }))
    , pause_(on) {}

event_stream::~event_stream() {
  log_.unsubscribe(subscription_);
}

/// Once for all that happens until it is heard. The connection's thread is there: it waits in unsubscribe() for this.
void event_stream::ring(const std::shared_ptr<bell>& one) {
  if (!one->rung.exchange(true))
    asio::post(one->on, [one] { one->to_hear.set(); });
}

awaitable<std::optional<std::string>> event_stream::next() {
  while (!ended_) {
    bell_->to_hear.reset();
    auto text = read();
    if (text.empty() && std::exchange(bell_->silent_for_long, false))
      text = ": alive\n\n";
    if (!text.empty())
      co_return text;
    pause_.expires_after(longest_silence);
    pause_.async_wait([heard = bell_](const error_code& error) {
      if (error)
        return;
      heard->silent_for_long = true;
      heard->to_hear.set();
    });
    co_await bell_->to_hear.happens();
    pause_.cancel();
  }
  co_return std::nullopt;
}

/// What has happened since it was last read; empty if nothing has.
std::string event_stream::read() {
  bell_->rung = false;
  std::string text;
  const auto page = log_.read(after_, at_a_time, pool_);
  if (page.missed > 0)
    text += "event: missed\ndata: {\"missed\":" + std::to_string(page.missed) + "}\n\n";
  for (const auto& e : page.events)
    text += "id: " + std::to_string(e->number) + "\ndata: " + as_text(shown(*e)) + "\n\n";
  after_ = page.events.size() == at_a_time ? page.events.back()->number : page.latest;
  return text;
}

void event_stream::end() {
  ended_ = true;
  bell_->to_hear.set();
}

} // namespace loadex::net::admin::handlers
