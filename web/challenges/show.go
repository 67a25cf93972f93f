package challenges

import (
	"context"
	"net/http"

	"github.com/a-h/templ"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/web/ui"
)

var showDone = map[string]string{
	"informado":   "Se ha añadido. Lo leerán quienes gestionan el reto.",
	"respondido":  "La respuesta se ha enviado a quien presentó el reto.",
	"comentado":   "El comentario se ha añadido. Solo lo verán quienes gestionan el reto.",
	"ficheros":    "Los ficheros se han añadido.",
	"sin-fichero": "El fichero se ha retirado.",
	"apoyado":     "Hemos anotado que le afecta también. Le avisaremos de lo que pase con este reto.",
	"sin-apoyo":   "Hemos anotado que ya no le afecta.",
	"seguido":     "Le avisaremos de lo que pase con este reto.",
	"sin-aviso":   "No le avisaremos más de este reto.",
	"corregido":   "El reto se ha corregido.",
	"retirado":    "El reto se ha retirado. Se lo hemos dicho a quienes lo gestionan.",

	"movido":            "El estado ha cambiado. Se lo hemos dicho a quien lo presentó y a quienes lo siguen.",
	"asignado":          "La asignación y el plazo se han guardado.",
	"fusionado":         "El reto se ha fusionado. Se lo hemos dicho a quien lo presentó y a quienes lo siguen.",
	"publicado":         "El reto es público: cualquiera puede leer lo que se ha escrito para todo el mundo.",
	"no-publicado":      "El reto ya no es público.",
	"decision-pedida":   "Se ha pedido a dirección que decida sobre el reto.",
	"decision-retirada": "La petición de una decisión se ha retirado.",
}

// view is a reto with what its page shows of it.
type view struct {
	found
	Moves      []challenge.Move
	Messages   []challenge.Message
	Files      []challenge.File
	Relatives  []challenge.Relative
	Supporters []string
	Sections   []templ.Component
}

// load reads the reto of the address with all that its page shows; it takes the same number of queries whatever its size.
func (p Pages) load(r *http.Request) (v view, err error) {
	err = p.counted(r, func(ctx context.Context, tx pgx.Tx, f found) (err error) {
		v.found = f
		if v.Moves, err = challenge.Moves(ctx, tx, f.Actor, f.Challenge); err != nil {
			return err
		}
		if v.Messages, err = challenge.Messages(ctx, tx, f.Actor, f.Challenge); err != nil {
			return err
		}
		if v.Files, err = challenge.Files(ctx, tx, f.Actor, f.Challenge); err != nil {
			return err
		}
		if v.Relatives, err = challenge.Relatives(ctx, tx, f.Actor, f.Challenge); err != nil {
			return err
		}
		if v.Supporters, err = challenge.Supporters(ctx, tx, f.Actor, f.Challenge); err != nil {
			return err
		}
		return p.loadSections(ctx, tx, &v)
	})
	return v, err
}

func (p Pages) loadSections(ctx context.Context, tx pgx.Tx, v *view) error {
	for _, section := range p.Sections {
		part, err := section(ctx, tx, v.Actor, v.Challenge)
		if err != nil {
			return err
		}
		if part != nil {
			v.Sections = append(v.Sections, part)
		}
	}
	return nil
}

// showProps is everything that the page of a reto shows, decided and formatted.
type showProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Sent     *sentProps // nil unless it was just sent
	Done     string
	Problems []ui.FieldError
	Kept     *keptProps // nil unless something that was typed could not be written any more
	Summary  summaryProps
	Support  supportProps
	Actions  []ui.Link // of those who handle it
	Own      *ownProps // nil for everybody but its author, and once there is nothing left to do
	Parts    []part
	Public   *part // what everybody may read of it, to those who read all of it; nil while it is not public
	Timeline []entry
	Whole    bool // the timeline holds what was said too
	Says     []*sayProps
	Files    []file
	Upload   *uploadProps // nil for those who may add none
	Inside   *insideProps // nil for those who do not handle it
	Merged   []ui.Link    // those that were merged into it
	Sections []templ.Component
}

// part is a text with its heading.
type part struct{ Title, Text string }

// keptProps gives back what was typed and is no longer taken.
type keptProps struct{ Why, Text string }

// insideProps is what only those who handle the reto see.
type insideProps struct {
	Entries []entry
	Say     *sayProps
	Files   []file
	Upload  *uploadProps
}

