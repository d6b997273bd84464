import Billing
import Diagnostics
import Reconciliation

/// What words mean, which price is which plan, and what owners have.
extension PipelineResolution {
  mutating func resolveStatuses() {
    guard
      let element = neededSection(
        "statuses", help: "say what the database's status words mean: <status word=\"…\" means=…/>")
    else { return }
    definition.statuses = statuses(in: element)
  }

  private mutating func statuses(in element: PipelineElement) -> [StatusWord] {
    var statuses: [StatusWord] = []
    for child in children(of: element, allowed: ["status"]) {
      _ = children(of: child, allowed: [])
      let word = needed(child, "word")
      if statuses.contains(where: { $0.word == word }) {
        note(.pipelineDuplicate, "the status word “\(word)” twice", at: child.place(of: "word"))
      }
      let meaning: StatusMeaning = choice(child, "means") ?? .none
      statuses.append(
        StatusWord(
          word, means: meaning, isLive: flag(child, "live") ?? meaning.isUsuallyLive,
          givesAccess: flag(child, "access") ?? meaning.usuallyGivesAccess))
    }
    return statuses
  }

  /// What other parts of the application take for access.
  mutating func resolvePolicies() {
    guard let element = section("policies") else { return }
    for child in children(of: element, allowed: ["policy"]) {
      _ = children(of: child, allowed: [])
      let consumer = needed(child, "consumer")
      if definition.policies.contains(where: { $0.consumer == consumer }) {
        note(
          .pipelineDuplicate, "a second policy of “\(consumer)”", at: child.place(of: "consumer"))
      }
      definition.policies.append(
        AccessPolicy(consumer: consumer, words: statusWords(child, "access")))
    }
  }

  /// The second layer; without a section of its own it has the words of the first.
  mutating func resolveLayer() {
    guard let table = definition.table(.platformSubscriptions) else {
      guard let element = section("layer") else { return }
      return note(
        .pipelineMissing, "no table has the role platform-subscriptions", at: element.place,
        help: "a layer is what the rows of such a table say")
    }
    guard table.place(of: .parent) != nil, table.place(of: .status) != nil else { return }
    var layer = LayerDefinition(statuses: definition.statuses, statusRule: definition.statusRule)
    if let element = section("layer") {
      for child in children(of: element, allowed: ["statuses", "status-rule"]) {
        if child.name == "statuses" {
          layer.statuses = statuses(in: child)
        } else {
          layer.statusRule = statusRule(in: child, among: layer.statuses)
        }
      }
    }
    definition.layer = layer
  }

  mutating func resolveStatusRule() {
    guard
      let element = neededSection(
        "status-rule", help: "say which word goes with which state: <when stripe=… status=…/>")
    else { return }
    definition.statusRule = statusRule(in: element, among: definition.statuses)
  }

  private mutating func statusRule(
    in element: PipelineElement, among statuses: [StatusWord]
  ) -> StatusRule {
    var rule = StatusRule(cases: [])
    var covered: Set<SubscriptionStatus> = []
    for child in children(of: element, allowed: ["when"]) {
      _ = children(of: child, allowed: [])
      let meant: [SubscriptionStatus] = choices(child, "stripe", "a status of Stripe")
      var one = StatusRule.Case(
        Set(meant), word: statusWord(child, "status", among: statuses))
      one.isEnding = flag(child, "ending")
      one.endIsPast = child.value("end").map { $0 == "past" }
      one.trialIsPast = child.value("trial").map { $0 == "past" }
      one.isCollectionPaused = child.value("collection").map { $0 == "paused" }
      if let number = rule.cases.firstIndex(where: { $0.hides(one) }) {
        warn(
          .pipelineCaseHidden, "this case never applies: case \(number + 1) comes first",
          at: child.place, help: "the first case that fits counts; move this one up")
      }
      rule.cases.append(one)
      covered.formUnion(meant)
    }
    let missing = SubscriptionStatus.allCases.filter { !covered.contains($0) }
    guard !missing.isEmpty else { return rule }
    warn(
      .pipelineStatusUncovered,
      "no case for \(missing.map(\.rawValue).joined(separator: ", "))", at: element.place,
      help: "subscriptions in that state are reported as not evaluated; nothing is guessed")
    return rule
  }

  mutating func resolveEventHandling() {
    guard let element = section("event-handling") else { return }
    var rules = EventRules()
    rules.leaseSeconds = duration(element, "lease", or: rules.leaseSeconds)
    rules.maximumAttempts = element.value("max-attempts").map { _ in
      Int64(number(element, "max-attempts", in: 1...1_000_000, or: 1))
    }
    rules.isIdempotent = flag(element, "idempotent") ?? false
    for child in children(of: element, allowed: ["event-status"]) {
      _ = children(of: child, allowed: [])
      let word = needed(child, "word")
      if rules.progress(of: word) != nil {
        note(.pipelineDuplicate, "the event status “\(word)” twice", at: child.place(of: "word"))
      }
      rules.statuses.append(
        EventStatusWord(word, means: choice(child, "means") ?? .processed))
    }
    definition.eventRules = rules
  }

