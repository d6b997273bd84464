import Billing
import Bytes
import Detect
import Diff
import Reconciliation
import TestSupport
import Testing

/// A company some of whose rows are changed: as a whole, and the part that the changes reach.
private struct ChangedCompany {
  private let before: Evidence
  let after: Evidence
  let part: Evidence

  init(_ seed: UInt64) {
    var random = RandomCompany(seed: seed)
    before = World(random.text()) { $0.liveRows?.minimum = 1 }.evidence()
    var tables = before.tables
    let place = tables.firstIndex { $0.definition.role == .subscriptions } ?? 0
    let changed = random.change(&tables[place])
    var reach = EvidenceReach(in: before)
    for row in changed.sorted() { reach.add(row: row, in: tables[place]) }
    let reached = reach.part(of: tables)
    after = Self.compared(before.ledger, tables, like: before)
    part = Self.compared(reached.ledger, reached.tables, like: before)
  }

  private static func compared(
    _ ledger: StripeLedger, _ tables: [DatabaseTable], like evidence: Evidence
  ) -> Evidence {
    Evidence(
      ledger: ledger, tables: tables,
      comparison: AccountDiff(definition: evidence.definition).run(ledger, tables),
      definition: evidence.definition, coverage: evidence.coverage)
  }

  /// What is found in the whole after the changes, in words.
  var foundInWhole: [String] { Self.found(in: after) { _ in true }.sorted() }

  /// What is found in the part after the changes, and was found outside of it before, in words.
  var foundInPart: [String] {
    let rows = Set(part.table(.subscriptions)?.origins ?? [])
    let owners = Set(part.table(.owners)?.origins ?? [])
    let subscriptions = Set(part.subscriptions.map(\.id))
    let outside = Self.found(in: before) { drift in
      if let row = drift.row {
        return before.table(.subscriptions).map { !rows.contains($0.origins[row]) } ?? false
      }
      if let place = drift.subscription {
        return !subscriptions.contains(before.subscriptions[place].id)
      }
      return !drift.evidence.contains(where: owners.contains)
    }
    return (Self.found(in: part) { _ in true } + outside).sorted()
  }

  private static func found(in evidence: Evidence, where isMeant: (Drift) -> Bool) -> [String] {
    let spoken = Spoken(evidence)
    return DriftDetector(definition: evidence.definition)
      .run(evidence, accounts: evidence.comparison.accounts.indices).filter(isMeant)
      .map { drift in
        var drift = drift
        let child = drift.parent == nil ? "" : " child"
        drift.parent = nil
        return evidence.symbols.text(drift.owner) + ": " + spoken.line(drift) + child
      }
  }
}

/// Owners who mostly keep to themselves, and changes that tie them to each other.
private struct RandomCompany {
  private var dice: SplitMix64
  private let owners = 12

  init(seed: UInt64) { dice = SplitMix64(seed: seed) }

  mutating func text() -> String {
    var lines = ["customer cus_3 deleted=yes owner=u5"]
    for owner in 0..<owners {
      if number(8) > 0 { lines.append("user u\(owner)" + one(of: ["", "", " deleted-at=-9d"])) }
      for place in 0..<one(of: [0, 1, 1, 1, 2]) {
        lines.append(
          "sub s\(owner)\(place) owner=\(name("u", owner)) customer=\(name("cus_", owner)) status="
            + one(of: ["active", "active", "past_due", "canceled", "unpaid"]))
      }
      for place in 0..<one(of: [0, 1, 1, 1, 2]) {
        lines.append(
          "row r\(owner)\(place) owner=\(name("u", owner)) customer=\(name("cus_", owner))"
            + " subscription=\(one(of: ["null", "s\(owner)0", "s\(owner)1"])) status="
            + one(of: ["ACTIVE", "ACTIVE", "PAST_DUE", "EXPIRED", "NONE"]))
      }
      if number(4) == 0 { lines.append("schedule sc\(owner) subscription=s\(owner)0") }
      if number(4) == 0 { lines.append("invoice in\(owner) subscription=s\(owner)0") }
    }
    return lines.joined(separator: "\n")
  }

  /// Gives one to three rows a cell of another row, or none.
  mutating func change(_ table: inout DatabaseTable) -> Set<Int> {
    var changed: Set<Int> = []
    let fields: [RowField] = [.subscription, .customer, .owner, .status, .plan, .deletedAt]
    guard table.count > 0 else { return [] }
    for _ in 0..<1 + number(3) {
      let (row, other, field) = (number(table.count), number(table.count), one(of: fields))
      guard let column = table.definition.place(of: field) else { continue }
      table.set(number(4) == 0 ? .null : table[other, field], row: row, column: column)
      changed.insert(row)
    }
    return changed
  }

  /// Mostly an owner's own name, now and then none or another owner's.
  private mutating func name(_ prefix: String, _ owner: Int) -> String {
    switch number(12) {
    case 0: "null"
    case 1: "\(prefix)\(number(owners))"
    default: "\(prefix)\(owner)"
    }
  }

  private mutating func number(_ limit: Int) -> Int { Int(dice.next() % UInt64(limit)) }

  private mutating func one<Choice>(of choices: [Choice]) -> Choice {
    choices[number(choices.count)]
  }
}

@Test(arguments: 1...UInt64(600))
func `what a change cannot reach is found as before`(_ seed: UInt64) {
  let company = ChangedCompany(seed)
  #expect(company.foundInPart == company.foundInWhole)
}

@Test
func `most changes reach a small part`() {
  let shares = (1...UInt64(100)).map { seed in
    let company = ChangedCompany(seed)
    return company.part.comparison.pairs.count * 100 / max(1, company.after.comparison.pairs.count)
  }
  #expect(shares.sorted()[50] < 50)
}
