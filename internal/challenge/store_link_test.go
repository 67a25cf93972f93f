package challenge_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/challenge"
	"hito/internal/db"
	"hito/internal/fault"
)

// planShelf is a plan with an objective, an indicator and a result of each.
type planShelf struct {
	slug                               string
	plan, objective, indicator, result int64
}

// shelved writes a plan in a state; published tells whether everybody may read it.
func (w *cases) shelved(slug, state string, published bool) planShelf {
	w.Helper()
	s := planShelf{slug: slug}
	s.plan = w.number(`
		INSERT INTO plans (slug, title, body, state, starts_on, ends_on, published_at)
		VALUES ($1, 'Plan ' || $1, 'B', $2, '2026-01-01', '2026-12-31', CASE WHEN $3 THEN now() END)
		RETURNING id`, slug, state, published)
	s.objective = w.number(`INSERT INTO objectives (plan_id, position, code, title) VALUES ($1, 1, 'O.1', 'Atención más rápida') RETURNING id`, s.plan)
	s.indicator = w.number(`
		INSERT INTO indicators (plan_id, objective_id, position, code, title, target, decimals)
		VALUES ($1, $2, 1, 'I.1', 'Días de espera', 10, 0)
		RETURNING id`, s.plan, s.objective)
	s.result = w.number(`INSERT INTO results (plan_id, title, achieved_on) VALUES ($1, 'Cita en línea', '2026-02-01') RETURNING id`, s.plan)
	w.exec(`INSERT INTO result_indicators (plan_id, indicator_id, result_id, position) VALUES ($1, $2, $3, 1)`, s.plan, s.indicator, s.result)
	return s
}

func end(kind challenge.EndKind, id int64) string { return challenge.End{Kind: kind, ID: id}.String() }

func (s planShelf) ends() []string {
	return []string{end(challenge.ToObjective, s.objective), end(challenge.ToIndicator, s.indicator), end(challenge.ToResult, s.result)}
}

func inCase[T any](w *cases, query func(pgx.Tx) (T, error)) (got T) {
	w.Helper()
	w.must(db.ReadTx(w.Context(), w.Pool, func(tx pgx.Tx) (err error) {
		got, err = query(tx)
		return err
	}))
	return got
}

// ties are what somebody sees a reto linked to: "plan/kind code".
func (w *cases) ties(who, code string) []string {
	w.Helper()
	c := w.as(who, code)
	list := inCase(w, func(tx pgx.Tx) ([]challenge.Tie, error) { return challenge.Ties(w.Context(), tx, w.people[who], c) })
	var told []string
	for _, t := range list {
		told = append(told, fmt.Sprintf("%s/%s", t.PlanSlug, t.Kind))
	}
	return told
}

func (w *cases) traced(who string, s planShelf, e challenge.End) []string {
	w.Helper()
	list := inCase(w, func(tx pgx.Tx) ([]challenge.Trace, error) {
		return challenge.Traced(w.Context(), tx, w.people[who], s.plan, e)
	})
	var titles []string
	for _, t := range list {
		titles = append(titles, t.Title)
	}
	return titles
}

func TestARetoIsLinkedOnceToEachThing(t *testing.T) {
	w := openCases(t)
	s, code := w.shelved("p", "active", true), w.reto(challenge.Admitted, nil)
	for _, e := range s.ends() {
		again := w.change("technician", code)
		w.must(w.AddLink(t.Context(), again, s.slug, e))
		w.must(w.AddLink(t.Context(), again, s.slug, e)) // a double click
		w.wrong(w.AddLink(t.Context(), w.change("technician", code), s.slug, e), "end", "ya está vinculado")
	}
	if got := w.ties("technician", code); !slices.Equal(got, []string{"p/objective", "p/indicator", "p/result"}) {
		t.Errorf("linked to %v", got)
	}
	if got := w.happened(code); !strings.Contains(got, "challenge.link") || !strings.Contains(got, "result_id") {
		t.Errorf("event %s", got)
	}
	c := w.as("technician", code)
	offers := inCase(w, func(tx pgx.Tx) ([]challenge.Offer, error) {
		list, _, err := challenge.Offers(t.Context(), tx, s.plan, c.ID, "")
		return list, err
	})
	if len(offers) != 0 {
		t.Errorf("still offered: %v", offers)
	}
	link := w.number(`SELECT min(id) FROM challenge_links`)
	w.must(w.RemoveLink(t.Context(), w.change("technician", code), link))
	w.is(w.RemoveLink(t.Context(), w.change("technician", code), link), fault.NotFound)
	other := w.reto(challenge.Admitted, nil)
	w.is(w.RemoveLink(t.Context(), w.change("technician", other), link+1), fault.NotFound)
	if n := w.number(`SELECT count(*) FROM challenge_links`); n != 2 {
		t.Errorf("%d links are left", n)
	}
}

