#include "net/admin/handlers/verdict_words.hpp"

#include "net/admin/timestamp.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace loadex::net::admin::handlers {

namespace {

using actors::explanation;
using actors::selection;
using config::algorithm;
using verdict = explanation::verdict;

/// With one decimal at most.
std::string short_number(double value) {
  std::array<char, 32> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(),
                                          std::round(value * 10) / 10); // NOLINT(*-magic-numbers)
  return {digits.data(), end};
}

/// `3 in flight for weight 2`
std::string load_of(const verdict& one) {
  auto text = std::to_string(one.in_flight) + " in flight";
  if (one.weight != 1 || one.share < 1)
    text += " for weight " + short_number(one.weight * one.share);
  return text;
}

/// `12.3 ms lately and 3 in flight`
std::string latency_and_load_of(const verdict& one) {
  if (!one.latency)
    return "no latency known and " + load_of(one);
  return short_number(one.latency->count() * 1e3) + " ms lately and " + load_of(one);
}

/// What one that is compared has to show.
std::string figures_of(const verdict& one, algorithm by) {
  return by == algorithm::peak_ewma ? latency_and_load_of(one) : load_of(one);
}

std::string why_chosen(const explanation& all, const verdict& one, bool has_key) {
  if (all.by_affinity)
    return "the client's cookie names it";
  switch (all.algorithm) {
  case algorithm::round_robin:
  case algorithm::weighted_round_robin:
    return "its turn is next";
  case algorithm::least_connections:
    return load_of(one) + ": nobody has less; of equal ones chance decides";
  case algorithm::power_of_two:
  case algorithm::peak_ewma:
    return "drawn with another, which does not come before it: " + figures_of(one, all.algorithm);
  case algorithm::random:
    return "drawn at random, by weight";
  case algorithm::first:
    return "the first that can take it";
  case algorithm::ip_hash:
  case algorithm::url_hash:
  case algorithm::header_hash:
  case algorithm::cookie_hash:
    return has_key ? "the request's key leads to it" : "the request has no key, so chance decides";
  }
  return {};
}

std::string why_outscored(const explanation& all, const verdict& one, bool has_key) {
  const auto* chosen = chosen_of(all);
  if (chosen == nullptr)
    return "nobody is chosen";
  if (all.by_affinity)
    return "the client's cookie names " + chosen->backend;
  switch (all.algorithm) {
  case algorithm::round_robin:
  case algorithm::weighted_round_robin:
    return "its turn comes later; that of " + chosen->backend + " is next";
  case algorithm::least_connections:
    return load_of(one) + "; " + chosen->backend + " has " + load_of(*chosen);
  case algorithm::power_of_two:
  case algorithm::peak_ewma:
    return "not drawn, or behind " + chosen->backend + ": " + figures_of(one, all.algorithm) + ", against " +
           figures_of(*chosen, all.algorithm);
  case algorithm::random:
    return "not drawn: chance, by weight, chose " + chosen->backend;
  case algorithm::first:
    return chosen->backend + " comes before it";
  case algorithm::ip_hash:
  case algorithm::url_hash:
  case algorithm::header_hash:
  case algorithm::cookie_hash:
    return (has_key ? "the request's key leads to " : "the request has no key, and chance chose ") + chosen->backend;
  }
  return {};
}

/// `unhealthy since 2026-01-02T03:04:05Z: connect_refused, Connection refused`
std::string why_unavailable(const verdict& one) {
  using actors::health::state;
  auto text = std::string(to_string(one.state)) + " since " + timestamp(one.since);
  if (one.state == state::disabled || one.state == state::draining) // that was ordered, however its health is
    return text;
  const char* before = ": ";
  for (const auto part : {one.reason == base::reason::none ? std::string_view() : base::to_string(one.reason),
                          std::string_view(one.detail)})
    if (!part.empty()) {
      text.append(before).append(part);
      before = ", ";
    }
  return text;
}

} // namespace

std::string_view to_string(selection why) noexcept {
  switch (why) {
  case selection::chosen:
    return "chosen";
  case selection::unavailable:
    return "unavailable";
  case selection::tried:
    return "tried";
  case selection::weightless:
    return "weightless";
  case selection::in_reserve:
    return "in reserve";
  case selection::outscored:
    return "outscored";
  case selection::full:
    return "full";
  case selection::on_trial:
    return "on trial";
  }
  return "";
}

std::string why(const explanation& all, const verdict& one, bool has_key) {
  switch (one.why) {
  case selection::chosen:
    return why_chosen(all, one, has_key);
  case selection::unavailable:
    return why_unavailable(one);
  case selection::tried:
    return "the request has been there";
  case selection::weightless:
    return "its weight is 0: only clients whose cookie names it come there";
  case selection::in_reserve:
    return "a backup, and others are available";
  case selection::outscored:
    return why_outscored(all, one, has_key);
  case selection::full:
    return std::to_string(one.in_flight) + " in flight, and no place for more";
  case selection::on_trial:
    return "on trial after an ejection: one request at a time, and only one that can be repeated elsewhere; " +
           std::to_string(one.in_flight) + " in flight";
  }
  return {};
}

const verdict* chosen_of(const explanation& all) noexcept {
  const auto found = std::ranges::find(all.backends, selection::chosen, &verdict::why);
  return found == all.backends.end() ? nullptr : &*found;
}

} // namespace loadex::net::admin::handlers
