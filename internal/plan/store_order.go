package plan

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
)

// ordered is a list of a plan in which each thing has a place and a code.
type ordered struct{ table, object string }

var (
	orderedLines      = ordered{"strategic_lines", "line"}
	orderedObjectives = ordered{"objectives", "objective"}
)

// placed is where a thing stands, as events tell it.
type placed struct {
	Position int    `json:"position"`
	Code     string `json:"code"`
}

// MoveLine takes a line to another place and returns the code that it has there. A line that is gone is fault.NotFound.
func (s Store) MoveLine(ctx context.Context, actor access.Actor, key, slug string, m Move) (code string, err error) {
	return s.move(ctx, actor, key, slug, orderedLines, m)
}

// MoveObjective takes an objective to another place and returns the code that it has there. An objective that is gone
// is fault.NotFound.
func (s Store) MoveObjective(ctx context.Context, actor access.Actor, key, slug string, m Move) (code string, err error) {
	return s.move(ctx, actor, key, slug, orderedObjectives, m)
}

func (s Store) move(ctx context.Context, actor access.Actor, key, slug string, list ordered, m Move) (code string, err error) {
	c := Change{Actor: actor, Key: key, Slug: slug, Action: list.object + ".move", Needs: access.WritePlan}
	id, err := s.Write(ctx, c, func(tx pgx.Tx, p Plan) (Written, error) {
		before, err := list.read(ctx, tx, p.ID)
		if err != nil {
			return Written{}, err
		}
		after, err := m.Apply(before)
		if err != nil {
			return Written{}, err
		}
		return list.written(m.ID, before, after), list.write(ctx, tx, p.ID, before, after)
	})
	if err != nil {
		return "", err
	}
	err = s.Pool.QueryRow(ctx, `
		SELECT coalesce((SELECT x.code
		                   FROM `+list.table+` x
		                   JOIN plans p ON p.id = x.plan_id
		                  WHERE p.slug = $1 AND x.id = $2), '')`, slug, id).Scan(&code)
	return code, err
}

func (o ordered) read(ctx context.Context, tx pgx.Tx, planID int64) ([]Coded, error) {
	rows, _ := tx.Query(ctx, `
		SELECT id, code
		  FROM `+o.table+`
		 WHERE plan_id = $1
		 ORDER BY position`, planID)
	return pgx.CollectRows(rows, pgx.RowToStructByName[Coded])
}

// write gives the things of a plan their new places and codes. A code is one thing's at every moment, so those that
// change hands pass through names that nobody has; each such thing is another version.
func (o ordered) write(ctx context.Context, tx pgx.Tx, planID int64, before, after []Coded) error {
	ids, codes, renamed := []int64{}, []string{}, []int64{}
	was := places(before)
	for _, c := range after {
		ids, codes = append(ids, c.ID), append(codes, c.Code)
		if was[c.ID].Code != c.Code {
			renamed = append(renamed, c.ID)
		}
	}
	batch := &pgx.Batch{}
	batch.Queue(`
		UPDATE `+o.table+`
		   SET code = substr(md5($3 || id), 1, 31), version = version + 1
		 WHERE plan_id = $1 AND id = ANY($2)`, planID, renamed, rand.Text())
	batch.Queue(`
		UPDATE `+o.table+` x
		   SET position = n.position, code = n.code
		  FROM unnest($2::bigint[], $3::text[]) WITH ORDINALITY AS n(id, code, position)
		 WHERE x.plan_id = $1 AND x.id = n.id`, planID, ids, codes)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("order %s: %w", o.table, err)
	}
	return nil
}

// written tells a move of one thing, and that others have another code since.
func (o ordered) written(id int64, before, after []Coded) Written {
	was, is := places(before), places(after)
	w := Written{Object: audit.Object{Type: o.object, ID: id}, Before: was[id], After: is[id]}
	for _, c := range after {
		if c.ID != id && was[c.ID].Code != c.Code {
			w.More = append(w.More, audit.Event{
				Action: o.object + ".move", Object: audit.Object{Type: o.object, ID: c.ID}, Before: was[c.ID], After: is[c.ID],
			})
		}
	}
	return w
}

func places(list []Coded) map[int64]placed {
	by := make(map[int64]placed, len(list))
	for n, c := range list {
		by[c.ID] = placed{Position: n + 1, Code: c.Code}
	}
	return by
}
