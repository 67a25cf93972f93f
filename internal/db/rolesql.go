package db

import (
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
)

// roleStatements returns the statements, sent together as one transaction, that make the roles and
// hand the database over. Everything may be repeated.
func roleStatements(s standing, existing []string, secret secret) []string {
	database := pgx.Identifier{s.Database}.Sanitize()
	admin := pgx.Identifier{s.User}.Sanitize()
	sql := []string{
		upsertRole(existing, OwnerRole, "INHERIT", secret),
		upsertRole(existing, RuntimeRole, "NOINHERIT", secret),
	}
	if !s.Super {
		sql = append(sql, // a plain administrator acts on what the owner has only as a member
			fmt.Sprintf("GRANT %s TO %s", OwnerRole, admin),
			fmt.Sprintf("GRANT CONNECT ON DATABASE %s TO %s", database, admin))
	}
	return append(sql,
		fmt.Sprintf("ALTER DATABASE %s OWNER TO %s", database, OwnerRole),
		fmt.Sprintf("REVOKE ALL ON DATABASE %s FROM PUBLIC", database),
		fmt.Sprintf("GRANT CONNECT ON DATABASE %s TO %s", database, RuntimeRole),
		"REVOKE ALL ON SCHEMA public FROM PUBLIC",
		"GRANT USAGE, CREATE ON SCHEMA public TO "+OwnerRole,
		"GRANT USAGE ON SCHEMA public TO "+RuntimeRole,
		// Fail closed: a new table can be read and filled; changing rows is granted by name (grants.go).
		fmt.Sprintf("ALTER DEFAULT PRIVILEGES FOR ROLE %s IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO %s", OwnerRole, RuntimeRole),
		setLimit(RuntimeRole, "statement_timeout", statementTimeout.String()),
		setLimit(RuntimeRole, "lock_timeout", lockTimeout.String()),
		setLimit(RuntimeRole, "idle_in_transaction_session_timeout", idleInTxTimeout.String()),
		setLimit(OwnerRole, "lock_timeout", ddlLockTimeout.String()),
	)
}

func upsertRole(existing []string, role, inherit string, secret secret) string {
	verb := "CREATE"
	if slices.Contains(existing, role) {
		verb = "ALTER"
	}
	return fmt.Sprintf("%s ROLE %s LOGIN %s PASSWORD '%s'", verb, role, inherit, secret.verifier(role))
}

func setLimit(role, param, value string) string {
	return fmt.Sprintf("ALTER ROLE %s SET %s = '%s'", role, param, value)
}
