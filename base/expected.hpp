#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

namespace loadex::base {

/// What is wrong with a text that somebody wrote, and what is allowed.
struct mistake {
  std::string why;
};

/// What a text was read as, or the mistake in it.
template <class T>
class expected {
public:
  expected(T value)
      : held_(std::move(value)) {}
  expected(mistake wrong)
      : held_(std::move(wrong)) {}

  explicit operator bool() const noexcept { return std::holds_alternative<T>(held_); }
  const T& operator*() const { return std::get<T>(held_); }
  const T* operator->() const { return &std::get<T>(held_); }

  /// What is wrong; only of a mistake.
  const std::string& error() const { return std::get<mistake>(held_).why; }

  /// The value where a mistake is one of the program or its configuration.
  /// @throws std::invalid_argument with what is wrong.
  T value() && {
    if (!*this)
      throw std::invalid_argument(error());
    return std::get<T>(std::move(held_));
  }

private:
  std::variant<T, mistake> held_;
};

} // namespace loadex::base
