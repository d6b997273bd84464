import Bytes
import Testing

@Suite("Lanes of bytes")
struct ByteLaneTests {
  /// Every byte value, sixteen at a time, at every offset of a lane.
  private static let bytes = (0..<272).map { UInt8(truncatingIfNeeded: $0) }

  /// The bytes of which something holds, lowest bit first.
  private func bits(from start: Int, where holds: (UInt8) -> Bool) -> UInt32 {
    (0..<ByteLane.width).reduce(0) { $0 | (holds(Self.bytes[start + $1]) ? 1 << UInt32($1) : 0) }
  }

  @Test("each comparison holds for the bytes it should, on either kind of lane")
  func comparisons() {
    for start in 0..<256 {
      unsafe Self.bytes.withUnsafeBufferPointer { buffer in
        let place = unsafe buffer.baseAddress.unsafelyUnwrapped + start
        let lane = unsafe ByteLane(at: place)
        let portable = unsafe PortableLane(at: place)
        let high = bits(from: start) { $0 > 127 }
        #expect(lane.bits == high)
        #expect(portable.bits == high)
        for byte in [0, 1, 0x0A, 0x22, 0x5C, 0x7F, 0x80, 0xFF, Self.bytes[start]] as [UInt8] {
          let wanted = bits(from: start) { $0 == byte }
          #expect(lane.equal(to: ByteLane(repeating: byte)).bits == wanted)
          #expect(portable.equal(to: PortableLane(repeating: byte)).bits == wanted)
        }
        for limit in [1, 0x10, 0x20, 0x7F] as [UInt8] {
          let wanted = bits(from: start) { $0 < limit || $0 > 127 }
          #expect(lane.isOutside(asciiFrom: limit).bits == wanted)
          #expect(portable.isOutside(asciiFrom: limit).bits == wanted)
        }
      }
    }
  }

  @Test("comparisons are joined byte by byte")
  func joins() {
    unsafe Self.bytes.withUnsafeBufferPointer { buffer in
      let place = unsafe buffer.baseAddress.unsafelyUnwrapped
      let lane = unsafe ByteLane(at: place)
      let (two, five) = (ByteLane(repeating: 2), ByteLane(repeating: 5))
      #expect((lane.equal(to: two) | lane.equal(to: five)).bits == 0b10_0100)
      #expect((lane.equal(to: two) & lane.isOutside(asciiFrom: 5)).bits == 0b100)
      #expect((lane.equal(to: two) & lane.equal(to: five)).bits == 0)
      let portable = unsafe PortableLane(at: place)
      let (twos, fives) = (PortableLane(repeating: 2), PortableLane(repeating: 5))
      #expect((portable.equal(to: twos) | portable.equal(to: fives)).bits == 0b10_0100)
      #expect((portable.equal(to: twos) & portable.isOutside(asciiFrom: 5)).bits == 0b100)
    }
  }
}
