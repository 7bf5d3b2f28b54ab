#include "tests/simulation/simulated_backend.hpp"

namespace loadex::tests::simulation {

std::string to_string(simulated_backend::condition c) {
  using enum simulated_backend::condition;
  switch (c) {
  case well:
    return "well";
  case slow:
    return "slow";
  case crashed:
    return "crashed";
  case hanging:
    return "hanging";
  case unready:
    return "unready";
  case hidden_to_probes:
    return "hidden to probes";
  case hidden_to_traffic:
    return "hidden to traffic";
  case lying:
    return "lying";
  case uneven:
    return "uneven";
  }
  return "";
}

} // namespace loadex::tests::simulation
