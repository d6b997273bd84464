/// Finds what somebody probably meant.
public enum NearestWord {
  /// A sentence that helps with an unknown word: the nearest known one, or a few of them.
  ///
  /// - Parameters:
  ///   - word: what was written.
  ///   - known: what could have been written, in the order to list it.
  /// - Returns: nil when nothing is known.
  public static func help(_ word: String, among known: [String]) -> String? {
    if let nearest = nearest(to: word, among: known) { return "did you mean “\(nearest)”?" }
    guard !known.isEmpty else { return nil }
    let shown = known.prefix(12).joined(separator: ", ")
    return "known: " + shown + (known.count > 12 ? ", and \(known.count - 12) more" : "")
  }

  /// The known word with the fewest differences, if they are few; the first of equals.
  static func nearest(to word: String, among known: [String]) -> String? {
    let written = folded(word)
    let allowed = max(1, written.count / 3)
    var best: (word: String, distance: Int)?
    for candidate in known {
      let distance = distance(written, folded(candidate))
      if distance <= allowed, distance < best?.distance ?? Int.max { best = (candidate, distance) }
    }
    return best?.word
  }

  /// The number of bytes to insert, delete, replace or swap with a neighbour.
  ///
  /// - Complexity: O(n·m).
  static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
    var before: [Int] = []
    var above = Array(0...other.count)
    for i in one.indices {
      var row = [i + 1] + [Int](repeating: 0, count: other.count)
      for j in other.indices {
        let isSame = one[i] == other[j]
        row[j + 1] = min(above[j] + (isSame ? 0 : 1), above[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, one[i] == other[j - 1], one[i - 1] == other[j] {
          row[j + 1] = min(row[j + 1], before[j - 1] + 1)
        }
      }
      (before, above) = (above, row)
    }
    return above[other.count]
  }

  /// The bytes in lower case, without the signs that people mix up.
  private static func folded(_ word: String) -> [UInt8] {
    word.utf8.prefix(64).filter { $0 != 0x2D && $0 != 0x5F }.map {
      (0x41...0x5A).contains($0) ? $0 + 0x20 : $0
    }
  }
}
