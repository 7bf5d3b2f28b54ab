#pragma once

#include "actors/backend/prober.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <utility>

namespace loadex::tests {

/// Answers probes as the test says: at once if it has said so for the backend's URL, else when it asks for it.
/// For one thread.
class scripted_prober final : public actors::prober {
public:
  void probe(const config::backend_url& backend, const config::health_settings& how, callback done) override {
    last_asked_ = how;
    ++count_[backend.text()];
    if (const auto script = scripts_.find(backend.text()); script != scripts_.end())
      done(script->second);
    else
      waiting_.push_back(std::move(done));
  }

  /// From now on probes of `url` find `verdict`.
  void script(const std::string& url, actors::probe_verdict verdict) { scripts_[url] = std::move(verdict); }

  /// Answers the oldest probe that is waiting.
  void answer(actors::probe_verdict verdict) {
    auto done = std::move(waiting_.front());
    waiting_.pop_front();
    done(std::move(verdict));
  }

  /// How often `url` was probed.
  std::size_t count(const std::string& url) const {
    const auto found = count_.find(url);
    return found == count_.end() ? 0 : found->second;
  }

  /// How the last probe was to be done.
  const config::health_settings& last_asked() const noexcept { return last_asked_; }

private:
  config::health_settings last_asked_;
  std::map<std::string, actors::probe_verdict> scripts_;
  std::map<std::string, std::size_t> count_;
  std::deque<callback> waiting_;
};

inline actors::probe_verdict alive() {
  return {true, base::reason::none, ""};
}

inline actors::probe_verdict dead() {
  return {false, base::reason::connect_refused, "Connection refused"};
}

} // namespace loadex::tests
