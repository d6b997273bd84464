import Billing

/// Tells the whole life of one account: every event, in the order in which Stripe makes them.
///
/// A story is a function of the seed and the account's number. Whoever needs one moment of it
/// (to write its event, or a row of the database) tells the story again and takes that moment:
/// telling is cheaper than remembering, and no two places can disagree.
struct StoryTeller {
  /// The events told last, oldest first.
  var moments: [Moment] = []
  /// How the story told last goes.
  private(set) var plot = Plot.steady
  /// The fault of the account told last.
  private(set) var fault: Fault?

  let world: World
  var acts: [Moment] = []
  var dice = Dice(0)
  private var current = SubscriptionState()
  private var ordinal = 0
  /// How many events besides the necessary ones may still be told.
  private var budget = 0

  init(_ world: World) { self.world = world }

  /// Tells the story of an account.
  mutating func tell(_ account: Int) {
    dice = Dice(Dice.place(world.place(.story), UInt64(account)))
    fault = world.fault(of: account)
    let isDouble = world.layout.isDouble(account)
    plot = fault?.plot ?? Plot.ordinary(isDouble: isDouble, &dice)
    acts.removeAll(keepingCapacity: true)
    moments.removeAll(keepingCapacity: true)
    let total = world.layout.eventCount(of: account)
    budget = total - plot.coreCount
    play()
    addFillers(total - acts.count)
  }

  // MARK: Plots

  private mutating func play() {
    switch plot {
    case .resubscribed, .switched, .overlapping: playTwice()
    case .trialing, .incomplete, .incompleteExpired, .paused: playStart()
    case .endedWithPeriod, .endedAtOnce, .endedByDunning, .customerDeleted:
      let end = world.asOf - dice.within(2 * hour...60 * day)
      begin(0)
      playEnd(plot, at: plot == .endedAtOnce ? end : Calendar.settled(end))
    default: playLiving()
    }
  }

  /// Two subscriptions, one after the other or beside each other.
  private mutating func playTwice() {
    begin(0)
    if plot == .overlapping {
      open(at: Calendar.settled(world.asOf - dice.within(12 * day...24 * day)))
    } else {
      playEnd(.endedWithPeriod, at: Calendar.settled(world.asOf - dice.within(12 * day...40 * day)))
    }
    let firstEnd = current.endedAt
    let firstCount = acts.count
    begin(1)
    switch plot {
    case .switched: open(at: Calendar.settled(firstEnd - dice.within(hour...2 * day)))
    case .overlapping: open(at: Calendar.settled(world.asOf - dice.within(hour * 2...6 * day)))
    default: open(at: Calendar.settledForward(firstEnd + dice.within(2 * hour...5 * day)))
    }
    merge(at: firstCount)
  }

  /// A subscription that is still at its start.
  private mutating func playStart() {
    begin(0)
    switch plot {
    case .trialing: openTrial(at: world.asOf - dice.within(2 * hour...13 * day))
    case .incomplete: open(at: world.asOf - dice.within(hour...20 * hour), as: .incomplete)
    case .incompleteExpired:
      open(at: world.asOf - dice.within(26 * hour...40 * day), as: .incomplete)
      update(at: current.periodStart + 23 * hour, isAutomatic: true) {
        $0.status = .incompleteExpired
        $0.endedAt = $0.periodStart + 23 * hour
      }
    default:
      openTrial(at: world.asOf - trialSeconds - dice.within(2 * hour...30 * day))
      update(at: current.trialEnd, isAutomatic: true) { $0.status = .paused }
    }
  }

  /// A subscription that ends, and how.
  private mutating func playEnd(_ plot: Plot, at end: Int) {
    let start: Int
    switch plot {
    case .endedAtOnce: start = Calendar.settled(end - dice.within(day...24 * day))
    case .endedByDunning: start = Calendar.settled(end - 14 * day)
    default: start = Calendar(anchor: end).boundary(monthsOn: -months)
    }
    rise(to: start, renewals: pastCycles + (plot.failsToRenew ? 1 : 0))
    switch plot {
    case .endedAtOnce:
      touch(at: end - 20)
      delete(at: end)
    case .endedByDunning:
      fail(at: start + hour)
      delete(at: start + 14 * day)
    default:
      schedule(at: start + dice.within(hour...5 * day))
      delete(at: end)
    }
    if plot == .customerDeleted {
      add(.customerDeleted, at: end + 60)
    }
  }

