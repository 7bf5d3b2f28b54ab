#pragma once

#include <memory>

namespace loadex::actors {

struct pool_view;
using pool_view_ptr = std::shared_ptr<const pool_view>;

} // namespace loadex::actors
