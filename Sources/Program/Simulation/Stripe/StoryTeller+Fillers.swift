/// The small change between the acts of a story: edits that mean nothing for the subscription.
extension StoryTeller {
  /// Puts the acts that were played from a place on among those before it, by time.
  mutating func merge(at place: Int) {
    let (first, second) = (acts[..<place], acts[place...])
    var merged: [Moment] = []
    merged.reserveCapacity(acts.count)
    var (one, two) = (first.startIndex, second.startIndex)
    while one < first.endIndex || two < second.endIndex {
      let takesFirst =
        two == second.endIndex || (one < first.endIndex && first[one].time <= second[two].time)
      merged.append(takesFirst ? first[one] : second[two])
      if takesFirst { one += 1 } else { two += 1 }
    }
    acts = merged
  }

  /// Adds edits of the customer, and of the metadata of a subscription that something is still to
  /// happen to.
  mutating func addFillers(_ count: Int) {
    guard let first = acts.first, let last = acts.last else { return }
    moments.removeAll(keepingCapacity: true)
    let end = plot == .customerDeleted ? last.time - 1 : world.asOf - 3_600
    let start = acts.first { $0.kind == .subscriptionCreated }?.time ?? first.time
    let step = max(1, (end - start) / (count + 1))
    var next = 0
    var edits = Edits()
    for number in 0..<count {
      let time = start + step * number + 1 + dice.below(step)
      while next < acts.count, acts[next].time < time {
        moments.append(edits.applied(to: acts[next]))
        next += 1
      }
      moments.append(filler(at: time, before: next, &edits))
    }
    for act in acts[next...] { moments.append(edits.applied(to: act)) }
  }

  /// What is edited at an instant; the acts before a place have happened.
  private mutating func filler(at time: Int, before next: Int, _ edits: inout Edits) -> Moment {
    var moment = acts[max(0, next - 1)]
    let mayTouch = mayTouch(moment, at: time, before: next)
    moment.time = time
    moment.isAutomatic = false
    let isTouched = mayTouch && dice.below(6) > 0
    moment.kind = isTouched ? .subscriptionUpdated : .customerUpdated
    moment.before = moment.state
    let before = edits.applied(to: moment).before
    edits.note(moment)
    moment = edits.applied(to: moment)
    moment.before = before
    return moment
  }

  /// Whether an edit of a subscription's metadata changes nothing about a fault.
  ///
  /// Every event shows the whole subscription, so whatever comes after a loss would mend it.
  private func mayTouch(_ moment: Moment, at time: Int, before next: Int) -> Bool {
    guard fault != nil else {
      return moment.state.endedAt == 0 && moment.time < time
        && moment.kind != .customerCreated
    }
    let last = acts[next...].last { $0.ordinal == moment.ordinal && $0.kind.showsSubscription }
    return (last?.time ?? 0) > time + 60
  }

  /// How often things were edited up to a moment.
  private struct Edits {
    private var customer = 0
    private var first = 0
    private var second = 0

    mutating func note(_ moment: Moment) {
      switch (moment.kind, moment.ordinal) {
      case (.customerUpdated, _): customer += 1
      case (_, 0): first += 1
      default: second += 1
      }
    }

    func applied(to moment: Moment) -> Moment {
      var moment = moment
      moment.customerRevision = customer
      let count = moment.ordinal == 0 ? first : second
      moment.state.revision += count
      moment.before.revision += count
      return moment
    }
  }
}