  /// A subscription that lives, and what happened to it in its last period.
  private mutating func playLiving() {
    begin(0)
    let start = Calendar.settled(world.asOf - age)
    rise(to: start, renewals: pastCycles + (plot == .renewed || plot.failsToRenew ? 1 : 0))
    let turn = start + dice.within(hour...9 * hour)
    switch plot {
    case .ending: schedule(at: turn)
    case .unscheduled:
      schedule(at: turn)
      unschedule(at: turn + dice.within(60...2 * hour))
    case .pastDue: fail(at: start + hour)
    case .recovered:
      fail(at: start + hour)
      recover(at: start + dice.within(day...3 * day))
    case .unpaid:
      fail(at: start + hour)
      giveUp(at: start + 14 * day)
    case .upgraded: upgrade(at: turn)
    case .collectionPaused: update(at: turn) { $0.isCollectionPaused = true }
    default: break
    }
  }

  /// How long ago the last period began.
  private var age: Int {
    mutating get {
      switch plot {
      case .recovered: dice.within(4 * day...24 * day)
      case .unpaid: dice.within(15 * day...24 * day)
      // So that all of it is told in one version of the API.
      case .invoiced: dice.within(12 * hour...11 * day)
      default: dice.within(12 * hour...24 * day)
      }
    }
  }

  /// How many plain renewals the rest of the budget allows before the end of the story.
  private var pastCycles: Int {
    mutating get {
      guard plot.hasPast, !(plot == .converted && fault != nil) else { return 0 }
      let most = min(max(0, (budget - 8) / 4), months == 12 ? 1 : 22)
      let cycles = most == 0 ? 0 : dice.below(most + 1)
      budget -= cycles
      return cycles
    }
  }

  // MARK: Acts

  private var months: Int { world.catalogue.prices[current.price].months }

  /// Turns to one of the account's subscriptions, which has not begun yet.
  private mutating func begin(_ ordinal: Int) {
    self.ordinal = ordinal
    current = SubscriptionState()
    current.price = world.catalogue.price(drawnBy: &dice)
    if fault?.row.effect == .unmappedPrice { current.price = world.catalogue.unmapped }
  }

  /// Opens the subscription so that its last period starts at an instant after some renewals.
  private mutating func rise(to start: Int, renewals: Int) {
    let calendar = Calendar(anchor: start)
    let first = calendar.boundary(monthsOn: -renewals * months)
    switch plot {
    case .converted:
      openTrial(at: first - trialSeconds)
      convert(at: first)
    case .completed:
      open(at: first, as: .incomplete)
      update(at: first + 600) { $0.status = .active }
      addPayment(at: first + 600)
    default: open(at: first)
    }
    for cycle in 0..<renewals {
      renew(
        at: calendar.boundary(monthsOn: (cycle + 1 - renewals) * months),
        isPaid: !plot.failsToRenew || cycle + 1 < renewals)
    }
  }

  /// Opens a subscription at an instant whose day every month has.
  private mutating func open(at start: Int, as status: SubscriptionStatus = .active) {
    current.status = status
    current.periodStart = start
    current.periodEnd = Calendar(anchor: start).boundary(monthsOn: months)
    addOpening(at: start)
    if status == .active { addPayment(at: start) } else { addFailure(at: start) }
  }

  private mutating func openTrial(at start: Int) {
    current.status = .trialing
    current.periodStart = start
    current.periodEnd = start + trialSeconds
    (current.trialStart, current.trialEnd) = (start, start + trialSeconds)
    addOpening(at: start)
    let warning = current.trialEnd - 3 * day
    if warning < world.asOf - hour, mayAdd() { add(.trialWillEnd, at: warning) }
  }

