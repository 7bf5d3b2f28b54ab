#pragma once

#include <cstdint>

namespace loadex::tests::simulation {

/// What has happened in a run.
struct statistics {
  std::uint64_t requests = 0;
  std::uint64_t answered = 0;
  std::uint64_t failed_over = 0; // attempts that went on to another backend
  std::uint64_t hung = 0;        // ended by the response timeout
  std::uint64_t unlucky = 0;     // all attempts refused or broken
  std::uint64_t nobody = 0;      // no backend was available, or had room
  std::uint64_t left = 0;        // by their clients
  std::uint64_t queued = 0;      // got a place that they had to wait for
  std::uint64_t impatient = 0;   // have waited in vain
  std::uint64_t ejections = 0;
  std::uint64_t trials = 0;
  std::uint64_t pool_outages = 0;
  std::uint64_t faults = 0;    // of one backend
  std::uint64_t disasters = 0; // of all at once
  std::uint64_t orders = 0;    // to the pool
  std::uint64_t reloads = 0;   // of these
  std::uint64_t views = 0;
  std::uint64_t events = 0;
  std::uint64_t fair_windows = 0; // in which everybody's share was checked

  statistics& operator+=(const statistics& other);
};

} // namespace loadex::tests::simulation
