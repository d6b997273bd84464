import TestSupport

/// Worlds nobody thought of, in the words of ``World``.
struct RandomWorld {
  private var dice: SplitMix64
  private var number = 0

  init(seed: UInt64) { dice = SplitMix64(seed: seed) }

  /// Owners whose rows and subscriptions have nothing to do with each other's truth.
  mutating func drifting(owners: Int) -> String {
    var lines: [String] = []
    for owner in 0..<owners {
      lines.append("user u\(owner)" + one(of: ["", "", "", " deleted-at=-9d", " created-at=-1m"]))
      let subscriptions = (0..<one(of: [0, 1, 1, 1, 2])).map { _ in next("s") }
      lines += subscriptions.map { subscription($0, of: owner) }
      for _ in 0..<one(of: [0, 1, 1, 2]) { lines.append(row(of: owner, subscriptions)) }
    }
    lines.append("customer cus_3 deleted=yes")
    return lines.joined(separator: "\n")
  }

  /// Owners whose rows say what Stripe says.
  mutating func agreeing(owners: Int) -> String {
    let words = [
      "active": "ACTIVE", "trialing": "TRIALING", "past_due": "PAST_DUE", "canceled": "EXPIRED",
      "unpaid": "EXPIRED", "incomplete": "INCOMPLETE", "incomplete_expired": "EXPIRED",
      "paused": "PAUSED",
    ]
    var lines: [String] = []
    for owner in 0..<owners {
      let name = next("s")
      let status = one(of: words.keys.sorted())
      let ends = status == "active" && one(of: [true, false])
      lines.append("user u\(owner)")
      lines.append(
        "sub \(name) owner=u\(owner) customer=cus_u\(owner) status=\(status)"
          + (ends ? " cancelAtPeriodEnd=yes canceledAt=-2d" : ""))
      lines.append(
        "row \(next("r")) owner=u\(owner) customer=cus_u\(owner) subscription=\(name) status="
          + (ends ? "CANCELED ending=yes canceled-at=-2d" : words[status] ?? ""))
    }
    return lines.joined(separator: "\n")
  }

  private mutating func subscription(_ name: String, of owner: Int) -> String {
    let status = one(of: [
      "active", "active", "active", "trialing", "past_due", "canceled", "unpaid", "incomplete",
      "incomplete_expired", "paused",
    ])
    return "sub \(name) owner=\(one(of: ["u\(owner)", "u\(owner)", "u\(owner)", "nobody"]))"
      + " customer=cus_\(one(of: ["u\(owner)", "u\(owner)", "u\(owner)", "3"])) status=\(status)"
      + one(of: ["", "", " price=price_team", " price=price_new"])
      + one(of: ["", "", "", " cancelAtPeriodEnd=yes canceledAt=-2d", " cancelAt=-1d"])
      + one(of: ["", "", " trialStart=-40d trialEnd=-26d", " trialEnd=+3d"])
      + one(of: ["", "", "", " pauseBehavior=void", " periodEnd=?", " quantity=4"])
      + one(of: ["", "", "", "", "", " tainted=yes", " created=-2h"])
  }

  private mutating func row(of owner: Int, _ subscriptions: [String]) -> String {
    let named = one(of: subscriptions + subscriptions + ["null", "s_unheard_of"])
    let status = one(of: [
      "ACTIVE", "ACTIVE", "TRIALING", "CANCELED", "PAST_DUE", "PAUSED", "INCOMPLETE", "EXPIRED",
      "NONE", "null",
    ])
    return "row \(next("r")) owner=u\(owner) subscription=\(named) status=\(status)"
      + " customer=\(one(of: ["cus_u\(owner)", "cus_u\(owner)", "null", "cus_3", "cus_9"]))"
      + one(of: ["", "", " plan=free", " plan=team", " plan=null"])
      + one(of: ["", "", " ending=yes", " canceled-at=-2d"])
      + one(of: ["", "", " trial-end=-3d", " trial-end=+3d"])
      + one(of: ["", "", " period-end=-15d", " period-end=null", " period-end=+45d"])
      + one(of: ["", "", " quantity=2 pause=null price=price_pro ended-at=null"])
      + one(of: ["", "", "", " deleted-at=-9d", " updated-at=-1m", " provenance=gift"])
  }

  private mutating func next(_ letter: String) -> String {
    number += 1
    return "\(letter)\(number)"
  }

  private mutating func one<Choice>(of choices: [Choice]) -> Choice {
    choices[Int(dice.next() % UInt64(choices.count))]
  }
}
