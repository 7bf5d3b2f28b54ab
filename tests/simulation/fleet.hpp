#pragma once

#include "config/settings.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/simulated_backend.hpp"

#include <map>
#include <string>

namespace loadex::tests::simulation {

/// Every backend that there has ever been, in the pool or not.
class fleet {
public:
  explicit fleet(chance& random)
      : random_(random) {}

  /// One more, well, at an address of its own.
  simulated_backend& build(moment now);

  simulated_backend& any();
  simulated_backend& at(const std::string& url) { return by_url_.at(url); }

  /// What somebody who adds `which` to the pool might say of it.
  config::backend_settings settings_of(const simulated_backend& which);

  template <class Deed>
  void for_each(Deed deed) {
    for (auto& [url, backend] : by_url_)
      deed(backend);
  }

private:
  chance& random_;
  std::map<std::string, simulated_backend> by_url_;
};

} // namespace loadex::tests::simulation
