#include "net/admin/handlers/operations.hpp"

namespace loadex::net::admin::handlers {

awaitable<answer> alive(call) {
  co_return plain_text(200, "ok\n");
}

awaitable<answer> ready(call incoming) {
  co_return incoming.ready ? plain_text(200, "ready\n") : plain_text(503, "shutting down\n");
}

} // namespace loadex::net::admin::handlers
