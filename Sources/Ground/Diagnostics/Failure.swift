/// A reason the run cannot go on.
public struct Failure: Error, Hashable, Sendable {
  /// The kind of failure; kebab-case, with a folder under `fixtures/refusals` that provokes it.
  public struct Code: Hashable, RawRepresentable, Sendable {
    /// The kebab-case name, for example `gzip-damaged`.
    public let rawValue: String
    /// Creates a code.
    public init(rawValue: String) { self.rawValue = rawValue }
  }

  /// A line and column in a text file, both counted from one; the column in bytes.
  public struct TextPosition: Hashable, Sendable {
    /// The line.
    public var line: Int
    /// The column; zero when only the line is known.
    public var column: Int
    /// Creates a position.
    public init(line: Int, column: Int = 0) {
      self.line = line
      self.column = column
    }
  }

  /// The kind of failure.
  public var code: Code
  /// One sentence, lower case, no full stop.
  public var message: String
  /// The file the failure is about, as shown to people.
  public var file: String?
  /// The line and column in that file, where it is a text a person wrote.
  public var position: TextPosition?
  /// The byte, counted from zero: in the content of the file, or in the file as it lies on the disk
  /// where its compression is what is damaged.
  public var byte: UInt64?
  /// What the operator can do about it.
  public var help: String?

  /// Creates a failure.
  public init(
    _ code: Code, _ message: String, file: String? = nil, position: TextPosition? = nil,
    byte: UInt64? = nil, help: String? = nil
  ) {
    self.code = code
    self.message = message
    self.file = file
    self.position = position
    self.byte = byte
    self.help = help
  }

  /// The failure in the layout that editors parse: `file:line:col: error[code]: message`.
  public var rendered: String {
    var text = ""
    if let file {
      text += file + ":"
      if let position {
        text += "\(position.line):" + (position.column > 0 ? "\(position.column):" : "")
      } else if let byte {
        text += "byte \(byte):"
      }
      text += " "
    }
    text += "error[\(code.rawValue)]: \(message)"
    if let help { text += "\n  help: \(help)" }
    return text
  }
}

extension Failure.Code {
  /// A file named by the pipeline or on the command line is not there.
  public static let inputMissing = Failure.Code(rawValue: "input-missing")
  /// A file is there but cannot be read.
  public static let inputUnreadable = Failure.Code(rawValue: "input-unreadable")
}
