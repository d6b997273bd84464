public import Billing
import Bytes
public import Diagnostics
import JSON
public import Reconciliation
public import Revenue

/// Turns Stripe's records into facts, by what is present in them, never by their API version.
///
/// Stripe adds fields to old versions and keeps some that it announced to remove, so the version
/// says little and is not looked at. One belongs to one thread, which gives it the records of one
/// piece after the other.
public struct StripeNormalizer: ~Copyable {
  /// What was odd about the records of the piece: `stripe-odd-field`, once for each value.
  ///
  /// Records are numbered as their origins are.
  public private(set) var log = DiagnosticLog()
  /// What the application's ledger says about the piece's events, once the piece is ended.
  public private(set) var audit = LedgerAudit()
  /// How many records of the piece were taken.
  public private(set) var takenCount = 0
  /// The kind of the piece's first record, if that is an object by itself.
  public private(set) var firstKind: StripeKind?
  /// The facts of all pieces, packed.
  var parts: FactPartitions
  private var piece: UInt32 = 0
  private var reader: FactReader
  private var content = JSONContentHash()
  private var lastAccount: [UInt8]?
  private let watch: LedgerWatch?
  /// Whether objects of a kind are looked into, by its raw value.
  private let isLookedInto: [Bool]
  private let measuresRevenue: Bool
  private var revenue: RevenueReader
  private var lookups = LedgerLookups()

  /// Creates a normalizer for a system's way of naming owners.
  ///
  /// - Parameters:
  ///   - scope: what the pipeline says about the Stripe side.
  ///   - watch: the application's ledger, if every event is to be looked for in it.
  ///   - division: into which parts the facts are divided.
  ///   - book: the number that this normalizer's words will be known by; see ``Words``.
  public init(
    scope: StripeScope, watch: LedgerWatch? = nil, division: FactDivision = FactDivision(),
    book: Int = 0
  ) {
    parts = FactPartitions(division, book: book)
    reader = FactReader(scope)
    self.watch = watch
    isLookedInto = StripeKind.allCases.map { scope.kinds.contains($0) }
    measuresRevenue = scope.measuresRevenue
    revenue = RevenueReader(keepsAllLines: scope.keepsAllLines)
  }

  /// Turns to a piece of a file, by its place among the pieces.
  public mutating func begin(piece: Int) {
    self.piece = UInt32(piece)
    log = DiagnosticLog()
    audit = LedgerAudit()
    takenCount = 0
    firstKind = nil
  }

  /// Ends the piece: its events are looked for in the application's ledger.
  public mutating func endPiece() {
    guard let watch else { return }
    lookups.settle(by: watch, into: &audit)
  }

  /// Takes one record: an event, or an object together with the time it was looked at.
  ///
  /// - Parameters:
  ///   - record: what a reader delivered; its bytes must still be valid.
  ///   - takenAt: when an object was looked at; events carry their own time.
  public mutating func take(_ record: StripeRecord, takenAt: Timestamp) {
    reader.texts.removeAll()
    switch record.kind {
    case .event: takeEvent(record)
    case .object: takeObject(record, takenAt: takenAt)
    }
    takenCount += 1
  }

  /// How many bytes the packed facts have.
  public var packedByteCount: Int { parts.byteCount }
  /// What the records of all pieces say about the export as a whole.
  public var survey: StripeSurvey { parts.survey }
  /// Ids of objects that a rejected record of any piece may have been about.
  public var tainted: [[UInt8]] { parts.tainted }

  /// What subscriptions refer to, if figures are asked for.
  public var terms: TermsBook { revenue.terms }

  /// The words that the packed facts of all pieces refer to.
  public var book: WordBook { parts.book }

  /// Hands over the packed facts of all pieces so far, in the order of the parts' numbers.
  public mutating func takeParts() -> [FactPartitions.Part] { parts.takeParts() }

  /// Notes that a rejected record may have been about an object.
  public mutating func taint(_ subject: String) { parts.taint(Array(subject.utf8)) }

