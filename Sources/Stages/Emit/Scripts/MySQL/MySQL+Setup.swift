extension MySQL {
  static var setup: String {
    """
    -- trueup setup.sql
    -- Run once on each server, by somebody who may create databases:  mysql < setup.sql
    -- It creates the database "trueup" with one table, in which every applied change is recorded.
    -- A role that applies plans needs SELECT and INSERT on that table; CREATE ROUTINE, ALTER
    -- ROUTINE, EXECUTE, CREATE TEMPORARY TABLES and TRIGGER on the database that is mended (without
    -- the last it could not see triggers); and SELECT and UPDATE (or INSERT) on the tables that are
    -- mended.
    CREATE DATABASE IF NOT EXISTS `trueup` DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
    CREATE TABLE IF NOT EXISTS `trueup`.`audit` (
      audit_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      plan_id VARCHAR(64) NOT NULL,
      seq INT NOT NULL,
      verb VARCHAR(16) NOT NULL,
      relation VARCHAR(255) NOT NULL,
      row_key LONGTEXT NOT NULL,
      because LONGTEXT NOT NULL,
      `before` LONGTEXT,
      `after` LONGTEXT NOT NULL,
      rest_digest CHAR(64),
      tool VARCHAR(255) NOT NULL,
      applied_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
      applied_by VARCHAR(255) NOT NULL,
      connection_id BIGINT UNSIGNED NOT NULL,
      KEY audit_row (plan_id, relation, row_key(191))
    ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
      COMMENT = 'Every change trueup made: what changed, a digest of the rest, and why';

    """
  }
}
