public import Bytes
public import JSON

/// How the values of a Stripe export follow each other in a file.
public enum StripeFileLayout: String, Sendable {
  /// One value a line: the lines can be read in any pieces, and side by side.
  case lines
  /// One value over many lines, or several: the file is read as a whole.
  case documents
}

extension StripeFileLayout {
  /// Decides from the beginning of a file, whatever its name.
  ///
  /// `firstPiece` is the whole file or as much of it as is at hand; a value that is longer than
  /// that and has no line feed makes the file one of documents.
  public init(of firstPiece: ByteView, limits: JSONLimits = JSONLimits()) {
    let start = JSONExtent.skipBlanks(
      of: firstPiece, from: ByteOrderMark.length(at: firstPiece))
    guard start < firstPiece.count, firstPiece[start].opensContainer else {
      self = .lines
      return
    }
    var reader = JSONReader(limits: limits)
    let lineEnd = JSONExtent.endOfLine(of: firstPiece, from: start)
    if Self.isWholeValue(firstPiece[start..<lineEnd]) {
      self = .lines
    } else if Self.startsWithValue(firstPiece[start..<firstPiece.count], &reader) {
      self = .documents
    } else {
      // The first value is broken. Lines of whole values after it tell what it should have been.
      let isLines = lineEnd - start > 2 && Self.hasWholeLine(firstPiece, after: lineEnd, &reader)
      self = isLines ? .lines : .documents
    }
  }

  private static func isWholeValue(_ line: ByteView) -> Bool {
    guard let end = JSONExtent.end(of: line, from: 0) else { return false }
    return JSONExtent.skipBlanks(of: line, from: end) == line.count
  }

  private static func startsWithValue(_ bytes: ByteView, _ reader: inout JSONReader) -> Bool {
    guard let end = JSONExtent.end(of: bytes, from: 0) else { return false }
    return reader.read(bytes[0..<end]) == nil
  }

  /// Whether one of the next few lines is a value of its own.
  private static func hasWholeLine(
    _ bytes: ByteView, after lineEnd: Int, _ reader: inout JSONReader
  ) -> Bool {
    var start = lineEnd + 1
    for _ in 0..<8 where start < bytes.count {
      let end = JSONExtent.endOfLine(of: bytes, from: start)
      let line = bytes[start..<end]
      if end > start, line[0].opensContainer, reader.read(line) == nil { return true }
      start = end + 1
    }
    return false
  }
}

/// The three bytes some programs put before UTF-8.
enum ByteOrderMark {
  /// How many bytes of the mark a file starts with: three or none.
  static func length(at file: ByteView) -> Int {
    file.count >= 3 && file[0] == 0xEF && file[1] == 0xBB && file[2] == 0xBF ? 3 : 0
  }
}

extension UInt8 {
  /// Whether the byte opens a JSON object or array; the two differ in one bit.
  @inline(__always)
  var opensContainer: Bool { self | 0x20 == UInt8(ascii: "{") }
}
