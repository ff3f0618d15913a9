# Which files a target is made of; a new file is picked up without editing a list.

# linkbert_sources(OUT ROOT PATTERN EXCLUDE folder...): every file of the pattern in ROOT/folder... and below, but those whose
# path matches EXCLUDE (if not empty).
function(linkbert_sources out root pattern exclude)
  set(sources "")
  foreach(folder IN LISTS ARGN)
    file(GLOB_RECURSE found CONFIGURE_DEPENDS ${root}/${folder}/${pattern})
    list(APPEND sources ${found})
  endforeach()
  if(exclude)
    list(FILTER sources EXCLUDE REGEX "${exclude}")
  endif()
  if(LINKBERT_UNITS)
    linkbert_units(sources ${sources})
  endif()
  set(${out} ${sources} PARENT_SCOPE)
endfunction()

# linkbert_units(OUT file...): instead of the files, one a folder that includes them all: headers and templates are compiled
# once a folder, and the paths are the same in every checkout, for ccache. What is in anonymous namespaces meets there, so
# its names are unique in a folder.
function(linkbert_units out)
  set(folders "")
  foreach(source IN LISTS ARGN)
    file(RELATIVE_PATH path ${CMAKE_SOURCE_DIR} ${source})
    get_filename_component(folder ${path} DIRECTORY)
    list(APPEND folders ${folder})
    string(APPEND of_${folder} "#include \"${path}\"\n")
  endforeach()
  list(REMOVE_DUPLICATES folders)
  set(units "")
  foreach(folder IN LISTS folders)
    string(REPLACE "/" "-" unit ${folder})
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/units/${unit}.cc CONTENT "${of_${folder}}" @ONLY)
    list(APPEND units ${CMAKE_BINARY_DIR}/units/${unit}.cc)
  endforeach()
  set(${out} ${units} PARENT_SCOPE)
endfunction()
