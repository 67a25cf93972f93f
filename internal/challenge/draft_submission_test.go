package challenge_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/fault"
)

var (
	ofNorth = access.Actor{Kind: access.Person, ID: 7, Role: access.Staff, Units: []int64{1}}
	basis   = challenge.Basis{
		Units:   []challenge.Origin{{ID: 1, Name: "Norte"}, {ID: 2, Name: "Sur"}},
		Touches: []challenge.Touchable{{PlanID: 3, Plan: "P", Line: true, ID: 4, Code: "1", Title: "L"}, {PlanID: 3, Plan: "P", ID: 4, Code: "O.E.1", Title: "O"}},
	}
)

func whole() challenge.Submission {
	d := challenge.NewSubmission(ofNorth)
	d.Title, d.Problem = "Las citas se piden por teléfono", "Comunican toda la mañana."
	return d
}

func TestANewFormIsFromTheOnlyUnitNamedAndOpenToIt(t *testing.T) {
	d := challenge.NewSubmission(ofNorth)
	if d.Unit != "1" || d.Privacy != "named" || !d.ShareNamed || d.ShareConfidential || d.Urgency != "normal" || !d.Blank() {
		t.Errorf("a new form is %+v", d)
	}
	if d := challenge.NewSubmission(access.Actor{Units: []int64{1, 2}}); d.Unit != "" {
		t.Errorf("of two units it names %q", d.Unit)
	}
}

func TestSubmissionsAreRefusedAtTheirFields(t *testing.T) {
	hostile := map[string]string{
		"NUL": "a\x00b", "control": "a\x07b", "override": "a\u202eb", "broken": "a\xffb", "zero width": "a\u200bb", "flood": "a" + strings.Repeat("\u0301", 40),
	}
	texts := map[string]func(*challenge.Submission) *string{
		"title": func(d *challenge.Submission) *string { return &d.Title }, "problem": func(d *challenge.Submission) *string { return &d.Problem },
		"area": func(d *challenge.Submission) *string { return &d.Area }, "affects": func(d *challenge.Submission) *string { return &d.Affects },
		"evidence": func(d *challenge.Submission) *string { return &d.Evidence }, "tried": func(d *challenge.Submission) *string { return &d.Tried },
		"idea": func(d *challenge.Submission) *string { return &d.Idea }, "urgency_reason": func(d *challenge.Submission) *string { return &d.UrgencyReason },
	}
	for field, of := range texts {
		for name, value := range hostile {
			refusedAt(t, field+": "+name, ofNorth, field, func(d *challenge.Submission) { *of(d) = value })
		}
		refusedAt(t, field+": endless", ofNorth, field, func(d *challenge.Submission) { *of(d) = strings.Repeat("á", 60_000) })
	}
	for name, c := range map[string]struct {
		field string
		do    func(*challenge.Submission)
	}{
		"no title":          {"title", func(d *challenge.Submission) { d.Title = " \u00a0" }},
		"long title":        {"title", func(d *challenge.Submission) { d.Title = strings.Repeat("a", 201) }},
		"no problem":        {"problem", func(d *challenge.Submission) { d.Problem = "\n \t\n" }},
		"long problem":      {"problem", func(d *challenge.Submission) { d.Problem = strings.Repeat("a", 5001) }},
		"unit of nobody":    {"unit", func(d *challenge.Submission) { d.Unit = "3" }},
		"unit in words":     {"unit", func(d *challenge.Submission) { d.Unit = "Norte" }},
		"unit otherwise":    {"unit", func(d *challenge.Submission) { d.Unit = "01" }},
		"half a person":     {"affected", func(d *challenge.Submission) { d.Affected = "1,5" }},
		"fewer than nobody": {"affected", func(d *challenge.Submission) { d.Affected = "-1" }},
		"more than many":    {"affected", func(d *challenge.Submission) { d.Affected = "10000001" }},
		"many in words":     {"affected", func(d *challenge.Submission) { d.Affected = "muchas" }},
		"not a number":      {"affected", func(d *challenge.Submission) { d.Affected = "NaN" }},
		"touches another":   {"touches", func(d *challenge.Submission) { d.Touches = "objective-5" }},
		"touches a kind":    {"touches", func(d *challenge.Submission) { d.Touches = "indicator-4" }},
		"touches words":     {"touches", func(d *challenge.Submission) { d.Touches = "' OR 1=1" }},
		"urgency":           {"urgency", func(d *challenge.Submission) { d.Urgency = "" }},
		"urgency unknown":   {"urgency", func(d *challenge.Submission) { d.Urgency = "altísima" }},
		"urgent why":        {"urgency_reason", func(d *challenge.Submission) { d.Urgency, d.UrgencyReason = "high", " " }},
		"privacy":           {"privacy", func(d *challenge.Submission) { d.Privacy = "" }},
		"anonymous":         {"privacy", func(d *challenge.Submission) { d.Privacy = "anonymous" }},
	} {
		refusedAt(t, name, ofNorth, c.field, c.do)
	}
	for name, c := range map[string]struct {
		field string
		do    func(*challenge.Submission)
	}{
		"name too long": {"contact_name", func(d *challenge.Submission) { d.ContactName = strings.Repeat("a", 121) }},
		"hidden name":   {"contact_name", func(d *challenge.Submission) { d.ContactName = "a\u202eb" }},
		"no e-mail":     {"contact_email", func(d *challenge.Submission) { d.ContactEmail = "ana" }},
		"two e-mails":   {"contact_email", func(d *challenge.Submission) { d.ContactEmail = "a@b.es, c@d.es" }},
		"broken e-mail": {"contact_email", func(d *challenge.Submission) { d.ContactEmail = "a\x00@b.es" }},
	} {
		refusedAt(t, name, access.Actor{}, c.field, c.do)
	}
}

