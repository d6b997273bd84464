import Reconciliation

extension Check {
  static let processedNoEffect = Check(
    "W03", "processed-no-effect",
    definition: "The ledger says that an event was processed; the row is as it was before.",
    origin: "An update matched no row, a unique clash was swallowed, or a part was written.",
    harm: .audit, severity: .p1, disposition: .report,
    fix: "Mend the row from Stripe's state, and let the handler fail when it changes nothing.",
    safeguard: "The row equals a state from before the event.",
    personWhen: "The row may have been written by something else since.",
    needs: [.ledger],
    findInCauses: { check, file in
      file.findings(
        of: check, where: { $0.code == .processedNoEffect && $0.reason != .sameSecond }
      ) { cause in
        switch cause.reason {
        case .identity: "the event was processed; whose it was could not be told"
        case .uniqueClash: "the event was processed; another row holds the unique place"
        case .staleSkip: "the event was processed and taken for older than the row"
        case .partialWrite: "the event was processed; a part of it was written"
        default: "the event was processed and the row does not show it"
        }
      }
    })
}
