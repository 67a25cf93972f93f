package challenge

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db"
)

// unanswered are retos c for which somebody still has to write a first answer: those of Challenge.Late, sooner or later.
const unanswered = `c.answered_at IS NULL AND c.state = ANY('{received,analysis,waiting,admitted,project,pilot}')`

// known tells whether the reader may read a reto c whole; it is never null.
const known = `coalesce(` + whole + `, false)`

// Conditions on a reto c that its scope stands for.
var scopes = map[ListScope]string{
	ScopeAll:      `true`,
	ScopeOwn:      `c.author_id = @reader_id`,
	ScopeAssigned: `(c.assignee_id = @reader_id OR c.assigned_unit_id = ANY(@reader_units))`,
	ScopeUnit:     `c.shared AND c.unit_id = ANY(@reader_units)`,
	ScopeFollowed: `EXISTS (SELECT FROM challenge_followers f WHERE f.challenge_id = c.id AND f.user_id = @reader_id)`,
	ScopePublic:   `c.published_at IS NOT NULL`,
}

var sorts = map[ListSort]string{
	ByDeadline:   `CASE WHEN ` + unanswered + ` THEN c.answer_due_on END NULLS LAST, c.submitted_at DESC, c.id DESC`,
	ByNewest:     `c.submitted_at DESC, c.id DESC`,
	BySupporters: supporters + ` DESC, c.submitted_at DESC, c.id DESC`,
	ByTitle:      db.Folded(shownTitle) + `, c.id`,
}

// supporters is how many support a reto c.
const supporters = `(SELECT count(*) FROM challenge_followers f WHERE f.challenge_id = c.id AND f.supports)`

// shownTitle is the title of a reto c as its reader may know it. Who follows one that is public no more goes on knowing it
// by the title that was: the author's own was never theirs to read.
const shownTitle = `CASE WHEN ` + known + ` OR ` + unwritten + ` THEN c.title ELSE c.public_title END`

// unwritten tells a reto c of which nothing was ever written for everybody: whoever follows it knows it by its own title.
const unwritten = `c.public_title = ''`

// listed are the columns of Listed. No name of an author is among them.
const listed = `c.id, c.code, s.title,
	left(CASE WHEN s.known THEN c.problem WHEN c.published_at IS NOT NULL THEN c.public_text ELSE '' END, @excerpt) AS excerpt,
	c.state, c.state_since, c.submitted_on,
	CASE WHEN s.known THEN c.urgency ELSE '' END AS urgency,
	CASE WHEN s.known THEN coalesce(u.name, '') ELSE '' END AS unit,
	CASE WHEN s.known THEN c.area ELSE '' END AS area,
	CASE WHEN s.known THEN c.answer_due_on END AS answer_due_on,
	s.known AND c.answered_at IS NOT NULL AS answered, s.known AND c.decision_asked_at IS NOT NULL AS decision_asked,
	CASE WHEN s.known THEN coalesce(g.name, '') ELSE '' END AS assignee,
	CASE WHEN s.known THEN coalesce(v.name, '') ELSE '' END AS assigned_unit,
	` + supporters + ` AS supporters,
	coalesce((SELECT n.public_note FROM challenge_moves n WHERE n.challenge_id = c.id AND ` + publicNote + ` ORDER BY n.id DESC LIMIT 1), '') AS note,
	(SELECT n.moved_on FROM challenge_moves n WHERE n.challenge_id = c.id AND ` + publicNote + ` ORDER BY n.id DESC LIMIT 1) AS note_on,
	c.published_at IS NOT NULL AS public, coalesce(c.author_id = @reader_id, false) AS own, s.known AS whole`

// publicNote is a change of state n that says something to everybody. Why its author withdrew a reto is the author's.
const publicNote = `n.public_note <> '' AND n.to_state <> 'withdrawn'`

// listedFrom are the tables of listed, from challenges c.
const listedFrom = `
	 CROSS JOIN LATERAL (SELECT ` + known + ` AS known, ` + shownTitle + ` AS title) s
	  LEFT JOIN units u ON u.id = c.unit_id
	  LEFT JOIN users g ON g.id = c.assignee_id
	  LEFT JOIN units v ON v.id = c.assigned_unit_id`