func refusedAt(t *testing.T, name string, a access.Actor, field string, do func(*challenge.Submission)) {
	t.Helper()
	d := whole()
	do(&d)
	var wrong fault.Invalid
	if err := d.Check(a, basis); !errors.As(err, &wrong) || wrong[field] == "" || len(wrong) != 1 {
		t.Errorf("%s: %v, want only %q", name, wrong, field)
	}
}

func TestSubmissionsThatAreTaken(t *testing.T) {
	for name, do := range map[string]func(*challenge.Submission){
		"the least": func(*challenge.Submission) {},
		"longest": func(d *challenge.Submission) {
			d.Title, d.Problem = strings.Repeat("á", 200), strings.Repeat("ñ", 5000)
		},
		"nobody":       func(d *challenge.Submission) { d.Affected = "0" },
		"very many":    func(d *challenge.Submission) { d.Affected = "10.000.000" },
		"an objective": func(d *challenge.Submission) { d.Touches = "objective-4" },
		"a line":       func(d *challenge.Submission) { d.Touches = "line-4" },
		"urgent":       func(d *challenge.Submission) { d.Urgency, d.UrgencyReason = "high", "Empieza el curso" },
		"confidential": func(d *challenge.Submission) { d.Privacy = "confidential" },
		"no unit":      func(d *challenge.Submission) { d.Unit, d.Area = "", "Ayuda a domicilio" },
		"a script": func(d *challenge.Submission) {
			d.Title, d.Problem = "<script>alert(1)</script>", `"'><img src=x onerror=alert(1)>`
		},
		"a contact that is not asked for": func(d *challenge.Submission) { d.ContactEmail = "nada" },
	} {
		d := whole()
		if do(&d); d.Check(ofNorth, basis) != nil {
			t.Errorf("%s: %v", name, d.Check(ofNorth, basis))
		}
	}
	anonymous := whole()
	anonymous.Privacy, anonymous.ContactName, anonymous.ContactEmail = "named", "Ana", "ANA@Ejemplo.es"
	if err := anonymous.Check(access.Actor{}, basis); err != nil {
		t.Errorf("anonymous: %v", err)
	}
}

// Whoever adds a field to the form finds out whether drafts keep it, and the sheet of what was typed shows it.
func TestADraftKeepsEveryFieldButTheContact(t *testing.T) {
	var d challenge.Submission
	value := reflect.ValueOf(&d).Elem()
	for n := range value.NumField() {
		if f := value.Field(n); f.Kind() == reflect.String {
			f.SetString("x" + value.Type().Field(n).Name)
		} else {
			f.SetBool(true)
		}
	}
	body, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var kept challenge.Submission
	if err := json.Unmarshal(body, &kept); err != nil {
		t.Fatal(err)
	}
	if kept.ContactName, kept.ContactEmail = d.ContactName, d.ContactEmail; kept != d {
		t.Errorf("kept %+v of %+v", kept, d)
	}
	if strings.Contains(string(body), d.ContactName) || strings.Contains(string(body), d.ContactEmail) {
		t.Errorf("the contact is in %s", body)
	}
	choices := []string{d.Unit, d.Touches, d.Urgency, d.Privacy}
	for n := range value.NumField() {
		if f := value.Field(n); f.Kind() == reflect.String && !slices.Contains(choices, f.String()) && !slices.Contains(d.Texts(), f.String()) {
			t.Errorf("%s is not among the texts", value.Type().Field(n).Name)
		}
	}
}

func TestFilesThatComeWithARetoAreFew(t *testing.T) {
	var wrong fault.Invalid
	if err := challenge.CheckFiles(6); !errors.As(err, &wrong) || wrong["files"] == "" || challenge.CheckFiles(5) != nil {
		t.Errorf("six files: %v, five: %v", err, challenge.CheckFiles(5))
	}
}
