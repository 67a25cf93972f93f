package challenge_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"hito/internal/audit"
	"hito/internal/challenge"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/notice"
)

// Many people do everything to the same few retos at once: nobody waits for good, what is refused is refused in words,
// every reto is where its newest move says, and the audit is whole.
func TestManyPeopleAtOnce(t *testing.T) {
	w := openCases(t)
	w.Notices = notice.Writer{Mail: true}
	plan := w.number(`
		INSERT INTO plans (slug, title, body, state, starts_on, ends_on)
		VALUES ('p', 'P', 'B', 'active', '2026-01-01', '2026-12-31')
		RETURNING id`)
	end := fmt.Sprint("objective-", w.number(`INSERT INTO objectives (plan_id, position, code, title) VALUES ($1, 1, '1', 'O') RETURNING id`, plan))
	var codes []string
	for range 6 {
		in := w.intake("author")
		codes = append(codes, w.submit(in).Code)
	}
	var group sync.WaitGroup
	for seed := range 6 {
		random := rand.New(rand.NewPCG(uint64(seed), 5))
		group.Go(func() {
			for range 60 {
				if err := w.anything(random, codes, end); refusedInWords(err) != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	wrong := w.number(`
		SELECT count(*)
		  FROM challenges c
		 WHERE c.state <> (SELECT m.to_state FROM challenge_moves m WHERE m.challenge_id = c.id ORDER BY m.id DESC LIMIT 1)
		    OR EXISTS (SELECT FROM challenge_moves m
		                WHERE m.challenge_id = c.id AND m.from_state IS DISTINCT FROM
		                      (SELECT o.to_state FROM challenge_moves o WHERE o.challenge_id = c.id AND o.id < m.id ORDER BY o.id DESC LIMIT 1))
		    OR EXISTS (SELECT FROM challenges o WHERE o.id = c.merged_into AND o.state = 'merged')`)
	moves := w.number(`SELECT count(*) FROM challenge_moves`)
	told := w.number(`SELECT count(*) FROM audit_events WHERE action IN ('challenge.submit', 'challenge.move', 'challenge.withdraw', 'challenge.merge')`)
	if wrong != 0 || moves != told {
		t.Errorf("%d retos are elsewhere; %d moves, %d are told", wrong, moves, told)
	}
	if mails, jobs := w.number(`SELECT count(*) FROM mails`), w.number(`SELECT count(*) FROM `+db.QueueSchema+`.river_job`); mails != jobs {
		t.Errorf("%d e-mails, %d jobs", mails, jobs)
	}
	if v, err := audit.Verify(t.Context(), w.Pool, audit.Head{}); err != nil || v.Reason != "" {
		t.Errorf("%+v, %v", v, err)
	}
}

// refusedInWords leaves out of an error what a page has words for.
func refusedInWords(err error) error {
	for _, kind := range []error{fault.Conflict, fault.Forbidden, fault.NotFound, fault.SignIn} {
		if errors.Is(err, kind) {
			return nil
		}
	}
	if errors.As(err, new(fault.Invalid)) {
		return nil
	}
	return err
}

// anything does something to one of some retos as somebody.
func (w *cases) anything(random *rand.Rand, codes []string, end string) error {
	ctx, code, other := w.Context(), codes[random.IntN(len(codes))], codes[random.IntN(len(codes))]
	who := []string{"technician", "technician", "director", "author", "assigned", "follower", "stranger"}[random.IntN(7)]
	c := w.change(who, code)
	c.Version = random.IntN(4)
	switch on := random.IntN(2) == 0; random.IntN(14) {
	case 0, 1, 2, 3:
		from, to := challenge.States[random.IntN(8)], challenge.States[random.IntN(8)]
		return w.Move(ctx, w.change(who, code), challenge.MoveDraft{From: from, To: to, Public: "Nota"})
	case 4:
		return w.Merge(ctx, c, other)
	case 5:
		return w.Support(ctx, c, on)
	case 6:
		return w.Follow(ctx, c, on)
	case 7:
		return w.Say(ctx, c, []challenge.MessageKind{challenge.AuthorMessage, challenge.AnswerMessage, challenge.InternalMessage}[random.IntN(3)], "Texto")
	case 8:
		return w.Assign(ctx, c, challenge.AssignDraft{Person: fmt.Sprint(w.people["assigned"].ID), Unit: fmt.Sprint(w.unit), AnswerDueOn: "2026-12-01"})
	case 9:
		return w.AskDecision(ctx, c, on)
	case 10:
		return w.CreateProject(ctx, c, challenge.ProjectDraft{Title: "P", StartsOn: "2026-04-01", EndsOn: "2026-05-01", Move: on})
	case 11:
		return w.AddLink(ctx, c, "p", end)
	case 12:
		return w.Publish(ctx, c, challenge.PublicDraft{Title: "T", Text: "T"})
	default:
		if random.IntN(10) > 0 {
			return w.SaveDraft(ctx, w.people["author"], "", challenge.Submission{Title: "Otro"})
		}
		return w.Withdraw(ctx, w.change("author", code), "")
	}
}