// conditions returns what the retos c of a query have in common, and the arguments for it. Nothing that was typed stands
// in the SQL itself.
func (q ListQuery) conditions(a access.Actor, today date.Date) (string, pgx.NamedArgs) {
	args := with(reader(a), pgx.NamedArgs{
		"states": q.States, "unit": q.UnitID, "person": q.Holder.PersonID, "team": q.Holder.UnitID, "urgency": q.Urgency,
		"plan": q.Touches.PlanID, "objective": q.Touches.ObjectiveID, "line": q.Touches.LineID,
		"today": today, "from": q.From, "until": q.Until,
	})
	parts := []string{readable, scopes[q.Scope]}
	add := func(given bool, condition string) {
		if given {
			parts = append(parts, condition)
		}
	}
	add(len(q.States) > 0, `c.state = ANY(@states)`)
	add(q.UnitID != 0, `c.unit_id = @unit`)
	add(q.Holder.Nobody, `c.assignee_id IS NULL AND c.assigned_unit_id IS NULL`)
	add(q.Holder.Mine, scopes[ScopeAssigned])
	add(q.Holder.PersonID != 0, `c.assignee_id = @person`)
	add(q.Holder.UnitID != 0, `c.assigned_unit_id = @team`)
	add(q.Urgency != "", `c.urgency = @urgency`)
	add(q.Touches.PlanID != 0, `c.plan_id = @plan`)
	add(q.Touches.ObjectiveID != 0, `c.objective_id = @objective`)
	add(q.Touches.LineID != 0, `c.line_id = @line`)
	add(q.Late, unanswered+` AND c.answer_due_on < @today`)
	add(q.DecisionAsked, `c.decision_asked_at IS NOT NULL`)
	add(!q.From.IsZero(), `c.submitted_on >= @from`)
	add(!q.Until.IsZero(), `c.submitted_on <= @until`)
	add(q.Text != "", q.search(a, args))
	return strings.Join(parts, "\n   AND "), args
}

// search returns the condition on a reto c of having the text, and adds its arguments: beginnings of words as they are
// or as their stems, wherever they stand, or a fragment of the title, or the code. Of what the reader may not read whole
// only what is public is looked through, so that no search tells what stands in the rest.
func (q ListQuery) search(a access.Actor, args pgx.NamedArgs) string {
	words := searchWords(q.Text)
	if len(words) == 0 {
		return `false`
	}
	args["words"], args["fragment"], args["code"] = prefixes(words), "%"+strings.Join(words, "%")+"%", ReadCode(q.Text)
	asked := `(to_tsquery('spanish', ` + db.Folded("@words") + `) || to_tsquery('simple', ` + db.Folded("@words") + `))`
	inTitle := `c.folded_title LIKE ` + db.Folded("@fragment")
	inAll := `(c.words @@ ` + asked + ` OR ` + inTitle + ` OR c.code = @code)`
	if access.Can(a, access.ReadChallenges, access.Target{}) {
		return inAll
	}
	inPublicTitle := `c.folded_public LIKE ` + db.Folded("@fragment")
	inPublic := `c.public_words @@ ` + asked + ` OR ` + inPublicTitle
	return `(c.code = @code OR CASE WHEN ` + known + ` THEN ` + inAll + ` WHEN ` + unwritten + ` THEN ` + inTitle + `
	    WHEN c.published_at IS NULL THEN ` + inPublicTitle + ` ELSE ` + inPublic + ` END)`
}

