import Billing
import Bytes
import Diagnostics
import Dumps
import Normalize
import Reconciliation

/// Reads the dumps of every table, in record-aligned stretches on all threads.
struct TableInput: Sendable {
  /// One file to read.
  struct File: Sendable {
    var path: String
    var name: String
    var id: FileID
    /// The table, as a place in the definition's tables.
    var table: Int
    /// The format, with the promise about NULL that the pipeline gives.
    var format: DumpFormat
  }

  /// All that was read.
  struct Outcome: Sendable {
    var tables: [DatabaseTable] = []
    var contents: [DumpContent] = []
    var log = DiagnosticLog()
    var accounts: [RunReport.InputAccount] = []
    /// Tables of which a record was rejected: what is missing in them proves nothing.
    var damaged: Set<Int> = []
  }

  /// The most bytes a dump may have.
  private static let limit = 16 << 30

  let definition: SystemDefinition
  let workers: Workers
  let progress: Progress

  /// Reads the files into `symbols`, one table for each table of the definition.
  func read(_ files: [File], symbols: inout Symbols) throws(Failure) -> Outcome {
    var outcome = Outcome()
    outcome.tables = definition.database.tables.map {
      DatabaseTable(definition: $0, keeping: ColumnChoice(definition).places(of: $0))
    }
    for file in files { try read(file, into: &outcome, symbols: &symbols) }
    return outcome
  }

  private func read(
    _ file: File, into outcome: inout Outcome, symbols: inout Symbols
  ) throws(Failure) {
    let content = try DumpContent(file, table: definition.database.tables[file.table])
    outcome.contents.append(content)
    let cuts = content.cuts(count: workers.width * 4)
    let table = outcome.tables[file.table]
    let places = table.slots.indices.filter { table.slots[$0] >= 0 }
    let stretches = workers.map(max(0, cuts.count - 1)) { index in
      content.read(
        cuts[index]..<cuts[index + 1], isLast: index == cuts.count - 2, keeping: places)
    }
    progress.advance(by: content.byteCount)
    let before = table.count
    var account = RunReport.InputAccount(purpose: table.definition.name)
    account.note(content.receipt)
    for stretch in stretches {
      let map = symbols.absorb(stretch.symbols)
      outcome.tables[file.table].absorb(
        stretch.table, symbols: map, recordBase: account.recordCount)
      outcome.log.merge(stretch.log, recordBase: account.recordCount)
      account.recordCount += stretch.count.recordCount
      account.rejectedCount += stretch.count.rejectedCount
    }
    precondition(
      outcome.tables[file.table].count - before == account.normalizedCount,
      "a record that was read is neither normalized nor rejected")
    // A last line without its end may be half a row, and more rows may be missing after it.
    let isCut = stretches.contains { $0.log.counts[.dumpCutRecord] != nil }
    if account.rejectedCount > 0 || isCut { outcome.damaged.insert(file.table) }
    outcome.accounts.append(account)
  }
}

/// The decompressed bytes of one dump, kept so that a row can be looked at again in full.
final class DumpContent: Sendable {
  /// What a stretch of records came to.
  struct Stretch: Sendable {
    var table: DatabaseTable
    var symbols: Symbols
    var log: DiagnosticLog
    var count: DumpCount
  }

  let file: FileID
  let table: Int
  let header: DumpHeader
  let receipt: InputReceipt?
  private let piece: Piece
  private let reader: DumpReader
  private let definition: TableDefinition

  init(_ file: TableInput.File, table definition: TableDefinition) throws(Failure) {
    let input = try InputFile(path: file.path, name: file.name)
    var pieces = PieceReader(input, mode: .whole(limit: 16 << 30))
    guard let piece = try pieces.next() else {
      throw Failure(
        .dumpEmpty, "the dump is empty", file: file.name,
        help: "even a dump of no rows has a header; export the table again")
    }
    _ = try pieces.next()
    receipt = pieces.receipt
    reader = DumpReader(format: file.format, table: definition.name)
    let declared = definition.columns.map(\.name)
    do throws(Failure) {
      header = try piece.withView { view throws(Failure) in
        try DumpReader(format: file.format, table: definition.name).header(
          of: view, declaring: declared)
      }
    } catch {
      var located = error
      located.file = located.file ?? file.name
      throw located
    }
    self.piece = piece
    self.file = file.id
    self.table = file.table
    self.definition = definition
  }

  /// The length of the content, in bytes.
  var byteCount: Int { piece.view.count }

  /// Where the records can be divided, as offsets in the content, first and last included.
  func cuts(count: Int) -> [Int] {
    piece.withView { view in
      let rows = view[header.rows]
      return [0] + reader.cuts(of: rows, count: max(1, count)) + [rows.count]
    }
  }

  /// Reads the records between two cuts.
  func read(_ range: Range<Int>, isLast: Bool, keeping places: [Int]) -> Stretch {
    var rows = RowNormalizer(
      definition: definition, keeping: places, header: header, file: file)
    var log = DiagnosticLog()
    let count = visit(range, isLast: isLast, log: &log) { row, log in
      rows.take(row, log: &log)
    }
    return Stretch(table: rows.table, symbols: rows.symbols, log: log, count: count)
  }

  /// All values of one record as the database wrote them, in file order; nil for NULL.
  func cells(of origin: RecordOrigin) -> [[UInt8]?] {
    let start = Int(origin.startByte - piece.startByte) - header.rows.lowerBound
    var cells: [[UInt8]?] = []
    var log = DiagnosticLog()
    _ = visit(start..<start + Int(origin.byteCount), isLast: true, log: &log) { row, _ in
      cells = (0..<row.columnCount).map { column in
        let cell = row.cell(column)
        return cell.isNull ? nil : cell.array
      }
    }
    return cells
  }

  private func visit(
    _ range: Range<Int>, isLast: Bool, log: inout DiagnosticLog,
    _ body: (borrowing DumpRow, inout DiagnosticLog) -> Void
  ) -> DumpCount {
    var inner = DiagnosticLog()
    let count = piece.withView { view in
      let bytes = view[header.rows][range]
      let start = piece.startByte + UInt64(header.rows.lowerBound + range.lowerBound)
      var outer = DiagnosticLog()
      let count = reader.read(
        bytes, startByte: start, header: header, file: file, log: &outer, isLast: isLast,
        endIsProven: (receipt?.memberCount ?? 0) > 0
      ) { row in
        body(row, &inner)
      }
      inner.merge(outer)
      return count
    }
    log.merge(inner)
    return count
  }
}

/// Which columns of a table have to be kept: those that mean something and those a rule names.
struct ColumnChoice {
  private let definition: SystemDefinition

  init(_ definition: SystemDefinition) { self.definition = definition }

  /// The places of the columns, in the order of the table's definition.
  func places(of table: TableDefinition) -> [Int] {
    let named = definition.declaredChecks.filter {
      $0.table.utf8.elementsEqual(table.name.utf8)
    }.flatMap { Self.columns(of: $0.rule) }
    return table.columns.indices.filter { place in
      table.columns[place].field != nil
        || named.contains { $0.utf8.elementsEqual(table.columns[place].name.utf8) }
    }
  }

  private static func columns(of rule: DeclaredCheck.Rule) -> [String] {
    switch rule {
    case .unique(let columns): columns
    case .reference(let column, _, _, _): [column]
    case .retention(let column, _): [column]
    case .copied(let column, let through, _, _, _): [column, through]
    }
  }
}
