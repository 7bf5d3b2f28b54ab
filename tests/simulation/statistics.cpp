#include "tests/simulation/statistics.hpp"

namespace loadex::tests::simulation {

statistics& statistics::operator+=(const statistics& other) {
  requests += other.requests;
  answered += other.answered;
  failed_over += other.failed_over;
  hung += other.hung;
  unlucky += other.unlucky;
  nobody += other.nobody;
  left += other.left;
  queued += other.queued;
  impatient += other.impatient;
  ejections += other.ejections;
  trials += other.trials;
  pool_outages += other.pool_outages;
  faults += other.faults;
  disasters += other.disasters;
  orders += other.orders;
  reloads += other.reloads;
  views += other.views;
  events += other.events;
  fair_windows += other.fair_windows;
  return *this;
}

} // namespace loadex::tests::simulation
