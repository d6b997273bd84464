import Billing
import Reconciliation

/// The word that the application writes for each state of a subscription, by the system's own rule.
///
/// The rule is asked once for every situation there can be, for it compares texts.
struct StatusWords {
  private let words: [Int]
  private let statuses: [StatusWord]

  init(_ definition: SystemDefinition) {
    statuses = definition.statuses
    let now = Timestamp(seconds: 1_000)
    words = (0..<SubscriptionStatus.allCases.count * 16).map { number in
      let situation = StatusRule.Situation(
        status: SubscriptionStatus.allCases[number / 16], isEnding: number & 1 != 0,
        end: Timestamp(seconds: number & 2 != 0 ? 0 : 2_000),
        trialEnd: Timestamp(seconds: number & 4 != 0 ? 0 : 2_000),
        isCollectionPaused: number & 8 != 0)
      let word = definition.statusRule.word(for: situation, asOf: now)
      return definition.statuses.firstIndex { $0.word == word } ?? -1
    }
  }

  /// The word for a state when its event is handled, as a place in the system's words.
  ///
  /// -1 when no case of the rule fits.
  func word(for state: SubscriptionState, at time: Int) -> Int {
    let isEnding = state.endsWithPeriod || state.cancelAt > 0
    let end =
      state.endedAt > 0 ? state.endedAt : state.cancelAt > 0 ? state.cancelAt : state.periodEnd
    let status = SubscriptionStatus.allCases.firstIndex(of: state.status) ?? 0
    return words[
      status * 16 + (isEnding ? 1 : 0) + (end <= time ? 2 : 0)
        + (state.trialEnd > 0 && state.trialEnd <= time ? 4 : 0)
        + (state.isCollectionPaused ? 8 : 0)]
  }

  /// Whether a row with a word holds its owner's place.
  func isLive(_ word: Int) -> Bool { word >= 0 && statuses[word].isLive }

  /// The first word of a meaning; -1 when the system has none.
  func word(meaning: StatusMeaning) -> Int {
    statuses.firstIndex { $0.meaning == meaning } ?? -1
  }
}
