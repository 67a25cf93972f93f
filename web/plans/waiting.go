package plans

import (
	"context"
	"strconv"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/round"
	"hito/web/ui"
)

// awaits is something on the start page that waits for whoever is signed in.
type awaits struct {
	Text, Href string
	Of         string // the round and its plan
	State      ui.TagProps
}

// awaiting returns what waits for an actor in open rounds: the values that are owed, and those that came in and wait
// for a decision. It takes two queries at most, and none for whoever has no part in rounds.
func awaiting(ctx context.Context, tx pgx.Tx, actor access.Actor, today date.Date) ([]awaits, error) {
	if !access.Can(actor, access.ReportValues, access.Target{}) {
		return nil, nil
	}
	lines, err := round.Inbox(ctx, tx, actor)
	if err != nil {
		return nil, err
	}
	open, err := round.OpenRounds(ctx, tx, actor)
	if err != nil {
		return nil, err
	}
	return append(owedBy(lines, today), reviewed(open, today)...), nil
}

// owedBy counts by round what is owed. Lines come by rounds.
func owedBy(lines []round.Line, today date.Date) (list []awaits) {
	var owed, returned int
	for n, l := range lines {
		switch l.Standing {
		case round.StandsReturned:
			returned++
			owed++
		case round.StandsOwed:
			owed++
		default: // nothing is waited for
		}
		if n+1 < len(lines) && lines[n+1].RoundID == l.RoundID {
			continue
		}
		if owed > 0 {
			list = append(list, awaits{
				Text: owedText(owed, returned), Href: ui.InboxPath + "#ronda-" + strconv.FormatInt(l.RoundID, 10),
				Of: l.RoundTitle + " · " + l.PlanTitle, State: deadlineTag(int(l.DueOn - today)),
			})
		}
		owed, returned = 0, 0
	}
	return list
}

func owedText(owed, returned int) string {
	text := "Enviar " + ui.Count(owed, "valor", "valores")
	if returned > 0 {
		text += " (" + ui.Count(returned, "devuelto", "devueltos") + ")"
	}
	return text
}

// reviewed are the open rounds, with what there is to do about each.
func reviewed(open []round.Waiting, today date.Date) (list []awaits) {
	for _, w := range open {
		a := awaits{
			Text: "Ver la ronda: han llegado " + strconv.Itoa(w.In()) + " de " + strconv.Itoa(w.Asked()),
			Href: "/planes/" + w.Slug + "/rondas/" + strconv.FormatInt(w.ID, 10),
			Of:   w.Title + " · " + w.PlanTitle, State: deadlineTag(w.DaysLeft(today)),
		}
		if w.Sent > 0 {
			a.Text, a.Href = "Revisar "+ui.Count(w.Sent, "valor enviado", "valores enviados"), a.Href+"#revisar"
		}
		list = append(list, a)
	}
	return list
}

func deadlineTag(left int) ui.TagProps {
	text, late := ui.Deadline(left)
	if late {
		return ui.TagProps{Icon: "warning", Text: text, Tone: "delayed"}
	}
	return ui.TagProps{Icon: "clock", Text: text, Tone: "not-started"}
}
