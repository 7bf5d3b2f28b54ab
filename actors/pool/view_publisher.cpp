#include "actors/pool/view_publisher.hpp"

namespace loadex::actors {

void view_publisher::subscribe(view_sink sink) {
  sink(newest_);
  sinks_.push_back(std::move(sink));
}

void view_publisher::publish(std::unique_ptr<pool_view> next) {
  if (newest_)
    older_.emplace_back(newest_->version, newest_);
  newest_ = pool_view_ptr(next.release(), [to = take_back_](const pool_view* unused) { to(pool_view_ptr(unused)); });
  for (const auto& sink : sinks_)
    sink(newest_);
}

std::uint64_t view_publisher::oldest_in_use() {
  std::erase_if(older_, [](const auto& view) { return view.second.expired(); });
  return older_.empty() ? newest_->version : older_.front().first;
}

} // namespace loadex::actors
