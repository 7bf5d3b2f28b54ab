#pragma once

#include <cstdio>
#include <cstdlib>

/// Ends the process if a property does not hold: the fuzzer keeps the input and shows what was violated.
#define FUZZ_CHECK(property)                                                                                           \
  do {                                                                                                                 \
    if (!(property)) {                                                                                                 \
      std::fprintf(stderr, "%s:%d: violated: %s\n", __FILE__, __LINE__, #property);                                    \
      std::abort();                                                                                                    \
    }                                                                                                                  \
  } while (false)
