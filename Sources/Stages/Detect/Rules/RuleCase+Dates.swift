import Billing
import Bytes
import Reconciliation

extension RuleCase {
  /// A column of instants of the table.
  func dates(_ name: String) -> DateColumn { DateColumn(name, of: table, in: evidence.zone) }

  /// The month that it is now, where the pipeline counts months.
  var month: CalendarMonth { evidence.zone.month(of: clock.asOf) }

  /// What an owner's plans may have given in a month at most.
  func allowance(
    of owner: Symbol, in month: CalendarMonth, _ plans: OwnerPlans
  ) -> OwnerPlans.Allowance {
    let zone = evidence.zone
    return plans.allowance(of: owner, from: zone.start(of: month), to: zone.start(of: month.next))
  }
}
