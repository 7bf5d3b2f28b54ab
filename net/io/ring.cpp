#include "net/io/ring.hpp"

#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

namespace loadex::net::io {

namespace {

using std::chrono::steady_clock;

constexpr unsigned most_asked_at_once = 1024; // more go in parts
constexpr unsigned most_completed = 4096;     // more wait in the kernel
constexpr unsigned blocks = 128;
constexpr std::uintptr_t of_operation = 7; // the bits of a completion's data that say which it is
constexpr long forever = -1;
constexpr long a_moment = 10'000; // µs
constexpr std::chrono::seconds longest_farewell{10};
constexpr std::chrono::seconds last_farewell{1}; // where the loop ends
constexpr std::size_t most_farewells = 256;
constexpr double faded = 1 - 1.0 / 64; // per wait: of dozens of clients all may be waited for at times
constexpr std::uint64_t of_nobody = 0;
constexpr std::uint64_t of_also = of_operation; // and nobody

/// Needs Linux 6.1. One thread asks, and completions are worked on while it waits only: no other CPU interrupts it.
constexpr unsigned flags =
    IORING_SETUP_CQSIZE | IORING_SETUP_SUBMIT_ALL | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;

std::uint64_t data_of(ring::operation what, const ring::member& who) {
  return reinterpret_cast<std::uintptr_t>(&who) | static_cast<std::uintptr_t>(what);
}

ring::operation operation_of(const io_uring_cqe& one) {
  return static_cast<ring::operation>(one.user_data & of_operation);
}

ring::member* member_of(const io_uring_cqe& one) {
  return reinterpret_cast<ring::member*>(one.user_data & ~of_operation); // NOLINT(performance-no-int-to-ptr)
}

[[noreturn]] void fail(int error, const char* what) {
  throw std::system_error(error, std::generic_category(), what);
}

/// Memory of whole pages.
class pages {
public:
  explicit pages(std::size_t bytes)
      : bytes_(bytes)
      , begin_(::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, -1, 0)) {
    if (begin_ == MAP_FAILED)
      fail(errno, "mmap");
  }
  pages(const pages&) = delete;
  pages& operator=(const pages&) = delete;
  ~pages() { ::munmap(begin_, bytes_); }

  void* begin() const noexcept { return begin_; }

private:
  const std::size_t bytes_;
  void* const begin_;
};

std::string try_one() {
  try {
    const std::size_t nothing = 0;
    const ring tried(nothing);
    return {};
  } catch (const std::system_error& e) {
    switch (e.code().value()) {
    case EPERM:
      return "it is forbidden here, by kernel.io_uring_disabled or a seccomp filter as containers have it";
    case ENOSYS:
    case EINVAL:
      return "it needs Linux 6.1 or later";
    default:
      return e.what();
    }
  }
}

} // namespace

struct ring::memory {
  pages of_free{blocks * sizeof(io_uring_buf)};
  pages of_blocks{blocks * block_size};

  io_uring_buf_ring* free() const noexcept { return static_cast<io_uring_buf_ring*>(of_free.begin()); }
  char* block(unsigned number) const noexcept { return static_cast<char*>(of_blocks.begin()) + number * block_size; }
  unsigned number(const char* of) const noexcept {
    return static_cast<unsigned>(static_cast<std::size_t>(of - block(0)) / block_size);
  }
};

ring::calls ring::cost_of_calls() noexcept {
  constexpr int tries = 8; // of which some may be interrupted
  constexpr int calls_of_each = 32;
  constexpr auto cheap = calls_of_each * std::chrono::nanoseconds(300);
  for (int i = 0; i < tries; ++i) {
    const auto begin = steady_clock::now();
    for (int n = 0; n < calls_of_each; ++n)
      ::getppid();
    if (steady_clock::now() - begin < cheap)
      return calls::cheap;
  }
  return calls::dear;
}

