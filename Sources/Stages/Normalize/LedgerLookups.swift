import Billing
import Bytes
import Reconciliation

/// The events of a piece that have to be looked for in the application's ledger.
///
/// The ledger is larger than any cache. Looked for one after the other, without anything in
/// between, many searches wait for memory at the same time.
struct LedgerLookups: ~Copyable {
  private struct Lookup {
    var fingerprint: UInt64
    /// Where the texts of the piece's events have those of this one.
    var event: Range<Int>
    var type: Range<Int>
    var object: Range<Int>
    var kind: StripeKind
    var time: Timestamp
    var content: UInt64
    var version: UInt64
    var pendingWebhooks: Int32
    var origin: RecordOrigin
  }

  private var lookups: [Lookup] = []
  /// The texts of the piece's events.
  private var texts = PackedWriter()

  /// Adds an event; its symbols are numbers of `record`, `version` is the fingerprint of its own.
  mutating func add(
    _ sight: Observation, type: Symbol, version: UInt64, pendingWebhooks: Int32,
    texts record: RecordTexts
  ) {
    lookups.append(
      Lookup(
        fingerprint: record.withView(of: sight.event) { RecordedEvents.fingerprint(of: $0) },
        event: keep(sight.event, of: record), type: keep(type, of: record),
        object: keep(sight.object, of: record),
        kind: sight.kind, time: sight.time, content: sight.contentHash, version: version,
        pendingWebhooks: pendingWebhooks, origin: sight.origin))
  }

  /// Keeps a text beyond its record.
  @inline(__always)
  private mutating func keep(_ text: Symbol, of record: RecordTexts) -> Range<Int> {
    let start = texts.byteCount
    record.withView(of: text) { texts.put(bytes: $0) }
    return start..<texts.byteCount
  }

  /// Looks for all of them and begins anew.
  mutating func settle(by watch: LedgerWatch, into audit: inout LedgerAudit) {
    let found = lookups.map { watch.recorded.contains(fingerprint: $0.fingerprint) }
    watch.recorded.note(
      exported: .init(zip(lookups, found).compactMap { $1 ? $0.fingerprint : nil }))
    for (lookup, isRecorded) in zip(lookups, found) {
      texts.withBytes(of: lookup.type) { type in
        switch watch.standing(isRecorded: isRecorded, type: type, at: lookup.time) {
        case .recorded:
          audit.note(recorded: type)
          if watch.isUnfinished(fingerprint: lookup.fingerprint) {
            note(.unfinished, lookup, type, into: &audit)
          }
          if watch.diverges(
            event: lookup.fingerprint, version: lookup.version, content: lookup.content)
          {
            note(.truth, lookup, type, into: &audit)
          }
        case .unrecorded: note(.unrecorded, lookup, type, into: &audit)
        case .agedOut: audit.noteAgedOut()
        case .inFlight, .unhandled: break
        }
      }
    }
    lookups.removeAll(keepingCapacity: true)
    texts.removeAll()
  }

  private func note(
    _ lack: LedgerAudit.Lack, _ lookup: Lookup, _ type: ByteView, into audit: inout LedgerAudit
  ) {
    texts.withBytes(of: lookup.event) { event in
      texts.withBytes(of: lookup.object) { object in
        audit.note(
          lack, id: event, type: type, object: object, lookup.kind, at: lookup.time,
          pendingWebhooks: lookup.pendingWebhooks, lookup.origin)
      }
    }
  }
}
