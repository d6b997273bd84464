/// Words, numbers and columns for people who read a report in a terminal.
public enum PlainText {
  /// The columns a line should not exceed.
  static let width = 80

  /// A count with its thousands apart: `12,480`.
  static func count(_ number: some BinaryInteger) -> String {
    grouped(String(number))
  }

  /// A decimal number with the thousands of its whole part apart: `-1,240.00`.
  static func grouped(_ decimal: String) -> String {
    let parts = decimal.split(separator: ".", maxSplits: 1)
    guard var whole = parts.first.map(Array.init) else { return decimal }
    let sign = whole.first == "-" ? 1 : 0
    var place = whole.count - 3
    while place > sign {
      whole.insert(",", at: place)
      place -= 3
    }
    return String(whole) + (parts.count > 1 ? "." + parts[1] : "")
  }

  /// A count and its noun: `1 subscription`, `2 subscriptions`.
  static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
    count(number) + " " + (number == 1 ? noun : plural ?? noun + "s")
  }

  /// A text from outside as one harmless piece of a line.
  ///
  /// Control characters, line separators and marks that turn the direction of writing could move
  /// the cursor or rewrite what stands before them; each becomes a `�`.
  public static func shown(_ text: String) -> String {
    let text = Privacy.shown(text)
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
    var safe = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      safe.append(isHarmful(scalar) ? "\u{FFFD}" : scalar)
    }
    return String(safe)
  }

  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
    default: false
    }
  }

  /// Whether a text is nothing but letters, digits and underscores, which a shell and a browser
  /// take for what they are.
  static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }

  /// How many columns a text takes, one for each scalar.
  static func columns(_ text: String) -> Int { text.unicodeScalars.count }

  /// A text cut in its middle to at most some columns; names of files differ at both ends.
  static func shortened(_ text: String, to limit: Int) -> String {
    let scalars = Array(text.unicodeScalars)
    guard scalars.count > limit, limit > 2 else { return text }
    let head = (limit - 1) / 2
    var short = String.UnicodeScalarView()
    short.append(contentsOf: scalars.prefix(head))
    short.append("…")
    short.append(contentsOf: scalars.suffix(limit - 1 - head))
    return String(short)
  }

  /// A sentence over as many lines as it needs, each with an indent.
  ///
  /// - Parameters:
  ///   - text: words apart by single blanks.
  ///   - first: what stands before the first line.
  ///   - rest: what stands before the others.
  ///   - width: the columns a line should not exceed.
  /// - Returns: lines without blanks at their ends.
  static func wrapped(
    _ text: String, first: String, rest: String, width: Int = width
  ) -> [String] {
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for word in text.split(separator: " ") {
      if !isEmpty, columns(line) + 1 + columns(String(word)) > width {
        lines.append(line)
        line = rest
        isEmpty = true
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return lines + [trimmed(line)]
  }

  /// A line without blanks at its end.
  static func trimmed(_ line: String) -> String {
    var bytes = Array(line.utf8)
    while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension String {
  /// The text with blanks behind it up to a width in columns.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - PlainText.columns(self)))
  }
}

/// Rows whose columns are as wide as they need to be.
struct TextTable {
  /// On which side a column's texts stand.
  enum Side {
    /// Words begin together.
    case left
    /// Numbers end together.
    case right
  }

  private let sides: [Side]
  private let flexible: Int
  private var rows: [[String]]

  /// Creates a table from its headings.
  ///
  /// - Parameters:
  ///   - headings: a text and a side for each column.
  ///   - flexible: the column whose texts are cut when a line would be too long.
  init(_ headings: [(String, Side)], flexible: Int) {
    sides = headings.map(\.1)
    self.flexible = flexible
    rows = [headings.map(\.0)]
  }

  /// Adds a row, a text for each column.
  mutating func add(_ row: [String]) { rows.append(row) }

  /// The rows as lines, indented by two and without blanks at their ends.
  var lines: [String] {
    var widths = sides.indices.map { column in
      rows.map { PlainText.columns($0[column]) }.max() ?? 0
    }
    let excess = widths.reduce(0) { $0 + $1 + 2 } - PlainText.width
    if excess > 0 { widths[flexible] = max(widths[flexible] - excess, 8) }
    return rows.map { texts in
      var row = texts
      row[flexible] = PlainText.shortened(row[flexible], to: widths[flexible])
      let cells = sides.indices.map { column in
        let gap = String(
          repeating: " ", count: max(0, widths[column] - PlainText.columns(row[column])))
        return sides[column] == .left ? row[column] + gap : gap + row[column]
      }
      return PlainText.trimmed("  " + cells.joined(separator: "  "))
    }
  }
}
