import Billing
import Bytes
import Reconciliation

/// Gathers matches into accounts, one for each owner.
///
/// Matches are only noted with the number of their account; they are moved once, at the end, when
/// the order of the accounts is known.
struct AccountGrouping {
  private var matches: [Pair] = []
  /// For each match its account, as a place in `accounts`.
  private var places: [UInt32] = []
  /// The accounts in the order they were met.
  private var accounts: [Account] = []
  private var placeOfOwner: SymbolMap
  private var placeOfCustomer = SymbolMap()

  init(expecting count: Int) {
    matches.reserveCapacity(count)
    places.reserveCapacity(count)
    placeOfOwner = SymbolMap(minimumCapacity: count)
  }

  /// Adds a match of an owner.
  mutating func add(
    _ match: Pair, to owner: Symbol, row: @autoclosure () -> Int?, hasConflict: Bool = false
  ) {
    let place = addOwner(owner, row: row())
    if hasConflict { accounts[Int(place)].hasIdentityConflict = true }
    note(match, in: place)
  }

  /// Adds what has no owner: by customer, or standing alone when there is no customer either.
  mutating func addOrphan(_ match: Pair, customer: Symbol) {
    let place = placeOfCustomer[customer] ?? open(Account(owner: .empty, ownerRow: nil))
    placeOfCustomer[customer] = place
    note(match, in: place)
  }

  /// Adds an owner, whether or not anything belongs to it.
  @discardableResult
  mutating func addOwner(_ owner: Symbol, row: @autoclosure () -> Int?) -> UInt32 {
    if let known = placeOfOwner[owner] { return known }
    let place = open(Account(owner: owner, ownerRow: row()))
    placeOfOwner[owner] = place
    return place
  }

  private mutating func open(_ account: Account) -> UInt32 {
    accounts.append(account)
    return UInt32(accounts.count - 1)
  }

  private mutating func note(_ match: Pair, in place: UInt32) {
    matches.append(match)
    places.append(place)
  }

  /// The accounts in the order of their owners' ids, those without an owner last in the order
  /// they were met, and the pairs of each in the order they were added.
  func sorted(by symbols: Symbols) -> (accounts: [Account], pairs: [Pair]) {
    var order = accounts.indices.filter { accounts[$0].owner != .empty }
    symbols.sort(&order) { accounts[$0].owner }
    order += accounts.indices.filter { accounts[$0].owner == .empty }
    var counts = [Int](repeating: 0, count: accounts.count)
    for place in places { counts[Int(place)] += 1 }
    var next = [Int](repeating: 0, count: accounts.count)
    var end = 0
    let sorted = order.map { place in
      var account = accounts[place]
      next[place] = end
      account.pairs = end..<end + counts[place]
      end += counts[place]
      return account
    }
    var pairs = matches
    for (match, place) in zip(matches, places) {
      pairs[next[Int(place)]] = match
      next[Int(place)] += 1
    }
    return (sorted, pairs)
  }
}
