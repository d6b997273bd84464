import Bytes

/// What a name in a record says about whom the record belongs to.
enum NameTie: UInt8 {
  /// The name of the record itself: whoever cites it may want to see the record.
  case own
  /// Somebody or something of one owner: all that names it belongs together.
  case kin
  /// Something that many owners share, a price for example; only the record it names is wanted.
  case shared
}

/// The names in the records of a bundle, and the pseudonyms that stand for them.
///
/// First names are met, then ``assign(key:)`` gives each a pseudonym of its shape, by chance but in
/// the order of the names: so whatever was decided by the order of ids is decided the same way, and
/// a pseudonym holds nothing of the name it stands for but its place among the others.
struct Pseudonyms {
  /// The names met since ``forget()``, in the order they were met.
  private(set) var met: [(name: [UInt8], tie: NameTie)] = []

  /// Words of the definition, which are no names of anybody.
  private let words: Set<[UInt8]>
  private var pseudonyms: [[UInt8]: [UInt8]] = [:]

  /// Creates a book without names.
  ///
  /// - Parameter words: words that stay as they are.
  init(words: Set<[UInt8]>) { self.words = words }

  /// Forgets the names that were met, not the pseudonyms that were given.
  mutating func forget() { met.removeAll() }

  /// What stands for a name: itself until pseudonyms are given, and always for the empty text and
  /// the words of the definition.
  mutating func standIn(for name: [UInt8], _ tie: NameTie) -> [UInt8] {
    if name.isEmpty || words.contains(name) { return name }
    met.append((name, tie))
    return pseudonyms[name] ?? name
  }

  /// What stands for a mail address; addresses that are equal to a mail provider share it.
  mutating func standIn(forAddress address: [UInt8]) -> [UInt8] {
    var letters = address.filter { $0 > 0x20 }
    for place in letters.indices where (0x41...0x5A).contains(letters[place]) {
      letters[place] |= 0x20
    }
    if !letters.contains(UInt8(ascii: "@")) { letters.append(UInt8(ascii: "@")) }
    return address.isEmpty ? address : standIn(for: letters, .shared)
  }

  /// Whether a word is one of the definition.
  func isWord(_ text: [UInt8]) -> Bool { words.contains(text) }

  /// The pseudonym of a name that was met; `nil` for other texts.
  func pseudonym(of name: [UInt8]) -> [UInt8]? { pseudonyms[name] }

  /// Gives a pseudonym to every name that was met.
  ///
  /// - Parameter key: what the chance follows from.
  mutating func assign(key: [UInt8]) {
    var names: [NameShape: Set<[UInt8]>] = [:]
    for (name, _) in met { names[NameShape(of: name), default: []].insert(name) }
    var chance = KeyedChance(key: key)
    let shapes = names.keys.sorted { $0.order.lexicographicallyPrecedes($1.order) }
    for shape in shapes {
      let sorted = (names[shape] ?? []).sorted { shape.precedes($0, $1) }
      for (name, pseudonym) in zip(sorted, shape.pseudonyms(sorted.count, from: &chance)) {
        pseudonyms[name] = pseudonym
      }
    }
    met.removeAll()
  }
}
