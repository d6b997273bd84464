extension Law {
  /// The laws that Swift files keep.
  static let all: [Law] = shape + direction + language + names

  /// How long things are.
  private static let shape: [Law] = [
    Law("a file has at most 400 lines", for: everywhere) { file in
      file.text.lines.count > 400 ? [401] : []
    },
    Law("a function has at most 60 lines", for: everywhere) { file in
      file.text.routines.filter { $0.lineCount > 60 }.map(\.lineNumber)
    },
    Law("a line has at most 100 columns", for: everywhere) { file in
      // What a literal says over several lines cannot be broken without saying something else.
      file.text.lines.numbers { $0.count > 100 }
        .filter { !file.text.literalLineNumbers.contains($0) }
    },
  ]

  /// Who may know whom.
  private static let direction: [Law] = [
    Law("nobody imports from a higher band", for: inSources) { file in
      file.imports { House.bands[$0].map { $0 > file.band ?? .program } ?? false }
    },
    Law("no stage imports a stage", for: { $0.band == .stages }) { file in
      file.imports { House.bands[$0] == .stages && $0 != file.room }
    },
    Law("only Ground imports C libraries", for: { inSources($0) && $0.band != .ground }) { file in
      file.imports { House.bands[$0] == .foreign }
    },
    Law("below Program there is no Foundation", for: belowProgram) { file in
      // The compiler's own vector instructions are part of the language, not of a library.
      let language = ["Glibc", "Synchronization", "_Builtin_intrinsics"]
      return file.imports { House.bands[$0] == nil && !language.contains($0) }
    },
  ]

  /// Which words are not used.
  private static let language: [Law] = [
    Law("no number is a floating one", for: inSources) { file in
      file.words([
        "Double", "Float", "Float16", "Float32", "Float64", "Float80", "CDouble", "CFloat",
        "CGFloat", "TimeInterval",
      ])
    },
    Law("below Program there is no clock", for: belowProgram) { file in
      file.words(["ContinuousClock", "SuspendingClock", "clock_gettime", "gettimeofday"])
        + file.calls(["Date", "clock"]) + file.members(["init", "now"], of: "Date")
        + file.code(contains: ["time(nil)", "time(&", " .now", "(.now", "[.now"])
    },
    Law("nothing is left to chance", for: inSources) { file in
      file.members(["random", "randomElement", "shuffled", "shuffle"], of: nil)
        + file.words(["SystemRandomNumberGenerator", "UUID", "arc4random"])
    },
    Law("below Program nothing prints or gives up", for: belowProgram) { file in
      file.calls(["print", "debugPrint", "dump", "fatalError"])
        + file.members(["print", "debugPrint", "dump", "fatalError"], of: "Swift")
    },
    Law("below Program nothing is forced", for: belowProgram) { file in
      file.text.code.numbers { line in
        zip(line, line.dropFirst()).contains { before, mark in
          mark == "!" && (before.isLetter || before.isNumber || "_)]>}?\"`".contains(before))
        }
      }
    },
    Law("nothing is left to do", for: everywhere) { file in
      [file.text.code, file.text.comments].flatMap { part in
        part.numbers { !Set(Token.words(of: $0)).isDisjoint(with: ["TODO", "FIXME", "XXX"]) }
      }
    },
  ]

  /// How things are called.
  private static let names: [Law] = [
    Law("a type's name says what it is", for: everywhere) { file in
      let empty = ["Manager", "Helper", "Handler", "Context", "Info", "Data", "Util", "Utility"]
      let endings = empty + empty.map { $0 + "s" } + ["Utilities"]
      return file.text.types.filter { type in endings.contains { type.name.hasSuffix($0) } }
        .map(\.lineNumber)
    },
    Law("no type has the name of its module", for: everywhere) { file in
      file.text.types.filter { $0.name == file.room }.map(\.lineNumber)
    },
    Law("a code is a kebab-case literal beside its constant", for: inSources) { file in
      file.text.code.indices.filter { index in
        guard file.text.code[index].contains("Code(rawValue:") else { return false }
        let line = file.text.lines[index]
        guard let code = RefusalCode.literal(in: line) else { return true }
        return !line.contains("static let ") || !RefusalCode.isKebabCase(code)
      }.map { $0 + 1 }
    },
  ]
}

/// The names by which the program refuses things.
enum RefusalCode {
  /// The literal behind `Code(rawValue:`, if one stands in a line.
  static func literal(in line: String) -> String? {
    guard let start = line.firstRange(of: "Code(rawValue: \"") else { return nil }
    let rest = line[start.upperBound...]
    return rest.firstIndex(of: "\"").map { String(rest[..<$0]) }
  }

  /// Whether a name is made of lower-case words and digits joined by single hyphens.
  static func isKebabCase(_ name: String) -> Bool {
    name.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { word in
      !word.isEmpty && word.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) }
    }
  }
}

extension SwiftFile {
  /// The lines that import a module of a kind.
  fileprivate func imports(_ isMeant: (String) -> Bool) -> [Int] {
    text.imports.filter { isMeant($0.module) }.map(\.lineNumber)
  }

  /// The lines with one of some words in their code.
  fileprivate func words(_ words: Set<Substring>) -> [Int] {
    text.tokens.filter { words.contains($0.text) }.map(\.lineNumber)
  }

  /// The lines with one of some pieces of text in their code.
  fileprivate func code(contains pieces: [String]) -> [Int] {
    text.code.numbers { line in pieces.contains { line.contains($0) } }
  }

  /// The lines that call one of some functions, not a method and not where it is declared.
  fileprivate func calls(_ names: Set<Substring>) -> [Int] {
    text.tokens.indices.dropLast().filter { index in
      let before = index > 0 ? text.tokens[index - 1].text : ""
      return names.contains(text.tokens[index].text) && text.tokens[index + 1].text == "("
        && before != "." && before != "func"
    }.map { text.tokens[$0].lineNumber }
  }

  /// The lines that use one of some members, of one owner or of any.
  fileprivate func members(_ names: Set<Substring>, of owner: Substring?) -> [Int] {
    text.tokens.indices.dropFirst().filter { index in
      guard names.contains(text.tokens[index].text), text.tokens[index - 1].text == "." else {
        return false
      }
      return owner == nil || index > 1 && text.tokens[index - 2].text == owner
    }.map { text.tokens[$0].lineNumber }
  }
}

extension [String] {
  /// The numbers of the lines of a kind, counted from one.
  fileprivate func numbers(where isMeant: (String) -> Bool) -> [Int] {
    indices.filter { isMeant(self[$0]) }.map { $0 + 1 }
  }
}
