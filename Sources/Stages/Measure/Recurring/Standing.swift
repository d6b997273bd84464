import Revenue

/// Whether a subscription counts at an instant, and if not, why.
enum Standing: Hashable {
  /// It counts.
  case counted
  /// It has not started.
  case notStarted
  /// It is in a trial.
  case trial
  /// Its first payment has not come.
  case incomplete
  /// Stripe gave up on its unpaid invoices.
  case unpaid
  /// Its renewal was not paid for longer than is waited for.
  case delinquent
  /// It is paused, or its collection is.
  case paused
  /// It is paid for, but its end was asked for, and that counts.
  case canceling
  /// It ended.
  case ended
  /// Nobody can say.
  case unknown
}

extension Standing {
  /// Why an item that counted does not any more.
  var reasonToStop: ChangeReason {
    switch self {
    case .trial: .trialStart
    case .unpaid: .unpaid
    case .delinquent: .delinquent
    case .paused: .paused
    case .canceling: .cancelRequest
    case .counted, .notStarted, .incomplete, .ended, .unknown: .end
    }
  }

  /// Why an item that did not count does from now on.
  var reasonToBegin: ChangeReason {
    switch self {
    case .trial: .trialEnd
    case .unpaid, .delinquent: .recovered
    case .paused: .resumed
    case .canceling: .cancelRevoked
    case .counted, .notStarted, .incomplete, .ended, .unknown: .start
    }
  }
}
