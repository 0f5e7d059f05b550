#pragma once

#include <iosfwd>
#include <string>

#include "sanku/store/anchor.hpp"
#include "sanku/store/store.hpp"

namespace sanku {

/// Writes the journal as lines of JSON (format `sanku.journal/1`, see docs/journal.md) that other
/// systems can read and that hold all of it: the same bytes for the same journal. In bounded
/// memory. Throws `Error` with `io` if `out` fails, `damaged_journal` for content that no library
/// wrote, `invalid_argument` within an append.
void export_journal(const Store& store, std::ostream& out);

/// Makes a new journal at `path` from the lines of `export_journal`, computing every hash anew, and
/// returns the anchor of its end, which is that of the exported one. In bounded memory. Leaves
/// nothing behind if it throws `Error`, with the number of the line as `row`: `broken_chain` where
/// a batch's hash or the anchor does not fit what stands before it, `damaged_journal` for a line
/// that `export_journal` would not write there, `not_a_journal` for another kind of text,
/// `newer_schema` for a later format, `io` if there is a file at `path` already.
Anchor import_journal(std::istream& in, const std::string& path);

}  // namespace sanku
