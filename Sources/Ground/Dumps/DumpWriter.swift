public import Bytes

/// Writes what `COPY … (FORMAT csv, HEADER)` writes: NULL is nothing, the empty text two quotes.
///
/// Reading what was written gives the same values back. Values must be UTF-8 without zero bytes,
/// as in PostgreSQL itself.
public struct DumpWriter: Sendable {
  /// Everything written so far.
  public private(set) var bytes: [UInt8] = []
  private var header: [UInt8] = []
  private var recordStart = 0
  private var isRecordStart = true

  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")

  /// Begins a dump with the names of its columns.
  public init(columns: [String]) {
    for column in columns { append(Array(column.utf8)) }
    header = bytes
    bytes.append(10)
    beginRecord()
  }

  /// Adds a value to the record; nil is NULL.
  public mutating func append(_ value: ByteView?) {
    if !isRecordStart { bytes.append(Self.comma) }
    isRecordStart = false
    guard let value else { return }
    if Self.needsQuotes(value) {
      appendQuoted(value)
    } else {
      unsafe bytes.append(contentsOf: value.buffer)
    }
  }

  /// Adds a value to the record; nil is NULL.
  public mutating func append(_ value: [UInt8]?) {
    guard let value else { return append(nil as ByteView?) }
    unsafe value.withUnsafeBufferPointer { unsafe append(ByteView($0)) }
  }

  /// Ends the record.
  public mutating func endRecord() {
    // A row that repeats the names would look like a second header; quotes tell them apart.
    if bytes[recordStart...].elementsEqual(header), bytes[recordStart] != Self.quote {
      let end = bytes[recordStart...].firstIndex(of: Self.comma) ?? bytes.count
      bytes.insert(Self.quote, at: end)
      bytes.insert(Self.quote, at: recordStart)
    }
    bytes.append(10)
    beginRecord()
  }

  private mutating func beginRecord() {
    recordStart = bytes.count
    isRecordStart = true
  }

  private mutating func appendQuoted(_ value: ByteView) {
    bytes.append(Self.quote)
    for offset in 0..<value.count {
      let byte = value[offset]
      if byte == Self.quote { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(Self.quote)
  }

  private static func needsQuotes(_ value: ByteView) -> Bool {
    value.count == 0 || value.equals("\\.")
      || (0..<value.count).contains { offset in
        let byte = value[offset]
        return byte == comma || byte == quote || byte == 10 || byte == 13
      }
  }
}
