import Billing
import Bytes
import Diagnostics
import Dumps
import JSON
import Normalize
import Read
import Reconciliation

/// Reads the inputs once more, record by record, and copies those that somebody wants.
struct CaseReader {
  let pipeline: ResolvedPipeline
  let inputs: InputList

  /// What one pass found besides the records.
  struct Outcome {
    var records: [CaseRecord] = []
    /// How many records there are in all.
    var recordCount = 0
    /// The sources whose last page says that more follow.
    var truncatedSources: Set<Int> = []
    /// What tells how far an export reaches: the first and the last event, of which only the time
    /// counts; of a ledger the first and the last row, and one of each type of event; and the first
    /// row that knows its subscription.
    var frame: [CaseRecord] = []
  }

  /// Reads every input.
  ///
  /// - Parameter words: what a record must have one of; `nil` wants every record.
  /// - Returns: the records, in the order of the inputs.
  /// - Throws: what reading a file throws.
  func records(with words: WordSet?) throws(Failure) -> Outcome {
    var outcome = Outcome()
    try readStripe(words, into: &outcome)
    for file in inputs.tables { try read(file, words, into: &outcome) }
    for file in inputs.caches { try read(file, words, into: &outcome) }
    return outcome
  }

  // MARK: Stripe

  private func readStripe(_ words: WordSet?, into outcome: inout Outcome) throws(Failure) {
    var pass = StripeCase(outcome, words)
    let queue = SourceQueue(
      inputs.stripe.map { SourceQueue.File(path: $0.path, name: $0.name) }, width: 1,
      isDigested: false)
    var reader = StripeLineReader()
    var counts = [ReadCount](repeating: ReadCount(), count: inputs.stripe.count)
    while let item = queue.next() {
      let file = inputs.stripe[item.file]
      var log = DiagnosticLog()
      let count = item.piece.withView { view in
        StripeReader().read(
          view, startByte: item.piece.startByte, file: file.id, layout: item.layout,
          reader: &reader, log: &log
        ) { pass.take($0, of: file.source) }
      }
      counts[item.file].add(count)
    }
    _ = try queue.receipts()
    outcome = pass.finished
    for (place, count) in counts.enumerated() where count.hasMore {
      outcome.truncatedSources.insert(inputs.stripe[place].source)
    }
  }

  // MARK: Tables

  private func read(
    _ file: TableInput.File, _ words: WordSet?, into outcome: inout Outcome
  ) throws(Failure) {
    let definition = pipeline.definition.database.tables[file.table]
    let source = try DumpSource(file, table: definition, keepsContent: false, isDigested: false)
    let columns = definition.columns.map { source.header.index(of: $0.name) }
    var frame = TableFrame(definition, columns, place: file.table)
    while let stretch = try source.next() {
      var log = DiagnosticLog()
      _ = source.read(stretch, log: &log) { row, _ in
        outcome.recordCount += 1
        frame.take(row, outcome.recordCount)
        let isWanted =
          words.map { words in
            (0..<row.columnCount).contains { words.contains(wordOf: row.cell($0).raw) }
          } ?? true
        if isWanted { outcome.records.append(frame.copy(row, outcome.recordCount)) }
      }
    }
    outcome.frame += frame.records
  }

  // MARK: Caches

  private func read(
    _ file: CacheInput.File, _ words: WordSet?, into outcome: inout Outcome
  ) throws(Failure) {
    var pieces = PieceReader(try InputFile(path: file.path, name: file.name))
    while let piece = try pieces.next() {
      piece.withView { view in
        for line in view.array.split(separator: 0x0A) where !line.allSatisfy({ $0 <= 0x20 }) {
          outcome.recordCount += 1
          let bytes = Array(line)
          let isWanted = unsafe bytes.withUnsafeBufferPointer {
            unsafe words?.contains(wordOf: ByteView($0)) ?? true
          }
          guard isWanted, let cache = cache(of: bytes, among: file.caches) else { continue }
          outcome.records.append(
            CaseRecord(
              origin: .cache(cache), number: outcome.recordCount, content: .entry(bytes)))
        }
      }
    }
  }

  /// The cache an entry is of: the one whose prefix fits best.
  private func cache(of line: [UInt8], among places: [Int]) -> Int? {
    var reader = JSONReader()
    let block = ByteBlock(line)
    guard reader.read(block.view) == nil, let key = reader.root["key"]?.string else { return nil }
    withExtendedLifetime(block) {}
    let caches = pipeline.definition.caches
    return places.filter { key.utf8.starts(with: caches[$0].keyPrefix.utf8) }
      .max { caches[$0].keyPrefix.utf8.count < caches[$1].keyPrefix.utf8.count }
  }
}

