import JSON
import Testing

private enum Field: Int, JSONField {
  case id, amountDue, paidOutOfBand, nothing

  static let names = JSONKeyTable(of: Self.self)
}

@Test func `fields are found wherever they stand, by the names that members have`() {
  let text =
    #"{"paid_out_of_band":true,"other":{"id":"inner"},"amount\u005fdue":5,"id":"in_1"}"#
  let checked: Void? = reading(text) { root in
    let fields = JSONFields<Field>(of: root)
    #expect(fields[.id]?.string == "in_1")
    #expect(fields[.amountDue]?.integer == 5)
    #expect(fields[.paidOutOfBand]?.bool == true)
    #expect(fields[.nothing] == nil)
  }
  #expect(checked != nil)
}

@Test(arguments: ["[1]", "null", "{}"])
func `what has no members has no fields`(_ text: String) {
  let found = reading(text) { root in
    Field.allCases.compactMap { JSONFields<Field>(of: root)[$0] }.count
  }
  #expect(found == 0)
}
