#pragma once

#include "tests/simulation/bulletin.hpp"
#include "tests/simulation/oracle.hpp"
#include "tests/simulation/statistics.hpp"

#include <unordered_map>

namespace loadex::tests::simulation {

/// Whether ejected backends are tried with one request at a time, none of which could not be repeated elsewhere; and
/// with another one as soon as that has ended.
class trials {
public:
  using id = bulletin::id;

  trials(const bulletin& published, const oracle& judge, statistics& seen)
      : bulletin_(published)
      , oracle_(judge)
      , seen_(seen) {}

  void begun(id who, bool repeatable);

  /// The balancer is told how it went, though the rest of its response may be still to come.
  void concluded(id who, moment now) { latest_[who] = {false, now}; }

  /// A worker learns that a request has to go elsewhere.
  void check_sent_away(const actors::member& from, moment now) const;

private:
  struct trial {
    bool under_way = false;
    moment concluded{};
  };

  const bulletin& bulletin_;
  const oracle& oracle_;
  statistics& seen_;
  std::unordered_map<id, trial> latest_;
};

} // namespace loadex::tests::simulation
