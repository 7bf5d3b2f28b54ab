#include "apps/loadbalancer/handover/upgrader.hpp"

#include "base/version.hpp"
#include "observability/log.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <exception>
#include <utility>

namespace loadex::handover {

using net::admin::not_upgraded;
using net::admin::upgraded;
using observability::level;
using observability::log_event;

namespace {

using namespace std::chrono_literals;

constexpr auto coming_time = 30s; // for a new process, to read its configuration and come
constexpr auto spare_time = 30s;  // beside what probes take, for it to be ready
constexpr auto leaving_time = 5s; // for one that has not taken over, to end
constexpr auto look_after_it = 20ms;
constexpr auto accept_pause = 100ms; // when out of descriptors

/// How a process has ended, for people.
std::string ending(int status) {
  if (WIFSIGNALED(status))
    return fmt::format("was ended by {}", ::strsignal(WTERMSIG(status)));
  return fmt::format("ended with exit code {}", WEXITSTATUS(status));
}

} // namespace

upgrader::upgrader(net::asio::io_context& control, std::string path, program own, means by)
    : control_(control.get_executor())
    , path_(std::move(path))
    , own_(std::move(own))
    , by_(std::move(by))
    , listening_(control_)
    , watching_(control_)
    , pause_(control_) {}

void upgrader::begin() {
  if (path_.empty())
    return;
  listening_.assign(listen_at(path_).release());
  listen();
}

void upgrader::end() {
  ended_ = true;
  close_open();
}

void upgrader::stop() {
  if (std::exchange(stopped_, true))
    return;
  net::error_code ignored;
  listening_.close(ignored); // whoever is started now finds nobody, and begins afresh
  close_open();
  if (attempt_ && !attempt_->connected && !attempt_->gone)
    ::kill(attempt_->process, SIGTERM);
}

void upgrader::close_open() {
  const std::lock_guard lock(mutex_);
  if (const auto open = open_.lock())
    open->close_to_what_comes();
}

void upgrader::upgrade(observability::asker by, actors::reply_slot<result> reply) {
  net::asio::post(control_, [this, by = std::move(by), reply = std::move(reply)] { start(by, reply); });
}

void upgrader::start(observability::asker by, const actors::reply_slot<result>& reply) {
  using cause = not_upgraded::cause;
  const auto refuse = [&](cause what, const std::string& why) {
    log_event(level::warn, "no upgrade", {{"detail", why}, {"who", by.who}, {"from", by.from}});
    reply.answer(not_upgraded{what, why});
  };
  if (path_.empty())
    return refuse(cause::not_set_up, "There is no [global] handover, at which a new process could take over.");
  if (::getpid() == 1)
    return refuse(cause::not_set_up, "This is the first process of a container, which would end with it: start a new "
                                     "container instead.");
  if (stopped_)
    return refuse(cause::not_set_up, "Loadex has been told to stop.");
  if (attempt_ || left_ || !open_.expired())
    return refuse(cause::under_way, "An upgrade is under way.");
  try {
    attempt_ = attempt{.process = handover::start(own_),
                       .by = net::steady_clock::now() + coming_time,
                       .asked = std::move(by),
                       .reply = reply};
  } catch (const std::exception& e) {
    return refuse(cause::failed, fmt::format("The program cannot be started: {}.", e.what()));
  }
  log_event(level::info, "upgrading",
            {{"process", std::int64_t{attempt_->process}},
             {"program", own_.arguments.front()},
             {"who", attempt_->asked.who},
             {"from", attempt_->asked.from}});
  watch();
}

/// The process that was started may end before it comes, or not come. Whoever waits is told once it has ended, and why
/// the hand-over failed, if that was it.
void upgrader::watch() {
  int status = 0;
  if (::waitpid(attempt_->process, &status, WNOHANG) == attempt_->process) {
    attempt_->gone = true;
    if (!attempt_->connected && attempt_->failed.empty())
      attempt_->failed = fmt::format("The new process {}; what it has logged says why.", ending(status));
  } else if (net::steady_clock::now() > attempt_->by) {
    ::kill(attempt_->process, SIGKILL);
    if (!attempt_->connected)
      attempt_->failed = fmt::format("The new process did not come to {} in time.", path_);
  }
  if (attempt_->gone && !attempt_->failed.empty())
    return finish(not_upgraded{not_upgraded::cause::failed, attempt_->failed});
  watching_.expires_after(look_after_it);
  watching_.async_wait([this](const net::error_code& error) {
    if (!error && attempt_)
      watch();
  });
}

void upgrader::listen() {
  listening_.async_wait(decltype(listening_)::wait_read, [this](const net::error_code& error) {
    if (error)
      return;
    const int caller = ::accept4(listening_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC);
    if (caller >= 0) {
      welcome(base::descriptor(caller));
      return listen();
    }
    pause_.expires_after(accept_pause);
    pause_.async_wait([this](const net::error_code& stop) {
      if (!stop)
        listen();
    });
  });
}

void upgrader::welcome(base::descriptor caller) {
  const auto to = std::make_shared<channel>(std::move(caller));
  const auto who = to->who().process;
  {
    const std::lock_guard lock(mutex_);
    if (!open_.expired())
      return log_event(level::warn, "no upgrade",
                       {{"detail", fmt::format("process {} has come while another one is handed over to", who)}});
    open_ = to;
  }
  if (attempt_ && attempt_->process == who) {
    attempt_->connected = true;
    attempt_->by = net::steady_clock::time_point::max();
  }
  by_.put_errand([this, to] { hand_over(to); });
}

/// An errand.
void upgrader::hand_over(const std::shared_ptr<channel>& to) {
  const auto who = to->who().process;
  const auto how = try_to_give(*to);
  net::asio::post(control_, [this, how, who] { conclude(how, who); });
  if (how)
    tell_what_is_left(*to, by_.left, ended_);
}

base::expected<successor> upgrader::try_to_give(const channel& to) const {
  try {
    return give(to, by_.by, by_.probing_time() + spare_time);
  } catch (const std::exception& e) { // what nobody has foreseen; whoever waits is told
    return base::mistake{e.what()};
  }
}

void upgrader::conclude(const base::expected<successor>& how, pid_t with) {
  const bool is_ours = attempt_ && attempt_->process == with;
  if (!how) {
    log_event(level::error, "hand-over failed", {{"detail", how.error()}});
    if (is_ours) {
      attempt_->failed = fmt::format("The hand-over failed: {}.", how.error());
      attempt_->by = net::steady_clock::now() + leaving_time;
    }
    return;
  }
  left_ = true;
  std::signal(SIGCHLD, SIG_IGN); // nobody waits for it any more, and it may end before this process does
  net::error_code ignored;
  listening_.close(ignored);
  log_event(level::info, "handed over",
            {{"to", std::int64_t{how->process}}, {"version", how->version}, {"detail", "finishing what is under way"}});
  if (attempt_) // be it by the process that was started for it or not
    finish(upgraded{{::getpid(), std::string(base::version())}, {how->process, how->version}});
}

void upgrader::finish(result how) {
  const auto done = std::exchange(attempt_, std::nullopt);
  if (const auto* not_done = std::get_if<not_upgraded>(&how))
    log_event(level::error, "no upgrade",
              {{"detail", not_done->why}, {"who", done->asked.who}, {"from", done->asked.from}});
  done->reply.answer(std::move(how));
}

} // namespace loadex::handover
