import Billing
import Bytes
import Reconciliation

extension Check {
  static let pastRetention = Check(
    "D03", "past-retention",
    definition: "A row is still there although it should have been removed by now.",
    origin: "The job that removes such rows did not run, or passes over some.",
    harm: .security, severity: .p3, disposition: .report,
    fix: "Run the job that removes them; nothing is deleted by trueup.",
    safeguard: "Nothing is ever deleted by itself.",
    personWhen: "Always.",
    needs: [],
    findByRule: { check, file in
      guard case .retention(let name, let seconds) = file.declared.rule else { return [] }
      func story(_ time: Timestamp) -> String {
        let days = (file.clock.asOf.seconds - seconds - time.seconds) / 86_400
        let late = days == 0 ? "today" : days == 1 ? "a day ago" : "\(days) days ago"
        return "by its \(name) the row was due to go \(late)"
      }
      let limit = file.clock.retentionLimit(seconds: seconds)
      let column = file.column(name)
      // Rows of a ledger are judged while they are read, whether or not they are kept.
      if file.declared.isRetention(ofLedger: file.table.definition) {
        return check.findingsInLedger(file, story)
      }
      return file.rows.compactMap { row in
        guard let time = column[row].time, time < limit else { return nil }
        return check.finding(about: row, in: file, story: story(time))
      }
    })

  /// The rows of a ledger, which are read and not kept, that were found due while they were read.
  private func findingsInLedger(_ file: RuleCase, _ story: (Timestamp) -> String) -> [Drift] {
    guard let overdue = file.evidence.ledger.audit.overdue[file.declared.name] else { return [] }
    var found = overdue.rows.map { row in
      var drift = finding(by: file, story: row.time.map(story) ?? "")
      drift.pastEvent = row.entry.event
      drift.evidence = [row.entry.origin]
      return drift
    }
    if overdue.restCount > 0, let last = overdue.rows.last {
      var drift = finding(by: file, story: "\(overdue.restCount) more rows break the rule")
      drift.evidence = [last.entry.origin]
      found.append(drift)
    }
    return found
  }
}
