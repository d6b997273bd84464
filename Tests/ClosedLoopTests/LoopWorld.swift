import Foundation
import TestSupport

/// A small company whose database drifted from Stripe in ways that SQL can mend by itself.
///
/// Users pay in all sorts of states; then some rows are changed as lost events would leave them.
/// All of it lies long before the clock of the runs, so that nothing counts as in flight, not even
/// a row that was mended today.
struct LoopWorld {
  static let asOf = "2029-01-01T00:00:00Z"
  static let periodEnd: Int64 = 1_893_456_000  // 2030-01-01
  static let periodStart: Int64 = 1_861_920_000  // 2029-01-01

  /// One user: Stripe's state and the row as the database has it.
  struct User {
    var number: Int
    var status: String
    var price: String
    var isEnding = false
    var row: [String: String?]
  }

  private(set) var users: [User] = []
  private(set) var driftCount = 0

  init(seed: UInt64, count: Int = 60) {
    var random = SplitMix64(seed: seed)
    for number in 0..<count {
      var user = Self.user(number, &random)
      if Int.random(in: 0..<4, using: &random) == 0, Self.drift(&user, &random) {
        driftCount += 1
      }
      users.append(user)
    }
  }

  private static func user(_ number: Int, _ random: inout SplitMix64) -> User {
    let statuses = ["active", "active", "active", "trialing", "past_due", "paused", "canceled"]
    let status = statuses.randomElement(using: &random) ?? "active"
    let price = Bool.random(using: &random) ? "price_month" : "price_year"
    let isEnding = status == "active" && Int.random(in: 0..<4, using: &random) == 0
    let words = [
      "active": "ACTIVE", "trialing": "TRIALING", "past_due": "PAST_DUE", "paused": "PAUSED",
      "canceled": "EXPIRED",
    ]
    var row: [String: String?] = [
      "id": "row\(number)", "userId": "user\(number)",
      "planId": price == "price_month" ? "plan_month" : "plan_year",
      "status": isEnding ? "CANCELED" : words[status],
      "currentPeriodStart": "2029-01-01 00:00:00", "currentPeriodEnd": "2030-01-01 00:00:00",
      "cancelAtPeriodEnd": isEnding ? "true" : "false",
      "canceledAt": isEnding ? "2025-06-01 00:00:00" : nil,
      "trialStart": nil, "trialEnd": status == "trialing" ? "2029-06-01 00:00:00" : nil,
      "stripeCustomerId": "cus_\(number)", "stripeSubscriptionId": "sub_\(number)",
      "metadata": #"{"note": "it's, \"quoted\" \\ and ünïcode \#(number)"}"#,
      "createdAt": "2025-01-01 00:00:00", "updatedAt": "2025-01-02 03:04:05.678",
      "deletedAt": nil,
    ]
    if status == "trialing" { row["trialStart"] = "2025-01-01 00:00:00" }
    return User(number: number, status: status, price: price, isEnding: isEnding, row: row)
  }

  /// Changes a row as a lost event would have left it; false when the user's state allows none.
  private static func drift(_ user: inout User, _ random: inout SplitMix64) -> Bool {
    let kind = Int.random(in: 0..<5, using: &random)
    switch (user.status, kind) {
    case ("canceled", _): user.row["status"] = "ACTIVE"
    case ("past_due", _), ("paused", _): user.row["status"] = "ACTIVE"
    case ("trialing", 0): user.row["status"] = "PAST_DUE"
    case ("active", 0) where !user.isEnding: user.row["status"] = "PAST_DUE"
    case ("active", 1) where !user.isEnding: user.row["status"] = "TRIALING"
    case ("active", 2) where user.isEnding:
      user.row["status"] = "ACTIVE"
      user.row["cancelAtPeriodEnd"] = "false"
      user.row["canceledAt"] = .some(nil)
    case ("active", 2):
      user.row["status"] = "CANCELED"
      user.row["cancelAtPeriodEnd"] = "true"
      user.row["canceledAt"] = "2025-03-01 00:00:00"
    case (_, 3): user.row["planId"] = user.price == "price_month" ? "plan_year" : "plan_month"
    default:
      user.row["currentPeriodStart"] = "2028-01-01 00:00:00"
      user.row["currentPeriodEnd"] = "2029-01-01 00:00:00"
    }
    return true
  }
}