func TestOnlyWhatIsThereCanBeLinked(t *testing.T) {
	w := openCases(t)
	s, other, code := w.shelved("p", "draft", false), w.shelved("q", "draft", false), w.reto(challenge.Project, nil)
	w.exec(`UPDATE results SET withdrawn_at = now(), withdraw_reason = 'Error' WHERE id = $1`, s.result)
	for _, typed := range []string{"", "x", "objective", "objective-", "objective-0", "objective--1", "objective-01", "plan-1", "indicator-9999999999999999999", "objective-1\x00", strings.Repeat("9", 5000)} {
		w.wrong(w.AddLink(t.Context(), w.change("technician", code), s.slug, typed), "end", "Elija")
	}
	for _, typed := range []string{end(challenge.ToObjective, other.objective), end(challenge.ToIndicator, other.indicator), end(challenge.ToResult, s.result), "objective-999999"} {
		w.wrong(w.AddLink(t.Context(), w.change("technician", code), s.slug, typed), "end", "ya no está")
	}
	for _, slug := range []string{"", "nada", "../p"} {
		w.wrong(w.AddLink(t.Context(), w.change("technician", code), slug, s.ends()[0]), "plan", "Elija")
	}
	if n := w.number(`SELECT count(*) FROM challenge_links`); n != 0 {
		t.Errorf("%d links", n)
	}
}

func TestLinksAreTheTechniciansOnceAdmitted(t *testing.T) {
	w := openCases(t)
	s := w.shelved("p", "active", true)
	for _, state := range challenge.States {
		code := w.reto(state, fields{"public_title": "P", "public_text": "P", "published_at": w.Now()})
		may := slices.Contains(challenge.Link.In, state)
		err := w.AddLink(t.Context(), w.change("technician", code), s.slug, s.ends()[0])
		if may {
			w.must(err)
		} else {
			w.is(err, fault.Conflict)
		}
		for _, who := range []string{"director", "admin", "author", "assigned", "follower", "colleague", "stranger"} {
			w.is(w.AddLink(t.Context(), w.change(who, code), s.slug, s.ends()[1]), fault.Forbidden)
		}
		w.is(w.AddLink(t.Context(), w.change("visitor", code), s.slug, s.ends()[1]), fault.SignIn)
	}
}

func TestLinksAreReadInBothDirectionsByWhoeverMay(t *testing.T) {
	w := openCases(t)
	open, inForce, draft := w.shelved("open", "active", true), w.shelved("force", "active", false), w.shelved("draft", "draft", false)
	hidden := w.reto(challenge.Admitted, fields{"title": "Oculto", "shared": false})
	public := w.reto(challenge.Admitted, fields{"title": "Interno", "shared": false, "public_title": "Público", "public_text": "P", "published_at": w.Now()})
	for _, code := range []string{hidden, public} {
		for _, s := range []planShelf{open, inForce, draft} {
			for _, e := range s.ends() {
				w.must(w.AddLink(t.Context(), w.change("technician", code), s.slug, e))
			}
		}
	}
	plans := func(names ...string) (list []string) {
		for _, name := range names {
			list = append(list, name+"/objective", name+"/indicator", name+"/result")
		}
		return list
	}
	for who, want := range map[string][]string{
		"technician": plans("open", "force", "draft"), "director": plans("open", "force", "draft"),
		"author": plans("open", "force"), "assigned": plans("open", "force"),
		"stranger": {"open/objective", "open/indicator", "force/objective", "force/indicator"},
		"visitor":  {"open/objective", "open/indicator"},
	} {
		if got := w.ties(who, public); !slices.Equal(got, want) {
			t.Errorf("%s reads %v, want %v", who, got, want)
		}
	}
	objective, result := challenge.End{Kind: challenge.ToObjective, ID: open.objective}, challenge.End{Kind: challenge.ToResult, ID: open.result}
	for who, want := range map[string][2]string{
		"technician": {"Oculto Interno", "Oculto Interno"}, "author": {"Oculto Interno", "Oculto Interno"},
		"follower": {"Oculto Público", ""}, "stranger": {"Público", ""}, "colleague": {"Público", ""}, "admin": {"Público", ""}, "visitor": {"Público", ""},
	} {
		if got := strings.Join(w.traced(who, open, objective), " "); got != want[0] {
			t.Errorf("on the page of the objective %s reads %q, want %q", who, got, want[0])
		}
		if got := strings.Join(w.traced(who, open, result), " "); got != want[1] {
			t.Errorf("on the page of the result %s reads %q, want %q", who, got, want[1])
		}
	}
	if got := w.traced("technician", inForce, objective); got != nil {
		t.Errorf("the number of another plan's objective finds %v", got)
	}
}

func TestOffersAreSearchedWithinAPlan(t *testing.T) {
	w := openCases(t)
	s, code := w.shelved("p", "active", true), w.reto(challenge.Admitted, nil)
	w.shelved("q", "active", true)
	c := w.as("technician", code)
	for text, want := range map[string]string{
		"": "objective indicator result", "atencion": "objective", "DIAS espera": "indicator", "i.1": "indicator", "linea": "result", "nada": "", "%": "", "_": "",
	} {
		list := inCase(w, func(tx pgx.Tx) ([]challenge.Offer, error) {
			list, more, err := challenge.Offers(t.Context(), tx, s.plan, c.ID, text)
			if more {
				t.Error("there is more")
			}
			return list, err
		})
		var got []string
		for _, o := range list {
			got = append(got, string(o.Kind))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q finds %v, want %s", text, got, want)
		}
	}
}
