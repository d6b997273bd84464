import Billing
import Bytes
import Reconciliation

extension Check {
  static let payloadDivergence = Check(
    "W14", "payload-divergence",
    definition: "The application's copy of an event says something else than Stripe's.",
    origin: "The copy was edited, cut or written from something else than what came in.",
    harm: .audit, severity: .p1, disposition: .report,
    fix: "Find out who wrote the copy, and rest nothing on it.",
    safeguard: "Both are of one API version; order, blanks and `pending_webhooks` do not count.",
    personWhen: "Always.",
    needs: [.ledger],
    obstacle: { definition in
      definition.stripe.comparesBodies
        ? nil : "no column of the ledger or of the dead letters holds payload"
    },
    findInLedger: { check, file in
      file.diverging.map { view in
        check.finding(
          about: view, in: file,
          story: "the application's copy of the event is not what Stripe has")
      }
    })
}
