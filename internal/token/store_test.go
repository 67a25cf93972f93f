package token_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db/dbtest"
	"hito/internal/fault"
	"hito/internal/token"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// world is a store whose clock stands until a test moves it.
type world struct {
	*testing.T
	token.Store
	clock time.Time
	keys  int
	staff access.Actor
}

func open(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, clock: time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)}
	w.Store = token.Store{Pool: dbtest.New(t), Now: func() time.Time { return w.clock }, Today: func() date.Date { return date.Of(w.clock) }}
	_, err := w.Pool.Exec(t.Context(), `
		INSERT INTO users (email, name, role)
		SELECT role || '@demo.example', role, role
		  FROM unnest('{staff,technician,director,admin}'::text[]) role`)
	if err != nil {
		t.Fatal(err)
	}
	w.staff = dbtest.Actor(t, w.Pool, access.Staff)
	return w
}

func (w *world) key() string {
	w.keys++
	return fmt.Sprintf("formulario%010d", w.keys)
}

func good() token.Draft {
	return token.Draft{Name: "Gestión de prestaciones", ExpiresOn: "2026-12-31", Scopes: []string{"values:record"}}
}

func (w *world) create(a access.Actor, d token.Draft) string {
	w.Helper()
	secret, err := w.Create(w.Context(), a, w.key(), d)
	if err != nil {
		w.Fatal(err)
	}
	return secret
}

func (w *world) uses(secret string, want error) token.Bearer {
	w.Helper()
	b, err := w.Authenticate(w.Context(), secret, access.Origin{Address: "192.0.2.1"})
	if !errors.Is(err, want) {
		w.Errorf("authenticate: %v, want %v", err, want)
	}
	return b
}

func TestASecretIsShownOnceAndNotKept(t *testing.T) {
	w := open(t)
	key := w.key()
	secret, err := w.Create(t.Context(), w.staff, key, good())
	if err != nil || !strings.HasPrefix(secret, token.Prefix) || len(secret) < 30 {
		t.Fatalf("created %q: %v", secret, err)
	}
	if again, err := w.Create(t.Context(), w.staff, key, good()); err != nil || again != "" {
		t.Errorf("the same form again gave %q, %v", again, err)
	}
	own, err := w.Own(t.Context(), w.staff.ID)
	if err != nil || len(own) != 1 || own[0].Hint != secret[len(secret)-4:] {
		t.Fatalf("own tokens: %+v, %v", own, err)
	}
	var kept string
	err = w.Pool.QueryRow(t.Context(), `
		SELECT (SELECT string_agg(t::text, ' ') FROM api_tokens t) || (SELECT string_agg(e::text, ' ') FROM audit_events e) ||
		       (SELECT string_agg(s::text, ' ') FROM submissions s)`).Scan(&kept)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(kept, "token.create") || strings.Contains(kept, strings.TrimPrefix(secret, token.Prefix)) {
		t.Errorf("the database keeps the secret, or no event: %s", kept)
	}
}

func TestATokenActsForItsPerson(t *testing.T) {
	w := open(t)
	b := w.uses(w.create(w.staff, good()), nil)
	if b.Actor.ID != w.staff.ID || b.Actor.Role != access.Staff || !b.Actor.SignedIn() || b.Actor.Origin.Address != "192.0.2.1" {
		t.Errorf("it acts as %+v", b.Actor)
	}
	if !b.May(token.RecordValues) || b.May(token.CorrectValues) {
		t.Errorf("it may %v", b.Scopes)
	}
	w.uses("hito_NADIE", fault.SignIn)
	w.uses("", fault.SignIn)
}

func TestATokenEnds(t *testing.T) {
	w := open(t)
	secret := w.create(w.staff, good())
	w.clock = time.Date(2026, time.December, 31, 23, 0, 0, 0, time.UTC)
	w.uses(secret, nil)
	w.clock = w.clock.Add(time.Hour)
	w.uses(secret, fault.SignIn)

	w.clock = time.Date(2026, time.March, 3, 9, 0, 0, 0, time.UTC)
	if _, err := w.Pool.Exec(t.Context(), `UPDATE users SET disabled_at = now() WHERE id = $1`, w.staff.ID); err != nil {
		t.Fatal(err)
	}
	w.uses(secret, fault.SignIn)
}

