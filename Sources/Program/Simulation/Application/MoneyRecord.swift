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
  /// When the event that the rows are written from was handled.
  private let handledAt: Int
  /// When somebody wrote into a row by hand; 0 for never.
  private let editedAt: Int

  init(_ place: Int, of bookkeeper: Bookkeeper, in world: World) {
    self.place = place
    let story = bookkeeper.story
    let moment = story.moments[place]
    // A fault shows on the account's first payment.
    let isFirst = story.moments.firstIndex { $0.kind == .invoicePaid } == place
    effect = isFirst ? story.fault?.row.effect ?? .nothing : .nothing
    // A row that is still open was written from the event before.
    let finalized = story.moments[..<place].lastIndex { $0.kind == .invoiceFinalized } ?? place
    handledAt = bookkeeper.arrivals[effect == .reopenInvoice ? finalized : place] + 2
    let isEdited = effect.isOfMoney && story.fault?.cause == .localWrite
    editedAt = isEdited ? Tampering(world, story, 0).editedAt : 0
    amount = world.catalogue.prices[moment.state.price].amount
    invoicedAmount = effect == .editInvoice ? amount - 500 : amount
    invoiceStatus =
      effect == .reopenInvoice ? "open" : effect == .voidInvoice ? "void" : "paid"
    paidAt = effect == .reopenInvoice ? 0 : moment.time + 2
  }

  /// When the row was made, in seconds since 1970.
  var createdAt: Int { copy > 0 && editedAt > 0 ? editedAt : handledAt + copy }

  /// When the row was changed last, in seconds since 1970.
  func updatedAt(in role: TableRole) -> Int {
    let isEdited = editedAt > 0 && (role == .invoices) == (effect != .payTwice)
    return isEdited && (effect != .payTwice || copy > 0) ? editedAt : handledAt + copy
  }

  /// How many rows a table has of it.
  func copies(in role: TableRole) -> Int {
    if role == .invoices { return effect == .missInvoice ? 0 : 1 }
    return effect == .payTwice ? 2 : 1
  }

  /// What its key is made from besides the account.
  var keyPart: Int { place * 2 + copy }
}
