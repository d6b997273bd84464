import Billing
import Bytes
import Revenue

/// How one line of an invoice stands.
struct LineAccount {
  /// The line's id.
  let id: Symbol
  /// What of it is earned by when; nothing for what is earned at once.
  let earned: EarnedAmount?
  /// Earned and not taken back, in minor units.
  var recognized: Int64 = 0
  /// Not yet earned and not taken back.
  var deferred: Int64
  /// Tax, as far as it is still owed.
  var tax: Int64
  /// What was earned in the month at hand and is not posted yet.
  var unposted: Int64 = 0

  init(_ line: BilledLine, _ rules: RecognitionRules) {
    id = line.id
    // Usage is earned as it is reported, and what is left of it with the invoice.
    earned = line.usage.isEmpty ? line.service.map { EarnedAmount($0, rules) } : nil
    deferred = line.amount
    tax = line.tax
  }

  /// All that is left of the line.
  var rest: Int64 { recognized + deferred + tax }

  /// Earns what is due by an instant.
  ///
  /// After a reversal, rounding may have left more earned than is due: then nothing is, until the
  /// schedule is there again.
  mutating func earn(by time: Timestamp) {
    guard deferred != 0 else { return }
    guard let earned, time < earned.end else { return take(deferred) }
    let due = earned.amount(of: recognized + deferred, by: time) - recognized
    take(deferred < 0 ? min(max(due, deferred), 0) : max(min(due, deferred), 0))
  }

  /// Earns an amount.
  mutating func take(_ amount: Int64) {
    recognized += amount
    deferred -= amount
    unposted += amount
  }
}

/// What was taken back of an invoice at once, so that it can be told apart and undone.
struct Reversal {
  /// What was taken back of one line.
  struct Part {
    /// The line's place in the invoice.
    var line: Int
    /// Of what was earned.
    var recognized: Int64
    /// Of what was not.
    var deferred: Int64
    /// Of the tax.
    var tax: Int64
  }

  /// The account that has the earned part.
  var account: Account
  /// The refund, dispute or credit note.
  var source: Symbol
  /// Line by line.
  var parts: [Part] = []
  /// What came from money that had been recovered.
  var recovered: Int64 = 0
  /// What no line had left to give.
  var excess: Int64 = 0
  /// Of a credit note, what went off the open amount.
  var offOpen: Int64 = 0

  var recognized: Int64 { parts.reduce(0) { $0 + $1.recognized } }
  var deferred: Int64 { parts.reduce(0) { $0 + $1.deferred } }
  var tax: Int64 { parts.reduce(0) { $0 + $1.tax } }
  /// All that the lines gave.
  var amount: Int64 { recognized + deferred + tax }
}
