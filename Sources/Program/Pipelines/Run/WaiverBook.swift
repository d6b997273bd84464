import Billing
import Bytes
import Reconciliation

/// Findings that somebody has accepted: for a reason, until a day, and for pinned values.
struct WaiverBook {
  private let definition: SystemDefinition

  init(_ definition: SystemDefinition) { self.definition = definition }

  /// Marks the findings that a waiver covers; they stay counted and listed.
  func apply(to report: inout RunReport) {
    guard !definition.waivers.isEmpty else { return }
    let symbols = report.evidence.symbols
    for index in report.findings.indices {
      let finding = report.findings[index]
      let waiver = definition.waivers.first {
        $0.until >= definition.clock.asOf && covers($0, finding, report.evidence)
          && holdsPinned($0, finding) { $0.text(in: symbols) ?? "" }
      }
      report.findings[index].waiver = waiver?.reason
    }
    waiveConsequences(in: &report)
  }

  /// What follows from a waived finding is waived with it.
  private func waiveConsequences(in report: inout RunReport) {
    var reasons: [String: String] = [:]
    for finding in report.findings { reasons[finding.driftID] = finding.waiver }
    for index in report.findings.indices {
      guard report.findings[index].waiver == nil,
        let parent = report.findings[index].parentID
      else { continue }
      report.findings[index].waiver = reasons[parent]
    }
  }

  private func covers(
    _ waiver: Waiver, _ finding: RunReport.Finding, _ evidence: Evidence
  ) -> Bool {
    if let driftID = waiver.driftID { return driftID == finding.driftID }
    guard waiver.code == finding.drift.code, let entity = waiver.entity else { return false }
    let drift = finding.drift
    let ids = [drift.subject, drift.owner, drift.customer].map { evidence.symbols.text($0) }
    let subscription = drift.subscription.map {
      evidence.symbols.text(evidence.subscriptions[$0].id)
    }
    return ids.contains(entity) || subscription == entity
  }

  /// Whether the values are still those the waiver was given for, all of them and no more.
  private func holdsPinned(
    _ waiver: Waiver, _ finding: RunReport.Finding, _ text: (Cell) -> String
  ) -> Bool {
    let fields = finding.drift.fields
    guard !waiver.pinned.isEmpty else { return true }
    return waiver.pinned.count == fields.count
      && waiver.pinned.allSatisfy { pin in
        fields.contains {
          $0.field.rawValue == pin.field && text($0.sides.stripe) == pin.stripe
            && text($0.sides.database) == pin.database
        }
      }
  }
}
