import Reconciliation

extension Verdict {
  /// The handler wrote the row and left null what newer API versions have in another place.
  static let shape = Verdict(.shape) { file in
    let foreign = file.foreign
    guard file.lacksForeign, foreign.isSubset(of: moved), let writer = file.writer else {
      return nil
    }
    var cause = file.plainCause(
      .shape, 75,
      [
        "the row is null in \(file.fieldNames(foreign)), which newer API versions have in another "
          + "place of the object",
        "it was written while \(writer.title) was handled, and follows it in everything else",
      ],
      refutedIf: "a row that was filled from an event of the same API version would show it wrong")
    cause.frozenAtEvent = writer.event
    cause.lostEvents = [writer.event]
    cause.origins = [writer.origin]
    return cause
  }

  /// Fields whose place in the object changed between API versions.
  ///
  /// Source: Stripe's changelog: periods moved to the items with 2025-03-31, the discount became a
  /// list before that.
  private static let moved: Set<RowField> = [.periodStart, .periodEnd, .discount]
}
