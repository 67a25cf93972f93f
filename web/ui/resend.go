package ui

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// ResendProps is a form that came after its session had ended, to be sent again.
type ResendProps struct {
	Action string
	Fields []Hidden
	Typed  []string // what a person wrote, to see that nothing is lost
	Files  string   // name of the form's field of files, which a browser does not keep; blank where it has none
}

// ResendOf returns the form of a request as it came, in the order of its fields' names.
func ResendOf(r *http.Request) ResendProps {
	p := ResendProps{Action: r.URL.RequestURI()}
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		for _, value := range r.PostForm[name] {
			p.Fields = append(p.Fields, Hidden{Name: name, Value: value})
			if typed := strings.TrimSpace(value); name != KeyField && name != "version" && typed != "" {
				p.Typed = append(p.Typed, typed)
			}
		}
	}
	return p
}
