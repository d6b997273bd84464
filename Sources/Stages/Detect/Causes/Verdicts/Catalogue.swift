import Reconciliation

extension Verdict {
  /// The price is not in the catalogue, or not once: no event is to blame.
  static let catalogue = Verdict(.catalogue) { file in
    guard codes.contains(file.drift.code) else { return nil }
    return file.plainCause(
      .catalogue, 95, ["the catalogue does not map the price to exactly one plan as Stripe has it"],
      refutedIf: "a catalogue of the same day that maps the price would show it wrong")
  }

  /// Classes that say so by themselves.
  private static let codes: Set<String> = ["P02", "P03", "P04", "P05", "P06", "P07"]
}
