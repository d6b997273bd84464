import Foundation
import TestSupport
import Testing

/// Three payers, of whom two are past due, one of them without the database knowing.
///
/// sub_1 is active at 29.99 usd a month, sub_2 past due at 240.00 usd a year, which is 20.00 a
/// month, and sub_3 past due at 10.00 eur a month in a row that says active.
private struct SmallWorld {
  let scratch: Scratch
  private var folder: URL { scratch.folder }

  init() throws {
    scratch = try Scratch()
    try scratch.write(Self.pipeline, to: "small.xml")
    let list = [
      Self.subscription(1, "active", 2_999, "usd", "month"),
      Self.subscription(2, "past_due", 24_000, "usd", "year"),
      Self.subscription(3, "past_due", 1_000, "eur", "month"),
    ]
    try scratch.write(
      "{\"object\":\"list\",\"has_more\":false,\"data\":[\(list.joined(separator: ","))]}\n",
      to: "subscriptions.json")
    try scratch.write(
      """
      id,user_id,status,plan,stripe_subscription_id
      row_1,u1,active,basic,sub_1
      row_2,u2,past_due,team,sub_2
      row_3,u3,active,pro,sub_3

      """, to: "subscriptions.csv")
    try scratch.write(
      "id,price\nbasic,price_1\nteam,price_2\npro,price_3\n", to: "plans.csv")
  }

  /// What the program says about other rules.
  func answer(_ part: String, _ words: [String] = []) throws -> Program.Answer {
    try scratch.write(
      "<part xmlns=\"urn:trueup:pipeline:1\">\(part)</part>\n", to: "other.xml")
    return try Program.run(
      [
        "run", folder.appending(path: "small.xml").path, "--what-if",
        folder.appending(path: "other.xml").path, "--output", folder.appending(path: "runs").path,
      ] + words, environment: ["COLUMNS": "80"])
  }

  /// Whether a run was written.
  var hasRuns: Bool { FileManager.default.fileExists(atPath: folder.appending(path: "runs").path) }

  private static func subscription(
    _ number: Int, _ status: String, _ amount: Int, _ currency: String, _ interval: String
  ) -> String {
    """
    {"id":"sub_\(number)","object":"subscription","status":"\(status)","customer":"cus_\(number)",\
    "created":1765000000,"livemode":true,"cancel_at_period_end":false,"cancel_at":null,\
    "canceled_at":null,"ended_at":null,"trial_end":null,"metadata":{"userId":"u\(number)"},\
    "currency":"\(currency)","current_period_start":1767000000,"current_period_end":1769600000,\
    "items":{"data":[{"id":"si_\(number)","quantity":1,"price":{"id":"price_\(number)",\
    "unit_amount":\(amount),"currency":"\(currency)","product":"prod_1",\
    "recurring":{"interval":"\(interval)","interval_count":1}}}]}}
    """
  }

  private static let pipeline = """
    <pipeline xmlns="urn:trueup:pipeline:1" name="small">
      <clock as-of="2026-01-15T06:00:00Z"/>
      <stripe livemode="yes" complete="yes">
        <objects files="subscriptions.json" taken-at="2026-01-15T05:59:00Z"/>
      </stripe>
      <database dialect="postgresql">
        <table name="plans" role="plans" files="plans.csv">
          <column name="id" field="key"/>
          <column name="price" field="price"/>
        </table>
        <table name="subscriptions" role="subscriptions" files="subscriptions.csv">
          <column name="id" field="key"/>
          <column name="user_id" field="owner"/>
          <column name="status" field="status"/>
          <column name="plan" field="plan"/>
          <column name="stripe_subscription_id" field="subscription"/>
        </table>
      </database>
      <statuses>
        <status word="active" means="active"/>
        <status word="past_due" means="past-due" access="yes"/>
        <status word="ended" means="ended"/>
      </statuses>
      <policies><policy consumer="sweep" access="active past_due"/></policies>
      <status-rule>
        <when stripe="active trialing" status="active"/>
        <when stripe="past_due" status="past_due"/>
        <when stripe="canceled unpaid incomplete incomplete_expired paused" status="ended"/>
      </status-rule>
      <catalogue table="plans"/>
    </pipeline>

    """
}

