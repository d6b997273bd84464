import Bytes
import Testing

@Suite("Digits")
struct DigitsTests {
  @Test("every number of eight bits fits, and no other", arguments: [false, true])
  func bounds(isNegative: Bool) {
    for wanted in 0...999 {
      var number: Int8 = 0
      var fits = true
      for digit in String(wanted).utf8 where fits {
        fits = number.append(digit: digit - UInt8(ascii: "0"), isNegative: isNegative)
      }
      let signed = isNegative ? -wanted : wanted
      #expect(fits == (Int8(exactly: signed) != nil), "\(signed)")
      if fits { #expect(Int(number) == signed) }
    }
  }

  @Test("the least number of 64 bits fits, and the one below it does not")
  func least() {
    var number: Int64 = -922_337_203_685_477_580
    var below = number
    let fits = number.append(digit: 8, isNegative: true)
    #expect(fits)
    #expect(number == .min)
    let belowFits = below.append(digit: 9, isNegative: true)
    #expect(!belowFits)
  }
}
