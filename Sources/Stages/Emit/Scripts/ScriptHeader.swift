import Billing
import Reconciliation
import SQL

/// The comment at the top of a script: what will happen, why it is safe, how to run it.
struct ScriptHeader {
  let plan: ChangePlan
  let file: String
  let manual: ScriptManual

  var text: String {
    let lines =
      plan.changes.isEmpty
      ? title + ["", emptiness] + losses + inputs
      : title + effects + losses + safety + running + inputs
    return lines.map { $0.isEmpty ? "--\n" : "-- \($0)\n" }.joined()
  }

  private var emptiness: String {
    guard let reason = plan.withheld else {
      return "There is nothing to do. This file changes nothing."
    }
    return "Nothing may run: " + shown(reason) + ". See review.sql. This file changes nothing."
  }

  private var title: [String] {
    let header = plan.header
    let mode = header.livemode ? "live mode" : "test mode"
    let account = header.account.isEmpty ? "" : ", account " + shown(header.account)
    let part =
      plan.part.count == 1
      ? "" : ", part \(plan.part.number) of \(plan.part.count), which can run without the others"
    return [
      "trueup \(file)",
      "Plan \(plan.id) for \(shown(header.system)) (\(mode)\(account))\(part)",
      "Made from exports as of \(header.asOf.iso); refuses to run after \(header.expires.iso).",
      "Tool \(shown(header.tool)).",
    ]
  }

  private var effects: [String] {
    var lines = ["", plan.undoes.map { "WHAT IT DOES: undoes plan \($0)" } ?? "WHAT IT DOES"]
    for (place, table) in plan.tables.enumerated() {
      let verbs = Change.Verb.allCases.compactMap { verb -> String? in
        let count = plan.changes.count {
          $0.change.table == place && $0.change.verb == verb
        }
        return count == 0 ? nil : "\(count) \(verb.rawValue)" + (count == 1 ? "" : "s")
      }
      if !verbs.isEmpty {
        lines.append("  \(shown(table.name.text)): \(verbs.joined(separator: ", "))")
      }
    }
    lines += mended + money
    let parked = plan.changes.count { !$0.parking.isEmpty }
    if parked > 0 {
      lines.append(
        "  \(parked) rows give up a unique value for a moment, because another row takes it.")
    }
    return lines
  }

  /// The money at stake, one line for each currency, in order of the currencies.
  private var money: [String] {
    var totals: [String: (sum: Int64, isExact: Bool)] = [:]
    for amount in plan.changes.compactMap(\.change.reason.money) {
      let total = totals[amount.currency] ?? (0, true)
      let (sum, overflow) = total.sum.addingReportingOverflow(amount.minorUnits)
      totals[amount.currency] = (sum, total.isExact && !overflow)
    }
    return totals.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.compactMap { key in
      guard let total = totals[key], total.isExact else { return nil }
      let amount = Money(minorUnits: total.sum, currency: shown(key))
      return "  money at stake: \(amount.text) a month"
    }
  }

  private var losses: [String] {
    plan.irreversible.isEmpty
      ? []
      : ["", "WHAT CANNOT BE UNDONE"] + plan.irreversible.map { "  " + shown($0) }
  }

  private var safety: [String] {
    let moved =
      plan.undoes == nil
      ? "    - when a row moved since the export: every exported column is compared"
      : "    - when a row moved since the plan changed it: the audit knows the time of the change"
    let limits = plan.header.limits
    let scope =
      plan.undoes == nil
      ? ["  It never deletes a row. Rows that are already right are left alone and counted."]
      : [
        "  It leaves alone what the plan did not change. It restores the time of the last change",
        "  as well: who polls by that time will not notice.",
      ]
    return [
      "", "WHY IT IS SAFE", "  It changes all rows or none, and refuses", moved,
    ] + conditions + [
      "    - when the table, its types or its triggers are not the expected ones",
      "    - when more than \(limits.changes) rows or \(limits.percent) percent of a table would"
        + " change",
      "    - when it was edited or cut, \(manual.wrongPlace), and after its expiry",
    ] + scope + [
      "  Every change is counted, read back, and recorded in \(manual.audit) in the same"
        + " transaction."
    ]
  }

  /// How many changes there are for each class of drift, the most first.
  private var mended: [String] {
    let counts = plan.changes.reduce(into: [:]) { $0[$1.change.reason.class, default: 0] += 1 }
    let classes = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let verb = plan.undoes == nil ? "mends" : "brings back"
    return ["  \(verb): " + classes.map { "\($0.value) \(shown($0.key))" }.joined(separator: ", ")]
  }

  /// The conditions beyond old values, in words.
  private var conditions: [String] {
    let all = plan.changes.flatMap(\.change.guards)
    let live = all.count {
      if case .noOtherLiveSubscription = $0 { true } else { false }
    }
    var lines: [String] = []
    if live > 0 {
      lines.append(
        "    - when the customer of \(live == 1 ? "one change" : "\(live) changes") "
          + "has another live subscription"
      )
    }
    if all.count > live {
      lines.append("    - when a row of \(all.count - live) changes comes from a protected source")
    }
    return lines
  }

  /// How to take the plan back, and what of it cannot be; nothing for a rollback itself.
  private var undo: [String] {
    guard plan.undoes == nil else { return [] }
    let file = "rollback\(plan.part.suffix).sql"
    let hasInserts = plan.changes.contains { $0.change.verb == .insert }
    return ["  undo    " + manual.apply(file, plan.id + "-undo")]
      + (hasInserts ? ["          (no row is removed: \(file) says what becomes of new ones)"] : [])
  }

  private var running: [String] {
    [
      "", "HOW TO RUN: as it stands this is a dry run that does the work, reports, and undoes it",
      "  once    " + manual.run("setup.sql"),
      "  look    " + manual.run(file),
      "  apply   " + manual.apply(file, plan.id),
      "  verify  SELECT count(*) FROM \(manual.audit) WHERE plan_id = '\(plan.id)';",
      "          gives \(plan.changes.count), less the rows that were found already right",
    ] + undo + manual.caution.map { "  " + $0 }
  }

  private var inputs: [String] {
    plan.header.inputs.isEmpty
      ? []
      : ["", "MADE FROM"]
        + plan.header.inputs.map { "  sha256 \(shown($0.sha256)) \(shown($0.name))" }
  }

  private func shown(_ text: String) -> String { SQLComment.text(text) }
}
