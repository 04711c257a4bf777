// What an XML text must be before a parser is let near it.
#ifndef REGULON_ENGINE_CONVERT_XML_CHECK_H_
#define REGULON_ENGINE_CONVERT_XML_CHECK_H_

#include "absl/status/status.h"
#include "engine/convert/source.h"

namespace regulon {

// InvalidArgument for a text that is larger than 256 MiB, is in another
// encoding than UTF-8, declares a document type, and with it entities that may
// grow without end, or nests elements more than 250 deep. It says nothing of
// whether the text is XML otherwise.
absl::Status CheckXml(const SourceText& source);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_XML_CHECK_H_
