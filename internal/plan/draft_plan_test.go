package plan_test

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/plan"
)

// wrongFields are those at which a refused form has a message.
func wrongFields(err error) string {
	var wrong fault.Invalid
	if !errors.As(err, &wrong) {
		return ""
	}
	return strings.Join(slices.Sorted(maps.Keys(wrong)), " ")
}

// badTexts are what no text may hold.
var badTexts = map[string]string{
	"NUL": "a\x00b", "bell": "a\ab", "right-to-left": "a\u202eb", "zero width": "a\u200bb", "broken": "a\xffb", "100 KB": strings.Repeat("a", 100_000),
}

// badDays are what is no day of the calendar.
var badDays = map[string]string{
	"text": "pronto", "year 1": "0001-01-01", "year 9999": "9999-12-31", "31 February": "31/2/2024", "with hour": "2024-01-01T10:00", "NUL": "2024\x00",
}

// badPercents are what is no percentage with one decimal.
var badPercents = map[string]string{
	"empty": "", "text": "mucho", "NaN": "NaN", "exponent": "1e400", "forty digits": strings.Repeat("9", 40), "two decimals": "70,25", "NUL": "7\x000",
	"negative": "-5", "minus zero": "-0", "zero": "0", "above": "100,1", "right-to-left": "\u202e70",
}

func creation() plan.Creation {
	return plan.Creation{Title: "Plan", Body: "Organismo", StartsOn: "1/1/2024", EndsOn: "2025-12-31"}
}

func TestCreationCheck(t *testing.T) {
	got, err := creation().Check()
	if err != nil || got.Slug != "plan" || got.State != plan.Draft || got.StartsOn != date.New(2024, time.January, 1) || got.EndsOn != date.New(2025, time.December, 31) {
		t.Fatalf("%+v, %v", got, err)
	}
	if got.OnTrackFrom.String() != "0.9" || got.DelayedFrom.String() != "0.7" {
		t.Errorf("thresholds %s and %s", got.OnTrackFrom, got.DelayedFrom)
	}
	type edit = func(*plan.Creation)
	cases := map[string]struct {
		edit  edit
		wrong string
	}{
		"no title":       {func(d *plan.Creation) { d.Title = " " }, "title"},
		"no body":        {func(d *plan.Creation) { d.Body = "" }, "body"},
		"long title":     {func(d *plan.Creation) { d.Title = strings.Repeat("ñ", 301) }, "title"},
		"no start":       {func(d *plan.Creation) { d.StartsOn = "" }, "starts_on"},
		"no end":         {func(d *plan.Creation) { d.EndsOn = "" }, "ends_on"},
		"backwards":      {func(d *plan.Creation) { d.EndsOn = "31/12/2023" }, "ends_on"},
		"capitals":       {func(d *plan.Creation) { d.Slug = "Plan" }, "slug"},
		"accents":        {func(d *plan.Creation) { d.Slug = "año" }, "slug"},
		"two hyphens":    {func(d *plan.Creation) { d.Slug = "a--b" }, "slug"},
		"a last hyphen":  {func(d *plan.Creation) { d.Slug = "a-" }, "slug"},
		"a slash":        {func(d *plan.Creation) { d.Slug = "a/b" }, "slug"},
		"a long slug":    {func(d *plan.Creation) { d.Slug = strings.Repeat("a", 81) }, "slug"},
		"a line end":     {func(d *plan.Creation) { d.Slug = "a\nb" }, "slug"},
		"reserved":       {func(d *plan.Creation) { d.Slug = "nuevo" }, "slug"},
		"reserved too":   {func(d *plan.Creation) { d.Slug = "importar" }, "slug"},
		"reserved title": {func(d *plan.Creation) { d.Title = "¡Nuevo!" }, "slug"},
		"no proposal":    {func(d *plan.Creation) { d.Title = "計画" }, "slug"},
		"everything":     {func(d *plan.Creation) { *d = plan.Creation{} }, "body ends_on starts_on title"},
	}
	for name, text := range badTexts {
		for field, set := range map[string]func(*plan.Creation, string){
			"title": func(d *plan.Creation, s string) { d.Title = s }, "body": func(d *plan.Creation, s string) { d.Body = s },
			"summary": func(d *plan.Creation, s string) { d.Summary = s }, "slug": func(d *plan.Creation, s string) { d.Slug = s },
			"general_objective": func(d *plan.Creation, s string) { d.GeneralObjective = s },
		} {
			cases[field+": "+name] = struct {
				edit  edit
				wrong string
			}{func(d *plan.Creation) { set(d, text) }, field}
		}
	}
	for name, day := range badDays {
		cases["starts_on: "+name] = struct {
			edit  edit
			wrong string
		}{func(d *plan.Creation) { d.StartsOn = day }, "starts_on"}
		cases["ends_on: "+name] = struct {
			edit  edit
			wrong string
		}{func(d *plan.Creation) { d.EndsOn = day }, "ends_on"}
	}
	for name, c := range cases {
		d := creation()
		c.edit(&d)
		if _, err := d.Check(); wrongFields(err) != c.wrong {
			t.Errorf("%s: %v, want messages at %q", name, err, c.wrong)
		}
	}
}

