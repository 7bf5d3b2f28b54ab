#pragma once

#include "config/settings.hpp"
#include "net/exchange/held_body.hpp"
#include "net/http/client_identity.hpp"
#include "net/http/framing.hpp"
#include "net/http/head.hpp"
#include "net/io/blocks.hpp"
#include "net/io/spares.hpp"
#include "observability/request_record.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace loadex::net::exchange {

/// What the route that a request takes changes of it on the way.
struct changes {
  std::string_view target{}; // that the backend is asked for; empty: as the client has it
  std::string_view prefix{}; // what was taken off its front
  const config::header_changes* of_request = nullptr;
  const config::header_changes* of_answer = nullptr;
};

/// The memory that one request needs, taken from its worker's stock when the request begins and given back afterwards:
/// a client that waits holds none of it.
struct workspace {
  explicit workspace(std::size_t most_of_head)
      : head_limit(most_of_head)
      , request_bytes(head_limit + io::block_size)
      , response_bytes(head_limit + io::block_size)
      , upload(relay_size < head_limit ? relay_size : head_limit) // what an upload overreads must fit request_bytes
      , download(download_size) {}

  static constexpr std::size_t relay_size = 64 * 1024;
  static constexpr std::size_t download_size = 256 * 1024; // what has not been used of it takes no memory

  /// Neither grows nor moves: heads are slices of it.
  class fixed_buffer {
  public:
    explicit fixed_buffer(std::size_t size)
        : bytes_(std::make_unique_for_overwrite<char[]>(size))
        , size_(size) {}
    char* data() const noexcept { return bytes_.get(); }
    std::size_t size() const noexcept { return size_; }
    std::span<char> span() const noexcept { return {data(), size()}; }
    bool holds(std::string_view text) const noexcept {
      return std::greater_equal<>()(text.data(), data()) && std::less<>()(text.data(), data() + size_);
    }

  private:
    std::unique_ptr<char[]> bytes_;
    std::size_t size_;
  };

  const std::size_t head_limit;
  fixed_buffer request_bytes;  // the request's head, and what came with it
  fixed_buffer response_bytes; // the same of the response
  fixed_buffer upload;
  fixed_buffer download;
  http::request_head request;
  http::request_framing framing; // of the request
  http::client_identity asking;  // who has sent it: worked out once
  http::response_head response;
  observability::request_record record;
  std::string to_backend;
  std::string to_client;
  std::string behind_data{}; // what follows there a piece that is not copied
  held_body held;
  changes on_the_way{};
  std::string trailers{};  // of the request, without those that only we may send
  std::string target;      // that the backend is asked for, if a route changes it
  std::string traceparent; // of a trace that begins with the request
  std::string normal;      // the path as routes read it, if that is not how it came
};

/// A worker's stock of workspaces. Its thread only.
class workspaces {
public:
  explicit workspaces(std::size_t head_limit)
      : head_limit_(head_limit) {}

  /// Those that are borrowed from now on have room for such a head.
  void adopt(std::size_t head_limit) {
    if (std::exchange(head_limit_, head_limit) != head_limit)
      spare_.clear();
  }

  struct give_back {
    workspaces* to;
    void operator()(workspace* w) const { to->take_back(w); }
  };
  using borrowed = std::unique_ptr<workspace, give_back>;

  borrowed borrow() {
    auto one = spare_.take();
    if (!one)
      one = std::make_unique<workspace>(head_limit_);
    ++lent_;
    return borrowed(one.release(), give_back{this});
  }

  /// How many are borrowed: requests under way.
  const std::size_t& lent() const noexcept { return lent_; }

  /// Ends those that nobody has needed since the last time: a crowd that has gone leaves no memory in use.
  void trim() noexcept { spare_.trim(); }

private:
  static constexpr std::size_t most_spare = 4096;            // until they are trimmed
  static constexpr std::size_t most_kept_string = 16 * 1024; // bytes; a larger one is given back to the heap

  void take_back(workspace* w) {
    std::unique_ptr<workspace> owned(w);
    --lent_;
    if (owned->head_limit != head_limit_)
      return;
    for (auto* text : {&owned->to_backend, &owned->to_client})
      if (text->capacity() > most_kept_string)
        std::string().swap(*text);
    owned->held.shrink(most_kept_string);
    spare_.keep(std::move(owned));
  }

  std::size_t head_limit_;
  std::size_t lent_ = 0;
  io::spares<workspace> spare_{most_spare};
};

} // namespace loadex::net::exchange
