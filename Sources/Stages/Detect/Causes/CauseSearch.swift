public import Reconciliation

/// Tells how each finding of a run came about.
///
/// It first says whose past it needs (``requests``), and then, given what the files tell of
/// it, decides. Whatever is not asked for is never read again.
public struct CauseSearch: Sendable {
  /// How many of an owner's other subscriptions are looked at.
  private static let siblingLimit = 8

  private let evidence: Evidence
  private let drifts: [Drift]
  private let accounts: OwnersPairs

  /// Prepares to tell the causes of a run's findings.
  public init(_ evidence: Evidence, of drifts: [Drift]) {
    self.evidence = evidence
    self.drifts = drifts
    accounts = OwnersPairs(evidence, of: drifts)
  }

  /// Whose past is needed, a request for each finding.
  public var requests: [TraceRequest] {
    let rowsTable = evidence.table(.subscriptions)?.definition.name ?? ""
    return drifts.map { drift in
      var request = TraceRequest()
      if let first = drift.objects.first {
        (request.object, request.siblings) = (first, Array(drift.objects.dropFirst()))
        (request.table, request.row) = (drift.table, drift.row)
        return request
      }
      if let request = self.request(ofOtherTable: drift) { return request }
      // Other rows are not held against a past: nothing is said rather than guessed.
      guard Verdict.codeOfClass[drift.code] == nil, drift.table == rowsTable else {
        return request
      }
      let own = drift.subscription ?? accounts.standIn(for: drift)
      request.row = drift.row
      if drift.code == "C05" {
        request.object = ObjectName(.customer, drift.customer)
      } else if let own {
        request.object.id = evidence.subscriptions[own].id
      }
      if let row = request.row, let rows = evidence.table(.subscriptions) {
        request.marker = rows.symbol(row, .markerEvent)
      }
      request.siblings = accounts.subscriptions(of: drift).filter { $0 != own }
        .prefix(Self.siblingLimit).map {
          ObjectName(.subscription, evidence.subscriptions[$0].id)
        }
      return request
    }
  }

  /// Whose past bears on a finding that is not about a row of the subscriptions; `nil` for others.
  private func request(ofOtherTable drift: Drift) -> TraceRequest? {
    var request = TraceRequest()
    let own = drift.subscription.map { ObjectName(.subscription, evidence.subscriptions[$0].id) }
    switch drift.code {
    case "P09":
      guard let own else { return nil }
      (request.object, request.table, request.row) = (own, drift.table, drift.row)
    case "C01", "C04":
      request.object = ObjectName(.customer, drift.customer)
      request.siblings = accounts.subscriptions(ofCustomer: drift.customer)
        .prefix(Self.siblingLimit)
        .map { ObjectName(.subscription, evidence.subscriptions[$0].id) }
    case let code where Verdict.codesOfEntries.contains(code):
      guard let own else { return nil }
      request.object = own
    // The row may be right all the same, whatever the metadata says.
    case "C07", "L05": break
    default: return nil
    }
    return request
  }

  /// Whether a finding is about a second layer: its past is in no file, and that of the row is
  /// another matter.
  private func isOfAnotherWitness(_ drift: Drift) -> Bool {
    drift.table == evidence.table(.platformSubscriptions)?.definition.name
  }

  /// What all findings share.
  ///
  /// - Parameter entries: what ledgers and queues say about the events of their past.
  /// - Returns: the board that the decisions about them share.
  public func board(_ entries: EventEntries) -> CauseBoard {
    CauseBoard(evidence, entries, accounts)
  }

  /// Decides about one finding, given what the files tell of its past.
  public func cause(of drift: Drift, _ trace: Trace, _ board: CauseBoard) -> Cause {
    if isOfAnotherWitness(drift) { return drift.cause }
    let file = CauseCase(drift, trace, board)
    let cause = Verdict.all.lazy.compactMap { $0.decide(file) }.first ?? drift.cause
    // A check that says itself what would settle its findings knows better than "not known".
    return cause.code == .unknown && drift.cause != Cause() ? drift.cause : cause
  }

  /// Ends, when each finding has its cause: what follows from another came about as that did.
  public func settle(_ drifts: inout [Drift]) {
    for (place, drift) in drifts.enumerated() {
      if let parent = drift.parent { drifts[place].cause = drifts[parent].cause }
    }
  }
}
