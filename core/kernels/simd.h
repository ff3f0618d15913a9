// LB_SIMD: compiles a function once per instruction set (AVX-512, AVX2, baseline) and picks one when the program loads.
//
// One binary therefore runs everywhere and is fast where it can be. The mark goes on plain functions that loop over
// raw pointers; a lambda inside such a function is NOT compiled again, so kernels are free functions over a range of
// rows and at::parallel_for calls them. Helpers that must be inlined into them are LB_INLINE.
#pragma once

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)  // whose start comes after the choice
#define LB_SIMD __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define LB_SIMD
#endif
#define LB_INLINE inline __attribute__((always_inline))