/// The rows of a table that tell how far it reaches, and what is usual in it.
private struct TableFrame {
  private let origin: CaseRecord.Origin
  private let columns: [Int?]
  private let clock: Int?
  private let type: Int?
  private let subscription: Int?
  private var ends = Ends()
  private var linked: CaseRecord?
  /// How many rows there are of each type of event, and one of them.
  private var types: [[UInt8]: (count: Int, record: CaseRecord)] = [:]

  /// Creates the frame of a table whose columns stand at these places of its rows.
  init(_ table: TableDefinition, _ columns: [Int?], place: Int) {
    origin = .table(place)
    self.columns = columns
    clock = table.isLedger ? table.placeOfEntryTime.flatMap { columns[$0] } : nil
    type = table.isLedger ? table.place(of: .eventType).flatMap { columns[$0] } : nil
    subscription =
      table.role == .subscriptions ? table.place(of: .subscription).flatMap { columns[$0] } : nil
  }

  /// The first and the last row of a ledger, one of each type, and a row that knows its
  /// subscription.
  var records: [CaseRecord] {
    var seen: Set<Int> = []
    return (ends.records + types.values.map(\.record) + [linked].compactMap(\.self))
      .filter { seen.insert($0.number).inserted }
      .sorted { $0.number < $1.number }
  }

  /// Takes the next row, and keeps it if it belongs to the frame.
  mutating func take(_ row: borrowing DumpRow, _ number: Int) {
    if let clock, let time = Self.time(row.cell(clock)), ends.has(time) {
      ends.take(copy(row, number), time)
    }
    if let type {
      let name = row.cell(type).array
      let count = (types[name]?.count ?? 0) + 1
      // The first, the second, the fourth and so on: not the oldest, which may be of an event that
      // is exported no more, and not all are copied.
      let isNext = count & (count - 1) == 0
      if isNext { types[name] = (count, copy(row, number)) } else { types[name]?.count = count }
    }
    if linked == nil, let subscription, !row.cell(subscription).isNull,
      row.cell(subscription).raw.count > 0
    {
      linked = copy(row, number)
    }
  }

  /// A row as a record.
  func copy(_ row: borrowing DumpRow, _ number: Int) -> CaseRecord {
    var cells: [[UInt8]?] = []
    for column in columns {
      if let column, !row.cell(column).isNull {
        cells.append(row.cell(column).array)
      } else {
        cells.append(nil)
      }
    }
    return CaseRecord(origin: origin, number: number, content: .row(cells))
  }

  /// The instant of a ledger's entry, on a scale of its own.
  private static func time(_ cell: DumpCell) -> Int64? {
    var scratch: [UInt8] = []
    let text = cell.text(into: &scratch)
    return DumpTimestamp.microseconds(text) ?? DumpNumber.integer(text)
  }
}

/// The first and the last of some records.
private struct Ends {
  private var first: (time: Int64, record: CaseRecord)?
  private var last: (time: Int64, record: CaseRecord)?

  /// Both, or none.
  var records: [CaseRecord] { [first, last].compactMap { $0?.record } }

  /// Whether a record of this time is one of them.
  func has(_ time: Int64) -> Bool { time < first?.time ?? .max || time >= last?.time ?? .min }

  /// Takes a record that is one of them.
  mutating func take(_ record: CaseRecord, _ time: Int64) {
    if time < first?.time ?? .max { first = (time, record) }
    if time >= last?.time ?? .min { last = (time, record) }
  }
}

/// The records of the Stripe side, as one pass takes them.
private struct StripeCase {
  private var outcome: CaseReader.Outcome
  private let words: WordSet?
  private var ends = Ends()

  init(_ outcome: CaseReader.Outcome, _ words: WordSet?) {
    self.outcome = outcome
    self.words = words
  }

  /// What all records came to.
  var finished: CaseReader.Outcome {
    var whole = outcome
    whole.frame += ends.records
    return whole
  }

  mutating func take(_ record: StripeRecord, of source: Int) {
    outcome.recordCount += 1
    let bytes = record.value.bytes
    let isWanted = words?.contains(wordOf: bytes) ?? true
    let time = record.kind == .event ? record.value["created"]?.integer : nil
    let end = time.flatMap { ends.has($0) ? $0 : nil }
    guard isWanted || end != nil else { return }
    let copy = CaseRecord(
      origin: .stripe(source), number: outcome.recordCount,
      content: .stripe(bytes.array, record.kind, isFrame: false))
    if isWanted { outcome.records.append(copy) }
    guard let end else { return }
    let content = CaseRecord.Content.stripe(bytes.array, record.kind, isFrame: true)
    ends.take(CaseRecord(origin: copy.origin, number: copy.number, content: content), end)
  }
}
