import Billing
import Bytes
public import Diagnostics

/// Customers of Stripe that are one customer of the business, from a file.
///
/// The file is CSV with the columns `customer` and `same_as`: the id of a customer, and that of the
/// one among whose figures it counts. What the second is the same as counts as well.
public struct CustomerAliases: Hashable, Sendable {
  private var others: [String: String] = [:]

  /// No customer is the same as another.
  public static let none = CustomerAliases()

  private init() {}

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - file: the whole file.
  ///   - name: how to call it in messages.
  /// - Throws: `customer-aliases` for a file that is none or goes round in a circle, with the
  ///   line.
  public init(_ file: [UInt8], name: String) throws(Failure) {
    let table = try ShortTable(
      file, name: name, columns: ["customer", "same_as"], code: .customerAliases,
      meaning: "a customer and the one that it is the same as",
      help: "lines such as “cus_old,cus_new”, each customer once and none in a circle")
    for row in table.rows {
      let (customer, other) = (row.cells[0], row.cells[1])
      guard !customer.isEmpty, !other.isEmpty, others[customer] == nil, last(of: other) != customer
      else { throw table.refusal(of: row) }
      others[customer] = other
    }
  }

  /// The customer at the end of a chain.
  private func last(of customer: String) -> String {
    var last = customer
    while let other = others[last] { last = other }
    return last
  }

  /// Each customer that counts among another's figures, and that one; by their ids.
  var pairs: [(customer: String, other: String)] {
    others.keys.sorted().map { ($0, last(of: $0)) }
  }
}

extension RevenueHistory {
  /// Lets customers count among those they are the same as.
  public mutating func unite(_ aliases: CustomerAliases) {
    for (customer, other) in aliases.pairs {
      guard let own = symbols.find(customer) else { continue }
      let whole = symbols.intern(other)
      for place in states.indices where states[place].customer == own {
        states[place].customer = whole
      }
    }
  }
}

extension Failure.Code {
  /// A file that says which customers are the same cannot be read as one.
  public static let customerAliases = Failure.Code(rawValue: "customer-aliases")
}
