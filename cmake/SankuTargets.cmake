# Helpers that the CMake files of this project share.

# Warnings, and errors for them when SANKU_STRICT is on, for one target of ours.
function(sanku_strict target)
    target_compile_options(${target} PRIVATE
        -Wall -Wextra -Wpedantic -Wconversion -Wshadow
        # gcc 12 sees overlaps in string + string that are not there (its bug 105651).
        $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
        # At -O3 it also takes what an empty optional or variant does not hold for uninitialised.
        $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-maybe-uninitialized>
        $<$<BOOL:${SANKU_STRICT}>:-Werror>)
endfunction()

# Writes a source file that holds files as text, so that a program needs none beside it: the body of
# sanku::shipped::<kind>(), which src/core/shipped_files.hpp declares.
# out: variable that receives the source's path; further arguments: the .toml files.
function(sanku_embed out kind)
    set(entries "")
    foreach(file IN LISTS ARGN)
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
        file(READ ${file} text)
        get_filename_component(id ${file} NAME_WE)
        string(APPEND entries "    {\"${id}\", R\"toml(${text})toml\"},\n")
    endforeach()
    set(source ${PROJECT_BINARY_DIR}/${kind}.cpp)
    file(CONFIGURE OUTPUT ${source} @ONLY CONTENT
"#include \"core/shipped_files.hpp\"

namespace sanku::shipped {

const std::vector<ShippedFile>& @kind@() {
    static const std::vector<ShippedFile> all = {
@entries@    };
    return all;
}

}  // namespace sanku::shipped
")
    set(${out} ${source} PARENT_SCOPE)
endfunction()
