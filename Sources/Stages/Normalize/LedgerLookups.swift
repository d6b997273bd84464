import Billing
import Bytes
import Reconciliation

/// The events of a piece that have to be looked for in the application's ledger.
///
/// The ledger is larger than any cache. Looked for one after the other, without anything in
/// between, many searches wait for memory at the same time.
struct LedgerLookups: Sendable {
  private struct Lookup {
    var fingerprint: UInt64
    var event: Symbol
    var type: Symbol
    var object: Symbol
    var kind: StripeKind
    var time: Timestamp
    var content: UInt64
    var version: UInt64
    var pendingWebhooks: Int32
    var origin: RecordOrigin
  }

  private var lookups: [Lookup] = []
  /// The texts of the piece's events.
  private var texts = RecordTexts()

  /// Adds an event; its symbols are numbers of `record`, `version` is the fingerprint of its own.
  mutating func add(
    _ sight: Observation, type: Symbol, version: UInt64, pendingWebhooks: Int32,
    texts record: RecordTexts
  ) {
    lookups.append(
      Lookup(
        fingerprint: record.withView(of: sight.event) { RecordedEvents.fingerprint(of: $0) },
        event: record.withView(of: sight.event) { texts.add($0) },
        type: record.withView(of: type) { texts.add($0) },
        object: record.withView(of: sight.object) { texts.add($0) },
        kind: sight.kind, time: sight.time, content: sight.contentHash, version: version,
        pendingWebhooks: pendingWebhooks, origin: sight.origin))
  }

  /// Looks for all of them and begins anew.
  mutating func settle(by watch: LedgerWatch, into audit: inout LedgerAudit) {
    let found = lookups.map { watch.recorded.contains(fingerprint: $0.fingerprint) }
    for (lookup, isRecorded) in zip(lookups, found) {
      texts.withView(of: lookup.type) { type in
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
    texts.withView(of: lookup.event) { event in
      texts.withView(of: lookup.object) { object in
        audit.note(
          lack, id: event, type: type, object: object, lookup.kind, at: lookup.time,
          pendingWebhooks: lookup.pendingWebhooks, lookup.origin)
      }
    }
  }
}
