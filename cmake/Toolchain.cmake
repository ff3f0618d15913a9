# Compiler flags every target shares, ccache where present, sanitizers on request.
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(LINKBERT_CCACHE ccache)
if(LINKBERT_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${LINKBERT_CCACHE})
endif()

add_library(linkbert_flags INTERFACE)
target_include_directories(linkbert_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(linkbert_flags INTERFACE -Wall -Wextra -Wconversion -Wshadow)
if(LINKBERT_WARNINGS_AS_ERRORS)
  target_compile_options(linkbert_flags INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 sees overruns inside std::string's own operator+ once it is inlined; clang-tidy and ASan look for true ones.
  target_compile_options(linkbert_flags INTERFACE -Wno-array-bounds -Wno-restrict)
endif()
if(LINKBERT_CCACHE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # ccache can only reuse objects built with a precompiled header under this flag.
  target_compile_options(linkbert_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
endif()

if(LINKBERT_SANITIZE)
  add_compile_options(-fsanitize=${LINKBERT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${LINKBERT_SANITIZE})
endif()

# linkbert_library(NAME FOLDERS folder... [EXCLUDE regex] LINK lib... [PRECOMPILE header...]): a static library of every
# .cc in the folders, but those whose path matches.
function(linkbert_library name)
  cmake_parse_arguments(ARG "" "EXCLUDE" "LINK;PRECOMPILE;FOLDERS" ${ARGN})
  linkbert_sources(sources ${CMAKE_CURRENT_SOURCE_DIR} *.cc "${ARG_EXCLUDE}" ${ARG_FOLDERS})
  if(NOT sources)
    add_library(${name} INTERFACE)  # a room nobody has moved into yet
    target_link_libraries(${name} INTERFACE linkbert_flags ${ARG_LINK})
    return()
  endif()
  add_library(${name} STATIC ${sources})
  target_link_libraries(${name} PUBLIC linkbert_flags ${ARG_LINK})
  if(ARG_PRECOMPILE)
    target_precompile_headers(${name} PRIVATE ${ARG_PRECOMPILE})
  endif()
endfunction()
