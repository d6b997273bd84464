import Billing
import Bytes
public import Diagnostics
public import Dumps
public import Reconciliation

/// Keeps the rows of a ledger or dead-letter queue that are about a few events.
///
/// Every row's event is looked at, and no more of a row unless its event is asked for: what is kept
/// is proportional to the events, not to the table.
public struct EntryNormalizer: Sendable {
  /// The rows kept, in the order of the file.
  public private(set) var entries: [EventEntry] = []
  private let wanted: Set<UInt64>
  private let rules: EventRules
  private let isDeadLetter: Bool
  private let eventColumn: Int
  private let readers: [RowField: CellReader]
  private let file: FileID
  private var scratch: [UInt8] = []
  private var symbols = Symbols()

  /// Creates a normalizer for one file.
  ///
  /// - Parameters:
  ///   - definition: what the pipeline says about the table; a column must hold the field `event`.
  ///   - rules: how the table speaks of events.
  ///   - wanted: the fingerprints of the events asked for; see ``RecordedEvents``.
  ///   - header: the columns of the file.
  ///   - file: the file.
  public init(
    definition: TableDefinition, rules: EventRules, wanted: Set<UInt64>, header: DumpHeader,
    file: FileID
  ) {
    self.wanted = wanted
    self.rules = rules
    isDeadLetter = definition.role == .deadLetters
    let event = definition.place(of: .event).map { definition.columns[$0].name }
    eventColumn = event.flatMap { header.index(of: $0) } ?? -1
    var readers: [RowField: CellReader] = [:]
    for field in Self.fields {
      guard let place = definition.place(of: field) else { continue }
      readers[field] = CellReader(definition.columns[place], in: header)
    }
    self.readers = readers
    self.file = file
  }

  private static let fields: [RowField] = [
    .eventType, .eventStatus, .createdAt, .receivedAt, .processedAt, .retriedAt, .resolvedAt,
    .attempts, .error,
  ]

  /// Takes one record; it is only valid during the call.
  public mutating func take(_ row: borrowing DumpRow, log: inout DiagnosticLog) {
    guard eventColumn >= 0 else { return }
    let value = row.cell(eventColumn)
    guard !value.isNull else { return }
    let event = value.text(into: &scratch)
    guard wanted.contains(RecordedEvents.fingerprint(of: event)) else { return }
    let name = event.text
    entries.append(entry(of: name, row))
  }

  private mutating func entry(of event: String, _ row: borrowing DumpRow) -> EventEntry {
    var cells: [RowField: Cell] = [:]
    for field in Self.fields {
      guard let reader = readers[field] else { continue }
      cells[field] = reader.cell(of: row, &scratch, &symbols)
    }
    let word = cells[.eventStatus]?.symbol.map { symbols.text($0) }
    let attempts = cells[.attempts]?.integer
    var entry = EventEntry(
      event: event, isDeadLetter: isDeadLetter,
      progress: isDeadLetter
        ? rules.progress(
          word: word, attempts: attempts, resolvedAt: cells[.resolvedAt] ?? .unknown)
        : rules.progress(word: word, processedAt: cells[.processedAt] ?? .unknown),
      origin: RecordOrigin(
        file: file, recordNumber: UInt32(row.recordIndex + 1), startByte: row.startByte,
        byteCount: UInt32(row.byteCount)))
    entry.type = cells[.eventType]?.symbol.map { symbols.text($0) } ?? ""
    entry.createdAt = cells[.createdAt]?.time
    entry.receivedAt = cells[.receivedAt]?.time
    entry.processedAt = cells[.processedAt]?.time
    entry.retriedAt = cells[.retriedAt]?.time
    entry.resolvedAt = cells[.resolvedAt]?.time
    entry.attempts = attempts
    entry.errorKind = cells[.error]?.symbol.map { ErrorKind.of(symbols.array($0)) } ?? ""
    return entry
  }
}

/// The part of an error's text that says what kind it is and cannot say of whom.
enum ErrorKind {
  /// Codes of the system's own errors, which name no value.
  private static let codes: [StaticString] = [
    "ETIMEDOUT", "ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EPIPE", "EHOSTUNREACH", "EAI_AGAIN",
  ]
  private static let endings: [StaticString] = ["Error", "Exception", "Timeout", "Failure"]

  /// The name of the error's class and the code of a system error, as far as the text has them;
  /// empty when it has neither.
  static func of(_ text: [UInt8]) -> String {
    let words = text.prefix(400).split { !isPartOfName($0) }
    var parts: [String] = []
    if let first = words.first, first.count <= 40, endings.contains(where: { ends(first, $0) }) {
      parts.append(String(decoding: first, as: UTF8.self))
    }
    if let code = codes.first(where: { code in words.contains { equals($0, code) } }) {
      parts.append("\(code)")
    }
    return parts.joined(separator: " ")
  }

  private static func isPartOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
    default: false
    }
  }

  private static func equals(_ word: ArraySlice<UInt8>, _ code: StaticString) -> Bool {
    word.count == code.utf8CodeUnitCount && ends(word, code)
  }

  private static func ends(_ word: ArraySlice<UInt8>, _ ending: StaticString) -> Bool {
    word.suffix(ending.utf8CodeUnitCount).elementsEqual("\(ending)".utf8)
  }
}
