public import Diagnostics

extension Diagnostic.Code {
  /// A record has more or fewer values than the header has columns.
  public static let dumpUnevenRecord = Diagnostic.Code(rawValue: "dump-uneven-record")
  /// A quote is opened and the dump ends before it is closed.
  public static let dumpUnterminatedQuote = Diagnostic.Code(rawValue: "dump-unterminated-quote")
  /// A quote stands where the format allows none.
  public static let dumpStrayQuote = Diagnostic.Code(rawValue: "dump-stray-quote")
  /// A carriage return stands outside quotes and ends no line.
  public static let dumpBareReturn = Diagnostic.Code(rawValue: "dump-bare-return")
  /// A record ends with CR LF in a dump of LF, or the other way round.
  public static let dumpMixedLineEnds = Diagnostic.Code(rawValue: "dump-mixed-line-ends")
  /// A byte of value zero.
  public static let dumpNulByte = Diagnostic.Code(rawValue: "dump-nul-byte")
  /// Bytes that are no UTF-8.
  public static let dumpInvalidUTF8 = Diagnostic.Code(rawValue: "dump-invalid-utf8")
  /// A backslash sequence the writing program never writes.
  public static let dumpBadEscape = Diagnostic.Code(rawValue: "dump-bad-escape")
  /// A value of an INSERT statement that is no literal.
  public static let dumpBadLiteral = Diagnostic.Code(rawValue: "dump-bad-literal")
  /// The last record has no line end, so its last value may have been cut.
  public static let dumpCutRecord = Diagnostic.Code(rawValue: "dump-cut-record")
  /// The dump has no records.
  public static let dumpNoRows = Diagnostic.Code(rawValue: "dump-no-rows")
  /// Records follow the end marker `\.`.
  public static let dumpAfterEnd = Diagnostic.Code(rawValue: "dump-after-end")
  /// The header stands again among the records, as when two exports are joined.
  public static let dumpRepeatedHeader = Diagnostic.Code(rawValue: "dump-repeated-header")
  /// A record is longer than ``DumpReader/recordLimit``.
  public static let dumpLongRecord = Diagnostic.Code(rawValue: "dump-long-record")
}

extension Failure.Code {
  /// The format cannot tell NULL from a text, or breaks records, so it is refused.
  public static let dumpLossyFormat = Failure.Code(rawValue: "dump-lossy-format")
  /// The bytes are not of the declared format.
  public static let dumpWrongFormat = Failure.Code(rawValue: "dump-wrong-format")
  /// Two columns of the header have one name.
  public static let dumpDuplicateColumn = Failure.Code(rawValue: "dump-duplicate-column")
  /// A declared column is not in the header.
  public static let dumpMissingColumn = Failure.Code(rawValue: "dump-missing-column")
  /// The header cannot be read.
  public static let dumpBadHeader = Failure.Code(rawValue: "dump-bad-header")
  /// The dump has no bytes.
  public static let dumpEmpty = Failure.Code(rawValue: "dump-empty")
  /// The table is not in the dump.
  public static let dumpMissingTable = Failure.Code(rawValue: "dump-missing-table")
  /// The dump ends before its own end mark.
  public static let dumpIncomplete = Failure.Code(rawValue: "dump-incomplete")
}
