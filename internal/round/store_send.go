package round

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
)

// heldColumns are those of held, from plans p, rounds r, round_entries e, indicators i and objectives o.
const heldColumns = `p.id AS plan_id, p.state AS plan_state, p.published_at IS NOT NULL AS published, r.id AS round_id, r.measured_on AS round_on,
	coalesce(r.closed_at, r.cancelled_at) IS NOT NULL AS ended, i.id AS indicator_id, i.decimals, i.unit_of_measure,
	least(i.cancelled_on, o.cancelled_on) AS cancelled_on, e.state, e.version, coalesce(e.sent_by, 0) AS sent_by,
	e.value, e.measured_on, e.comment, e.result_title, e.result_on, e.result_url,
	ARRAY(SELECT iu.unit_id
	        FROM indicator_units iu
	       WHERE iu.plan_id = i.plan_id AND iu.indicator_id = i.id) AS units`

// Send sends values to their rounds, all in one transaction: those that are right are sent, whatever becomes of the
// others. An entry that is not there, or in a plan that the actor may not know of, is fault.NotFound; one for which
// the actor's units do not answer is fault.Forbidden: then nothing is sent. It takes a fixed number of queries.
func (s Store) Send(ctx context.Context, actor access.Actor, key string, sendings []Sending) (Outcome, error) {
	var outcome *Outcome
	send := func(tx pgx.Tx) (string, error) {
		entries, err := holdAll(ctx, tx, actor, sendings, true)
		if err != nil {
			return "", err
		}
		fit, o := judge(entries, sendings, actor, s.Today())
		outcome = &o
		if len(fit) == 0 {
			return "", errNothing
		}
		if err := s.write(ctx, tx, actor, fit); err != nil {
			return "", err
		}
		return strconv.Itoa(len(fit)), audit.Record(ctx, tx, s.sendEvents(actor, fit, entries)...)
	}
	_, err := db.Once(ctx, s.Pool, db.Submission{Key: key, Action: "entry.send", UserID: actor.ID}, send)
	if err != nil && !errors.Is(err, errNothing) {
		return Outcome{}, fmt.Errorf("send to rounds: %w", err)
	}
	if outcome != nil {
		return *outcome, nil
	}
	return s.again(ctx, actor, sendings)
}

// errNothing ends a transaction in which nothing could be sent, so that its form may come again.
var errNothing = errors.New("nothing can be sent")

// again tells what came of a form that was carried out before. What could not be sent then was not, even if it could
// be by now.
func (s Store) again(ctx context.Context, actor access.Actor, sendings []Sending) (o Outcome, err error) {
	err = db.ReadTx(ctx, s.Pool, func(tx pgx.Tx) error {
		entries, err := holdAll(ctx, tx, actor, sendings, false)
		if err == nil {
			var fit []held
			fit, o = judge(entries, sendings, actor, s.Today())
			o.Sent -= len(fit)
			for _, h := range fit {
				o.Wrong[h.key()] = fault.Invalid{"value": "Este valor no se envió entonces: envíelo de nuevo."}
			}
		}
		return err
	})
	return o, err
}

