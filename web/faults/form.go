package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"math/big"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"hito/internal/tally"
)

// form is a write that can be sent again and again, with what it writes.
type form struct {
	path   string
	kind   string // type of its body
	body   []byte
	key    string // of a request of another application
	writes []written
}

// send sends the form and returns what came of it.
func (c *client) send(ctx context.Context, f form) (answer, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.site+f.path, bytes.NewReader(f.body))
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("Content-Type", f.kind)
	if f.key != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
		r.Header.Set("Idempotency-Key", f.key)
	} else {
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	return c.do(r)
}

// done tells the answer to a form that was carried out.
func (f form) done(a answer) bool {
	switch {
	case f.key != "":
		return a.status == http.StatusCreated || a.status == http.StatusOK
	case a.status != http.StatusSeeOther:
		return false
	default:
		return strings.Contains(a.location, "hecho=") || strings.Contains(a.location, "guardadas=")
	}
}

// signedOut tells the answer to a form whose session is over.
func (a answer) signedOut() bool {
	return a.status == http.StatusUnauthorized || a.status == http.StatusSeeOther && strings.HasPrefix(a.location, "/entrar")
}

// plan is whose indicators take the values.
const plan = "plan-de-ejemplo"

// firstDay is before anything of the demo.
var firstDay = time.Date(1900, time.January, 1, 0, 0, 0, 0, time.UTC)

// series are the days of an indicator, of which each takes one value.
type series struct {
	tally.Indicator
	taken int
}

func (s *series) day() string {
	s.taken++
	return firstDay.AddDate(0, 0, s.taken).Format(time.DateOnly)
}

// newValue is a value unlike all others.
func newValue() written {
	number, _ := rand.Int(rand.Reader, big.NewInt(1_000_000_000)) // it never fails
	return written{kind: tally.Value, mark: rand.Text(), value: number.String()}
}

func plainForm(path string, fields url.Values, writes ...written) form {
	fields.Set("clave_envio", rand.Text())
	return form{path: path, kind: "application/x-www-form-urlencoded", body: []byte(fields.Encode()), writes: writes}
}

// valueForm is that of the page of an indicator.
func (s *series) valueForm() form { return s.valueOn(s.day()) }

func (s *series) valueOn(day string) form {
	w := newValue()
	return plainForm("/planes/"+plan+"/indicadores/"+s.Code+"/valores", url.Values{
		"value": {w.value}, "measured_on": {day}, "comment": {w.mark}, "version": {"0"},
	}, w)
}

// correctionOn is the form of another value of a day, made from one of its revisions.
func (s *series) correctionOn(day string, revision int) form {
	w := newValue()
	return plainForm("/planes/"+plan+"/indicadores/"+s.Code+"/valores/"+day, url.Values{
		"value": {w.value}, "comment": {w.mark}, "reason": {"Recuento"}, "version": {strconv.Itoa(revision)}, "version_on": {day},
	}, w)
}

// sheetForm is the sheet with a value of each indicator.
func sheetForm(rows []*series) form {
	fields := url.Values{"accion": {"guardar"}}
	var writes []written
	for _, s := range rows {
		w, id := newValue(), strconv.FormatInt(s.ID, 10)
		fields.Set("valor-"+id, w.value)
		fields.Set("fecha-"+id, s.day())
		fields.Set("comentario-"+id, w.mark)
		writes = append(writes, w)
	}
	return plainForm("/planes/"+plan+"/hoja", fields, writes...)
}

// retoForm is that of a reto, which is sent as forms with files are.
func (c *client) retoForm() (form, error) {
	w := written{kind: tally.Reto, mark: rand.Text()}
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	for _, field := range [][2]string{
		{"clave_envio", rand.Text()}, {"persona", c.person}, {"title", w.mark}, {"problem", "El papel se pierde entre dos centros."},
		{"area", "Centro"}, {"urgency", "normal"}, {"privacy", "named"},
	} {
		if err := parts.WriteField(field[0], field[1]); err != nil {
			return form{}, fmt.Errorf("write the form of a reto: %w", err)
		}
	}
	if err := parts.Close(); err != nil {
		return form{}, fmt.Errorf("write the form of a reto: %w", err)
	}
	return form{path: "/retos", kind: parts.FormDataContentType(), body: body.Bytes(), writes: []written{w}}, nil
}

// apiRequest is a value as another application sends it.
func (s *series) apiRequest() (form, error) {
	w := newValue()
	body, err := json.Marshal(map[string]string{"plan": plan, "measured_on": s.day(), "value": w.value, "comment": w.mark})
	if err != nil {
		return form{}, fmt.Errorf("write a request: %w", err)
	}
	return form{
		path: "/api/v1/indicators/" + s.Code + "/measurements", kind: "application/json", body: body, key: rand.Text(), writes: []written{w},
	}, nil
}
