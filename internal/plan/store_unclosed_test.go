package plan_test

import (
	"context"
	"crypto/rand"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/plan"
)

func TestUnclosedPlansThoseInForceFirst(t *testing.T) {
	k := newKeeper(t)
	for title, years := range map[string][2]string{"Uno": {"1/1/2026", "31/12/2026"}, "Dos": {"1/1/2026", "31/12/2029"}, "Tres": {"1/1/2020", "31/12/2021"}} {
		if _, err := k.Begin(t.Context(), k.actor, rand.Text(), plan.Creation{Title: title, Body: "O", StartsOn: years[0], EndsOn: years[1]}); err != nil {
			t.Fatal(err)
		}
	}
	k.exec(`UPDATE plans SET state = 'active' WHERE slug = 'uno'`)
	k.exec(`UPDATE plans SET state = 'closed' WHERE slug = 'tres'`)
	slugs := func(scope access.Scope) (list []string) {
		k.read(func(ctx context.Context, tx pgx.Tx) error {
			found, err := plan.Unclosed(ctx, tx, scope)
			for _, p := range found {
				if slices.Contains([]string{"uno", "dos", "tres"}, p.Slug) {
					list = append(list, p.Slug)
				}
			}
			return err
		})
		return list
	}
	if got := slugs(access.Scope{All: true}); !slices.Equal(got, []string{"uno", "dos"}) {
		t.Errorf("whoever reads all is offered %v", got)
	}
	if got := slugs(access.Scope{Active: true}); !slices.Equal(got, []string{"uno"}) {
		t.Errorf("whoever reads those in force is offered %v", got)
	}
}
