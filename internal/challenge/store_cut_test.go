package challenge_test

import (
	"context"
	"crypto/rand"
	"testing"

	"hito/internal/attachment"
	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/notice"
)

// footprint is all that was written of the retos whose titles begin so, forms aside.
func (w *cases) footprint(title string) string {
	w.Helper()
	return w.text(`
		WITH c AS (SELECT * FROM challenges WHERE starts_with(title, $1)),
		     m AS (SELECT m.* FROM mails m JOIN c ON c.id = m.challenge_id)
		SELECT concat_ws(' ', (SELECT string_agg(state || version, ',' ORDER BY id) FROM c),
		       'moves', (SELECT count(*) FROM challenge_moves x JOIN c ON c.id = x.challenge_id),
		       'said', (SELECT count(*) FROM challenge_messages x JOIN c ON c.id = x.challenge_id),
		       'files', (SELECT count(*) FROM challenge_files x JOIN c ON c.id = x.challenge_id),
		       'attend', (SELECT string_agg(x.challenge_id - (SELECT min(id) FROM c) || ':' || x.user_id, ',' ORDER BY x.challenge_id, x.user_id)
		                    FROM challenge_followers x JOIN c ON c.id = x.challenge_id),
		       'projects', (SELECT count(*) FROM challenge_projects x JOIN c ON c.id = x.challenge_id),
		       'notices', (SELECT count(*) FROM notices x JOIN c ON c.id = x.challenge_id),
		       'mails', (SELECT count(*) FROM m),
		       'jobs', (SELECT count(*) FROM `+db.QueueSchema+`.river_job j JOIN m ON m.id = (j.args->>'mail_id')::bigint),
		       'events', (SELECT string_agg(x.action, ',' ORDER BY x.id) FROM audit_events x JOIN c ON c.id = x.object_id
		                   WHERE x.object_type IN ('challenge', 'project')))`, title)
}

// TestWhatIsCutOffIsDoneWholeOrNotAtAll cuts the connection at each message of each change: afterwards all of it is there
// or nothing, and the form that is sent again leaves all of it once, with one event, one notice and one e-mail for each.
func TestWhatIsCutOffIsDoneWholeOrNotAtAll(t *testing.T) {
	w := openCases(t)
	w.Notices = notice.Writer{Mail: true, PublicURL: "https://hito.example"}
	pool, fuse := dbtest.Fused(t, w.Pool)
	store := w.Store
	store.Pool = pool
	admitted := func(title string) string {
		return w.reto(challenge.Admitted, fields{"title": title, "version": 3})
	}
	for name, prepare := range map[string]func(title string) func() error{
		"submit": func(title string) func() error {
			in := w.intake("author")
			in.Typed.Title, in.Files = title, []attachment.New{{Name: "nota.txt", MediaType: "text/plain", Content: []byte("Hola")}}
			w.must(w.SaveDraft(t.Context(), in.Actor, "", in.Typed))
			return func() error {
				address, err := store.Submit(t.Context(), in)
				if err == nil && w.found(in.Actor, address).Title != title {
					t.Errorf("submit: the address %s leads elsewhere", address)
				}
				return err
			}
		},
		"move": func(title string) func() error {
			c := w.change("director", w.reto(challenge.Analysis, fields{"title": title, "decision_asked_at": w.Now()}))
			d := challenge.MoveDraft{From: challenge.Analysis, To: challenge.Discarded, Public: "No toca"}
			return func() error { return store.Move(t.Context(), c, d) }
		},
		"answer": func(title string) func() error {
			c := w.change("assigned", w.reto(challenge.Analysis, fields{"title": title}))
			return func() error { return store.Say(t.Context(), c, challenge.AnswerMessage, "Sí") }
		},
		"merge": func(title string) func() error {
			from := admitted(title + " a")
			into := w.reto(challenge.Analysis, fields{"title": title + " b", "author_id": w.people["colleague"].ID})
			w.attend(from, "stranger", true, true)
			c := w.change("technician", from)
			c.Version = 3
			return func() error { return store.Merge(t.Context(), c, into) }
		},
		"project": func(title string) func() error {
			c := w.change("technician", admitted(title))
			d := challenge.ProjectDraft{Title: "P", StartsOn: date.New(2026, 4, 1).String(), EndsOn: date.New(2026, 5, 1).String(), Move: true}
			return func() error { return store.CreateProject(t.Context(), c, d) }
		},
	} {
		w.cut(name, pool.Ping, fuse, prepare)
	}
}

func (w *cases) cut(name string, ping func(context.Context) error, fuse *dbtest.Fuse, prepare func(title string) func() error) {
	w.Helper()
	whole := ""
	cuts, ends := 0, 0
	for n, blown := 0, true; blown; n++ {
		for _, sent := range []bool{false, true} {
			title := name + " " + rand.Text()
			do := prepare(title)
			before := w.footprint(title)
			w.must(ping(w.Context()))
			fuse.Set(n, sent) // the first time never
			err := do()
			blown = fuse.Take() && n > 0 || n == 0
			cutOff := blown && n > 0
			if cutOff == (err == nil) {
				w.Fatalf("%s, cut at %d: %v", name, n, err)
			}
			after := w.footprint(title)
			if n == 0 {
				whole = after
			}
			switch {
			case cutOff && after == before:
				cuts++
			case after == whole:
				ends++
			default:
				w.Fatalf("%s, cut at %d, sent %v:\n%s\nnot %s", name, n, sent, after, whole)
			}
			if err := do(); err != nil {
				w.Fatalf("%s, again after the cut at %d: %v", name, n, err)
			}
			if after := w.footprint(title); after != whole {
				w.Fatalf("%s, again after the cut at %d:\n%s\nnot %s", name, n, after, whole)
			}
		}
	}
	if cuts < 6 || ends < 2 {
		w.Errorf("%s was cut off at %d moments, and %d times at the end", name, cuts, ends)
	}
}