func edition() plan.Edition {
	return plan.Edition{
		Title: "Plan", Body: "Organismo", StartsOn: "1/1/2024", EndsOn: "31/12/2025", OnTrackFrom: "90", DelayedFrom: "70,5 %", CadenceMonths: "3",
		Periods: []plan.TypedPeriod{{"Primero", "1/1/2024", "31/12/2024"}, {}, {"Segundo", "1/1/2025", "31/12/2025"}, {" ", "", "\t"}},
	}
}

func TestEditionCheck(t *testing.T) {
	p, periods, err := edition().Check()
	if err != nil || p.OnTrackFrom.String() != "0.9" || p.DelayedFrom.String() != "0.705" || p.CadenceMonths != 3 {
		t.Fatalf("%+v, %v", p, err)
	}
	want := []plan.Period{
		{"Primero", date.New(2024, 1, 1), date.New(2024, 12, 31)}, {"Segundo", date.New(2025, 1, 1), date.New(2025, 12, 31)},
	}
	if !reflect.DeepEqual(periods, want) {
		t.Errorf("periods %+v, want %+v", periods, want)
	}
	type edit = func(*plan.Edition)
	cases := map[string]struct {
		edit  edit
		wrong string
	}{
		"backwards":         {func(d *plan.Edition) { d.StartsOn = "1/1/2026" }, "ends_on"},
		"crossed":           {func(d *plan.Edition) { d.OnTrackFrom, d.DelayedFrom = "70", "90" }, "delayed_from"},
		"cadence of two":    {func(d *plan.Edition) { d.CadenceMonths = "2" }, "cadence_months"},
		"no cadence":        {func(d *plan.Edition) { d.CadenceMonths = "" }, "cadence_months"},
		"cadence in words":  {func(d *plan.Edition) { d.CadenceMonths = "NaN" }, "cadence_months"},
		"a period untitled": {func(d *plan.Edition) { d.Periods[0].Title = "" }, "periods-0-title"},
		"a period undated":  {func(d *plan.Edition) { d.Periods[2] = plan.TypedPeriod{Title: "Solo"} }, "periods-2-ends_on periods-2-starts_on"},
		"a period backward": {func(d *plan.Edition) { d.Periods[2].EndsOn = "1/1/2024" }, "periods-2-ends_on"},
		"two of a start":    {func(d *plan.Edition) { d.Periods[2].StartsOn = "2024-01-01" }, "periods-2-starts_on"},
		"too many periods":  {func(d *plan.Edition) { d.Periods = manyPeriods(41) }, "periods-40-title"},
		"no texts":          {func(d *plan.Edition) { d.Title, d.Body = "", " " }, "body title"},
	}
	add := func(name, field string, set edit) {
		cases[field+": "+name] = struct {
			edit  edit
			wrong string
		}{set, field}
	}
	for name, text := range badTexts {
		add(name, "title", func(d *plan.Edition) { d.Title = text })
		add(name, "body", func(d *plan.Edition) { d.Body = text })
		add(name, "summary", func(d *plan.Edition) { d.Summary = text })
		add(name, "general_objective", func(d *plan.Edition) { d.GeneralObjective = text })
		add(name, "notice", func(d *plan.Edition) { d.Notice = text })
		add(name, "periods-0-title", func(d *plan.Edition) { d.Periods[0].Title = text })
	}
	for name, day := range badDays {
		add(name, "starts_on", func(d *plan.Edition) { d.StartsOn = day })
		add(name, "ends_on", func(d *plan.Edition) { d.EndsOn = day })
		add(name, "periods-0-starts_on", func(d *plan.Edition) { d.Periods[0].StartsOn = day })
		add(name, "periods-2-ends_on", func(d *plan.Edition) { d.Periods[2].EndsOn = day })
	}
	for name, percent := range badPercents {
		add(name, "delayed_from", func(d *plan.Edition) { d.DelayedFrom = percent })
		add(name, "on_track_from", func(d *plan.Edition) { d.OnTrackFrom = percent })
	}
	for name, c := range cases {
		d := edition()
		c.edit(&d)
		if _, _, err := d.Check(); wrongFields(err) != c.wrong {
			t.Errorf("%s: %v, want messages at %q", name, err, c.wrong)
		}
	}
	d := edition()
	d.Periods, d.OnTrackFrom, d.DelayedFrom = manyPeriods(40), "100 %", "100"
	if _, periods, err := d.Check(); err != nil || len(periods) != 40 {
		t.Errorf("the most that is taken: %d periods, %v", len(periods), err)
	}
}

