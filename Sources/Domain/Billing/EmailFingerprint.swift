public import Bytes

/// What stands for an e-mail address wherever two are compared; the address cannot be had back.
///
/// Letters of both cases are alike, as they are to every provider people use; so are blanks around
/// the address.
public enum EmailFingerprint {
  /// The fingerprint as a whole number; null for an empty text.
  public static func of(_ address: ByteView) -> Cell {
    var letters: [UInt8] = []
    letters.reserveCapacity(address.count)
    for place in 0..<address.count where address[place] > 0x20 {
      let letter = address[place]
      letters.append((0x41...0x5A).contains(letter) ? letter | 0x20 : letter)
    }
    guard !letters.isEmpty else { return .null }
    let number = unsafe letters.withUnsafeBufferPointer { unsafe Fingerprint.of(ByteView($0)) }
    return .integer(Int64(number >> 6))
  }
}
