# Gives the target hwnas::hwnas, the library for programs. Plugins build against the package hwnas-1 instead.
include(${CMAKE_CURRENT_LIST_DIR}/libhwnasTargets.cmake)
