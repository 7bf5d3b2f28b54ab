#pragma once

#include "net/io/engine.hpp"

#include <functional>
#include <utility>

namespace loadex::net::io {

/// Something to do once everybody had their turn to whom something has happened: once, however often it was asked for.
/// Not at all if this has gone by then. Confined to its thread.
class later final : engine::watcher {
public:
  later(const executor& on, std::function<void()> what)
      : engine_(engine::of(on))
      , what_(std::move(what)) {}

  void ask() { engine_.soon(*this); }

private:
  void ready(bool) override { what_(); }
  void abandon() noexcept override {}

  engine& engine_;
  const std::function<void()> what_;
};

} // namespace loadex::net::io
