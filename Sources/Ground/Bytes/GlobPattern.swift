/// One part of a shell pattern, matched against one name.
///
/// `*` stands for any characters, `?` for one, `[a-z]` for one of a set and `[!a-z]` for one not
/// of it; a backslash takes the next character as it is. A name that begins with a `.` is matched
/// only by a pattern that does. Matching takes no recursion and at most (name × pattern) steps.
struct GlobPattern {
  private enum Token: Equatable {
    case anything
    case one
    case literal(Unicode.Scalar)
    case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)

    func matches(_ scalar: Unicode.Scalar) -> Bool {
      switch self {
      case .anything, .one: true
      case .literal(let wanted): wanted == scalar
      case .set(let ranges, let isNegated): ranges.contains { $0 ~= scalar } != isNegated
      }
    }
  }

  private let tokens: [Token]

  /// Whether a text has a character that makes it a pattern.
  static func isPattern(_ text: String) -> Bool {
    text.utf8.contains { "*?[\\".utf8.contains($0) }
  }

  init(_ text: String) {
    var rest = Array(text.unicodeScalars)[...]
    var tokens: [Token] = []
    while let scalar = rest.popFirst() {
      switch scalar {
      case "*": if tokens.last != .anything { tokens.append(.anything) }
      case "?": tokens.append(.one)
      case "[": tokens.append(Self.set(&rest) ?? .literal(scalar))
      case "\\": tokens.append(.literal(rest.popFirst() ?? scalar))
      default: tokens.append(.literal(scalar))
      }
    }
    self.tokens = tokens
  }

  func matches(_ name: String) -> Bool {
    let scalars = Array(name.unicodeScalars)
    if scalars.first == ".", tokens.first != .literal(".") { return false }
    var (place, token) = (0, 0)
    var retry: (place: Int, token: Int)?
    while place < scalars.count {
      if token < tokens.count, tokens[token] == .anything {
        token += 1
        retry = (place, token)
      } else if token < tokens.count, tokens[token].matches(scalars[place]) {
        place += 1
        token += 1
      } else if let (start, after) = retry {
        place = start + 1
        token = after
        retry = (place, after)
      } else {
        return false
      }
    }
    return tokens[token...].allSatisfy { $0 == .anything }
  }

  /// The set after a `[`; nil when it has no end and the bracket therefore means itself.
  private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) -> Token? {
    var inner = rest
    let isNegated = inner.first == "!" || inner.first == "^"
    if isNegated { inner.removeFirst() }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    while let low = inner.popFirst() {
      if low == "]", !ranges.isEmpty {
        rest = inner
        return .set(ranges, isNegated: isNegated)
      }
      var high = low
      if inner.first == "-", let end = inner.dropFirst().first, end != "]" {
        inner = inner.dropFirst(2)
        high = end
      }
      if low <= high { ranges.append(low...high) }
    }
    return nil
  }
}
