import Foundation
import Testing

/// A script in which one condition holds whatever it asks, or one lock is not taken.
struct Mutant: CustomTestStringConvertible {
  /// What was taken away.
  var text: String
  /// The step that it is about, as the script numbers them.
  var step: Int?
  var script: String

  var testDescription: String { "\(step.map { "step \($0): " } ?? "")\(text)" }

  /// Every mutant of a script, in the order of the text.
  static func all(of script: String) -> [Mutant] {
    ConditionScan.conditions(of: script).map { condition in
      var text = script
      text.replaceSubrange(condition.range, with: condition.isAlternative ? "FALSE" : "TRUE")
      return Mutant(
        text: String(script[condition.range]), step: step(before: condition.range, in: script),
        script: text)
    } + unlocked(script)
  }

  /// The script without the locks of a table's rows, and without the order of the first ones; the
  /// others are written by the same code, and there is but one row of the second table.
  private static func unlocked(_ script: String) -> [Mutant] {
    let orders = script.ranges(of: /ORDER BY [^;\n]+(?= FOR UPDATE)/).prefix(1)
    return (script.ranges(of: " FOR UPDATE") + orders).map { range in
      var text = script
      text.removeSubrange(range)
      return Mutant(text: String(script[range]), step: nil, script: text)
    }
  }

  /// The step that the text before a place speaks of last.
  private static func step(before range: Range<String.Index>, in script: String) -> Int? {
    let near = script[..<range.lowerBound].suffix(4_000)
    return near.matches(of: /(?:[Ss]tep |trueup_|trueup_look_)([0-9]+)\b/).last
      .flatMap { Int($0.1) }
  }
}

/// Finds the conditions in the parts of a script that decide about rows.
private struct ConditionScan {
  struct Condition {
    var range: Range<String.Index>
    /// Whether it is one of several that are enough by themselves.
    var isAlternative: Bool
  }

  private static let openers: Set<Substring> = ["AND", "OR", "WHEN", "WHERE", "ON", "HAVING", "IF"]
  private static let closers: Set<Substring> = [
    "AND", "OR", "THEN", "GROUP", "ORDER", "LIMIT", "HAVING", "UNION", "WHERE", "SET", "LEFT",
    "JOIN", "END", "ELSE",
  ]

  private let script: String
  private let text: Substring
  private var at: String.Index

  /// Looks through the parts that decide about rows.
  static func conditions(of script: String) -> [Condition] {
    let parts = [
      ("CREATE TEMP VIEW", "-- Look first"), ("-- Look what is there", "\nEND;"),
      ("-- Lock every row", "\nEND"),
    ]
    return parts.flatMap { start, end -> [Condition] in
      guard let start = script.range(of: start),
        let end = script.range(of: end, range: start.upperBound..<script.endIndex)
      else { return [] }
      var scan = ConditionScan(script, in: start.lowerBound..<end.lowerBound)
      return scan.conditions()
    }
  }

  private init(_ script: String, in range: Range<String.Index>) {
    self.script = script
    text = script[range]
    at = range.lowerBound
  }

  private mutating func conditions() -> [Condition] {
    var found: [Condition] = []
    while let (word, _) = next() {
      guard Self.openers.contains(word) else { continue }
      // A condition may begin with another one inside of it, which is looked at by itself.
      let start = at
      let (end, closer) = end(from: start)
      let isAlternative = word == "OR" || closer == "OR"
      let range = trimmed(start..<end)
      guard !range.isEmpty, isGuard(range, after: word, before: closer, end) else { continue }
      found.append(Condition(range: range, isAlternative: isAlternative))
    }
    return found
  }

  /// Whether a condition decides what is done rather than what is said.
  private func isGuard(
    _ range: Range<String.Index>, after opener: Substring, before closer: Substring,
    _ end: String.Index
  ) -> Bool {
    let condition = script[range]
    // What only tells which rows stand in the way; and a join without a condition.
    if ["c.class IN ('conflict', 'missing')", "true"].contains(condition) { return false }
    switch opener {
    case "IF": return closer == "OR"
    case "WHEN":
      let rest = script[end...].drop { $0.isWhitespace }
      return rest.hasPrefix("THEN '") && !rest.hasPrefix("THEN 'missing'")
    case "ON": return !condition.hasPrefix("COMMIT")
    default: return true
    }
  }

  private func trimmed(_ range: Range<String.Index>) -> Range<String.Index> {
    let part = script[range]
    let start = part.firstIndex { !$0.isWhitespace } ?? range.upperBound
    let end = part.lastIndex { !$0.isWhitespace }.map { script.index(after: $0) } ?? start
    return start..<max(start, end)
  }

  /// The end of a condition, and the word or sign that ends it.
  private func end(from start: String.Index) -> (String.Index, Substring) {
    var scan = self
    var depth = 0
    while let (token, place) = scan.next() {
      switch token {
      case "(", "CASE": depth += 1
      case "END" where depth > 0: depth -= 1
      case ")" where depth == 0: return (place, token)
      case ")": depth -= 1
      case ";", ",": if depth == 0 { return (place, token) }
      case let word where depth == 0 && Self.closers.contains(word): return (place, word)
      default: break
      }
    }
    return (start, "")
  }

  /// The next word or sign outside of texts and remarks, and where it stands.
  private mutating func next() -> (Substring, String.Index)? {
    while at < text.endIndex {
      let start = at
      let character = text[at]
      switch character {
      case "'", "\"", "`":
        at = text[text.index(after: at)...].firstIndex(of: character) ?? text.endIndex
        advance()
      case "-" where text[at...].hasPrefix("--"):
        at = text[at...].firstIndex(of: "\n") ?? text.endIndex
      case "(", ")", ";", ",":
        advance()
        return (text[start..<at], start)
      case _ where character.isLetter:
        at = text[at...].firstIndex { !$0.isLetter && !$0.isNumber && $0 != "_" } ?? text.endIndex
        return (text[start..<at], start)
      default: advance()
      }
    }
    return nil
  }

  private mutating func advance() { if at < text.endIndex { at = text.index(after: at) } }
}
