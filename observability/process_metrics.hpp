#pragma once

#include <prometheus/collectable.h>

namespace loadex::observability {

/// `golb_build_info` and the conventional `process_*` families, read from /proc when asked.
class process_metrics final : public prometheus::Collectable {
public:
  std::vector<prometheus::MetricFamily> Collect() const override;
};

} // namespace loadex::observability
