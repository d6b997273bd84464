import Revenue
import Testing

@Test(arguments: [
  ("0.5", "1", "0"), ("1.5", "2", "2"), ("2.5", "3", "2"), ("-0.5", "-1", "0"),
  ("-1.5", "-2", "-2"), ("-2.5", "-3", "-2"), ("2.4", "2", "2"), ("2.6", "3", "3"),
  ("50.05", "50", "50"), ("1234567890123456789.5", "1234567890123456790", "1234567890123456790"),
  ("9223372036854775807", "9223372036854775807", "9223372036854775807"),
])
func `halves go away from zero, or to the even neighbour`(
  _ text: String, _ up: String, _ even: String
) throws {
  let number = try #require(Fraction(decimal: text))
  #expect(number.rounded(.halfUp).map { String($0) } == up)
  #expect(number.rounded(.halfEven).map { String($0) } == even)
}

@Test(arguments: [
  ("0.000000000001", 1_000_000_000_000, 1), ("999999999998.999999999999", 1, 999_999_999_999),
  ("33.333333333333", 3, 100), ("0.05", 1001, 50), ("0.05", 1010, 51), ("105.5", 3, 317),
])
func `a price of twelve places times a quantity is exact`(
  _ price: String, _ quantity: Int64, _ amount: Int64
) throws {
  let unit = try #require(Fraction(decimal: price))
  #expect((unit * Fraction(quantity)).rounded() == amount)
}

@Test(arguments: ["", "-", ".", "1.", ".5", "1e", "1e99", "--1", "1,5", "+1", "1.5.1", "0x1"])
func `what is no decimal number is refused`(_ text: String) {
  #expect(Fraction(decimal: text) == nil)
}

@Test func `numbers are kept in lowest terms`() {
  #expect(Fraction(52, over: 12) == Fraction(13, over: 3))
  #expect(Fraction(decimal: "5e1") == Fraction(50))
  #expect(Fraction(decimal: "12.50") == Fraction(25, over: 2))
  #expect(Fraction(-4, over: -6) == Fraction(2, over: 3))
  #expect(Fraction(1, over: 3) + Fraction(1, over: 6) == Fraction(1, over: 2))
  #expect(Fraction(1, over: 3) - Fraction(1, over: 3) == .zero)
  #expect(Fraction(2, over: 3) / Fraction(-4, over: 9) == Fraction(-3, over: 2))
}

@Test func `what does not fit stays so, and is never a number`() {
  let huge = Fraction(Int128.max, over: 1)
  #expect(huge * huge == .tooLarge)
  #expect(huge + huge == .tooLarge)
  #expect(Fraction.one / .zero == .tooLarge)
  #expect((huge * huge - huge * huge).rounded() == nil)
  #expect(huge.rounded() == nil)
  #expect(!(huge * huge < .zero) && !(Fraction.zero < huge * huge))
}

@Test func `numbers are ordered by size, however large they are`() {
  let huge = Fraction(Int128.max, over: 3)
  #expect(-huge < huge && !(huge < -huge))
  #expect(Fraction(1, over: 3) < Fraction(34, over: 100))
}

@Test func `a ratio is written with the places that are asked for`() {
  #expect(Fraction(100, over: 1100).decimalText(places: 6) == "0.090909")
  #expect(Fraction(-1, over: 8).decimalText(places: 2) == "-0.13")
  #expect(Fraction(5, over: 2).decimalText(places: 0) == "3")
  #expect(Fraction.tooLarge.decimalText(places: 2) == nil)
}
