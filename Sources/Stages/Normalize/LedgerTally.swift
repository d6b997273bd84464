import Billing
import Bytes
public import Diagnostics
public import Dumps
public import Reconciliation

/// Counts the rows of a ledger of events: how far each came, how often it was tried, how long.
///
/// Two instants of a row are kept, sixteen bytes, because order and percentiles need all of them.
public struct LedgerTally: Sendable {
  /// When an event was created and when it came in.
  struct Arrival: Sendable {
    var created: Int64
    var received: Int64
  }

  /// Rows that name an event.
  public private(set) var eventCount = 0
  /// Events the application was done with.
  public private(set) var processedCount = 0
  /// Events whose handling failed.
  public private(set) var failedCount = 0
  /// Events that took more than one attempt.
  public private(set) var retriedCount = 0
  /// Attempts beyond the first.
  public private(set) var retryCount: Int64 = 0
  private var latencies: [Int64] = []
  private var arrivals: [Arrival] = []
  private let rules: EventRules
  private let readers: [RowField: CellReader]
  private var scratch: [UInt8] = []
  private var symbols = Symbols()

  /// Creates a tally for one file.
  ///
  /// - Parameters:
  ///   - definition: what the pipeline says about the table.
  ///   - rules: how the table speaks of events.
  ///   - header: the columns of the file.
  public init(definition: TableDefinition, rules: EventRules, header: DumpHeader) {
    self.rules = rules
    var readers: [RowField: CellReader] = [:]
    for field in [RowField.createdAt, .receivedAt, .processedAt, .attempts, .eventStatus] {
      guard let place = definition.place(of: field) else { continue }
      readers[field] = CellReader(definition.columns[place], in: header)
    }
    self.readers = readers
  }

  /// Takes one record; it is only valid during the call.
  public mutating func take(_ row: borrowing DumpRow, log: inout DiagnosticLog) {
    eventCount += 1
    let word = cell(.eventStatus, row).symbol.map { symbols.text($0) }
    let processed = cell(.processedAt, row)
    switch rules.progress(word: word, processedAt: processed) {
    case .processed: processedCount += 1
    case .failed, .dead: failedCount += 1
    case .received, .processing: break
    }
    if let attempts = cell(.attempts, row).integer, attempts > 1 {
      retriedCount += 1
      retryCount = retryCount.addingReportingOverflow(attempts - 1).partialValue
    }
    guard let created = cell(.createdAt, row).time else { return }
    if let done = processed.time {
      latencies.append((done.microseconds - created.microseconds) / 1000)
    }
    if let received = cell(.receivedAt, row).time {
      arrivals.append(
        Arrival(created: created.microseconds, received: received.microseconds))
    }
  }

  private mutating func cell(_ field: RowField, _ row: borrowing DumpRow) -> Cell {
    readers[field].map { $0.cell(of: row, &scratch, &symbols) } ?? .unknown
  }

  /// Adds what another stretch or file came to.
  public mutating func add(_ other: LedgerTally) {
    eventCount += other.eventCount
    processedCount += other.processedCount
    failedCount += other.failedCount
    retriedCount += other.retriedCount
    retryCount = retryCount.addingReportingOverflow(other.retryCount).partialValue
    latencies += other.latencies
    arrivals += other.arrivals
  }

  /// Milliseconds from creation to the end of processing that so many in a hundred events do not
  /// exceed; `nil` when no row tells.
  public func latency(percent: Int) -> Int64? { Self.rank(percent, of: latencies.sorted()) }

  /// Milliseconds from creation to arrival, likewise.
  public func delay(percent: Int) -> Int64? {
    Self.rank(percent, of: arrivals.map { ($0.received - $0.created) / 1000 }.sorted())
  }

  /// Events that came in after one that was created later; `nil` when no row tells.
  ///
  /// - Complexity: O(n log n).
  public var outOfOrderCount: Int? {
    guard !arrivals.isEmpty else { return nil }
    let latestFirst = arrivals.sorted {
      $0.created == $1.created ? $0.received < $1.received : $0.created > $1.created
    }
    var count = 0
    var earliest = Int64.max
    var place = 0
    while place < latestFirst.count {
      // Events of one instant have no order among each other.
      var end = place
      while end < latestFirst.count, latestFirst[end].created == latestFirst[place].created {
        if latestFirst[end].received > earliest { count += 1 }
        end += 1
      }
      for arrival in latestFirst[place..<end] { earliest = min(earliest, arrival.received) }
      place = end
    }
    return count
  }

  /// The nearest rank: no value is made up between two others.
  private static func rank(_ percent: Int, of sorted: [Int64]) -> Int64? {
    guard !sorted.isEmpty else { return nil }
    let rank = (sorted.count * percent + 99) / 100
    return sorted[min(sorted.count, max(1, rank)) - 1]
  }
}
