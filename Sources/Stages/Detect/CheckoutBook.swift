import Billing
import Bytes
import Reconciliation

/// The Checkout sessions that were paid, and what the application wrote into them.
struct CheckoutBook: Sendable {
  private let sessionOfSubscription: [Symbol: StripeObject]
  private let keys: [CheckoutKey]
  private let ledger: StripeLedger

  init(_ evidence: Evidence) {
    keys = evidence.definition.checkout
    ledger = evidence.ledger
    var sessions: [Symbol: StripeObject] = [:]
    let complete = ledger.symbols.find("complete")
    for session in ledger[.checkoutSession] where !keys.isEmpty {
      let doubts: StripeObject.Notes = [.inFlight, .conflicting, .tainted]
      guard session.notes.isDisjoint(with: doubts), session.hasState,
        // Older versions of the API have no status: an event of the type says as much.
        [.unknown, complete.map { .symbol($0) }].contains(ledger.fact(.status, of: session)),
        let subscription = ledger.fact(.subscription, of: session).symbol
      else { continue }
      sessions[subscription] = session
    }
    sessionOfSubscription = sessions
  }

  /// The session in which a subscription was bought, if the export has it.
  func session(of subscription: Symbol) -> StripeObject? { sessionOfSubscription[subscription] }

  /// What a session's metadata says; `nil` when the export does not show it.
  func metadata(of session: StripeObject) -> MetadataList? {
    ledger.fact(.metadata, of: session).symbol.map { MetadataList($0, in: ledger.symbols) }
  }

  /// What a session's metadata says of a field; `nil` where it says nothing.
  func value(of field: RowField, in session: StripeObject) -> String? {
    guard let place = keys.firstIndex(where: { $0.field == field }) else { return nil }
    return metadata(of: session)?[place]
  }
}
