package round

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
)

// Pick is an entry as it was shown.
type Pick struct {
	IndicatorID int64
	Version     int
}

// Accept records what was sent, signed by who sent it, and all of it or nothing: fault.Conflict where an entry is not
// as it was shown any more, or where its day has a value by now, which only Correct replaces. It takes a number of
// queries that depends on how many people sent, and not on how many values.
func (s Store) Accept(ctx context.Context, actor access.Actor, key, slug string, id int64, picks []Pick) error {
	return s.change(ctx, actor, key, slug, id, "entry.accept", func(tx pgx.Tx, p plan.Plan, _ Round) (plan.Written, error) {
		entries, err := picked(ctx, tx, p.ID, id, Accept, picks)
		if err != nil {
			return plan.Written{}, err
		}
		w, err := s.record(ctx, tx, p.ID, entries)
		if err != nil {
			return plan.Written{}, err
		}
		if err := s.settle(ctx, tx, actor, entries, ""); err != nil {
			return plan.Written{}, err
		}
		for _, h := range entries[1:] {
			w.More = append(w.More, audit.Event{Action: "entry.accept", Object: objectOfIndicator(h.IndicatorID), After: h.told()})
		}
		w.Object, w.After = objectOfIndicator(entries[0].IndicatorID), entries[0].told()
		return w, nil
	})
}

// record appends what was sent to the measurements, for each of those who sent it.
func (s Store) record(ctx context.Context, tx pgx.Tx, planID int64, entries []held) (w plan.Written, err error) {
	bySender := map[int64][]indicator.Entry{}
	var senders []int64
	for _, h := range entries {
		if bySender[h.SentBy] == nil {
			senders = append(senders, h.SentBy)
		}
		bySender[h.SentBy] = append(bySender[h.SentBy], h.entry(0, ""))
	}
	for _, sender := range senders {
		events, err := s.append(ctx, tx, planID, sender, bySender[sender])
		if err != nil {
			return w, err
		}
		w.More = append(w.More, events...)
	}
	return w, nil
}

func (s Store) append(ctx context.Context, tx pgx.Tx, planID, author int64, entries []indicator.Entry) ([]audit.Event, error) {
	appended, err := indicator.Append(ctx, tx, planID, indicator.Author{UserID: author, At: s.Now()}, entries)
	if err == nil && len(appended.Clashes) > 0 {
		err = fmt.Errorf("%d values stand at their days by now: %w", len(appended.Clashes), fault.Conflict)
	}
	return appended.Events, err
}

// Correct accepts an entry with what was typed in the place of what was sent, and keeps why: signed by the actor, or
// by who sent it where nothing was changed and only what stood at its day is replaced. An entry that is not as it was
// shown is fault.Conflict.
func (s Store) Correct(ctx context.Context, actor access.Actor, key, slug string, id int64, pick Pick, t indicator.Typed) error {
	return s.change(ctx, actor, key, slug, id, "entry.correct", func(tx pgx.Tx, p plan.Plan, _ Round) (plan.Written, error) {
		entries, err := picked(ctx, tx, p.ID, id, Correct, []Pick{pick})
		if err != nil {
			return plan.Written{}, err
		}
		sent := entries[0]
		e, err := s.checkCorrection(sent, t)
		if err != nil {
			return plan.Written{}, err
		}
		reason := e.Reason
		if e.Basis == 0 { // nothing that was public is replaced: why is between the unit and whoever keeps the plan
			e.Reason = ""
		}
		author := actor.ID
		if sent.says(e) {
			author = sent.SentBy
		}
		events, err := s.append(ctx, tx, p.ID, author, []indicator.Entry{e})
		if err != nil {
			return plan.Written{}, err
		}
		kept := sent.with(e)
		after := kept.told()
		after.Review = reason
		return plan.Written{
			Object: objectOfIndicator(pick.IndicatorID), Before: sent.told(), After: after, More: events,
		}, s.settle(ctx, tx, actor, []held{kept}, reason)
	})
}

// checkCorrection reads a correction, which always says why.
func (s Store) checkCorrection(sent held, t indicator.Typed) (indicator.Entry, error) {
	e, err := sent.check(t, s.Today())
	if err != nil {
		return e, err
	}
	e.Reason, err = checkReason("reason", t.Reason, longestReason, "Escriba por qué se corrige el valor.")
	return e, err
}

