// Text that says what an HDF5 file holds. Damage to the bytes of such a file
// would test the library and not us: HDF5 1.10 itself reads out of bounds.
#ifndef REGULON_TESTS_FUZZ_HDF5_RECIPE_H_
#define REGULON_TESTS_FUZZ_HDF5_RECIPE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace regulon {

// Writes the file, of lines of fields between blanks:
//
//   PATH TYPE EXTENTS [VALUE ...]     X/data f4 5 1 2 3 4 5
//   @PATH NAME TYPE [VALUE ...]       @X encoding-type s csr_matrix
//
// TYPE is i1, i4, i8, u8, f4, f8, s (text) or s and a length ("s4"); EXTENTS
// are "3x4", "5" or "-" for none. Values that are not given are zero; an array
// of more than 4096 is in chunks and without data. "PATH group" makes a group.
// What HDF5 refuses is left out.
void WriteHdf5(absl::string_view recipe, const std::string& path);

}  // namespace regulon

#endif  // REGULON_TESTS_FUZZ_HDF5_RECIPE_H_
