import Billing
import Bytes
import Dumps
import JSON
import Normalize
import Reconciliation

/// Rewrites records so that nothing of them is left but what the engine reads, and no name is
/// anybody's.
///
/// What is kept is listed, not what is left out: of a Stripe record the parts of the outline by
/// which it is read, of a row the columns that are kept in memory, of a cache's entry the values
/// the pipeline names. Of these, numbers, instants and truth values stay; a text stays when it is
/// one of the words that Stripe or the definition has, else a pseudonym stands for it.
struct Redactor {
  let definition: SystemDefinition
  /// The names, and what stands for them.
  var names: Pseudonyms
  let outline: JSONOutline
  /// The metadata keys that hold the owner's id.
  let ownerKeys: Set<String>
  var content = JSONContentHash()
  var scratch: [UInt8] = []

  /// Creates a redactor of a system's records.
  init(_ definition: SystemDefinition, words: Set<[UInt8]>) {
    self.definition = definition
    names = Pseudonyms(words: words)
    outline = StripeNormalizer.outline(for: definition.stripe)
    ownerKeys = Set(definition.stripe.ownerKeys)
  }

  /// A record as a line of a bundle's file; `nil` when it cannot be read.
  mutating func line(of record: CaseRecord) -> [UInt8]? {
    switch record.content {
    case .stripe(let bytes, _, isFrame: true): frame(bytes)
    case .stripe(let bytes, let kind, isFrame: false): stripe(bytes, kind)
    case .entry(let bytes): entry(bytes)
    case .row(let cells):
      if case .table(let place) = record.origin { row(cells, of: place) } else { nil }
    }
  }

  /// The names in a record, and what they say about whom it belongs to.
  mutating func names(in record: CaseRecord) -> [(name: [UInt8], tie: NameTie)] {
    names.forget()
    _ = line(of: record)
    return names.met
  }

  /// What a text in a field of words becomes.
  mutating func word(_ text: [UInt8]) -> [UInt8] {
    StripeWord.isOne(text) ? text : names.standIn(for: text, .shared)
  }
}

/// The words that Stripe has for states, periods and the like.
enum StripeWord {
  /// Whether a text is one of them.
  static func isOne(_ text: [UInt8]) -> Bool {
    let word = String(decoding: text, as: UTF8.self)
    return all.contains(word) || MoneyState.stripesWords.contains(word)
      || SubscriptionStatus(rawValue: word) != nil
  }

  /// Whether a text is the name of a kind of object or of event, for example `invoice.paid`.
  static func isTypeName(_ text: [UInt8]) -> Bool {
    text.count <= 80
      && text.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
          || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
      }
  }

  /// Source: Stripe API reference: Price, Subscription, Invoice, Checkout Session, Subscription
  /// Schedule, Dispute.
  private static let all: Set<String> = [
    "day", "week", "month", "year", "licensed", "metered",
    "charge_automatically", "send_invoice", "keep_as_draft", "mark_uncollectible",
    "subscription_create", "subscription_cycle", "subscription_update", "subscription_threshold",
    "subscription", "manual", "upcoming", "automatic_pending_invoice_item_invoice",
    "quote_accept", "complete", "expired", "not_started", "released", "completed",
    "lost", "won", "needs_response", "under_review", "warning_needs_response",
    "warning_under_review", "warning_closed", "deleted",
  ]
}
