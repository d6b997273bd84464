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
  private(set) var account = Account(owner: .empty, ownerRow: nil)
  /// What was found so far, in the order of the checks.
  private(set) var drifts: [Drift] = []
  /// What each pair of the account shows.
  private var signs: [PairSigns] = []
  /// Which differences a finding already explains, from the account's first one on.
  private var isClaimed: [Bool] = []
  private var firstDifference = 0
  /// Rows whose status an automatic remedy changes: whether they will be live, and by which
  /// finding.
  private var mended: [Int: (isLive: Bool, drift: Int)] = [:]

  /// Creates a case without an account; see ``open(_:)``.
  init(board: CaseBoard) { self.board = board }

  /// Everything the run knows.
  var evidence: Evidence { board.evidence }

  /// Puts what was found aside and takes up the next account.
  mutating func open(_ account: Account) {
    self.account = account
    drifts.removeAll(keepingCapacity: true)
    if !mended.isEmpty { mended = [:] }
    board.read(account, into: &signs)
    let differences = board.differences(of: account)
    firstDifference = differences.lowerBound
    isClaimed.removeAll(keepingCapacity: true)
    isClaimed.append(contentsOf: repeatElement(false, count: differences.count))
  }

  // MARK: The pairs

  /// Whether a pair shows what a check needs; one that needs no signs looks at every account.
  func hasSuspects(showing wanted: PairSigns) -> Bool {
    wanted.isEmpty
      || signs.contains { $0.isSuperset(of: wanted.union(.judged)) && !$0.contains(.settled) }
  }

  /// Open pairs that show the signs of a check.
  func suspects(of check: Check) -> PairSequence {
    sequence(check.signs.union(.judged), besides: .settled)
  }

  /// The pairs of the account that can be judged: nothing about them is in flight.
  var pairs: PairSequence { sequence(.judged, besides: []) }

  /// Judged pairs that no finding has settled as a whole.
  var openPairs: PairSequence { sequence(.judged, besides: .settled) }

  private func sequence(_ wanted: PairSigns, besides unwanted: PairSigns) -> PairSequence {
    PairSequence(
      board, first: account.pairs.lowerBound, signs: signs, wanted: wanted, unwanted: unwanted)
  }

  /// Whether no finding has settled the pair as a whole.
  func isOpen(_ pair: PairView) -> Bool {
    !signs[pair.index - account.pairs.lowerBound].contains(.settled)
  }

  /// Subscriptions that run, whether or not a row knows them.
  var liveSubscriptions: PairSequence { sequence([.judged, .running], besides: []) }

  /// How many subscriptions run.
  var liveSubscriptionCount: Int { signs.count { $0.isSuperset(of: [.judged, .running]) } }

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

  // MARK: The owner

  /// Whether something about the owner is too fresh to judge.
  var isInFlight: Bool {
    let horizon = evidence.definition.clock.horizon
    let fresh = [RowField.createdAt, .updatedAt, .deletedAt].contains { field in
      ownerCell(field).time.map { $0 > horizon } ?? false
    }
    return fresh || signs.contains { !$0.contains(.judged) }
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

  // MARK: Differences and findings

  /// The differences of a pair that no finding has claimed.
  func differences(of pair: PairView) -> [FieldDifference] {
    pair.differences.lazy.filter { !isClaimed[$0 - firstDifference] }.map {
      board.evidence.comparison.differences[$0]
    }
  }

  /// The unclaimed difference of a pair in one field.
  func difference(_ field: RowField, of pair: PairView) -> FieldDifference? {
    for place in pair.differences where !isClaimed[place - firstDifference] {
      let difference = board.evidence.comparison.differences[place]
      if difference.field == field { return difference }
    }
    return nil
  }

  /// Adds a finding and claims the differences it explains.
  mutating func add(_ drift: Drift, about pair: PairView, settles: Bool = false) {
    for place in pair.differences {
      let field = board.evidence.comparison.differences[place].field
      if drift.fields.contains(where: { $0.field == field }) {
        isClaimed[place - firstDifference] = true
      }
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
    mended[row] = (board.status(of: word)?.isLive ?? false, drifts.count)
  }

  /// Marks a pair as explained as a whole: whatever else differs follows from it.
  mutating func settle(_ pair: PairView) {
    signs[pair.index - account.pairs.lowerBound].insert(.settled)
    for place in pair.differences { isClaimed[place - firstDifference] = true }
  }
}
