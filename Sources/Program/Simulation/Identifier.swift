import Billing

/// The ids of a world, as bytes; each follows from what it stands for.
struct Identifier {
  /// What stands in the middle of every id of one account at Stripe.
  static let account = "Tq7WhLm2Rv"
  private static let digits = Array(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
  private static let accountBytes = Array(account.utf8)
  /// The second that the time inside Stripe's ids counts from.
  private static let epoch = 1_342_389_380

  /// The kinds of thing that have an id.
  enum Kind: UInt64 {
    case subscription = 1, customer, item, paymentMethod, invoice, line, paymentIntent, charge
    case session, event, request, owner, row, freeRow, formerRow, payment, invoiceRow, ledgerRow
    case deadLetter, phantom, stranger, hosted, secret, note
  }

  private let base: UInt64

  init(_ world: World) { base = world.place(.identifiers) }

  /// Where the id of one thing is drawn: its kind, its account or subscription, its number there.
  func place(_ kind: Kind, _ owner: Int, _ number: Int = 0) -> UInt64 {
    Dice.place(Dice.place(base, kind.rawValue << 48 | UInt64(owner)), UInt64(number))
  }

  /// An id that tells its time: a prefix, `1`, five digits of time, the account and eight digits.
  static func timed(_ place: UInt64, at time: Int, lead: UInt8 = 0x31, to out: inout [UInt8]) {
    out.append(lead)
    var second = max(0, time - epoch)
    var code: (UInt8, UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0, 0)
    code.4 = digits[second % 62]
    second /= 62
    code.3 = digits[second % 62]
    second /= 62
    code.2 = digits[second % 62]
    second /= 62
    code.1 = digits[second % 62]
    second /= 62
    code.0 = digits[second % 62]
    out.append(code.0)
    out.append(code.1)
    out.append(code.2)
    out.append(code.3)
    out.append(code.4)
    out.append(contentsOf: accountBytes)
    base62(place, count: 8, to: &out)
  }

  /// Digits of base 62.
  static func base62(_ place: UInt64, count: Int, to out: inout [UInt8]) {
    var dice = Dice(place)
    var left = 0
    var bits: UInt64 = 0
    for _ in 0..<count {
      if left == 0 { (bits, left) = (dice.next(), 10) }
      // Ten digits of 62 take 60 bits; multiplying takes them from the top, evenly enough.
      let (high, low) = bits.multipliedFullWidth(by: 62)
      out.append(digits[Int(high)])
      bits = low
      left -= 1
    }
  }

  /// Lower-case hexadecimal digits.
  static func hex(_ place: UInt64, count: Int, to out: inout [UInt8]) {
    var dice = Dice(place)
    var bits = dice.next()
    for number in 0..<count {
      if number % 16 == 0, number > 0 { bits = dice.next() }
      let digit = UInt8(bits >> 60)
      out.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
      bits <<= 4
    }
  }

  /// A UUID of version 4.
  static func uuid(_ place: UInt64, to out: inout [UInt8]) {
    hex(place, count: 8, to: &out)
    out.append(0x2D)
    hex(place &+ 1, count: 4, to: &out)
    out.append(contentsOf: [0x2D, 0x34])
    hex(place &+ 2, count: 3, to: &out)
    out.append(contentsOf: [0x2D, 0x61])
    hex(place &+ 3, count: 3, to: &out)
    out.append(0x2D)
    hex(place &+ 4, count: 12, to: &out)
  }

  /// An id as applications make them: a letter and 24 lower-case letters and digits.
  static func local(_ place: UInt64, to out: inout [UInt8]) {
    var dice = Dice(place)
    out.append(contentsOf: [0x63, 0x6D])
    for _ in 0..<23 {
      let digit = UInt8(dice.below(36))
      out.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }
  }
}
