package ui

import "testing"

func TestDeadline(t *testing.T) {
	for left, want := range map[int]struct {
		text string
		late bool
	}{
		12: {"quedan 12\u00a0días", false}, 2: {"quedan 2\u00a0días", false}, 1: {"queda 1\u00a0día", false}, 0: {"termina hoy", false},
		-1: {"1\u00a0día de retraso", true}, -3: {"3\u00a0días de retraso", true},
	} {
		if text, late := Deadline(left); text != want.text || late != want.late {
			t.Errorf("%d days left: %q, late %t", left, text, late)
		}
	}
}
