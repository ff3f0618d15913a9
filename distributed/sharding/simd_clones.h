// LB_SIMD_CLONES: compiles a function once an instruction set; the loader chooses, the build itself stays portable.
//
// For kernels whose source is built without contraction to fused multiply-adds (distributed/CMakeLists.txt), so that
// every clone rounds alike. Off under sanitizers: the resolvers run before their start.
#pragma once

#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
#define LB_SIMD_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define LB_SIMD_CLONES
#endif
