package plans

import (
	"strings"
	"testing"

	"hito/internal/demo/demotest"
	"hito/web/ui/pagetest"
)

func TestPlanPageOfASnapshotSaysWhatThePlanSaidThen(t *testing.T) {
	pool := demotest.New(t, today)
	s := siteOn(t, pool)
	links := s.page(example).Hrefs(".plan-facts a[href^='" + example + "/seguimientos/']")
	if len(links) != 1 {
		t.Fatalf("links to the last snapshot: %q", links)
	}
	address := example + "?seguimiento=" + links[0][strings.LastIndex(links[0], "/")+1:]
	before := s.page(address)
	for _, change := range []string{
		"UPDATE plans SET on_track_from = 0.99, summary = 'Resumen nuevo' WHERE slug = 'plan-de-ejemplo'",
		"UPDATE objectives SET title = 'Objetivo con otro nombre'",
		"UPDATE strategic_lines SET title = 'Línea con otro nombre'",
		"UPDATE plan_sections SET heading = 'Apartado con otro nombre'",
		"UPDATE frameworks SET title = 'Marco con otro nombre'",
	} {
		if _, err := pool.Exec(t.Context(), change); err != nil {
			t.Fatal(err)
		}
	}
	after := s.page(address)
	for _, selector := range []string{".lead", ".plan-contents", ".plan-main"} {
		if got, want := pagetest.Text(after.Find(selector)), pagetest.Text(before.Find(selector)); got != want || want == "" {
			t.Errorf("%s of a snapshot changed from %q to %q", selector, want, got)
		}
	}
	after.Says("#estados", "El progreso llega al 90 % de lo previsto")
	now := s.page(example)
	now.Says("#objetivos", "Objetivo con otro nombre", "Línea con otro nombre")
	now.Says("#estados", "El progreso llega al 99 % de lo previsto")
	now.Says(".plan-contents", "Apartado con otro nombre", "Marco con otro nombre")
}