// Show answers GET /retos/{code}.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r)
	if err != nil {
		return err
	}
	props := p.build(v)
	props.Done = ui.Done(r, showDone)
	if v.Challenge.Own && r.URL.Query().Get("hecho") == "enviado" {
		props.Sent = p.sentOf(v)
	}
	return v.render(w, r, http.StatusOK, show(props))
}

func (p Pages) build(v view) showProps {
	c := v.Challenge
	s := showProps{
		Page: ui.ChallengePage(c, ui.Shorten(c.Title, 60)), Head: ui.PageHeadProps{Eyebrow: "Reto " + c.Address(), Title: c.Title},
		Summary: p.summaryOf(v), Support: supportOf(v), Actions: actionsOf(v.found), Own: ownOf(v.found),
		Parts: partsOf(c), Timeline: p.timeline(v), Whole: c.Whole, Sections: v.Sections,
	}
	if c.Whole {
		s.Files, s.Upload = p.filesOf(v, false), uploadOf(v, false)
		if c.Public() {
			s.Public = &part{c.PublicTitle, c.PublicText}
		}
	}
	for _, kind := range sayings[:2] {
		if say := sayOf(v, kind); say != nil {
			s.Says = append(s.Says, say)
		}
	}
	if v.works() {
		s.Inside = &insideProps{Entries: p.inside(v), Say: sayOf(v, sayings[2]), Files: p.filesOf(v, true), Upload: uploadOf(v, true)}
	}
	for _, one := range v.Relatives {
		if !one.Target {
			s.Merged = append(s.Merged, relativeLink(one))
		}
	}
	return s
}

func relativeLink(r challenge.Relative) ui.Link {
	code := challenge.Grouped(r.Code)
	return ui.Link{Text: r.Title + " (" + code + ")", Href: ui.ChallengePath(code)}
}

// partsOf are the texts of a reto that are not blank. Whoever may not read all of it gets what is public alone.
func partsOf(c challenge.Challenge) []part {
	affects := c.Affects
	if c.Affected != nil {
		if affects != "" {
			affects += "\n"
		}
		affects += "Aproximadamente, " + ui.Count(*c.Affected, "persona", "personas") + "."
	}
	problem := "El problema"
	if !c.Whole {
		problem = "De qué trata"
	}
	var list []part
	for _, one := range []part{
		{problem, c.Problem}, {"A quién afecta", affects}, {"En qué se nota", c.Evidence}, {"Qué se ha intentado", c.Tried},
		{"Una idea para resolverlo", c.Idea}, {"Por qué es urgente", c.UrgencyReason},
	} {
		if one.Text != "" {
			list = append(list, one)
		}
	}
	return list
}

// actionsOf are the pages on which a reto is handled, each for whoever may do there what the reto allows now.
func actionsOf(f found) []ui.Link {
	c := f.Challenge
	var list []ui.Link
	for _, one := range []struct {
		may        bool
		text, page string
	}{
		{len(c.NextMoves(f.Actor)) > 0, "Cambiar de estado", "estado"},
		{c.Allows(f.Actor, challenge.Assign), "Asignar", "asignacion"},
		{c.Allows(f.Actor, challenge.Evaluate), "Evaluar", "evaluacion"},
		{c.Allows(f.Actor, challenge.Merge), "Fusionar", "fusion"},
		{c.Allows(f.Actor, challenge.Publish), "Publicar", "publicacion"},
		{c.Allows(f.Actor, challenge.Link), "Vincular", "vinculos"},
		{c.Allows(f.Actor, challenge.Plan), "Proyecto", "proyecto"},
	} {
		if one.may {
			list = append(list, ui.Link{Text: one.text, Href: f.path() + "/" + one.page})
		}
	}
	return list
}

// refusePage shows the page as it is now, with what was wrong.
func (p Pages) refusePage(w http.ResponseWriter, r *http.Request, status int, tell func(*showProps)) error {
	v, err := p.load(r)
	if err != nil {
		return refused(w, r, err)
	}
	props := p.build(v)
	props.Page.Refused = true
	tell(&props)
	return v.render(w, r, status, show(props))
}

// keep gives back what was typed and says why it was not written.
func (p *showProps) keep(why, typed string) {
	p.Kept = &keptProps{Why: "No se ha guardado: " + why + ".", Text: typed}
}

// readsPlans tells whoever may open every plan.
func readsPlans(a access.Actor) bool { return access.Can(a, access.ReadPlan, access.Target{}) }
