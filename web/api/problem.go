package api

import (
	"encoding/json"
	"errors"
	"net/http"

	"hito/internal/fault"
	"hito/web/ui"
)

// Problem is an error as a program gets it (RFC 9457).
type Problem struct {
	Title     string    `json:"title" doc:"Qué clase de error es." example:"Parámetros no válidos"`
	Status    int       `json:"status" doc:"Código de estado HTTP." example:"400"`
	Detail    string    `json:"detail" doc:"Explicación para las personas." example:"Corrija los parámetros que se indican en «errors»."`
	RequestID string    `json:"request_id" doc:"Identificador de la petición en el registro del servidor."`
	Errors    []Refusal `json:"errors,omitempty" nullable:"false" doc:"Parámetros que hay que corregir."`
}

// Refusal says what is wrong with a parameter.
type Refusal struct {
	Location string `json:"location" doc:"Dónde está: «query» o «path», un punto y el nombre del parámetro." example:"query.on"`
	Message  string `json:"message" doc:"Qué se esperaba." example:"La fecha se escribe AAAA-MM-DD, entre los años 1900 y 2200."`
}

// refused are parameters that cannot be answered.
type refused []Refusal

// Error tells that parameters are wrong without repeating them.
func (refused) Error() string { return "invalid parameters" }

// fail tells the client what is wrong with its request; what is not its fault goes to the shell,
// which logs it. Nothing may have been written before.
func (s *service) fail(w http.ResponseWriter, r *http.Request, err error) {
	var list refused
	switch {
	case errors.As(err, &list), errors.Is(err, fault.BadInput):
		WriteProblem(w, r, Problem{Status: http.StatusBadRequest, Title: "Parámetros no válidos", Errors: list,
			Detail: "Corrija los parámetros de la dirección; " + Root + "/openapi.json los describe."})
	case errors.Is(err, fault.NotFound):
		WriteProblem(w, r, Problem{Status: http.StatusNotFound, Title: "No existe",
			Detail: "No hay nada en esta dirección: compruebe el plan, el seguimiento, el reto o la ruta en " + Root + "/openapi.json."})
	default:
		s.cfg.Fail(w, r, err)
	}
}

// WriteProblem answers a program with what went wrong and the request's id, never to be stored.
func WriteProblem(w http.ResponseWriter, r *http.Request, p Problem) {
	p.RequestID = ui.RequestID(r.Context())
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	// A failed write means that the client has gone: there is nobody left to tell.
	_ = json.NewEncoder(w).Encode(p)
}