ring::ring(const std::size_t& under_way, calls cost)
    : memory_(std::make_unique<memory>())
    , under_way_(under_way)
    , calls_are_cheap_(cost == calls::cheap) {
  events_.reserve(most_completed);
  io_uring_params how{};
  how.flags = flags;
  how.cq_entries = most_completed;
  if (const int error = ::io_uring_queue_init_params(most_asked_at_once, &ring_, &how); error < 0)
    fail(-error, "io_uring_setup");
  io_uring_buf_reg about{};
  about.ring_addr = reinterpret_cast<std::uintptr_t>(memory_->free());
  about.ring_entries = blocks;
  if (const int error = ::io_uring_register_buf_ring(&ring_, &about, 0); error < 0) {
    ::io_uring_queue_exit(&ring_);
    fail(-error, "io_uring_register_buf_ring");
  }
  ::io_uring_register_ring_fd(&ring_); // a little quicker, and no matter if it fails
  ::io_uring_buf_ring_init(memory_->free());
  for (unsigned i = 0; i < blocks; ++i)
    give_back(memory_->block(i));
}

ring::~ring() {
  ::io_uring_queue_exit(&ring_);
}

std::string ring::why_not() {
  std::string why;
  std::thread trying([&why] { why = try_one(); }); // the kernel interrupts whoever had a ring, a while after its end
  trying.join();
  return why;
}

void ring::give_back(char* one) noexcept {
  ::io_uring_buf_ring_add(memory_->free(), one, block_size, static_cast<unsigned short>(memory_->number(one)),
                          ::io_uring_buf_ring_mask(blocks), given_back_++);
}

io_uring_sqe& ring::next(std::uint64_t for_whom) noexcept {
  for (;;) {
    if (auto* one = ::io_uring_get_sqe(&ring_)) {
      one->user_data = for_whom;
      return *one;
    }
    ::io_uring_submit(&ring_);
  }
}

io_uring_sqe& ring::next(operation what, member& who) noexcept {
  ++asked_for_;
  return next(data_of(what, who));
}

void ring::receive(int socket, member& who) {
  auto& one = next(operation::receive, who);
  ::io_uring_prep_recv(&one, socket, nullptr, 0, 0);
  one.ioprio = IORING_RECVSEND_POLL_FIRST; // nothing is there yet, or nobody would wait for it
  one.flags = IOSQE_BUFFER_SELECT;
}

void ring::hear_of_arrivals(int socket, member& who) {
  auto& one = next(operation::arrivals, who);
  ::io_uring_prep_poll_add(&one, socket, POLLIN | POLLRDHUP);
  if (calls_are_cheap_)
    one.len |= IORING_POLL_ADD_MULTI;
}

/// The kernel tries it once and says nothing if it goes whole: else each wait would end with what was sent before it.
/// MSG_WAITALL makes it tell of what goes in part.
void ring::send(int socket, std::span<const char> data, member& who, bool waits) {
  auto& noted = sending_.emplace_back(); // may throw: nothing is asked for yet
  auto& one = next(data_of(operation::send, who));
  ::io_uring_prep_send(&one, socket, data.data(), data.size(), MSG_NOSIGNAL | MSG_DONTWAIT | MSG_WAITALL);
  one.flags = waits ? 0 : IOSQE_CQE_SKIP_SUCCESS;
  noted = {&who, &one, ring_.sq.sqe_tail, static_cast<int>(data.size())};
}

void ring::wait_for_room(int socket, member& who) {
  ::io_uring_prep_poll_add(&next(operation::room, who), socket, POLLOUT);
}

void ring::cancel(operation what, member& who) noexcept {
  auto& one = next(of_nobody);
  ::io_uring_prep_cancel64(&one, data_of(what, who), 0);
  one.flags = IOSQE_CQE_SKIP_SUCCESS;
}

void ring::close(base::descriptor socket) noexcept {
  auto& one = next(of_nobody);
  ::io_uring_prep_close(&one, socket.release());
  one.flags = IOSQE_CQE_SKIP_SUCCESS;
}

void ring::enlist(member& who) {
  if (!static_cast<of_waiting&>(who).is_linked())
    waiting_.push_back(who);
}

void ring::say_farewell(member& who) {
  who.farewell_until = steady_clock::now() + longest_farewell;
  leaving_.push_back(who);
  if (leaving_.size() > most_farewells)
    leaving_.front().break_off();
}

void ring::break_off_farewells(std::chrono::steady_clock::time_point due) noexcept {
  while (!leaving_.empty() && leaving_.front().farewell_until <= due)
    leaving_.front().break_off();
}

