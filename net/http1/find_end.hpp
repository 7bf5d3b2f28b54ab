#pragma once

#include "net/http/characters.hpp"

#include <bit>
#include <cstddef>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/// Where the parts of a head end, found 16 bytes at a time where the processor can (SSE2: every x86-64).
namespace loadex::net::http1 {

/// Ends a name.
struct colon {
  static bool is(char c) noexcept { return c == ':'; }
#ifdef __SSE2__
  static __m128i in(__m128i bytes) noexcept {
    return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(':'));
  }
#endif
};

/// What can be in no target: a control character, a space, DEL.
struct outside_target {
  static bool is(char c) noexcept { return c == ' ' || c == '\t' || !http::is_text(c); }
#ifdef __SSE2__
  static __m128i in(__m128i bytes) noexcept {
    const auto space = _mm_set1_epi8(' ');
    return _mm_or_si128(_mm_cmpeq_epi8(_mm_min_epu8(bytes, space), bytes),
                        _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\x7f')));
  }
#endif
};

/// What can be in no value: a control character but the tab, DEL.
struct outside_text {
  static bool is(char c) noexcept { return !http::is_text(c); }
#ifdef __SSE2__
  static __m128i in(__m128i bytes) noexcept {
    const auto last_control = _mm_set1_epi8('\x1f');
    const auto controls = _mm_cmpeq_epi8(_mm_min_epu8(bytes, last_control), bytes);
    return _mm_or_si128(_mm_andnot_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t')), controls),
                        _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\x7f')));
  }
#endif
};

/// How many bytes are looked at together.
constexpr std::ptrdiff_t block = 16;

/// The first byte in [at, end) that is a `What`, or `end`. At least a block before `end` must be readable: what `at`
/// is a part of has no fewer.
template <class What>
[[gnu::always_inline]] inline const char* find_end(const char* at, const char* end) noexcept {
#ifdef __SSE2__
  const auto matches = [](const char* from) {
    const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    return static_cast<unsigned>(_mm_movemask_epi8(What::in(bytes)));
  };
  for (; end - at >= block; at += block)
    if (const auto found = matches(at))
      return at + std::countr_zero(found);
  if (const auto seen = block - (end - at); const auto found = matches(end - block) >> seen)
    return at + std::countr_zero(found);
  return end;
#else
  while (at != end && !What::is(*at))
    ++at;
  return at;
#endif
}

} // namespace loadex::net::http1
