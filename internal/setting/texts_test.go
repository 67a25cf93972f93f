package setting_test

import (
	"strings"
	"testing"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/setting"
)

func TestTheModelsAreFitToBeSaved(t *testing.T) {
	if _, err := statement().Check(today); err != nil {
		t.Errorf("the statement: %v", wrongFields(t, err))
	}
	for name, l := range map[string]setting.Legal{"privacy": setting.DefaultPrivacy("Ayuntamiento de Prueba"), "legal": setting.DefaultLegal("")} {
		if wrong := wrongFields(t, second(l.Check(today))); len(wrong) != 1 || wrong["reviewed"] != date.Missing.Error() {
			t.Errorf("%s without a review: %v", name, wrong)
		}
		l.Reviewed = today
		if kept, err := l.Check(today); err != nil || kept != l {
			t.Errorf("%s is kept as something else: %v", name, err)
		}
		if l.Gaps() < 3 {
			t.Errorf("%s has %d places to fill in", name, l.Gaps())
		}
	}
}

func second(_ setting.Legal, err error) error { return err }

func TestTheModelsNameTheOrganisation(t *testing.T) {
	for _, of := range []func(string) setting.Legal{setting.DefaultPrivacy, setting.DefaultLegal} {
		named, unnamed := of("Ayuntamiento de Prueba"), of("")
		if !strings.Contains(named.Text, "Ayuntamiento de Prueba") || strings.Contains(named.Text, "{{") || strings.Contains(unnamed.Text, "{{") {
			t.Errorf("not named: %.200s", named.Text)
		}
		if unnamed.Gaps() <= named.Gaps() {
			t.Error("without a name there is nothing more to fill in")
		}
	}
}

func TestPrivacySaysWhatTheLawAsks(t *testing.T) {
	text := setting.DefaultPrivacy("").Text
	for _, want := range []string{
		"Responsable", "Delegada o delegado", "Finalidad", "Base jurídica", "6.1.e", "Destinatarios", "Cuánto tiempo", "derechos", "Agencia Española de Protección de Datos",
		"Consejo de Transparencia y Protección de Datos de Andalucía", "Espacio Económico Europeo", "decisiones automatizadas",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("nothing about %q", want)
		}
	}
	text = setting.DefaultLegal("").Text
	for _, want := range []string{"Titularidad", "Objeto", "Propiedad intelectual", "Ley 37/2007", "Responsabilidad", "Enlaces", "Legislación"} {
		if !strings.Contains(text, want) {
			t.Errorf("nothing about %q", want)
		}
	}
}

// badTexts are refused wherever somebody may write a text.
var badTexts = map[string]string{
	"too long": strings.Repeat("á", 51_000), "just too long": strings.Repeat("a", setting.LongestText+1),
	"reordered": "abc\u202edef", "zero width": "a\u200bb", "broken": "a\xffb", "replaced": "a\ufffdb", "flood": "a" + strings.Repeat("\u0301", 20),
}

func TestSecurity14BadTextsAreRefused(t *testing.T) {
	for name, bad := range badTexts {
		for field, put := range map[string]func(*setting.Accessibility){
			"failing": func(a *setting.Accessibility) { a.Failing = bad }, "burden": func(a *setting.Accessibility) { a.Burden = bad },
			"out_of_scope": func(a *setting.Accessibility) { a.OutOfScope = bad }, "method": func(a *setting.Accessibility) { a.Method = bad },
			"extra": func(a *setting.Accessibility) { a.Extra = bad }, "office": func(a *setting.Accessibility) { a.Contact.Office = bad },
			"appeal": func(a *setting.Accessibility) { a.Contact.Appeal = bad }, "phone": func(a *setting.Accessibility) { a.Contact.Phone = bad },
			"email": func(a *setting.Accessibility) { a.Contact.Email = bad }, "form": func(a *setting.Accessibility) { a.Contact.Form = bad },
		} {
			a := statement()
			put(&a)
			_, err := a.Check(today)
			if wrong := wrongFields(t, err); len(wrong) != 1 || wrong[field] == "" {
				t.Errorf("%s in %s: %v", name, field, wrong)
			}
		}
		_, err := setting.Legal{Text: bad, Reviewed: today}.Check(today)
		if wrong := wrongFields(t, err); wrong["text"] == "" {
			t.Errorf("%s in a legal text: %v", name, wrong)
		}
	}
}

