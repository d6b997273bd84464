public import Diagnostics

/// Renders remarks for people, always in the same layout.
///
/// ```
/// events.ndjson.gz:record 17, byte 20480: rejection[json-duplicate-key]: a name occurs twice
///   {"id":"‹9 bytes›","id":‹3 bytes›}
///                     ^^^^
///   help: export the events again
/// ```
public struct DiagnosticText: Sendable {
  /// The bytes of the record a remark is about.
  public struct Line: Sendable {
    /// The bytes, without the end of the line.
    public var bytes: [UInt8]
    /// Where they begin in the decompressed file.
    public var startByte: UInt64

    /// Creates a line.
    public init(bytes: [UInt8], startByte: UInt64) {
      self.bytes = bytes
      self.startByte = startByte
    }
  }

  private let sources: SourceMap

  /// Prepares to render remarks about some files.
  public init(sources: SourceMap) { self.sources = sources }

  /// A remark in one or more lines, without a newline at the end.
  ///
  /// - Parameters:
  ///   - diagnostic: the remark.
  ///   - line: the record, of which only the structure is shown; `nil` for no excerpt.
  /// - Returns: the text, without control characters and without values of the record.
  public func render(_ diagnostic: Diagnostic, line: Line? = nil) -> String {
    var text = place(of: diagnostic)
    text += " \(diagnostic.severity.rawValue)[\(diagnostic.code.rawValue)]: "
    text += PlainText.shown(diagnostic.message)
    if let place = diagnostic.place { text += " (\(PlainText.shown(place)))" }
    if let subject = diagnostic.subject { text += " [\(PlainText.shown(subject))]" }
    if let line, let excerpt = excerpt(of: line, diagnostic.span) { text += "\n" + excerpt }
    if let help = diagnostic.help { text += "\n  help: \(PlainText.shown(help))" }
    return text
  }

  /// What is said when more remarks of a code were counted than kept; `nil` when none were cut.
  public func more(_ code: Diagnostic.Code, in log: DiagnosticLog) -> String? {
    let rest = (log.counts[code] ?? 0) - log.entries.count { $0.code == code }
    return rest > 0 ? "and \(PlainText.count(rest)) more of [\(code.rawValue)]" : nil
  }

  private func place(of diagnostic: Diagnostic) -> String {
    let file = PlainText.shown(sources.name(of: diagnostic.span.file))
    let record = diagnostic.recordNumber > 0 ? "record \(diagnostic.recordNumber), " : ""
    return "\(file):\(record)byte \(diagnostic.span.startByte):"
  }

  private func excerpt(of line: Line, _ span: SourceSpan) -> String? {
    guard span.startByte >= line.startByte,
      span.startByte - line.startByte <= UInt64(line.bytes.count)
    else { return nil }
    let start = Int(span.startByte - line.startByte)
    let end = min(start + Int(span.byteCount), line.bytes.count)
    let outline = RecordOutline(line.bytes)
    return outline.lines(marking: start..<end).map { "  " + PlainText.trimmed($0) }
      .joined(separator: "\n")
  }
}
