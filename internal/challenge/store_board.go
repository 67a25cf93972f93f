package challenge

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/date"
)

// How many retos a column of the board shows: of those that something may still become of, and of those that ended.
const (
	longestColumn = 50
	longestEnd    = 5
)

// Column is the retos of the board in a state: those that wait for their first answer first, the latest on top, then
// those that have been there longest; of a state in which retos end, the newest.
type Column struct {
	State State
	Total int // in this state, shown or not
	Cards []Listed
}

// boardRow is a reto with how many there are in its state.
type boardRow struct {
	Listed
	Total int
}

// Board returns a column for each state, in their order, with the retos that a query finds whatever states it asks for.
// It is for whoever reads all of them, and takes one query.
func Board(ctx context.Context, tx pgx.Tx, a access.Actor, today date.Date, q ListQuery) ([]Column, error) {
	if err := access.Require(a, access.ReadChallenges, access.Target{}); err != nil {
		return nil, fmt.Errorf("read the board of retos: %w", err)
	}
	q.States = nil
	where, args := q.conditions(a, today)
	args = with(args, pgx.NamedArgs{"excerpt": 0, "open": running, "most": longestColumn, "most_ended": longestEnd})
	rows, err := tx.Query(ctx, `
		SELECT `+listed+`, k.total
		  FROM (SELECT c.state, count(*) AS total
		          FROM challenges c
		         WHERE `+where+`
		         GROUP BY c.state) k
		 CROSS JOIN LATERAL unnest(CASE WHEN k.state = ANY(@open)
		       THEN ARRAY(SELECT c.id
		                    FROM challenges c
		                   WHERE c.state = k.state AND `+where+`
		                   ORDER BY CASE WHEN `+unanswered+` THEN c.answer_due_on END NULLS LAST, c.state_since, c.id
		                   LIMIT @most::int)
		       ELSE ARRAY(SELECT c.id
		                    FROM challenges c
		                   WHERE c.state = k.state AND `+where+`
		                   ORDER BY c.state_since DESC, c.id
		                   LIMIT @most_ended::int) END) WITH ORDINALITY b (id, place)
		  JOIN challenges c ON c.id = b.id`+listedFrom+`
		 ORDER BY b.place`, args)
	if err != nil {
		return nil, fmt.Errorf("read the board of retos: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[boardRow])
	if err != nil {
		return nil, fmt.Errorf("read the board of retos: %w", err)
	}
	return columnsOf(list), nil
}

func columnsOf(list []boardRow) []Column {
	place := make(map[State]int, len(States))
	columns := make([]Column, len(States))
	for n, state := range States {
		place[state], columns[n].State = n, state
	}
	for _, row := range list {
		c := &columns[place[row.State]]
		c.Total, c.Cards = row.Total, append(c.Cards, row.Listed)
	}
	return columns
}
