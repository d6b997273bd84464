extension PostgreSQL {
  static var setup: String {
    """
    -- trueup setup.sql
    -- Run once in each database, by an owner:  psql -X -v ON_ERROR_STOP=1 -f setup.sql
    -- It creates the schema "trueup" with one table, in which every applied change is recorded.
    -- A role that applies plans needs USAGE on the schema, SELECT and INSERT on the table,
    -- TEMPORARY on the database, and SELECT and UPDATE (or INSERT) on the tables that are mended.
    \\set ON_ERROR_STOP on
    BEGIN;
    CREATE SCHEMA IF NOT EXISTS trueup;
    CREATE TABLE IF NOT EXISTS trueup.audit (
      audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      plan_id text NOT NULL,
      seq int4 NOT NULL,
      verb text NOT NULL,
      relation text NOT NULL,
      row_key text NOT NULL,
      because text NOT NULL,
      before jsonb,
      after jsonb NOT NULL,
      rest_digest text,
      tool text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now(),
      applied_by text NOT NULL DEFAULT session_user,
      txid bigint NOT NULL DEFAULT txid_current()
    );
    CREATE INDEX IF NOT EXISTS audit_row ON trueup.audit (plan_id, relation, row_key);
    COMMENT ON TABLE trueup.audit IS
      'Every change trueup made: what changed, a digest of the rest, and why';
    COMMIT;

    """
  }
}
