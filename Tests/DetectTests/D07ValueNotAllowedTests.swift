import Billing
import Reconciliation
import TestSupport
import Testing

private let tables = "payments id:key status amount#integer"

private func findings(_ text: String, _ change: (inout AllowedValues) -> Void) -> [String] {
  var allowed = AllowedValues(column: "amount")
  change(&allowed)
  return World(
    tables: tables,
    rules: [DeclaredCheck(name: "rule", table: "payments", rule: .allowed(allowed))], text
  ).findings
}

private let text = """
  in payments id=1 status=paid amount=5
  in payments id=2 status=refunded amount=-5
  in payments id=3 status=todo
  in payments id=4 status=_ amount=?
  """

@Test func `D07 a value outside the list, on the wrong list, or none at all is found`() {
  func words(_ change: (inout AllowedValues) -> Void) -> [String] {
    findings(text) {
      $0.column = "status"
      change(&$0)
    }
  }
  #expect(
    words { $0.values = ["paid", "refunded"] } == [
      "D07 review rule: status holds none of the values that it may 3"
    ])
  #expect(
    words { $0.never = ["todo"] } == ["D07 review rule: status holds what stands for no value 3"])
  #expect(words { $0.isNeeded = true } == ["D07 review rule: status is empty 4"])
}

@Test func `D07 numbers have bounds, and what is not known has none`() {
  #expect(findings(text) { $0.most = -1 } == ["D07 review rule: amount is 5, more than -1 1"])
  #expect(findings(text) { $0.least = 0 } == ["D07 review rule: amount is -5, less than 0 2"])
  #expect(findings(text) { $0.isNeeded = true } == ["D07 review rule: amount is empty 3"])
  #expect(findings(text) { $0.values = ["5", "-5"] } == [])
}
