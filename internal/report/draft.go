package report

import (
	"slices"
	"strconv"

	"hito/internal/draft"
	"hito/internal/fault"
)

// Lengths of what is written into a report, in letters.
const (
	LongestTitle   = 300
	LongestText    = 10_000
	LongestComment = 4_000
)

// MostComments is how many comments a report keeps that are not those of the values.
const MostComments = 1000

// CommentField names the field of the comment on an indicator.
func CommentField(id int64) string { return "comment-" + strconv.FormatInt(id, 10) }

// TextField names the field of the text of a section.
func TextField(s Section) string { return "text-" + string(s) }

// Check returns the options as they are kept, or a fault.Invalid by the fields "title", "to", "sections", and those that
// TextField and CommentField name. A section that is unknown or chosen twice is fault.BadInput: only a form of ours has
// them.
func (o Options) Check() (Options, error) {
	var c draft.Check
	kept := Options{
		Title: c.Line("title", o.Title, LongestTitle), To: c.Line("to", o.To, LongestTitle),
		Sections: o.Sections, Base: o.Base, Texts: map[Section]Text{}, Comments: map[int64]Text{},
	}
	if len(o.Sections) == 0 {
		c.Refuse("sections", "Elija al menos un apartado.")
	}
	for n, s := range o.Sections {
		if !slices.Contains(Sections, s) || slices.Contains(o.Sections[:n], s) {
			return o, fault.BadInput
		}
	}
	for s, text := range o.Texts {
		kept.Texts[s] = Text{Body: c.Lines(TextField(s), text.Body, LongestText), Of: text.Of}
	}
	if len(o.Comments) > MostComments {
		c.Refuse("comments", "Un informe puede tener "+strconv.Itoa(MostComments)+" comentarios propios como mucho.")
	}
	for id, text := range o.Comments {
		kept.Comments[id] = Text{Body: c.Lines(CommentField(id), text.Body, LongestComment), Of: text.Of}
	}
	return kept, c.Err()
}

// told is what events tell of options. What was written and whom it is for is not repeated there: it may name people.
type told struct {
	Sections []Section `json:"sections"`
	Edited   []Section `json:"edited,omitempty"`
	Comments int       `json:"comments,omitempty"`
}

func (o Options) told() told {
	t := told{Sections: o.Sections, Comments: len(o.Comments)}
	for _, s := range Sections {
		if _, edited := o.Texts[s]; edited {
			t.Edited = append(t.Edited, s)
		}
	}
	return t
}
