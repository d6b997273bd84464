import Reconciliation
import Testing

/// A situation, and what a script must do in it.
struct GuardTrial: Sendable, CustomTestStringConvertible {
  /// What the tables hold: what the script expects, what it makes of that, or this of s1 and s2
  /// alone, or of all others.
  enum Start { case expected, wanted, partly, otherwise }
  /// What the script must do.
  enum Verdict: Equatable {
    case refused(String)
    case done(changed: Int, already: Int)
    case nothing
    case tried
  }

  var name: String
  var start = Start.expected
  /// The change it is about, as a place in the plan, and the column.
  var change: Int?
  var column = ""
  /// What happens before the script runs.
  var statements = ""
  /// What another session has done and not committed.
  var meanwhile = ""
  /// What the table's own trigger does to the row when it is changed: a column and its value.
  var meddling: (column: String, value: String)?
  /// What the script records of the change, and something else to put there.
  var misrecording: (line: String, other: String)?
  /// The rows that a rollback leaves alone, since the plan never changed them.
  var untouched: [String] = []
  var isArmed = true
  var verdict: Verdict

  var testDescription: String { name }

  /// Whether a row is as wanted from the start.
  func isRight(_ key: String) -> Bool {
    switch start {
    case .expected: false
    case .wanted: true
    case .partly: Self.first.contains(key)
    case .otherwise: !Self.first.contains(key)
    }
  }

  private static let first = ["s1", "s2"]

  /// What concerns the whole plan or its rollback, the cheapest first.
  static let general: [GuardTrial] = [
    GuardTrial(name: "as expected", verdict: .done(changed: 4, already: 0)),
    GuardTrial(name: "some are right", start: .partly, verdict: .done(changed: 2, already: 2)),
    GuardTrial(
      name: "the others are right", start: .otherwise, verdict: .done(changed: 2, already: 2)),
    marked("s1", start: .partly), marked("s3", start: .otherwise),
    GuardTrial(name: "all are right", start: .wanted, verdict: .nothing),
    GuardTrial(name: "all are right, a try", start: .wanted, isArmed: false, verdict: .nothing),
    GuardTrial(name: "a try", isArmed: false, verdict: .tried),
  ]

  /// A row that is right says that another event wrote it.
  private static func marked(_ key: String, start: Start) -> GuardTrial {
    GuardTrial(
      name: "\(key) is right by another event", start: start,
      statements: "UPDATE subscriptions SET \"lastEventId\" = 'evt_5' WHERE id = '\(key)';",
      verdict: .done(changed: 2, already: 2))
  }

  /// What the conditions of a plan ask of other rows; its rollback has none.
  static let conditions: [GuardTrial] = [
    GuardTrial(
      name: "another live row of the customer", statements: other("\"stripeCustomerId\" = 'cus_1'"),
      verdict: .refused("TU011")),
    GuardTrial(
      name: "another live row of a customer who is written otherwise",
      statements: other("\"stripeCustomerId\" = 'CUS_1'"), verdict: .done(changed: 4, already: 0)),
    GuardTrial(
      name: "another live row of a customer whose row is right", start: .partly,
      statements: other("\"stripeCustomerId\" = 'cus_1'"), verdict: .done(changed: 2, already: 2)),
    GuardTrial(
      name: "another row of the customer, which is over",
      statements: other("\"stripeCustomerId\" = 'cus_1', status = 'EXPIRED'"),
      verdict: .done(changed: 4, already: 0)),
    GuardTrial(
      name: "another row of the customer, which is deleted",
      statements: other(
        "\"stripeCustomerId\" = 'cus_1', \"deletedAt\" = '2026-01-01 00:00:00.000'"),
      verdict: .done(changed: 4, already: 0)),
    GuardTrial(
      name: "a row that is right, from a source out of bounds", start: .partly,
      statements: "UPDATE subscriptions SET \"lastEventId\" = 'gift' WHERE id = 's1';",
      verdict: .done(changed: 2, already: 2)),
    GuardTrial(
      name: "another row from a source out of bounds",
      statements: other("\"lastEventId\" = 'gift'"), verdict: .done(changed: 4, already: 0)),
  ]

  /// The key of a change is one that is the same to its column, but not to the byte.
  static func keys(of change: Change, at place: Int) -> [GuardTrial] {
    let key = change.keyText
    let (alone, other) = ("DELETE FROM payments WHERE id = \(key.dropFirst());", key.uppercased())
    let moved = "\(alone) UPDATE subscriptions SET id = '\(other)' WHERE id = '\(key)';"
    return [
      GuardTrial(
        name: "the key \(key) is written otherwise", change: place, column: "id",
        statements: moved, verdict: .refused("TU007")),
      GuardTrial(
        name: "the key \(key) of a row that is right is written otherwise", start: .wanted,
        change: place, column: "id", statements: moved, verdict: .refused("TU007")),
      GuardTrial(
        name: "the key \(key) is altered", change: place, column: "id", statements: alone,
        meddling: ("id", "'\(other)'"), verdict: .refused("TU009")),
    ]
  }

  /// The record of a change says something else than what was done.
  ///
  /// - Parameters:
  ///   - line: what the script records of it, up to its key.
  ///   - change: the change.
  ///   - place: its place in the plan.
  /// - Returns: a trial for each part of the record.
  static func records(_ line: Substring, of change: Change, at place: Int) -> [GuardTrial] {
    let parts = line.split(separator: ", ", maxSplits: 3)
    return zip(["a.plan_id", "a.seq", "a.verb", "a.relation"], parts.indices).map { column, part in
      var other = parts
      other[part] = column == "a.seq" ? "-s.seq" : "'other'"
      return GuardTrial(
        name: "\(column) of \(change.keyText) is recorded otherwise", change: place,
        column: column, misrecording: (String(line), other.joined(separator: ", ")),
        verdict: .refused("TU010"))
    }
  }

  /// Rows that the plan does not name are nobody's business; SQLite locks whole files.
  static let beside: [GuardTrial] = [
    "subscriptions SET email = 'x' WHERE id = 's9'", "payments SET amount = 1 WHERE id = 9",
  ]
  .map {
    GuardTrial(
      name: "a row that is not named is locked", meanwhile: "UPDATE \($0);",
      verdict: .done(changed: 4, already: 0))
  }

  private static func other(_ assignments: String) -> String {
    "UPDATE subscriptions SET \(assignments) WHERE id = 's5';"
  }
}