// holdAll reads the entries that values are sent to and, to write, holds them, their rounds and plans, in an order in
// which no two wait for each other: nobody closes a round, or changes its plan, while something is sent to it.
func holdAll(ctx context.Context, tx pgx.Tx, actor access.Actor, sendings []Sending, write bool) (map[Key]held, error) {
	slugs, rounds, indicators := make([]string, len(sendings)), make([]int64, len(sendings)), make([]int64, len(sendings))
	for n, x := range sendings {
		slugs[n], rounds[n], indicators[n] = x.Slug, x.RoundID, x.IndicatorID
	}
	lock := ""
	if write {
		lock = `
		   FOR SHARE OF p, r
		   FOR UPDATE OF e`
	}
	scope := access.Plans(actor)
	rows, err := tx.Query(ctx, `
		SELECT `+heldColumns+`
		  FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS asked (slug, round_id, indicator_id)
		  JOIN plans p ON p.slug = asked.slug AND `+plan.Readable(4, 5)+`
		  JOIN rounds r ON r.plan_id = p.id AND r.id = asked.round_id
		  JOIN round_entries e ON e.plan_id = r.plan_id AND e.round_id = r.id AND e.indicator_id = asked.indicator_id
		  JOIN indicators i ON i.plan_id = e.plan_id AND i.id = e.indicator_id
		  JOIN objectives o ON o.plan_id = i.plan_id AND o.id = i.objective_id
		 ORDER BY p.id, r.id, e.indicator_id`+lock, slugs, rounds, indicators, scope.All, scope.Active)
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[held])
	if err != nil {
		return nil, err
	}
	entries := make(map[Key]held, len(found))
	var refused error
	for _, h := range found {
		entries[h.key()] = h
		refused = errors.Join(refused, h.require(actor))
	}
	if len(found) < len(sendings) || len(entries) < len(sendings) {
		return nil, fmt.Errorf("%d of %d entries: %w", len(entries), len(sendings), fault.NotFound)
	}
	return entries, refused
}

// write keeps what is sent in its entries.
func (s Store) write(ctx context.Context, tx pgx.Tx, actor access.Actor, fit []held) error {
	args := argsOf(fit)
	args["at"], args["by"] = s.Now(), actor.ID
	_, err := tx.Exec(ctx, `
		UPDATE round_entries e
		   SET state = 'sent', value = new.value, measured_on = new.measured_on, comment = new.comment, result_title = new.result_title,
		       result_on = new.result_on, result_url = new.result_url, sent_at = @at, sent_by = @by, version = e.version + 1
		  FROM `+newOf+`
		 WHERE e.plan_id = new.plan_id AND e.round_id = new.round_id AND e.indicator_id = new.indicator_id`, args)
	return err
}

// newOf is, as rows of their own, what argsOf gives to a statement.
const newOf = `unnest(@plans::bigint[], @rounds::bigint[], @indicators::bigint[], @values::numeric[], @days::date[], @comments::text[],
		              @titles::text[], @result_days::date[], @urls::text[])
		       AS new (plan_id, round_id, indicator_id, value, measured_on, comment, result_title, result_on, result_url)`

func argsOf(entries []held) pgx.NamedArgs {
	plans, rounds, indicators := make([]int64, len(entries)), make([]int64, len(entries)), make([]int64, len(entries))
	values, days, resultDays := make([]decimal.NullDecimal, len(entries)), make([]date.Date, len(entries)), make([]date.Date, len(entries))
	comments, titles, urls := make([]string, len(entries)), make([]string, len(entries)), make([]string, len(entries))
	for n, h := range entries {
		plans[n], rounds[n], indicators[n], values[n], days[n] = h.PlanID, h.RoundID, h.IndicatorID, h.Value, h.MeasuredOn
		comments[n], titles[n], resultDays[n], urls[n] = h.Comment, h.ResultTitle, h.ResultOn, h.ResultURL
	}
	return pgx.NamedArgs{
		"plans": plans, "rounds": rounds, "indicators": indicators, "values": values, "days": days, "comments": comments, "titles": titles,
		"result_days": resultDays, "urls": urls,
	}
}

func (s Store) sendEvents(actor access.Actor, fit []held, before map[Key]held) []audit.Event {
	events := make([]audit.Event, len(fit))
	for n, h := range fit {
		events[n] = audit.Event{
			At: s.Now(), Actor: actor, Action: "entry.send", Object: objectOfIndicator(h.IndicatorID), PlanID: h.PlanID, After: h.told(),
		}
		if old := before[h.key()]; old.State != Owed {
			events[n].Before = old.told()
		}
	}
	return events
}

func objectOfIndicator(id int64) audit.Object { return audit.Object{Type: "indicator", ID: id} }
