import Foundation
import TestSupport
import Testing

/// The close that a run of a system wrote.
private struct Close {
  let folder: URL
  let answer: Program.Answer

  init(of system: System, in scratch: borrowing Scratch, words: [String] = []) throws {
    let output = scratch.folder.appending(path: "out")
    answer = try Program.run(
      ["run", "pipelines/\(system.name).xml", "--output", output.path] + words)
    folder = output.appending(path: "\(system.name)/latest/metrics")
  }

  func text(of table: String) throws -> String {
    try published(folder.appending(path: table + ".csv.gz"))
  }

  /// The rows of a table whose cells have neither commas nor line feeds.
  func rows(of table: String) throws -> [[String: String]] {
    let lines = try text(of: table).split(separator: "\n").map { line in
      line.split(separator: ",", omittingEmptySubsequences: false)
        .map { String($0).trimmingCharacters(in: ["\""]) }
    }
    return lines.dropFirst().map {
      Dictionary(uniqueKeysWithValues: zip(lines[0], $0))
    }
  }
}

extension [String: String] {
  fileprivate func number(_ name: String) -> Int64 { Int64(self[name] ?? "") ?? 0 }
}

@Suite struct `The close in a run` {
  private let system = System.eventPlatform

  @Test func `is what it was, table by table`() throws {
    let scratch = try Scratch()
    let close = try Close(of: system, in: scratch)
    for table in [
      "summary", "mrr-roll-forward", "plans", "trials", "payments", "deferred-revenue", "accounts",
      "exceptions",
    ] {
      let golden = system.folder.appending(path: "metrics/\(table).csv")
      try expectGolden(try close.text(of: table), matches: golden)
    }
  }

  @Test func `has movements that add up to every month's roll-forward`() throws {
    let scratch = try Scratch()
    let close = try Close(of: system, in: scratch)
    let movements = try close.rows(of: "mrr-movements")
    #expect(movements.count > 100)
    for month in try close.rows(of: "mrr-roll-forward") {
      let own = movements.filter { $0["period"] == month["period"] }
      for kind in ["new", "reactivation", "expansion", "contraction", "churn"] {
        let sum = own.filter { $0["movement"] == kind }
          .reduce(0) { $0 + $1.number("mrr_change_minor") }
        #expect(sum == month.number(kind + "_minor"), "\(month["period"] ?? "") \(kind)")
      }
    }
  }

  @Test func `lists for every figure the rows that add up to it`() throws {
    let scratch = try Scratch()
    let close = try Close(of: system, in: scratch)
    var tables: [String: [[String: String]]] = [:]
    let figures = try close.rows(of: "figures")
    #expect(figures.count > 150)
    #expect(Set(figures.map { $0["metric_key"] }).count == figures.count)
    for figure in figures {
      let name = figure["rows_of"] ?? ""
      if tables[name] == nil { tables[name] = try close.rows(of: name) }
      let conditions = (figure["rows"] ?? "").split(separator: " ")
      let rows = (tables[name] ?? []).filter { row in conditions.allSatisfy { holds($0, row) } }
      if let amount = Decimal(string: figure["amount_minor"] ?? "") {
        #expect(sum(of: figure["sum_of"] ?? "", rows) == amount, "\(figure["metric_key"] ?? "")")
      } else {
        #expect(Int64(rows.count) == figure.number("count"), "\(figure["metric_key"] ?? "")")
      }
    }
  }

  /// Whether a condition such as `period<=2026-01` holds of a row.
  private func holds(_ condition: Substring, _ row: [String: String]) -> Bool {
    if let range = condition.range(of: "<=") {
      return row[String(condition[..<range.lowerBound])] ?? "" <= condition[range.upperBound...]
    }
    let parts = condition.split(separator: "=", maxSplits: 1).map(String.init)
    return row[parts[0]] == parts[1]
  }

  /// The sum of a column in minor units, or of the difference of two in major ones.
  private func sum(of columns: String, _ rows: [[String: String]]) -> Decimal {
    func total(_ column: String) -> Decimal {
      rows.reduce(0) { $0 + (Decimal(string: $1[column] ?? "") ?? 0) }
    }
    let parts = columns.components(separatedBy: " - ")
    return parts.count == 1 ? total(columns) : (total(parts[0]) - total(parts[1])) * 100
  }

