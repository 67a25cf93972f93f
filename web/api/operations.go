package api

import (
	"context"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
)

const (
	tagPlans     = "Planes"
	tagBoards    = "Situación"
	tagSnapshots = "Seguimientos"

	tagChallenges = "Retos"
	tagValues     = "Envío de valores"
)

// operations is the list of everything that the API answers.
func (s *service) operations(r chi.Router) {
	get(s, huma.Operation{
		OperationID: "listPlans", Path: "/plans", Tags: []string{tagPlans},
		Summary: "Planes y cómo van",
		Description: "Por páginas; primero los planes vigentes. Las cifras de cada plan son las de hoy o, si su plazo ha " +
			"terminado, las de su último seguimiento: `on` dice de qué fecha son.",
	}, s.listPlans)
	get(s, huma.Operation{
		OperationID: "getPlan", Path: "/plans/{slug}", Tags: []string{tagPlans},
		Summary:     "Un plan: textos, periodos y marco",
		Description: "Sin cifras de progreso: esas están en su situación.",
	}, s.getPlan)
	get(s, huma.Operation{
		OperationID: "getDashboard", Path: "/plans/{slug}/dashboard", Tags: []string{tagBoards},
		Summary: "Situación de un plan en una fecha o en un seguimiento",
		Description: "Progreso y progreso previsto del plan, de sus objetivos con sus indicadores y de sus líneas. Sin `on` ni " +
			"`snapshot`, es la situación de hoy, también cuando el plazo del plan ha terminado.",
	}, s.getDashboard)
	get(s, huma.Operation{
		OperationID: "listIndicators", Path: "/plans/{slug}/indicators", Tags: []string{tagBoards},
		Summary: "Indicadores de un plan en una fecha o en un seguimiento",
		Description: "Todos, en el orden del plan, con cómo se miden, sus valores previstos y sus resultados alcanzados. Sin `on` " +
			"ni `snapshot`, su situación de hoy.",
	}, s.listIndicators)
	get(s, huma.Operation{
		OperationID: "listSnapshots", Path: "/plans/{slug}/snapshots", Tags: []string{tagSnapshots},
		Summary:     "Seguimientos cerrados de un plan",
		Description: "Del más reciente al más antiguo. Un seguimiento conserva la situación del plan en una fecha; ya no cambia.",
	}, s.listSnapshots)
	get(s, huma.Operation{
		OperationID: "getSnapshot", Path: "/plans/{slug}/snapshots/{id}", Tags: []string{tagSnapshots},
		Summary: "Un seguimiento y los porcentajes que se publicaron con él",
		Description: "Su situación completa se pide con `dashboard?snapshot={id}`. Los porcentajes publicados en otro lugar para " +
			"la misma fecha se conservan junto a los calculados, aunque no coincidan.",
	}, s.getSnapshot)
	get(s, huma.Operation{
		OperationID: "listChallenges", Path: "/challenges", Tags: []string{tagChallenges},
		Summary:     "Retos públicos y qué ha sido de ellos",
		Description: "Por páginas, los más recientes primero. Solo los que se han hecho públicos, con su título y su texto públicos.",
	}, s.listChallenges)
	get(s, huma.Operation{
		OperationID: "getChallenge", Path: "/challenges/{code}", Tags: []string{tagChallenges},
		Summary:     "Un reto público, con lo que se ha dicho de él",
		Description: "Un reto que no es público es como uno que no existe.",
	}, s.getChallenge)
	s.measurements(r)
	// Problems are described by Problem; huma registers its own model for them as well.
	schemas := s.huma.OpenAPI().Components.Schemas.Map()
	delete(schemas, "ErrorModel")
	delete(schemas, "ErrorDetail")
}

// get registers what answers an address: read gets the parameters in a Q and returns the A that is
// written as JSON, or an error for fail. The parameters are checked by read and not by huma, which
// would refuse them with 422, in English, and without a request id.
func get[Q, A any](s *service, op huma.Operation, read func(context.Context, *Q) (A, error)) {
	op.Method, op.SkipValidateParams = http.MethodGet, true
	op.Responses = responses(s.huma.OpenAPI().Components.Schemas, reflect.TypeFor[A](), strings.Contains(op.Path, "{"))
	huma.Register(s.huma, op, func(_ context.Context, q *Q) (*huma.StreamResponse, error) {
		return &huma.StreamResponse{Body: func(c huma.Context) {
			r, w := humachi.Unwrap(c)
			if err := checkQuery(c.Operation(), r.URL.RawQuery); err != nil {
				s.fail(w, r, err)
				return
			}
			answer, err := read(r.Context(), q)
			if err != nil {
				s.fail(w, r, err)
				return
			}
			s.send(w, r, answer)
		}}, nil
	})
}

// responses describes an answer of type t, of something that may be missing or not, and the refusals.
func responses(schemas huma.Registry, t reflect.Type, missing bool) map[string]*huma.Response {
	problem := func(text string) *huma.Response { return problemResponse(schemas, text) }
	list := map[string]*huma.Response{
		"200": {
			Description: "La respuesta.",
			Headers: map[string]*huma.Param{
				"ETag": {Description: "Cambia cuando cambia la respuesta.", Schema: &huma.Schema{Type: huma.TypeString}},
			},
			Content: map[string]*huma.MediaType{mediaJSON: {Schema: schemas.Schema(t, true, "")}},
		},
		"304":     {Description: "No ha cambiado desde la respuesta cuyo `ETag` se indica en `If-None-Match`."},
		"400":     problem("Algún parámetro no es válido: `errors` dice cuál y por qué."),
		"default": problem("Error del servidor; con `request_id` se encuentra en su registro."),
	}
	if missing {
		list["404"] = problem("No existe: el plan, el seguimiento dentro de él, o el reto.")
	}
	return list
}

// problemResponse describes an answer that refuses.
func problemResponse(schemas huma.Registry, text string) *huma.Response {
	return &huma.Response{Description: text, Content: map[string]*huma.MediaType{
		"application/problem+json": {Schema: schemas.Schema(reflect.TypeFor[Problem](), true, "")},
	}}
}
