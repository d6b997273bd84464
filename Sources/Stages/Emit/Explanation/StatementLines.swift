/// A statement for people to read and to copy: an assignment or a condition a line, and nothing
/// that stands in quotation marks torn apart.
struct StatementLines {
  /// The lines, none of them longer than it must be.
  let lines: [String]

  /// Lays a statement out that stands in one line.
  ///
  /// - Parameters:
  ///   - statement: the statement; in it a quotation mark inside a text is doubled.
  ///   - width: the columns a line should not exceed.
  init(_ statement: String, width: Int) {
    var lines: [String] = []
    var line = ""
    for word in Self.words(of: statement) {
      if let indent = Self.indent(of: word, after: line) {
        lines.append(line)
        line = String(repeating: " ", count: indent) + word.text
      } else if PlainText.columns(line) + 1 + PlainText.columns(word.text) > width, !line.isEmpty {
        lines.append(line)
        line = String(repeating: " ", count: 6) + word.text
      } else {
        line += (line.isEmpty ? "" : " ") + word.text
      }
    }
    self.lines = lines + [line]
  }

  /// What stands between two blanks, neither of them quoted.
  private struct Word {
    var text = ""
    /// How many brackets it stands in.
    var depth = 0
  }

  private static func words(of statement: String) -> [Word] {
    var words = [Word()]
    var quote: Unicode.Scalar?
    var depth = 0
    for scalar in statement.unicodeScalars {
      switch scalar {
      case " " where quote == nil:
        words.append(Word(depth: depth))
        continue
      case "'", "\"", "`":
        if quote == nil { quote = scalar } else if quote == scalar { quote = nil }
      case "(" where quote == nil: depth += 1
      case ")" where quote == nil: depth -= 1
      default: break
      }
      words[words.count - 1].text.unicodeScalars.append(scalar)
    }
    return words
  }

  /// How far a line is indented that a word begins; `nil` when it goes on with the one before.
  private static func indent(of word: Word, after line: String) -> Int? {
    guard word.depth == 0, !line.isEmpty else { return nil }
    switch word.text {
    case "SET", "WHERE", "VALUES", "SELECT": return 0
    case "AND": return 2
    default: return line.utf8.last == UInt8(ascii: ",") ? 4 : nil
    }
  }
}
