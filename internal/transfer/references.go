package transfer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hito/internal/text"
)

// reference is what a cell refers to: one thing of a kind, or several.
type reference struct {
	kind Kind
	list bool
}

// referring are the cells that name other records.
var referring = map[Kind]map[Field]reference{
	Line:      {"standards": {Standard, true}},
	Standard:  {"framework": {Framework, false}},
	Objective: {"lines": {Line, true}, "standards": {Standard, true}},
	Indicator: {"objective": {Objective, false}, "standards": {Standard, true}},
	Point:     {"indicator": {Indicator, false}},
	Result:    {"indicators": {Indicator, true}},
}

// noSuch says that nothing bears a name.
var noSuch = map[Kind]string{
	Line:      "No hay ninguna línea «%s», ni en el plan ni en el fichero.",
	Framework: "No hay ningún marco «%s», ni en el plan ni en el fichero.",
	Standard:  "No hay ningún estándar «%s», ni en el plan ni en el fichero; si varios marcos tienen ese código, escriba antes el del marco.",
	Objective: "No hay ningún objetivo «%s», ni en el plan ni en el fichero.",
	Indicator: "No hay ningún indicador «%s», ni en el plan ni en el fichero.",
}

// inError says that what is referred to cannot be made itself.
var inError = map[Kind]string{
	Line:      "La línea «%s» tiene errores en el fichero: corríjalos antes.",
	Framework: "El marco «%s» tiene errores en el fichero: corríjalos antes.",
	Standard:  "El estándar «%s» tiene errores en el fichero: corríjalos antes.",
	Objective: "El objetivo «%s» tiene errores en el fichero: corríjalos antes.",
	Indicator: "El indicador «%s» tiene errores en el fichero: corríjalos antes.",
}

// references are the names of a kind: those after the import, those before it, and others that people use.
type references struct {
	kind    Kind
	order   map[string]int // of the names after the import
	owners  map[string]int // how many would have a name
	before  map[string]string
	short   map[string][]string // codes of standards without their frameworks; folded titles
	spoiled map[string]bool     // names of what is in error and not in the plan yet
	titles  map[string]string
}

// referenceName is what references call a record.
func referenceName(r Record, cells map[Field]string) string {
	if r.Kind == Standard {
		return standardName(cells["framework"], cells["code"])
	}
	return cells["code"]
}

// nameAll finds out what everything is called after the import.
func (c *comparing) nameAll(said map[Kind][]Record) {
	for _, kind := range []Kind{Line, Framework, Standard, Objective, Indicator} {
		refs := &references{
			kind: kind, order: map[string]int{}, owners: map[string]int{}, before: map[string]string{}, short: map[string][]string{},
			spoiled: map[string]bool{}, titles: map[string]string{},
		}
		c.refs[kind] = refs
		for _, r := range c.own.list[kind] {
			cells := map[Field]string{"framework": c.now(Framework, r.Cells["framework"]), "code": r.Cells["code"], "title": r.Cells["title"]}
			if after := c.after[r.thing()]; after != nil {
				cells["code"] = cmp.Or(after.Cells["code"], cells["code"])
				cells["title"] = cmp.Or(after.Cells["title"], cells["title"])
				cells["framework"] = cmp.Or(after.Cells["framework"], cells["framework"])
			}
			refs.put(referenceName(*r, cells), cells)
			refs.before[referenceName(*r, r.Cells)] = referenceName(*r, cells)
		}
		for _, r := range said[kind] {
			if r.ID == 0 && !r.repeated() {
				refs.put(referenceName(r, r.Cells), r.Cells)
			}
		}
	}
}

// repeated tells a record that another line describes already, or whose code another line has.
func (r Record) repeated() bool {
	return slices.ContainsFunc(r.wrong, func(p Problem) bool { return p.Field == "" || p.Field == "code" })
}

func (c *comparing) now(kind Kind, name string) string {
	if refs := c.refs[kind]; refs != nil {
		return refs.now(name)
	}
	return name
}

func (r *references) put(name string, cells map[Field]string) {
	r.owners[name]++
	if _, known := r.order[name]; known {
		return
	}
	r.order[name] = len(r.order)
	r.titles[name] = cells["title"]
	for _, other := range []string{cells["code"], text.Fold(cells["title"])} {
		if other != "" && other != name {
			r.short[other] = append(r.short[other], name)
		}
	}
}

// now is what has a name in the plan is called after the import.
func (r *references) now(name string) string { return cmp.Or(r.before[name], name) }

// list puts what a cell of the plan names in the order of the things, by their names after the import.
func (r *references) list(cell string) string {
	if cell == "" {
		return ""
	}
	names := splitList(cell)
	for n, name := range names {
		if found := r.find(name); found != "" {
			names[n] = found
		}
		names[n] = r.now(names[n])
	}
	return joinList(r.sorted(names))
}

func (r *references) sorted(names []string) []string {
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(r.order[a], r.order[b]), cmp.Compare(a, b)) })
	return slices.Compact(names)
}

// resolve returns what a cell of the file names by the names after the import, or what is wrong with it.
func (r *references) resolve(cell string, of reference) (resolved, problem string) {
	parts := []string{strings.TrimSpace(cell)}
	if of.list {
		parts = r.parts(cell)
	}
	var names []string
	for _, part := range parts {
		name := r.find(part)
		switch {
		case name == "":
			return "", fmt.Sprintf(noSuch[r.kind], part)
		case r.spoiled[name]:
			return "", fmt.Sprintf(inError[r.kind], part)
		}
		names = append(names, name)
	}
	return joinList(r.sorted(names)), ""
}

// parts are those of a list, also of one with commas.
func (r *references) parts(cell string) []string {
	var parts []string
	for _, part := range splitList(cell) {
		if r.find(part) != "" {
			parts = append(parts, part)
			continue
		}
		for smaller := range strings.SplitSeq(part, ",") {
			parts = append(parts, filled(strings.TrimSpace(smaller))...)
		}
	}
	return parts
}

// find returns what a part of a cell names, "" for nothing or for several things.
func (r *references) find(part string) string {
	part = strings.TrimSpace(part)
	if _, known := r.order[part]; known {
		return part
	}
	if name := r.before[part]; name != "" {
		return name
	}
	for _, other := range []string{part, text.Fold(part)} {
		if found := r.short[other]; len(found) == 1 {
			return found[0]
		}
	}
	return ""
}

// spoil notes that a record is in error: what is not in the plan yet cannot be referred to.
func (c *comparing) spoil(r Record) {
	if refs := c.refs[r.Kind]; refs != nil && r.ID == 0 {
		refs.spoiled[referenceName(r, r.Cells)] = true
	}
}

// alreadyTaken says that another thing of a kind has a code.
var alreadyTaken = map[Kind]string{
	Line:      "Ya hay otra línea con este código en el plan.",
	Framework: "Ya hay otro marco con este código en el plan.",
	Standard:  "Ya hay otro estándar con este código en su marco.",
	Objective: "Ya hay otro objetivo con este código en el plan.",
	Indicator: "Ya hay un indicador con este código en el plan.",
}

// taken says that another thing has the name that a record would have; blank where none has.
func (c *comparing) taken(r Record, cells map[Field]string) string {
	refs := c.refs[r.Kind]
	if refs == nil || cells["code"] == "" || refs.owners[referenceName(r, cells)] < 2 {
		return ""
	}
	return alreadyTaken[r.Kind]
}
