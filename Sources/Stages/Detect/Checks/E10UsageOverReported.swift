import Reconciliation

extension Check {
  static let usageOverReported = Check(
    "E10", "usage-over-reported",
    definition: "Stripe counts more use of a period than the database does.",
    origin: "Use was sent twice, or rows were deleted.",
    harm: .double, severity: .p1, disposition: .report,
    fix: "Find what was sent twice, and give back what was billed for it.",
    safeguard: "Nothing is corrected by itself: the meter is what the customer was billed by.",
    personWhen: "Always.",
    needs: [.subscriptions], needsObjects: [.usageSummary],
    obstacle: { $0.obstacleToMeters },
    findByRule: { check, file in file.meters?.overReported(check) ?? [] })
}
