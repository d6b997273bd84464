import Bytes
import Reconciliation

/// How a name is made: what a pseudonym keeps of it, so that it is read as one of its kind.
struct NameShape: Hashable {
  /// What the rest of the name is made of.
  enum Rest: UInt8 {
    /// Letters and digits.
    case mixed
    /// Small letters and digits.
    case small
    /// Digits alone: a number.
    case digits
    /// A UUID.
    case uuid
    /// A mail address.
    case address
    /// Anything else, of which nothing is kept.
    case plain
  }

  /// What every name of the shape begins with.
  let prefix: [UInt8]
  let rest: Rest
  /// Whether it says that a name is yet to be filled in.
  let isUnfilled: Bool

  /// The shape of a name.
  init(of name: [UInt8]) {
    isUnfilled = Self.isUnfilled(name)
    if name.allSatisfy(Self.isDigit), name.count <= 18 {
      (prefix, rest) = ([], .digits)
    } else if name.contains(UInt8(ascii: "@")) {
      (prefix, rest) = ([], .address)
    } else if Self.isUUID(name) {
      (prefix, rest) = ([], .uuid)
    } else if let known = Self.stripePrefix(of: name) {
      // The digit after it tells how Stripe's ids are to be ordered.
      let digit = name.dropFirst(known.count).prefix(1).filter(Self.isDigit)
      (prefix, rest) = (known + digit, .mixed)
    } else if Self.isCUID(name) {
      (prefix, rest) = (Array(name.prefix(3)), .small)
    } else {
      (prefix, rest) = (Array("name-".utf8), .plain)
    }
  }

  private static func isUnfilled(_ name: [UInt8]) -> Bool {
    CatalogueDefinition.isUnfilled(String(decoding: name, as: UTF8.self).lowercased())
  }

  /// Whether the name is one of Stripe's.
  static func isStripes(_ name: [UInt8]) -> Bool { stripePrefix(of: name) != nil }

  /// The beginnings of Stripe's ids, without the underscore after them.
  ///
  /// Source: Stripe API reference, the examples of each object.
  private static let stripePrefixes: [[UInt8]] =
    [
      "acct", "ba", "bps", "btok", "card", "ch", "clock", "cn", "cnli", "co", "cs_live", "cs_test",
      "cus", "di", "dp", "du", "evt", "fee", "fr", "ii", "il", "in", "inpay", "ipi", "li", "link",
      "mbur", "mtr", "pi", "plan", "plink", "pm", "po", "price", "prod", "promo", "prv", "py",
      "pyr", "qt", "rcpt", "re", "req", "seti", "si", "sli", "src", "sub", "sub_sched", "tax",
      "tok",
      "tr", "trr", "txcd", "txi", "txn", "txr", "we",
    ].map { Array($0.utf8) + [UInt8(ascii: "_")] }

  private static func stripePrefix(of name: [UInt8]) -> [UInt8]? {
    stripePrefixes.filter { name.count > $0.count && name.starts(with: $0) }
      .max { $0.count < $1.count }
  }

  /// A collision-resistant id as web applications make them: `c` and 24 small letters and digits.
  private static func isCUID(_ name: [UInt8]) -> Bool {
    name.count == 25 && name[0] == UInt8(ascii: "c")
      && name.allSatisfy { isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
  }

  private static func isUUID(_ name: [UInt8]) -> Bool {
    name.count == 36
      && name.indices.allSatisfy { place in
        [8, 13, 18, 23].contains(place)
          ? name[place] == UInt8(ascii: "-") : isHexadecimal(name[place])
      }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
  }
}

extension NameShape {
  private static let digits = Array("0123456789".utf8)
  private static let small = digits + Array("abcdefghijklmnopqrstuvwxyz".utf8)
  private static let letters = Array("abcdefghijklmnopqrstuvwxyz".utf8)
  private static let mixed =
    digits + Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

  /// What shapes are sorted by.
  var order: [UInt8] { prefix + [0, rest.rawValue, isUnfilled ? 1 : 0] }

  /// So many different pseudonyms of this shape, in the order of their bytes.
  func pseudonyms(_ count: Int, from chance: inout KeyedChance) -> [[UInt8]] {
    var drawn: Set<[UInt8]> = []
    while drawn.count < count {
      let name = pseudonym(&chance)
      // Chance spells words, too.
      if Self.isUnfilled(name) == isUnfilled { drawn.insert(name) }
    }
    return drawn.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private func pseudonym(_ chance: inout KeyedChance) -> [UInt8] {
    let prefix = prefix + (isUnfilled ? Array("todo_".utf8) : [])
    return switch rest {
    case .mixed: prefix + chance.letters(14, of: Self.mixed)
    case .small: prefix + chance.letters(22, of: Self.small)
    case .plain: prefix + chance.letters(10, of: Self.letters)
    case .address: prefix + chance.letters(10, of: Self.letters) + Array("@example.invalid".utf8)
    // Seven digits fit every column of whole numbers, and sort alike as numbers and as texts.
    case .digits:
      chance.letters(1, of: Array(Self.digits[1...])) + chance.letters(6, of: Self.digits)
    case .uuid: Self.uuid(chance.letters(32, of: Array(Self.small.prefix(16))))
    }
  }

  /// A UUID of version 4 (RFC 9562) with these digits, but for the two that say so.
  private static func uuid(_ digits: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    for (place, digit) in digits.enumerated() {
      if [8, 12, 16, 20].contains(place) { text.append(UInt8(ascii: "-")) }
      switch place {
      case 12: text.append(UInt8(ascii: "4"))
      case 16: text.append(UInt8(ascii: "8"))
      default: text.append(digit)
      }
    }
    return text
  }

  /// Whether one name stands before another of the same shape: numbers by what they count.
  func precedes(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    if rest == .digits, one.count != other.count { return one.count < other.count }
    return one.lexicographicallyPrecedes(other)
  }
}

/// Chance that follows from a key: the same key gives the same draws, and nobody without it can
/// tell them.
struct KeyedChance {
  private let key: KeyedDigest
  private var block: ArraySlice<UInt8> = []
  private var count: UInt64 = 0

  /// Chance that follows from a content.
  init(key: [UInt8]) { self.key = KeyedDigest(key: key) }

  /// So many letters of an alphabet.
  mutating func letters(_ count: Int, of alphabet: [UInt8]) -> [UInt8] {
    (0..<count).map { _ in alphabet[Int(next()) % alphabet.count] }
  }

  private mutating func next() -> UInt8 {
    if block.isEmpty {
      block = key.digest(of: Array(String(count).utf8)).bytes[...]
      count += 1
    }
    return block.removeFirst()
  }
}
