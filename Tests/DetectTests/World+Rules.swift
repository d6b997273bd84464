import Billing
import Reconciliation

extension World {
  /// A world with further tables and rules about them.
  ///
  /// - Parameters:
  ///   - tables: one in a line: its name and its columns. A column is `name`, with `:field`, a
  ///     type as `#integer`, `#time`, `#flag` or `#json`, or both: `id:key`, `at:created-at#time`.
  ///   - rules: what the pipeline declares.
  ///   - text: the rows, as everywhere; those of further tables as `in rooms id=r1`.
  ///   - change: further changes of the definition.
  init(
    tables: String, rules: [DeclaredCheck], _ text: String,
    _ change: (inout SystemDefinition) -> Void = { _ in }
  ) {
    self.init(text) { system in
      for line in tables.split(separator: "\n") {
        let words = line.split(separator: " ").map(String.init)
        system.database.tables.append(
          TableDefinition(
            name: words[0], role: .other, columns: words.dropFirst().map { Self.column($0) }))
      }
      system.declaredChecks = rules
      change(&system)
    }
  }

  private static func column(_ word: String) -> ColumnDefinition {
    let parts = word.split(separator: "#").map(String.init)
    let names = parts[0].split(separator: ":").map(String.init)
    let field = names.count > 1 ? RowField(rawValue: names[1]) : nil
    let type: ColumnType =
      switch parts.count > 1 ? parts[1] : "text" {
      case "integer": .integer
      case "time": .timestamp(precision: 3)
      case "flag": .boolean
      case "json": .jsonb
      default: .text
      }
    return ColumnDefinition(name: names[0], field: field, type: type)
  }
}

/// A world in which use is counted by rows and by Stripe's meters.
func meterWorld(_ text: String, counters: [String] = []) -> World {
  let rule = DeclaredCheck(
    name: "use", table: "use",
    rule: .metered(MeteredUse(value: "n", instant: "at", counters: counters)))
  return World(tables: "use id:key user:owner n#integer at#time", rules: [rule], text)
}

/// What is found of a payer who used something every day, where Stripe counted so much.
func meterFindings(
  _ code: String, used: [Int], counted: Int, counter: String = "item=si_1",
  counters: [String] = [], facts: String = "", more: String = ""
) -> [String] {
  let rows = used.enumerated().map { "in use id=\($0) user=u1 n=\($1) at=-\($0 + 1)d" }
  let text = """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1
    sub s1 owner=u1 item=si_1
    summary us_1 \(counter) total=\(counted) periodStart=-15d periodEnd=+15d \(facts)
    \(rows.joined(separator: "\n"))
    \(more)
    """
  return meterWorld(text, counters: counters).findings.filter { $0.hasPrefix(code) }
}
