package notices

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/jackc/pgx/v5"

	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/notice"
	"hito/web/ui"
)

const queuePath = "/administracion/correos"

var decided = map[string]string{
	"reintento":  "El correo está otra vez en la cola.",
	"descartado": "El correo está descartado: no se enviará, y su texto se ha borrado.",
}

// problems say what went wrong with an e-mail.
var problems = map[notice.Problem]string{
	notice.BadAddress:  "La dirección no es válida.",
	notice.NoAnswer:    "El servidor de correo no respondió a tiempo.",
	notice.Unreachable: "No se pudo hablar con el servidor de correo.",
	notice.Unknown:     "La conexión se cortó cuando el servidor ya tenía el mensaje.",
	notice.Died:        "La aplicación se detuvo mientras lo enviaba.",
	notice.Stale:       "Esperó más de una semana sin servidor de correo.",
}

func problemText(p notice.Problem) string {
	if code, refused := strings.CutPrefix(string(p), string(notice.RefusedWith)+" "); refused {
		return "El servidor de correo lo rechazó (código " + code + ")."
	}
	return problems[p]
}

// queueProps is everything that the page of the queue shows.
type queueProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Done     string
	Problems []ui.FieldError
	Off      bool // no server is configured
	Counts   []ui.Definition
	Stuck    []stuckMail
	Empty    *ui.EmptyProps
	Pages    ui.PaginationProps
}

// stuckMail is an e-mail that somebody has to decide on. Nothing in it tells what it is about.
type stuckMail struct {
	ID, To  string
	State   ui.TagProps
	Problem string
	When    string
	Acts    []ui.ConfirmProps
}

// Queue answers GET /administracion/correos.
func (p Pages) Queue(w http.ResponseWriter, r *http.Request) error {
	return p.showQueue(w, r, http.StatusOK, pageOf(r), "")
}

func (p Pages) showQueue(w http.ResponseWriter, r *http.Request, status, page int, problem string) error {
	var q notice.Queue
	err := db.ReadTx(r.Context(), p.Notices.Pool, func(tx pgx.Tx) (err error) {
		q, err = notice.LoadQueue(r.Context(), tx, ui.Actor(r.Context()), pageSize, (page-1)*pageSize)
		return err
	})
	if err != nil {
		return err
	}
	if len(q.Stuck) == 0 && page > 1 {
		return fmt.Errorf("page %d of e-mails: %w", page, fault.NotFound)
	}
	props := p.buildQueue(q, page)
	props.Done, props.Problems, props.Page.Refused = ui.Done(r, decided), ui.OnTop(problem, nil), problem != ""
	return ui.Render(w, r, status, queue(props))
}

func (p Pages) buildQueue(q notice.Queue, page int) queueProps {
	props := queueProps{
		Page: ui.AdministrationPage("Correos"),
		Head: ui.PageHeadProps{
			Title: "Correos", Lead: "Los avisos que se envían por correo: cuáles esperan y cuáles necesitan que alguien decida.",
		},
		Off: !p.Mail, Counts: p.counts(q), Pages: pagesOf("Páginas de correos", queuePath, page, q.Counts[notice.Failed]+q.Counts[notice.Uncertain]),
	}
	for _, m := range q.Stuck {
		props.Stuck = append(props.Stuck, p.newStuck(m))
	}
	if len(q.Stuck) == 0 {
		props.Empty = &ui.EmptyProps{Icon: "check", Title: "No hay nada que decidir", Text: "Ningún correo ha fallado ni está en duda."}
	}
	return props
}

func (p Pages) counts(q notice.Queue) []ui.Definition {
	waiting := ui.Count(q.Counts[notice.Queued], "correo", "correos")
	if !q.Oldest.IsZero() {
		waiting += "; el más antiguo, del " + ui.DateTime(q.Oldest.In(p.Location))
	}
	number := func(s notice.State) string { return ui.Count(q.Counts[s], "correo", "correos") }
	return []ui.Definition{
		{Term: "En espera", Text: waiting},
		{Term: "Enviándose", Text: number(notice.Sending)},
		{Term: "Sin enviar", Text: number(notice.Failed)},
		{Term: "En duda", Text: number(notice.Uncertain)},
		{Term: "Enviados en los últimos 30 días", Text: number(notice.Sent)},
		{Term: "Descartados en los últimos 30 días", Text: number(notice.Dropped)},
	}
}

// addressees name who gets an e-mail where that is nobody's name.
var addressees = map[notice.Addressee]string{notice.AnAuthor: "Quien presentó un reto", notice.AContact: "Contacto de un reto"}

func (p Pages) newStuck(m notice.Waiting) stuckMail {
	to := addressees[m.Addressee]
	if m.Addressee == notice.APerson {
		to = m.Name
	}
	s := stuckMail{
		ID: fmt.Sprintf("correo-%d", m.ID), To: to, State: ui.TagProps{Icon: "ban", Text: "Sin enviar", Tone: "critical"},
		Problem: problemText(m.Problem),
		When:    ui.Count(m.Attempts, "intento", "intentos") + "; el último, el " + ui.DateTime(m.ChangedAt.In(p.Location)),
	}
	if m.State == notice.Uncertain {
		s.State = ui.TagProps{Icon: "question", Text: "En duda", Tone: "delayed"}
	}
	if p.Mail {
		s.Acts = append(s.Acts, retryAct(m, to))
	}
	s.Acts = append(s.Acts, dropAct(m, to))
	return s
}
