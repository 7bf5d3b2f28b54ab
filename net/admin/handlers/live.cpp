#include "net/admin/handlers/live.hpp"

#include "net/admin/live/live_feed.hpp"
#include "net/admin/problem.hpp"
#include "net/admin/streamed_body.hpp"

#include <memory>
#include <string>
#include <utility>

namespace loadex::net::admin::handlers {

namespace {

/// Server-Sent Events, as the feed writes them.
class live_stream final : public streamed_body {
public:
  live_stream(std::shared_ptr<live_mailbox> from, stream_places::place held)
      : from_(std::move(from))
      , held_(std::move(held)) {}
  ~live_stream() override { from_->close(); }

  awaitable<std::optional<std::string>> next() override {
    const auto text = co_await from_->take();
    if (!text)
      co_return std::nullopt;
    co_return **text;
  }

  void end() override { from_->close(); }

private:
  const std::shared_ptr<live_mailbox> from_;
  const stream_places::place held_;
};

} // namespace

awaitable<answer> live(call incoming) {
  auto place = incoming.home.streams.take();
  if (!place) {
    auto full = problem(503, std::to_string(stream_places::most) + " streams are open already.");
    full.headers = "Retry-After: 10\r\n";
    co_return full;
  }
  auto mailbox = std::make_shared<live_mailbox>(incoming.on);
  incoming.home.live.add(mailbox);
  co_return answer({.type = "text/event-stream"}, std::make_unique<live_stream>(std::move(mailbox), std::move(place)));
}

} // namespace loadex::net::admin::handlers
