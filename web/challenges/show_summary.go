package challenges

import (
	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/date"
	"hito/web/ui"
)

// summaryProps is where a reto stands, what comes next, and whose it is.
type summaryProps struct {
	State  ui.TagProps
	Since  string       // "desde el 5 de noviembre de 2022"
	Late   *ui.TagProps // for those who handle it; nil while it is in time
	Next   string       // what happens next, and by when
	Decide string       // tells who is to decide, and may here and now, since when that is asked for; blank for others
	Into   *ui.Link     // the reto that it was merged into, for whoever may read that one; nil else
	Facts  []ui.Definition
}

func (p Pages) summaryOf(v view) summaryProps {
	c, today := v.Challenge, p.Challenges.Today()
	s := summaryProps{
		State: ui.ChallengeTag(c.State), Since: "desde el " + ui.LongDate(date.Of(c.StateSince.In(p.Location))),
		Next: p.next(v.found), Facts: p.facts(v.found),
	}
	if c.Whole && v.works() && c.Late(today) {
		days, _ := ui.Deadline(int(c.AnswerDueOn - today))
		s.Late = &ui.TagProps{Icon: "clock", Text: "Primera respuesta: " + days, Tone: "critical"}
	}
	if v.decides() {
		s.Decide = "Espera su decisión desde el " + ui.LongDate(date.Of(c.DecisionAsked.In(p.Location))) + "."
	}
	for _, one := range v.Relatives {
		if one.Target {
			link := relativeLink(one)
			s.Into = &link
		}
	}
	return s
}

// nextSteps say what happens in each state once the first answer was given.
var nextSteps = map[challenge.State]string{
	challenge.Received:    "Lo siguiente es analizarlo.",
	challenge.Analysis:    "Se está estudiando. Después se decidirá si se admite.",
	challenge.Waiting:     "Falta información de quien lo presentó. Cuando llegue, seguirá su análisis.",
	challenge.Admitted:    "Se ha admitido. Lo siguiente es decidir cómo se lleva a cabo.",
	challenge.Project:     "Es un proyecto en marcha.",
	challenge.Pilot:       "La solución se está probando.",
	challenge.Implemented: "La solución ya funciona.",
	challenge.Discarded:   "No sigue adelante. El motivo está más abajo.",
	challenge.Merged:      "Sigue su camino junto a otro reto parecido.",
	challenge.Withdrawn:   "Quien lo presentó lo ha retirado.",
}

// next says what happens next, and by when. Of a late answer its author is told so politely.
func (p Pages) next(f found) string {
	c := f.Challenge
	switch {
	case c.Whole && c.State == challenge.Waiting && c.Own:
		return "Necesitamos más información para seguir. Lea más abajo lo que se le pide y respóndalo ahí mismo."
	case !c.Whole || !c.AnsweredAt.IsZero() || !c.State.Open():
		return nextSteps[c.State]
	case !c.Own:
		return nextSteps[c.State] + " La primera respuesta se debe dar hasta el " + ui.LongDate(c.AnswerDueOn) + "."
	case c.Late(p.Challenges.Today()):
		return "Debería haber tenido una primera respuesta hasta el " + ui.LongDate(c.AnswerDueOn) +
			". Sentimos el retraso: su reto sigue pendiente y no hace falta que lo envíe otra vez."
	default:
		return "Tendrá una primera respuesta, como tarde, el " + ui.LongDate(c.AnswerDueOn) + "."
	}
}

