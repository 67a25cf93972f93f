package audits

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"hito/internal/audit"
	"hito/web/ui"
)

// verifyWithin leaves the server time to answer: it reads every event.
const verifyWithin = 45 * time.Second

const malformedHead = "No es una cabecera: son un número, dos puntos y 64 cifras o letras de la a a la f. Cópiela entera."

// verificationProps is everything that the page of the check shows.
type verificationProps struct {
	Page      ui.PageProps
	Problems  []ui.FieldError
	Noted     string // as it was typed
	Wrong     string
	Result    ui.NoticeProps
	Facts     []ui.Definition // none where the check did not end
	Head      string          // to note down; blank without events, or where the chain is broken
	CheckedAt string
	Broken    bool
}

// Verification answers GET /administracion/auditoria/verificacion: it reads the whole chain, tells whether it holds,
// and compares it with the head in ?cabecera= that somebody noted before.
func (p Pages) Verification(w http.ResponseWriter, r *http.Request) error {
	props := verificationProps{Page: ui.AdministrationPage("Comprobación", ui.Crumb{Text: "Auditoría", Href: listPath}), Noted: r.URL.Query().Get("cabecera")}
	status := http.StatusOK
	noted, err := readHead(props.Noted)
	if err != nil {
		status = http.StatusUnprocessableEntity
		props.Wrong, props.Page.Refused = malformedHead, true
		props.Problems = []ui.FieldError{{ID: "cabecera", Text: malformedHead}}
	}
	ctx, cancel := context.WithTimeout(r.Context(), verifyWithin)
	defer cancel()
	verdict, err := audit.Verify(ctx, p.Slow, noted)
	switch {
	case err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded):
		props.Result = tooLong()
	case err != nil:
		return err
	default:
		props.CheckedAt = ui.EventTime(p.Now(), p.Location)
		props.show(verdict, noted)
	}
	return ui.Render(w, r, status, verification(props))
}

// readHead reads a head as people copy it, also in several lines; blank is none.
func readHead(typed string) (audit.Head, error) {
	text := strings.ToLower(strings.Join(strings.Fields(typed), ""))
	if text == "" {
		return audit.Head{}, nil
	}
	return audit.ParseHead(text)
}

func (p *verificationProps) show(v audit.Verdict, noted audit.Head) {
	p.Result, p.Broken = result(v, noted), v.Reason != ""
	p.Facts = []ui.Definition{
		{Term: "Sucesos comprobados", Text: strconv.FormatInt(v.Events, 10)},
		{Term: "Con los datos personales ya olvidados", Text: strconv.FormatInt(v.Forgotten, 10)},
	}
	if v.Reason != "" && v.Reason != audit.HeadLost {
		p.Facts = append(p.Facts, ui.Definition{
			Term: "Primer suceso que no encaja", Text: "N.º " + strconv.FormatInt(v.Broken, 10), Href: around(v.Broken),
		})
	}
	if v.Events > 0 && v.Reason == "" {
		p.Head = v.Head.String()
	}
}

// around is the address of the list that begins with an event.
func around(id int64) string { return query{}.href(id + 1) }

func result(v audit.Verdict, noted audit.Head) ui.NoticeProps {
	switch {
	case v.Reason != "":
		return ui.NoticeProps{Kind: ui.NoticeError, Title: "La auditoría ha sido alterada", Text: reasons[v.Reason]}
	case v.Events == 0:
		return ui.NoticeProps{Kind: ui.NoticeInfo, Title: "Todavía no hay sucesos que comprobar"}
	case noted.ID != 0:
		return ui.NoticeProps{Kind: ui.NoticeSuccess, Title: "La auditoría está entera",
			Text: "Todos los sucesos encajan, y la cabecera que anotó sigue en su sitio: desde entonces no se ha quitado ni cambiado nada de lo anterior."}
	default:
		return ui.NoticeProps{Kind: ui.NoticeSuccess, Title: "La auditoría está entera",
			Text: "Todos los sucesos encajan unos con otros. Para saber además si falta alguno del final, compárela con una cabecera anotada antes."}
	}
}

// reasons tells how an event does not fit the chain.
var reasons = map[audit.Reason]string{
	audit.Altered:         "Un suceso no es como se registró: alguien lo cambió después, directamente en la base de datos.",
	audit.Missing:         "Falta un suceso, o se ha añadido uno entre los demás, directamente en la base de datos.",
	audit.PersonalAltered: "Los datos personales de un suceso no son los que se registraron: alguien los cambió directamente en la base de datos.",
	audit.HeadLost: "La cabecera que anotó ya no está: se han quitado sucesos del final, o se ha puesto otra base de datos en su lugar. " +
		"Si hace poco se recuperó una copia de seguridad anterior, esa es la razón.",
}

func tooLong() ui.NoticeProps {
	return ui.NoticeProps{Kind: ui.NoticeWarning, Title: "La comprobación no ha terminado a tiempo",
		Text: "Hay demasiados sucesos para comprobarlos en una página. Pida a quien mantiene el servidor que lo haga con la orden «hito audit verify»."}
}
