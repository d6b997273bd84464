import Billing
import Bytes
public import Diagnostics
public import Reconciliation

/// Folds all sights of each Stripe object into its present state.
///
/// The latest full sight wins: Stripe renders an object as it is at that moment, so no state
/// machine is needed. What the fold adds is the order, and the honesty about its doubts.
///
/// Objects are folded independently of each other, so that a large input can be divided by object
/// (``FactDivision``), its parts folded side by side and joined.
public struct StripeFold: Sendable {
  /// What folding a part of the objects gave.
  public struct Part: Sendable {
    /// The objects, in no order.
    fileprivate let ledger: StripeLedger
    /// The copies of conflicting events among their sights.
    fileprivate let suspects: [Suspect]
  }

  /// Parts of the objects joined so far.
  public struct Joined: Sendable {
    fileprivate var ledger: StripeLedger
    fileprivate var suspects: [Suspect] = []
    /// Whether there is more in the input than can be numbered; the rest is not there then.
    public private(set) var isOverfull = false
    private let wordCount: Int
    private let partCount: Int

    /// Creates a join of nothing.
    ///
    /// - Parameters:
    ///   - words: what the facts of all parts began with.
    ///   - partCount: about how many parts there will be.
    public init(words: Words, partCount: Int) {
      ledger = StripeLedger(symbols: words.symbols)
      self.partCount = partCount
      wordCount = words.symbols.count
    }

    /// Takes over a part, which has no object that is there already.
    public mutating func add(_ part: Part) {
      isOverfull = isOverfull || !ledger.hasRoom(for: part.ledger)
      guard !isOverfull else { return }
      if ledger.isEmpty { ledger.reserve(partCount, like: part.ledger) }
      ledger.absorb(part.ledger, sharing: wordCount)
      suspects += part.suspects
    }
  }

  /// The last instant whose events the database must reflect.
  var horizon: Timestamp

  /// Creates a fold.
  public init(clock: ClockRules) { horizon = clock.horizon }

  /// Folds everything that was read, at once.
  ///
  /// - Parameters:
  ///   - facts: what was read; the order of its observations does not matter.
  ///   - log: receives `stripe-event-conflict` and `stripe-unknown-status`.
  /// - Returns: the folded ledger, which goes on with the symbols of `facts`.
  /// - Complexity: O(n log n) for n observations.
  public func run(_ facts: StripeFacts, log: inout DiagnosticLog) -> StripeLedger {
    let register = EventRegister(facts.events)
    let part = foldAll(facts, register, tainted: facts.tainted.map { facts.symbols.array($0) })
    var ledger = part.ledger
    finish(&ledger, part.suspects, register, facts.survey, log: &log)
    ledger.audit = facts.audit.settled(into: &ledger.symbols)
    return ledger
  }

  /// Folds a part of the objects, all sights of which are at hand.
  ///
  /// - Parameters:
  ///   - facts: the sights, in any order.
  ///   - register: all events of the input.
  ///   - tainted: ids of objects that a rejected record may have been about.
  /// - Returns: the part, to be joined with the others.
  public func fold(_ facts: StripeFacts, _ register: EventRegister, tainted: [[UInt8]]) -> Part {
    foldAll(facts, register, tainted: tainted)
  }

  private func foldAll(
    _ facts: StripeFacts, _ register: EventRegister, tainted: [[UInt8]]
  ) -> Part {
    let copies = EventCopies(facts, conflicts: register.conflicts)
    let groups = ObjectGroups(facts, of: copies.kept)
    let doubted = Set(tainted.compactMap { id in facts.symbols.find(bytes: id) })
    var ledger = StripeLedger(symbols: facts.symbols)
    var pass = FoldPass(facts, horizon: horizon)
    for range in groups.ranges {
      var object = pass.fold(groups.members[range])
      if doubted.contains(object.id) { object.notes.insert(.tainted) }
      if copies.conflictingObjects.contains(object.id) { object.notes.insert(.conflicting) }
      ledger.add(object, state: pass.state)
    }
    return Part(ledger: ledger, suspects: copies.suspects)
  }

  /// Ends with the ledger of all objects.
  ///
  /// - Parameters:
  ///   - joined: the parts of all objects, joined in any order.
  ///   - register: all events of the input.
  ///   - survey: what the records say about the export as a whole.
  ///   - log: receives `stripe-event-conflict` and `stripe-unknown-status`.
  /// - Returns: the folded ledger.
  public func finish(
    _ joined: consuming Joined, _ register: EventRegister, _ survey: StripeSurvey,
    log: inout DiagnosticLog
  ) -> StripeLedger {
    // Changed where they are: a copy of everything would be made otherwise.
    finish(&joined.ledger, joined.suspects, register, survey, log: &log)
    return joined.ledger
  }

  private func finish(
    _ ledger: inout StripeLedger, _ suspects: [Suspect], _ register: EventRegister,
    _ survey: StripeSurvey, log: inout DiagnosticLog
  ) {
    ledger.sort()
    ledger.eventCount = register.eventCount
    ledger.duplicateCount = register.duplicateCount
    ledger.survey = survey
    register.noteConflicts(suspects, log: &log)
    noteUnknownStatuses(of: ledger, log: &log)
  }

  private func noteUnknownStatuses(of ledger: StripeLedger, log: inout DiagnosticLog) {
    for object in ledger[.subscription] {
      guard object.hasState, ledger.status(of: object) == nil else { continue }
      log.note(
        Diagnostic(
          .warning, .unknownStatus, "the status is not one that Stripe defines",
          at: object.origin.span, recordNumber: Int(object.origin.recordNumber),
          place: "status", subject: ledger.symbols.text(object.id),
          help: "the subscription is kept out of the comparison; export it again"))
    }
  }
}

extension StripeFacts {
  /// The events among the sights, as a register takes them.
  var events: [EventRegister.Entry] {
    observations.compactMap { $0.isSnapshot ? nil : entry(of: $0) }
  }

  /// An event as a register knows it.
  func entry(of sight: Observation) -> EventRegister.Entry {
    EventRegister.Entry(
      id: symbols.withView(of: sight.event) { Fingerprint.of($0) }, content: sight.contentHash)
  }
}

extension Diagnostic.Code {
  /// A subscription's status is not one that Stripe defines.
  public static let unknownStatus = Diagnostic.Code(rawValue: "stripe-unknown-status")
  /// One event id came with two different contents.
  public static let eventConflict = Diagnostic.Code(rawValue: "stripe-event-conflict")
}
