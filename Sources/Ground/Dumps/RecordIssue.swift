import Diagnostics

/// Why a record cannot be used, and where.
struct RecordIssue {
  var code: Diagnostic.Code
  /// The offset in the piece.
  var offset: Int
  var message: String
  /// The position of the column, where the issue is about one.
  var column: Int?
  /// Whether the span is the whole record rather than one byte.
  var coversRecord = false
  var help: String?

  static func uneven(at offset: Int, found: Int, wanted: Int) -> RecordIssue {
    RecordIssue(
      code: .dumpUnevenRecord, offset: offset,
      message: "the record has \(found) values where the dump has \(wanted) columns",
      coversRecord: true,
      help: "export the table again; a dump that was edited or joined by hand cannot be trusted")
  }

  static func unterminatedQuote(at offset: Int, column: Int?) -> RecordIssue {
    RecordIssue(
      code: .dumpUnterminatedQuote, offset: offset,
      message: "the quote opened here is never closed", column: column,
      help: "the dump was cut, or a quote before this one is missing; export it again")
  }

  static func strayQuote(at offset: Int, column: Int?) -> RecordIssue {
    RecordIssue(
      code: .dumpStrayQuote, offset: offset,
      message: "a quoted value must begin and end at a delimiter", column: column,
      help: "check that the declared format is the one that wrote the dump")
  }

  static func bareReturn(at offset: Int, column: Int?) -> RecordIssue {
    RecordIssue(
      code: .dumpBareReturn, offset: offset,
      message: "a carriage return stands outside quotes and ends no line", column: column,
      help: "the dump was edited, or another program wrote it; export it again")
  }

  static func mixedLineEnds(at offset: Int, expectsReturn: Bool) -> RecordIssue {
    RecordIssue(
      code: .dumpMixedLineEnds, offset: offset,
      message: expectsReturn
        ? "the record ends with LF where the first line ended with CR LF"
        : "the record ends with CR LF where the first line ended with LF",
      help: "two exports may have been joined, or an editor has changed the file")
  }

  static func nulByte(at offset: Int, column: Int?) -> RecordIssue {
    RecordIssue(
      code: .dumpNulByte, offset: offset, message: "a byte of value zero", column: column,
      help: "the dump was damaged, or is UTF-16; export it again as UTF-8")
  }

  static func invalidUTF8(at offset: Int, column: Int?) -> RecordIssue {
    RecordIssue(
      code: .dumpInvalidUTF8, offset: offset, message: "these bytes are no UTF-8", column: column,
      help: "export with UTF-8 as the client encoding")
  }

  static func badEscape(at offset: Int, column: Int?) -> RecordIssue {
    RecordIssue(
      code: .dumpBadEscape, offset: offset,
      message: "a backslash sequence that no export writes", column: column,
      help: "check that the declared format is the one that wrote the dump")
  }

  static func badLiteral(at offset: Int, column: Int?) -> RecordIssue {
    RecordIssue(
      code: .dumpBadLiteral, offset: offset, message: "a value that is no SQL literal",
      column: column, help: "expressions are never evaluated; export the table again")
  }

  static func afterEnd(at offset: Int) -> RecordIssue {
    RecordIssue(
      code: .dumpAfterEnd, offset: offset,
      message: "the end marker stands before the end of the dump", coversRecord: true,
      help: "two exports may have been joined; give them as two files")
  }

  static func repeatedHeader(at offset: Int) -> RecordIssue {
    RecordIssue(
      code: .dumpRepeatedHeader, offset: offset, message: "the header stands among the records",
      coversRecord: true, help: "two exports have been joined; give them as two files")
  }

  static func longRecord(at offset: Int) -> RecordIssue {
    RecordIssue(
      code: .dumpLongRecord, offset: offset,
      message: "the record is longer than \(DumpReader.recordLimit) bytes",
      help: "a quote may be missing before it")
  }
}
