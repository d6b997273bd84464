import Billing
import Bytes
import Reconciliation

extension World {
  /// A layered world whose checkouts name an organisation, a user, a plan and whether they are for
  /// many: `session cs_1 subscription=s1 metadata=o1,u1,pro,no`.
  static func checkedOut(
    _ text: String, _ change: (inout SystemDefinition) -> Void = { _ in }
  ) -> World {
    let payer = """
      user u1
      row r1 owner=u1 subscription=s1 customer=cus_1
      sub s1 owner=u1
      member m1 owner=u1 tenant=o1

      """
    var lines: [String] = []
    for line in (payer + text).split(separator: "\n") {
      // A list of values has an end behind each of them, which no line can hold.
      let words = line.split(separator: " ").map { word in
        word.hasPrefix("metadata=")
          ? word.replacing(",", with: "\u{1F}") + "\u{1F}" : String(word)
      }
      lines.append(words.joined(separator: " "))
    }
    return layered(lines.joined(separator: "\n")) { system in
      system.checkout = [
        CheckoutKey(key: "organizationId", field: .tenant, table: "members", target: "tenant"),
        CheckoutKey(key: "userId", field: .owner, table: "users", target: "id"),
        CheckoutKey(key: "planId", table: "plans", target: "id"),
        CheckoutKey(key: "bulk", values: ["yes", "no"]),
      ]
      change(&system)
    }
  }
}
