public import Billing
import Bytes
public import Diagnostics
import JSON
public import Reconciliation

/// Turns Stripe's records into facts, by what is present in them, never by their API version.
///
/// Stripe adds fields to old versions and keeps some that it announced to remove, so the version
/// says little; it is kept only to tell when a shape changed.
public struct StripeNormalizer: Sendable {
  /// What was odd about the records taken so far: `stripe-odd-field`, once for each value.
  ///
  /// Records are numbered as their origins are.
  public private(set) var log = DiagnosticLog()
  private var facts = StripeFacts()
  private var reader: FactReader
  private var content = JSONContentHash()
  private var lastAccount: Symbol?
  private let watch: LedgerWatch?

  /// Creates a normalizer for a system's way of naming owners.
  ///
  /// - Parameters:
  ///   - scope: what the pipeline says about the Stripe side.
  ///   - watch: the application's ledger, if every event is to be looked for in it.
  public init(scope: StripeScope, watch: LedgerWatch? = nil) {
    reader = FactReader(ownerKeys: scope.ownerKeys)
    self.watch = watch
  }

  /// Takes one record: an event, or an object together with the time it was looked at.
  ///
  /// - Parameters:
  ///   - record: what a reader delivered; its bytes must still be valid.
  ///   - takenAt: when an object was looked at; events carry their own time.
  public mutating func take(_ record: StripeRecord, takenAt: Timestamp) {
    switch record.kind {
    case .event: takeEvent(record)
    case .object: takeObject(record, takenAt: takenAt)
    }
  }

  /// Notes that a rejected record may have been about an object.
  public mutating func taint(_ subject: String) {
    facts.tainted.append(reader.symbols.intern(subject))
  }

  /// Lends everything taken since the last call, in the order it was taken, and starts afresh.
  ///
  /// The room that it took is used again.
  public mutating func finish<Result>(_ body: (StripeFacts) -> Result) -> Result {
    swap(&facts.symbols, &reader.symbols)
    let result = body(facts)
    facts.removeAll()
    swap(&facts.symbols, &reader.symbols)
    log = DiagnosticLog()
    lastAccount = nil
    return result
  }

  private mutating func takeEvent(_ record: StripeRecord) {
    let envelope = EventEnvelope(record.value)
    guard let object = envelope.object else { return }
    var sight = read(object, time: envelope.time, of: record)
    sight.rank = reader.rank(envelope.type)
    if sight.rank == .deletion { reader.markDeleted(sight.kind) }
    sight.row = facts.tables[Int(sight.kind.rawValue)].add(reader.row)
    sight.event = reader.symbol(envelope.id)
    // A test object within a live event is a test object: the mix is what the run must see.
    facts.survey.note(
      livemode: object["livemode"]?.bool == false ? false : envelope.livemode)
    facts.survey.note(time: sight.time)
    note(account: envelope.account)
    sight.contentHash =
      record.contentHash ?? content.hash(of: record.value, passingOver: "pending_webhooks")
    takePrevious(envelope.previous, into: &sight, of: record)
    lookUp(sight, envelope)
    add(sight)
  }

  /// Looks for an event in the application's ledger.
  private mutating func lookUp(_ sight: Observation, _ envelope: EventEnvelope) {
    guard let watch else { return }
    let event = UnrecordedEvent(
      event: sight.event, type: reader.symbol(envelope.type), kind: sight.kind,
      object: sight.object, time: sight.time, pendingWebhooks: envelope.pendingWebhooks,
      origin: sight.origin)
    let standing = reader.symbols.withView(of: event.event) { id in
      reader.symbols.withView(of: event.type) { watch.standing(of: id, type: $0, at: event.time) }
    }
    facts.audit.note(event, standing, in: reader.symbols)
  }

