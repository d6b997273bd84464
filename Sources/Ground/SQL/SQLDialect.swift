/// The language of one database, as far as writing values and names goes.
///
/// A dialect is added by adding a case: the compiler then names every place that must answer
/// for it. What a whole script looks like is the business of the writer of that dialect.
public enum SQLDialect: String, CaseIterable, Sendable {
  /// PostgreSQL 12 or newer.
  case postgresql

  /// The most bytes a name may have; PostgreSQL silently cuts longer ones (NAMEDATALEN - 1).
  public var nameByteLimit: Int {
    switch self {
    case .postgresql: 63
    }
  }

  /// A name between double quotes, inner quotes doubled.
  ///
  /// - Returns: `nil` for a name that is empty, too long, or holds a character that a reader of
  ///   the script could not see: such a name is refused rather than escaped.
  public func identifier(_ name: String) -> String? {
    guard !name.isEmpty, name.utf8.count <= nameByteLimit else { return nil }
    var quoted = "\""
    for scalar in name.unicodeScalars {
      if SQLText.isInvisible(scalar) { return nil }
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }

  /// A text as a literal that fits on one printable line.
  ///
  /// Plain text becomes `'…'`. A backslash or a character that cannot be seen makes it `E'…'`
  /// with escapes, which means the same whatever `standard_conforming_strings` says.
  ///
  /// - Returns: `nil` for NUL, lone surrogates and any other invalid UTF-8, which PostgreSQL
  ///   cannot store.
  public func literal(_ bytes: [UInt8]) -> String? {
    guard let text = SQLText.decode(bytes) else { return nil }
    return literal(valid: text)
  }

  /// A text as a literal; `nil` only when it contains NUL.
  public func literal(_ text: String) -> String? {
    text.utf8.contains(0) ? nil : literal(valid: text)
  }

  private func literal(valid text: String) -> String {
    var body = ""
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if scalar == "'" {
        body += "''"
      } else if scalar == "\\" || SQLText.isInvisible(scalar) {
        isEscaped = true
        body += SQLText.escape(scalar)
      } else {
        body.unicodeScalars.append(scalar)
      }
    }
    return (isEscaped ? "E'" : "'") + body + "'"
  }

  /// A dollar quote that occurs nowhere in a body: `$trueup$`, else `$trueup1$` and so on.
  public func dollarTag(for body: String) -> String {
    var number = 0
    while true {
      let tag = number == 0 ? "$trueup$" : "$trueup\(number)$"
      if !SQLText.contains(body, tag) { return tag }
      number += 1
    }
  }
}
