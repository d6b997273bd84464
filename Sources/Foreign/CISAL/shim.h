// Declarations alone: nothing is linked, the functions are found by name when the program runs.
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

// A size that the header gives as a macro of macros, which Swift does not import.
enum { cisal_level_2_byte_count = ISAL_DEF_LVL2_DEFAULT };
