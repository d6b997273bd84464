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
    let kept = EventCopies(ledger.facts).kept(counting: &ledger, log: &log)
    let groups = ObjectGroups(ledger.facts, of: kept)
    ledger.timeline = groups.members
    let tainted = Set(ledger.facts.tainted)
    let conflicting = EventCopies.conflictingObjects(ledger.facts, kept: kept)
    for group in groups.ranges {
      let id = ledger.facts.observations[Int(groups.members[group.lowerBound])].object
      var object = fold(group, of: &ledger)
      if tainted.contains(id) { object.notes.insert(.tainted) }
      if conflicting.contains(id) { object.notes.insert(.conflicting) }
      ledger.objects[Int(object.kind.rawValue)].append(object)
    }
    for kind in ledger.objects.indices { sort(&ledger.objects[kind], by: ledger.facts.symbols) }
    noteUnknownStatuses(of: ledger, log: &log)
    return ledger
  }

  /// Orders one object's sights and takes the state from the last one that counts.
  private func fold(_ range: Range<Int>, of ledger: inout StripeLedger) -> StripeObject {
    let first = ledger.facts.observations[Int(ledger.timeline[range.lowerBound])]
    var order = TimelineOrder(ledger.facts)
    let isAmbiguous = order.sort(&ledger.timeline[range])
    var object = StripeObject(
      kind: first.kind, id: first.object, timeline: range, state: nil, notes: [])
    if isAmbiguous { object.notes.insert(.ambiguous) }
    var hasEnded = false
    var last: Int?
    for place in range {
      let index = Int(ledger.timeline[place])
      let observation = ledger.facts.observations[index]
      note(observation, after: last, in: ledger.facts, &object.notes)
      last = index
      if observation.time > horizon, !observation.isSnapshot {
        object.notes.insert(.inFlight)
        continue
      }
      let ends = isTerminal(observation, in: ledger.facts)
      if hasEnded, !ends {
        object.notes.insert(.seenAfterEnd)
        continue
      }
      hasEnded = hasEnded || ends
      object.state = index
    }
    return object
  }

  /// Notes what one sight, taken after another, says about the sights in between.
  private func note(
    _ observation: Observation, after last: Int?, in facts: StripeFacts,
    _ notes: inout StripeObject.Notes
  ) {
    if observation.isSnapshot {
      // A snapshot shows everything anew: whatever was missing before it is mended.
      notes.remove(.hasGap)
      notes.insert(.startKnown)
      return
    }
    guard let last else {
      let type = facts.symbols.text(observation.type)
      if type.utf8.suffix(8).elementsEqual(".created".utf8) { notes.insert(.startKnown) }
      return
    }
    if ChangeChain(facts).breaks(from: facts.observations[last], to: observation) {
      notes.insert(.hasGap)
    }
  }

  private func isTerminal(_ observation: Observation, in facts: StripeFacts) -> Bool {
    guard observation.kind == .subscription,
      let word = facts.fact(.status, of: observation).symbol
    else { return facts.fact(.deleted, of: observation).flag ?? false }
    return facts.symbols.withView(of: word) { text in
      text.equals("canceled") || text.equals("incomplete_expired")
    }
  }

  private func sort(_ objects: inout [StripeObject], by symbols: Symbols) {
    objects.sort { symbols.precedes($0.id, $1.id) }
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
