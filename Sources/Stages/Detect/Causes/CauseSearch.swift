public import Reconciliation

/// Tells how each finding of a run came about.
///
/// It first says whose past it needs (``requests(for:)``), and then, given what the files tell of
/// it, decides. Whatever is not asked for is never read again.
public struct CauseSearch: Sendable {
  /// How many of an owner's other subscriptions are looked at.
  private static let siblingLimit = 8

  private let evidence: Evidence

  /// Prepares to tell the causes of findings.
  public init(_ evidence: Evidence) { self.evidence = evidence }

  /// Whose past is needed, a request for each finding.
  public func requests(for drifts: [Drift]) -> [TraceRequest] {
    let accounts = OwnersPairs(evidence, of: drifts)
    return drifts.map { drift in
      var request = TraceRequest()
      guard Verdict.codeOfClass[drift.code] == nil else { return request }
      let own = drift.subscription ?? accounts.standIn(for: drift)
      request.row = drift.table == evidence.table(.subscriptions)?.definition.name ? drift.row : nil
      if drift.code == "C05" {
        (request.object, request.kind) = (drift.customer, .customer)
      } else if let own {
        request.object = evidence.subscriptions[own].id
      }
      if let row = request.row, let rows = evidence.table(.subscriptions) {
        request.marker = rows.symbol(row, .markerEvent)
      }
      request.siblings = accounts.subscriptions(of: drift).filter { $0 != own }
        .prefix(Self.siblingLimit).map { evidence.subscriptions[$0].id }
      return request
    }
  }

  /// Decides.
  ///
  /// - Parameters:
  ///   - drifts: the findings.
  ///   - traces: what the files tell of each, in their order.
  ///   - entries: what ledgers and queues say about the events of those traces.
  /// - Returns: the causes, in the order of the findings.
  public func causes(
    of drifts: [Drift], _ traces: [Trace], _ entries: EventEntries
  ) -> [Cause] {
    let board = CauseBoard(evidence, entries, OwnersPairs(evidence, of: drifts))
    var causes = zip(drifts, traces).map { drift, trace in
      let file = CauseCase(drift, trace, board)
      let cause = Verdict.all.lazy.compactMap { $0.decide(file) }.first ?? drift.cause
      // A check that says itself what would settle its findings knows better than "not known".
      return cause.code == .unknown && drift.cause != Cause() ? drift.cause : cause
    }
    // What follows from a finding came about as that did.
    for (place, drift) in drifts.enumerated() {
      if let parent = drift.parent { causes[place] = causes[parent] }
    }
    return causes
  }
}