extension LoopWorld {
  /// One event for each user, newest first, as an export of all events would have them.
  var events: String {
    users.reversed().map { user in
      let isOver = user.status == "canceled"
      let trial = user.status == "trialing"
      let type = isOver ? "deleted" : "created"
      return """
        {"id":"evt_\(user.number)","object":"event","api_version":"2024-06-20",\
        "created":1750000000,"livemode":true,"pending_webhooks":0,"request":null,\
        "type":"customer.subscription.\(type)","data":{"object":{"id":"sub_\(user.number)",\
        "object":"subscription","customer":"cus_\(user.number)","status":"\(user.status)",\
        "cancel_at_period_end":\(user.isEnding),"cancel_at":null,\
        "canceled_at":\(user.isEnding || isOver ? "1748736000" : "null"),\
        "ended_at":\(isOver ? "1748736000" : "null"),\
        "trial_start":\(trial ? "1735689600" : "null"),\
        "trial_end":\(trial ? "1874966400" : "null"),\
        "current_period_start":\(Self.periodStart),"current_period_end":\(Self.periodEnd),\
        "created":1735689600,"livemode":true,"metadata":{"userId":"user\(user.number)"},\
        "items":{"object":"list","data":[{"id":"si_\(user.number)","quantity":1,\
        "price":{"id":"\(user.price)","unit_amount":2999,"currency":"usd",\
        "recurring":{"interval":"\(user.price == "price_month" ? "month" : "year")",\
        "interval_count":1,"usage_type":"licensed"}}}]}}}}
        """
    }.joined(separator: "\n") + "\n"
  }

  /// The tables, their indexes and all rows.
  var script: String {
    let columns = Self.columns.map(\.name)
    let names = columns.map { "\"\($0)\"" }.joined(separator: ", ")
    var rows = users.map { user in columns.map { Self.literal(user.row[$0] ?? nil) } }
    // Whoever has no live subscription has the free plan's row beside the ended one.
    for user in users where user.status == "canceled" && user.row["status"] == "EXPIRED" {
      rows.append(columns.map { Self.literal(Self.freeRow(user.number)[$0] ?? nil) })
    }
    let values = rows.map { "(" + $0.joined(separator: ", ") + ")" }.joined(separator: ",\n")
    return Self.schema + """
      INSERT INTO users SELECT 'user' || n FROM generate_series(0, \(users.count - 1)) n;
      INSERT INTO subscriptions (\(names)) VALUES
      \(values);
      """
  }

  private static func freeRow(_ number: Int) -> [String: String?] {
    [
      "id": "free\(number)", "userId": "user\(number)", "planId": "plan_free",
      "status": "ACTIVE", "currentPeriodStart": "2025-06-01 00:00:00",
      "currentPeriodEnd": "2099-01-01 00:00:00", "cancelAtPeriodEnd": "false", "metadata": "{}",
      "createdAt": "2025-06-01 00:00:00", "updatedAt": "2025-06-01 00:00:00",
    ]
  }

  private static func literal(_ text: String?) -> String {
    guard let text else { return "NULL" }
    return "'" + text.replacingOccurrences(of: "'", with: "''") + "'"
  }

  /// The tables as CSV, by the names of their files, without a server.
  var csv: [String: String] {
    let columns = Self.columns.map(\.name)
    var rows = columns.joined(separator: ",") + "\n"
    for user in users {
      rows +=
        columns.map { name in
          guard let text = user.row[name] ?? nil else { return "" }
          return "\"" + text.replacing("\"", with: "\"\"") + "\""
        }.joined(separator: ",") + "\n"
    }
    return [
      "subscriptions.csv": rows, "users.csv": "id\n" + users.map { "user\($0.number)\n" }.joined(),
      "plans.csv": "id,stripePriceId\nplan_free,\nplan_month,price_month\nplan_year,price_year\n",
    ]
  }
}
