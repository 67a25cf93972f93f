package unit

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/db"
	"hito/internal/text"
)

// Store reads and writes units. Now is the clock.
type Store struct {
	Pool *pgxpool.Pool
	Now  func() time.Time
}

// Counted is a unit with how many people belong to it, how many indicators, of all plans, it answers for, and how many
// retos come from it, are assigned to it or have it carry out their project.
type Counted struct {
	Unit
	People     int
	Indicators int
	Challenges int
}

// Used tells a unit that something still names.
func (c Counted) Used() bool { return c.People+c.Indicators+c.Challenges > 0 }

const counted = `
	SELECT u.id, u.name, u.aliases, u.version, coalesce(p.people, 0)::int AS people, coalesce(i.indicators, 0)::int AS indicators,
	       coalesce(r.challenges, 0)::int AS challenges
	  FROM units u
	  LEFT JOIN (SELECT unit_id, count(*) AS people FROM user_units GROUP BY unit_id) p ON p.unit_id = u.id
	  LEFT JOIN (SELECT unit_id, count(*) AS indicators FROM indicator_units GROUP BY unit_id) i ON i.unit_id = u.id
	  LEFT JOIN (SELECT unit_id, count(*) AS challenges FROM (` + namedByChallenges + `) named GROUP BY unit_id) r ON r.unit_id = u.id`

// namedByChallenges are the units that retos name, with the reto, each pair once.
const namedByChallenges = `
	SELECT id, unit_id FROM challenges WHERE unit_id IS NOT NULL
	UNION
	SELECT id, assigned_unit_id FROM challenges WHERE assigned_unit_id IS NOT NULL
	UNION
	SELECT challenge_id, unit_id FROM challenge_projects WHERE unit_id IS NOT NULL`

// List returns all units in the order of their names, accents and letter case aside. It takes one query.
func (s Store) List(ctx context.Context) ([]Counted, error) {
	rows, _ := s.Pool.Query(ctx, counted)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Counted])
	if err != nil {
		return nil, fmt.Errorf("list units: %w", err)
	}
	slices.SortFunc(list, func(a, b Counted) int {
		return cmp.Or(cmp.Compare(text.Fold(a.Name), text.Fold(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return list, nil
}

// Find returns a unit, or fault.NotFound.
func (s Store) Find(ctx context.Context, id int64) (Counted, error) {
	rows, _ := s.Pool.Query(ctx, counted+`
	 WHERE u.id = $1`, id)
	u, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Counted])
	if err != nil {
		return Counted{}, fmt.Errorf("find unit %d: %w", id, db.Translate(err))
	}
	return u, nil
}
