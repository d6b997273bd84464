import Foundation
import TestSupport
import Testing

/// A line of the credits as they were dumped; no cell of it needs quotes.
private struct Credit {
  var owner: String
  var kind: String
  var used: Int
  var remaining: Int
  var end: String

  init?(_ line: Substring) {
    let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard cells.count == 11, cells[8] == "t" else { return nil }
    (owner, kind) = (cells[1], cells[2])
    (used, remaining) = (Int(cells[4]) ?? 0, Int(cells[5]) ?? 0)
    end = String(cells[10].prefix(10))
  }
}

@Test func `the breakdown says of each user what counting by hand says`() throws {
  let system = System.textAssistant
  let scratch = try Scratch()
  _ = try system.run(output: scratch.folder)
  let file = "\(system.name)/latest/breakdown-credits.csv.gz"
  let lines = try published(scratch.folder.appending(path: file)).split(separator: "\n")
  #expect(
    lines.first == """
      user_id,free_used,free_remaining,pro_used,pro_remaining,total_available,reset_date,\
      days_until_reset
      """)
  let credits = try system.text(of: "credits").split(separator: "\n").compactMap(Credit.init)
  let users = try system.text(of: "users").split(separator: "\n").dropFirst()
    .compactMap { $0.split(separator: ",").first.map(String.init) }.sorted()
  #expect(lines.count == users.count + 1)
  for (user, line) in zip(users, lines.dropFirst()) {
    #expect(line.replacing("\"", with: "") == expected(of: user, credits), "\(user)")
  }
}

private func expected(of user: String, _ credits: [Credit]) -> String {
  var cells = [user]
  var total: Int? = 0
  var ends: [String] = []
  for kind in ["free", "pro"] {
    let own = credits.filter { $0.owner == user && $0.kind == kind }
    let one = own.count == 1 ? own[0] : nil
    cells += [one.map { "\($0.used)" } ?? "", one.map { "\($0.remaining)" } ?? ""]
    total = own.count > 1 ? nil : total.map { $0 + (one?.remaining ?? 0) }
    ends += one.map { [$0.end] } ?? []
  }
  cells.append(total.map(String.init) ?? "")
  let next = ends.min()
  cells += [next ?? "", next.map { "\(days(to: $0))" } ?? ""]
  return cells.joined(separator: ",")
}

/// The days from the pipeline's clock to a date.
private func days(to date: String) -> Int {
  let clock = Date(timeIntervalSince1970: 1_768_435_200)
  let end = try? Date("\(date)T00:00:00Z", strategy: .iso8601)
  return end.map { Int(($0.timeIntervalSince(clock) / 86_400).rounded()) } ?? .min
}
