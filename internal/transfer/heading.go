package transfer

import (
	"regexp"
	"strings"
	"sync"

	"hito/internal/text"
)

// A heading counts as one with a typing error from so many letters on; below, a letter makes another word.
const (
	oneErrorFrom  = 7
	twoErrorsFrom = 13
)

// dictionary finds the columns of a kind by what they are called.
type dictionary struct {
	fields  map[string]Field // by folded name
	holding map[Field]Heading
}

var dictionaries = sync.OnceValue(func() map[Kind]dictionary {
	all := map[Kind]dictionary{}
	for kind := range Columns {
		all[kind] = newDictionary(FieldsOf(kind))
	}
	return all
})

// newDictionary lists names before other names, so that what a column is called decides before what it might be called.
func newDictionary(headings []Heading) dictionary {
	d := dictionary{fields: map[string]Field{}, holding: map[Field]Heading{}}
	put := func(name string, f Field) {
		if key := text.Fold(name); d.fields[key] == "" {
			d.fields[key] = f
		}
	}
	for _, h := range headings {
		d.holding[h.Field] = h
		put(h.Name, h.Field)
	}
	for _, h := range headings {
		for _, name := range h.Also {
			put(name, h.Field)
		}
	}
	return d
}

// exact returns the column with a name, or without what stands in brackets behind it, and "" where there is none.
func (d dictionary) exact(heading string) Field {
	if f := d.fields[text.Fold(heading)]; f != "" {
		return f
	}
	name, _, bracketed := strings.Cut(heading, "(")
	if !bracketed {
		return ""
	}
	return d.fields[text.Fold(name)]
}

// similar returns the only column whose name a typing error may have made into this one.
func (d dictionary) similar(heading string) Field {
	typed := []rune(text.Fold(heading))
	if len(typed) < oneErrorFrom || len(typed) > longestHeading {
		return ""
	}
	var found Field
	for name, f := range d.fields {
		if !mistyped(typed, []rune(name)) {
			continue
		}
		if found != "" && found != f {
			return ""
		}
		found = f
	}
	return found
}

// mistyped tells whether few enough typing errors for their length lie between two folded texts.
func mistyped(a, b []rune) bool {
	most := 0
	switch shorter := min(len(a), len(b)); {
	case shorter >= twoErrorsFrom:
		most = 2
	case shorter >= oneErrorFrom:
		most = 1
	}
	return most > 0 && max(len(a), len(b))-min(len(a), len(b)) <= most && text.Distance(a, b) <= most
}

// anotherSheet ends the names of the sheets that go on where one was full: "Valores 2".
var anotherSheet = regexp.MustCompile(` [0-9]{1,3}$`)

// kindOfSheet is the kind of the rows in a sheet with a name, "" for other names.
func kindOfSheet(name string) Kind {
	folded := anotherSheet.ReplaceAllString(text.Fold(name), "")
	for _, s := range SheetNames {
		if text.Fold(s.Name) == folded {
			return s.Kind
		}
	}
	return ""
}