// Return gives an entry back to its unit with what is to be done. One that is not as it was shown is fault.Conflict.
func (s Store) Return(ctx context.Context, actor access.Actor, key, slug string, id int64, pick Pick, comment string) error {
	return s.change(ctx, actor, key, slug, id, "entry.return", func(tx pgx.Tx, p plan.Plan, _ Round) (plan.Written, error) {
		entries, err := picked(ctx, tx, p.ID, id, Return, []Pick{pick})
		if err != nil {
			return plan.Written{}, err
		}
		comment, err := checkReason("review", comment, longestNote, "Escriba qué hay que revisar: la unidad lo leerá.")
		if err != nil {
			return plan.Written{}, err
		}
		_, err = tx.Exec(ctx, `
			UPDATE round_entries
			   SET state = 'returned', review = @review, reviewed_at = @at, reviewed_by = @by, version = version + 1
			 WHERE plan_id = @plan_id AND round_id = @round_id AND indicator_id = @indicator_id`, pgx.NamedArgs{
			"plan_id": p.ID, "round_id": id, "indicator_id": pick.IndicatorID, "review": comment, "at": s.Now(), "by": actor.ID,
		})
		before, after := entries[0].told(), entries[0].told()
		after.Review = comment
		return plan.Written{Object: objectOfIndicator(pick.IndicatorID), Before: before, After: after}, err
	})
}

// picked returns the entries that were picked, in their order, where the act is for all of them as they were shown; else
// fault.Conflict. One that the round does not have is fault.NotFound. The transaction holds the plan.
func picked(ctx context.Context, tx pgx.Tx, planID, id int64, do Act, picks []Pick) ([]held, error) {
	if len(picks) == 0 {
		return nil, fmt.Errorf("nothing to %s: %w", do, fault.BadInput)
	}
	ids := make([]int64, len(picks))
	for n, p := range picks {
		ids[n] = p.IndicatorID
	}
	rows, err := tx.Query(ctx, `
		SELECT `+heldColumns+`
		  FROM plans p
		  JOIN rounds r ON r.plan_id = p.id
		  JOIN round_entries e ON e.plan_id = r.plan_id AND e.round_id = r.id
		  JOIN indicators i ON i.plan_id = e.plan_id AND i.id = e.indicator_id
		  JOIN objectives o ON o.plan_id = i.plan_id AND o.id = i.objective_id
		 WHERE p.id = $1 AND r.id = $2 AND e.indicator_id = ANY($3)
		 ORDER BY e.indicator_id`, planID, id, ids)
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[held])
	if err != nil {
		return nil, err
	}
	if len(found) != len(picks) {
		return nil, fmt.Errorf("%d of %d entries: %w", len(found), len(picks), fault.NotFound)
	}
	shown := make(map[int64]int, len(picks)) // versions by indicator
	for _, p := range picks {
		shown[p.IndicatorID] = p.Version
	}
	for _, h := range found {
		if _, fits := h.State.After(do); !fits || h.Version != shown[h.IndicatorID] || h.dropped() {
			return nil, fmt.Errorf("%s entry of indicator %d: %w", do, h.IndicatorID, fault.Conflict)
		}
	}
	return found, nil
}

// settle keeps entries as they were accepted.
func (s Store) settle(ctx context.Context, tx pgx.Tx, actor access.Actor, entries []held, review string) error {
	args := argsOf(entries)
	args["at"], args["by"], args["review"] = s.Now(), actor.ID, review
	_, err := tx.Exec(ctx, `
		UPDATE round_entries e
		   SET state = 'accepted', value = new.value, measured_on = new.measured_on, comment = new.comment, result_title = new.result_title,
		       result_on = new.result_on, result_url = new.result_url, review = @review, reviewed_at = @at, reviewed_by = @by,
		       version = e.version + 1
		  FROM `+newOf+`
		 WHERE e.plan_id = new.plan_id AND e.round_id = new.round_id AND e.indicator_id = new.indicator_id`, args)
	return err
}