  mutating func resolveCatalogue() {
    guard let element = section("catalogue") else { return }
    let plans = element.value("table") == nil ? nil : table(element, "table")
    var catalogue = CatalogueDefinition(
      table: plans?.name ?? "", placeholders: words(element, "placeholders"))
    catalogue.naming = choice(element, "named-by") ?? .key
    for child in children(of: element, allowed: ["alias"]) {
      _ = children(of: child, allowed: [])
      let price = needed(child, "price")
      if catalogue.aliases.contains(where: { $0.price == price }) {
        note(.pipelineDuplicate, "a second alias “\(price)”", at: child.place(of: "price"))
      }
      catalogue.aliases.append(PriceAlias(price: price, plan: needed(child, "plan")))
    }
    for field in [catalogue.naming, .price] {
      guard let plans, plans.place(of: field) == nil else { continue }
      note(
        .pipelineMissingField,
        "the catalogue “\(plans.name)” has no column with the field \(field)",
        at: element.place(of: "table"), help: "a catalogue ties Stripe's prices to plan keys")
    }
    definition.catalogue = catalogue
  }

  mutating func resolveLiveRows() {
    guard let element = section("live-rows") else { return }
    _ = children(of: element, allowed: [])
    let minimum = number(element, "minimum", in: 0...1, or: 0)
    let maximum = number(element, "maximum", in: 1...1_000, or: 1)
    var rule = LiveRowRule(minimum: minimum, maximum: maximum)
    rule.fallbackPlan = text(element, "fallback-plan")
    if element.value("fallback-status") != nil {
      rule.fallbackStatus = statusWord(element, "fallback-status")
    }
    definition.liveRows = rule
  }

  /// What the application writes into the metadata of a checkout.
  mutating func resolveCheckout() {
    guard let element = section("checkout") else { return }
    for child in children(of: element, allowed: ["metadata"]) {
      _ = children(of: child, allowed: [])
      var key = CheckoutKey(key: needed(child, "key"), values: words(child, "values"))
      if definition.checkout.contains(where: { $0.key == key.key }) {
        note(.pipelineDuplicate, "a second key “\(key.key)”", at: child.place(of: "key"))
      }
      key.field = choice(child, "field")
      if child.value("to") != nil {
        (key.table, key.target) = reference(child)
        definition.database.markName(key.target, of: key.table)
      }
      definition.checkout.append(key)
    }
    definition.stripe.checkoutKeys = definition.checkout.map(\.key)
  }

  mutating func resolveEntitlements() {
    guard let element = section("entitlements") else { return }
    for child in children(of: element, allowed: ["entitlement"]) {
      _ = children(of: child, allowed: [])
      let plan = text(child, "plan") ?? ""
      let metric = needed(child, "metric")
      if definition.entitlements.contains(where: { $0.plan == plan && $0.metric == metric }) {
        note(
          .pipelineDuplicate, "“\(metric)” of “\(plan)” is limited twice",
          at: child.place(of: "metric"))
      }
      let limit = child.value("limit").map { _ in
        Int64(number(child, "limit", in: 0...999_999_999_999, or: 0))
      }
      definition.entitlements.append(
        EntitlementDefinition(
          plan: plan, metric: metric, limit: limit, per: child.value("per") ?? ""))
    }
  }
}

extension StatusMeaning {
  /// Whether a row with such a word takes its owner's place, unless the pipeline says otherwise.
  var isUsuallyLive: Bool {
    switch self {
    case .trialing, .active, .ending, .pastDue, .paused: true
    case .unpaid, .ended, .incomplete, .none: false
    }
  }

  /// Whether such a word gives access, unless the pipeline says otherwise.
  var usuallyGivesAccess: Bool {
    switch self {
    case .trialing, .active, .ending: true
    case .pastDue, .paused, .unpaid, .ended, .incomplete, .none: false
    }
  }
}

extension StatusRule.Case {
  /// Whether every situation that fits the other case fits this one too.
  fileprivate func hides(_ other: StatusRule.Case) -> Bool {
    func covers(_ mine: Bool?, _ theirs: Bool?) -> Bool { mine == nil || mine == theirs }
    return statuses.isSuperset(of: other.statuses) && covers(isEnding, other.isEnding)
      && covers(endIsPast, other.endIsPast) && covers(trialIsPast, other.trialIsPast)
      && covers(isCollectionPaused, other.isCollectionPaused)
  }
}
