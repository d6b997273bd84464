/// What people are called and what they write: texts that readers must get through unharmed.
enum Persona {
  private static let names: [StaticString] = [
    #"Anna Müller"#, #"Jos\u00e9 Ni\u00f1o"#, #"Olu \"Ola\" Adé"#, #"田中 さくら"#,
    #"Siobhán O'Brien"#, #"Łukasz Żak"#, #"Ana-Maria Ștefănescu"#, #"Иван Петров"#,
    #"Lee, Kim"#, #"Robert C:\\tables"#,
  ]

  private static let notes: [StaticString] = [
    #"plain"#, #"line one\nline two"#, #"said \"no\", twice"#, #"tab\there, slash \/ there"#,
    #"\ud83d\ude80 to the moon"#, #"🚀 raw, too"#, #"{\"status\":\"active\"}"#, #"Größe: 1\u00bd"#,
    #"back\\slash \\n is no newline"#, #""#, #"a, b; c | d"#, #"\u2028 is no line feed here"#,
  ]

  /// A name, as a text within JSON.
  static func name(_ account: Int) -> StaticString { names[account * 7 % names.count] }

  /// A note, as a text within JSON.
  static func note(_ account: Int) -> StaticString { notes[account * 5 % notes.count] }
}