func TestTextsAreKeptTidy(t *testing.T) {
	l, err := setting.Legal{Text: "\r\n## Uno  \r\n\r\nCafe\u0301\r\n", Reviewed: today}.Check(today)
	if err != nil || l.Text != "## Uno\n\nCafé" {
		t.Errorf("kept %q, %v", l.Text, err)
	}
	if _, err := (setting.Legal{Text: strings.Repeat("a", setting.LongestText), Reviewed: today}).Check(today); err != nil {
		t.Errorf("the longest text: %v", err)
	}
	for _, blank := range []string{"", " ", "\n\t\n", "\u00a0\u2003\n"} {
		_, err := setting.Legal{Text: blank, Reviewed: today}.Check(today)
		if wrong := wrongFields(t, err); wrong["text"] == "" {
			t.Errorf("%q is a text", blank)
		}
	}
}

func TestStatementIsChecked(t *testing.T) {
	for name, c := range map[string]struct {
		put   func(*setting.Accessibility)
		field string // blank where nothing is wrong
	}{
		"no degree":            {func(a *setting.Accessibility) { a.Conformance = "" }, "conformance"},
		"invented degree":      {func(a *setting.Accessibility) { a.Conformance = "mostly" }, "conformance"},
		"partly, without what": {func(a *setting.Accessibility) { a.Failing = " \n " }, "failing"},
		"fully, without what":  {func(a *setting.Accessibility) { a.Conformance, a.Failing = setting.FullyConformant, "" }, ""},
		"no method":            {func(a *setting.Accessibility) { a.Method = "" }, "method"},
		"no preparation":       {func(a *setting.Accessibility) { a.Prepared = 0 }, "prepared"},
		"prepared tomorrow":    {func(a *setting.Accessibility) { a.Prepared, a.Reviewed = today+1, today }, "prepared reviewed"},
		"no review":            {func(a *setting.Accessibility) { a.Reviewed = 0 }, "reviewed"},
		"reviewed tomorrow":    {func(a *setting.Accessibility) { a.Reviewed = today + 1 }, "reviewed"},
		"reviewed today":       {func(a *setting.Accessibility) { a.Reviewed = today }, ""},
		"reviewed before":      {func(a *setting.Accessibility) { a.Reviewed = a.Prepared - 1 }, "reviewed"},
		"no contact":           {func(a *setting.Accessibility) { a.Contact = setting.Contact{} }, ""},
		"no e-mail":            {func(a *setting.Accessibility) { a.Contact.Email = "nadie" }, "email"},
		"no phone":             {func(a *setting.Accessibility) { a.Contact.Phone = "llame" }, "phone"},
		"phone":                {func(a *setting.Accessibility) { a.Contact.Phone = "+34 957 00 00 00" }, ""},
		"script for a form":    {func(a *setting.Accessibility) { a.Contact.Form = "javascript:alert(1)" }, "form"},
		"no scheme":            {func(a *setting.Accessibility) { a.Contact.Form = "sede.example/x" }, "form"},
		"no host":              {func(a *setting.Accessibility) { a.Contact.Form = "https:///x" }, "form"},
		"with a password":      {func(a *setting.Accessibility) { a.Contact.Form = "https://a:b@sede.example/" }, "form"},
		"form":                 {func(a *setting.Accessibility) { a.Contact.Form = "https://sede.example/formulario?x=1" }, ""},
		"lines in an office":   {func(a *setting.Accessibility) { a.Contact.Office = "Calle Mayor, 1\nMontilla" }, ""},
	} {
		a := statement()
		c.put(&a)
		_, err := a.Check(today)
		wrong := wrongFields(t, err)
		for _, field := range strings.Fields(c.field) {
			if wrong[field] == "" {
				t.Errorf("%s: nothing is wrong with %s: %v", name, field, wrong)
			}
		}
		if len(wrong) != len(strings.Fields(c.field)) {
			t.Errorf("%s: %v", name, wrong)
		}
	}
}

func TestTheMonthsAndRolesAreChecked(t *testing.T) {
	for months, right := range map[int]bool{0: false, 11: false, 12: true, 24: true, 120: true, 121: false, -24: false} {
		if err := (setting.Security{AuditMonths: months}).Check(); (err == nil) != right {
			t.Errorf("%d months: %v", months, err)
		}
	}
	if err := (setting.Security{SecondFactor: []access.Role{"root"}, AuditMonths: 24}).Check(); wrongFields(t, err)["second_factor"] == "" {
		t.Error("an invented role needs a second factor")
	}
	if err := setting.DefaultSecurity().Check(); err != nil {
		t.Error(err)
	}
}
