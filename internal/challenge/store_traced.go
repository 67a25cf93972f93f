package challenge

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
)

// Trace is a reto as the page of what it is linked to names it.
type Trace struct {
	Code  string
	Title string // the public one for whoever may not read it whole
	State State
	Total int // of all that are linked, listed or not
}

// MostTraced is how many retos the page of what they are linked to names at most, the last ones.
const MostTraced = 50

// endColumns are where links name an end of each kind.
var endColumns = map[EndKind]string{ToObjective: "objective_id", ToIndicator: "indicator_id", ToResult: "result_id"}

// Traced returns the retos that an actor may read and that are linked to something of a plan, in the order in which
// they were linked, MostTraced at most. Results tell of those alone that the actor may read whole. It takes one query; whether the actor
// may read the plan is for the caller to ask.
func Traced(ctx context.Context, tx pgx.Tx, a access.Actor, planID int64, e End) ([]Trace, error) {
	rows, _ := tx.Query(ctx, `
		SELECT code, title, state, total
		  FROM (SELECT k.id, c.code, CASE WHEN `+unwritten+` OR `+whole+` THEN c.title ELSE c.public_title END AS title, c.state, count(*) OVER () AS total
		          FROM challenge_links k
		          JOIN challenges c ON c.id = k.challenge_id
		         WHERE k.plan_id = @plan AND k.`+endColumns[e.Kind]+` = @end AND `+readable+`
		           AND (NOT @whole_only OR `+whole+`)
		         ORDER BY k.id DESC
		         LIMIT @most) newest
		 ORDER BY id`, with(reader(a), pgx.NamedArgs{
		"plan": planID, "end": e.ID, "whole_only": e.Kind == ToResult, "most": MostTraced,
	}))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Trace])
	if err != nil {
		return nil, fmt.Errorf("trace retos to %s of plan %d: %w", e, planID, err)
	}
	return list, nil
}
