package notices

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/jackc/pgx/v5"

	"hito/internal/challenge"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/notice"
	"hito/web/ui"
)

var done = map[string]string{
	"leidos":     "Sus avisos están marcados como leídos.",
	"leido":      "El aviso está marcado como leído.",
	"con-correo": "Desde ahora recibirá también por correo lo que se le avise.",
	"sin-correo": "No recibirá más correos. Los avisos seguirán llegando aquí.",
}

// kinds say in a word what each kind of notice is about.
var kinds = map[notice.Kind]ui.TagProps{
	notice.Submitted:     {Icon: "empty", Text: "Reto recibido", Tone: "no-data"},
	notice.Moved:         {Icon: "arrow-right", Text: "Cambio de estado", Tone: "no-data"},
	notice.Answered:      {Icon: "document", Text: "Respuesta", Tone: "no-data"},
	notice.Informed:      {Icon: "info", Text: "Información nueva", Tone: "no-data"},
	notice.AssignedTo:    {Icon: "person", Text: "Asignación", Tone: "no-data"},
	notice.DecisionAsked: {Icon: "question", Text: "Decisión pedida", Tone: "no-data"},
	notice.MergedInto:    {Icon: "arrow-right", Text: "Fusión", Tone: "no-data"},
	notice.Published:     {Icon: "flag", Text: "Publicación", Tone: "no-data"},
}

// listProps is everything that the list of notices shows.
type listProps struct {
	Page    ui.PageProps
	Head    ui.PageHeadProps
	Done    string
	Rows    []row
	Pages   ui.PaginationProps
	Empty   *ui.EmptyProps
	ReadAll *ui.FormProps // nil where nothing is unread
	Mails   *mailsProps   // nil where no e-mails are sent
}

// row is a notice. Follow and Read are the forms of one that is unread.
type row struct {
	ID           string
	Kind         ui.TagProps
	Title, Href  string
	Body, When   string
	Stamp        string // the same moment, for machines
	Unread       bool
	Follow, Read ui.FormProps
}

// mailsProps is whether notices come by e-mail too, and the form that changes it.
type mailsProps struct {
	State, Do string
	Form      ui.FormProps
}

// List answers GET /avisos with a page of what whoever asks was told, newest first.
func (p Pages) List(w http.ResponseWriter, r *http.Request) error {
	page := pageOf(r)
	var told notice.Told
	err := db.ReadTx(r.Context(), p.Notices.Pool, func(tx pgx.Tx) (err error) {
		told, err = notice.List(r.Context(), tx, ui.Actor(r.Context()), pageSize, (page-1)*pageSize)
		return err
	})
	if err != nil {
		return err
	}
	if len(told.Notices) == 0 && page > 1 {
		return fmt.Errorf("page %d of notices: %w", page, fault.NotFound)
	}
	props := p.buildList(told, page)
	props.Done = ui.Done(r, done)
	return ui.Render(w, r, http.StatusOK, list(props))
}

func (p Pages) buildList(told notice.Told, page int) listProps {
	props := listProps{
		Page:  ui.PageProps{Title: "Avisos", Section: ui.NoticesPath, Crumbs: []ui.Crumb{{Text: "Inicio", Href: "/"}, {Text: "Avisos"}}},
		Head:  ui.PageHeadProps{Title: "Avisos", Lead: leadOf(told)},
		Pages: pagesOf("Páginas de avisos", ui.NoticesPath, page, told.Total),
	}
	for _, n := range told.Notices {
		props.Rows = append(props.Rows, p.newRow(n, page))
	}
	if told.Total == 0 {
		props.Empty = &ui.EmptyProps{
			Icon: "bell", Title: "Todavía no tiene avisos", Text: "Aquí verá lo que pase con los retos que presente, siga o atienda.",
			Link: &ui.Link{Text: "Ir a los retos", Href: ui.ChallengesPath},
		}
	}
	if told.Unread > 0 {
		props.ReadAll = &ui.FormProps{
			Action: readPath, Class: "form-inline", Hidden: []ui.Hidden{{Name: "hasta", Value: strconv.FormatInt(told.Newest, 10)}},
		}
	}
	if p.Mail {
		props.Mails = mailsOf(told.Mails)
	}
	return props
}

func leadOf(told notice.Told) string {
	if told.Unread == 0 {
		return "Lo que ha pasado con los retos que presenta, sigue o atiende."
	}
	return "Tiene " + ui.Count(told.Unread, "aviso sin leer.", "avisos sin leer.")
}

func (p Pages) newRow(n notice.Notice, page int) row {
	id := strconv.FormatInt(n.ID, 10)
	kind, known := kinds[n.Kind]
	if !known {
		kind = ui.TagProps{Icon: "info", Text: "Novedad", Tone: "no-data"}
	}
	at := n.ToldAt.In(p.Location)
	return row{
		ID: "aviso-" + id, Kind: kind, Title: n.Title, Href: ui.ChallengePath(challenge.Grouped(n.Code)), Body: n.Body,
		When: ui.DateTime(at), Stamp: at.Format("2006-01-02T15:04:05Z07:00"), Unread: n.Unread,
		Follow: ui.FormProps{Action: ui.NoticesPath + "/" + id + "/lectura", Class: "form-inline"},
		Read: ui.FormProps{
			Action: readPath, Class: "form-inline", Hidden: []ui.Hidden{{Name: "id", Value: id}, {Name: "pagina", Value: strconv.Itoa(page)}},
		},
	}
}

func mailsOf(wanted bool) *mailsProps {
	form := func(value string) ui.FormProps {
		return ui.FormProps{Action: mailsPath, Hidden: []ui.Hidden{{Name: "recibir", Value: value}}}
	}
	if wanted {
		return &mailsProps{State: "Lo que se le avisa le llega también por correo.", Do: "No recibir más correos", Form: form("no")}
	}
	return &mailsProps{State: "Los avisos llegan solo aquí: no recibe correos.", Do: "Recibir también correos", Form: form("si")}
}
