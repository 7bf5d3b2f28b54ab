#pragma once

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace loadex::tests::edge {

/// One thing that a client or a backend of ours does on its connection.
struct step {
  enum class kind {
    say,           // sends `text`
    hear,          // waits until the peer has sent `text` in this exchange
    backend_hears, // (client) waits until `text` has reached the backend
    end_sending,   // says that nothing more will be sent
    leave,         // closes the connection
    reset,         // breaks it
    await_end,     // (backend) waits until the peer has gone
    pause          // lets `time` pass, where it is the passing of time that is tested
  };

  kind what = kind::say;
  std::string text{};
  std::chrono::milliseconds time{0};

  step(kind k, std::string t = {})
      : what(k)
      , text(std::move(t)) {}
  step(std::string t)
      : text(std::move(t)) {}

  /// A literal, with the NULs in it.
  template <std::size_t Size>
  step(const char (&literal)[Size]) // NOLINT(modernize-avoid-c-arrays)
      : text(literal, Size - 1) {}
};

inline step hear(std::string text) {
  return {step::kind::hear, std::move(text)};
}

inline step once_backend_hears(std::string text) {
  return {step::kind::backend_hears, std::move(text)};
}

inline step pause(std::chrono::milliseconds time) {
  step result(step::kind::pause);
  result.time = time;
  return result;
}

inline const step end_sending(step::kind::end_sending);
inline const step leave(step::kind::leave);
inline const step reset(step::kind::reset);
inline const step await_end(step::kind::await_end);

/// What one side does, in order. A string alone is what it sends.
struct script {
  std::vector<step> steps;

  script(std::initializer_list<step> all)
      : steps(all) {}
  script(std::vector<step> all)
      : steps(std::move(all)) {}
  script(std::string text)
      : steps{step(std::move(text))} {}
  template <std::size_t Size>
  script(const char (&literal)[Size]) // NOLINT(modernize-avoid-c-arrays)
      : steps{step(literal)} {}
};

/// Sends each byte by itself.
inline script dribble(const std::string& text) {
  std::vector<step> steps;
  for (const char byte : text)
    steps.emplace_back(std::string(1, byte));
  return steps;
}

} // namespace loadex::tests::edge