  private mutating func addOpening(at start: Int) {
    current.latestInvoice = start
    if ordinal == 0, mayAdd() { add(.customerCreated, at: start - 40) }
    add(.subscriptionCreated, at: start)
    if mayAdd() { add(.checkoutCompleted, at: start) }
  }

  private mutating func convert(at time: Int) {
    let end = Calendar(anchor: time).boundary(monthsOn: months)
    update(at: time, isAutomatic: true) {
      $0.status = .active
      ($0.periodStart, $0.periodEnd) = (time, end)
      $0.latestInvoice = time
    }
    addPayment(at: time)
  }

  private mutating func renew(at time: Int, isPaid: Bool) {
    let end = Calendar(anchor: time).boundary(monthsOn: months)
    update(at: time, isAutomatic: true) {
      ($0.periodStart, $0.periodEnd) = (time, end)
      $0.latestInvoice = time
    }
    if isPaid { addPayment(at: time) }
  }

  private mutating func fail(at time: Int) {
    update(at: time, isAutomatic: true) { $0.status = .pastDue }
    addFailure(at: time)
  }

  private mutating func recover(at time: Int) {
    update(at: time, isAutomatic: true) { $0.status = .active }
    addPayment(at: time)
  }

  private mutating func giveUp(at time: Int) {
    update(at: time, isAutomatic: true) { $0.status = .unpaid }
    addFailure(at: time)
  }

  private mutating func schedule(at time: Int) {
    update(at: time) {
      $0.endsWithPeriod = true
      $0.cancelAt = $0.periodEnd
      $0.canceledAt = time
    }
  }

  private mutating func unschedule(at time: Int) {
    update(at: time) {
      $0.endsWithPeriod = false
      ($0.cancelAt, $0.canceledAt) = (0, 0)
    }
  }

  private mutating func upgrade(at time: Int) {
    // Two updates of one second, which only their own words can put in order.
    if mayAdd() { touch(at: time) }
    let better = world.catalogue.better(than: current.price)
    update(at: time) {
      $0.price = better
      $0.latestInvoice = time
    }
    addPayment(at: time)
  }

  /// An edit of the metadata.
  private mutating func touch(at time: Int) { update(at: time) { $0.revision += 1 } }

  private mutating func delete(at time: Int) {
    let before = current
    current.status = .canceled
    current.endedAt = time
    if current.canceledAt == 0 { current.canceledAt = time }
    add(.subscriptionDeleted, at: time, before: before)
  }

  private mutating func update(
    at time: Int, isAutomatic: Bool = false, _ change: (inout SubscriptionState) -> Void
  ) {
    let before = current
    change(&current)
    add(.subscriptionUpdated, at: time, before: before)
    acts[acts.count - 1].isAutomatic = isAutomatic
  }

  private mutating func addPayment(at time: Int) {
    guard plot != .invoiced else {
      for kind in [Moment.Kind.invoiceFinalized, .invoicePaid, .paymentSucceeded] {
        add(kind, at: time)
      }
      return
    }
    // Where only one can be told, it is the payment.
    if budget > 1, mayAdd() { add(.invoiceFinalized, at: time) }
    if mayAdd() { add(.invoicePaid, at: time) }
    if mayAdd() { add(.paymentSucceeded, at: time) }
  }

  private mutating func addFailure(at time: Int) {
    if mayAdd() { add(.invoiceFailed, at: time) }
  }

  private mutating func mayAdd() -> Bool {
    guard budget > 0 else { return false }
    budget -= 1
    return true
  }

  private mutating func add(
    _ kind: Moment.Kind, at time: Int, before: SubscriptionState? = nil
  ) {
    acts.append(
      Moment(kind: kind, time: time, ordinal: ordinal, state: current, before: before ?? current))
  }
}

/// Seconds.
private let hour = 3_600
private let day = 86_400
private let trialSeconds = 14 * 86_400
