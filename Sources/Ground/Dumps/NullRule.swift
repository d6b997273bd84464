/// How a dump writes a value that is absent.
///
/// A wrong rule turns NULL into text or text into NULL without a trace, so it is always stated:
/// by the format, or by the operator as a promise about a format that cannot tell the two apart.
public enum NullRule: Hashable, Sendable {
  /// Nothing between two delimiters is NULL; two quotes are the empty text (COPY CSV).
  case unquotedEmpty
  /// The two bytes `\N`, outside quotes (COPY text, SELECT INTO OUTFILE).
  case backslashN
  /// The given bytes, outside quotes.
  case token([UInt8])
  /// The word NULL as SQL writes it, in any case.
  case keyword
  /// The export holds no NULL at all.
  case never
  /// The export cannot tell and nobody has said: such a dump is refused.
  case unstated

  /// Reads a promise as it is written in a pipeline definition; nil for an unknown name.
  public init?(promise: String) {
    switch promise {
    case "empty-is-null": self = .unquotedEmpty
    case "word-null-is-null": self = .token(Array("NULL".utf8))
    case "backslash-n-is-null": self = .backslashN
    case "never-null": self = .never
    default: return nil
    }
  }

  /// The names of every promise, in the order of their bytes.
  public static let promiseNames = [
    "backslash-n-is-null", "empty-is-null", "never-null", "word-null-is-null",
  ]
}
