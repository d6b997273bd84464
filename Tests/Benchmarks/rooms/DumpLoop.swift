import Billing
import Bytes
import Diagnostics
import Dumps

/// A column to decode.
struct DumpColumn: Sendable {
  /// What its values are.
  enum Kind: String, Sendable {
    case text, time, flag
  }

  let name: String
  let kind: Kind

  /// The columns a text like `id:text,endedAt:time` names; nil if it is none.
  static func list(_ text: String) -> [DumpColumn]? {
    var columns: [DumpColumn] = []
    for item in text.split(separator: ",") {
      let parts = item.split(separator: ":")
      guard parts.count == 2, let kind = Kind(rawValue: String(parts[1])) else { return nil }
      columns.append(DumpColumn(name: String(parts[0]), kind: kind))
    }
    return columns
  }
}

/// Reads a whole dump on several threads and decodes some of its columns.
struct DumpLoop: Sendable {
  let columns: [DumpColumn]
  let threads: Threads

  /// One line for each column: its name, how many values it has, the greatest of them.
  func lines(of path: String) throws(Failure) -> String {
    guard let format = DumpFormat(name: "postgres-csv") else { return "" }
    let reader = DumpReader(format: format)
    var pieces = PieceReader(
      try InputFile(path: path), mode: .whole(limit: 16 << 30), digesting: .nobody)
    guard let piece = try pieces.next() else { return "" }
    let found = try piece.withView { view throws(Failure) -> [ColumnTally] in
      let header = try reader.header(of: view, declaring: columns.map(\.name))
      return tallies(of: view, header, reader)
    }
    return zip(columns, found).map { column, tally in
      "\(column.name),\(tally.count),\(tally.greatest(column.kind))\n"
    }.joined()
  }

  private func tallies(
    of view: ByteView, _ header: DumpHeader, _ reader: DumpReader
  ) -> [ColumnTally] {
    let rows = view[header.rows]
    // A few stretches for each thread, so that none waits long for the last.
    let cuts = [0] + reader.cuts(of: rows, count: threads.width * 4) + [rows.count]
    let places = columns.compactMap { header.index(of: $0.name) }
    let stretches = threads.map(cuts.count - 1) { index in
      var tallies = columns.map { _ in ColumnTally() }
      var log = DiagnosticLog()
      _ = reader.read(
        rows[cuts[index]..<cuts[index + 1]],
        startByte: UInt64(header.rows.lowerBound + cuts[index]), header: header,
        file: FileID(rawValue: 0), log: &log, isLast: index == cuts.count - 2
      ) { row in
        for column in columns.indices {
          tallies[column].take(row.cell(places[column]), as: columns[column].kind)
        }
      }
      return tallies
    }
    return stretches.dropFirst().reduce(into: stretches[0]) { whole, stretch in
      for column in whole.indices { whole[column].add(stretch[column]) }
    }
  }
}

/// How many values a column has, and the greatest.
struct ColumnTally: Sendable {
  private(set) var count = 0
  private var text: [UInt8] = []
  private var number = Int64.min

  /// Counts one value.
  mutating func take(_ cell: DumpCell, as kind: DumpColumn.Kind) {
    guard !cell.isNull else { return }
    count += 1
    switch kind {
    case .text:
      guard let view = cell.plain else { return keep(cell.array) }
      if unsafe text.lexicographicallyPrecedes(view.buffer) { text = view.array }
    case .time:
      guard case .microseconds(let time)? = cell.plain.flatMap(DumpTimestamp.init) else { return }
      number = max(number, time)
    case .flag:
      number = max(number, cell.raw.equals("t") ? 1 : 0)
    }
  }

  /// Adds what was found in another stretch.
  mutating func add(_ other: ColumnTally) {
    count += other.count
    number = max(number, other.number)
    keep(other.text)
  }

  /// The greatest value as people write it.
  func greatest(_ kind: DumpColumn.Kind) -> String {
    guard count > 0 else { return "null" }
    switch kind {
    case .text: return String(decoding: text, as: UTF8.self)
    case .time: return Timestamp(microseconds: number / 1_000_000 * 1_000_000).iso
    case .flag: return number == 1 ? "true" : "false"
    }
  }

  private mutating func keep(_ other: [UInt8]) {
    if text.lexicographicallyPrecedes(other) { text = other }
  }
}
