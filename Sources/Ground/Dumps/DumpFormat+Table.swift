private let tab = UInt8(ascii: "\t")
private let apostrophe = UInt8(ascii: "'")

private let copyCSV = "COPY t TO STDOUT WITH (FORMAT csv, HEADER)"
private let outfile = "SELECT … INTO OUTFILE 'file' FROM t"
private let outfileCSV =
  "SELECT … INTO OUTFILE 'file' FIELDS TERMINATED BY ',' ENCLOSED BY '\"' ESCAPED BY '\\\\' FROM t"
private let sqliteCommand = "sqlite3 -csv -header file 'SELECT * FROM t'"

extension DumpFormat {
  /// PostgreSQL `COPY … (FORMAT csv, HEADER)`, also what `\copy` and DuckDB write.
  public static let postgresCSV = DumpFormat("postgres-csv", export: copyCSV)

  /// The same without the line of names.
  public static let postgresCSVHeaderless = DumpFormat(
    "postgres-csv-headerless", header: false, export: "COPY t TO STDOUT WITH (FORMAT csv)")

  /// `COPY … CSV` with NULL '\N': outside quotes it is NULL, within quotes it is text.
  public static let postgresCSVBackslashN = DumpFormat(
    "postgres-csv-backslash-n", null: .backslashN,
    export: "COPY t TO STDOUT WITH (FORMAT csv, HEADER, NULL '\\N')")

  /// `COPY … CSV` with NULL 'NULL': outside quotes it is NULL, within quotes it is text.
  public static let postgresCSVWordNull = DumpFormat(
    "postgres-csv-word-null", null: .token(Array("NULL".utf8)),
    export: "COPY t TO STDOUT WITH (FORMAT csv, HEADER, NULL 'NULL')")

  /// `COPY … CSV` with ESCAPE '\'.
  public static let postgresCSVBackslashEscape = DumpFormat(
    "postgres-csv-backslash-escape", escape: .backslashInQuotes,
    export: "COPY t TO STDOUT WITH (FORMAT csv, HEADER, ESCAPE '\\')")

  /// PostgreSQL `COPY … TO`: tabs, `\N`, backslashes, no names.
  public static let postgresText = DumpFormat(
    "postgres-text", delimiter: tab, quote: nil, escape: .postgresText, null: .backslashN,
    header: false, export: "COPY t TO STDOUT")

  /// The same with the names in the first line (PostgreSQL 15 and later).
  public static let postgresTextHeader = DumpFormat(
    "postgres-text-header", delimiter: tab, quote: nil, escape: .postgresText, null: .backslashN,
    export: "COPY t TO STDOUT WITH (HEADER)")

  /// A plain script of `pg_dump`, read from the COPY block of one table.
  public static let postgresDump = DumpFormat(
    "postgres-dump", .copyBlocks, delimiter: tab, quote: nil, escape: .postgresText,
    null: .backslashN, export: "pg_dump --table=t")

  /// A script of `pg_dump --inserts` or `--column-inserts`.
  public static let postgresInserts = DumpFormat(
    "postgres-inserts", .inserts, quote: apostrophe, escape: .standardSQL, null: .keyword,
    export: "pg_dump --column-inserts --table=t")

  /// MySQL and MariaDB `SELECT … INTO OUTFILE`: tabs, `\N`, backslashes, no names.
  public static let mysqlTab = DumpFormat(
    "mysql-tab", delimiter: tab, quote: nil, escape: .mysqlText, null: .backslashN, header: false,
    end: .lineFeed, export: outfile)

  /// `SELECT … INTO OUTFILE` with commas and quotes, escaped by backslashes.
  public static let mysqlCSV = DumpFormat(
    "mysql-csv", escape: .mysqlText, null: .backslashN, header: false, export: outfileCSV)

  /// A script of `mysqldump` or `mariadb-dump`.
  public static let mysqlDump = DumpFormat(
    "mysql-dump", .inserts, quote: apostrophe, escape: .mysqlSQL, null: .keyword,
    export: "mysqldump --complete-insert database t")

  /// The script `.dump` of the SQLite shell writes.
  public static let sqliteDump = DumpFormat(
    "sqlite-dump", .inserts, quote: apostrophe, escape: .standardSQL, null: .keyword,
    export: "sqlite3 file '.dump t'")

  /// `.mode csv` of the SQLite shell, which quotes the empty text but not NULL.
  public static let sqliteCSV = DumpFormat("sqlite-csv", export: sqliteCommand)

  /// `.mode quote` of the SQLite shell: SQL literals, with NULL as the bare word.
  public static let sqliteQuote = DumpFormat(
    "sqlite-quote", quote: apostrophe, null: .token(Array("NULL".utf8)),
    export: "sqlite3 -quote -header file 'SELECT * FROM t'")

  /// A foreign CSV whose author promises that an unquoted empty value is NULL and `""` is not.
  public static let rfc4180 = DumpFormat("rfc4180", export: copyCSV)

  /// Every format: first those that are read, then those that exist to be refused by name.
  static let all: [DumpFormat] =
    [
      postgresCSV, postgresCSVHeaderless, postgresCSVBackslashN, postgresCSVWordNull,
      postgresCSVBackslashEscape, postgresText, postgresTextHeader, postgresDump, postgresInserts,
      mysqlTab, mysqlCSV, mysqlDump, sqliteCSV, sqliteDump, sqliteQuote,
      rfc4180,
    ] + lossy

  private static let lossy = [
    DumpFormat("psql-csv", null: .unstated, loss: .nulls, export: copyCSV),
    DumpFormat(
      "psql-unaligned", delimiter: UInt8(ascii: "|"), quote: nil, escape: .none, null: .unstated,
      loss: .nulls, export: copyCSV),
    DumpFormat(
      "postgres-text-empty-null", delimiter: tab, quote: nil, escape: .postgresText,
      null: .unstated, header: false, loss: .nulls, export: "COPY t TO STDOUT"),
    DumpFormat(
      "sqlite-tabs", delimiter: tab, quote: nil, escape: .none, null: .unstated, loss: .nulls,
      export: sqliteCommand),
    DumpFormat("sqlite-csv-nullvalue", null: .unstated, loss: .nulls, export: sqliteCommand),
    DumpFormat(
      "mysql-batch", delimiter: tab, quote: nil, escape: .mysqlText, null: .unstated,
      end: .lineFeed, loss: .nulls, export: outfile),
    DumpFormat(
      "mysql-batch-raw", delimiter: tab, quote: nil, escape: .none, null: .unstated,
      end: .lineFeed, loss: .structure, export: outfile),
    DumpFormat(
      "mysql-csv-unescaped", escape: .none, null: .unstated, header: false, loss: .structure,
      export: outfileCSV),
    DumpFormat(
      "mysql-csv-quote-escape", null: .unstated, header: false, loss: .structure,
      export: outfileCSV),
  ]
}
