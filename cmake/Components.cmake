# The three kinds of target in this tree. Sources are globbed: adding a file to a folder is all it takes.

# loadex_component(NAME FOLDERS folders... [DEPENDS targets...]): the library loadex_NAME.
function(loadex_component name)
  cmake_parse_arguments(ARG "" "" "FOLDERS;DEPENDS" ${ARGN})
  set(patterns "")
  foreach(folder IN LISTS ARG_FOLDERS)
    list(APPEND patterns "${folder}/*.cpp")
  endforeach()
  file(GLOB sources CONFIGURE_DEPENDS ${patterns})
  add_library(loadex_${name} STATIC ${sources})
  target_include_directories(loadex_${name} PUBLIC "${CMAKE_SOURCE_DIR}")
  target_link_libraries(loadex_${name} PUBLIC ${ARG_DEPENDS} PRIVATE loadex_warnings)
endfunction()

# loadex_program(NAME [DEPENDS targets...]): an executable made of the sources of the folder NAME.
function(loadex_program name)
  cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${name}/*.cpp")
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} loadex_warnings)
endfunction()

# loadex_test(NAME LABEL label FOLDERS folders... [DEPENDS targets...]): a Catch2 executable; every test case is a CTest test.
function(loadex_test name)
  cmake_parse_arguments(ARG "" "LABEL" "FOLDERS;DEPENDS;PROPERTIES" ${ARGN})
  set(patterns "")
  foreach(folder IN LISTS ARG_FOLDERS)
    list(APPEND patterns "${folder}/*.cpp")
  endforeach()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${patterns})
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} Catch2::Catch2WithMain loadex_warnings)
  catch_discover_tests(${name} TEST_PREFIX "${ARG_LABEL}: " PROPERTIES LABELS "${ARG_LABEL}" ${ARG_PROPERTIES})
endfunction()
