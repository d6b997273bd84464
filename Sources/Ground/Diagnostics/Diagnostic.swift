/// Something odd about the data itself; it is noted, counted and never thrown.
public struct Diagnostic: Hashable, Sendable {
  /// What kind of remark this is; kebab-case, prefixed by the room that says it.
  ///
  /// Each room extends this with its own constants, so that the ground never learns billing
  /// words. Every code has a folder under `fixtures/refusals` that provokes it.
  public struct Code: Hashable, Comparable, RawRepresentable, Sendable {
    /// The kebab-case name, for example `json-duplicate-key`.
    public let rawValue: String
    /// Creates a code.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// Orders by the UTF-8 bytes of the name.
    public static func < (one: Code, other: Code) -> Bool {
      one.rawValue.utf8.lexicographicallyPrecedes(other.rawValue.utf8)
    }
  }

  /// What the remark means for the record it is about.
  public enum Severity: String, Sendable, CaseIterable {
    /// Worth knowing; the record counts in full.
    case remark
    /// Something is doubtful; the record counts, what is doubtful is named.
    case warning
    /// The record does not count: it is quarantined, and what it may touch is tainted.
    case rejection
  }

  /// How much the remark weighs.
  public var severity: Severity
  /// The kind of remark.
  public var code: Code
  /// One sentence, lower case, no full stop; never a value from the record.
  public var message: String
  /// Where the evidence stands.
  public var span: SourceSpan
  /// The record in its file, counted from one; zero when the remark is about the whole file.
  public var recordNumber: Int
  /// A column name or a JSON pointer, when the remark is about one field.
  public var place: String?
  /// The identifier of the object the record is about, when it could be read.
  public var subject: String?
  /// What a person can do about it.
  public var help: String?

  /// Creates a diagnostic.
  public init(
    _ severity: Severity, _ code: Code, _ message: String, at span: SourceSpan,
    recordNumber: Int = 0, place: String? = nil, subject: String? = nil, help: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.span = span
    self.recordNumber = recordNumber
    self.place = place
    self.subject = subject
    self.help = help
  }
}
