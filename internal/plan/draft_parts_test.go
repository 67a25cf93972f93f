package plan_test

import (
	"errors"
	"testing"

	"hito/internal/fault"
	"hito/internal/plan"
)

func TestPartsAreCheckedAsTheirFormsAre(t *testing.T) {
	o, err := plan.ObjectiveDraft{Code: " O.E.1 ", Title: "Crear  redes"}.Check()
	if err != nil || o.Code != "O.E.1" || o.Title != "Crear redes" || o.Weight.String() != "1" {
		t.Errorf("objective %+v, %v", o, err)
	}
	l, err := plan.LineDraft{Code: "1", Title: "Ciudadanía", Description: "a\r\nb"}.Check()
	if err != nil || l.Description != "a\nb" {
		t.Errorf("line %+v, %v", l, err)
	}
	f, err := plan.FrameworkDraft{Code: "ACSA", Title: "Modelo", Standards: []plan.StandardDraft{{Code: "III.1", Title: "Uno"}}}.Check()
	if err != nil || len(f.Standards) != 1 || f.Standards[0].Code != "III.1" {
		t.Errorf("framework %+v, %v", f, err)
	}
	for field, check := range map[string]func() error{
		"weight":                      func() error { _, err := plan.ObjectiveDraft{Code: "1", Title: "x", Weight: "-1"}.Check(); return err },
		"title":                       func() error { _, err := plan.LineDraft{Code: "1"}.Check(); return err },
		plan.StandardField(1, "code"): func() error { return twice(plan.StandardDraft{Code: "1", Title: "x"}) },
	} {
		var wrong fault.Invalid
		if err := check(); !errors.As(err, &wrong) || len(wrong) != 1 || wrong[field] == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func twice(s plan.StandardDraft) error {
	_, err := plan.FrameworkDraft{Code: "A", Title: "x", Standards: []plan.StandardDraft{s, s}}.Check()
	return err
}
