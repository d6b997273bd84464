import Billing
import Bytes
import Reconciliation

extension Check {
  static let foreignEvent = Check(
    "W15", "foreign-event",
    definition: "The ledger has an event of another mode or account than the run is about.",
    origin: "One endpoint, or one secret, serves several modes or accounts.",
    harm: .security, severity: .p1, disposition: .report,
    fix: "Give each mode and account its own endpoint, and refuse events of any other.",
    safeguard: "The row itself says where its event is from.",
    personWhen: "Always: what such events wrote must be looked for.",
    needs: [.ledger],
    obstacle: { definition in
      let (scope, ledger) = (definition.stripe, definition.table(.ledger))
      let pairs = [(scope.livemode != nil, RowField.livemode), (scope.account != nil, .account)]
      if pairs.contains(where: { $0 && ledger?.place(of: $1) != nil }) { return nil }
      return pairs.contains(where: \.0)
        ? "no column of the ledger says of which livemode or account an event is"
        : "the pipeline does not say which livemode or account is meant"
    },
    findInLedger: { check, file in
      let foreign = file.board.evidence.ledger.audit.foreign
      var found = foreign.rows.map { row in
        check.finding(
          about: file.board.evidence.symbols.find(row.entry.event) ?? .empty, in: file,
          story: "the event is of another mode or account", evidence: [row.entry.origin])
      }
      if foreign.restCount > 0, let last = foreign.rows.last {
        found.append(
          check.finding(
            about: .empty, in: file,
            story: "\(foreign.restCount) more events are of another mode or account",
            evidence: [last.entry.origin]))
      }
      return found
    })
}
