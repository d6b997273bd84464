import Bytes
import Diagnostics
import Reconciliation
import Revenue

extension FigureTable.Column {
  /// The columns that lead from a row to the record it comes from: the event, the file and the
  /// line in it.
  static func sight(
    _ sources: SourceMap, _ sight: @escaping @Sendable (Row) -> Sight?
  ) -> [Self] {
    [
      .id("source_event_id", "The event that says so; blank for an object by itself") {
        sight($0)?.event ?? .empty
      },
      .text("source_file", "The input file it stands in") {
        sight($0).flatMap { $0.isOfRecord ? sources.name(of: $0.origin.file) : nil }
      },
      .count("source_line", "The record in the file, from 1: in NDJSON the line") {
        sight($0).flatMap { $0.isOfRecord ? Int64($0.origin.recordNumber) : nil }
      },
    ]
  }
}
