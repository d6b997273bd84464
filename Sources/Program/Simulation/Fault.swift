import Reconciliation

/// How a change got lost: the second axis beside the class.
enum Cause: String, CaseIterable {
  case notDelivered = "NOT_DELIVERED"
  case ackedUnrecorded = "ACKED_UNRECORDED"
  case typeUnsubscribed = "TYPE_UNSUBSCRIBED"
  case handlerFailed = "HANDLER_FAILED"
  case dead = "DEAD"
  case stuck = "STUCK"
  case noEffect = "PROCESSED_NO_EFFECT"
  case outOfOrder = "OUT_OF_ORDER"
  case superseded = "SUPERSEDED_EVENT"
  case localWrite = "LOCAL_WRITE"
  case shape = "SHAPE"
  case catalogue = "CATALOGUE"
  case wrongSource = "WRONG_SOURCE"
  /// It was lost in one of the ways that only the ledger tells, and the ledger no longer does.
  case agedOut = "AGED_OUT"
  /// Nothing was lost on the way: Stripe itself is in the state that the class names.
  case none = "NONE"

  /// The ways in which one event can be lost while those before it were applied.
  static let losses: [Cause] = [
    .notDelivered, .ackedUnrecorded, .handlerFailed, .dead, .stuck, .noEffect,
  ]

  /// Whether nothing but the ledger tells it; a dead letter stays until somebody settles it, and
  /// the endpoints say themselves what they are not sent.
  var isToldByLedger: Bool {
    switch self {
    case .notDelivered, .ackedUnrecorded, .stuck, .noEffect, .outOfOrder: true
    default: false
    }
  }
}

/// What a fault does to the application's books.
enum Effect: Equatable {
  /// The subscription's last event is not applied.
  case freeze
  /// No event of the subscription is applied.
  case forget
  /// Neither the end of the first subscription nor the second one is applied.
  case forgetSuccessor
  /// The end of the first subscription is written into the second one's row.
  case wipe
  /// The row is removed.
  case removeRow
  /// The row is marked as deleted.
  case hideRow
  /// The owner is marked as deleted.
  case deleteOwner
  /// The row's status is set to ended.
  case endLocally
  /// The row's status is set to one of a failed payment.
  case blockLocally
  /// The row's plan is set to another one.
  case editPlan
  /// The end of the row's period is moved back.
  case editPeriod
  /// The end of the row's trial is moved on.
  case editTrial
  /// The time of the request to cancel is moved back.
  case editCancellation
  /// A column that may be null becomes null.
  case blank(RowField)
  /// The row names a customer that nobody knows.
  case strangeCustomer
  /// Two owners' rows name each other's customers.
  case swapCustomers
  /// The row loses the subscription's id and never hears of its end.
  case loseLink
  /// The owner's free row stays live beside the paid one.
  case keepFree
  /// The owner is not put back on the free plan.
  case dropFree
  /// The free row keeps the id of a customer that was deleted.
  case keepCustomer
  /// A live row of a subscription that was never in this account.
  case phantom
  /// A live row of a trial that Stripe never heard of, and that is over.
  case localTrial
  /// The subscription has a price that the catalogue spells wrongly.
  case unmappedPrice
  /// The row of a paid invoice is missing.
  case missInvoice
  /// The row of a paid invoice says that it is open.
  case reopenInvoice
  /// The row of a paid invoice says that it is void.
  case voidInvoice
  /// The row of a paid invoice has another amount.
  case editInvoice
  /// A payment has two rows.
  case payTwice
  /// The cache has no entry of the customer.
  case dropEntry
  /// The cache says what was true before the last event.
  case keepEntry
  /// The cache still says that there is no subscription.
  case denyEntry
  /// The cache says the truth about a subscription that is not the one that runs.
  case wrongEntry
  /// The entry says what is true and never ends.
  case lastingEntry
  /// The books are as the application's rules make them.
  case nothing

  /// Whether the cache alone is wrong.
  var isOfCache: Bool {
    switch self {
    case .dropEntry, .keepEntry, .denyEntry, .wrongEntry, .lastingEntry: true
    default: false
    }
  }

