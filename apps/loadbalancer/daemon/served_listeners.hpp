#pragma once

#include "net/admin/listener_directory.hpp"
#include "net/front/edition.hpp"

#include <mutex>

namespace loadex {

/// What the workers serve, for those who show it.
class served_listeners final : public net::admin::listener_directory {
public:
  /// They serve by that edition from now on. Who gives it keeps it until nobody looks at it any more.
  void adopt(net::front::edition_ptr newest);

  net::admin::listeners_seen look() const override;

private:
  net::front::edition_ptr newest() const;

  mutable std::mutex mutex_; // guards newest_
  net::front::edition_ptr newest_;
};

} // namespace loadex
