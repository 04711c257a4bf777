// Whether a decoder over time series helps to predict series that it has not
// seen, beside a genome that was fitted to all samples.
#ifndef REGULON_ENGINE_FIT_TRY_DECODER_H_
#define REGULON_ENGINE_FIT_TRY_DECODER_H_

#include "absl/status/status.h"
#include "engine/expression/time_series.h"
#include "engine/fit/decoder_fit.h"
#include "engine/fit/fit.h"
#include "engine/regression/problem.h"

namespace regulon {

// A series that begins with the very values that another ends with goes on from
// it. States are those of the problem's genes, which have no missing values.
DecoderSeries SeriesOf(const Problem& train, const TimeSeries& series);

// Samples of a series in one group, every other sample in one of its own.
void GroupBySeries(const TimeSeries& series, Problem& train);

// Fits a decoder, which reads the latents of fitted.pieces.encoder where there
// are any, to the series of the problem that `fitted` comes from. It is put
// into fitted.draft where it helps (decoder_fit.h) or `keep`; figures into its
// metrics, and a line into the report's notes.
absl::Status TryDecoder(const Problem& train, const TimeSeries& series,
                        const DecoderFitOptions& options, bool keep,
                        Fitted& fitted);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_TRY_DECODER_H_
