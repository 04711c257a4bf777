// The filter LZF of HDF5 (number 32000), which h5py writes and HDF5 lacks.
#ifndef REGULON_ENGINE_EXPRESSION_LZF_FILTER_H_
#define REGULON_ENGINE_EXPRESSION_LZF_FILTER_H_

namespace regulon {

// For reading only. May be called again. False where HDF5 refuses it.
bool RegisterLzfFilter();

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_LZF_FILTER_H_
