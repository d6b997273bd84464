public import Diagnostics
import JSON

/// Writes `diagnostics.ndjson`: one JSON object a line for each remark, in the order of the log,
/// then one for each code of which more were counted than kept.
public struct DiagnosticsWriter: Sendable {
  /// Creates a writer.
  public init() {}

  /// The lines of a log.
  public func ndjson(_ log: DiagnosticLog, sources: SourceMap) -> [UInt8] {
    var bytes: [UInt8] = []
    var writer = JSONWriter()
    for entry in log.entries {
      writer.removeAll()
      write(entry, sources, to: &writer)
      bytes.append(contentsOf: writer.line)
    }
    for (code, count) in log.sortedCounts {
      let kept = log.entries.count { $0.code == code }
      guard count > kept else { continue }
      writer.removeAll()
      writeTotal(of: code, count: count, kept: kept, in: log, to: &writer)
      bytes.append(contentsOf: writer.line)
    }
    return bytes
  }

  private func write(_ entry: Diagnostic, _ sources: SourceMap, to writer: inout JSONWriter) {
    writer.beginReport()
    writer.member("file", sources.name(of: entry.span.file))
    writer.member("record", entry.recordNumber == 0 ? nil : entry.recordNumber)
    writer.member("byte", entry.span.startByte)
    writer.member("byte_count", entry.span.byteCount)
    writer.member("severity", entry.severity.rawValue)
    writer.member("code", entry.code.rawValue)
    writer.member("message", Privacy.shown(entry.message))
    writer.member("place", entry.place.map(Privacy.shown))
    writer.member("subject", entry.subject.map(Privacy.shown))
    writer.member("help", entry.help.map(Privacy.shown))
    writer.endObject()
  }

  private func writeTotal(
    of code: Diagnostic.Code, count: Int, kept: Int, in log: DiagnosticLog,
    to writer: inout JSONWriter
  ) {
    writer.beginReport()
    writer.member("severity", log.severity(of: code)?.rawValue)
    writer.member("code", code.rawValue)
    writer.member("message", "and \(PlainText.count(count - kept)) more")
    writer.member("count", count)
    writer.member("kept", kept)
    writer.endObject()
  }
}
