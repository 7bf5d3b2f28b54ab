#pragma once

#include "net/admin/streamed_body.hpp"
#include "net/io/types.hpp"
#include "observability/metrics/metrics_page.hpp"

#include <memory>
#include <optional>
#include <string>

namespace loadex::net::admin::handlers {

/// A page of metrics whose pieces are made on the control thread when its client takes them: a slow one costs no
/// memory.
class metrics_stream final : public streamed_body {
public:
  metrics_stream(executor control, executor on, std::shared_ptr<observability::metrics_page> page);

  ~metrics_stream() override;

  /// Nothing before it is whole: Loadex stops.
  awaitable<std::optional<std::string>> next() override;

  /// It goes on to its end all the same: nothing would tell that it is not whole. A client that has left is served no
  /// more by whoever sends it.
  void end() override {}
  bool has_end() const override { return true; }

  bool is_whole() const noexcept { return whole_; }

  /// Has that be the next piece.
  void put_back(std::string piece) { again_ = std::move(piece); }

private:
  const executor control_;
  const executor on_;
  std::shared_ptr<observability::metrics_page> page_;
  std::string again_;
  bool whole_ = false;
};

} // namespace loadex::net::admin::handlers
