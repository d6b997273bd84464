import Bytes
import JSON
import Reconciliation

/// The list of a bundle's files, with their digests.
struct CaseManifest {
  /// A file of the bundle.
  struct File {
    var path: String
    var bytes: [UInt8]
    /// How many records of the inputs it holds; nil for what was made for the bundle.
    var recordCount: Int?
  }

  let files: [File]
  let finding: RunReport.Finding

  /// The manifest as a document.
  func json(_ toolVersion: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("schema_version")
    writer.integer(1)
    writer.key("tool_version")
    writer.string(toolVersion)
    writer.key("finding")
    writer.beginObject()
    for (name, value) in [
      ("drift_id", finding.driftID), ("code", finding.drift.code), ("class", finding.drift.name),
      ("cause", finding.drift.cause.code.rawValue),
      ("disposition", finding.drift.disposition.rawValue),
    ] {
      writer.key(name)
      writer.string(value)
    }
    writer.endObject()
    writer.key("files")
    writer.beginArray()
    for file in files { write(file, to: &writer) }
    writer.endArray()
    writer.endObject()
    return writer.bytes + [0x0A]
  }

  private func write(_ file: File, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("path")
    writer.string(file.path)
    if let count = file.recordCount {
      writer.key("records")
      writer.integer(count)
    }
    writer.key("bytes")
    writer.integer(file.bytes.count)
    writer.key("sha256")
    writer.string(Digest(of: file.bytes).hex)
    writer.endObject()
  }
}
