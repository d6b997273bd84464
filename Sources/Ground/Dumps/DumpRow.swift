public import Bytes

/// One record of a dump, borrowed: it is valid only during the visit it is passed to.
@safe public struct DumpRow: ~Copyable {
  /// The position of the record, counted from zero; the header is no record.
  public let recordIndex: Int
  /// The first byte of the record in the decompressed file.
  public let startByte: UInt64
  /// The bytes of the record without its line end.
  public let byteCount: Int
  /// The number of values, which is the number of columns of the header.
  public let columnCount: Int

  @usableFromInline let start: UnsafePointer<UInt8>
  /// Two offsets for each value, its first byte and the one after its last.
  @usableFromInline let bounds: UnsafePointer<Int>
  @usableFromInline let style: CellStyle

  @inline(__always)
  init(
    recordIndex: Int, startByte: UInt64, byteCount: Int, columnCount: Int,
    start: UnsafePointer<UInt8>, bounds: UnsafePointer<Int>, style: CellStyle
  ) {
    self.recordIndex = recordIndex
    self.startByte = startByte
    self.byteCount = byteCount
    self.columnCount = columnCount
    unsafe self.start = start
    unsafe self.bounds = bounds
    self.style = style
  }

  /// The value of a column, counted from zero in file order.
  @inlinable @inline(__always)
  public func cell(_ column: Int) -> DumpCell {
    precondition(column >= 0 && column < columnCount)
    let lower = unsafe bounds[2 &* column]
    let upper = unsafe bounds[2 &* column &+ 1]
    return unsafe DumpCell(
      raw: ByteView(start: start + lower, count: upper &- lower), style: style)
  }
}

/// One value of a record as it stands in the file, decoded only when asked.
@frozen public struct DumpCell {
  /// The bytes in the file, quotes and escapes included.
  public let raw: ByteView
  @usableFromInline let style: CellStyle

  @inlinable @inline(__always)
  init(raw: ByteView, style: CellStyle) {
    self.raw = raw
    self.style = style
  }

  /// Whether the value is NULL by the rule of the format.
  @inlinable @inline(__always)
  public var isNull: Bool { style.isNull(raw) }

  /// Whether the value stands in quotes.
  @inlinable @inline(__always)
  public var isQuoted: Bool { style.quote != 0 && raw.count > 1 && raw[0] == style.quote }

  /// The value, when the bytes of the file are the value; nil when they must be decoded.
  ///
  /// For NULL this is whatever stands for it; ask ``isNull`` first.
  public var plain: ByteView? {
    let quoted = isQuoted
    let inner = quoted ? raw[1..<raw.count - 1] : raw
    switch style.escape {
    case .none: return inner
    case .doubledQuote: return quoted && inner.contains(style.quote) ? nil : inner
    case .backslashInQuotes:
      return quoted && (inner.contains(0x5C) || inner.contains(style.quote)) ? nil : inner
    case .postgresText, .mysqlText:
      return inner.contains(0x5C) || (quoted && inner.contains(style.quote)) ? nil : inner
    case .standardSQL, .mysqlSQL: return SQLLiteral.plain(raw, escape: style.escape)
    }
  }

  /// The value, decoded into the scratch where it has to be.
  ///
  /// The result is valid until the scratch is next changed, and no longer than the visit.
  public func text(into scratch: inout [UInt8]) -> ByteView {
    if let plain { return plain }
    scratch.removeAll(keepingCapacity: true)
    decode(into: &scratch)
    return unsafe scratch.withUnsafeBufferPointer { buffer in unsafe ByteView(buffer) }
  }

  /// The value as an array; for headers and tests.
  public var array: [UInt8] {
    if let plain { return plain.array }
    var scratch: [UInt8] = []
    decode(into: &scratch)
    return scratch
  }

  private func decode(into scratch: inout [UInt8]) {
    let inner = isQuoted ? raw[1..<raw.count - 1] : raw
    switch style.escape {
    case .none: unsafe scratch.append(contentsOf: inner.buffer)
    case .doubledQuote: Unescape.doubled(inner, quote: style.quote, into: &scratch)
    case .backslashInQuotes: Unescape.copyCSV(inner, quote: style.quote, into: &scratch)
    case .postgresText: Unescape.postgres(inner, into: &scratch)
    case .mysqlText:
      Unescape.mysql(inner, quote: isQuoted ? style.quote : 0, into: &scratch)
    case .standardSQL, .mysqlSQL: SQLLiteral.decode(raw, escape: style.escape, into: &scratch)
    }
  }
}
