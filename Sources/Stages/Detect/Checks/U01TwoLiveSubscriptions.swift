import Billing
import Bytes
import Reconciliation

extension Check {
  static let twoLiveSubscriptions = Check(
    "U01", "two-live-subscriptions",
    definition: "One owner has two or more live subscriptions in Stripe.",
    origin: "A double click, a new subscription beside an old one, portal and API at once.",
    harm: .double, severity: .p0, disposition: .stripe,
    fix: "Decide which one stays, cancel the other in Stripe, refund what was paid twice.",
    safeguard: "None of the rows is changed while it is open which one stays.",
    personWhen: "Always.",
    signs: [.running, .contested]
  ) { check, file in
    let live = file.openPairs.filter(\.isStripeLive)
    guard live.count > file.board.maximumLive else { return }
    // The one that a row names stays unless a person decides otherwise; of several the oldest.
    let kept =
      live.first { $0.pair.link == .subscription && $0.isRowLive } ?? live[0]
    for pair in live where pair.index != kept.index {
      var drift = check.finding(
        about: pair, in: file, fields: [],
        story: "the owner is billed for \(live.count) live subscriptions")
      drift.remedy = .inStripe("decide which subscription stays; cancel this one and refund")
      file.add(drift, about: pair, settles: true)
    }
  }
}
