package audits

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/web/ui"
)

// topic is a subject by which events are chosen: what an address calls it, and the kind of its actions.
type topic struct{ name, text, kind string }

var topics = []topic{
	{"personas", "Personas", "user"}, {"sesiones", "Sesiones", "session"}, {"segundo-factor", "Segundo paso rechazado", "factor"},
	{"unidades", "Unidades", "unit"}, {"ajustes", "Ajustes", "setting"}, {"planes", "Planes", "plan"},
	{"acceso", "Accesos no permitidos", "access"}, {"auditoria", "Auditoría", "audit"},
}

// query is what an address asks of the list; dates are as they were typed, and read.
type query struct {
	text       string
	topic      string // its name
	kind       string // its kind of actions
	object     audit.Object
	typedFrom  string
	typedUntil string
	from       date.Date
	until      date.Date // the last day that counts
	before     int64     // only events with a lower number
}

// readQuery reads the filters. Dates that are none are fault.Invalid by their fields; what no link or form of ours
// holds is fault.BadInput.
func readQuery(values url.Values) (query, error) {
	q := query{
		text: ui.SearchText(values.Get("texto")), topic: values.Get("tema"),
		typedFrom: values.Get("desde"), typedUntil: values.Get("hasta"),
	}
	var err error
	if q.kind, err = kindOf(q.topic); err != nil {
		return q, err
	}
	if q.object, err = readObject(values.Get("objeto")); err != nil {
		return q, err
	}
	if before := values.Get("antes"); before != "" {
		if q.before, err = strconv.ParseInt(before, 10, 64); err != nil || q.before < 1 {
			return q, fmt.Errorf("page of the audit: %w", fault.BadInput)
		}
	}
	return q, q.readDates()
}

func (q *query) readDates() error {
	wrong := fault.Invalid{}
	q.from = readDay(q.typedFrom, "desde", wrong)
	q.until = readDay(q.typedUntil, "hasta", wrong)
	if !q.from.IsZero() && !q.until.IsZero() && q.until < q.from {
		wrong["hasta"] = "La última fecha no puede ser anterior a la primera."
	}
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}

func readDay(typed, field string, wrong fault.Invalid) date.Date {
	if strings.TrimSpace(typed) == "" {
		return 0
	}
	d, err := date.ParseSpanish(typed)
	if err != nil {
		wrong[field] = err.Error()
	}
	return d
}

func kindOf(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	for _, t := range topics {
		if t.name == name {
			return t.kind, nil
		}
	}
	return "", fmt.Errorf("topic of the audit: %w", fault.BadInput)
}

var objectForm = regexp.MustCompile(`^([a-z_]{1,40})-([1-9][0-9]{0,17})$`)

// readObject reads "user-12".
func readObject(text string) (audit.Object, error) {
	if text == "" {
		return audit.Object{}, nil
	}
	m := objectForm.FindStringSubmatch(text)
	if m == nil {
		return audit.Object{}, fmt.Errorf("object of the audit: %w", fault.BadInput)
	}
	id, err := strconv.ParseInt(m[2], 10, 64)
	if err != nil {
		return audit.Object{}, fmt.Errorf("object of the audit: %w", fault.BadInput)
	}
	return audit.Object{Type: m[1], ID: id}, nil
}

// search is the query as the audit takes it, with days as they begin and end at a place.
func (q query) search(place *time.Location) audit.Query {
	s := audit.Query{Text: q.text, Topic: q.kind, Object: q.object, Below: q.before}
	if !q.from.IsZero() {
		s.From = startOf(q.from, place)
	}
	if !q.until.IsZero() {
		s.Until = startOf(q.until+1, place)
	}
	return s
}

func startOf(d date.Date, place *time.Location) time.Time {
	year, month, day := d.Time().Date()
	return time.Date(year, month, day, 0, 0, 0, 0, place)
}

// filters are the fields of the query that a link or another form carries along.
func (q query) filters() []ui.Hidden {
	var list []ui.Hidden
	add := func(name, value string) {
		if value != "" {
			list = append(list, ui.Hidden{Name: name, Value: value})
		}
	}
	add("texto", q.text)
	add("tema", q.topic)
	add("desde", q.from.String())
	add("hasta", q.until.String())
	add("objeto", q.objectText())
	return list
}

func (q query) objectText() string {
	if q.object.Type == "" {
		return ""
	}
	return fmt.Sprintf("%s-%d", q.object.Type, q.object.ID)
}

// href is the address of the list with these filters, for events before one; 0 begins with the newest.
func (q query) href(before int64) string {
	values := url.Values{}
	for _, f := range q.filters() {
		values.Set(f.Name, f.Value)
	}
	if before > 0 {
		values.Set("antes", strconv.FormatInt(before, 10))
	}
	if len(values) == 0 {
		return listPath
	}
	return listPath + "?" + values.Encode()
}
