import Billing
import Foundation
import Revenue
import Testing

@Suite struct CustomerDiscountTests {
  /// A customer, with a discount or without one, at some time.
  private func customer(_ time: String, _ discount: String) -> String {
    #"{"id":"evt_c\#(time)","object":"event","type":"customer.updated","#
      + #""created":\#(instant(time).seconds),"#
      + #""data":{"object":{"id":"cus_1","object":"customer","discount":\#(discount)}}}"#
  }

  @Test func `a discount of the customer is for subscriptions that have none of their own`() {
    let half =
      #"{"id":"di_1","object":"discount","start":\#(instant("2025-02-10").seconds),"end":null,"#
      + #""coupon":{"id":"half","object":"coupon","duration":"forever","percent_off":50}}"#
    let events = [
      began, customer("2025-02-10", half), then("2025-03-01", basic()),
      customer("2025-04-05", "null"), then("2025-04-20", basic()),
    ]
    let expected = [
      "2025-01-01 new 0→1000 start", "2025-02-10 contraction 1000→500 discount_change",
      "2025-04-05 expansion 500→1000 discount_change",
    ]
    #expect(movements(events) == expected)
    #expect(movements(events.reversed() + events) == expected)
    #expect(movements(events, profile { $0.discounts = .none }).count == 1)
  }

  /// A discount of the customer, or of what `owner` says.
  private func discount(
    _ verb: String, _ time: String, _ id: String, percent: Int = 50, owner: String = ""
  ) -> String {
    #"{"id":"evt_\#(id)\#(verb)","object":"event","type":"customer.discount.\#(verb)","#
      + #""created":\#(instant(time).seconds),"data":{"object":{"id":"\#(id)","#
      + #""object":"discount","customer":"cus_1",\#(owner)"#
      + #""start":\#(instant(time).seconds),"coupon":{"id":"off_\#(percent)","#
      + #""duration":"forever","percent_off":\#(percent)}}}}"#
  }

  @Test func `a discount is known by its own events, too, and ends with its own alone`() {
    let events = [
      began, discount("created", "2025-02-10", "di_1"),
      discount("created", "2025-02-11", "di_s", percent: 90, owner: #""subscription":"sub_1","#),
      discount("deleted", "2025-03-01", "di_1"),
      discount("created", "2025-03-01", "di_2", percent: 20),
      discount("deleted", "2025-03-02", "di_0"),
      discount("deleted", "2025-04-05", "di_2"), then("2025-04-20", basic()),
    ]
    let expected = [
      "2025-01-01 new 0→1000 start", "2025-02-10 contraction 1000→500 discount_change",
      "2025-03-01 expansion 500→800 discount_change",
      "2025-04-05 expansion 800→1000 discount_change",
    ]
    #expect(movements(events) == expected)
    #expect(movements(events.reversed() + events) == expected)
  }
}
