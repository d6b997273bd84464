import Bytes
import Diagnostics

extension DumpReader {
  /// The header of a dump that is one table and nothing else.
  func recordsHeader(
    of bytes: ByteView, declaring columns: [String]
  ) throws(Failure) -> DumpHeader {
    let start = Sniff(bytes: bytes, format: format).markCount
    let body = bytes[start..<bytes.count]
    let probe = pass(over: body, columnCount: body.offset(of: 10, from: 0))
    guard let end = probe.lineEnd(from: 0) else {
      throw format.hasHeader
        ? Self.badHeader("the line of column names does not end")
        : Failure(
          .dumpIncomplete, "the first record does not end",
          help: "the dump was cut; export it again")
    }
    let hasReturn =
      format.recordEnd == .either && end > 0 && body[end - 1] == UInt8(ascii: "\r")
    let line = body[0..<(hasReturn ? end - 1 : end)]
    let names = try fields(of: line)
    try Sniff(bytes: line, format: format).refuseForeignDelimiter(fieldCount: names.count)
    var header = DumpHeader(
      columns: columns, rows: start..<bytes.count, hasCarriageReturns: hasReturn)
    if format.hasHeader {
      header = DumpHeader(
        columns: try names.map(Self.name), rows: start + end + 1..<bytes.count,
        hasCarriageReturns: hasReturn, line: line.array)
    } else {
      try refuseUnexpectedNames(names, declared: columns)
    }
    header.excludeEndMarker(of: bytes)
    return header
  }

  private func refuseUnexpectedNames(
    _ first: [[UInt8]], declared: [String]
  ) throws(Failure) {
    guard !declared.isEmpty else {
      throw Self.badHeader("the format has no names, and the pipeline declares no columns")
    }
    guard first.count == declared.count,
      zip(first, declared).allSatisfy({ $0.elementsEqual($1.utf8) })
    else { return }
    throw Failure(
      .dumpWrongFormat, "the first record holds the names of the columns", byte: 0,
      help: "declare the format with a header")
  }

  /// The decoded values of the first line.
  private func fields(of line: ByteView) throws(Failure) -> [[UInt8]] {
    let delimiters = unsafe line.buffer.count { $0 == format.delimiter }
    guard delimiters < 4_096 else { throw Self.badHeader("the first line has too many values") }
    let probe = pass(over: line, columnCount: delimiters + 1)
    let (count, issue) = probe.split(0..<line.count)
    if let issue, format.hasHeader {
      var failure = Self.badHeader("the line of column names cannot be read: \(issue.message)")
      failure.byte = UInt64(issue.offset)
      throw failure
    }
    return (0..<count).map { column in
      let range = unsafe probe.bounds[2 * column]..<probe.bounds[2 * column + 1]
      return DumpCell(raw: line[range], style: probe.style).array
    }
  }

  private static func name(_ bytes: [UInt8]) throws(Failure) -> String {
    guard let name = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw badHeader("the name of a column is no UTF-8")
    }
    guard !name.isEmpty else { throw badHeader("a column has no name") }
    return name
  }

  private static func badHeader(_ message: String) -> Failure {
    Failure(
      .dumpBadHeader, message, byte: 0,
      help: "the first line must hold the names of the columns, as the export command writes it")
  }

  /// A pass that only looks.
  func pass(over bytes: ByteView, columnCount: Int) -> RecordPass {
    RecordPass(
      bytes, startByte: 0,
      header: DumpHeader(
        columns: Array(repeating: "", count: min(columnCount, 4_096)), rows: 0..<bytes.count),
      format: format, file: FileID(rawValue: 0), firstRecordIndex: 0, isLast: true,
      endIsProven: true)
  }
}

extension DumpHeader {
  /// Ends the rows before a `\.` that ends the dump.
  mutating func excludeEndMarker(of bytes: ByteView) {
    let rest = bytes[rows]
    for marker in ["\\.\n", "\\.\r\n"] as [StaticString] {
      let length = marker.utf8CodeUnitCount
      guard rest.count >= length, rest[rest.count - length..<rest.count].equals(marker) else {
        continue
      }
      let start = rest.count - length
      guard start == 0 || rest[start - 1] == UInt8(ascii: "\n") else { continue }
      rows = rows.lowerBound..<rows.lowerBound + start
      endIsProven = true
      return
    }
  }
}
