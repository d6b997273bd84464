/// Leaves out of a list whatever can be left out.
///
/// Source: A. Zeller and R. Hildebrandt, “Simplifying and Isolating Failure-Inducing Input”, 2002,
/// in the plain form that only ever tries to leave stretches out.
struct CaseReducer {
  /// How many trials may be made; what is left then still holds, though it may not be the least.
  var trialLimit = 2_000
  /// How many trials were made.
  private(set) var trialCount = 0

  /// Leaves out of a list what can be left out: first whole groups, then one element or the other.
  ///
  /// - Parameters:
  ///   - list: a list that holds.
  ///   - groups: its places, each in one group; what is of one group is best left out together.
  ///   - holds: whether a shorter one does.
  /// - Returns: the shortest list that still holds, as ``reduced(_:holds:)`` finds it.
  /// - Throws: what `holds` throws.
  mutating func reduced<Element, Failed: Error>(
    _ list: [Element], in groups: [[Int]], holds: ([Element]) throws(Failed) -> Bool
  ) throws(Failed) -> [Element] {
    func elements(of groups: [[Int]]) -> [Element] { groups.joined().sorted().map { list[$0] } }
    let kept = try reduced(groups) { groups throws(Failed) in try holds(elements(of: groups)) }
    return try reduced(elements(of: kept), holds: holds)
  }

  /// Leaves out of a list what can be left out.
  ///
  /// - Parameters:
  ///   - list: a list that holds.
  ///   - holds: whether a shorter one does.
  /// - Returns: the shortest list that still holds: without any one of its elements it does not,
  ///   unless the trials ran out.
  /// - Throws: what `holds` throws.
  /// - Complexity: at worst as many trials as the square of the result's length, and a few more
  ///   for each that is left out.
  mutating func reduced<Element, Failed: Error>(
    _ list: [Element], holds: ([Element]) throws(Failed) -> Bool
  ) throws(Failed) -> [Element] {
    var kept = list
    var size = (kept.count + 1) / 2
    while size > 0, trialCount < trialLimit {
      let before = kept.count
      var start = 0
      while start < kept.count, trialCount < trialLimit {
        let end = min(start + size, kept.count)
        let rest = Array(kept[..<start] + kept[end...])
        trialCount += 1
        if try holds(rest) { kept = rest } else { start = end }
      }
      // One by one as long as that helps: what is left out may have been what another was for.
      if size == 1, kept.count == before { break }
      size = max(1, size / 2)
    }
    return kept
  }
}
