import Diagnostics

extension ScriptStage<PostgreSQL> {
  /// The statements that create and fill the table.
  func statements() throws(Failure) -> String {
    let definitions = try quotedColumns().map { ",\n  " + $0 + " text" }.joined()
    return """
      -- \(title)
      CREATE TEMPORARY TABLE \(name) (
        seq int4 PRIMARY KEY\(definitions)
      ) ON COMMIT DROP;

      """ + (try insertions(into: "pg_temp." + name))
  }

  /// The check that the table holds exactly what was generated.
  func check() throws(Failure) -> String {
    let parts = ["s.seq::text"] + (try quotedColumns().map { "quote_nullable(s.\($0))" })
    return """
        SELECT count(*), encode(sha256(convert_to(coalesce(string_agg(
                 \(Self.joined(parts)), E'\\n' ORDER BY s.seq), ''), 'UTF8')), 'hex')
          INTO v_rows, v_digest FROM pg_temp.\(name) s;
        IF v_rows <> \(rows.count) OR v_digest <> '\(digest)' THEN
          RAISE EXCEPTION USING ERRCODE = 'TU004',
            MESSAGE = 'trueup: the data of \(name) is damaged',
            DETAIL = format('%s rows with digest %s', v_rows, v_digest); END IF;

      """
  }

  /// `concat_ws` over any number of parts; PostgreSQL takes at most a hundred arguments.
  private static func joined(_ parts: [String]) -> String {
    let size = 60
    guard parts.count > size else {
      return "concat_ws(',', \(parts.joined(separator: ",\n             ")))"
    }
    let chunks = stride(from: 0, to: parts.count, by: size).map {
      joined(Array(parts[$0..<min($0 + size, parts.count)]))
    }
    return joined(chunks)
  }
}