  /// Whether rows of invoices or payments are wrong.
  var isOfMoney: Bool {
    switch self {
    case .missInvoice, .reopenInvoice, .voidInvoice, .editInvoice, .payTwice: true
    default: false
    }
  }
}

/// One way of going wrong: the class it shows as, and how it comes about.
struct FaultRow {
  /// The code of the class.
  let code: String
  let name: String
  let effect: Effect
  /// The stories it can happen in.
  let plots: [Plot]
  /// The ways it can come about.
  let causes: [Cause]
  /// Fields without a column for which nobody could see it.
  var needs: [RowField] = []
  /// Whether it takes a system in which owners without a paid plan have a free row.
  var needsFreeRow = false

  init(
    _ code: String, _ name: String, _ effect: Effect, in plots: [Plot], by causes: [Cause],
    needs: [RowField] = [], needsFreeRow: Bool = false
  ) {
    self.code = code
    self.name = name
    self.effect = effect
    self.plots = plots
    self.causes = causes
    self.needs = needs
    self.needsFreeRow = needsFreeRow
  }
}

/// What goes wrong with one account.
struct Fault {
  let row: FaultRow
  let plot: Plot
  let cause: Cause
}

extension FaultRow {
  /// Every way of going wrong, by code.
  static let all: [FaultRow] = subscriptionFaults + otherFaults + moneyFaults + cacheFaults

  private static let ended: [Plot] = [.endedWithPeriod, .endedAtOnce, .endedByDunning]
  private static let edit: [Cause] = [.localWrite]
  private static let lossesOrOrder = Cause.losses + [.outOfOrder]

  private static let subscriptionFaults: [FaultRow] = [
    FaultRow(
      "S01", "paid-but-unaware", .forget, in: [.opened], by: Cause.losses, needsFreeRow: true),
    FaultRow("S02", "ghost-active", .freeze, in: ended, by: Cause.losses),
    FaultRow("S03", "resurrected", .freeze, in: [.endedAtOnce], by: [.outOfOrder]),
    FaultRow("S04", "orphan-subscription", .removeRow, in: [.steady], by: edit),
    FaultRow(
      "S05", "phantom-subscription", .phantom, in: ended, by: [.localWrite, .wrongSource],
      needs: [.subscription]),
    FaultRow(
      "S06", "stale-pointer-other-live", .forgetSuccessor, in: [.resubscribed], by: Cause.losses),
    FaultRow(
      "S07", "partial-truth-row", .blank(.periodEnd), in: [.steady], by: [.shape],
      needs: [.periodEnd]),
    FaultRow(
      "S07", "partial-truth-row", .blank(.customer), in: [.steady], by: [.noEffect],
      needs: [.customer]),
    FaultRow("S08", "status-collapse", .freeze, in: [.unpaid], by: Cause.losses),
    FaultRow("S09", "dunning-missed", .freeze, in: [.pastDue], by: Cause.losses),
    FaultRow("S10", "recovered-payer-blocked", .freeze, in: [.recovered], by: lossesOrOrder),
    FaultRow("S10", "recovered-payer-blocked", .blockLocally, in: [.steady], by: edit),
    FaultRow("S11", "scheduled-cancel-not-mirrored", .freeze, in: [.ending], by: Cause.losses),
    FaultRow("S12", "stale-scheduled-cancel", .freeze, in: [.unscheduled], by: lossesOrOrder),
    FaultRow(
      "S13", "elapsed-trial-nothing-in-stripe", .localTrial, in: ended, by: edit,
      needs: [.trialEnd]),
    FaultRow("S14", "trial-converted-still-trialing", .freeze, in: [.converted], by: Cause.losses),
    FaultRow(
      "S15", "fossil-trial", .editTrial, in: [.converted], by: edit, needs: [.trialEnd]),
    FaultRow(
      "S16", "paused-collection-read-as-paying", .nothing, in: [.collectionPaused], by: [.none]),
    FaultRow("S17", "paused-unknown-to-database", .freeze, in: [.paused], by: Cause.losses),
    FaultRow("S18", "incomplete-squatting", .freeze, in: [.incompleteExpired], by: Cause.losses),
    FaultRow(
      "S19", "stale-period", .freeze, in: [.renewed], by: Cause.losses, needs: [.periodEnd]),
    FaultRow(
      "S19", "stale-period", .editPeriod, in: [.steady], by: edit, needs: [.periodEnd]),
    FaultRow("S20", "superseded-wipe", .wipe, in: [.switched], by: [.superseded]),
    FaultRow("S21", "local-end-stripe-bills", .endLocally, in: [.steady], by: edit),
    FaultRow(
      "S23", "unexplained-field", .editCancellation, in: [.ending], by: edit,
      needs: [.canceledAt]),
    FaultRow(
      "S24", "ended-without-link", .loseLink, in: ended, by: edit, needs: [.subscription]),
  ]

