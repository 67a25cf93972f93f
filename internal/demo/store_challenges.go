package demo

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/setting"
)

// writeChallenges writes retos with all that has become of them, in one batch. Merged ones come after those that they were
// merged into.
func writeChallenges(ctx context.Context, tx pgx.Tx, retos []sample) error {
	var b pgx.Batch
	for _, r := range retos {
		r.queue(&b)
	}
	b.Queue(`
		INSERT INTO indicator_sources (plan_id, indicator_id, counts, from_on, to_on, automatic)
		SELECT p.id, i.id, 'received', p.starts_on, p.ends_on, true
		  FROM plans p
		  JOIN indicators i ON i.plan_id = p.id AND i.code = 'I.11.3'
		 WHERE p.slug = 'i-plan-innovacion-2021-2023'`)
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("write the retos: %w", err)
	}
	open := setting.DefaultChallenges()
	open.Open = true
	if _, err := setting.Put(ctx, tx, setting.Change{Name: setting.ChallengesName, Value: open}); err != nil {
		return fmt.Errorf("open the demo to retos: %w", err)
	}
	return nil
}

// account is the SQL of the number of the demo's account that has a role.
const account = `(SELECT min(id) FROM users WHERE role = nullif(%s, ''))`

func (r sample) queue(b *pgx.Batch) {
	r.queueItself(b)
	from := any(nil)
	for _, m := range append([]sampleMove{{to: challenge.Received, on: r.submittedOn}}, r.moves...) {
		b.Queue(`
			INSERT INTO challenge_moves (challenge_id, from_state, to_state, moved_at, moved_on, moved_by, public_note, internal_note)
			SELECT id, @from, @to, @on::date + time '09:00', @on, `+fmt.Sprintf(account, "@by")+`, @note, @internal
			  FROM challenges
			 WHERE code = @code`, pgx.NamedArgs{
			"code": r.code(), "from": from, "to": m.to, "on": m.on, "by": m.by, "note": m.note, "internal": m.internal,
		})
		from = m.to
	}
	r.queueTalk(b)
	r.queueLinks(b)
	r.queueProject(b)
}

func (r sample) queueItself(b *pgx.Batch) {
	var secret []byte
	author := byStaff
	if r.privacy == challenge.Anonymous {
		sum := sha256.Sum256([]byte("reto\x00" + r.secret()))
		secret, author = sum[:], byNobody
	}
	b.Queue(`
		INSERT INTO challenges (code, secret_digest, title, problem, affects, affected, evidence, tried, idea, urgency, urgency_reason, unit_id,
		       plan_id, objective_id, privacy, author_id, contact_email, shared, state, state_since, submitted_at, submitted_on, answer_due_on,
		       answered_at, decision_asked_at, assignee_id, merged_into, public_title, public_text, published_at)
		SELECT @code, @secret, @title, @problem, @affects, nullif(@affected::int, 0), @evidence, @tried, @idea, coalesce(nullif(@urgency, ''), 'normal'),
		       @reason, (SELECT id FROM units WHERE name = @unit), o.plan_id, o.id, @privacy, `+fmt.Sprintf(account, "@author")+`, @contact, @shared,
		       @state, @since::date + time '09:00', @on::date + time '09:00', @on, @due, @answered::date + time '10:00',
		       CASE WHEN @asked THEN @since::date + time '12:00' END, CASE WHEN @assigned THEN `+fmt.Sprintf(account, "'technician'")+` END,
		       (SELECT id FROM challenges WHERE code = @merged), @public_title, @public_text,
		       CASE WHEN @public_text <> '' THEN @since::date + time '11:00' END
		  FROM (SELECT) one
		  LEFT JOIN plans p ON p.slug = @plan
		  LEFT JOIN objectives o ON o.plan_id = p.id AND o.code = @objective`, pgx.NamedArgs{
		"code": r.code(), "secret": secret, "title": r.title, "problem": r.problem, "affects": r.affects, "affected": r.affected,
		"evidence": r.evidence, "tried": r.tried, "idea": r.idea, "urgency": r.urgency, "reason": r.reason, "unit": r.unit,
		"privacy": r.privacy, "author": author, "contact": r.contact, "shared": r.shared, "state": r.state(), "since": r.stateSince(),
		"on": r.submittedOn, "due": r.dueOn(), "answered": nullDay(r.answeredOn()), "asked": r.asked, "assigned": r.assigned,
		"merged": sample{name: r.mergedInto}.code(), "public_title": r.publicTitle, "public_text": r.publicText, "plan": r.plan, "objective": r.objective,
	})
}

