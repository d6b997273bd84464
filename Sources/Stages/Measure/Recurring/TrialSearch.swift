import Billing
import Bytes
import Revenue

/// Finds the trials of a subscription and what became of them.
///
/// A trial is known by its start: one that is prolonged is the same one, another start another.
/// It has led to a subscription that is paid for if that goes on after its end and something was
/// paid since.
struct TrialSearch {
  let history: RevenueHistory
  let terms: TermsBook
  let asOf: Timestamp

  func trials(of past: SubscriptionPast) -> [Trial] {
    var trials: [Trial] = []
    for state in history.states[past.states.range] {
      guard let start = state.trialStart, let end = state.trialEnd, start < end else { continue }
      var trial = Trial(
        subscription: past.subscription, customer: state.customer, start: start, end: end,
        outcome: .open, sight: state.sight)
      settle(&trial, by: state)
      if let place = trials.firstIndex(where: { $0.start == start }) {
        // What was lost once is not won back by the same trial.
        if trials[place].outcome != .lost { trials[place] = trial }
      } else {
        trials.append(trial)
      }
    }
    return trials
  }

  private func settle(_ trial: inout Trial, by state: SubscriptionState) {
    let payments = history.symbols.withView(of: trial.subscription) { terms.payments(of: $0) }
    if let end = state.endedAt, end <= trial.end {
      trial.end = end
      trial.outcome = .lost
    } else if trial.end > asOf {
      trial.outcome = .open
    } else if state.status == .paused || state.status == .incompleteExpired {
      trial.outcome = .lost
    } else if let payments, payments.upperBound >= trial.end {
      trial.outcome = .converted
      trial.paidAt = max(payments.lowerBound, trial.end)
    } else {
      trial.outcome = state.status == .canceled ? .lost : .unproven
    }
  }
}
