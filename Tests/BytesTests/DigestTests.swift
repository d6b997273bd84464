import Bytes
import TestSupport
import Testing

@Test(arguments: [
  // FIPS 180-2, appendix B.
  ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
  ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  (
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
  ),
])
func `a digest is that of the standard`(text: String, hex: String) {
  #expect(Digest(of: Array(text.utf8)).hex == hex)
}

@Test func `a running digest does not depend on the parts`() {
  var random = SplitMix64(seed: 3)
  let content = (0..<1000).map { _ in UInt8.random(in: 0...255, using: &random) }
  for _ in 0..<50 {
    let block = ByteBlock(content)
    var running = RunningDigest()
    var start = 0
    while start < content.count {
      let end = min(content.count, start + Int.random(in: 0...200, using: &random))
      running.update(block.view[start..<end])
      start = end
    }
    #expect(running.finish() == Digest(of: content))
  }
}

@Test(arguments: [
  // RFC 4231, cases 2 and 6.
  (
    Array("Jefe".utf8), "what do ya want for nothing?",
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
  ),
  (
    [UInt8](repeating: 0xAA, count: 131),
    "Test Using Larger Than Block-Size Key - Hash Key First",
    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
  ),
])
func `a keyed digest is that of the standard`(key: [UInt8], text: String, hex: String) {
  let keyed = KeyedDigest(key: key)
  #expect(keyed.digest(of: Array(text.utf8)).hex == hex)
  #expect(keyed.digest(of: Array(text.utf8)).hex == hex)
}