  private mutating func takeEvent(_ record: StripeRecord) {
    let envelope = EventEnvelope(record.value)
    guard let object = envelope.object else { return }
    var sight = read(object, time: envelope.time, of: record)
    sight.rank = reader.rank(envelope.type)
    if sight.rank == .deletion { reader.markDeleted(sight.kind) }
    if sight.isNamedByType { sight.type = reader.symbol(envelope.type) }
    sight.event = reader.symbol(envelope.id)
    sight.contentHash =
      record.contentHash ?? content.hash(of: record.value, passingOver: "pending_webhooks")
    // A test object within a live event is a test object: the mix is what the run must see.
    parts.survey.note(
      livemode: object["livemode"]?.bool == false ? false : envelope.livemode)
    parts.survey.note(time: sight.time)
    note(account: envelope.account)
    if watch != nil {
      lookups.add(
        sight, type: reader.symbol(envelope.type), version: reader.fingerprint(envelope.version),
        pendingWebhooks: envelope.pendingWebhooks, texts: reader.texts)
    }
    parts.begin(sight, piece: piece, reader.row, reader.texts)
    guard let previous = envelope.previous, previous.isObject, sight.kind != .other else {
      return end(previous: nil, object, of: sight)
    }
    reader.read(previous, as: sight.kind)
    noteOddValues(of: record)
    end(previous: reader.row, object, of: sight)
  }

  private mutating func takeObject(_ record: StripeRecord, takenAt: Timestamp) {
    var sight = read(record.value, time: takenAt, of: record)
    if takenCount == 0 { firstKind = sight.kind }
    parts.survey.note(livemode: record.value["livemode"]?.bool)
    if sight.kind == .other {
      noteEndpoint(record.value)
    } else {
      if sight.kind.tellsState { parts.survey.hasSnapshots = true }
      sight.contentHash = content.hash(of: record.value)
    }
    parts.begin(sight, piece: piece, reader.row, reader.texts)
    end(previous: nil, record.value, of: sight)
  }

  /// Notes which events an endpoint is sent, which tells an event that nobody stored from one of
  /// a type that nobody asked for.
  ///
  /// Source: Stripe API reference, “The Webhook Endpoint object”; `*` stands for every type but
  /// those that must be asked for by name.
  private mutating func noteEndpoint(_ object: JSONValue) {
    guard watch != nil, object["object"]?.isString("webhook_endpoint") == true,
      object["status"]?.isString("disabled") != true, let types = object["enabled_events"]
    else { return }
    for type in types.elements {
      let text = reader.symbol(type)
      unsafe reader.texts.array(text).withUnsafeBufferPointer { name in
        unsafe audit.note(sentToEndpoint: ByteView(name))
      }
    }
  }

  /// Ends a sight, with a body if figures are asked for and the object has one.
  private mutating func end(previous row: [Cell]?, _ object: JSONValue, of sight: Observation) {
    if measuresRevenue,
      revenue.read(object, seen: sight.time, isDeleted: sight.rank == .deletion)
    {
      parts.end(previous: row, reader.texts, body: revenue.body)
    } else {
      parts.end(previous: row, reader.texts)
    }
  }

  /// Notes an event's account; nearly always it is that of the event before.
  private mutating func note(account: JSONValue?) {
    let text = reader.symbol(account)
    guard text != .empty || lastAccount != [] else { return }
    let account = reader.texts.array(text)
    guard account != lastAccount else { return }
    lastAccount = account
    parts.survey.note(account: account)
  }

  /// Reads an object's facts into the reader's row.
  private mutating func read(
    _ object: JSONValue, time: Timestamp, of record: StripeRecord
  ) -> Observation {
    let named = StripeKind(objectName: object["object"])
    let kind = isLookedInto[Int(named.rawValue)] ? named : .other
    reader.read(object, as: kind)
    noteOddValues(of: record)
    return Observation(
      kind: kind, object: reader.symbol(object["id"]), time: time, row: 0, origin: record.origin)
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
  private static let names: [(kind: StripeKind, name: StaticString)] =
    allCases.filter { $0 != .other }.map { ($0, $0.objectName) }
    + [(.price, "plan"), (.usageSummary, "billing.meter_event_summary")]

  /// The kind a value of the key `object` names.
  fileprivate init(objectName: JSONValue?) {
    self = .other
    guard let objectName else { return }
    for (kind, name) in Self.names where objectName.isString(name) {
      self = kind
      return
    }
  }
}

extension Diagnostic.Code {
  /// A field that is looked at has a value of a wrong type.
  public static let oddField = Diagnostic.Code(rawValue: "stripe-odd-field")
}
