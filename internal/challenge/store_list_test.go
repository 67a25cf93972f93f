package challenge_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/db"
)

// Of many retos at once the database decides as access does of one.
func TestListsHoldExactlyWhatMayBeRead(t *testing.T) {
	s := fill(t)
	random := rand.New(rand.NewPCG(5, 2026))
	actors := []access.Actor{{}, s.technician, s.director, s.admin, s.ana, s.luis, s.person("Dos unidades", access.Staff, s.north, s.south), s.person("Sin unidad", access.Staff)}
	people := actors[1:]
	units := []int64{0, s.north, s.south}
	somebody := func() access.Actor { return people[random.IntN(len(people))] }
	type facts struct {
		kept
		followers []int64
	}
	all := map[string]facts{}
	for n := range 300 {
		k := kept{code: codeOf(n), shared: random.IntN(2) == 0, public: random.IntN(4) == 0, unit: units[random.IntN(3)], team: units[random.IntN(3)]}
		k.privacy = []string{"named", "confidential", "anonymous"}[random.IntN(3)]
		if k.privacy != "anonymous" {
			k.author = somebody().ID
		}
		if random.IntN(3) == 0 {
			k.assignee = somebody().ID
		}
		f, id := facts{kept: k}, s.put(k)
		if random.IntN(3) == 0 {
			follower := somebody()
			s.follow(id, follower, random.IntN(2) == 0)
			f.followers = []int64{follower.ID}
		}
		all[k.code] = f
	}
	for _, a := range actors {
		var want, got, found []string
		err := db.ReadTx(t.Context(), s.Pool, func(tx pgx.Tx) error {
			for code, f := range all {
				on := access.Target{
					Published: f.public, Own: a.ID != 0 && f.author == a.ID, Follows: slices.Contains(f.followers, a.ID),
					Assigned: a.ID != 0 && f.assignee == a.ID || f.team != 0 && slices.Contains(a.Units, f.team),
				}
				if f.shared && f.unit != 0 {
					on.Readers = []int64{f.unit}
				}
				if access.Can(a, access.ReadChallenge, on) {
					want = append(want, code)
				}
				if _, err := challenge.Find(t.Context(), tx, a, code); err == nil {
					found = append(found, code)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range s.list(a, challenge.ListQuery{}) {
			got = append(got, l.Code)
		}
		slices.Sort(want)
		slices.Sort(got)
		slices.Sort(found)
		if !slices.Equal(got, want) || !slices.Equal(found, want) {
			t.Errorf("%s: %d listed and %d found, want %d", a.Name, len(got), len(found), len(want))
		}
		s.scopesHold(a, want)
	}
}

// scopesHold checks that each scope is a part of what may be read, of the size that is told.
func (s *shelf) scopesHold(a access.Actor, readable []string) {
	s.Helper()
	var counts map[challenge.ListScope]int
	err := db.ReadTx(s.Context(), s.Pool, func(tx pgx.Tx) (err error) {
		counts, err = challenge.CountScopes(s.Context(), tx, a)
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	for _, scope := range challenge.ListScopes {
		list := s.list(a, challenge.ListQuery{Scope: scope})
		for _, l := range list {
			if !slices.Contains(readable, l.Code) {
				s.Errorf("%s reads %s in %s", a.Name, l.Code, scope)
			}
		}
		if len(list) != counts[scope] {
			s.Errorf("%s: %d in %s, and %d are told", a.Name, len(list), scope, counts[scope])
		}
		if !a.SignedIn() && scope != challenge.ScopePublic && len(list) > 0 {
			s.Errorf("nobody has %d in %s", len(list), scope)
		}
	}
}

func TestListsTellOnlyWhatIsPublicOfOthers(t *testing.T) {
	s := fill(t)
	private := kept{
		code: codeOf(1), title: "Privado", problem: "Reservado", author: s.ana.ID, unit: s.north, area: "Centro", urgency: "high", public: true,
		publicTitle: "Abierto", publicText: "De todos", assignee: s.director.ID, team: s.south, due: today - 1,
	}
	id := s.put(private)
	s.number(`INSERT INTO challenge_moves (challenge_id, to_state, moved_at, moved_on, public_note, internal_note) VALUES ($1, 'received', now(), '2026-03-02', '', 'Interna') RETURNING 1`, id)
	s.number(`INSERT INTO challenge_moves (challenge_id, from_state, to_state, moved_at, moved_on, public_note, internal_note) VALUES ($1, 'received', 'analysis', now(), '2026-03-09', 'Lo miramos', 'Interna') RETURNING 1`, id)
	s.number(`INSERT INTO challenge_moves (challenge_id, from_state, to_state, moved_at, moved_on, public_note) VALUES ($1, 'analysis', 'withdrawn', now(), '2026-03-10', 'Soy yo') RETURNING 1`, id)
	stranger := s.person("Ajena", access.Staff)
	for _, a := range []access.Actor{{}, s.admin, stranger} {
		l := s.list(a, challenge.ListQuery{})[0]
		if l.Title != "Abierto" || l.Excerpt != "De todos" || l.Unit+l.Area+l.Assignee+l.AssignedUnit+string(l.Urgency) != "" || l.AnswerDueOn != 0 ||
			l.Late(today) || l.Own || l.Whole || !l.Public || l.Note != "Lo miramos" || l.NoteOn != date.New(2026, time.March, 9) {
			t.Errorf("%s is told %+v", a.Name, l)
		}
	}
	for _, a := range []access.Actor{s.technician, s.director, s.ana, s.luis} {
		l := s.list(a, challenge.ListQuery{})[0]
		if l.Title != "Privado" || l.Excerpt != "Reservado" || l.Unit != "Norte" || l.Assignee != "Directora" || l.AssignedUnit != "Sur" || !l.Late(today) || l.Own != (a.ID == s.ana.ID) {
			t.Errorf("%s is told %+v", a.Name, l)
		}
	}
	for _, a := range []access.Actor{{}, s.technician, s.director, s.admin, s.ana, s.luis, stranger} {
		if told := fmt.Sprintf("%+v", s.list(a, challenge.ListQuery{})); strings.Contains(told, canary) || strings.Contains(told, "Interna") {
			t.Errorf("%s is told %s", a.Name, told)
		}
	}
}

func TestSearchFindsWords(t *testing.T) {
	s := fill(t)
	s.put(kept{code: codeOf(1), title: "Ayudas", problem: "La tramitación de las prestaciones tarda demasiado", author: s.ana.ID})
	s.put(kept{code: codeOf(2), title: "Prescripción", problem: "Sin decreto, 100 %", author: s.ana.ID})
	s.put(kept{code: codeOf(3), title: "Niñez", problem: "Metodología del informe", author: s.ana.ID})
	for text, want := range map[string]string{
		"ayuda": "Ayudas", "AYUDAS": "Ayudas", "tramitacion": "Ayudas", "trámitación": "Ayudas", "prestación": "Ayudas", "prestaciones tramitacion": "Ayudas",
		"presc": "Prescripción", "prescripcion": "Prescripción", "scripci": "Prescripción", "niñ": "Niñez", "nine": "Niñez", "metodologías": "Niñez", "metodo": "Niñez",
		"ayuda decreto": "", "de la": "", "%": "", "_": "", "???": "", "'": "", `\`: "", "100 %": "Prescripción", "a' & 'b": "", "':*": "", "!ayuda": "Ayudas", "ayuda | decreto": "",
		challenge.Grouped(codeOf(2)): "Prescripción", strings.ToLower(codeOf(3)): "Niñez", "\u202e": "", "日本語": "", "🚀": "",
	} {
		if got := s.titles(s.technician, challenge.ListQuery{Text: text, Sort: challenge.ByTitle}); got != want {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
	}
}

// No search tells a reader what stands in what they may not read.
func TestSearchLooksOnlyWhereItsReaderMay(t *testing.T) {
	s := fill(t)
	id := s.put(kept{code: codeOf(1), title: "Secreto", problem: "Reservado", author: s.ana.ID, public: true, publicTitle: "Abierto", publicText: "Con ayudas"})
	unpublished := s.put(kept{code: codeOf(2), title: "Seguido", problem: "Escondido", author: s.ana.ID})
	follower := s.person("Sigue", access.Staff)
	s.follow(id, follower, true)
	s.follow(unpublished, follower, false)
	for _, c := range []struct {
		a          access.Actor
		text, want string
	}{
		{access.Actor{}, "secreto", ""}, {access.Actor{}, "reservado", ""}, {access.Actor{}, "ayuda", "Abierto"}, {access.Actor{}, "abier", "Abierto"},
		{s.luis, "secreto", ""}, {s.luis, "reservado", ""}, {s.luis, "abierto", "Abierto"}, {s.luis, codeOf(1), "Abierto"}, {s.luis, codeOf(2), ""},
		{follower, "escondido", ""}, {follower, "seguido", "Seguido"}, {follower, "secreto", ""},
		{s.ana, "secreto", "Secreto"}, {s.ana, "reservado", "Secreto"}, {s.technician, "reservado", "Secreto"}, {s.technician, canary, ""},
	} {
		if got := s.titles(c.a, challenge.ListQuery{Text: c.text}); got != c.want {
			t.Errorf("%s finds %q by %q, want %q", c.a.Name, got, c.text, c.want)
		}
	}
}

func TestFiltersAndOrders(t *testing.T) {
	s := fill(t)
	plan := s.number(`INSERT INTO plans (slug, title, body, starts_on, ends_on) VALUES ('p', 'Plan', 'B', '2026-01-01', '2026-12-31') RETURNING id`)
	objective := s.number(`INSERT INTO objectives (plan_id, position, code, title) VALUES ($1, 1, 'O1', 'Objetivo') RETURNING id`, plan)
	line := s.number(`INSERT INTO strategic_lines (plan_id, position, code, title) VALUES ($1, 1, 'L1', 'Línea') RETURNING id`, plan)
	march := func(day int) date.Date { return date.New(2026, time.March, day) }
	s.put(kept{code: codeOf(1), title: "Uno", author: s.ana.ID, unit: s.north, submitted: march(1), due: today - 5, plan: plan, objective: objective})
	two := s.put(kept{code: codeOf(2), title: "Dos", author: s.ana.ID, unit: s.south, submitted: march(2), due: today - 9, assignee: s.technician.ID, urgency: "high"})
	s.put(kept{code: codeOf(3), title: "Tres", author: s.luis.ID, submitted: march(3), due: today, team: s.north, plan: plan, line: line, state: "analysis", asked: true})
	four := s.put(kept{code: codeOf(4), title: "Ávila", author: s.luis.ID, submitted: march(4), due: today - 20, state: "implemented", answered: march(5).Time(), urgency: "low"})
	s.put(kept{code: codeOf(5), title: "Cinco", author: s.luis.ID, submitted: march(5), due: today - 30, state: "withdrawn"})
	s.follow(two, s.luis, true)
	s.follow(four, s.ana, true)
	s.follow(four, s.director, true)
	s.follow(two, s.admin, false)
	for name, c := range map[string]struct {
		q    challenge.ListQuery
		want string
	}{
		"late on top":  {challenge.ListQuery{}, "Dos Uno Tres Cinco Ávila"},
		"newest":       {challenge.ListQuery{Sort: challenge.ByNewest}, "Cinco Ávila Tres Dos Uno"},
		"supporters":   {challenge.ListQuery{Sort: challenge.BySupporters}, "Ávila Dos Cinco Tres Uno"},
		"title":        {challenge.ListQuery{Sort: challenge.ByTitle}, "Ávila Cinco Dos Tres Uno"},
		"states":       {challenge.ListQuery{States: []challenge.State{challenge.Analysis, challenge.Withdrawn}}, "Tres Cinco"},
		"unit":         {challenge.ListQuery{UnitID: s.north}, "Uno"},
		"nobody":       {challenge.ListQuery{Holder: challenge.Holder{Nobody: true}}, "Uno Cinco Ávila"},
		"mine":         {challenge.ListQuery{Holder: challenge.Holder{Mine: true}}, "Dos"},
		"person":       {challenge.ListQuery{Holder: challenge.Holder{PersonID: s.technician.ID}}, "Dos"},
		"team":         {challenge.ListQuery{Holder: challenge.Holder{UnitID: s.north}}, "Tres"},
		"urgency":      {challenge.ListQuery{Urgency: challenge.High}, "Dos"},
		"plan":         {challenge.ListQuery{Touches: challenge.Touched{PlanID: plan}}, "Uno Tres"},
		"objective":    {challenge.ListQuery{Touches: challenge.Touched{ObjectiveID: objective}}, "Uno"},
		"line":         {challenge.ListQuery{Touches: challenge.Touched{LineID: line}}, "Tres"},
		"late":         {challenge.ListQuery{Late: true}, "Dos Uno"},
		"decision":     {challenge.ListQuery{DecisionAsked: true}, "Tres"},
		"from":         {challenge.ListQuery{From: march(4)}, "Cinco Ávila"},
		"until":        {challenge.ListQuery{Until: march(2)}, "Dos Uno"},
		"between":      {challenge.ListQuery{From: march(2), Until: march(3)}, "Dos Tres"},
		"nothing":      {challenge.ListQuery{UnitID: 1 << 60}, ""},
		"second page":  {challenge.ListQuery{Limit: 2, Offset: 2}, "Tres Cinco"},
		"all together": {challenge.ListQuery{Late: true, UnitID: s.south, Urgency: challenge.High, Text: "dos"}, "Dos"},
	} {
		if got := s.titles(s.technician, c.q); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	s.countsHold()
	s.choicesHold()
}

func (s *shelf) countsHold() {
	s.Helper()
	var counts map[challenge.State]challenge.StateCount
	err := db.ReadTx(s.Context(), s.Pool, func(tx pgx.Tx) (err error) {
		counts, err = challenge.CountStates(s.Context(), tx, s.technician, today, challenge.ListQuery{States: []challenge.State{challenge.Pilot}})
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	want := map[challenge.State]challenge.StateCount{
		challenge.Received: {challenge.Received, 2, 2, 0}, challenge.Analysis: {challenge.Analysis, 1, 0, 1},
		challenge.Implemented: {challenge.Implemented, 1, 0, 0}, challenge.Withdrawn: {challenge.Withdrawn, 1, 0, 0},
	}
	if fmt.Sprint(counts) != fmt.Sprint(want) {
		s.Errorf("counts %v, want %v", counts, want)
	}
}

func (s *shelf) choicesHold() {
	s.Helper()
	var got []string
	err := db.ReadTx(s.Context(), s.Pool, func(tx pgx.Tx) error {
		list, err := challenge.ListChoices(s.Context(), tx)
		for _, c := range list {
			got = append(got, string(c.Kind)+" "+c.Name)
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	slices.Sort(got)
	if want := "line L1. Línea,objective O1. Objetivo,person Técnica,plan Plan,team Norte,unit Norte,unit Sur"; strings.Join(got, ",") != want {
		s.Errorf("choices %v, want %s", got, want)
	}
}
