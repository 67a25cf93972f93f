package ui_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"hito/internal/audit"
	"hito/web/ui"
)

func TestChangesTellOnlyWhatDiffers(t *testing.T) {
	for name, c := range map[string]struct {
		before, after string
		want          []ui.EventChange
	}{
		"nothing":     {"", "", nil},
		"same":        {`{"role":"staff"}`, `{"role":"staff"}`, nil},
		"role":        {`{"role":"staff","units":[1,2]}`, `{"role":"admin","units":[1,2]}`, []ui.EventChange{{"Papel", "Personal", "Administración"}}},
		"new":         {"", `{"sessions":2}`, []ui.EventChange{{"Sesiones", "", "2"}}},
		"gone":        {`{"name":"Una"}`, "null", []ui.EventChange{{"Nombre", "Una", ""}}},
		"list":        {`{"units":[1]}`, `{"units":[1,3]}`, []ui.EventChange{{"Unidades (números)", "1", "1, 3"}}},
		"empty list":  {`{"units":[]}`, `{"units":null}`, nil},
		"unknown":     {`{"colour":"red"}`, `{"colour":"blue"}`, []ui.EventChange{{"colour", "red", "blue"}}},
		"numbers":     {`{"x":0.9}`, `{"x":-12345678901234567890.5}`, []ui.EventChange{{"x", "0,9", "−12345678901234567890,5"}}},
		"day":         {`{"reviewed":"2026-11-21"}`, `{"reviewed":"2026-12-01"}`, []ui.EventChange{{"Última revisión", "21/11/2026", "1/12/2026"}}},
		"by day":      {`{"points":{"2026-06-01":2.5}}`, `{"points":{"2026-06-01":3}}`, []ui.EventChange{{"Puntos planificados · 1/6/2026", "2,5", "3"}}},
		"decimals":    {`{"value":"17.5"}`, `{"value":"-1234.50"}`, []ui.EventChange{{"Valor", "17,5", "−1234,5"}}},
		"same number": {`{"weight":2,"value":"3"}`, `{"weight":2.0,"value":"3.00"}`, nil},
		"truth":       {`{"published":false}`, `{"published":true}`, []ui.EventChange{{"Publicado", "No", "Sí"}}},
		"setting": {`{"security":{"second_factor":["technician"],"audit_months":24}}`, `{"security":{"second_factor":["technician","admin"],"audit_months":24}}`,
			[]ui.EventChange{{"Seguridad · Segundo paso obligatorio para", "Técnica", "Técnica, Administración"}}},
		"first setting": {`{"legal":null}`, `{"legal":{"text":"Uno","reviewed":"2026-11-27"}}`,
			[]ui.EventChange{{"Aviso legal · Última revisión", "", "27/11/2026"}, {"Aviso legal · Texto", "", "Uno"}}},
		"text by its hash": {`{"legal":{"text":"sha256:9f86d081884c7d659a2feaa0"}}`, `{"legal":{"text":"sha256:60303ae22b998861bce3b28f"}}`,
			[]ui.EventChange{{"Aviso legal · Texto", "huella 9f86d081884c…", "huella 60303ae22b99…"}}},
		"no hash":       {"", `{"x":"sha256:"}`, []ui.EventChange{{"x", "", "sha256:"}}},
		"measures":      {"", `{"accessibility":{"extra":"Más"}}`, []ui.EventChange{{"Accesibilidad · Otras medidas", "", "Más"}}},
		"no object":     {`"a"`, `"b"`, []ui.EventChange{{"Valor", "a", "b"}}},
		"no JSON":       {`{`, ``, []ui.EventChange{{"Valor", "{", ""}}},
		"inside a list": {"", `{"x":[{"a":1}]}`, []ui.EventChange{{"x", "", `{"a":1}`}}},
	} {
		got := ui.EventChanges(json.RawMessage(c.before), json.RawMessage(c.after))
		if len(got) != len(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
			continue
		}
		for n := range got {
			if got[n] != c.want[n] {
				t.Errorf("%s: %v, want %v", name, got[n], c.want[n])
			}
		}
	}
}