func nullDay(d date.Date) any {
	if d.IsZero() {
		return nil
	}
	return d
}

// queueTalk writes what was said, who is affected too, and what is thought of the reto.
func (r sample) queueTalk(b *pgx.Batch) {
	for _, m := range r.messages {
		b.Queue(`
			INSERT INTO challenge_messages (challenge_id, kind, body, written_at, written_by)
			SELECT id, @kind, @body, @on::date + time '10:00', `+fmt.Sprintf(account, "@by")+`
			  FROM challenges
			 WHERE code = @code`, pgx.NamedArgs{"code": r.code(), "kind": m.kind, "body": m.body, "on": m.on, "by": m.by})
	}
	b.Queue(`
		INSERT INTO challenge_followers (challenge_id, user_id, supports, follows, since)
		SELECT c.id, (SELECT min(id) FROM users WHERE users.role = who.role), true, true, c.submitted_at
		  FROM challenges c, unnest(@roles::text[]) AS who (role)
		 WHERE c.code = @code`, pgx.NamedArgs{"code": r.code(), "roles": r.supporters})
	for _, s := range r.scores {
		r.queueScores(b, s)
	}
}

func (r sample) queueScores(b *pgx.Batch, s sampleScores) {
	var keys []string
	var scores []int
	for n, k := range setting.DefaultChallenges().Criteria {
		if s.scores[n] > 0 {
			keys, scores = append(keys, k.Key), append(scores, s.scores[n])
		}
	}
	b.Queue(`
		WITH evaluated AS (
		       INSERT INTO challenge_evaluations (challenge_id, user_id, comment, evaluated_at)
		       SELECT id, `+fmt.Sprintf(account, "@by")+`, @comment, state_since
		         FROM challenges
		        WHERE code = @code
		       RETURNING challenge_id, user_id)
		INSERT INTO challenge_scores (challenge_id, user_id, criterion, score)
		SELECT e.challenge_id, e.user_id, s.criterion, s.score
		  FROM evaluated e, unnest(@keys::text[], @scores::int[]) AS s (criterion, score)`, pgx.NamedArgs{
		"code": r.code(), "by": s.by, "comment": s.comment, "keys": keys, "scores": scores,
	})
}

// queueLinks ties the reto to what it has to do with in its plan.
func (r sample) queueLinks(b *pgx.Batch) {
	b.Queue(`
		INSERT INTO challenge_links (challenge_id, plan_id, objective_id, indicator_id, result_id, linked_at)
		SELECT c.id, p.id, ends.objective_id, ends.indicator_id, ends.result_id, c.state_since
		  FROM challenges c
		  JOIN plans p ON p.slug = @plan
		 CROSS JOIN LATERAL (
		       SELECT o.id AS objective_id, NULL::bigint AS indicator_id, NULL::bigint AS result_id
		         FROM objectives o
		        WHERE o.plan_id = p.id AND o.code = ANY(@objectives)
		       UNION ALL
		       SELECT NULL, i.id, NULL FROM indicators i WHERE i.plan_id = p.id AND i.code = ANY(@indicators)
		       UNION ALL
		       SELECT NULL, NULL, r.id FROM results r WHERE r.plan_id = p.id AND r.title = ANY(@results)) ends
		 WHERE c.code = @code`, pgx.NamedArgs{
		"code": r.code(), "plan": r.plan, "objectives": r.objectives, "indicators": r.indicators, "results": r.resultsTitles,
	})
}

func (r sample) queueProject(b *pgx.Batch) {
	p := r.project
	if p == nil {
		return
	}
	b.Queue(`
		INSERT INTO challenge_projects (challenge_id, title, summary, unit_id, lead_id, starts_on, ends_on)
		SELECT id, @title, @summary, unit_id, `+fmt.Sprintf(account, "'technician'")+`, @starts, @ends
		  FROM challenges
		 WHERE code = @code`, pgx.NamedArgs{"code": r.code(), "title": p.title, "summary": p.summary, "starts": p.starts, "ends": p.ends})
	for _, m := range p.milestones {
		b.Queue(`
			INSERT INTO challenge_milestones (challenge_id, title, due_on, done_on, note)
			SELECT id, @title, @due, @done, @note
			  FROM challenges
			 WHERE code = @code`, pgx.NamedArgs{"code": r.code(), "title": m.title, "due": m.due, "done": nullDay(m.doneOn), "note": m.note})
	}
}
