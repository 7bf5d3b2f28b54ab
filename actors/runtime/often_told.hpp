#pragma once

#include <caf/invoke_message_result.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/stateful_actor.hpp>

#include <typeinfo>

namespace loadex::actors {

/// An actor that is told one kind of message again and again. Its state's member `handle` gets that at once, where CAF
/// would ask one handler after the other and prepare an answer that nobody waits for. It stands in the behavior, too:
/// that is what the actor's type is made of, and what an answer is asked of.
template <class Handle, auto handle>
class often_told;

template <class Handle, class State, class Message, void (State::*handle)(const Message&)>
class often_told<Handle, handle> : public Handle::template stateful_base<State> {
public:
  using Handle::template stateful_base<State>::stateful_base;

  caf::invoke_message_result consume(caf::mailbox_element& element) override {
    const auto& content = element.content();
    if (content.size() != 1 || content.type(0).second != &typeid(Message) || !element.mid.is_async())
      return Handle::template stateful_base<State>::consume(element);
    (this->state.*handle)(*static_cast<const Message*>(content.get(0)));
    return caf::invoke_message_result::consumed;
  }
};

} // namespace loadex::actors
