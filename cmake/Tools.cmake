# How the build runs: compiler cache and fast linker where installed, warnings, sanitizers, coverage.

option(LOADEX_WERROR "Treat warnings in our code as errors" ON)
set(LOADEX_SANITIZE "" CACHE STRING "Sanitizers to build with, e.g. address,undefined or thread")
option(LOADEX_FUZZ "Build the fuzz targets for libFuzzer (clang)" OFF)
option(LOADEX_COVERAGE "Instrument for gcov" OFF)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # What ccache asks of those who use precompiled headers; it would read them again for every source but for the inode
  # cache. Paths below the tree are no part of what it goes by: another checkout has been compiled, too.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_INODECACHE=1 CCACHE_NOHASHDIR=1
      "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" "${CCACHE_PROGRAM}")
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-fpch-preprocess)
  # GCC tidies its own heap while it compiles, which takes 8 % of the time, and most sources never need it to.
  add_compile_options("SHELL:--param ggc-min-expand=100" "SHELL:--param ggc-min-heapsize=524288")
endif()

find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()

add_library(loadex_warnings INTERFACE)
target_compile_options(loadex_warnings INTERFACE
  # GCC 12 takes the allocation functions of Asio's coroutine frames for a mismatched pair.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete>
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  $<$<BOOL:${LOADEX_WERROR}>:-Werror>)

if(LOADEX_SANITIZE)
  # Instrumentation hides from GCC what is initialised: of std::regex, for one, it then warns falsely.
  add_compile_options(-fsanitize=${LOADEX_SANITIZE} -fno-omit-frame-pointer
                      $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  add_link_options(-fsanitize=${LOADEX_SANITIZE})
  if(LOADEX_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
  if(LOADEX_SANITIZE MATCHES "thread")
    add_compile_options(-Wno-tsan) # Asio's fences, which ThreadSanitizer does not see; Asio's locks suffice for it
  endif()
endif()

if(LOADEX_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()
