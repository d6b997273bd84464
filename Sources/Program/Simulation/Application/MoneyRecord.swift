import Reconciliation

/// What the application noted of one payment of an invoice.
struct MoneyRecord {
  /// Minor units that were paid.
  let amount: Int
  /// Minor units that the invoice's row says.
  let invoicedAmount: Int
  let invoiceStatus: String
  /// When the invoice's row says that it was paid, in seconds since 1970; 0 for not yet.
  let paidAt: Int
  /// Which row of the same payment: 0, or 1 for the second.
  var copy = 0

  private let place: Int
  private let effect: Effect

  init(_ place: Int, of story: StoryTeller, in world: World) {
    self.place = place
    let moment = story.moments[place]
    // A fault shows on the account's first payment.
    let isFirst = story.moments.firstIndex { $0.kind == .invoicePaid } == place
    effect = isFirst ? story.fault?.row.effect ?? .nothing : .nothing
    amount = world.catalogue.prices[moment.state.price].amount
    invoicedAmount = effect == .editInvoice ? amount - 500 : amount
    invoiceStatus = effect == .reopenInvoice ? "open" : "paid"
    paidAt = effect == .reopenInvoice ? 0 : moment.time + 2
  }

  /// How many rows a table has of it.
  func copies(in role: TableRole) -> Int {
    if role == .invoices { return effect == .missInvoice ? 0 : 1 }
    return effect == .payTwice ? 2 : 1
  }

  /// What its key is made from besides the account.
  var keyPart: Int { place * 2 + copy }
}
