package challenge_test

import (
	"strings"
	"testing"

	"hito/internal/challenge"
	"hito/internal/fault"
)

func TestARetoIsPublishedAndWithdrawn(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Analysis, nil)
	w.is(w.Unpublish(t.Context(), w.change("technician", code)), fault.Conflict)
	change := w.change("technician", code)
	for range 2 {
		w.must(w.Publish(t.Context(), change, challenge.PublicDraft{Title: " Menos  esperas ", Text: "Se espera mucho.\r\nEn todas partes."}))
	}
	seen := w.as("visitor", code)
	if seen.Title != "Menos esperas" || seen.Problem != "Se espera mucho.\nEn todas partes." || seen.Unit+seen.Assignee+seen.Author != "" {
		t.Errorf("everybody reads %+v", seen)
	}
	told := w.told(code)
	if !strings.HasPrefix(told, "author: El reto es público") || !strings.Contains(told, "\nfollower: El reto es público") {
		t.Errorf("told: %s", told)
	}
	if got := w.happened(code); got != `technician challenge.publish {"published": false} {"published": true}` {
		t.Errorf("happened: %s", got)
	}
	w.is(w.Publish(t.Context(), w.stale(code), challenge.PublicDraft{Title: "T", Text: "T"}), fault.Conflict)
	w.must(w.Publish(t.Context(), w.change("technician", code), challenge.PublicDraft{Title: "Otro", Text: "Otro texto"}))
	if w.told(code) != told {
		t.Error("a changed text is told")
	}
	w.must(w.Unpublish(t.Context(), w.change("technician", code)))
	if c := w.as("technician", code); c.Public() || c.PublicTitle != "Otro" || c.PublicText != "Otro texto" {
		t.Errorf("withdrawn: %+v", c)
	}
	if got := w.happened(code); got != `technician challenge.unpublish {"published": true} {"published": false}` {
		t.Errorf("happened: %s", got)
	}
}

func TestWhatIsNotPublished(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Analysis, nil)
	before := w.written()
	publish := func(who, title, text string) error {
		return w.Publish(t.Context(), w.change(who, code), challenge.PublicDraft{Title: title, Text: text})
	}
	w.wrong(publish("technician", " ", "T"), "public_title", "Escriba")
	w.wrong(publish("technician", "T", "\n"), "public_text", "Escriba")
	w.wrong(publish("technician", strings.Repeat("a", 201), "T"), "public_title", "200")
	w.wrong(publish("technician", "T", strings.Repeat("a", 5001)), "public_text", "5000")
	w.wrong(publish("technician", "a\u202eb", "T"), "public_title", "")
	for _, who := range []string{"author", "assigned", "colleague", "director", "follower"} {
		w.is(publish(who, "T", "T"), fault.Forbidden)
		w.is(w.Unpublish(t.Context(), w.change(who, code)), fault.Forbidden)
	}
	for _, who := range []string{"visitor", "admin", "stranger"} {
		w.is(publish(who, "T", "T"), fault.NotFound)
		w.is(w.Unpublish(t.Context(), w.change(who, code)), fault.NotFound)
	}
	if after := w.written(); after != before {
		t.Errorf("refused publications wrote: %s, then %s", before, after)
	}
	for _, state := range []challenge.State{challenge.Merged, challenge.Withdrawn} {
		w.is(w.Publish(t.Context(), w.change("technician", w.reto(state, nil)), challenge.PublicDraft{Title: "T", Text: "T"}), fault.Conflict)
	}
}
