#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace loadex::net::exchange {

/// What has come so far of a request's body, for as long as it can be sent again. What stays where it was read is not
/// copied, if nothing else comes behind it.
class held_body {
public:
  std::string_view text() const noexcept { return read_.empty() ? std::string_view(copied_) : read_; }
  std::size_t size() const noexcept { return text().size(); }

  /// `stays`: where it is, until clear().
  void add(std::string_view piece, bool stays) {
    if (stays && size() == 0) {
      read_ = piece;
      return;
    }
    copied_ += read_;
    read_ = {};
    copied_ += piece;
  }

  void clear() noexcept {
    read_ = {};
    copied_.clear();
  }

  /// Gives memory back to the heap if it is more than so many bytes.
  void shrink(std::size_t most) {
    if (copied_.capacity() > most)
      std::string().swap(copied_);
  }

private:
  std::string_view read_; // all of it, if not empty
  std::string copied_;
};

} // namespace loadex::net::exchange
