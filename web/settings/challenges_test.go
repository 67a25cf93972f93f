package settings

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"hito/internal/access"
	"hito/internal/setting"
)

// challengesForm is what the form of the settings of retos holds, with what its lists have chosen.
func challengesForm(p page) url.Values {
	p.Helper()
	form := p.form()
	p.Find("main form select[name]").Each(func(_ int, s *goquery.Selection) {
		form.Set(s.AttrOr("name", ""), s.Find("option[selected]").AttrOr("value", ""))
	})
	return form
}

// blankRow is the number of the first row for a new criterion.
func blankRow(p page) string { return strconv.Itoa(p.Find(".criterion-row").Length() - newRows) }

func TestChallengesBeginAsTheyComeAndAreSaved(t *testing.T) {
	s := open(t)
	p := s.see(challengesPath)
	p.count(".criterion-row", 7+newRows)
	p.says(".criterion-row legend", "Impacto", "Escalabilidad", "Criterio nuevo")
	p.says(".fold", "2026", "1/1/2026 Año Nuevo", "26/3/2027 Viernes Santo", "6/12/2027")
	p.says("form", "los plazos ya dados no cambian")
	form := challengesForm(p)
	if form.Get("answer_days") != "20" || form.Get("weight_0") != "1" || form.Get("axis_2") != "feasibility" || form.Get("version") != "0" || form.Has("open") {
		t.Errorf("the form begins with %v", form)
	}
	form.Set("open", "1")
	form.Set("answer_days", "15")
	form.Set("holidays", "8/9/2027 Virgen de la Sierra\r\n28/2/2027")
	form.Set("weight_0", "2,5")
	form.Set("place_6", "1")
	s.saved(challengesPath, form)
	p = s.see(challengesPath)
	form = challengesForm(p)
	for name, want := range map[string]string{
		"open": "1", "answer_days": "15", "holidays": "28/2/2027\r\n8/9/2027 Virgen de la Sierra", "version": "1",
		"name_0": "Impacto", "weight_0": "2,5", "name_1": "Escalabilidad", "key_1": "scalability", "place_1": "2",
	} {
		if got := form.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	p.says("#historial li", "Ana", "Retos · Abiertos a quien tenga el enlace", "Retos · Criterios de evaluación · Impacto · Peso", "2,5")
	s.saved(challengesPath, form)
	s.see(challengesPath).says("#historial li", "Cambió los ajustes")
	s.see(indexPath).says(".admin-cards", "Con cambios propios")
}

func TestCriteriaAreAddedRetiredAndBroughtBack(t *testing.T) {
	s := open(t)
	p := s.see(challengesPath)
	form, n := challengesForm(p), blankRow(p)
	form.Set("name_5", " ")
	for name, value := range map[string]string{"name_": "Equidad", "low_": "agrava diferencias", "high_": "las reduce", "axis_": "impact"} {
		form.Set(name+n, value)
	}
	w := s.send(challengesPath, form)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("answers %d", w.Code)
	}
	p = s.see(w.Header().Get("Location"))
	p.says(".notice-success", "se conserva", "ya no cuenta")
	p.says("#criteria", "Criterios retirados: Urgencia.")
	p.count(".criterion-row", 7+newRows)
	form, n = challengesForm(p), blankRow(p)
	if form.Get("name_6") != "Equidad" || form.Get("key_6") != "criterion_1" || form.Get("weight_6") != "1" {
		t.Errorf("the new one: %v", form)
	}
	for name, value := range map[string]string{"name_": "urgencia", "low_": "puede esperar", "high_": "no puede", "axis_": "impact", "place_": "1"} {
		form.Set(name+n, value)
	}
	s.saved(challengesPath, form)
	p = s.see(challengesPath)
	if form := challengesForm(p); form.Get("key_1") != "urgency" || strings.Contains(p.text("#criteria"), "Criterios retirados") {
		t.Errorf("it does not come back: %v", form)
	}
}

func TestChallengesAreRefusedWithEverythingKept(t *testing.T) {
	s := open(t)
	form := challengesForm(s.see(challengesPath))
	form.Set("open", "1")
	form.Set("answer_days", payload)
	form.Set("holidays", "ayer\r\n"+payload)
	form.Set("weight_1", "-1")
	form.Set("name_2", strings.Repeat("x", 61))
	form.Set("low_8", "sin nombre")
	form.Set("axis_8", "x")
	p := s.refused(challengesPath, form, "answer_days", "holidays", "weight_1", "name_2", "name_8", "high_8", "axis_8")
	p.count(".criterion-row", 7+newRows+1)
	kept := challengesForm(p)
	for _, name := range []string{"open", "answer_days", "holidays", "weight_1", "name_2", "low_8", "version"} {
		if kept.Get(name) != form.Get(name) {
			t.Errorf("%s comes back as %q", name, kept.Get(name))
		}
	}
	form = challengesForm(s.see(challengesPath))
	for n := range 7 {
		form.Set(field("axis", n), "impact")
	}
	s.refused(challengesPath, form, "criteria").says("#criteria-error", "un criterio de impacto y otro de viabilidad")
	form.Set("axis_0", "feasibility")
	form.Set("version", "x")
	if w := s.send(challengesPath, form); w.Code != http.StatusBadRequest || len(s.changes()) != 0 {
		t.Errorf("a version that is none: %d", w.Code)
	}
}

func TestSecurity18AConflictOverChallengesShowsBoth(t *testing.T) {
	s := open(t)
	mine, theirs := challengesForm(s.see(challengesPath)), challengesForm(s.see(challengesPath))
	theirs.Set("answer_days", "10")
	theirs.Set("name_6", "")
	if w := s.send(challengesPath, theirs); w.Code != http.StatusSeeOther {
		t.Fatalf("answers %d", w.Code)
	}
	mine.Set("answer_days", "30")
	mine.Set("holidays", "24/6/2027 San Juan")
	p := s.read(challengesPath, s.send(challengesPath, mine), http.StatusConflict)
	p.says(".conflict", "Ana", "Días hábiles", "30", "10", "24/6/2027 San Juan", "(en blanco)", "Escalabilidad")
	form := challengesForm(p)
	if form.Get("answer_days") != "30" || form.Get("version") != "1" || form.Get("name_6") != "Escalabilidad" {
		t.Errorf("the form forgets: %v", form)
	}
	s.saved(challengesPath, form)
	form = challengesForm(s.see(challengesPath))
	if form.Get("answer_days") != "30" || form.Get("key_6") != "scalability" {
		t.Errorf("sent again: %v", form)
	}
}

func TestSecurity07OthersChangeNoSettingOfRetos(t *testing.T) {
	s := open(t)
	form := challengesForm(s.see(challengesPath))
	for _, role := range []access.Role{access.Technician, access.Director, access.Staff} {
		s.admin.Role = role
		if w := s.send(challengesPath, form); w.Code != http.StatusForbidden || len(s.changes()) != 0 {
			t.Errorf("%s: %d", role, w.Code)
		}
	}
}

func TestNoMoreRowsAreReadThanTheFormHas(t *testing.T) {
	s := open(t)
	form := challengesForm(s.see(challengesPath))
	for n := range 200 {
		form.Set(field("name", n), "Criterio "+strconv.Itoa(n))
		form.Set(field("key", n), "")
	}
	p := s.read(challengesPath, s.send(challengesPath, form), http.StatusUnprocessableEntity)
	p.count(".criterion-row", mostRows)
	p.says("[role=alert]", "Caben "+strconv.Itoa(setting.MostCriteria))
}
