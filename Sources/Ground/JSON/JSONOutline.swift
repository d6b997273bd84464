/// Which parts of a document a caller will look at; the rest is checked but not delivered.
///
/// The elements of an array have the outline of the array itself, so that a list that stands
/// bare in one version of a format and inside an object in another can be described at once.
public indirect enum JSONOutline: Hashable, Sendable {
  /// The value with all that is in it.
  case everything
  /// The value; if it is an object the members of these names, if it is an array every element.
  case members([String: JSONOutline])

  /// The value alone: of an object, that it is one.
  public static let value = JSONOutline.members([:])

  /// What either of two outlines has.
  public func merging(_ other: JSONOutline) -> JSONOutline {
    guard case .members(let mine) = self, case .members(let others) = other else {
      return .everything
    }
    return .members(mine.merging(others) { $0.merging($1) })
  }
}

extension JSONOutline: ExpressibleByDictionaryLiteral {
  /// Lists members by their names, which must be distinct.
  public init(dictionaryLiteral members: (String, JSONOutline)...) {
    self = .members(Dictionary(uniqueKeysWithValues: members))
  }
}

/// An outline as numbered entries, so that a place in a shape can hold its part of it.
struct JSONOutlineTable: Sendable {
  /// The entry of what is not delivered.
  static let nothing: Int32 = -1
  /// The entry of what is delivered whole.
  static let everything: Int32 = 0
  /// The entry of the document.
  let root: Int32

  private var entries: [[(name: [UInt8], entry: Int32)]] = [[]]

  init(_ outline: JSONOutline) {
    var waiting: [(outline: JSONOutline, parent: Int, place: Int)] = []
    var entries = entries
    func enter(_ outline: JSONOutline) -> Int32 {
      guard case .members(let members) = outline else { return Self.everything }
      let entry = entries.count
      entries.append(members.map { (Array($0.key.utf8), Self.nothing) })
      for (place, member) in members.enumerated() {
        waiting.append((member.value, entry, place))
      }
      return Int32(entry)
    }
    root = enter(outline)
    while let next = waiting.popLast() {
      entries[next.parent][next.place].entry = enter(next.outline)
    }
    self.entries = entries
  }

  /// The entry of a member, given its plain name.
  func entry(of name: some Sequence<UInt8>, in entry: Int32) -> Int32 {
    if entry <= Self.everything { return entry }
    for member in entries[Int(entry)] where name.elementsEqual(member.name) {
      return member.entry
    }
    return Self.nothing
  }
}
