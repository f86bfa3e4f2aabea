# hwnas_add_plugin(<module> SOURCES <file>... [LIBRARIES <target>...])
#
# Builds <module>.so from sources of which one has HWNAS_PLUGIN(). The module's name is part of its one exported symbol,
# so the file must not be renamed afterwards. It is built to lib/hwnas-1/plugins of the build folder and installed to
# HWNAS_PLUGIN_INSTALL_DIR, by default lib/hwnas-1/plugins under the prefix.
set(HWNAS_PLUGIN_INSTALL_DIR lib/hwnas-1/plugins CACHE STRING "Where plugins are installed")

# Modules that are built with a sanitizer leave its symbols to the host, which -z defs forbids.
function(hwnas_uses_sanitizer out)
  get_directory_property(options COMPILE_OPTIONS)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" config)
  string(FIND "${options} ${CMAKE_C_FLAGS} ${CMAKE_C_FLAGS_${config}}" "-fsanitize" position)
  if(position EQUAL -1)
    set(${out} FALSE PARENT_SCOPE)
  else()
    set(${out} TRUE PARENT_SCOPE)
  endif()
endfunction()

function(hwnas_add_plugin module)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES")
  if(NOT module MATCHES "^[a-z][a-z0-9_]*$")
    message(FATAL_ERROR "hwnas_add_plugin: '${module}' cannot be a module's name: "
                        "it must be lower-case letters, digits and '_', beginning with a letter")
  endif()
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "hwnas_add_plugin(${module}): unknown arguments '${arg_UNPARSED_ARGUMENTS}'; "
                        "known: SOURCES, LIBRARIES")
  endif()
  if(NOT arg_SOURCES)
    message(FATAL_ERROR "hwnas_add_plugin(${module}): SOURCES is missing")
  endif()

  add_library(${module} MODULE ${arg_SOURCES})
  target_link_libraries(${module} PRIVATE hwnas::plugin ${arg_LIBRARIES})
  target_compile_definitions(${module} PRIVATE HWNAS_MODULE=${module})
  set_target_properties(
    ${module} PROPERTIES PREFIX "" SUFFIX ".so" C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden
                         LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib/hwnas-1/plugins)
  target_link_options(${module} PRIVATE -Wl,-z,now -Wl,--exclude-libs,ALL)
  hwnas_uses_sanitizer(sanitized)
  if(NOT sanitized)
    target_link_options(${module} PRIVATE -Wl,-z,defs)
  endif()
  install(TARGETS ${module} LIBRARY DESTINATION ${HWNAS_PLUGIN_INSTALL_DIR})
endfunction()
