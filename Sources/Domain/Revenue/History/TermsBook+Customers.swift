public import Billing
public import Bytes

/// A discount of a customer: it is for all subscriptions that have none of their own.
public struct CustomerDiscount: Hashable, Sendable {
  /// The discount's id, or the coupon's where the discount has none.
  public var discount: Symbol
  /// The coupon's id; empty when only the discount's id is known.
  public var coupon: Symbol
  /// The coupon's terms; `nil` when they were not exported with it.
  public var terms: CouponTerms?
  /// When it begins to apply; `nil` for always.
  public var start: Timestamp?
  /// The first instant at which it applies no more; `nil` while no end is known.
  public var end: Timestamp?

  /// Creates a discount.
  public init(discount: Symbol, coupon: Symbol) {
    self.discount = discount
    self.coupon = coupon
  }
}

extension TermsBook {
  /// What is known of the discounts of customers.
  struct Customers: Sendable {
    /// The sights of each customer with a discount.
    var discounts = TextTable<[Entry<CustomerDiscount>]>()
    /// When customers were seen without one, or without any: then the discount is empty.
    var bare: [(customer: Symbol, discount: Symbol, seen: Timestamp)] = []
  }

  /// Takes in a customer's discount, with symbols of the book.
  public mutating func add(_ discount: CustomerDiscount, of customer: Symbol, _ edition: Edition) {
    customers.discounts.update(customer, or: []) {
      $0.append(Entry(terms: discount, edition: edition))
    }
  }

  /// Notes that a customer did not have a discount at some time.
  ///
  /// - Parameters:
  ///   - discount: the discount; empty for any.
  ///   - customer: the customer.
  ///   - seen: the time.
  public mutating func note(without discount: Symbol, customer: Symbol, seen: Timestamp) {
    customers.bare.append((customer, discount, seen))
  }

  /// Takes in what another book knows of customers, by a map of its symbols.
  mutating func add(_ other: Customers, _ map: [Symbol]) {
    for (customer, entries) in other.discounts.entries {
      for entry in entries {
        var discount = entry.terms
        discount.discount = map[Int(discount.discount.rawValue)]
        discount.coupon = map[Int(discount.coupon.rawValue)]
        discount.terms = discount.terms?.renumbered(by: map)
        add(discount, of: map[Int(customer.rawValue)], entry.edition)
      }
    }
    customers.bare += other.bare.map {
      (map[Int($0.customer.rawValue)], map[Int($0.discount.rawValue)], $0.seen)
    }
  }

  /// Forgets what does not matter in the end: sights of customers who never had a discount.
  ///
  /// - Returns: the book, to be asked.
  public func settled() -> TermsBook {
    var book = self
    book.customers.bare.removeAll { customers.discounts[$0.customer] == nil }
    return book
  }

  /// The discounts of a customer by their beginnings, with symbols of the table that its id is of.
  ///
  /// Of several wordings of one the latest counts; one ends where the customer is first seen
  /// without it.
  public func discounts(of customer: Symbol, in table: inout Symbols) -> [CustomerDiscount] {
    guard !customers.discounts.entries.isEmpty, customer != .empty,
      let known = table.withView(of: customer, { symbols.find($0) }),
      let entries = customers.discounts[known]?.sorted(by: { $0.edition < $1.edition })
    else { return [] }
    let bare = customers.bare.filter { $0.customer == known }
    return entries.indices.filter { place in
      !entries[(place + 1)...].contains { $0.terms.discount == entries[place].terms.discount }
    }.map { place in
      var discount = entries[place].terms
      let seen = entries[place].edition.seen
      let losses = bare.filter {
        $0.seen > seen && ($0.discount == .empty || $0.discount == discount.discount)
      }
      let ends =
        losses.map(\.seen) + entries[(place + 1)...].prefix(1).map(\.edition.seen)
        + [discount.end].compactMap(\.self)
      discount.end = ends.min()
      discount.discount = symbols.withView(of: discount.discount) { table.intern($0) }
      discount.coupon = symbols.withView(of: discount.coupon) { table.intern($0) }
      discount.terms = discount.terms?.translated { symbol in
        symbols.withView(of: symbol) { table.intern($0) }
      }
      return discount
    }
  }
}
