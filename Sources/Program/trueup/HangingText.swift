/// Texts whose long lines go on below, under the column in which their last words began.
enum HangingText {
  /// A text of which no line is longer than some columns, unless one word is.
  static func folded(_ text: String, to width: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { folded(line: Array($0.unicodeScalars), to: width) }
      .joined(separator: "\n")
  }

  private static func folded(line: [Unicode.Scalar], to width: Int) -> [String] {
    guard line.count > width else { return [text(line[...])] }
    let start = start(of: line, width)
    let hang = Array(repeating: " " as Unicode.Scalar, count: start.hang)
    var lines: [String] = []
    var current = Array(line[..<start.place])
    var isEmpty = true
    var rest = line[start.place...]
    while !rest.isEmpty {
      // The blanks before a word are its distance from the last one, where that is on its line.
      let blanks = rest.prefix { $0 == " " }
      let word = rest.dropFirst(blanks.count).prefix { $0 != " " }
      rest = rest[word.endIndex...]
      let length = length(
        of: word, behind: blanks.count, before: rest, atMost: width - hang.count)
      if !isEmpty, current.count + blanks.count + length > width {
        lines.append(text(current[...]))
        (current, isEmpty) = (hang, true)
      }
      current += (isEmpty ? [] : blanks) + word
      isEmpty = false
    }
    return lines + [text(current[...])]
  }

  /// How long a word is with what is not torn from it: the rest of the column that it begins, if a
  /// line of its own has room for that, or the dot that parts it from the next fact.
  private static func length(
    of word: ArraySlice<Unicode.Scalar>, behind blanks: Int,
    before rest: ArraySlice<Unicode.Scalar>,
    atMost room: Int
  ) -> Int {
    if blanks > 1 {
      let gap = zip(rest.indices, rest.indices.dropFirst())
        .first { rest[$0.0] == " " && rest[$0.1] == " " }
      let column = word.count + rest[..<(gap?.0 ?? rest.endIndex)].count
      if column <= room { return column }
    }
    return word.count + (rest.starts(with: " · ".unicodeScalars) ? 2 : 0)
  }

  /// Where the last column of words begins, and how far the lines below are indented.
  private static func start(of line: [Unicode.Scalar], _ width: Int) -> (place: Int, hang: Int) {
    let indent = line.firstIndex { $0 != " " } ?? 0
    // A column that leaves hardly any room is none.
    let gap = line.indices.last { place in
      place > indent + 1 && place <= width - 32 && line[place] != " " && line[place - 1] == " "
        && line[place - 2] == " "
    }
    return gap.map { ($0, $0) } ?? (indent, indent == 0 ? 0 : indent + 2)
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}
