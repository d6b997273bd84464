import Billing
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
      let column = file.column(name)
      let asOf = file.clock.asOf
      // A job that removes rows has the settle time to do so.
      let limit = file.clock.horizon.adding(seconds: -seconds)
      return file.rows.compactMap { row -> Drift? in
        guard let time = column[row].time, time < limit else { return nil }
        let days = (asOf.seconds - seconds - time.seconds) / 86_400
        let late = days == 0 ? "today" : days == 1 ? "a day ago" : "\(days) days ago"
        return check.finding(
          about: row, in: file, story: "by its \(name) the row was due to go \(late)")
      }
    })
}