// List returns a page of the retos that a query finds. It takes one query, which first finds out which ones they are:
// what is told of each is read for those of the page alone.
func List(ctx context.Context, tx pgx.Tx, a access.Actor, today date.Date, q ListQuery) ([]Listed, error) {
	where, args := q.conditions(a, today)
	args = with(args, pgx.NamedArgs{"excerpt": longestExcerpt, "limit": q.Limit, "offset": q.Offset})
	order := sorts[q.Sort]
	if q.Sort == ByTitle && access.Can(a, access.ReadChallenges, access.Target{}) {
		order = `c.folded_title, c.id` // the same to whoever knows all titles, and already there
	}
	rows, err := tx.Query(ctx, `
		SELECT `+listed+`
		  FROM unnest(ARRAY(SELECT c.id
		                      FROM challenges c
		                     WHERE `+where+`
		                     ORDER BY `+order+`
		                     LIMIT @limit OFFSET @offset)) WITH ORDINALITY page (id, place)
		  JOIN challenges c ON c.id = page.id`+listedFrom+`
		 ORDER BY page.place`, args)
	if err != nil {
		return nil, fmt.Errorf("list retos: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Listed])
	if err != nil {
		return nil, fmt.Errorf("list retos: %w", err)
	}
	return list, nil
}

// CountStates counts the retos that a query finds by their states, whichever it asks for. It takes one query.
func CountStates(ctx context.Context, tx pgx.Tx, a access.Actor, today date.Date, q ListQuery) (map[State]StateCount, error) {
	q.States = nil
	where, args := q.conditions(a, today)
	rows, err := tx.Query(ctx, `
		SELECT c.state, count(*) AS count, count(*) FILTER (WHERE `+unanswered+` AND c.answer_due_on < @today) AS late,
		       count(*) FILTER (WHERE c.decision_asked_at IS NOT NULL) AS asked
		  FROM challenges c
		 WHERE `+where+`
		 GROUP BY c.state`, args)
	if err != nil {
		return nil, fmt.Errorf("count retos by state: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[StateCount])
	if err != nil {
		return nil, fmt.Errorf("count retos by state: %w", err)
	}
	counts := make(map[State]StateCount, len(list))
	for _, one := range list {
		counts[one.State] = one
	}
	return counts, nil
}

// CountScopes counts the retos that an actor may read, by scope. It takes one query.
func CountScopes(ctx context.Context, tx pgx.Tx, a access.Actor) (map[ListScope]int, error) {
	columns := make([]string, len(ListScopes))
	found := make([]int, len(ListScopes))
	targets := make([]any, len(ListScopes))
	for n, scope := range ListScopes {
		columns[n], targets[n] = `count(*) FILTER (WHERE `+scopes[scope]+`)`, &found[n]
	}
	err := tx.QueryRow(ctx, `
		SELECT `+strings.Join(columns, ", ")+`
		  FROM challenges c
		 WHERE `+readable, reader(a)).Scan(targets...)
	if err != nil {
		return nil, fmt.Errorf("count retos by scope: %w", err)
	}
	counts := make(map[ListScope]int, len(found))
	for n, scope := range ListScopes {
		counts[scope] = found[n]
	}
	return counts, nil
}

// ListChoices returns what the filters of all retos have to choose from, in the order of their names; what belongs to
// plans comes plan by plan, each before its lines and objectives.
// It is for whoever handles retos, and takes one query.
func ListChoices(ctx context.Context, tx pgx.Tx) ([]ListChoice, error) {
	rows, err := tx.Query(ctx, `
		SELECT kind, id, name, plan_id
		  FROM (SELECT 'unit' AS kind, u.id, u.name, 0 AS plan_id, 0 AS level, 0 AS place FROM units u WHERE EXISTS (SELECT FROM challenges c WHERE c.unit_id = u.id)
		         UNION ALL
		        SELECT 'person', w.id, w.name, 0, 0, 0 FROM users w WHERE EXISTS (SELECT FROM challenges c WHERE c.assignee_id = w.id)
		         UNION ALL
		        SELECT 'team', u.id, u.name, 0, 0, 0 FROM units u WHERE EXISTS (SELECT FROM challenges c WHERE c.assigned_unit_id = u.id)
		         UNION ALL
		        SELECT 'plan', p.id, p.title, p.id, 0, 0 FROM plans p WHERE EXISTS (SELECT FROM challenges c WHERE c.plan_id = p.id)
		         UNION ALL
		        SELECT 'line', l.id, l.code || '. ' || l.title, l.plan_id, 1, l.position FROM strategic_lines l WHERE EXISTS (SELECT FROM challenges c WHERE c.plan_id = l.plan_id AND c.line_id = l.id)
		         UNION ALL
		        SELECT 'objective', o.id, o.code || '. ' || o.title, o.plan_id, 2, o.position FROM objectives o WHERE EXISTS (SELECT FROM challenges c WHERE c.plan_id = o.plan_id AND c.objective_id = o.id)
		       ) offered
		 ORDER BY plan_id, level, place, `+db.Folded("name")+`, id`)
	if err != nil {
		return nil, fmt.Errorf("offer filters of retos: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[ListChoice])
	if err != nil {
		return nil, fmt.Errorf("offer filters of retos: %w", err)
	}
	return list, nil
}
