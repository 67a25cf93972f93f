package challenges

import (
	"slices"
	"strconv"
	"time"

	"hito/internal/challenge"
	"hito/web/ui"
)

// entry is something that happened to a reto, or was said about it.
type entry struct {
	ID      string // anchor
	Kind    string // class: "move", "author", "answer" or "internal"
	Who     string // blank where it is not told
	When    string // "5/11/2022, 9:05"
	Machine string // the same moment for machines
	State   *ui.TagProps
	What    string   // beside the state, or instead of it; may be blank
	From    *ui.Link // the reto that a note came with; nil for none
	Text    string

	at time.Time
}

const (
	theAuthor = "La autora o el autor"
	theTeam   = "El equipo que gestiona los retos"
)

// author names who wrote the reto, as far as its reader knows.
func author(c challenge.Challenge) string {
	switch {
	case c.Own:
		return "Usted"
	case c.Author != "":
		return c.Author
	default:
		return theAuthor
	}
}

// who names somebody of those who handle the reto; names are told to whoever may read all of it and is signed in.
func (v view) who(name string) string {
	switch {
	case name != "":
		return name
	case v.Challenge.Whole:
		return theTeam
	default:
		return ""
	}
}

func (p Pages) stamp(e entry, at time.Time) entry {
	e.at, e.When, e.Machine = at, ui.EventTime(at, p.Location), at.UTC().Format(time.RFC3339)
	return e
}

// timeline is what the author reads too: where the reto has been, and what was said between them and those who handle
// it. What was said in the same moment comes before where it led to.
func (p Pages) timeline(v view) []entry {
	var list, moved []entry
	for n, m := range v.Moves {
		moved = append(moved, p.moveEntry(v, n, m))
	}
	if len(moved) > 0 {
		list, moved = moved[:1:1], moved[1:]
	}
	for _, m := range v.Messages {
		if m.Kind != challenge.InternalMessage {
			list = append(list, p.messageEntry(v, m))
		}
	}
	list = append(list, moved...)
	slices.SortStableFunc(list, func(a, b entry) int { return a.at.Compare(b.at) })
	return list
}

func (p Pages) moveEntry(v view, n int, m challenge.Move) entry {
	tag := ui.ChallengeTag(m.To)
	e := entry{ID: "paso-" + strconv.Itoa(n), Kind: "move", State: &tag, Text: m.Public, Who: v.who(m.Mover)}
	if m.ByAuthor {
		e.Who = author(v.Challenge)
	}
	return p.stamp(e, m.MovedAt)
}

func (p Pages) messageEntry(v view, m challenge.Message) entry {
	e := entry{ID: "mensaje-" + strconv.FormatInt(m.ID, 10), Kind: string(m.Kind), Text: m.Body, Who: v.who(m.Writer)}
	switch m.Kind {
	case challenge.AuthorMessage:
		e.Who, e.What = author(v.Challenge), "Información añadida"
	case challenge.AnswerMessage:
		e.What = "Respuesta"
	case challenge.InternalMessage:
		if m.MergedFrom != "" {
			code := challenge.Grouped(m.MergedFrom)
			e.From = &ui.Link{Text: code, Href: ui.ChallengePath(code)}
		}
	}
	return p.stamp(e, m.WrittenAt)
}

// inside is what those who handle the reto say among themselves.
func (p Pages) inside(v view) []entry {
	var list []entry
	for n, m := range v.Moves {
		if m.Internal != "" {
			tag := ui.ChallengeTag(m.To)
			list = append(list, p.stamp(entry{
				ID: "nota-" + strconv.Itoa(n), Kind: "internal", State: &tag, What: "Nota al pasar a", Text: m.Internal, Who: v.who(m.Mover),
			}, m.MovedAt))
		}
	}
	for _, m := range v.Messages {
		if m.Kind == challenge.InternalMessage {
			list = append(list, p.messageEntry(v, m))
		}
	}
	slices.SortStableFunc(list, func(a, b entry) int { return a.at.Compare(b.at) })
	return list
}
