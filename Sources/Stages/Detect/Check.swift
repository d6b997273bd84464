public import Reconciliation

/// One class of drift: what it is, what it costs, and how it is found.
///
/// One check is one file in `Checks`, one test file, one scenario folder and one row in
/// ``Check/all``; its words are also the reference that `trueup help checks` prints.
public struct Check: Sendable {
  /// A family letter and a number, for example `S02`; never reused.
  public let code: String
  /// The class as a kebab-case name, also the name of its scenario's folder.
  public let name: String
  /// What the two sides say, in one sentence.
  public let definition: String
  /// How such a difference comes about.
  public let origin: String
  /// Who is hurt.
  public let harm: Harm
  /// How urgent it is unless the pipeline says otherwise.
  public internal(set) var severity: Severity
  /// Whether the pipeline gave the check that urgency.
  var isSeveritySet = false
  /// What may be done about it unless something holds it back.
  public internal(set) var disposition: Disposition
  /// What mends it.
  public let fix: String
  /// What must be true before and while it is mended.
  public let safeguard: String
  /// When a person decides instead.
  public let personWhen: String
  /// The tables without which the class cannot be evaluated.
  public let needs: [TableRole]
  /// Tables of which at least one must be there; empty where none is needed.
  let needsOneOf: [TableRole]
  /// The fields without a column for which the class cannot be evaluated.
  public let needsFields: [RowField]
  /// The table whose columns ``needsFields`` are about.
  let fieldsRole: TableRole

  /// The kinds of caches without a dump of which the class cannot be evaluated.
  public let needsCaches: [CacheDefinition.Purpose]

  /// The kinds of Stripe's objects without any of which the class cannot be evaluated.
  public let needsObjects: [StripeKind]

  /// What else of a pipeline keeps the class from being evaluated, and what would allow it.
  let obstacle: @Sendable (SystemDefinition) -> String?

  /// The signs that a pair must show for the check to find something; none for a check that looks
  /// at the owner as a whole.
  let signs: PairSigns
  /// Looks at one account and adds what it finds.
  ///
  /// It is called only where a pair shows the signs, and gets such pairs from
  /// ``AccountCase/suspects(of:)``.
  let find: @Sendable (Check, inout AccountCase) -> Void
  /// Looks at the events that the application's ledger lacks; `nil` for a check of accounts.
  let findInLedger: (@Sendable (Check, LedgerCase) -> [Drift])?
  /// Looks at what a declared rule says; `nil` for a check that needs no declaration.
  ///
  /// It is called for every rule of the pipeline and passes over those of another kind.
  let findByRule: (@Sendable (Check, RuleCase) -> [Drift])?
  /// Looks at tables and objects that no owner's case has; `nil` for a check of accounts.
  let findInTables: (@Sendable (Check, TableCase) -> [Drift])?
  /// Looks at how the other findings came about; `nil` for a check of anything else.
  let findInCauses: (@Sendable (Check, CausedFindings) -> [Drift])?

  init(
    _ code: String, _ name: String, definition: String, origin: String, harm: Harm,
    severity: Severity, disposition: Disposition, fix: String, safeguard: String,
    personWhen: String, needs: [TableRole] = [.subscriptions], needsOneOf: [TableRole] = [],
    needsFields: [RowField] = [],
    of fieldsRole: TableRole = .subscriptions, needsCaches: [CacheDefinition.Purpose] = [],
    needsObjects: [StripeKind] = [], signs: PairSigns = [],
    find: @escaping @Sendable (Check, inout AccountCase) -> Void = { _, _ in },
    obstacle: @escaping @Sendable (SystemDefinition) -> String? = { _ in nil },
    findInLedger: (@Sendable (Check, LedgerCase) -> [Drift])? = nil,
    findByRule: (@Sendable (Check, RuleCase) -> [Drift])? = nil,
    findInTables: (@Sendable (Check, TableCase) -> [Drift])? = nil,
    findInCauses: (@Sendable (Check, CausedFindings) -> [Drift])? = nil
  ) {
    self.code = code
    self.name = name
    self.definition = definition
    self.origin = origin
    self.harm = harm
    self.severity = severity
    self.disposition = disposition
    self.fix = fix
    self.safeguard = safeguard
    self.personWhen = personWhen
    self.needs = needs
    self.needsOneOf = needsOneOf
    self.needsFields = needsFields
    self.fieldsRole = fieldsRole
    self.needsCaches = needsCaches
    self.needsObjects = needsObjects
    self.signs = signs
    self.obstacle = obstacle
    self.find = find
    self.findInLedger = findInLedger
    self.findByRule = findByRule
    self.findInTables = findInTables
    self.findInCauses = findInCauses
  }
}
