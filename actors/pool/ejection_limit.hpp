#pragma once

#include "actors/pool/roster.hpp"
#include "observability/events/event_recorder.hpp"

#include <chrono>

namespace loadex::actors {

/// Decides who goes out for what became of requests, so that at any time enough backends stay.
class ejection_limit {
public:
  ejection_limit() = default;

  /// `most`: the part of those in service that may be out at a time, in %.
  explicit ejection_limit(unsigned most)
      : most_(most) {}

  /// From the next decision on.
  void adopt(unsigned most) { most_ = most; }

  /// Ejects `who`, who has failed too often, if it may go.
  void eject(const roster& members, roster_entry& who) const;

  /// Takes out the backend that `told` is about, who passes its probes, if it may go. Else it is spared, which is told
  /// now and then.
  void take_out(roster& members, const requests_break& told, std::chrono::steady_clock::time_point now,
                observability::event_recorder& events);

  /// For every view: when backends have left, fewer may be out; when nobody is left, whoever passes its probes is
  /// better than nobody.
  void readmit_surplus(roster& members);

private:
  unsigned most_ = 0;
  bool none_may_go_ = false; // for broken requests, until the next view: of thousands each asks, and a look costs
};

} // namespace loadex::actors
