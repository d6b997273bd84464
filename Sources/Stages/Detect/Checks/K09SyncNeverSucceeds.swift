import Billing
import Reconciliation

extension Check {
  static let syncNeverSucceeds = Check(
    "K09", "sync-never-succeeds",
    definition: "Copying a customer's state from Stripe failed more often in a row than it may.",
    origin: "Stripe refuses the request, or the handler fails on what it answers.",
    harm: .denied, severity: .p0, disposition: .report,
    fix:
      "Look up the last error, mend its reason, then copy the customer again.",
    safeguard: "The last attempt failed: an entry without an error is a success.",
    personWhen: "Always.",
    needsCaches: [.attempts]
  ) { check, file in
    for (table, entry, pair) in file.attempts {
      guard let count = table[entry, .attempts].integer,
        count > Int64(table.definition.maxAttempts), hasFailed(table, entry)
      else { continue }
      var drift = check.finding(
        about: table, entry: entry, in: file, pair: pair,
        story: "\(count) attempts in a row to copy the customer's state have failed")
      drift.customer = table.entries[entry].identifier
      file.add(drift)
    }
  }

  /// Whether the last attempt failed; without a value for its error the count alone tells.
  private static func hasFailed(_ table: CacheTable, _ entry: Int) -> Bool {
    !table[entry, .error].isNull
  }
}
