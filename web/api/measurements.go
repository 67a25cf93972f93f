package api

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"
	"github.com/shopspring/decimal"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/number"
	"hito/internal/token"
	"hito/web/ui"
)

// NewMeasurement is a value as it is sent.
type NewMeasurement struct {
	Plan       string `json:"plan,omitempty" doc:"Dirección del plan (lo que va detrás de /planes/). Hace falta si el código está en varios planes, y la clave no es de uno solo." example:"plan-de-ejemplo"`
	MeasuredOn string `json:"measured_on" doc:"Fecha del valor, AAAA-MM-DD; no puede ser futura." example:"2026-03-01"`
	Value      Exact  `json:"value" doc:"El valor, en la unidad de medida del indicador."`
	Comment    string `json:"comment,omitempty" doc:"Comentario que lo acompaña." maxLength:"4000"`
	Corrects   int    `json:"corrects,omitempty" doc:"Para corregir el valor de un día que ya tiene uno: la revisión que se corrige." minimum:"1"`
	Reason     string `json:"reason,omitempty" doc:"Por qué se corrige; hace falta con «corrects»." maxLength:"1000"`
}

// Measurement is a value as it was recorded.
type Measurement struct {
	Plan       string    `json:"plan" doc:"Dirección del plan." example:"plan-de-ejemplo"`
	Indicator  string    `json:"indicator" doc:"Código del indicador." example:"I.2.2"`
	MeasuredOn date.Date `json:"measured_on" doc:"Fecha del valor." example:"2026-03-01"`
	Value      Quantity  `json:"value" nullable:"false" doc:"El valor." example:"2"`
	Comment    string    `json:"comment" doc:"Comentario."`
	Revision   int       `json:"revision" doc:"1 para el primer valor de ese día; las correcciones son las siguientes." example:"1"`
}

// Exact is a decimal as it was written: a JSON number, or a string with a decimal point.
type Exact string

// Schema describes both ways of writing it.
func (Exact) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		OneOf:       []*huma.Schema{{Type: huma.TypeNumber}, {Type: huma.TypeString, Pattern: exact.String()}},
		Description: "Número exacto, o cadena con punto decimal: hasta 15 cifras antes y 6 después.",
		Examples:    []any{2, "66.67"},
	}
}

