import Bytes
import TestSupport
import Testing

@Test func `symbols agree with a dictionary`() {
  var random = SplitMix64(seed: 11)
  var symbols = Symbols()
  var numbers: [String: UInt32] = ["": 0]
  for _ in 0..<20_000 {
    let length = Int.random(in: 0...20, using: &random)
    let text = String((0..<length).map { _ in "abé".randomElement(using: &random) ?? "a" })
    let expected = numbers[text] ?? UInt32(numbers.count)
    numbers[text] = expected
    #expect(symbols.intern(text).rawValue == expected)
    #expect(symbols.find(text)?.rawValue == expected)
    #expect(symbols.text(Symbol(rawValue: expected)) == text)
  }
  #expect(symbols.count == numbers.count)
  #expect(symbols.find("never") == nil)
}

@Test func `texts that differ only by normalization are different symbols`() {
  var symbols = Symbols()
  #expect(symbols.intern("e\u{301}") != symbols.intern("\u{E9}"))
}

@Test func `a copy of a table does not see later texts`() {
  var symbols = Symbols()
  let one = symbols.intern("one")
  let copy = symbols
  let two = symbols.intern("two")
  #expect(copy.count == 2)
  #expect(copy.find("two") == nil)
  #expect(copy.text(one) == "one")
  #expect(symbols.text(two) == "two")
}

@Test func `absorbing maps every text to its number here`() {
  var one = Symbols()
  var other = Symbols()
  for text in ["b", "a"] { _ = one.intern(text) }
  for text in ["a", "c", "b"] { _ = other.intern(text) }
  let map = one.absorb(other)
  #expect(map.map(one.text) == ["", "a", "c", "b"])
  #expect(one.count == 4)
}

@Test(arguments: 0..<20 as Range<UInt64>)
func `absorbing many texts at once is adding them one by one`(seed: UInt64) {
  var random = SplitMix64(seed: seed)
  func table(_ count: Int) -> Symbols {
    var table = Symbols()
    for _ in 0..<count { _ = table.intern("sub_\(Int.random(in: 0..<2_000, using: &random))") }
    return table
  }
  let other = table(Int.random(in: 0..<1_500, using: &random))
  var whole = table(Int.random(in: 0..<1_500, using: &random))
  var wanted = whole
  let numbers = (0..<other.count).map { wanted.intern(other.text(Symbol(rawValue: UInt32($0)))) }
  #expect(whole.absorb(other) == numbers)
  #expect(whole.count == wanted.count)
  for number in 0..<whole.count {
    let symbol = Symbol(rawValue: UInt32(number))
    #expect(whole.text(symbol) == wanted.text(symbol))
    #expect(whole.find(wanted.text(symbol)) == symbol)
  }
}

@Test(arguments: 0..<20 as Range<UInt64>)
func `looking up many texts at once is looking them up one by one`(seed: UInt64) {
  var random = SplitMix64(seed: seed)
  var one = Symbols()
  var other = Symbols()
  var found: [Symbol] = []
  for _ in 0..<40 {
    let texts = (0..<Int.random(in: 0..<80, using: &random)).map { _ in
      let kind = ["", "in_", "cus_"].randomElement(using: &random) ?? ""
      let number = String(Int.random(in: 0..<500, using: &random))
      return Array((kind.isEmpty ? "" : kind + number).utf8)
    }
    let joined = texts.flatMap { $0 }
    unsafe joined.withUnsafeBufferPointer { buffer in
      let whole = unsafe ByteView(buffer)
      var start = 0
      let views = texts.map { text in
        defer { start += text.count }
        return whole[start..<start + text.count]
      }
      one.intern(views, into: &found)
    }
    #expect(found == texts.map { other.intern(bytes: $0) })
  }
  #expect(one.count == other.count)
}

@Test func `order is that of the bytes`() {
  var symbols = Symbols()
  let texts = ["b", "", "a", "ab", "Z", "é", "z"]
  let sorted = texts.map { symbols.intern($0) }.sorted { symbols.precedes($0, $1) }
  #expect(sorted.map(symbols.text) == ["", "Z", "a", "ab", "b", "z", "é"])
}

@Test func `a view compares and slices by bytes`() {
  let block = ByteBlock(Array("status,active".utf8))
  let view = block.view
  #expect(view[0..<6].equals("status"))
  #expect(!view[0..<6].equals("statuS"))
  #expect(!view[0..<5].equals("status"))
  #expect(view[7..<13].text == "active")
  #expect(view[6..<6].count == 0)
  withExtendedLifetime(block) {}
}