  @Test func `counts what is used month by month as the rows say`() throws {
    let scratch = try Scratch()
    let close = try Close(of: system, in: scratch)
    var totals: [String: Int64] = [:]
    for line in try String(
      contentsOf: system.folder.appending(path: "database/usage_records.csv"), encoding: .utf8
    ).split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard cells[3] == "rooms", line.hasSuffix(",") else { continue }
      totals[String(cells[5].prefix(7)), default: 0] += Int64(cells[4]) ?? 0
    }
    let rows = try close.rows(of: "usage").filter { $0["quota"] == "rooms" }
    #expect(!rows.isEmpty)
    for row in rows { #expect(row.number("total") == totals[row["period"] ?? ""] ?? 0) }
    #expect(rows.reduce(0) { $0 + $1.number("total") } == totals.values.reduce(0, +))
  }

  @Test func `leads from each movement to the line of its event`() throws {
    let scratch = try Scratch()
    let close = try Close(of: system, in: scratch)
    var files: [String: [Substring]] = [:]
    for row in try close.rows(of: "mrr-movements") {
      let (name, event) = (row["source_file"] ?? "", row["source_event_id"] ?? "")
      guard name.contains(".ndjson"), !event.isEmpty else { continue }
      if files[name] == nil {
        files[name] = try published(Repository.root.appending(path: name))
          .split(separator: "\n", omittingEmptySubsequences: false)
      }
      let line = files[name]?[Int(row.number("source_line")) - 1] ?? ""
      #expect(line.contains(event), "\(name):\(row["source_line"] ?? "")")
    }
    #expect(files.count > 2)
  }

  @Test func `has a journal whose entries balance and whose accounts add up`() throws {
    let scratch = try Scratch()
    let close = try Close(of: system, in: scratch)
    var entries: [String: Decimal] = [:]
    var accounts: [String: Decimal] = [:]
    for line in try close.rows(of: "journal") {
      let amount =
        (Decimal(string: line["debit"] ?? "") ?? 0) - (Decimal(string: line["credit"] ?? "") ?? 0)
      entries[line["entry_id"] ?? "", default: 0] += amount
      accounts["\(line["accounting_period"] ?? "") \(line["account_code"] ?? "")", default: 0] +=
        amount
    }
    #expect(entries.count > 200 && entries.values.allSatisfy { $0 == 0 })
    for row in try close.rows(of: "accounts") {
      let key = "\(row["accounting_period"] ?? "") \(row["account_code"] ?? "")"
      let net =
        (Decimal(string: row["debit"] ?? "") ?? 0)
        - (Decimal(string: row["credit"] ?? "") ?? 0)
      #expect(accounts[key] == net, "\(key)")
    }
  }

  @Test func `that does not tie out ends the run with 3 and names both sides`() throws {
    let scratch = try Scratch()
    try system.copy(to: scratch.folder)
    let pipeline = scratch.folder.appending(path: "pipelines/event-platform.xml")
    let text = try String(contentsOf: pipeline, encoding: .utf8)
      .replacing("<metrics", with: #"<metrics trial-balance="pipelines/ledger.csv""#)
    try text.write(to: pipeline, atomically: true, encoding: .utf8)
    try scratch.write(
      "period,account,currency,debit,credit\n2025-12,Revenue,usd,,1.00\n",
      to: "pipelines/ledger.csv")
    let (_, answer) = try system.run(
      in: scratch.folder, output: scratch.folder.appending(path: "out"))
    #expect(answer.status == 3)
    #expect(answer.output.contains("general-ledger of usd 2025-12: Revenue -"))
    #expect(answer.output.contains("revenue does not tie out"))
  }
}

@Test func `the README leads from a figure to its events as the run does`() throws {
  let readme = try String(
    contentsOf: Repository.root.appending(path: "README.md"), encoding: .utf8)
  let start = try #require(readme.range(of: "## When the month is closed"))
  let blocks = readme[start.upperBound...].split(separator: "```")
  let shown = try #require(blocks.dropFirst(3).first).split(separator: "\n")
  let scratch = try Scratch()
  let close = try Close(of: .eventPlatform, in: scratch)
  let columns = [3, 4, 9, 12, 13, 14, 17, 18, 19]
  let rows = try close.text(of: "mrr-movements").split(separator: "\n")
    .filter { $0.hasPrefix("2026-01") && $0.contains("\"contraction\"") }
    .map { row in
      let cells = row.split(separator: ",", omittingEmptySubsequences: false)
      return columns.map { cells[$0] }.joined(separator: ",")
    }
  #expect(shown.map(String.init) == rows)
}
