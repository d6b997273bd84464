import Bytes
import TestSupport
import Testing

@Test func `packed numbers come back, each in as few bytes as it needs`() {
  var random = SplitMix64(seed: 8)
  var numbers: [UInt64] = [0, 1, 127, 128, 16_383, 16_384, 1 << 63, .max]
  numbers += (0..<2_000).map { _ in random.next() >> UInt64.random(in: 0..<64, using: &random) }
  var bytes = [UInt8](repeating: 0, count: numbers.count * PackedNumber.longest)
  var end = 0
  unsafe bytes.withUnsafeMutableBufferPointer { room in
    for number in numbers {
      let count = unsafe PackedNumber.write(
        number, to: room.baseAddress.unsafelyUnwrapped + end)
      let bitCount = max(1, 64 - number.leadingZeroBitCount)
      #expect(count == (bitCount + 6) / 7)
      end += count
    }
  }
  var offset = 0
  unsafe bytes.withUnsafeBufferPointer { buffer in
    let view = unsafe ByteView(buffer)
    for number in numbers { #expect(PackedNumber.read(view, at: &offset) == number) }
  }
  #expect(offset == end)
}

@Test func `numbers near zero are small whatever their sign`() {
  #expect([0, -1, 1, -2, 2].map { PackedNumber.folded($0) } == [0, 1, 2, 3, 4])
  for number in [Int64.min, .max, -1, 0, 1_700_000_000] {
    #expect(PackedNumber.unfolded(PackedNumber.folded(number)) == number)
  }
}
