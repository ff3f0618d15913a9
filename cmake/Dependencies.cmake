# Finds what the layers need. Everything but LibTorch comes from the distribution (launch/setup.sh installs it).
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(HDF5 REQUIRED IMPORTED_TARGET hdf5)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(ISAL REQUIRED IMPORTED_TARGET libisal)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
find_package(BZip2 REQUIRED)
pkg_check_modules(EXPAT REQUIRED IMPORTED_TARGET expat)
pkg_check_modules(MINIZIP REQUIRED IMPORTED_TARGET minizip)
find_package(nlohmann_json REQUIRED)
find_package(fmt REQUIRED)
find_package(MPI REQUIRED COMPONENTS C)
if(LINKBERT_TESTS)
  find_package(GTest REQUIRED)
endif()

if(LINKBERT_TORCH)
  find_package(yaml-cpp REQUIRED)
  find_package(CLI11 REQUIRED)
  set(LINKBERT_TORCH_DIR ${LINKBERT_DEPS}/torch/torch CACHE PATH "Folder of LibTorch: include/ and lib/")
  if(NOT EXISTS ${LINKBERT_TORCH_DIR}/lib/libtorch_cpu.so)
    message(FATAL_ERROR "LibTorch: ${LINKBERT_TORCH_DIR}/lib/libtorch_cpu.so is missing. "
      "Run launch/setup.sh, or pass -DLINKBERT_TORCH_DIR=<folder with include/ and lib/>.")
  endif()
  # The wheel's TorchConfig.cmake insists on a CUDA toolkit; the two libraries are all the CPU build needs.
  add_library(linkbert_torch INTERFACE)
  # -idirafter: LibTorch brings headers of another fmt, without its library; the distribution's must be found first.
  foreach(folder include include/torch/csrc/api/include)
    target_compile_options(linkbert_torch INTERFACE
      "$<$<COMPILE_LANGUAGE:CXX>:SHELL:-idirafter ${LINKBERT_TORCH_DIR}/${folder}>")
  endforeach()
  # libcudart and libcupti, which libtorch_cpu needs to load, are found through its own RPATH.
  target_link_libraries(linkbert_torch INTERFACE
    ${LINKBERT_TORCH_DIR}/lib/libtorch_cpu.so ${LINKBERT_TORCH_DIR}/lib/libc10.so Threads::Threads)
  target_link_options(linkbert_torch INTERFACE -Wl,--allow-shlib-undefined)
endif()

if(LINKBERT_CUDA)
  if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
    set(CMAKE_CUDA_ARCHITECTURES 80 90)  # A100, H100; later ones run the PTX of the last
  endif()
  enable_language(CUDA)
  set(CMAKE_CUDA_STANDARD 20)
  set(CMAKE_CUDA_STANDARD_REQUIRED ON)
  find_package(CUDAToolkit REQUIRED)
  # NCCL: the one that LibTorch loads (launch/setup.sh --cuda) before the toolkit's, so that a process has one.
  set(wheel ${LINKBERT_DEPS}/torch/nvidia/nccl)
  find_path(LINKBERT_NCCL_INCLUDE nccl.h HINTS ${wheel}/include ${CUDAToolkit_INCLUDE_DIRS})
  find_library(LINKBERT_NCCL_LIBRARY NAMES libnccl.so.2 nccl HINTS ${wheel}/lib ${CUDAToolkit_LIBRARY_DIR})
  if(NOT LINKBERT_NCCL_INCLUDE OR NOT LINKBERT_NCCL_LIBRARY)
    message(FATAL_ERROR "NCCL: nccl.h or libnccl.so.2 is missing. Run launch/setup.sh --cuda, or pass "
      "-DLINKBERT_NCCL_INCLUDE=<folder of nccl.h> -DLINKBERT_NCCL_LIBRARY=<libnccl.so.2>.")
  endif()
  add_library(linkbert_nccl INTERFACE)
  target_include_directories(linkbert_nccl SYSTEM INTERFACE ${LINKBERT_NCCL_INCLUDE} ${CUDAToolkit_INCLUDE_DIRS})
  target_link_libraries(linkbert_nccl INTERFACE ${LINKBERT_NCCL_LIBRARY} CUDA::cudart)
  if(LINKBERT_TORCH)
    target_include_directories(linkbert_torch SYSTEM INTERFACE ${CUDAToolkit_INCLUDE_DIRS})
    # Nothing names a symbol of libtorch_cuda: it registers its kernels when it is loaded.
    target_link_libraries(linkbert_torch INTERFACE -Wl,--no-as-needed ${LINKBERT_TORCH_DIR}/lib/libtorch_cuda.so
      -Wl,--as-needed ${LINKBERT_TORCH_DIR}/lib/libc10_cuda.so CUDA::cudart)
  endif()
endif()
