import Detect
import Reconciliation
import Testing

private let payers = """
  row r1 owner=u1 subscription=s1 customer=cus_1
  sub s1 owner=u1
  row r2 owner=u2 subscription=s2 customer=cus_2 status=PAST_DUE
  sub s2 owner=u2 customer=cus_2 status=past_due
  row r3 owner=u3 subscription=s3 customer=cus_3 status=PAST_DUE deleted-at=-9d
  sub s3 owner=u3 customer=cus_3 status=past_due

  """

private func world(_ policies: [(String, [String])]) -> World {
  World(payers) { system in
    system.policies = policies.map { AccessPolicy(consumer: $0.0, words: $0.1) }
  }
}

@Test func `E11 a status that gives access here and not there is one finding of the matrix`() {
  let world = world([
    ("gate", ["ACTIVE", "TRIALING", "CANCELED", "PAST_DUE"]),
    ("sweep", ["ACTIVE", "TRIALING", "CANCELED"]),
  ])
  let drifts = world.drifts().filter { $0.code == "E11" }
  #expect(world.findings.filter { $0.hasPrefix("E11") } == ["E11 report PAST_DUE"])
  #expect(
    drifts.map(\.story) == [
      "the status gives access for gate, not for the pipeline, sweep; 1 row has it"
    ])
  #expect(drifts.map(\.evidence.count) == [1])
}

@Test func `E11 is silent where everybody says the same`() {
  let world = world([("gate", ["CANCELED", "TRIALING", "ACTIVE"])])
  #expect(!world.findings.contains { $0.hasPrefix("E11") })
}

@Test func `E11 is not evaluated where no other policy is declared`() {
  let reason = world([]).notEvaluated.first { $0.code == "E11" }?.reason
  #expect(
    reason == "nothing says what other parts take for access; add <policies> to the pipeline")
}