  private mutating func takeObject(_ record: StripeRecord, takenAt: Timestamp) {
    var sight = read(record.value, time: takenAt, of: record)
    sight.row = facts.tables[Int(sight.kind.rawValue)].add(reader.row)
    facts.survey.note(livemode: record.value["livemode"]?.bool)
    facts.survey.hasSnapshots = true
    if sight.kind != .other { sight.contentHash = content.hash(of: record.value) }
    add(sight)
  }

  private mutating func add(_ sight: Observation) {
    facts.survey.sightCount += 1
    facts.observations.append(sight)
  }

  /// Notes an event's account; nearly always it is that of the event before.
  private mutating func note(account: JSONValue?) {
    let symbol = reader.symbol(account)
    guard symbol != lastAccount else { return }
    lastAccount = symbol
    facts.survey.note(account: reader.symbols.array(symbol))
  }

  /// Reads an object's facts into the reader's row.
  private mutating func read(
    _ object: JSONValue, time: Timestamp, of record: StripeRecord
  ) -> Observation {
    let kind = StripeKind(objectName: object["object"])
    reader.read(object, as: kind)
    noteOddValues(of: record)
    return Observation(
      kind: kind, object: reader.symbol(object["id"]), time: time, row: 0, origin: record.origin)
  }

  /// Keeps what an update replaced, under the same names as the state itself.
  private mutating func takePrevious(
    _ previous: JSONValue?, into sight: inout Observation, of record: StripeRecord
  ) {
    guard let previous, previous.isObject, sight.kind != .other else { return }
    reader.read(previous, as: sight.kind)
    noteOddValues(of: record)
    let start = facts.previous.count
    for field in facts.tables[Int(sight.kind.rawValue)].fields where reader[field].isKnown {
      facts.previous.append(PreviousFact(field: field, cell: reader[field]))
    }
    sight.previousStart = UInt32(start)
    sight.previousCount = UInt32(facts.previous.count - start)
  }

  private mutating func noteOddValues(of record: StripeRecord) {
    for value in reader.oddValues { log.note(Diagnostic(oddValue: value, of: record)) }
  }
}

extension Diagnostic {
  fileprivate init(oddValue value: JSONValue, of record: StripeRecord) {
    let origin = record.origin
    // A record that was a text inside a row has no bytes of its own in the file.
    let isInFile = Int(origin.byteCount) == record.value.byteCount
    let offset = UInt64(max(0, value.startByte - record.value.startByte))
    self.init(
      .warning, .oddField, "the value is not of the type that Stripe documents",
      at: isInFile
        ? SourceSpan(
          file: origin.file, startByte: origin.startByte + offset,
          byteCount: UInt32(value.byteCount))
        : origin.span,
      recordNumber: Int(origin.recordNumber), place: record.value.pointer(to: value),
      subject: (record.kind == .event ? record.value["data"]?["object"] : record.value)?["id"]?
        .string,
      help: "the field counts as unknown; export the object again")
  }
}

extension JSONValue {
  /// The JSON pointer from here to a value inside.
  fileprivate func pointer(to inner: JSONValue) -> String {
    var pointer = ""
    var place = self
    while place.startByte != inner.startByte {
      var next: JSONValue?
      for (key, value) in place.members where value.contains(inner) {
        pointer += "/" + key.text
        next = value
      }
      for (index, value) in place.elements.enumerated() where value.contains(inner) {
        pointer += "/\(index)"
        next = value
      }
      guard let next else { break }
      place = next
    }
    return pointer
  }

  private func contains(_ inner: JSONValue) -> Bool {
    (startByte..<startByte + byteCount).contains(inner.startByte)
  }
}

extension StripeKind {
  /// The kind a value of the key `object` names.
  fileprivate init(objectName: JSONValue?) {
    self =
      Self.allCases.first { kind in
        kind != .other && objectName?.isString(kind.objectName) == true
      } ?? .other
  }
}

extension Diagnostic.Code {
  /// A field that is looked at has a value of a wrong type.
  public static let oddField = Diagnostic.Code(rawValue: "stripe-odd-field")
}
