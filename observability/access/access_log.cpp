#include "observability/access/access_log.hpp"

#include "observability/log.hpp"

#include <algorithm>
#include <utility>

namespace loadex::observability {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto gathering = 10ms;     // so that many lines are one write
constexpr auto between_losses = 10s; // that are told of
constexpr auto patience = 1s;        // with a writer that is to adopt something
constexpr auto farewell = 200ms;     // that a pipe's reader has at the end

} // namespace

access_log::~access_log() {
  if (!thread_.joinable())
    return;
  {
    const std::lock_guard lock(mutex_);
    given_.stop = true;
  }
  switch_.wake();
  thread_.join();
}

std::shared_ptr<access_queue> access_log::join() {
  const std::lock_guard lock(mutex_);
  return queues_.emplace_back(std::make_shared<access_queue>(switch_));
}

access_log::wanted access_log::prepare(const config::log_settings& how) const {
  if (how.access.empty())
    return {how, nullptr};
  return {how, file_ && file_->name() == how.access ? file_ : std::make_shared<access_file>(how.access)};
}

void access_log::adopt(wanted next) {
  file_ = next.file;
  if (!file_ && !thread_.joinable())
    return;
  switch_.sample = next.how.access_sample;
  switch_.on = file_ != nullptr;
  std::unique_lock lock(mutex_);
  given_.next = std::move(next);
  adopted_ = false;
  if (thread_.joinable())
    switch_.wake();
  else
    thread_ = std::thread([this] { run(); });
  adopts_.wait_for(lock, patience, [this] { return adopted_; });
}

void access_log::reopen() {
  {
    const std::lock_guard lock(mutex_);
    given_.reopen = true;
  }
  switch_.wake();
}

void access_log::run() {
  for (;;) {
    auto now = take_orders();
    if (!writer_.has_file()) // then what is queued is meant for the next
      carry_out(now);
    const bool busy = pass();
    carry_out(now);
    tell_of_losses();
    if (now.stop)
      return finish();
    rest(busy);
  }
}

access_log::orders access_log::take_orders() {
  const std::lock_guard lock(mutex_);
  return std::exchange(given_, {});
}

/// Writes what is queued. Whether there was anything, or is still.
bool access_log::pass() {
  std::vector<std::shared_ptr<access_queue>> all;
  {
    const std::lock_guard lock(mutex_);
    all = queues_;
  }
  bool some = false;
  const auto has_room = [this] { return !writer_.is_full() || writer_.flush(); };
  for (const auto& queue : all)
    if (has_room())
      queue->read([&](const access_entry& entry) {
        some = true;
        writer_.add(entry);
        return has_room();
      });
  some |= !writer_.flush();
  written_ += writer_.take_written();
  dropped_ += writer_.take_dropped();
  return some;
}

void access_log::carry_out(orders& given) {
  if (std::exchange(given.reopen, false))
    reopen_file();
  if (const auto next = std::exchange(given.next, std::nullopt)) {
    writer_.adopt(next->how, next->file);
    const std::lock_guard lock(mutex_);
    adopted_ = true;
    adopts_.notify_all();
  }
}

void access_log::reopen_file() {
  try {
    writer_.reopen();
    log_event(level::info, "access log opened again");
  } catch (const access_file_failure& e) {
    log_event(level::error, "access log not opened again", {{"detail", e.what()}});
  }
}

/// A full pipe has a moment left.
void access_log::finish() {
  const auto by = steady_clock::now() + farewell;
  while (pass() && steady_clock::now() < by)
    std::this_thread::sleep_for(gathering);
  tell_next_ = {};
  tell_of_losses();
}

void access_log::tell_of_losses() {
  const auto lost = dropped();
  const auto now = steady_clock::now();
  if (lost == told_ || now < tell_next_)
    return;
  log_event(level::warn, "access log lines dropped",
            {{"count", static_cast<std::int64_t>(lost - std::exchange(told_, lost))},
             {"detail", writer_.why().empty() ? "they come faster than they are written" : writer_.why()}});
  tell_next_ = now + between_losses;
}

/// Until there is something to do.
void access_log::rest(bool busy) {
  if (busy) {
    switch_.await_wake(gathering);
    return;
  }
  switch_.idle = true; // before it looks whether there is something, which workers put there before they look at this
  const bool is_needed = [&] {
    const std::lock_guard lock(mutex_);
    return given_.next || given_.reopen || given_.stop ||
           !std::ranges::all_of(queues_, [](const auto& q) { return q->is_empty(); });
  }();
  if (!is_needed && dropped() == told_)
    switch_.await_wake();
  else if (!is_needed)
    switch_.await_wake(between_losses);
  switch_.idle = false;
}

} // namespace loadex::observability
