#pragma once

#include "net/admin/pool_directory.hpp"
#include "net/front/edition.hpp"
#include "net/front/lane.hpp"

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <cstddef>
#include <memory>
#include <vector>

namespace loadex::net::front {

/// An edition as one worker serves by it. A request holds the one that it began with. Its worker's thread only.
struct worker_edition final : admin::pool_directory,
                              boost::intrusive_ref_counter<worker_edition, boost::thread_unsafe_counter> {
  std::size_t count() const noexcept override { return lanes.size(); }
  admin::pool_seen at(std::size_t index) const override;

  edition_ptr what;
  std::vector<lane_ptr> lanes;                                        // of its pools, in their order
  std::vector<std::shared_ptr<observability::request_counts>> routes; // where its named routes are counted, likewise
};

using worker_edition_ptr = boost::intrusive_ptr<const worker_edition>;

} // namespace loadex::net::front
