/// Lines for a terminal, each in one tone.
struct Page {
  /// How a line is meant.
  enum Tone {
    case plain
    case title
    case good
    case bad
    case faint

    /// The parameters of “Select Graphic Rendition”, ECMA-48.
    fileprivate var rendition: String {
      switch self {
      case .plain: ""
      case .title: "1"
      case .good: "32"
      case .bad: "31"
      case .faint: "2"
      }
    }
  }

  private let width: Int
  private var lines: [(text: String, tone: Tone)] = []

  init(width: Int) { self.width = width }

  /// An empty line.
  mutating func blank() { lines.append(("", .plain)) }

  /// A line, folded where it is too long.
  mutating func add(_ text: String, _ tone: Tone = .plain) {
    guard PlainText.columns(text) > width else { return lines.append((text, tone)) }
    let own = text.prefix { $0 == " " }
    add(wrapping: text, first: String(own), indent: own + "  ", tone)
  }

  /// A line and, at its right end, a name; on a line of its own where there is no room.
  mutating func add(_ text: String, right name: String, _ tone: Tone) {
    let gap = width - PlainText.columns(text) - PlainText.columns(name)
    let space = String(repeating: " ", count: max(gap, 0))
    if gap >= 2 { return lines.append((text + space + name, tone)) }
    add(text, tone)
    add("  " + name, tone)
  }

  /// A sentence, folded at its blanks.
  mutating func add(
    wrapping text: String, first: String? = nil, indent: String, _ tone: Tone = .plain
  ) {
    let folded = PlainText.wrapped(text, first: first ?? indent, rest: indent, width: width)
    lines += folded.map { ($0, tone) }
  }

  /// A statement of SQL, under its name.
  mutating func add(statement: String) {
    let indent = String(repeating: " ", count: 14)
    for (place, line) in StatementLines(statement, width: width - 14).lines.enumerated() {
      lines.append(((place == 0 ? "  sql".padded(to: 14) : indent) + line, .plain))
    }
  }

  /// Short texts with dots between them, none of them torn apart.
  mutating func add(_ parts: [String], indent: String) {
    var line = indent
    for (place, part) in parts.enumerated() {
      let isFirst = PlainText.columns(line) == PlainText.columns(indent)
      let piece = part + (place + 1 < parts.count ? " ·" : "")
      if !isFirst, PlainText.columns(line) + 1 + PlainText.columns(piece) > width {
        lines.append((line, .plain))
        line = indent + piece
      } else {
        line += (isFirst ? "" : " ") + piece
      }
    }
    if !parts.isEmpty { lines.append((line, .plain)) }
  }

  /// Rows whose columns begin together; the widest of them are cut where a line is too long.
  mutating func add(table: [[String]], tone: ([String]) -> Tone) {
    guard let columns = table.first?.indices else { return }
    var widths = columns.map { column in
      table.map { PlainText.columns($0[column]) }.max() ?? 0
    }
    while widths.reduce(0, { $0 + $1 + 2 }) > width, let widest = widths.max(), widest > 8,
      let place = widths.lastIndex(of: widest)
    {
      widths[place] -= 1
    }
    for (number, row) in table.enumerated() {
      let cells = columns.map {
        PlainText.shortened(row[$0], to: widths[$0]).padded(to: widths[$0])
      }
      lines.append(
        (
          PlainText.trimmed("  " + cells.joined(separator: "  ")), number == 0 ? .faint : tone(row)
        ))
    }
  }

  /// All lines, with or without colours.
  func text(isColored: Bool) -> String {
    lines.map { line in
      guard isColored, line.tone != .plain, !line.text.isEmpty else { return line.text + "\n" }
      return "\u{1B}[\(line.tone.rendition)m\(line.text)\u{1B}[0m\n"
    }.joined()
  }
}
