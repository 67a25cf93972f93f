package unit_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"hito/internal/fault"
	"hito/internal/unit"
)

func TestDraftIsCleaned(t *testing.T) {
	got, err := unit.Draft{
		Name:    "  Unidad\u00a0de  Innovacio\u0301n ",
		Aliases: []string{"", " Innovación ", "INNOVACION", "unidad de innovacion", "-", "I+D\r", "<script>alert(1)</script>"},
	}.Check()
	want := unit.Draft{Name: "Unidad de Innovación", Aliases: []string{"Innovación", "I+D", "<script>alert(1)</script>"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	again, err := got.Check()
	if err != nil || !reflect.DeepEqual(again, got) {
		t.Errorf("checked again: %+v, %v", again, err)
	}
	if none, err := (unit.Draft{Name: "Dirección"}).Check(); err != nil || none.Aliases == nil {
		t.Errorf("no aliases: %+v, %v; want an empty list", none, err)
	}
}

func TestDraftRefused(t *testing.T) {
	numbered := func(count int) (list []string) {
		for n := range count {
			list = append(list, fmt.Sprintf("Unidad %d", n))
		}
		return list
	}
	long := strings.Repeat("ñ", 201)
	for name, c := range map[string]struct {
		draft          unit.Draft
		field, message string
	}{
		"blank":           {unit.Draft{Name: " \t"}, "name", "Escriba el nombre"},
		"signs":           {unit.Draft{Name: "—·—"}, "name", "Escriba el nombre"},
		"long":            {unit.Draft{Name: long}, "name", "200"},
		"reordered":       {unit.Draft{Name: "a\u202eb"}, "name", "no se ven"},
		"long alias":      {unit.Draft{Name: "A", Aliases: []string{"B", "", long}}, "aliases", "Línea 3. No puede"},
		"reordered alias": {unit.Draft{Name: "A", Aliases: []string{"B", "a\u202eb"}}, "aliases", "Línea 2. Contiene"},
		"many aliases":    {unit.Draft{Name: "A", Aliases: numbered(51)}, "aliases", "50"},
	} {
		_, err := c.draft.Check()
		var wrong fault.Invalid
		if !errors.As(err, &wrong) || len(wrong) != 1 || !strings.Contains(wrong[c.field], c.message) {
			t.Errorf("%s: %v %v, want %q at %q alone", name, err, wrong, c.message, c.field)
		}
	}
	for _, d := range []unit.Draft{{Name: long[:400]}, {Name: "A", Aliases: numbered(50)}, {Name: "A", Aliases: append(numbered(50), "a", "unidad  7")}} {
		if _, err := d.Check(); err != nil {
			t.Errorf("%d aliases: %v", len(d.Aliases), err)
		}
	}
}
