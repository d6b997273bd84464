import Reconciliation

extension Check {
  static let usageUnderReported = Check(
    "E09", "usage-under-reported",
    definition: "The database counts more use of a period than Stripe does.",
    origin: "Sending the use failed, or it was sent after the period had been closed.",
    harm: .leak, severity: .p2, disposition: .stripe,
    fix: "Send what is missing once more, with the identifiers that it was sent with.",
    safeguard: "The invoice of the period is not final.",
    personWhen: "The invoice is final: what is missing can only be billed apart.",
    needs: [.subscriptions], needsObjects: [.usageSummary],
    obstacle: { $0.obstacleToMeters },
    findByRule: { check, file in file.meters?.underReported(check) ?? [] })
}
