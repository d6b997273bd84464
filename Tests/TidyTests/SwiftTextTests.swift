import Testing

@Test func `comments and literals are not code, interpolations are`() {
  let text = SwiftText(
    ##"""
    let a = "b // c \(d("e") + f) \"g" // h
    /* i /* j */ k */ let l = 1
    let m = """
      n "o" \(p)
      """ + q
    let r = #"s \(t) \#(u) "v"# + `w x`
    """##)
  #expect(
    text.code == [
      #"let a = "        (d(" ") + f)    "     "#,
      #"                  let l = 1"#,
      #"let m = """"#,
      #"         (p)"#,
      #"  """ + q"#,
      ##"let r = #"         (u)   "# + `   `"##,
    ])
  #expect(text.comments[0].hasSuffix("// h"))
  #expect(text.comments[1].hasPrefix("/* i /* j */ k */  "))
  #expect(text.comments[3].allSatisfy { $0 == " " })
}

@Test func `a routine ends where its brace closes`() {
  let text = SwiftText(
    """
    protocol A {
      func b()
      var c: Int { get }
      init(d: Int)
    }
    struct E: A {
      var c: Int { 1 }
      var f = 3
      init(d: Int) { self.init(e: [d], f: { $0 }) }
      func b(
        c: (Int) -> Int = { $0 }
      ) {
        while true {
        }
      }
      deinit {
      }
    }
    """)
  #expect(
    text.routines == [
      Routine(lineNumber: 3, lineCount: 1), Routine(lineNumber: 7, lineCount: 1),
      Routine(lineNumber: 9, lineCount: 1), Routine(lineNumber: 10, lineCount: 6),
      Routine(lineNumber: 16, lineCount: 2),
    ])
}

@Test func `an import is found in any dress`() {
  let text = SwiftText("@testable import A\npublic import struct B.C\n// import D\nimport E.F")
  #expect(text.imports.map(\.module) == ["A", "B", "E"])
  #expect(text.imports.map(\.lineNumber) == [1, 2, 4])
}
