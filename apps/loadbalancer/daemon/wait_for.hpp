#pragma once

#include "actors/runtime/reply_slot.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <utility>

namespace loadex {

/// Has `ask` put a question, and waits for the answer: on a thread that may. Nothing if none comes, since whoever was
/// asked has ended.
template <class Answer, class Ask>
std::optional<Answer> wait_for(Ask ask) {
  constexpr auto long_enough = std::chrono::seconds(10); // who has ended at the very moment does not even say so
  const auto told = std::make_shared<std::promise<std::optional<Answer>>>();
  auto answer = told->get_future();
  ask(actors::reply_slot<Answer>([told](std::optional<Answer> said) { told->set_value(std::move(said)); }));
  return answer.wait_for(long_enough) == std::future_status::ready ? answer.get() : std::nullopt;
}

} // namespace loadex
