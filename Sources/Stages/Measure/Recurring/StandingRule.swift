import Billing
import Revenue

/// Where one state of a subscription stands among the others.
struct StateCourse {
  /// When the state takes effect.
  var start: Timestamp
  /// Whether nothing is known before it, so that it speaks for the past as well.
  var isFirst = false
  /// The status of the state before.
  var statusBefore: SubscriptionStatus?
  /// Since when its renewal is not paid, if it is not.
  var pastDueSince: Timestamp?
  /// When something was paid for the first time; `nil` when nothing was.
  var firstPayment: Timestamp?
}

/// Says whether a subscription counts at an instant, by its state and the rules.
struct StandingRule {
  let rules: MeasureRules

  /// Whether a subscription counts.
  func standing(
    of state: SubscriptionState, at time: Timestamp, _ course: StateCourse
  ) -> Standing {
    guard let start = start(of: state, course), time >= start else { return .notStarted }
    if let end = end(of: state, course), time >= end.time { return end.standing }
    if course.isFirst, time < state.sight.time { return before(state, at: time) }
    if isPaused(state, at: time) { return .paused }
    switch state.status {
    case .active: return .counted
    case .pastDue: return isGivenUp(at: time, course) ? .delinquent : .counted
    case .trialing: return .trial
    case .incomplete, .incompleteExpired: return .incomplete
    case .unpaid: return .unpaid
    case .paused: return .paused
    // Its end is still to come: the rules let it run to the end of what was paid.
    case .canceled: return .counted
    case nil: return .unknown
    }
  }

  /// The instants at which a state may begin or cease to count, in no order.
  func turns(of state: SubscriptionState, _ course: StateCourse) -> [Timestamp] {
    [
      start(of: state, course), state.trialStart, state.trialEnd, end(of: state, course)?.time,
      state.endedAt, state.pauseEnd, givenUp(course), course.isFirst ? state.sight.time : nil,
    ].compactMap(\.self)
  }

  // MARK: Start and end

  private func start(of state: SubscriptionState, _ course: StateCourse) -> Timestamp? {
    let start = state.startDate ?? state.created ?? course.start
    guard rules.start == .firstPayment else { return start }
    return course.firstPayment.map { max($0, start) }
  }

  /// When a state stops counting, and as what.
  private func end(
    of state: SubscriptionState, _ course: StateCourse
  ) -> (time: Timestamp, standing: Standing)? {
    if state.status == .canceled {
      let end = state.endedAt ?? state.sight.time
      switch rules.churn {
      case .effectiveEnd: return (end, .ended)
      case .cancelRequest: return (min(state.canceledAt ?? end, end), .ended)
      case .periodEnd: return (paidEnd(of: state, endingAt: end, course), .ended)
      }
    }
    guard let planned = state.cancelAt ?? (state.endsWithPeriod ? state.periodEnd : nil) else {
      return nil
    }
    guard rules.churn == .cancelRequest else { return (planned, .ended) }
    let asked = state.canceledAt ?? state.sight.time
    return asked < planned ? (asked, .canceling) : (planned, .ended)
  }

  /// The end of the period that was paid for: only where the subscription was in good standing.
  private func paidEnd(
    of state: SubscriptionState, endingAt end: Timestamp, _ course: StateCourse
  ) -> Timestamp {
    let wasPaid = course.isFirst || course.statusBefore == .active
    let wasTrial = state.trialEnd.map { $0 >= end } ?? false
    guard wasPaid, !wasTrial, let periodEnd = state.periodEnd else { return end }
    return max(end, periodEnd)
  }

  // MARK: In between

  /// What a subscription was before it was seen for the first time: what its dates say, and else
  /// in good standing.
  private func before(_ state: SubscriptionState, at time: Timestamp) -> Standing {
    if let end = state.trialEnd, time < end, time >= state.trialStart ?? time { return .trial }
    switch state.status {
    case .active, .pastDue, .canceled: return .counted
    case .trialing: return .trial
    case .incomplete, .incompleteExpired: return .incomplete
    case .unpaid: return .unpaid
    case .paused: return .paused
    case nil: return .unknown
    }
  }

  private func isPaused(_ state: SubscriptionState, at time: Timestamp) -> Bool {
    guard let pause = state.pause, state.pauseEnd.map({ time < $0 }) ?? true else { return false }
    switch rules.pause {
    case .included: return false
    case .excluded: return true
    case .byBehavior: return pause == .void || pause == .markUncollectible
    }
  }

  private func givenUp(_ course: StateCourse) -> Timestamp? {
    guard let days = rules.graceDays else { return nil }
    return course.pastDueSince?.adding(seconds: Int64(days) * 86_400)
  }

  private func isGivenUp(at time: Timestamp, _ course: StateCourse) -> Bool {
    givenUp(course).map { time >= $0 } ?? false
  }
}