// facts are what is known of a reto beside its texts.
func (p Pages) facts(f found) []ui.Definition {
	c := f.Challenge
	list := []ui.Definition{{Term: "Código", Content: codeOf(c.Address())}, {Term: "Recibido", Content: ui.Day(c.SubmittedOn)}}
	if !c.Whole {
		return list
	}
	list = append(list, p.answered(c), ui.Definition{Term: "Lo presenta", Text: presentedBy(f)})
	if f.handles() && c.ContactName+c.ContactEmail != "" {
		list = append(list, ui.Definition{Term: "Contacto", Text: joined(c.ContactName, c.ContactEmail)})
	}
	for _, d := range []ui.Definition{
		{Term: "De dónde viene", Text: joined(c.Unit, c.Area)}, {Term: "Urgencia", Text: ui.ChallengeUrgency(c.Urgency)}, touched(f),
		{Term: "Asignado a", Text: p.assigned(f)}, {Term: "Quién puede leerlo", Text: readers(c)},
	} {
		if d.Text != "" {
			list = append(list, d)
		}
	}
	if f.works() && !c.DecisionAsked.IsZero() {
		list = append(list, ui.Definition{Term: "Decisión pedida a dirección", Content: ui.Day(date.Of(c.DecisionAsked.In(p.Location)))})
	}
	return list
}

// decides tells whoever is asked for a decision, and handles nothing else of the reto.
func (f found) decides() bool {
	c := f.Challenge
	return !c.DecisionAsked.IsZero() && len(c.NextMoves(f.Actor)) > 0 && c.Allows(f.Actor, challenge.Answer) &&
		!access.Can(f.Actor, access.HandleChallenge, c.Target())
}

// handles tells whoever may know the names of authors.
func (f found) handles() bool { return access.Can(f.Actor, access.NameAuthor, f.Challenge.Target()) }

func (p Pages) answered(c challenge.Challenge) ui.Definition {
	d := ui.Definition{Term: "Primera respuesta", Text: "hasta el " + ui.ShortDate(c.AnswerDueOn)}
	switch {
	case !c.AnsweredAt.IsZero():
		d.Text = ui.LongDate(date.Of(c.AnsweredAt.In(p.Location)))
	case !c.State.Open():
		d.Text = "no la hubo"
	}
	return d
}

// presentedBy says whose the reto is, as far as its reader may know.
func presentedBy(f found) string {
	c := f.Challenge
	switch {
	case c.Own && c.Privacy == challenge.Confidential:
		return "Usted, de forma confidencial: su nombre solo lo ve el personal técnico que los gestiona"
	case c.Own && c.Privacy == challenge.Anonymous:
		return "Usted, de forma anónima"
	case c.Own:
		return "Usted"
	case c.Privacy == challenge.Anonymous:
		return "De forma anónima"
	case c.Author == "":
		return "De forma confidencial"
	case c.Privacy == challenge.Confidential:
		return c.Author + " (confidencial: no diga su nombre)"
	default:
		return c.Author
	}
}

// touched is what of a plan the reto is about; a link for whoever may open every plan.
func touched(f found) ui.Definition {
	at := f.Challenge.Touches
	if at == nil {
		return ui.Definition{}
	}
	kind, list := "objetivo ", "/objetivos/"
	if at.Line {
		kind, list = "línea ", "/lineas/"
	}
	d := ui.Definition{Term: "Tiene que ver con", Text: at.PlanTitle + ", " + kind + at.Code + ": " + at.Title}
	if readsPlans(f.Actor) {
		d.Href = "/planes/" + at.PlanSlug + list + at.Code
	}
	return d
}

// assigned says who looks after the reto. Names are told to whoever is signed in.
func (p Pages) assigned(f found) string {
	c := f.Challenge
	switch {
	case !f.Actor.SignedIn():
		return c.AssignedUnit
	case c.Assignee == "" && c.AssignedUnit == "" && f.works() && c.State.Open():
		return "Nadie todavía"
	default:
		return joined(c.Assignee, c.AssignedUnit)
	}
}

func readers(c challenge.Challenge) string {
	switch {
	case c.Public():
		return "Todo el mundo, lo que se ha publicado"
	case c.Shared && c.Unit != "":
		return "Su unidad y quienes gestionan los retos"
	default:
		return "Quien lo presenta y quienes gestionan los retos"
	}
}

// joined writes two texts with a comma between them, where both are there.
func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}
