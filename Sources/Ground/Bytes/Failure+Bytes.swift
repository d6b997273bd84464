public import Diagnostics

extension Failure.Code {
  /// An input was written to while it was read.
  public static let inputChanged = Failure.Code(rawValue: "input-changed")
  /// A path of a definition is not allowed: absolute, leaving its root, or not printable.
  public static let inputPathRefused = Failure.Code(rawValue: "input-path-refused")
  /// A line is longer than the limit for one record.
  public static let inputRecordTooLong = Failure.Code(rawValue: "input-record-too-long")
  /// A file that must be held in memory is larger than its limit.
  public static let inputTooLarge = Failure.Code(rawValue: "input-too-large")
  /// A gzip file decodes to far more bytes than an honest export would.
  public static let gzipBomb = Failure.Code(rawValue: "gzip-bomb")
  /// A gzip file is not provably whole.
  public static let gzipDamaged = Failure.Code(rawValue: "gzip-damaged")
  /// A gzip file contains another gzip file.
  public static let gzipTwice = Failure.Code(rawValue: "gzip-twice")
  /// A finished run with the same identifier has other contents.
  public static let outputConflict = Failure.Code(rawValue: "output-conflict")
  /// Another run holds the output folder.
  public static let outputLocked = Failure.Code(rawValue: "output-locked")
  /// An output cannot be created, written, flushed or moved into place.
  public static let outputUnwritable = Failure.Code(rawValue: "output-unwritable")
}
