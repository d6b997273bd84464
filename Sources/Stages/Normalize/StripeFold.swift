public import Billing
import Bytes
public import Diagnostics
public import Reconciliation

/// Folds all sights of each Stripe object into its present state.
///
/// The latest full sight wins: Stripe renders an object as it is at that moment, so no state
/// machine is needed. What the fold adds is the order, and the honesty about its doubts.
public struct StripeFold: Sendable {
  /// The last instant whose events the database must reflect.
  public var horizon: Timestamp

  /// Creates a fold.
  public init(clock: ClockRules) { horizon = clock.horizon }

  /// Folds everything that was read.
  ///
  /// - Parameters:
  ///   - facts: what was read; the order of its observations does not matter.
  ///   - log: receives `stripe-event-conflict` and `stripe-unknown-status`.
  /// - Returns: the folded ledger.
  /// - Complexity: O(n log n) for n observations.
  public func run(_ facts: consuming StripeFacts, log: inout DiagnosticLog) -> StripeLedger {
    var ledger = StripeLedger(facts: facts)
    let copies = EventCopies(&ledger, log: &log)
    let groups = ObjectGroups(ledger.facts, of: copies.kept)
    ledger.timeline = groups.members
    let pass = FoldPass(ledger.facts, horizon: horizon)
    let tainted = Set(ledger.facts.tainted)
    for range in groups.ranges {
      var object = pass.fold(range, of: &ledger)
      if tainted.contains(object.id) { object.notes.insert(.tainted) }
      if copies.conflictingObjects.contains(object.id) { object.notes.insert(.conflicting) }
      ledger.objects[Int(object.kind.rawValue)].append(object)
    }
    let symbols = ledger.facts.symbols
    for kind in ledger.objects.indices {
      ledger.objects[kind].sort { symbols.precedes($0.id, $1.id) }
    }
    noteUnknownStatuses(of: ledger, log: &log)
    return ledger
  }

  private func noteUnknownStatuses(of ledger: StripeLedger, log: inout DiagnosticLog) {
    for object in ledger[.subscription] {
      guard let state = object.state, ledger.status(of: object) == nil else { continue }
      let observation = ledger.facts.observations[state]
      log.note(
        Diagnostic(
          .warning, .unknownStatus, "the status is not one that Stripe defines",
          at: observation.origin.span, recordNumber: Int(observation.origin.recordNumber),
          place: "status", subject: ledger.facts.symbols.text(object.id),
          help: "the subscription is kept out of the comparison; export it again"))
    }
  }
}

extension Diagnostic.Code {
  /// A subscription's status is not one that Stripe defines.
  public static let unknownStatus = Diagnostic.Code(rawValue: "stripe-unknown-status")
  /// One event id came with two different contents.
  public static let eventConflict = Diagnostic.Code(rawValue: "stripe-event-conflict")
}
