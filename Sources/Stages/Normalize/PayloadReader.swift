import Bytes
import Dumps
import JSON
import Reconciliation

/// Reads the copies of events that the application stored: of which version each is, and what
/// stands for its content.
///
/// Whoever maps the column pays for it: each copy is parsed.
struct PayloadReader: Sendable {
  private let column: Int
  private var content = JSONContentHash()
  private var (scratch, text): ([UInt8], [UInt8]) = ([], [])

  /// Prepares to read; `nil` when no column of the file holds copies.
  init?(_ table: TableDefinition, _ header: DumpHeader) {
    guard let place = table.place(of: .payload),
      let column = header.index(of: table.columns[place].name)
    else { return nil }
    self.column = column
  }

  /// What a row's copy claims of an event; `nil` where there is no copy, or it is no whole event.
  mutating func claims(
    of event: UInt64, in row: borrowing DumpRow
  ) -> (version: UInt64, content: UInt64)? {
    let cell = row.cell(column)
    guard !cell.isNull else { return nil }
    var reader = JSONReader()
    guard reader.read(cell.text(into: &scratch)) == nil else { return nil }
    let root = reader.root
    guard root["object"]?.isString("event") == true, root["data"] != nil else { return nil }
    let version = root["api_version"]?.text(into: &text).map { Fingerprint.of($0) } ?? 0
    return (
      EventBodies.claim(event, version: version),
      EventBodies.claim(
        event, content: content.hash(of: root, passingOver: "pending_webhooks"))
    )
  }
}
