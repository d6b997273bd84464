public import Diagnostics

/// Where one record stands in an input file.
@frozen public struct RecordOrigin: Hashable, Sendable {
  /// The first byte, counted from zero at the start of the decompressed file.
  public var startByte: UInt64
  /// The length of the record in bytes.
  public var byteCount: UInt32
  /// The record's place in its file, counted from one.
  public var recordNumber: UInt32
  /// The file.
  public var file: FileID

  /// Creates an origin.
  @inlinable public init(
    file: FileID, recordNumber: UInt32, startByte: UInt64, byteCount: UInt32
  ) {
    self.file = file
    self.recordNumber = recordNumber
    self.startByte = startByte
    self.byteCount = byteCount
  }

  /// The same place as a span.
  @inlinable public var span: SourceSpan {
    SourceSpan(file: file, startByte: startByte, byteCount: byteCount)
  }
}
