#include "tests/bench/lean/ring.hpp"

#include <sys/mman.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace loadex::bench {

namespace {

enum kind : unsigned { accepting, receiving, sending };

constexpr std::size_t mapping(unsigned buffers) {
  return buffers * sizeof(io_uring_buf);
}

void check(int result) {
  if (result < 0)
    throw no_ring(-result, std::system_category(), "io_uring");
}

void mark(io_uring_sqe* entry, kind what, int socket) {
  io_uring_sqe_set_data64(entry, std::uint64_t{what} << 32 | static_cast<std::uint32_t>(socket));
}

} // namespace

void ring::unmap::operator()(io_uring_buf_ring* mapped) const noexcept {
  munmap(mapped, mapping(buffers));
}

ring::ring()
    : bytes_(std::make_unique<char[]>(buffers * buffer_size)) {
  io_uring_params wanted{};
  wanted.flags = IORING_SETUP_CQSIZE | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;
  wanted.cq_entries = 4 * buffers;
  auto made = std::make_unique<io_uring>();
  check(io_uring_queue_init_params(buffers, made.get(), &wanted));
  ring_.reset(made.release());
  check(io_uring_register_ring_fd(ring_.get()));

  void* mapped = mmap(nullptr, mapping(buffers), PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, -1, 0);
  check(mapped == MAP_FAILED ? -errno : 0);
  free_buffers_.reset(static_cast<io_uring_buf_ring*>(mapped));
  io_uring_buf_reg shared{};
  shared.ring_addr = reinterpret_cast<std::uintptr_t>(mapped);
  shared.ring_entries = buffers;
  check(io_uring_register_buf_ring(ring_.get(), &shared, 0));
  io_uring_buf_ring_init(free_buffers_.get());
  for (unsigned buffer = 0; buffer < buffers; ++buffer)
    give_back(buffer);
}

io_uring_sqe* ring::next_entry() {
  auto* entry = io_uring_get_sqe(ring_.get());
  while (!entry) { // as many as fit have been asked for in this turn
    check(io_uring_submit(ring_.get()));
    entry = io_uring_get_sqe(ring_.get());
  }
  return entry;
}

void ring::accept(int listening) {
  auto* entry = next_entry();
  io_uring_prep_multishot_accept(entry, listening, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  mark(entry, accepting, listening);
}

void ring::receive(int socket) {
  auto* entry = next_entry();
  io_uring_prep_recv_multishot(entry, socket, nullptr, 0, 0);
  io_uring_sqe_set_flags(entry, IOSQE_BUFFER_SELECT);
  mark(entry, receiving, socket);
}

void ring::send(int socket, std::string_view bytes) {
  auto* entry = next_entry();
  io_uring_prep_send(entry, socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_WAITALL);
  io_uring_sqe_set_flags(entry, IOSQE_CQE_SKIP_SUCCESS);
  mark(entry, sending, socket);
}

void ring::wait() {
  __kernel_timespec patience{0, 100'000'000};
  io_uring_cqe* first = nullptr;
  const int result = io_uring_submit_and_wait_timeout(ring_.get(), &first, 1, &patience, nullptr);
  check(result == -ETIME || result == -EINTR ? 0 : result);
}

void ring::tell_all(events& whom) {
  const io_uring_cqe* what = nullptr;
  unsigned position = 0;
  unsigned count = 0;
  io_uring_for_each_cqe(ring_.get(), position, what) {
    ++count;
    tell(*what, whom);
  }
  io_uring_cq_advance(ring_.get(), count);
}

void ring::tell(const io_uring_cqe& what, events& whom) {
  const auto kind = static_cast<unsigned>(what.user_data >> 32);
  const int socket = static_cast<int>(what.user_data & 0xffffffff);
  const bool goes_on = what.flags & IORING_CQE_F_MORE;
  if (kind == accepting) {
    if (what.res >= 0)
      whom.accepted(what.res);
    if (!goes_on)
      accept(socket);
  } else if (kind == receiving) {
    if (what.res > 0) {
      const unsigned buffer = what.flags >> IORING_CQE_BUFFER_SHIFT;
      whom.received(socket, {&bytes_[buffer * buffer_size], static_cast<std::size_t>(what.res)});
      give_back(buffer);
    }
    if (what.res <= 0 && what.res != -ENOBUFS)
      whom.ended(socket, {-what.res, std::system_category()});
    else if (!goes_on)
      receive(socket);
  } // sending is told of only where it has failed, and then there is nothing to receive either
}

void ring::give_back(unsigned buffer) {
  io_uring_buf_ring_add(free_buffers_.get(), &bytes_[buffer * buffer_size], buffer_size,
                        static_cast<unsigned short>(buffer), io_uring_buf_ring_mask(buffers), 0);
  io_uring_buf_ring_advance(free_buffers_.get(), 1);
}

} // namespace loadex::bench
