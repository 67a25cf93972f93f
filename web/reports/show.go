package reports

import (
	"net/http"
	"net/url"
	"strconv"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/report"
	"hito/web/reports/paper"
	"hito/web/ui"
	"hito/web/ui/board"
)

// showProps is the report on screen with what can be done with it.
type showProps struct {
	Page     ui.PageProps
	Done     string
	Problems []ui.FieldError
	Notices  []ui.NoticeProps
	AsOf     ui.AsOfProps
	Prepare  string    // address; blank for whoever may not
	Issued   string    // likewise
	Files    []ui.Link // of the draft
	Issue    *ui.ConfirmProps
	Document paper.Document
}

// Show answers /planes/{plan}/informe, of ?fecha= or ?seguimiento=.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	asked, err := board.Ask(r, p.Reports.Today())
	if err != nil {
		return err
	}
	s, err := p.load(r.Context(), slugOf(r), asked.View)
	if err != nil {
		return err
	}
	props, err := p.showOf(r, s, asked)
	if err != nil {
		return err
	}
	props.Done = doneOf(r)
	return ui.Render(w, r, http.StatusOK, show(props))
}

func (p Pages) showOf(r *http.Request, s source, asked board.Asked) (showProps, error) {
	b, actor := s.board, ui.Actor(r.Context())
	d := document(s, s.draft.Options)
	props := showProps{
		Page: ui.PageProps{
			Title: "Informe de seguimiento", Section: "/planes", Updated: board.LastMeasured(b),
			Description: "Informe de seguimiento del plan «" + b.Plan.Title + "» a " + s.day() + ".",
			Crumbs:      board.Crumbs(b, ui.Crumb{Text: "Informe de seguimiento"}), Plan: asked.Nav(b, ui.PlanSnapshots, false),
		},
		Notices: asked.Moment(b, reportPath), AsOf: asked.AsOf(b, reportPath), Document: d,
	}
	if insider(actor, b.Now) {
		props.Issued = below(b.Now.Slug, issuedPath)
	}
	if !preparer(actor, b.Now) {
		return props, nil
	}
	props.Prepare = asked.Path(b.Now.Slug, preparePath)
	for _, f := range p.formats() {
		props.Files = append(props.Files, ui.Link{Text: formatNames[f], Href: asked.Path(b.Now.Slug, reportPath+"."+string(f))})
	}
	props.Notices = append(props.Notices, draftNotices(s, asked)...)
	text, err := encode(d)
	if err != nil {
		return props, err
	}
	props.Issue = p.issueForm(s, report.Digest(string(text)))
	return props, nil
}

// draftNotices tell whoever prepares the report what was written for another moment.
func draftNotices(s source, asked board.Asked) []ui.NoticeProps {
	var list []ui.NoticeProps
	if outdated := s.outdated(s.draft.Options); len(outdated) > 0 {
		names := make([]string, len(outdated))
		for n, of := range outdated {
			names[n] = "«" + parts[of].heading + "»"
		}
		list = append(list, ui.NoticeProps{
			Kind: ui.NoticeWarning, Title: "Hay textos propios escritos sobre otros datos",
			Text: "Compruebe que siguen valiendo: " + joined(names) + ".",
			Link: &ui.Link{Text: "Revisar los textos", Href: asked.Path(s.board.Now.Slug, preparePath)},
		})
	}
	return list
}

// issueForm is the way to issue the report, with what will be fixed; nil where its day has not come yet.
func (p Pages) issueForm(s source, seen string) *ui.ConfirmProps {
	b := s.board
	if b.On > s.today {
		return nil
	}
	hidden := []ui.Hidden{{Name: "version", Value: strconv.Itoa(s.draft.Version)}, {Name: "visto", Value: seen}, {Name: "fecha", Value: b.On.String()}}
	if b.Frozen != nil {
		hidden[2] = ui.Hidden{Name: "seguimiento", Value: strconv.FormatInt(b.Frozen.ID, 10)}
	}
	number := report.Issued{Year: s.today.Time().Year(), Number: s.next}.Reference()
	return &ui.ConfirmProps{
		Form: ui.FormProps{Action: below(b.Now.Slug, issuedPath), Label: "Emitir el informe", Hidden: hidden},
		Open: "Emitir…", Do: "Emitir el informe",
		Text: "Se emitirá este informe, tal como se ve aquí, con fecha de hoy (" + ui.LongDate(s.today) + ") y los datos a " + s.day() +
			". Quedarán fijos su número (" + number + ", si nadie emite otro antes), un código con el que cualquiera podrá verificarlo, su texto y sus ficheros: " +
			namesOf(p.formats()) + ". No se puede deshacer: un error se corrige emitiendo otro informe.",
	}
}

// Draft answers /planes/{plan}/informe.{formato} with a file of the report as it is prepared.
func (p Pages) Draft(of report.Format) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		asked, err := board.Ask(r, p.Reports.Today())
		if err != nil {
			return err
		}
		if of == report.PDF && p.Printer == nil {
			return noPrinter()
		}
		s, err := p.load(r.Context(), slugOf(r), asked.View)
		if err != nil {
			return err
		}
		if err := access.Require(ui.Actor(r.Context()), access.IssueReport, s.board.Now.Target()); err != nil {
			return err
		}
		ctx, cancel := withinTime(r.Context())
		defer cancel()
		file, err := p.render(ctx, document(s, s.draft.Options), of)
		if err != nil {
			return err
		}
		return send(w, "borrador-"+fileName(s.board.Now.Slug, s.board.On)+"."+string(of), of.MediaType(), file)
	}
}

func fileName(slug string, on date.Date) string { return "informe-" + slug + "-" + on.String() }

// askPosted reads the moment of a report from the fields of a form, as board.Ask does from an address.
func askPosted(r *http.Request, today date.Date) (board.Asked, error) {
	query := url.Values{}
	for _, name := range []string{"fecha", "seguimiento"} {
		if value := r.PostFormValue(name); value != "" {
			query.Set(name, value)
		}
	}
	asking := r.Clone(r.Context())
	asking.URL.RawQuery = query.Encode()
	return board.Ask(asking, today)
}
