import Bytes
import Diagnostics
import Dumps
import Reconciliation
import Synchronization

/// The records of one dump, handed out in stretches to whichever thread asks next.
///
/// A dump that is one table is read piece by piece, so that memory does not grow with it; a script
/// must be at hand as a whole, because the place of a table in it is only known at its end.
final class DumpSource: Sendable {
  /// Some whole records, with the memory that holds them.
  struct Stretch: Sendable {
    let block: ByteBlock
    let rows: ByteView
    /// Where the records begin in the decompressed content.
    let startByte: UInt64
    /// The position among the stretches, counted from zero.
    let index: Int
    /// Whether nothing follows.
    var isLast: Bool
  }

  fileprivate struct State: ~Copyable {
    var reader: PieceReader
    var ahead: Piece?
    /// The start of a record whose end is in the piece ahead.
    var rest: [UInt8] = []
    /// Where it begins in the decompressed content.
    var restStart: UInt64 = 0
    /// Stretches to hand out, in order.
    var ready: ArraySlice<Stretch> = []
    /// Those handed out, where they cannot be read again.
    var kept: [Stretch] = []
    var count = 0
  }

  /// The most bytes a script may have.
  private static let scriptLimit = 16 << 30
  /// Pieces small enough to be still in the cache when they are parsed.
  ///
  /// A line that is too long is for the reader of the dump to reject, not for that of the file.
  private static var limits: ReadLimits {
    var limits = ReadLimits()
    limits.pieceByteCount = 1 << 20
    limits.recordByteCount = 4 * DumpReader.recordLimit
    return limits
  }

  let file: TableInput.File
  let definition: TableDefinition
  let header: DumpHeader
  let input: InputFile
  /// Whether a record can be read again from the file; otherwise the content is kept, if asked for.
  let canReadAgain: Bool
  private let keepsContent: Bool
  private let reader: DumpReader
  private let state: Mutex<State>

  /// Opens a dump and reads its header.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - definition: what the pipeline says about the table.
  ///   - keepsContent: whether its records will be looked at again.
  ///   - isDigested: whether the receipt shall have the file's digest.
  /// - Throws: what reading the file and its header throws.
  init(
    _ file: TableInput.File, table definition: TableDefinition, keepsContent: Bool, isDigested: Bool
  ) throws(Failure) {
    self.file = file
    self.definition = definition
    input = try InputFile(path: file.path, name: file.name)
    reader = DumpReader(format: file.format, table: definition.name)
    let isScript = file.format.kind != .records
    canReadAgain = !isScript && !input.isGzip
    self.keepsContent = keepsContent && !canReadAgain
    var pieces = PieceReader(
      input, mode: isScript ? .whole(limit: Self.scriptLimit) : .lines, limits: Self.limits,
      digesting: isDigested ? .here : .nobody)
    guard let first = try pieces.next() else {
      throw Failure(
        .dumpEmpty, "the dump is empty", file: file.name,
        help: "even a dump of no rows has a header; export the table again")
    }
    var header = try Self.header(of: first, by: reader, definition, named: file.name)
    var state = State(reader: pieces, ahead: nil)
    state.ahead = try state.reader.next()
    if state.ahead != nil {
      // An end mark in the middle is judged with the records.
      header.rows = header.rows.lowerBound..<first.view.count
      header.endIsProven = false
    }
    let start = first.startByte + UInt64(header.rows.lowerBound)
    if isScript {
      state.divide(first.block, first.view[header.rows], startByte: start, by: reader)
    } else {
      state.cut(first.block, first.view[header.rows], startByte: start, by: reader)
    }
    self.header = header
    self.state = Mutex(state)
  }

  private static func header(
    of first: Piece, by reader: DumpReader, _ definition: TableDefinition, named name: String
  ) throws(Failure) -> DumpHeader {
    do throws(Failure) {
      return try first.withView { view throws(Failure) in
        try reader.header(of: view, declaring: definition.columns.map(\.name))
      }
    } catch {
      var located = error
      located.file = located.file ?? name
      throw located
    }
  }

  /// The next stretch; nil when the file is read and proved whole.
  func next() throws(Failure) -> Stretch? {
    let result: Result<Stretch?, Failure> = state.withLock { state in
      Result { () throws(Failure) in
        if state.ready.isEmpty { try state.advance(by: reader) }
        let next = state.ready.popFirst()
        if let next, keepsContent { state.kept.append(next) }
        return next
      }
    }
    return try result.get()
  }

  /// The records handed out, where they cannot be read again.
  var kept: [Stretch] { state.withLock { $0.kept } }

  /// What reading proved; nil before the last stretch was handed out.
  var receipt: InputReceipt? { state.withLock { $0.reader.receipt } }

  /// Reads the records of a stretch.
  func read(
    _ stretch: Stretch, log: inout DiagnosticLog,
    visit: (borrowing DumpRow, inout DiagnosticLog) -> Void
  ) -> DumpCount {
    defer { withExtendedLifetime(stretch.block) {} }
    var outer = DiagnosticLog()
    let count = reader.read(
      stretch.rows, startByte: stretch.startByte, header: header, file: file.id, log: &outer,
      isLast: stretch.isLast, endIsProven: stretch.isLast && (receipt?.memberCount ?? 0) > 0
    ) { row in visit(row, &log) }
    log.merge(outer)
    return count
  }
}

extension DumpSource.State {
  /// Makes the next stretch ready, if there is one.
  fileprivate mutating func advance(by dump: DumpReader) throws(Failure) {
    guard let piece = ahead else {
      guard !rest.isEmpty else { return }
      let block = ByteBlock(rest)
      rest = []
      return append(block, block.view, startByte: restStart)
    }
    ahead = try reader.next()
    guard !rest.isEmpty else {
      return cut(piece.block, piece.view, startByte: piece.startByte, by: dump)
    }
    let block = ByteBlock(rest + piece.view.array)
    cut(block, block.view, startByte: restStart, by: dump)
  }

  /// Makes the whole records of some bytes ready; what is left belongs before the next piece.
  fileprivate mutating func cut(
    _ block: ByteBlock, _ bytes: ByteView, startByte: UInt64, by dump: DumpReader
  ) {
    var end = dump.wholeRecordByteCount(of: bytes)
    // A quote that is never closed must not collect the rest of the dump.
    if bytes.count - end > DumpReader.recordLimit { end = bytes.count }
    rest = bytes[end..<bytes.count].array
    restStart = startByte + UInt64(end)
    append(block, bytes[0..<end], startByte: startByte)
  }

  /// Makes all stretches of a script ready.
  fileprivate mutating func divide(
    _ block: ByteBlock, _ bytes: ByteView, startByte: UInt64, by dump: DumpReader
  ) {
    let cuts = [0] + dump.cuts(of: bytes, count: bytes.count >> 20 + 1) + [bytes.count]
    for (start, end) in zip(cuts, cuts.dropFirst()) {
      append(block, bytes[start..<end], startByte: startByte + UInt64(start))
      ready[ready.endIndex - 1].isLast = end == bytes.count
    }
  }

  private mutating func append(_ block: ByteBlock, _ rows: ByteView, startByte: UInt64) {
    ready.append(
      DumpSource.Stretch(
        block: block, rows: rows, startByte: startByte, index: count,
        isLast: ahead == nil && rest.isEmpty))
    count += 1
  }
}
