#include "net/admin/handlers/metrics_stream.hpp"

#include "net/admin/on_control.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace loadex::net::admin::handlers {

metrics_stream::metrics_stream(executor control, executor on, std::shared_ptr<observability::metrics_page> page)
    : control_(std::move(control))
    , on_(std::move(on))
    , page_(std::move(page)) {}

/// What it holds is freed there, too.
metrics_stream::~metrics_stream() {
  asio::post(control_, [page = std::move(page_)] {});
}

awaitable<std::optional<std::string>> metrics_stream::next() {
  if (!again_.empty())
    co_return std::exchange(again_, {});
  if (whole_)
    co_return std::nullopt;
  struct written {
    std::string text;
    bool more = false;
  };
  auto write = [page = page_] {
    written some;
    some.more = page->write_some(some.text);
    return some;
  };
  auto some = co_await make_on(control_, on_, std::move(write));
  if (!some)
    co_return std::nullopt;
  whole_ = !some->more;
  co_return std::move(some->text);
}

} // namespace loadex::net::admin::handlers