var exact = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]{1,6})?$`)

// UnmarshalJSON keeps the digits.
func (e *Exact) UnmarshalJSON(b []byte) error {
	text := string(b)
	if text == "null" {
		return nil
	}
	if b[0] == '"' {
		if err := json.Unmarshal(b, &text); err != nil {
			return err
		}
	}
	*e = Exact(text)
	return nil
}

// largestEntry is how many bytes a value with its texts may take.
const largestEntry = 64 << 10

// measurements answers what takes values in. It is described to huma and not answered by it, which would refuse a body in
// English and without a request id.
func (s *service) measurements(r chi.Router) {
	schemas := s.huma.OpenAPI().Components.Schemas
	s.huma.OpenAPI().AddOperation(&huma.Operation{
		OperationID: "recordMeasurement", Method: http.MethodPost, Path: "/indicators/{code}/measurements", Tags: []string{tagValues},
		Summary: "Registrar el valor de un indicador",
		Description: "Para otras aplicaciones del organismo. Se hace en nombre de la persona a quien pertenece la clave, con los permisos " +
			"que esa persona tenga, y consta en la auditoría. Un día que ya tiene ese mismo valor responde 200 y no cambia; si tiene otro, " +
			"409 con la revisión que hay, para corregirlo con «corrects» y «reason».",
		Security: []map[string][]string{{securityBearer: {}}},
		Parameters: []*huma.Param{
			{Name: "code", In: "path", Required: true, Description: "Código del indicador.", Schema: &huma.Schema{Type: huma.TypeString}, Example: "I.2.2"},
			{Name: keyHeader, In: "header", Required: true, Schema: &huma.Schema{Type: huma.TypeString, Pattern: printable.String()}, Example: "gespe-2026-03-I.2.2",
				Description: "Nombre que la aplicación da a este envío, de 1 a 255 caracteres ASCII visibles: repetido con lo mismo, se registra una sola vez. Se recuerda siete días."},
		},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			mediaJSON: {Schema: schemas.Schema(reflect.TypeFor[NewMeasurement](), true, "")},
		}},
		Responses: entryResponses(schemas),
	})
	r.Post("/indicators/{code}/measurements", func(w http.ResponseWriter, r *http.Request) {
		if err := s.record(w, r, submission{code: chi.URLParam(r, "code"), key: r.Header.Get(keyHeader)}); err != nil {
			s.failEntry(w, r, err)
		}
	})
}

const keyHeader = "Idempotency-Key"

// submission names what is sent: for which indicator, and under which key.
type submission struct{ code, key string }

// record takes a value in.
func (s *service) record(w http.ResponseWriter, r *http.Request, q submission) error {
	b, err := s.bearer(w, r)
	if err != nil {
		return err
	}
	body, asked, err := readEntry(r, q)
	if err != nil {
		return err
	}
	need := token.RecordValues
	if body.Corrects > 0 {
		need = token.CorrectValues
	}
	if !b.May(need) {
		return fmt.Errorf("token %d without %s: %w", b.TokenID, need, fault.Forbidden)
	}
	slug, err := s.planOf(r.Context(), b, q.code, body.Plan)
	if err != nil {
		return err
	}
	same, err := s.cfg.Tokens.Claim(r.Context(), b.TokenID, q.key, asked)
	if err != nil {
		return err
	}
	if !same {
		return refusedBody{{Location: "header." + keyHeader, Message: "Esta clave de envío ya se usó para otra cosa: dé una distinta a cada envío."}}
	}
	m := Measurement{Plan: slug, Indicator: q.code, Comment: body.Comment, Revision: body.Corrects + 1}
	m.MeasuredOn, _ = date.Parse(body.MeasuredOn)                     // readEntry has looked
	m.Value = quantity(decimal.RequireFromString(string(body.Value))) // likewise
	typed := indicator.Typed{
		Value: number.Format(m.Value.Decimal), MeasuredOn: body.MeasuredOn, Comment: body.Comment, Reason: body.Reason, Basis: body.Corrects,
	}
	status := http.StatusCreated
	err = s.cfg.Values.Record(r.Context(), b.Actor, submissionKey(b, q), slug, q.code, typed, s.cfg.Today())
	if clash := (indicator.Clash{}); errors.As(err, &clash) && standsAlready(clash.Standing, m) {
		m.Revision, status, err = clash.Standing.Revision, http.StatusOK, nil
	}
	if err != nil {
		return err
	}
	return answer(w, status, m)
}

// standsAlready tells that a day has the very value that was sent.
func standsAlready(has indicator.Measurement, sent Measurement) bool {
	return has.Value.Valid && has.Value.Decimal.Equal(sent.Value.Decimal) && has.Comment == sent.Comment
}

// submissionKey is the key under which the value is recorded once.
func submissionKey(b token.Bearer, q submission) string {
	sum := sha256.Sum256([]byte("api " + strconv.FormatInt(b.TokenID, 10) + " " + q.key))
	return hex.EncodeToString(sum[:])
}

// bearer finds out who asks, and counts that they do.
func (s *service) bearer(w http.ResponseWriter, r *http.Request) (token.Bearer, error) {
	secret, given := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	from := ui.Actor(r.Context()).Origin
	if !given {
		return token.Bearer{}, fmt.Errorf("no token: %w", fault.SignIn)
	}
	b, err := s.cfg.Tokens.Authenticate(r.Context(), strings.TrimSpace(secret), from)
	if errors.Is(err, fault.SignIn) {
		if limited := s.cfg.Admit(r.Context(), access.Actor{Origin: from}); limited != nil {
			return token.Bearer{}, limited
		}
	}
	if err != nil {
		return token.Bearer{}, err
	}
	left, ends, err := s.cfg.Tokens.Admit(r.Context(), b.TokenID)
	seconds := strconv.Itoa(max(1, int(ends.Sub(s.cfg.Now()).Seconds())))
	h := w.Header()
	h.Set("RateLimit-Limit", strconv.Itoa(token.MostRequests))
	h.Set("RateLimit-Remaining", strconv.Itoa(left))
	h.Set("RateLimit-Reset", seconds)
	if errors.Is(err, fault.TooMany) {
		h.Set("Retry-After", seconds)
	}
	return b, err
}

var printable = regexp.MustCompile(`^[\x21-\x7e]{1,255}$`)

// readEntry reads what was sent, and returns with it all that makes it the same request.
func readEntry(r *http.Request, q submission) (NewMeasurement, []byte, error) {
	var m NewMeasurement
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != mediaJSON {
		return m, nil, errMedia
	}
	raw, err := io.ReadAll(io.LimitReader(r.Body, largestEntry+1))
	switch {
	case err != nil:
		return m, nil, fmt.Errorf("read a value: %w", err)
	case len(raw) > largestEntry:
		return m, nil, &http.MaxBytesError{Limit: largestEntry}
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&m); err != nil || decoder.More() {
		return m, nil, refusedBody{{Location: "body", Message: "No es el JSON que se espera: compruebe los nombres de los campos, las comillas y las comas."}}
	}
	asked, err := json.Marshal(struct {
		Code string
		NewMeasurement
	}{q.code, m})
	if err != nil {
		return m, nil, fmt.Errorf("read a value: %w", err)
	}
	return m, asked, m.check(q.key)
}

// check refuses what has not the form of the contract. What it means is for the indicator to judge.
func (m NewMeasurement) check(key string) error {
	var no refusedBody
	if !printable.MatchString(key) {
		no = append(no, Refusal{"header." + keyHeader, "Dé un nombre a este envío, de 1 a 255 caracteres ASCII visibles: así puede repetirse sin que se registre dos veces."})
	}
	if day, err := date.Parse(m.MeasuredOn); err != nil || day.IsZero() {
		no = append(no, Refusal{"body.measured_on", "La fecha se escribe AAAA-MM-DD, entre los años 1900 y 2200."})
	}
	if !exact.MatchString(string(m.Value)) {
		no = append(no, Refusal{"body.value", "Escriba un número, con punto decimal y sin exponente: hasta 15 cifras antes del punto y 6 después."})
	}
	if m.Corrects < 0 {
		no = append(no, Refusal{"body.corrects", "Es el número de la revisión que se corrige, a partir de 1."})
	}
	if len(no) == 0 {
		return nil
	}
	return no
}

// planOf finds the plan that an indicator's code is meant in.
func (s *service) planOf(ctx context.Context, b token.Bearer, code, asked string) (string, error) {
	if b.Plan != "" && asked != "" && asked != b.Plan {
		return "", fmt.Errorf("token %d in another plan: %w", b.TokenID, fault.Forbidden)
	}
	if slug := cmp.Or(b.Plan, asked); slug != "" {
		return slug, nil
	}
	slugs, err := s.cfg.Values.PlansWith(ctx, access.Plans(b.Actor), code)
	switch {
	case err != nil:
		return "", err
	case len(slugs) == 0:
		return "", fmt.Errorf("indicator %q in no plan: %w", code, fault.NotFound)
	case len(slugs) > 1:
		return "", refusedBody{{Location: "body.plan", Message: "Ese código está en varios planes: indique en cuál. Son " + strings.Join(slugs, ", ") + "."}}
	}
	return slugs[0], nil
}

// refusedBody is what is wrong with something that was sent.
type refusedBody []Refusal

// Error tells that it is wrong without repeating it.
func (refusedBody) Error() string { return "invalid value" }

var errMedia = errors.New("not JSON")

// fieldsOf are the fields of a request by the names that the rules have for them.
var fieldsOf = map[string]string{"value": "body.value", "measured_on": "body.measured_on", "comment": "body.comment", "reason": "body.reason"}

// failEntry tells the client what is wrong with what it sent.
func (s *service) failEntry(w http.ResponseWriter, r *http.Request, err error) {
	var body refusedBody
	var invalid fault.Invalid
	var clash indicator.Clash
	var large *http.MaxBytesError
	p := Problem{Title: "No se ha registrado nada"}
	switch {
	case errors.As(err, &invalid):
		for field, message := range invalid {
			body = append(body, Refusal{fieldsOf[field], message})
		}
		slices.SortFunc(body, func(a, b Refusal) int { return strings.Compare(a.Location, b.Location) })
		p.Status, p.Detail, p.Errors = http.StatusUnprocessableEntity, "Corrija lo que se indica en «errors».", body
	case errors.As(err, &body):
		p.Status, p.Detail, p.Errors = http.StatusUnprocessableEntity, "Corrija lo que se indica en «errors».", body
	case errors.As(err, &clash):
		p.Status, p.Detail = http.StatusConflict, clashText(clash.Standing)
	case errors.Is(err, fault.BadInput):
		p.Status, p.Detail = http.StatusBadRequest, "La petición no se entiende: "+Root+"/openapi.json la describe."
	case errors.As(err, &large):
		p.Status, p.Detail = http.StatusRequestEntityTooLarge, "El envío es demasiado grande: acorte el comentario."
	case errors.Is(err, errMedia):
		p.Status, p.Detail = http.StatusUnsupportedMediaType, "Envíe JSON, con «Content-Type: application/json»."
	case errors.Is(err, fault.SignIn):
		w.Header().Set("WWW-Authenticate", `Bearer realm="Hito"`)
		p.Status, p.Detail = http.StatusUnauthorized, "Falta una clave que sirva, en «Authorization: Bearer …»: puede haber caducado o estar revocada. Se crean en /cuenta/claves."
	case errors.Is(err, fault.TooMany):
		p.Status, p.Detail = http.StatusTooManyRequests, "Demasiadas peticiones: espere lo que dice «Retry-After»."
	case errors.Is(err, fault.Forbidden):
		p.Status, p.Detail = http.StatusForbidden, "La clave, o la persona a quien pertenece, no puede registrar este valor: compruebe lo que permite, las unidades del indicador y que el plan esté en vigor."
	case errors.Is(err, fault.NotFound):
		p.Status, p.Detail = http.StatusNotFound, "No hay ningún indicador con ese código en un plan que pueda ver quien creó la clave."
	default:
		s.cfg.Fail(w, r, err)
		return
	}
	ui.Cause(r.Context(), err)
	WriteProblem(w, r, p)
}

func clashText(has indicator.Measurement) string {
	if has.Revision == 0 {
		return "Ese día no tiene ningún valor que corregir: envíelo sin «corrects»."
	}
	what := "un valor retirado"
	if has.Value.Valid {
		what = "el valor " + has.Value.Decimal.String()
	}
	return fmt.Sprintf("Ese día tiene ya %s, en la revisión %d. Para cambiarlo, envíelo con «corrects»: %d y «reason».", what, has.Revision, has.Revision)
}

func answer(w http.ResponseWriter, status int, m Measurement) error {
	body, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write a measurement as JSON: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", mediaJSON)
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body) // a failed write means that the client has gone
	return nil
}

// entryResponses describes the answers to a value that is sent.
func entryResponses(schemas huma.Registry) map[string]*huma.Response {
	list := map[string]*huma.Response{
		"201": {Description: "Registrado.", Content: map[string]*huma.MediaType{mediaJSON: {Schema: schemas.Schema(reflect.TypeFor[Measurement](), true, "")}}},
		"200": {Description: "Ese día ya tenía ese mismo valor.", Content: map[string]*huma.MediaType{mediaJSON: {Schema: schemas.Schema(reflect.TypeFor[Measurement](), true, "")}}},
	}
	for status, text := range map[string]string{
		"400": "La petición no se entiende.", "401": "Sin clave, o con una que no sirve.", "403": "La clave no permite esto, o su persona no puede.", "404": "No hay tal indicador.",
		"409": "Ese día tiene otro valor.", "413": "Demasiado grande.", "415": "No es JSON.", "422": "Hay datos que corregir: `errors` dice cuáles.",
		"429": "Demasiadas peticiones: `Retry-After` dice cuántos segundos hay que esperar.", "default": "Error del servidor.",
	} {
		list[status] = problemResponse(schemas, text)
	}
	return list
}