func TestWhoRevokes(t *testing.T) {
	w := open(t)
	secret := w.create(w.staff, good())
	own, err := w.Own(t.Context(), w.staff.ID)
	if err != nil {
		t.Fatal(err)
	}
	id := own[0].ID
	other := dbtest.Actor(t, w.Pool, access.Technician)
	if err := w.Revoke(t.Context(), other, w.key(), id); !errors.Is(err, fault.NotFound) {
		t.Errorf("somebody else's: %v", err)
	}
	w.uses(secret, nil)
	if _, _, err := w.All(t.Context(), other, 10, 0); !errors.Is(err, fault.Forbidden) {
		t.Errorf("everybody's for a technician: %v", err)
	}
	admin := dbtest.Actor(t, w.Pool, access.Admin)
	if all, n, err := w.All(t.Context(), admin, 10, 0); err != nil || n != 1 || all[0].Owner == "" {
		t.Errorf("everybody's for an administrator: %v, %d, %v", all, n, err)
	}
	if err := w.Revoke(t.Context(), admin, w.key(), id); err != nil {
		t.Fatal(err)
	}
	w.uses(secret, fault.SignIn)
	if err := w.Revoke(t.Context(), w.staff, w.key(), id); !errors.Is(err, fault.Conflict) {
		t.Errorf("one that is over: %v", err)
	}
}

func TestWhatATokenMustSay(t *testing.T) {
	w := open(t)
	for name, c := range map[string]struct {
		change func(*token.Draft)
		field  string
	}{
		"no name":          {func(d *token.Draft) { d.Name = " " }, "name"},
		"a long name":      {func(d *token.Draft) { d.Name = strings.Repeat("a", 101) }, "name"},
		"no scope":         {func(d *token.Draft) { d.Scopes = nil }, "scopes"},
		"another scope":    {func(d *token.Draft) { d.Scopes = []string{"plans:delete"} }, "scopes"},
		"no day":           {func(d *token.Draft) { d.ExpiresOn = "" }, "expires_on"},
		"yesterday":        {func(d *token.Draft) { d.ExpiresOn = "1/3/2026" }, "expires_on"},
		"in three years":   {func(d *token.Draft) { d.ExpiresOn = "2/3/2029" }, "expires_on"},
		"no such plan":     {func(d *token.Draft) { d.Plan = "ninguno" }, "plan"},
		"not a day at all": {func(d *token.Draft) { d.ExpiresOn = "mañana" }, "expires_on"},
	} {
		d := good()
		c.change(&d)
		var wrong fault.Invalid
		if _, err := w.Create(t.Context(), w.staff, w.key(), d); !errors.As(err, &wrong) || wrong[c.field] == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for range 20 {
		w.create(w.staff, good())
	}
	if _, err := w.Create(t.Context(), w.staff, w.key(), good()); !errors.As(err, new(fault.Invalid)) {
		t.Errorf("the 21st: %v", err)
	}
	if _, err := w.Create(t.Context(), dbtest.Actor(t, w.Pool, access.Director), w.key(), good()); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a director: %v", err)
	}
}

func TestRequestsAreCounted(t *testing.T) {
	w := open(t)
	b := w.uses(w.create(w.staff, good()), nil)
	for n := range token.MostRequests {
		if left, _, err := w.Admit(t.Context(), b.TokenID); err != nil || left != token.MostRequests-n-1 {
			t.Fatalf("request %d: %d left, %v", n+1, left, err)
		}
	}
	_, ends, err := w.Admit(t.Context(), b.TokenID)
	if !errors.Is(err, fault.TooMany) || !ends.Equal(w.clock.Add(token.RequestWindow)) {
		t.Errorf("one more: %v until %v", err, ends)
	}
	w.clock = ends
	if _, _, err := w.Admit(t.Context(), b.TokenID); err != nil {
		t.Errorf("in the next window: %v", err)
	}
}

func TestAKeyIsForOneRequest(t *testing.T) {
	w := open(t)
	b := w.uses(w.create(w.staff, good()), nil)
	for _, c := range []struct {
		asked string
		same  bool
	}{{"uno", true}, {"uno", true}, {"otro", false}, {"uno", true}} {
		if same, err := w.Claim(t.Context(), b.TokenID, "envío", []byte(c.asked)); err != nil || same != c.same {
			t.Errorf("%q: %v, %v", c.asked, same, err)
		}
	}
}
