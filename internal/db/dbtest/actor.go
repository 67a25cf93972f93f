package dbtest

import (
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
)

// Actor is the first person with a role, signed in; the zero actor for access.Nobody.
func Actor(t testing.TB, pool *pgxpool.Pool, role access.Role) access.Actor {
	t.Helper()
	if role == access.Nobody {
		return access.Actor{}
	}
	actor := access.Actor{Kind: access.Person, Role: role, Session: 1}
	err := pool.QueryRow(t.Context(), `
		SELECT u.id, u.name, ARRAY(SELECT unit_id FROM user_units WHERE user_id = u.id)
		  FROM users u
		 WHERE u.role = $1
		 ORDER BY u.id
		 LIMIT 1`, role).Scan(&actor.ID, &actor.Name, &actor.Units)
	if err != nil {
		t.Fatal(err)
	}
	return actor
}