bool ring::run(long microseconds, int also) {
  if (!leaving_.empty())
    break_off_farewells(steady_clock::now());
  most_lately_ = std::max(static_cast<double>(under_way_), most_lately_ * faded);
  prepare_all();
  if (!std::exchange(also_waits_, true))
    ::io_uring_prep_poll_add(&next(of_also), also, POLLIN);
  submit(microseconds);
  reap();
  return std::exchange(also_has_, false);
}

void ring::prepare_all() {
  while (!waiting_.empty()) {
    auto& one = waiting_.front();
    waiting_.pop_front();
    one.prepare();
  }
}

/// All of it, what the kernel has had no room for as well: else a send that it tells of might be taken for a whole one.
void ring::collect() {
  for (;;) {
    unsigned head = 0;
    unsigned count = 0;
    io_uring_cqe* one = nullptr;
    events_.reserve(events_.size() + ::io_uring_cq_ready(&ring_)); // may throw: nothing is taken yet
    io_uring_for_each_cqe(&ring_, head, one) {
      events_.push_back(*one);
      ++count;
    }
    ::io_uring_cq_advance(&ring_, count);
    if (!::io_uring_cq_has_overflow(&ring_))
      break;
    ::io_uring_get_events(&ring_);
  }
}

/// Before anybody is told of anything: nobody need know that it was under way.
void ring::complete_sends() {
  if (sending_.empty())
    return;
  for (auto& one : events_) {
    if (one.user_data == of_nobody || operation_of(one) != operation::send)
      continue;
    const auto found = std::ranges::find(sending_, member_of(one), &sending::who);
    if (found != sending_.end())
      found->result = one.res;
    one.user_data = of_nobody;
  }
  const auto taken = io_uring_smp_load_acquire(ring_.sq.khead);
  for (auto& each : sending_)
    if (static_cast<int>(taken - each.place) < 0) { // the kernel had no memory for it
      ::io_uring_prep_nop(each.how);
      each.how->user_data = of_nobody;
      each.result = -EAGAIN;
    }
  for (const auto& each : sending_)
    each.who->sent(each.result);
  sending_.clear();
}

void ring::reap() {
  collect();
  complete_sends();
  while (next_event_ < events_.size()) {
    const auto one = events_[next_event_++]; // whoever is told may throw: it is not to be told again
    complete(one);
  }
  events_.clear();
  next_event_ = 0;
}

void ring::submit(long microseconds) noexcept {
  ::io_uring_buf_ring_advance(memory_->free(), std::exchange(given_back_, 0));
  if (microseconds < 0) {
    ::io_uring_submit_and_wait(&ring_, 1);
  } else if (microseconds == 0) {
    ::io_uring_submit_and_get_events(&ring_);
  } else {
    constexpr long a_second = 1'000'000;
    __kernel_timespec most{microseconds / a_second, microseconds % a_second * 1000};
    io_uring_cqe* first = nullptr;
    ::io_uring_submit_and_wait_timeout(&ring_, &first, 1, &most, nullptr);
  }
}

void ring::complete(const io_uring_cqe& one) {
  if (one.user_data == of_nobody)
    return;
  if (one.user_data == of_also) {
    also_waits_ = false;
    also_has_ = true;
    return;
  }
  const auto what = operation_of(one);
  const bool last = (one.flags & IORING_CQE_F_MORE) == 0;
  if (last)
    --asked_for_;
  auto* const who = member_of(one);
  if (what == operation::arrivals)
    return who->arrived(one.res, last);
  block received;
  if ((one.flags & IORING_CQE_F_BUFFER) != 0)
    received = block(memory_->block(one.flags >> IORING_CQE_BUFFER_SHIFT), {this});
  who->completed(what, one.res, std::move(received));
}

void ring::finish() noexcept {
  for (auto& one : all_)
    one.leave_ring();
  for (const auto until = steady_clock::now() + last_farewell; !leaving_.empty() && steady_clock::now() < until;) {
    prepare_all();
    submit(a_moment);
    reap();
  }
  break_off_farewells(steady_clock::time_point::max());
  prepare_all();
  auto& all = next(of_nobody);
  ::io_uring_prep_cancel64(&all, 0, IORING_ASYNC_CANCEL_ANY | IORING_ASYNC_CANCEL_ALL);
  do {
    submit(forever);
    reap();
  } while (asked_for_ > 0);
}

} // namespace loadex::net::io
