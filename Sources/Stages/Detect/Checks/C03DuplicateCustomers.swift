import Billing
import Bytes
import Reconciliation

extension Check {
  static let duplicateCustomers = Check(
    "C03", "duplicate-customers",
    definition: "Several customers in Stripe carry the id of one owner.",
    origin: "Two requests made one each, or a second address was used.",
    harm: .double, severity: .p1, disposition: .review,
    fix: "Keep the one with the live subscription, else the one that paid; retire the other.",
    safeguard: "The one that goes has no live subscription and nothing left to pay.",
    personWhen: "Both have a live subscription.",
    findInTables: { check, file in
      file.customers.groups.flatMap { group -> [Drift] in
        let kept = group[0]
        return group.dropFirst().map { other in
          var drift = check.finding(in: file.board.rowsTableName, story: story(kept, other))
          // One that never bought anything costs nobody anything.
          if !other.hasBought { drift.severity = .p3 }
          drift.owner = other.owner
          drift.customer = other.id
          drift.evidence = [kept.origin, other.origin]
          return drift
        }
      }
    })

  private static func story(_ kept: CustomerView, _ other: CustomerView) -> String {
    if other.liveCount > 0 {
      return kept.liveCount > 0
        ? "two customers of one owner have live subscriptions" : "the other customer is live"
    }
    return other.hasBought
      ? "a second customer of one owner has bought before"
      : "a second customer of one owner stands idle"
  }
}