// Of long texts the first letters that differ are shown, whatever stands before them.
func TestLongChangesShowWhatDiffers(t *testing.T) {
	head := strings.Repeat("á", 5000)
	before, _ := json.Marshal(map[string]string{"text": head + "AQUÍ ANTES" + head})
	after, _ := json.Marshal(map[string]string{"text": head + "AQUÍ DESPUÉS" + head})
	got := ui.EventChanges(before, after)[0]
	for text, want := range map[string]string{got.Old: "AQUÍ ANTES", got.New: "AQUÍ DESPUÉS"} {
		if !strings.Contains(text, want) || len([]rune(text)) > 302 || !strings.HasPrefix(text, "…á") || !strings.HasSuffix(text, "…") {
			t.Errorf("%q", text)
		}
	}
	got = ui.EventChanges([]byte(`{"text":"`+head+`"}`), []byte(`{"text":""}`))[0]
	if got.New != "" || len([]rune(got.Old)) > 302 {
		t.Errorf("%+v", got)
	}
}

func TestWhoDidIt(t *testing.T) {
	for want, e := range map[string]audit.Entry{
		"La aplicación": {ActorKind: "system"}, "Orden en el servidor": {ActorKind: "command"}, "Sin identificar": {ActorKind: "anonymous"},
		"Ana": {ActorKind: "person", ActorID: 3, ActorName: "Ana"}, "Persona 3": {ActorKind: "person", ActorID: 3},
	} {
		if got := ui.EventActor(e); got != want {
			t.Errorf("%+v is %q, want %q", e, got, want)
		}
	}
}

// Whatever the program records has a sentence of its own.
func TestEventsAreToldInWords(t *testing.T) {
	actions := recordedActions(t)
	if len(actions) < 20 {
		t.Fatalf("only %v are found", actions)
	}
	for _, action := range actions {
		if text := ui.EventText(action); text == action || strings.HasSuffix(text, ".") {
			t.Errorf("%s is told as %q", action, text)
		}
	}
	if got := ui.EventText("thing.done"); got != "thing.done" {
		t.Errorf("an unknown action is %q", got)
	}
}

// recordedActions are the codes of actions that stand in the program's own text.
func recordedActions(t *testing.T) []string {
	t.Helper()
	code := regexp.MustCompile(`"((?:user|session|factor|reset|unit|setting|plan|access|audit)\.[a-z_]+)"`)
	var found []string
	for _, pattern := range []string{"../../internal/*/*.go", "../*.go", "../../cmd/hito/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range code.FindAllStringSubmatch(string(text), -1) {
				found = append(found, m[1])
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func TestHistoryLeavesOutWhatIsPersonal(t *testing.T) {
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	list := []audit.Entry{{
		ID: 7, At: time.Date(2026, time.July, 1, 22, 5, 0, 0, time.UTC), ActorKind: "person", ActorID: 3, ActorName: "<script>alert(1)</script>", Action: "plan.publish",
		After: json.RawMessage(`{"published":true,"<script>":"<script>alert(2)</script>"}`), Personal: json.RawMessage(`{"address":"192.0.2.9"}`),
	}}
	for people, links := range map[bool]int{true: 1, false: 0} {
		doc := render(t, t.Context(), ui.History(ui.HistoryOf(list, madrid, people)))
		text := doc.Text()
		for _, want := range []string{"2/7/2026, 0:05", "<script>alert(1)</script>", "Publicó el plan", "Publicado", "<script>alert(2)</script>"} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is not told: %s", want, text)
			}
		}
		if doc.Find("script").Length() > 0 || strings.Contains(text, "192.0.2.9") {
			t.Errorf("a script, or the address: %s", text)
		}
		if got := doc.Find(`a[href="/administracion/personas/3"]`).Length(); got != links {
			t.Errorf("people %t: %d links to the person", people, got)
		}
	}
	if doc := render(t, t.Context(), ui.History(nil)); !strings.Contains(doc.Text(), "Todavía no hay cambios") {
		t.Error("nothing is told of nothing")
	}
}
