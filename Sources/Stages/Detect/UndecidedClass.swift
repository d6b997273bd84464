import Reconciliation

/// A class of drift that is known and that no file which trueup reads can decide.
///
/// Every run lists it as not evaluated: what is not looked at is never called clean.
public struct UndecidedClass: Sendable {
  /// A family letter and a number, as of a ``Check``.
  public let code: String
  /// The class as a kebab-case name.
  public let name: String
  /// What the two sides say, in one sentence.
  public let definition: String
  /// Why it is not evaluated, and what would allow it.
  public let reason: String

  /// The entry of a run's list.
  var notEvaluated: RunReport.NotEvaluated {
    RunReport.NotEvaluated(code: code, name: name, reason: reason)
  }

  /// Every such class.
  public static let all = [
    UndecidedClass(
      code: "I11", name: "payout-not-tied",
      definition: "What Stripe paid out is not what the books say.",
      reason: "no export of balance transactions is read, and no table of payouts"),
    UndecidedClass(
      code: "E09", name: "usage-under-reported",
      definition: "The database counts more use than Stripe's meter.",
      reason: "no export of meters is read: a meter event summary names no customer"),
    UndecidedClass(
      code: "E10", name: "usage-over-reported",
      definition: "Stripe's meter counts more use than the database.",
      reason: "no export of meters is read: a meter event summary names no customer"),
  ]
}
