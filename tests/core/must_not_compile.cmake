# Compiles SOURCE once for each CASE: case 0 must pass, the others must fail.
foreach(case RANGE 0 13)
    execute_process(COMMAND ${COMPILER} -std=c++20 ${INCLUDES} -DCASE=${case} -fsyntax-only ${SOURCE}
                    RESULT_VARIABLE result OUTPUT_QUIET ERROR_QUIET)
    if(case EQUAL 0 AND NOT result EQUAL 0)
        message(FATAL_ERROR "case 0 should compile")
    elseif(NOT case EQUAL 0 AND result EQUAL 0)
        message(FATAL_ERROR "case ${case} compiles, but mixing these types must be refused")
    endif()
endforeach()
