public import Billing
import Bytes
import JSON
public import Reconciliation

/// Turns Stripe's records into facts, by what is present in them, never by their API version.
///
/// Stripe adds fields to old versions and keeps some that it announced to remove, so the version
/// says little; it is kept only to tell when a shape changed.
public struct StripeNormalizer: Sendable {
  private var facts = StripeFacts()
  private var reader: FactReader
  private var content = ContentHash()

  /// Creates a normalizer for a system's way of naming owners.
  public init(scope: StripeScope) {
    reader = FactReader(ownerKeys: scope.ownerKeys)
  }

  /// Takes one record: an event, or an object together with the time it was looked at.
  ///
  /// - Parameters:
  ///   - record: what a reader delivered; its bytes must still be valid.
  ///   - takenAt: when an object was looked at; events carry their own time.
  public mutating func take(_ record: StripeRecord, takenAt: Timestamp) {
    switch record.kind {
    case .event: takeEvent(record)
    case .object: takeObject(record.value, time: takenAt, isDeletion: false, record.origin)
    }
  }

  /// Notes that a rejected record may have been about an object.
  public mutating func taint(_ subject: String) {
    facts.tainted.append(reader.symbols.intern(subject))
  }

  /// Everything taken, in the order it was taken; the normalizer starts afresh.
  public mutating func finish() -> StripeFacts {
    var finished = StripeFacts()
    swap(&finished, &facts)
    finished.symbols = reader.takeSymbols()
    return finished
  }

  private mutating func takeEvent(_ record: StripeRecord) {
    let envelope = EventEnvelope(record.value)
    guard let object = envelope.object else { return }
    let isDeletion = envelope.type?.plainText?.hasSuffix(".deleted") ?? false
    takeObject(object, time: envelope.time, isDeletion: isDeletion, record.origin)
    let place = facts.observations.count - 1
    facts.observations[place].type = reader.symbol(envelope.type)
    facts.observations[place].event = reader.symbol(envelope.id)
    facts.observations[place].request = reader.symbol(envelope.request)
    facts.observations[place].apiVersion = reader.symbol(envelope.apiVersion)
    facts.observations[place].account = reader.symbol(envelope.account)
    facts.observations[place].livemode = envelope.livemode
    facts.observations[place].pendingWebhooks = envelope.pendingWebhooks
    facts.observations[place].contentHash = content.hash(
      of: record.value, passingOver: "pending_webhooks")
    takePrevious(envelope.previous, of: place)
  }

  private mutating func takeObject(
    _ object: JSONValue, time: Timestamp, isDeletion: Bool, _ origin: RecordOrigin
  ) {
    let kind = StripeKind(objectName: object["object"])
    reader.read(object, as: kind)
    if isDeletion { reader[.deleted] = .flag(true) }
    let row = facts.tables[Int(kind.rawValue)].add(reader.row)
    var observation = Observation(
      kind: kind, object: reader.symbol(object["id"]), time: time, row: row, origin: origin)
    observation.livemode = object["livemode"]?.bool
    if kind != .other { observation.contentHash = content.hash(of: object, passingOver: "") }
    facts.observations.append(observation)
  }

  /// Keeps what an update replaced, under the same names as the state itself.
  private mutating func takePrevious(_ previous: JSONValue?, of place: Int) {
    let kind = facts.observations[place].kind
    guard let previous, previous.isObject, kind != .other else { return }
    reader.read(previous, as: kind)
    let start = facts.previous.count
    for field in kind.fields where reader[field].isKnown {
      facts.previous.append(PreviousFact(field: field, cell: reader[field]))
    }
    facts.observations[place].previousStart = UInt32(start)
    facts.observations[place].previousCount = UInt32(facts.previous.count - start)
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

extension ByteView {
  /// Whether the bytes end with those of a literal.
  fileprivate func hasSuffix(_ literal: StaticString) -> Bool {
    let length = literal.utf8CodeUnitCount
    return count >= length && self[count - length..<count].equals(literal)
  }
}
