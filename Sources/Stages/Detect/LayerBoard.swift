import Billing
import Bytes
import Reconciliation

/// The second layer, looked up once for all cases of a run.
struct LayerBoard: Sendable {
  let table: DatabaseTable
  /// The rows that follow each row of the subscriptions table, as places in the layer's table.
  private let followers: [Symbol: [Int]]
  /// The status words, by their symbols.
  private let words: [Symbol: StatusWord]
  /// Users and organisations that go together; `nil` where no table says so.
  private let members: Set<Membership>?

  private struct Membership: Hashable {
    var owner: Symbol
    var tenant: Symbol
  }

  init?(_ evidence: Evidence) {
    guard let layer = evidence.definition.layer,
      let table = evidence.table(.platformSubscriptions)
    else { return nil }
    self.table = table
    var followers: [Symbol: [Int]] = [:]
    let horizon = evidence.definition.clock.horizon
    for row in 0..<table.count where !table[row, .deletedAt].hasValue {
      let fresh = [RowField.createdAt, .updatedAt].contains { field in
        table[row, field].time.map { $0 > horizon } ?? false
      }
      if !fresh { followers[table.symbol(row, .parent), default: []].append(row) }
    }
    self.followers = followers.mapValues { rows in
      rows.sorted { evidence.symbols.precedes(table.symbol($0, .key), table.symbol($1, .key)) }
    }
    var words: [Symbol: StatusWord] = [:]
    for status in layer.statuses {
      if let symbol = evidence.symbols.find(status.word) { words[symbol] = status }
    }
    self.words = words
    members = evidence.table(.memberships).map { table in
      Set(
        (0..<table.count).filter { !table[$0, .deletedAt].hasValue }.map {
          Membership(owner: table.symbol($0, .owner), tenant: table.symbol($0, .tenant))
        })
    }
  }

  /// The rows that follow a row of the subscriptions table, in the order of their keys.
  func rows(following key: Symbol) -> [Int] { key == .empty ? [] : followers[key] ?? [] }

  /// Whether a row of the layer gives what is paid for or takes its owner's place.
  func isLive(_ row: Int) -> Bool { isLive(word: table.symbol(row, .status)) }

  /// Whether a status word of the layer stands for such a row.
  func isLive(word: Symbol) -> Bool { words[word]?.isLive ?? false }

  /// Whether a user is a member of an organisation; `nil` where nobody says.
  func isMember(_ owner: Symbol, of tenant: Symbol) -> Bool? {
    members.map { $0.contains(Membership(owner: owner, tenant: tenant)) }
  }
}

extension AccountCase {
  /// The judged pairs with a row, and the rows of the second layer that follow it.
  var layered: [(pair: PairView, rows: [Int])] {
    guard let layer = board.layer, let rows = board.rows else { return [] }
    return pairs.compactMap { pair in
      guard let row = pair.row, !pair.isRowDeleted else { return nil }
      return (pair, layer.rows(following: rows.symbol(row, .key)))
    }
  }
}

extension Check {
  /// Writes a finding of this check about a row of the second layer, or about its absence.
  ///
  /// - Parameters:
  ///   - row: the row's place in the layer's table; `nil` when there should be one.
  ///   - pair: what the row follows.
  ///   - file: the account's case.
  ///   - fields: what the row says otherwise.
  ///   - story: one sentence for people, without personal data.
  /// - Returns: the finding, a child of that of the first layer where that is wrong as well.
  func finding(
    aboutLayer row: Int?, following pair: PairView, in file: AccountCase,
    fields: [FieldDifference], story: String
  ) -> Drift {
    var drift = Drift(
      of: self, about: pair, in: file.board.layer?.table.definition.name ?? "", file,
      fields: fields, story: story)
    drift.row = row
    if let row, let layer = file.board.layer { drift.evidence.append(layer.table.origins[row]) }
    drift.parent = file.rowFinding(about: pair)
    drift.cause.refutedIf = "the log of the step from the first layer to the second settles it"
    return drift
  }
}
