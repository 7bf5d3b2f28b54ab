#pragma once

#include "net/front/worker_edition.hpp"

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace loadex::net::front {

/// An address that is listened on, as one worker serves it: what those go by who come in there, whichever listener has
/// it. Lives for as long as one of them does. Its worker's thread only.
class entrance : public boost::intrusive_ref_counter<entrance, boost::thread_unsafe_counter> {
public:
  /// The site is one of that edition.
  entrance(worker_edition_ptr by, const site& at, std::size_t worker)
      : by_(std::move(by))
      , at_(&at)
      , worker_(worker) {}

  /// The newest edition that listens there, and the site that does.
  const worker_edition_ptr& by() const noexcept { return by_; }
  const site& at() const noexcept { return *at_; }

  /// What holds for its connections, whatever way their requests take.
  const config::traffic_settings& settings() const noexcept { return at_->of->traffic; }

  /// A connection of one who has come in there has begun or ended.
  void opened() noexcept { count(*at_, 1); }
  void ended() noexcept { count(*at_, -1); }

  void adopt(worker_edition_ptr newest, const site& at) {
    const auto open = connections_;
    count(*at_, -open);
    count(at, open);
    by_ = std::move(newest);
    at_ = &at;
  }

  /// Nobody listens there any more: its connections end with the request that they are at.
  void close() noexcept { closed_ = true; }
  bool closed() const noexcept { return closed_; }

private:
  void count(const site& at, std::int64_t connections) noexcept {
    connections_ += connections;
    at.counted->connections.add(worker_, connections);
  }

  worker_edition_ptr by_;
  const site* at_;
  const std::size_t worker_;
  std::int64_t connections_ = 0; // that are open
  bool closed_ = false;
};

using entrance_ptr = boost::intrusive_ptr<entrance>;

} // namespace loadex::net::front
