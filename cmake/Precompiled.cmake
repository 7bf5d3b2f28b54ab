# Headers that are parsed once for many sources, which includes them all the same: lint compiles without these
# (CMAKE_DISABLE_PRECOMPILE_HEADERS). To read a set costs time too, the more the larger it is: docs/measured/build.md.

# loadex_precompiled(NAME HEADERS headers... [DEPENDS targets...]): headers that are parsed once for all targets with
# PRECOMPILED NAME.
function(loadex_precompiled name)
  cmake_parse_arguments(ARG "" "" "HEADERS;DEPENDS" ${ARGN})
  if(CMAKE_DISABLE_PRECOMPILE_HEADERS)
    return()
  endif()
  add_library(loadex_precompiled_${name} OBJECT "${CMAKE_SOURCE_DIR}/cmake/precompiled.cpp")
  target_precompile_headers(loadex_precompiled_${name} PRIVATE <ostream> ${ARG_HEADERS})
  target_link_libraries(loadex_precompiled_${name} PRIVATE ${ARG_DEPENDS} loadex_warnings)
  set_target_properties(loadex_precompiled_${name} PROPERTIES LOADEX_PRECOMPILED ON)
endfunction()

# Has `target` use the set `name`, if one is named.
function(loadex_use_precompiled target name)
  if(TARGET loadex_precompiled_${name})
    target_precompile_headers(${target} REUSE_FROM loadex_precompiled_${name})
    # GCC takes them only from who defines what they were compiled with.
    target_compile_definitions(${target} PRIVATE $<TARGET_PROPERTY:loadex_precompiled_${name},COMPILE_DEFINITIONS>)
    # GCC 12 takes the heap of a std::string that it knows from them for its short buffer.
    target_compile_options(${target} PRIVATE
      $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds -Wno-stringop-overread -Wno-stringop-overflow>)
    set_target_properties(${target} PROPERTIES LOADEX_PRECOMPILED ON)
  endif()
endfunction()

# The balancer: whoever waits in coroutines or talks to actors.
loadex_precompiled(asio_and_caf DEPENDS loadex_asio CAF::core HEADERS
  <boost/asio/as_tuple.hpp> <boost/asio/awaitable.hpp> <boost/asio/co_spawn.hpp> <boost/asio/ip/tcp.hpp>
  <boost/asio/steady_timer.hpp> <boost/beast/core/string.hpp> <boost/beast/http/field.hpp>
  <caf/actor_system.hpp> <caf/typed_actor.hpp> <caf/typed_event_based_actor.hpp>
  <chrono> <functional> <map>)

# Plain values and decisions.
loadex_precompiled(standard HEADERS
  <algorithm> <chrono> <functional> <map> <memory> <optional> <string> <string_view> <vector>)
