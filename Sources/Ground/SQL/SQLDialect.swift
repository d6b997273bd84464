/// The language of one database, as far as writing values and names goes.
///
/// A dialect is added by adding a case: the compiler then names every place that must answer
/// for it. What a whole script looks like is the business of the writer of that dialect.
public enum SQLDialect: String, CaseIterable, Sendable {
  /// PostgreSQL 12 or newer.
  case postgresql
  /// MySQL 8 or MariaDB 10.
  case mysql
  /// SQLite 3.38 or newer.
  case sqlite

  /// The most bytes a name may have.
  ///
  /// PostgreSQL silently cuts longer ones (NAMEDATALEN - 1), MySQL refuses more than 64 characters,
  /// and for SQLite any length would do.
  public var nameByteLimit: Int {
    switch self {
    case .postgresql: 63
    case .mysql: 64
    case .sqlite: 128
    }
  }

  /// A name between double quotes, in MySQL between backticks, inner quotes doubled.
  ///
  /// - Returns: `nil` for a name that is empty, too long, or holds a character that a reader of
  ///   the script could not see: such a name is refused rather than escaped. In MySQL a backslash
  ///   is refused as well, because its client would take it for an escape.
  public func identifier(_ name: String) -> String? {
    guard !name.isEmpty, name.utf8.count <= nameByteLimit else { return nil }
    let quote: Unicode.Scalar = self == .mysql ? "`" : "\""
    var quoted = String(quote)
    for scalar in name.unicodeScalars {
      if SQLText.isInvisible(scalar) || (self == .mysql && scalar == "\\") { return nil }
      if scalar == quote { quoted.unicodeScalars.append(quote) }
      quoted.unicodeScalars.append(scalar)
    }
    quoted.unicodeScalars.append(quote)
    return quoted
  }

  /// A text as a literal that fits on one printable line.
  ///
  /// Plain text becomes `'…'`. What cannot be seen, and a backslash where settings of the server
  /// decide what it means, is spelled in a way that means the same under all settings: `E'…'` in
  /// PostgreSQL, the bytes in hexadecimal in MySQL, `char(…)` in SQLite.
  ///
  /// - Returns: `nil` for NUL, lone surrogates and any other invalid UTF-8, which a database of
  ///   text cannot store.
  public func literal(_ bytes: [UInt8]) -> String? {
    guard let text = SQLText.decode(bytes) else { return nil }
    return literal(valid: text)
  }

  /// A text as a literal; `nil` only when it contains NUL.
  public func literal(_ text: String) -> String? {
    text.utf8.contains(0) ? nil : literal(valid: text)
  }

  private func literal(valid text: String) -> String {
    switch self {
    case .postgresql: SQLText.escaped(text)
    case .mysql: SQLText.hexadecimal(text)
    case .sqlite: SQLText.concatenated(text)
    }
  }

  /// A dollar quote or delimiter that occurs nowhere in a body: `$trueup$`, else `$trueup1$`, and
  /// so on.
  public func dollarTag(for body: String) -> String {
    var number = 0
    while true {
      let tag = number == 0 ? "$trueup$" : "$trueup\(number)$"
      if !SQLText.contains(body, tag) { return tag }
      number += 1
    }
  }
}
