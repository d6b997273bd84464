import Billing
import JSON
public import Reconciliation

/// Writes `datapackage.json`: the sheets of a run as Frictionless Data describes tables.
///
/// Source: Frictionless Data, “Data Package”, “Tabular Data Resource”, “CSV Dialect” and “Table
/// Schema”, version 1.
public struct DataPackageWriter: Sendable {
  /// A sheet of the run directory.
  public struct Sheet: Sendable {
    /// The file as it lies on the disk.
    public var output: ManifestWriter.Output
    /// Its columns, in order.
    public var columns: [SheetColumn]

    /// Creates an entry.
    public init(output: ManifestWriter.Output, columns: [SheetColumn]) {
      self.output = output
      self.columns = columns
    }
  }

  /// Creates a writer.
  public init() {}

  /// The description of a run's sheets, as one JSON object on one line.
  ///
  /// - Parameters:
  ///   - report: the run.
  ///   - sheets: its sheets; files that end in `.gz` are gzip.
  /// - Returns: the bytes of the file.
  public func json(_ report: RunReport, sheets: [Sheet]) -> [UInt8] {
    let definition = report.evidence.definition
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("profile", "tabular-data-package")
    writer.member("name", Self.slug("\(definition.name)-\(report.runID)"))
    writer.member("id", report.runID)
    writer.member("title", "trueup: \(definition.name)")
    writer.member("created", definition.clock.asOf.iso)
    writer.objects("resources", sheets, write)
    writer.endObject()
    return writer.line
  }

  private func write(_ writer: inout JSONWriter, _ sheet: Sheet) {
    let file = sheet.output.file
    let stem = file.split(separator: ".").first.map(String.init) ?? file
    writer.member("name", Self.slug(stem))
    writer.member("path", file)
    writer.member("profile", "tabular-data-resource")
    writer.member("format", "csv")
    writer.member("mediatype", "text/csv")
    writer.member("encoding", "utf-8")
    if file.utf8.suffix(3).elementsEqual(".gz".utf8) { writer.member("compression", "gz") }
    writer.member("bytes", sheet.output.byteCount)
    writer.member("hash", "sha256:\(sheet.output.sha256)")
    // What is not said is as the dialect's defaults are.
    writer.object("dialect") { writer in writer.member("lineTerminator", "\n") }
    writer.object("schema") { writer in
      writer.objects("fields", sheet.columns) { writer, column in
        writer.member("name", column.name)
        writer.member("type", column.kind.rawValue)
        writer.member("format", "default")
      }
      writer.member("missingValues", texts: [""])
    }
  }

  /// A name as packages and resources may have it: lower-case letters, digits, `.`, `_` and `-`.
  private static func slug(_ text: String) -> String {
    let bytes = text.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
      default: ".-_".utf8.contains(byte) ? byte : UInt8(ascii: "-")
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
