extension GzipCodec {
  /// Bytes made smaller for as long as a run keeps them: the bare blocks, without a head or an end.
  public func packed(_ bytes: [UInt8]) -> [UInt8] {
    unsafe bytes.withUnsafeBufferPointer { unsafe deflated(ByteView($0)) }
  }

  /// The bytes that were packed.
  ///
  /// - Parameters:
  ///   - bytes: what ``packed(_:)`` made of them.
  ///   - byteCount: how many there were.
  /// - Returns: the bytes; `nil` when these are not what was made of so many.
  public func unpacked(_ bytes: [UInt8], byteCount: Int) -> [UInt8]? {
    let decoder = decoder()
    let plain = unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { space, count in
      unsafe bytes.withUnsafeBufferPointer { packed in
        var rest = unsafe ByteView(packed)
        while count < byteCount {
          let room = unsafe UnsafeMutableBufferPointer(rebasing: space[count..<byteCount])
          let step = unsafe decoder.step(from: rest, into: room)
          guard step.damage == nil, step.produced > 0 else { return }
          count += step.produced
          rest = rest[step.consumed..<rest.count]
        }
      }
    }
    return plain.count == byteCount ? plain : nil
  }
}
