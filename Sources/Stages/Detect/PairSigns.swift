/// What a row and its subscription show at first sight, a bit for each sign.
///
/// A check names the signs without which it finds nothing, and gets only pairs that show them; so
/// what cannot be drift costs a few tests of bits, whatever number of checks there is.
struct PairSigns: OptionSet, Hashable, Sendable {
  let rawValue: UInt16

  /// There was time for both sides to agree; every check needs it.
  static let judged = PairSigns(rawValue: 1 << 0)
  /// There is a row.
  static let row = PairSigns(rawValue: 1 << 1)
  /// Only Stripe has the subscription.
  static let noRow = PairSigns(rawValue: 1 << 2)
  /// Only the database has the row.
  static let noSubscription = PairSigns(rawValue: 1 << 3)
  /// A field differs.
  static let differs = PairSigns(rawValue: 1 << 4)
  /// The subscription runs.
  static let running = PairSigns(rawValue: 1 << 5)
  /// The subscription is over: Stripe says so, or its scheduled end has passed.
  static let over = PairSigns(rawValue: 1 << 6)
  /// Stripe collects nothing for the subscription for now.
  static let collectionPaused = PairSigns(rawValue: 1 << 7)
  /// The row occupies the owner's place.
  static let liveRow = PairSigns(rawValue: 1 << 8)
  /// The row's status word means the end.
  static let endedRow = PairSigns(rawValue: 1 << 9)
  /// The row is marked as deleted.
  static let deletedRow = PairSigns(rawValue: 1 << 10)
  /// The row names no subscription, or its status means that there is none.
  static let bareRow = PairSigns(rawValue: 1 << 11)
  /// The row's customer was deleted in Stripe.
  static let deletedCustomer = PairSigns(rawValue: 1 << 12)
  /// The price that is billed is mapped to no plan.
  static let unmappedPrice = PairSigns(rawValue: 1 << 13)
  /// Something else has to do with the same place: another pair of the owner, or a row that
  /// another one repeats.
  static let contested = PairSigns(rawValue: 1 << 14)
  /// A finding says already what is wrong with the pair as a whole; no check waits for it.
  static let settled = PairSigns(rawValue: 1 << 15)
}

/// Pairs of an account, as they were when the sequence was made.
struct PairSequence: Sequence, IteratorProtocol {
  private let board: CaseBoard
  private let first: Int
  private let signs: [PairSigns]
  private let wanted: PairSigns
  private let unwanted: PairSigns
  private var place = 0

  /// Chooses the pairs that show all signs that are wanted and none that is unwanted.
  init(
    _ board: CaseBoard, first: Int, signs: [PairSigns], wanted: PairSigns, unwanted: PairSigns
  ) {
    self.board = board
    self.first = first
    self.signs = signs
    self.wanted = wanted
    self.unwanted = unwanted
  }

  mutating func next() -> PairView? {
    while place < signs.count {
      let shown = signs[place]
      place += 1
      if shown.isSuperset(of: wanted), shown.isDisjoint(with: unwanted) {
        return PairView(board: board, index: first + place - 1, signs: shown)
      }
    }
    return nil
  }
}
