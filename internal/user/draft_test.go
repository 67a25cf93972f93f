package user_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/user"
)

func TestDraftIsKeptAsItIsCompared(t *testing.T) {
	for _, c := range []struct{ email, name, wantEmail, wantName string }{
		{" Ana.Ruiz@Ejemplo.ES ", "  Ana \t Ruiz\u00a0Gil ", "ana.ruiz@ejemplo.es", "Ana Ruiz Gil"},
		{"a+b@x.es", "Nu\u0301n\u0303ez", "a+b@x.es", "Núñez"},
		{"a@peñarroya.es", "日本", "a@xn--pearroya-e3a.es", "日本"},
	} {
		got, err := user.Draft{Email: c.email, Name: c.name, Role: access.Director, UnitIDs: []int64{2, 1}}.Check()
		if err != nil || got.Email != c.wantEmail || got.Name != c.wantName || got.Role != access.Director || !slices.Equal(got.UnitIDs, []int64{2, 1}) {
			t.Errorf("%+v is kept as %+v, %v", c, got, err)
		}
	}
}

func TestDraftTellsEachFieldThatIsWrong(t *testing.T) {
	good := user.Draft{Email: "ana@x.es", Name: "Ana", Role: access.Staff}
	for _, c := range []struct {
		change func(*user.Draft)
		fields []string
	}{
		{func(*user.Draft) {}, nil},
		{func(d *user.Draft) { d.Email = "" }, []string{"email"}},
		{func(d *user.Draft) { d.Email = "ana" }, []string{"email"}},
		{func(d *user.Draft) { d.Email = "ana@x.es\x00" }, []string{"email"}},
		{func(d *user.Draft) { d.Email = "ana@x.es, berta@x.es" }, []string{"email"}},
		{func(d *user.Draft) { d.Name = "" }, []string{"name"}},
		{func(d *user.Draft) { d.Name = " \t" }, []string{"name"}},
		{func(d *user.Draft) { d.Name = "Ana\u202e" }, []string{"name"}},
		{func(d *user.Draft) { d.Name = "Ana\x00" }, []string{"name"}},
		{func(d *user.Draft) { d.Name = strings.Repeat("ñ", 120) }, nil},
		{func(d *user.Draft) { d.Name = strings.Repeat("ñ", 121) }, []string{"name"}},
		{func(d *user.Draft) { d.Role = "" }, []string{"role"}},
		{func(d *user.Draft) { d.Role = "command" }, []string{"role"}},
		{func(d *user.Draft) { *d = user.Draft{} }, []string{"email", "name", "role"}},
	} {
		d := good
		c.change(&d)
		_, err := d.Check()
		var wrong fault.Invalid
		if errors.As(err, &wrong); !slices.Equal(slices.Sorted(maps.Keys(wrong)), c.fields) || (err == nil) != (c.fields == nil) {
			t.Errorf("%+v: %v at %v, want %v", d, err, wrong, c.fields)
		}
		for name, message := range wrong {
			if !strings.HasSuffix(message, ".") {
				t.Errorf("%q at %s is no sentence", message, name)
			}
		}
	}
}

// What a draft is kept as is taken again unchanged, so that a form that is shown and sent changes nothing.
func TestCheckingADraftTwiceChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := user.Draft{
			Email: rapid.StringMatching(`[ ]?[A-Za-z0-9.]{1,10}@[A-Za-z0-9]{1,8}\.[a-zA-Z]{2,3}[ ]?`).Draw(t, "email"),
			Name:  rapid.String().Draw(t, "name"), Role: rapid.SampledFrom(access.Roles).Draw(t, "role"),
		}
		once, err := d.Check()
		if err != nil {
			return
		}
		twice, err := once.Check()
		if err != nil || twice.Email != once.Email || twice.Name != once.Name || twice.Role != once.Role {
			t.Fatalf("%+v became %+v and then %+v, %v", d, once, twice, err)
		}
	})
}
