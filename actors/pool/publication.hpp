#pragma once

#include "actors/pool/outage_watch.hpp"
#include "actors/pool/pool_common.hpp"
#include "actors/pool/view_publisher.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace loadex::actors {

/// What has changed since the newest view, and who waits for the next one.
class publication {
public:
  explicit publication(pool_common& of)
      : of_(of) {}

  /// To be called before anything else.
  void start();

  /// The changes that are in the mailbox already get into the same view.
  void soon();

  /// `to` is answered once the next view is published, which is soon.
  void promise(const reply_slot<membership_change>& to, const membership_change& answer);

  /// Whether there is something to publish.
  bool is_due() const noexcept { return due_; }

  void publish();

  /// The first view that will show what changes now.
  std::uint64_t next_version() const noexcept { return views_.next_version(); }

  /// As view_publisher has them.
  const pool_view& newest() const noexcept { return views_.newest(); }
  std::uint64_t oldest_in_use() { return views_.oldest_in_use(); }
  void subscribe(const view_sink& sink) { views_.subscribe(sink); }

private:
  pool_common& of_;
  view_publisher views_;
  outage_watch down_;
  std::vector<std::pair<reply_slot<membership_change>, membership_change>> unanswered_;
  bool due_ = false;
};

} // namespace loadex::actors
