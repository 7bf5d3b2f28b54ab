# The kinds of target in this tree. Sources are globbed: adding a file to a folder is all it takes.

# loadex_component(NAME FOLDERS folders... [DEPENDS targets...] [PRECOMPILED set]): the library loadex_NAME.
function(loadex_component name)
  cmake_parse_arguments(ARG "" "PRECOMPILED" "FOLDERS;DEPENDS" ${ARGN})
  set(patterns "")
  foreach(folder IN LISTS ARG_FOLDERS)
    list(APPEND patterns "${folder}/*.cpp")
  endforeach()
  file(GLOB sources CONFIGURE_DEPENDS ${patterns})
  add_library(loadex_${name} STATIC ${sources})
  target_include_directories(loadex_${name} PUBLIC "${CMAKE_SOURCE_DIR}")
  target_link_libraries(loadex_${name} PUBLIC ${ARG_DEPENDS} PRIVATE loadex_warnings)
  loadex_use_precompiled(loadex_${name} "${ARG_PRECOMPILED}")
endfunction()

# loadex_program(NAME [DEPENDS targets...]): an executable made of the sources of the folder NAME.
function(loadex_program name)
  cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${name}/*.cpp")
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} loadex_warnings)
endfunction()

# loadex_test(NAME LABEL label FOLDERS folders... [DEPENDS targets...] [PROPERTIES p v...] [PRECOMPILED set] [TIMING]
# [AT_ONCE_IF_SANITIZED]): a Catch2 executable; every test case is a CTest test. With TIMING, those with the tag [timing]
# measure what a busy machine spoils: they run alone and have the label `timing` too. With AT_ONCE_IF_SANITIZED all are
# one CTest test under a sanitizer. One that warns SKIPPED: is shown as skipped.
function(loadex_test name)
  cmake_parse_arguments(ARG "TIMING;AT_ONCE_IF_SANITIZED" "LABEL;PRECOMPILED" "FOLDERS;DEPENDS;PROPERTIES" ${ARGN})
  set(patterns "")
  foreach(folder IN LISTS ARG_FOLDERS)
    list(APPEND patterns "${folder}/*.cpp")
  endforeach()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${patterns})
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} Catch2::Catch2WithMain loadex_warnings)
  loadex_use_precompiled(${name} "${ARG_PRECOMPILED}")
  list(APPEND ARG_PROPERTIES SKIP_REGULAR_EXPRESSION "SKIPPED:")
  if(ARG_AT_ONCE_IF_SANITIZED AND LOADEX_SANITIZE) # a process of its own costs each more than most of them take
    add_test(NAME "${ARG_LABEL}: all" COMMAND ${name})
    set_tests_properties("${ARG_LABEL}: all" PROPERTIES LABELS "${ARG_LABEL}" ${ARG_PROPERTIES})
    return()
  endif()
  if(ARG_TIMING)
    catch_discover_tests(${name} TEST_SPEC "[timing]" TEST_PREFIX "${ARG_LABEL}: " TEST_LIST ${name}_timing
      PROPERTIES LABELS "${ARG_LABEL} timing" RUN_SERIAL TRUE ${ARG_PROPERTIES})
    set(others TEST_SPEC "~[timing]")
  endif()
  catch_discover_tests(${name} ${others} TEST_PREFIX "${ARG_LABEL}: "
    PROPERTIES LABELS "${ARG_LABEL}" ${ARG_PROPERTIES})
endfunction()