/// The whole of an answer that a program reads.
private struct Answer: Decodable {
  struct Money: Decodable, Hashable {
    var amount_minor: Int
    var currency: String
  }

  struct Sum: Decodable, Hashable {
    var gate: String
    var when: String
    var change: String
    var count: Int
    var monthly: [Money]
  }

  struct Move: Decodable {
    var stripe_subscription_id: String
    var row_key: String
    var word: String
    var word_then: String
  }

  struct Plan: Decodable {
    var stripe_subscription_id: String
    var plan: String?
    var plan_then: String?
    var monthly_amount_minor: Int
  }

  var access: [Sum]
  var moves: [Move]
  var plans: [Plan]

  init(_ answer: Program.Answer) throws {
    self = try JSONDecoder().decode(Answer.self, from: Data(answer.output.utf8))
  }
}

private let usd = Answer.Money(amount_minor: 2_000, currency: "usd")
private let eur = Answer.Money(amount_minor: 1_000, currency: "eur")

@Suite struct `What if` {
  private let world: SmallWorld

  init() throws { world = try SmallWorld() }

  @Test func `a status gave no access: who has it loses at once, who should have it later`() throws
  {
    let part = "<status word=\"past_due\" means=\"past-due\" access=\"no\"/>"
    let answer = try Answer(world.answer(part, ["--format", "json"]))
    #expect(
      answer.access == [
        .init(gate: "statuses", when: "at-once", change: "loss", count: 1, monthly: [usd]),
        .init(
          gate: "statuses", when: "once-mended", change: "loss", count: 2, monthly: [eur, usd]),
      ])
    #expect(answer.moves.map(\.stripe_subscription_id) == ["sub_2", "sub_2", "sub_3"])
    let text = try world.answer(part)
    #expect(text.status == 0, "\(text.errors)")
    try expectGolden(
      text.output, matches: Repository.root.appending(path: "fixtures/explanations/what-if.txt"))
    #expect(!world.hasRuns)
  }

  @Test func `a state of Stripe's had another word: only once rows are mended`() throws {
    let answer = try Answer(
      world.answer(
        """
        <status-rule>
          <when stripe="active trialing" status="active"/>
          <when stripe="canceled unpaid incomplete incomplete_expired paused past_due"
            status="ended"/>
        </status-rule>
        """, ["--format", "json"]))
    #expect(
      answer.access == [
        .init(
          gate: "statuses", when: "once-mended", change: "loss", count: 2, monthly: [eur, usd]),
        .init(gate: "sweep", when: "once-mended", change: "loss", count: 2, monthly: [eur, usd]),
      ])
    #expect(answer.moves.allSatisfy { $0.word == "past_due" && $0.word_then == "ended" })
  }

  @Test func `one part of the application had another policy: only that one`() throws {
    let answer = try Answer(
      world.answer("<policy consumer=\"sweep\" access=\"active\"/>", ["--format", "json"]))
    #expect(Set(answer.access.map(\.gate)) == ["sweep"])
    #expect(answer.access.first?.monthly == [usd])
  }

  @Test func `a price were of another plan: whose plan it is and what they pay`() throws {
    let answer = try Answer(
      world.answer("<alias price=\"price_3\" plan=\"team\"/>", ["--format", "json"]))
    #expect(answer.access.isEmpty)
    let move = try #require(answer.plans.first)
    #expect(answer.plans.count == 1 && move.stripe_subscription_id == "sub_3")
    // Two plans claim the price then, so it is of none.
    #expect(move.plan == "pro" && move.plan_then == nil && move.monthly_amount_minor == 1_000)
  }

  @Test func `nothing were different: nobody gains or loses`() throws {
    let answer = try world.answer("<status word=\"active\" means=\"active\"/>")
    #expect(answer.status == 0 && answer.output.hasSuffix("\nnobody gains or loses anything\n"))
  }

  @Test func `something is asked that is no rule: it is refused with what can be asked`() throws {
    let answer = try world.answer("<clock as-of=\"2026-01-16T06:00:00Z\"/>")
    #expect(answer.status == 2)
    #expect(answer.errors.contains("error[pipeline-misplaced]: <clock> cannot be tried out"))
    #expect(answer.errors.contains("status-rule"))
  }
}
