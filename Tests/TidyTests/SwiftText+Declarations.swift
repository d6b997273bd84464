/// A word or a sign of a Swift text.
struct Token: Sendable {
  /// The word, or one sign.
  var text: Substring
  /// The line it stands in, counted from one.
  var lineNumber: Int

  /// The words and signs of a line.
  static func words(of line: String) -> [Substring] {
    var words: [Substring] = []
    var rest = line[...]
    while let first = rest.first {
      let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      let piece = word.isEmpty ? rest.prefix(1) : word
      if !first.isWhitespace { words.append(piece) }
      rest = rest[piece.endIndex...]
    }
    return words
  }
}

/// A function, initializer, subscript or computed property with a body.
struct Routine: Equatable, Sendable {
  /// The line of its first word, counted from one.
  var lineNumber: Int
  /// How many lines it has, from its first word to its closing brace.
  var lineCount: Int
}

extension SwiftText {
  /// The modules the text imports, with their lines.
  var imports: [(module: String, lineNumber: Int)] {
    let kinds: Set<Substring> = [
      "struct", "class", "enum", "protocol", "typealias", "func", "let", "var",
    ]
    return tokens.indices.filter { tokens[$0].text == "import" }.compactMap { index in
      let name = tokens[(index + 1)...].first { !kinds.contains($0.text) }
      return name.map { (String($0.text), tokens[index].lineNumber) }
    }
  }

  /// The types the text declares, with their lines.
  var types: [(name: String, lineNumber: Int)] {
    let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "actor", "typealias"]
    return zip(tokens, tokens.dropFirst()).filter { kind, name in
      kinds.contains(kind.text) && name.text.first?.isUppercase == true
    }.map { (String($1.text), $1.lineNumber) }
  }

  /// The routines of the text, a nested one also on its own.
  var routines: [Routine] {
    tokens.indices.compactMap { start in
      guard beginsRoutine(at: start), let opening = bodyStart(from: start),
        let closing = closingBrace(from: opening)
      else { return nil }
      let first = tokens[start].lineNumber
      return Routine(lineNumber: first, lineCount: tokens[closing].lineNumber - first + 1)
    }
  }

  private func beginsRoutine(at index: Int) -> Bool {
    guard index + 1 < tokens.count else { return false }
    let isMember = index > 0 && tokens[index - 1].text == "."
    switch tokens[index].text {
    case "func", "subscript", "var": return !isMember
    case "deinit": return tokens[index + 1].text == "{"
    case "init": return !isMember && ["(", "<", "?"].contains(tokens[index + 1].text)
    default: return false
    }
  }

  /// The brace that opens the body; nil for a requirement of a protocol or a stored property.
  private func bodyStart(from start: Int) -> Int? {
    let declarations: Set<Substring> = [
      "func", "init", "subscript", "var", "let", "case", "struct",
    ]
    var depth = 0
    for index in tokens.indices[(start + 1)...] {
      let isBelow = tokens[index].lineNumber > tokens[start].lineNumber
      switch tokens[index].text {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case "{" where depth == 0: return index
      case "}" where depth == 0: return nil
      case let word:
        let ends = declarations.contains(word) || tokens[start].text == "var"
        if depth == 0, isBelow, ends { return nil }
      }
    }
    return nil
  }

  private func closingBrace(from opening: Int) -> Int? {
    var depth = 0
    for index in tokens.indices[opening...] {
      if tokens[index].text == "{" { depth += 1 }
      if tokens[index].text == "}" { depth -= 1 }
      if depth == 0 { return index }
    }
    return nil
  }
}
