#include "apps/loadbalancer/handover/giver.hpp"

#include "apps/loadbalancer/handover/words.hpp"
#include "base/version.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <span>
#include <thread>
#include <utility>

namespace loadex::handover {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto greeting_patience = 5s;
constexpr auto look_again = 100ms; // at what is left

/// Changes are held for as long as this lives.
class standstill {
public:
  explicit standstill(const giving& by)
      : by_(by) {
    by_.hold_changes(true);
  }
  standstill(const standstill&) = delete;
  standstill& operator=(const standstill&) = delete;
  ~standstill() {
    if (!for_good_)
      by_.hold_changes(false);
  }

  void for_good() noexcept { for_good_ = true; }

private:
  const giving& by_;
  bool for_good_ = false;
};

bool send_sockets(const channel& to, const std::vector<shared_socket>& all) {
  for (std::size_t done = 0; done < all.size();) {
    const auto count = std::min(all.size() - done, base::most_passed);
    std::vector<std::string> names;
    std::vector<int> numbers;
    for (const auto& one : std::span(all).subspan(done, count)) {
      names.push_back(one.name);
      numbers.push_back(one.socket.get());
    }
    if (!to.send(to_text(names), numbers))
      return false;
    done += count;
  }
  return true;
}

} // namespace

base::expected<successor> give(const channel& to, const giving& by, std::chrono::milliseconds patience) {
  const auto who = to.who();
  if (who.user != ::geteuid())
    return base::mistake{fmt::format("process {} is of another user", who.process)};
  const auto said = to.receive(steady_clock::now() + greeting_patience);
  const auto greeted = said ? greeting_from(said->text) : std::nullopt;
  if (!greeted)
    return base::mistake{fmt::format("process {} did not say what it wants", who.process)};
  const auto refuse = [&](const std::string& why) {
    to.send(why);
    return base::mistake{fmt::format("process {} was told: {}", who.process, why)};
  };
  if (by.is_stopping())
    return refuse(words::told_to_stop);
  standstill held(by);
  if (!send_sockets(to, by.sockets()) || !to.send_long(to_text(by.pools())))
    return base::mistake{fmt::format("process {} ended before it had been told everything", who.process)};
  const auto answer = to.receive(steady_clock::now() + patience);
  if (by.is_stopping())
    return refuse(words::told_to_stop);
  if (!answer)
    return base::mistake{fmt::format("process {} ended, or was not ready within {} s", who.process,
                                     std::chrono::ceil<std::chrono::seconds>(patience).count())};
  if (answer->text != words::taken)
    return base::mistake{fmt::format("process {} gave up: {}", who.process, answer->text)};
  by.introduce(who.process);
  if (!to.send(to_text(greeting{std::string(base::version())}))) {
    by.introduce(::getpid());
    return base::mistake{fmt::format("process {} ended as soon as it was ready", who.process)};
  }
  held.for_good();
  by.leave();
  return successor{who.process, greeted->version};
}

void tell_what_is_left(const channel& to, const std::function<std::vector<remaining>()>& look,
                       const std::atomic<bool>& ended) {
  std::vector<remaining> told;
  while (!ended) {
    auto now = look();
    std::vector<remaining> news;
    for (const auto& one : now)
      if (std::ranges::find(told, one) == told.end())
        news.push_back(one);
    if (!news.empty() && !to.send_long(to_text(news)))
      return;
    told = std::move(now);
    std::this_thread::sleep_for(look_again);
  }
}

} // namespace loadex::handover
