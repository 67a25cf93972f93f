package challenge

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/draft"
	"hito/internal/fault"
	"hito/internal/text"
)

// Bounds of the views that a person keeps.
const (
	MostViews       = 30
	LongestViewName = 80
	longestQuery    = 1000
)

// View is a way to look at the list of retos that a person has given a name to: the query of the list's address.
type View struct {
	ID    int64
	Name  string
	Query string
}

// ViewDraft is a view as it is typed; its query is one that the page has read and written anew.
type ViewDraft struct{ Name, Query string }

// Check returns the name as it is kept beside those that there are, or fault.Invalid by the field "name".
func (d ViewDraft) Check(there []View) (string, error) {
	var c draft.Check
	name := c.NeededLine("name", d.Name, LongestViewName, "Escriba un nombre para la vista.")
	switch {
	case len(there) >= MostViews:
		c.Refuse("name", fmt.Sprintf("Ya tiene %d vistas guardadas: quite alguna antes de guardar otra.", MostViews))
	case len(d.Query) > longestQuery:
		c.Refuse("name", "Los filtros son demasiado largos para guardarlos: acorte el texto que busca.")
	case slices.ContainsFunc(there, func(v View) bool { return text.Fold(v.Name) == text.Fold(name) }):
		c.Refuse("name", "Ya tiene una vista con este nombre.")
	}
	return name, c.Err()
}

// Views returns the views of an actor in the order of their names. It takes one query.
func Views(ctx context.Context, tx pgx.Tx, a access.Actor) ([]View, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, name, query
		  FROM challenge_views
		 WHERE user_id = $1
		 ORDER BY `+db.Folded("name")+`, id`, a.ID)
	if err != nil {
		return nil, fmt.Errorf("list views: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[View])
	if err != nil {
		return nil, fmt.Errorf("list views: %w", err)
	}
	return list, nil
}

// SaveView keeps a view of the actor's own, once however often its form comes, and returns its number. Errors are
// those of ViewDraft.Check, and fault.Forbidden to whoever may not read all retos.
func (s Store) SaveView(ctx context.Context, a access.Actor, key string, d ViewDraft) (int64, error) {
	id, err := s.changeViews(ctx, a, key, "view.create", func(tx pgx.Tx, there []View) (id int64, err error) {
		name, err := d.Check(there)
		if err != nil {
			return 0, err
		}
		err = tx.QueryRow(ctx, `
			INSERT INTO challenge_views (user_id, name, query)
			VALUES ($1, $2, $3)
			RETURNING id`, a.ID, name, d.Query).Scan(&id)
		return id, err
	})
	if err != nil {
		return 0, fmt.Errorf("save a view: %w", err)
	}
	return id, nil
}

// DropView removes a view of the actor's own; that of another is fault.NotFound.
func (s Store) DropView(ctx context.Context, a access.Actor, key string, id int64) error {
	_, err := s.changeViews(ctx, a, key, "view.delete", func(tx pgx.Tx, there []View) (int64, error) {
		if !slices.ContainsFunc(there, func(v View) bool { return v.ID == id }) {
			return 0, fault.NotFound
		}
		_, err := tx.Exec(ctx, `DELETE FROM challenge_views WHERE id = $1 AND user_id = $2`, id, a.ID)
		return id, err
	})
	if err != nil {
		return fmt.Errorf("drop view %d: %w", id, err)
	}
	return nil
}

// changeViews carries out a change of a person's views once, one change after the other, and records it. The event
// tells neither the name nor the query, which may hold what was searched for.
func (s Store) changeViews(ctx context.Context, a access.Actor, key, action string, fn func(pgx.Tx, []View) (int64, error)) (int64, error) {
	if err := access.Require(a, access.ReadChallenges, access.Target{}); err != nil {
		return 0, err
	}
	result, err := db.Once(ctx, s.Pool, db.Submission{Key: key, Action: action, UserID: a.ID}, func(tx pgx.Tx) (string, error) {
		if _, err := tx.Exec(ctx, `SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE`, a.ID); err != nil {
			return "", fmt.Errorf("hold the views: %w", err)
		}
		there, err := Views(ctx, tx, a)
		if err != nil {
			return "", err
		}
		id, err := fn(tx, there)
		if err != nil {
			return "", err
		}
		event := audit.Event{At: s.Now(), Actor: a, Action: action, Object: audit.Object{Type: "view", ID: id}}
		return strconv.FormatInt(id, 10), audit.Record(ctx, tx, event)
	})
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(result, 10, 64)
}
