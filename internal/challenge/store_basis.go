package challenge

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/setting"
	"hito/internal/text"
)

// LoadBasis reads what the form of a reto is made of for an actor. It takes three queries.
func LoadBasis(ctx context.Context, tx pgx.Tx, a access.Actor, today date.Date) (Basis, error) {
	b := Basis{Today: today}
	var err error
	if b.Setting, _, err = setting.LoadChallenges(ctx, tx); err != nil {
		return Basis{}, err
	}
	rows, _ := tx.Query(ctx, `SELECT id, name FROM units`)
	if b.Units, err = pgx.CollectRows(rows, pgx.RowToStructByName[Origin]); err != nil {
		return Basis{}, fmt.Errorf("list where retos come from: %w", err)
	}
	slices.SortFunc(b.Units, func(x, y Origin) int {
		return cmp.Or(cmp.Compare(text.Fold(x.Name), text.Fold(y.Name)), cmp.Compare(x.ID, y.ID))
	})
	rows, _ = tx.Query(ctx, `
		SELECT p.id AS plan_id, p.title AS plan, k.line, k.id, k.code, k.title
		  FROM plans p
		  JOIN (SELECT plan_id, true AS line, id, code, title, position
		          FROM strategic_lines
		        UNION ALL
		        SELECT plan_id, false, id, code, title, position
		          FROM objectives
		         WHERE cancelled_on IS NULL OR cancelled_on > @today) k ON k.plan_id = p.id
		 WHERE `+planReadable+` AND (p.published_at IS NOT NULL OR p.state = 'active')
		 ORDER BY p.ends_on DESC, p.id, k.line DESC, k.position`, with(readerOfPlans(a), pgx.NamedArgs{"today": today}))
	if b.Touches, err = pgx.CollectRows(rows, pgx.RowToStructByName[Touchable]); err != nil {
		return Basis{}, fmt.Errorf("list what retos may be about: %w", err)
	}
	return b, nil
}
