package challenge

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"hito/internal/fault"
	"hito/internal/setting"
)

func TestEvaluationsAreRead(t *testing.T) {
	criteria := setting.DefaultChallenges().Criteria
	d := EvaluationDraft{
		Scores:  map[string]string{"impact": "1", "cost": "5", "legal": "", "unknown": "9", "": "x"},
		Comment: "Línea 1\r\nLínea 2 ",
	}
	scores, comment, err := d.read(criteria)
	if err != nil || fmt.Sprint(scores) != "map[cost:5 impact:1]" || comment != "Línea 1\nLínea 2" {
		t.Errorf("%v, %v, %q", err, scores, comment)
	}
}

func TestEvaluationsAreRefusedAtTheirFields(t *testing.T) {
	criteria := setting.DefaultChallenges().Criteria
	for _, typed := range []string{
		"0", "6", "-1", "+1", "05", "1.0", "1,5", "1e0", "NaN", "0x1", "٣", " 3", "3\x00", "\u202e3", "99999999999999999999", strings.Repeat("1", 10_000),
		"'; DROP TABLE challenges; --", "<script>alert(1)</script>",
	} {
		_, _, err := EvaluationDraft{Scores: map[string]string{"impact": "3", "cost": typed}}.read(criteria)
		var wrong fault.Invalid
		if !errors.As(err, &wrong) || len(wrong) != 1 || wrong["score_cost"] == "" {
			t.Errorf("%q: %v", typed, err)
		}
	}
	for name, c := range map[string]struct {
		draft EvaluationDraft
		field string
	}{
		"nothing":          {EvaluationDraft{}, "score_impact"},
		"only what is not": {EvaluationDraft{Scores: map[string]string{"unknown": "3"}}, "score_impact"},
		"only a comment":   {EvaluationDraft{Comment: "Buena idea"}, "score_impact"},
		"a long comment":   {EvaluationDraft{Scores: map[string]string{"cost": "3"}, Comment: strings.Repeat("ñ", 4001)}, "comment"},
		"hidden letters":   {EvaluationDraft{Scores: map[string]string{"cost": "3"}, Comment: "a\u202eb"}, "comment"},
	} {
		_, _, err := c.draft.read(criteria)
		var wrong fault.Invalid
		if !errors.As(err, &wrong) || len(wrong) != 1 || wrong[c.field] == "" {
			t.Errorf("%s: %v, want a message at %s alone", name, err, c.field)
		}
	}
}