  private static let otherFaults: [FaultRow] = [
    FaultRow("P01", "price-mismatch", .freeze, in: [.upgraded], by: lossesOrOrder, needs: [.plan]),
    FaultRow("P01", "price-mismatch", .editPlan, in: [.steady], by: edit, needs: [.plan]),
    FaultRow(
      "P02", "unmapped-price", .unmappedPrice, in: [.steady], by: [.catalogue], needs: [.plan]),
    FaultRow(
      "C02", "customer-subscription-mismatch", .strangeCustomer, in: [.steady], by: edit,
      needs: [.customer]),
    FaultRow(
      "C05", "deleted-customer-dangling", .keepCustomer, in: [.customerDeleted],
      by: Cause.losses, needs: [.customer], needsFreeRow: true),
    FaultRow("C10", "deleted-owner-live-billing", .deleteOwner, in: [.steady], by: edit),
    FaultRow(
      "C11", "soft-delete-hides-row", .hideRow, in: [.steady], by: edit, needs: [.deletedAt]),
    FaultRow("C12", "history-hard-deleted", .removeRow, in: ended, by: edit),
    FaultRow("U01", "two-live-subscriptions", .nothing, in: [.overlapping], by: [.none]),
    FaultRow(
      "U02", "two-live-rows", .keepFree, in: [.opened], by: [.noEffect], needsFreeRow: true),
    FaultRow(
      "U05", "no-live-row", .dropFree, in: ended, by: [.noEffect], needsFreeRow: true),
  ]

  /// What no row of a subscription shows.
  private static let moneyFaults: [FaultRow] = [
    FaultRow("I01", "invoice-missing", .missInvoice, in: [.invoiced], by: Cause.losses),
    FaultRow("I02", "invoice-status-differs", .reopenInvoice, in: [.invoiced], by: Cause.losses),
    FaultRow("I02", "invoice-status-differs", .voidInvoice, in: [.invoiced], by: edit),
    FaultRow("I04", "amount-differs", .editInvoice, in: [.invoiced], by: edit),
    FaultRow(
      "I06", "payment-recorded-twice", .payTwice, in: [.invoiced], by: [.none, .localWrite]),
    FaultRow("I09", "payment-not-carried-over", .reopenInvoice, in: [.invoiced], by: Cause.losses),
  ]

  /// What no table shows: handling an event wrote the row and left the cache as it was.
  private static let cacheFaults: [FaultRow] = [
    FaultRow("K01", "cache-miss-denies", .dropEntry, in: [.steady], by: [.none]),
    FaultRow("K02", "cache-live-truth-ended", .keepEntry, in: ended, by: [.noEffect]),
    FaultRow("K03", "negative-marker-outlives", .denyEntry, in: [.opened], by: [.noEffect]),
    FaultRow("K04", "cached-wrong-subscription", .wrongEntry, in: [.resubscribed], by: [.none]),
    FaultRow(
      "K06", "cache-behind", .keepEntry, in: [.renewed, .upgraded, .ending], by: [.noEffect]),
    FaultRow("K07", "cache-overstays", .lastingEntry, in: [.steady], by: [.none]),
  ]

  /// What becomes of a subscription's end when no endpoint is sent it.
  static let unheardEnd = FaultRow(
    "S02", "ghost-active", .freeze, in: ended, by: [.typeUnsubscribed])

  /// Two neighbours whose customers were exchanged.
  static let swap = FaultRow(
    "U04", "relink-blocked", .swapCustomers, in: [.steady], by: edit, needs: [.customer])
}
