package transfer

import (
	"strings"

	"hito/internal/text"
)

// index finds records by their number, and by the names that tell them apart.
type index struct {
	list   map[Kind][]*Record
	byID   map[Kind]map[int64]*Record
	byName map[Kind]map[string][]*Record
}

func indexOf(records []Record) index {
	x := index{list: map[Kind][]*Record{}, byID: map[Kind]map[int64]*Record{}, byName: map[Kind]map[string][]*Record{}}
	for _, kind := range kinds {
		x.byID[kind], x.byName[kind] = map[int64]*Record{}, map[string][]*Record{}
	}
	for n := range records {
		r := &records[n]
		x.list[r.Kind] = append(x.list[r.Kind], r)
		if r.ID != 0 {
			x.byID[r.Kind][r.ID] = r
		}
		for _, name := range r.names() {
			x.byName[r.Kind][name] = append(x.byName[r.Kind][name], r)
		}
	}
	return x
}

// names are what tells a record apart from others of its kind, the surest first.
func (r Record) names() []string {
	switch r.Kind {
	case Head:
		return []string{"plan"}
	case Section:
		return filled(text.Fold(r.Cells["heading"]))
	case Period:
		return filled(r.Cells["starts_on"], text.Fold(r.Cells["title"]))
	case Standard:
		return filled(standardName(r.Cells["framework"], r.Cells["code"]))
	case Point:
		return filled(r.Cells["indicator"] + " " + r.Cells["on"])
	case Result:
		title := text.Fold(r.Cells["title"])
		if title == "" {
			return nil
		}
		return []string{title + " " + r.Cells["achieved_on"], title}
	default:
		return filled(r.Cells["code"])
	}
}

func filled(names ...string) []string {
	var list []string
	for _, name := range names {
		if strings.TrimSpace(name) != "" {
			list = append(list, name)
		}
	}
	return list
}

// standardName is how lists name a standard.
func standardName(framework, code string) string { return framework + " " + code }

// label is what a record is called where it is told of.
func (r Record) label() string {
	switch r.Kind {
	case Section:
		return r.Cells["heading"]
	case Head, Period, Result:
		return r.Cells["title"]
	case Point:
		return r.Cells["indicator"] + " · " + r.Cells["on"]
	case Standard:
		return joined(standardName(r.Cells["framework"], r.Cells["code"]), r.Cells["title"])
	default:
		return joined(r.Cells["code"], r.Cells["title"])
	}
}

// joined puts parts side by side, without those that are blank.
func joined(parts ...string) string { return strings.Join(filled(parts...), " · ") }

// splitList parts what a list names.
func splitList(list string) []string {
	parts := filled(strings.FieldsFunc(list, func(r rune) bool { return r == ';' || r == '\n' })...)
	for n := range parts {
		parts[n] = strings.TrimSpace(parts[n])
	}
	return parts
}

func joinList(list []string) string { return strings.Join(list, "; ") }
