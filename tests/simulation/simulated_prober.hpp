#pragma once

#include "actors/backend/prober.hpp"
#include "tests/simulation/fleet.hpp"
#include "tests/simulation/oracle.hpp"
#include "tests/simulation/stage.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace loadex::tests::simulation {

/// Probes without sockets. What a probe finds is decided when it arrives, and known when its answer is back.
class simulated_prober final : public actors::prober {
public:
  simulated_prober(stage& on, fleet& backends, oracle& judge)
      : stage_(on)
      , fleet_(backends)
      , oracle_(judge) {}

  void probe(const config::backend_url& url, const config::health_settings& how, callback done) override;

private:
  struct finding {
    duration after;
    actors::probe_verdict verdict;
  };

  finding examine(const simulated_backend& who, duration timeout);

  stage& stage_;
  fleet& fleet_;
  oracle& oracle_;
  std::map<std::string, std::uint64_t> begun_; // so many probes, by URL
};

} // namespace loadex::tests::simulation
