#pragma once

#include "tests/support/e2e/scripted_backend.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace loadex::tests::e2e {

/// A daemon whose API says what a test wants it to.
class scripted_daemon {
public:
  /// Has it answer `GET /pools` and the like, below /loadex/v1 and whatever the query, with this.
  void answer(const std::string& question, unsigned status, std::string body, header_fields fields = {}) {
    script(question, [status, body = std::move(body), fields = std::move(fields)](conversation& now) {
      now.answer(status, body, fields);
    });
  }

  void script(const std::string& question, scripted_backend::script what_to_do) {
    const std::lock_guard lock(mutex_);
    scripts_[question] = std::move(what_to_do);
  }

  std::string url() const { return server_.url(); }

  /// What was asked so far.
  std::vector<request> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

private:
  void serve(conversation& now) {
    const auto path = now.asked.target.substr(0, now.asked.target.find('?'));
    constexpr std::string_view root = "/loadex/v1";
    const auto question = now.asked.method + " " + (path.starts_with(root) ? path.substr(root.size()) : path);
    scripted_backend::script what_to_do = answering(404, "not found");
    {
      const std::lock_guard lock(mutex_);
      asked_.push_back(now.asked);
      if (const auto found = scripts_.find(question); found != scripts_.end())
        what_to_do = found->second;
    }
    what_to_do(now);
  }

  mutable std::mutex mutex_; // guards the two
  std::map<std::string, scripted_backend::script> scripts_;
  std::vector<request> asked_;
  scripted_backend server_ = fully_scripted([this](conversation& now) { serve(now); }); // last: it uses the rest
};

} // namespace loadex::tests::e2e
