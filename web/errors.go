package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"hito/internal/db"
	"hito/internal/fault"
	"hito/web/api"
	"hito/web/ui"
)

const readyWithin = 2 * time.Second

// retryAfter is how many seconds whoever finds the database away should wait: another server takes over in about as many.
const retryAfter = "5"

// errMethod tells that the address exists and the method does not.
var errMethod = errors.New("method not allowed")

// fail answers with what a person may know of err and leaves the rest to the
// request's line in the log. Nothing may have been written before.
func (s *shell) fail(w http.ResponseWriter, r *http.Request, err error) {
	recordOf(r).err = err
	if r.Context().Err() != nil {
		return // the client has gone
	}
	h := w.Header()
	for _, name := range []string{"Content-Length", "Content-Encoding", "Content-Disposition", "ETag", "Last-Modified"} {
		h.Del(name)
	}
	h.Set("Cache-Control", "no-store")
	s.recordRefusal(r, err)
	if errors.Is(err, fault.SignIn) && reads(r) && !strings.HasPrefix(r.URL.Path, "/api/") {
		http.Redirect(w, r, ui.SignInPath(r.URL.RequestURI()), http.StatusSeeOther) //nolint:gosec // always /entrar
		return
	}
	p := problemOf(err)
	if p.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", retryAfter)
	}
	if strings.HasPrefix(r.URL.Path, "/api/") {
		api.WriteProblem(w, r, api.Problem{Title: p.Title, Status: p.Status, Detail: p.Text})
		return
	}
	if errors.Is(err, fault.NotFound) && p.Link == nil && reads(r) && !ui.Actor(r.Context()).SignedIn() {
		offerSignIn(&p, r)
	}
	p.RequestID = ui.RequestID(r.Context())
	if err := ui.Render(w, r, p.Status, ui.ErrorPage(p)); err != nil {
		http.Error(w, p.Title, p.Status) //nolint:forbidigo // the last resort: the error page itself failed
	}
}

// offerSignIn leads whoever follows a link, of an e-mail perhaps, to the way in and back here: it is the same whether
// there is something here for them or not.
func offerSignIn(p *ui.ErrorProps, r *http.Request) {
	p.Text = "Puede que la dirección tenga una errata, que lo que busca ya no esté publicado, o que haga falta entrar para verlo."
	p.Link = &ui.Link{Text: "Entrar y volver aquí", Href: ui.SignInPath(r.URL.RequestURI())}
}

// problemOf is the one place that translates errors for people.
func problemOf(err error) ui.ErrorProps {
	var invalid fault.Invalid
	var tooLarge *http.MaxBytesError
	var told ui.Told
	switch {
	case errors.As(err, &told):
		return told.ErrorProps
	case errors.Is(err, fault.NotFound):
		return ui.ErrorProps{Status: http.StatusNotFound, Title: "No encontramos esta página",
			Text: "Puede que la dirección tenga una errata, que lo que busca ya no esté publicado, o que haga falta entrar con otra cuenta para verlo."}
	case errors.Is(err, fault.SignIn):
		return ui.ErrorProps{Status: http.StatusUnauthorized, Title: "Su sesión ha terminado",
			Text: "No se ha guardado nada. Entre de nuevo en otra pestaña, vuelva atrás en esta, donde sigue lo que escribió, y envíelo otra vez."}
	case errors.Is(err, fault.TooMany):
		return ui.ErrorProps{Status: http.StatusTooManyRequests, Title: "Demasiados intentos",
			Text: "Por seguridad, espere un cuarto de hora antes de volver a intentarlo."}
	case errors.Is(err, errMedia):
		return ui.ErrorProps{Status: http.StatusUnsupportedMediaType, Title: "No entendemos lo que se ha enviado",
			Text: "No se ha guardado nada. Envíe el formulario desde esta aplicación."}
	case errors.Is(err, fault.BadInput):
		return ui.ErrorProps{Status: http.StatusBadRequest, Title: "No entendemos lo que se ha pedido",
			Text: "Alguno de sus datos, como la fecha, un filtro, el número de página o un texto con caracteres que no se ven, no es válido."}
	case errors.As(err, &invalid):
		return ui.ErrorProps{Status: http.StatusUnprocessableEntity, Title: "Hay datos que corregir",
			Text: "No se ha guardado nada. Vuelva al formulario y revise lo siguiente:", Details: invalid}
	case errors.Is(err, fault.Forbidden):
		return ui.ErrorProps{Status: http.StatusForbidden, Title: "No se permite esta operación",
			Text: "No se ha cambiado nada: su cuenta no puede hacer esto, o la petición venía de otro sitio web. Si cree que debería poder, pídalo a quien administra la aplicación."}
	case errors.Is(err, fault.Conflict):
		return ui.ErrorProps{Status: http.StatusConflict, Title: "Alguien ha cambiado estos datos",
			Text: "No se ha guardado nada. Vuelva a abrir la página para ver los datos de ahora y repita su cambio si sigue siendo necesario."}
	case errors.Is(err, errMethod):
		return ui.ErrorProps{Status: http.StatusMethodNotAllowed, Title: "Esta dirección no admite esa operación",
			Text: "Abra la página desde el menú e inténtelo de nuevo."}
	case db.Unavailable(err):
		return ui.ErrorProps{Status: http.StatusServiceUnavailable, Title: "La aplicación no puede responder ahora",
			Text: "La base de datos no responde, o está ocupada con otra operación; suele ser cuestión de segundos. Si estaba guardando algo, no consta que se haya guardado: espere un momento, vuelva atrás y envíelo otra vez. Si ya se hubiera guardado, no se guardará dos veces."}
	case errors.As(err, &tooLarge):
		return ui.ErrorProps{Status: http.StatusRequestEntityTooLarge, Title: "El envío es demasiado grande",
			Text: "No se ha guardado nada. Acorte el texto o divida el envío en partes."}
	default:
		return ui.ErrorProps{Status: http.StatusInternalServerError, Title: "Algo ha fallado",
			Text: "El error no es suyo y ha quedado registrado. Inténtelo de nuevo dentro de unos minutos."}
	}
}

// notFound answers 404, or sends an address with a slash too many to the one
// that exists. Only an address that the router knows is ever redirected to.
func (s *shell) notFound(routes chi.Routes) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimSuffix(r.URL.Path, "/")
		if reads(r) && path != r.URL.Path && ui.OwnPath(path) && routes.Match(chi.NewRouteContext(), http.MethodGet, path) {
			target := url.URL{Path: path, RawQuery: r.URL.RawQuery}
			http.Redirect(w, r, target.String(), http.StatusMovedPermanently)
			return
		}
		s.fail(w, r, fault.NotFound)
	}
}

func (s *shell) methodNotAllowed(routes chi.Routes) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		allowed := []string{}
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
			if routes.Match(chi.NewRouteContext(), method, r.URL.Path) {
				allowed = append(allowed, method)
				if method == http.MethodGet {
					allowed = append(allowed, http.MethodHead)
				}
			}
		}
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		s.fail(w, r, errMethod)
	}
}

// healthz tells that the process answers, and nothing else.
func (s *shell) healthz(w http.ResponseWriter, _ *http.Request) {
	plain(w, http.StatusOK, "ok")
}

// readyz tells whether pages can be served now.
func (s *shell) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyWithin)
	defer cancel()
	if err := s.cfg.Ready(ctx); err != nil {
		recordOf(r).err = err
		plain(w, http.StatusServiceUnavailable, "not ready")
		return
	}
	plain(w, http.StatusOK, "ok")
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n"))
}
