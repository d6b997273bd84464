import Billing
import Bytes
import Reconciliation

/// One owner's rows and subscriptions, as the checks look at them one after the other.
///
/// A check that explains a difference claims it, so that no difference is reported twice; the
/// order of ``Check/all`` is therefore the order of explanation, from the particular to the
/// general.
struct AccountCase {
  let board: CaseBoard
  let account: Account
  /// What was found so far, in the order of the checks.
  private(set) var drifts: [Drift] = []
  /// Differences that a finding already explains, as places in ``Comparison/differences``.
  private var claimed: Set<Int> = []
  /// Pairs of which a finding already says what is wrong with them as a whole.
  private var settled: Set<Int> = []
  /// Rows whose status an automatic remedy changes: whether they will be live, and by which
  /// finding.
  private var mended: [Int: (isLive: Bool, drift: Int)] = [:]

  init(board: CaseBoard, account: Account) {
    self.board = board
    self.account = account
  }

  /// Everything the run knows.
  var evidence: Evidence { board.evidence }

  /// The pairs of the account that can be judged: nothing about them is in flight.
  var pairs: [PairView] {
    account.pairs.lazy.map { PairView(board: board, index: $0) }.filter { $0.isJudged }
  }

  /// Judged pairs that no finding has settled as a whole.
  var openPairs: [PairView] { pairs.filter(isOpen) }

  /// Whether no finding has settled the pair as a whole.
  func isOpen(_ pair: PairView) -> Bool { !settled.contains(pair.index) }

  /// Subscriptions that run, whether or not a row knows them.
  var liveSubscriptions: [PairView] { pairs.filter(\.isStripeLive) }

  /// Rows that occupy the owner's place after the automatic remedies found so far.
  var liveRows: [PairView] {
    pairs.filter { pair in
      guard let row = pair.row, !pair.isRowDeleted else { return false }
      return mended[row]?.isLive ?? pair.isRowLive
    }
  }

  /// The finding whose automatic remedy takes a live row out of the owner's place.
  var releasingDrift: Int? {
    pairs.lazy.filter(\.isRowLive).compactMap { pair in pair.row.flatMap { mended[$0] } }
      .first { !$0.isLive }?.drift
  }

  /// Whether something about the owner is too fresh to judge.
  var isInFlight: Bool {
    let horizon = evidence.definition.clock.horizon
    let fresh = [RowField.createdAt, .updatedAt, .deletedAt].contains { field in
      ownerCell(field).time.map { $0 > horizon } ?? false
    }
    return fresh || account.pairs.contains { !PairView(board: board, index: $0).isJudged }
  }

  /// Whether the owner's row was marked as deleted long enough ago for Stripe to have followed.
  var isOwnerDeleted: Bool {
    let deleted = ownerCell(.deletedAt)
    guard let time = deleted.time else { return deleted.hasValue }
    return time <= evidence.definition.clock.horizon
  }

  private func ownerCell(_ field: RowField) -> Cell {
    guard let row = account.ownerRow, let owners = board.owners else { return .unknown }
    return owners[row, field]
  }

  /// The differences of a pair that no finding has claimed.
  func differences(of pair: PairView) -> [FieldDifference] {
    pair.differences.filter { !claimed.contains($0) }.map {
      board.evidence.comparison.differences[$0]
    }
  }

  /// The unclaimed difference of a pair in one field.
  func difference(_ field: RowField, of pair: PairView) -> FieldDifference? {
    differences(of: pair).first { $0.field == field }
  }

  /// Adds a finding and claims the differences it explains.
  mutating func add(_ drift: Drift, about pair: PairView, settles: Bool = false) {
    let fields = Set(drift.fields.map(\.field))
    for place in pair.differences
    where fields.contains(board.evidence.comparison.differences[place].field) {
      claimed.insert(place)
    }
    if settles { settle(pair) }
    add(drift)
  }

  /// Adds a finding about the owner as a whole.
  mutating func add(_ drift: Drift) {
    noteStatus(after: drift)
    drifts.append(drift)
  }

  private mutating func noteStatus(after drift: Drift) {
    guard drift.disposition == .auto, case .update(let row, let cells, _) = drift.remedy,
      let column = board.rows?.definition.place(of: .status),
      let word = cells.first(where: { $0.column == column })?.cell.symbol
    else { return }
    mended[row] = (board.statuses[word]?.isLive ?? false, drifts.count)
  }

  /// Marks a pair as explained as a whole: whatever else differs follows from it.
  mutating func settle(_ pair: PairView) {
    settled.insert(pair.index)
    claimed.formUnion(pair.differences)
  }
}
