import Billing
import Bytes
import Diagnostics
import JSON
import Normalize
import Reconciliation
import Revenue

/// A history read from records given as JSON texts, the way a run reads it.
struct Histories {
  /// One history for each part of the objects.
  var parts: [RevenueHistory]
  /// What subscriptions refer to.
  var terms: TermsBook
  /// The instant judged.
  var clock: Timestamp

  /// Reads events by their `object`, all others as objects looked at at an instant.
  init(_ texts: [String], takenAt: String = "2030-01-01T00:00:00Z", asOf: String? = nil) {
    var scope = StripeScope()
    scope.measuresRevenue = true
    var normalizer = StripeNormalizer(scope: scope)
    var reader = JSONReader()
    normalizer.begin(piece: 0)
    for (index, text) in texts.enumerated() {
      let bytes = Array(text.utf8)
      unsafe bytes.withUnsafeBufferPointer { buffer in
        precondition(unsafe reader.read(ByteView(buffer)) == nil, "not JSON: \(text)")
        let value = reader.root
        normalizer.take(
          StripeRecord(
            kind: value["object"]?.isString("event") == true ? .event : .object, value: value,
            container: .bare,
            origin: RecordOrigin(
              file: FileID(rawValue: 0), recordNumber: UInt32(index + 1), startByte: 0,
              byteCount: UInt32(bytes.count))),
          takenAt: instant(takenAt))
      }
    }
    let taken = normalizer.takeParts()
    var register = EventRegister()
    for part in taken { register.add(EventRegister(packed: part.entries.chunks)) }
    clock = instant(asOf ?? "2035-01-01T00:00:00Z")
    terms = normalizer.terms
    let fold = RevenueFold(clock: ClockRules(asOf: clock), terms: terms, register: register)
    let words = Words([normalizer.book])
    parts = taken.map {
      fold.history(packed: $0.sights.chunks, recordBases: [], words: words)
    }
  }
}