func manyPeriods(n int) []plan.TypedPeriod {
	list := make([]plan.TypedPeriod, n)
	for k := range list {
		day := fmt.Sprintf("1/1/%d", 2000+k)
		list[k] = plan.TypedPeriod{Title: fmt.Sprint(k), StartsOn: day, EndsOn: day}
	}
	return list
}

func TestSectionDraftCheck(t *testing.T) {
	s, err := plan.SectionDraft{Heading: " Uno  dos ", Body: "a\r\n\r\nb  \n"}.Check()
	if err != nil || s.Heading != "Uno dos" || s.Body != "a\n\nb" {
		t.Fatalf("%+v, %v", s, err)
	}
	if _, err := (plan.SectionDraft{Heading: "Uno", Body: strings.Repeat("ñ", 50_000)}).Check(); err != nil {
		t.Errorf("the longest text: %v", err)
	}
	for name, text := range badTexts {
		if _, err := (plan.SectionDraft{Heading: text}).Check(); wrongFields(err) != "heading" {
			t.Errorf("heading %s: %v", name, err)
		}
		if _, err := (plan.SectionDraft{Heading: "Uno", Body: text}).Check(); wrongFields(err) != "body" {
			t.Errorf("body %s: %v", name, err)
		}
	}
	for _, heading := range []string{"", " \t", strings.Repeat("a", 201)} {
		if _, err := (plan.SectionDraft{Heading: heading}).Check(); wrongFields(err) != "heading" {
			t.Errorf("heading %.10q: %v", heading, err)
		}
	}
}

func TestCopyCheck(t *testing.T) {
	good := plan.Copy{Title: "II Plan", StartsOn: "1/1/2026", EndsOn: "31/12/2027", Values: true, Results: true, Baseline: true}
	if p, err := good.Check(); err != nil || p.Slug != "ii-plan" || p.State != plan.Draft {
		t.Fatalf("%+v, %v", p, err)
	}
	for name, c := range map[string]struct {
		edit  func(*plan.Copy)
		wrong string
	}{
		"results alone": {func(d *plan.Copy) { d.Values = false }, "copy"},
		"no title":      {func(d *plan.Copy) { d.Title = "" }, "title"},
		"control":       {func(d *plan.Copy) { d.Title = "a\x00" }, "title"},
		"slug":          {func(d *plan.Copy) { d.Slug = "Á" }, "slug"},
		"31 February":   {func(d *plan.Copy) { d.StartsOn = "31/2/2026" }, "starts_on"},
		"backwards":     {func(d *plan.Copy) { d.EndsOn = "1/1/2025" }, "ends_on"},
	} {
		d := good
		c.edit(&d)
		if _, err := d.Check(); wrongFields(err) != c.wrong {
			t.Errorf("%s: %v, want messages at %q", name, err, c.wrong)
		}
	}
}
