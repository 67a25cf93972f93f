package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"hito/internal/access"
	"hito/internal/db/dbtest"
	"hito/internal/token"
)

// sender sends values with a key of its own.
type sender struct {
	*client
	secret string
	sent   int
}

func (c *client) sender(role access.Role, plan string, scopes ...token.Scope) *sender {
	c.Helper()
	d := token.Draft{Name: "GESPE", Plan: plan, ExpiresOn: (today + 30).String()}
	for _, s := range scopes {
		d.Scopes = append(d.Scopes, string(s))
	}
	secret, err := c.tokens.Create(c.Context(), dbtest.Actor(c, c.tokens.Pool, role), fmt.Sprintf("formulario%s%d", strings.ReplaceAll(c.Name()+string(role), "/", ""), len(plan)), d)
	if err != nil {
		c.Fatal(err)
	}
	return &sender{client: c, secret: secret}
}

// post sends a body for an indicator under a key, and returns the status and the answer.
func (s *sender) post(code, key, body string) (int, map[string]any) {
	s.Helper()
	r := httptest.NewRequest(http.MethodPost, Root+"/indicators/"+code+"/measurements", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+s.secret)
	r.Header.Set("Idempotency-Key", key)
	w := httptest.NewRecorder()
	s.router.ServeHTTP(w, r)
	var answer map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		s.Fatalf("%d: %s", w.Code, w.Body)
	}
	return w.Code, answer
}

// fresh is post under a key that was not used.
func (s *sender) fresh(code, body string) (int, map[string]any) {
	s.Helper()
	s.sent++
	return s.post(code, fmt.Sprintf("envio-%d", s.sent), body)
}

// valueOf is what an indicator has on a day of its plan, with how many revisions there are.
func (c *client) valueOf(code, day string) (value string, revisions int) {
	c.Helper()
	err := c.tokens.Pool.QueryRow(c.Context(), `
		SELECT coalesce((array_agg(trim_scale(m.value)::text ORDER BY m.revision DESC))[1], ''), count(*)
		  FROM measurements m
		  JOIN indicators i ON i.plan_id = m.plan_id AND i.id = m.indicator_id
		  JOIN plans p ON p.id = i.plan_id
		 WHERE p.slug = 'plan-de-ejemplo' AND i.code = $1 AND m.measured_on = $2`, code, day).Scan(&value, &revisions)
	if err != nil {
		c.Fatal(err)
	}
	return value, revisions
}

// someCode is an indicator of the example plan that counts whole things.
func (c *client) someCode() string {
	c.Helper()
	var code string
	err := c.tokens.Pool.QueryRow(c.Context(), `
		SELECT i.code
		  FROM indicators i
		  JOIN plans p ON p.id = i.plan_id
		 WHERE p.slug = 'plan-de-ejemplo' AND i.decimals = 0 AND i.cancelled_on IS NULL AND i.unit_of_measure <> '%'
		   AND NOT EXISTS (SELECT FROM measurements m WHERE m.plan_id = i.plan_id AND m.indicator_id = i.id AND m.measured_on = $1)
		 ORDER BY i.code
		 LIMIT 1`, today).Scan(&code)
	if err != nil {
		c.Fatal(err)
	}
	return code
}

func entry(value string, more ...string) string {
	return `{"measured_on":"` + today.String() + `","value":` + value + strings.Join(more, "") + `}`
}

func TestAValueIsRecordedOnce(t *testing.T) {
	c := startDemo(t)
	code := c.someCode()
	s := c.sender(access.Technician, "plan-de-ejemplo", token.RecordValues)
	for range 3 {
		status, answer := s.post(code, "gespe-marzo", entry("7", `,"comment":"De GESPE"`))
		if status != http.StatusCreated || answer["revision"] != 1.0 || answer["plan"] != "plan-de-ejemplo" || answer["value"] != 7.0 {
			t.Fatalf("%d %v", status, answer)
		}
	}
	_, recorded := s.post(code, "gespe-marzo", entry("7", `,"comment":"De GESPE"`))
	c.described("201", recorded)
	_, refused := s.fresh(code, entry("1", `,"valor":2`))
	c.described("422", refused)
	if v, n := c.valueOf(code, today.String()); v != "7" || n != 1 {
		t.Errorf("the value is %s, in %d revisions", v, n)
	}
	var events int
	if err := c.tokens.Pool.QueryRow(t.Context(), `
		SELECT count(*)
		  FROM audit_events
		 WHERE action = 'measurement.record' AND actor_kind = 'person'`).Scan(&events); err != nil || events != 1 {
		t.Errorf("%d events, %v", events, err)
	}
	if status, _ := s.post(code, "gespe-marzo", entry("8")); status != http.StatusUnprocessableEntity {
		t.Errorf("the same key for another value: %d", status)
	}
	if status, answer := s.post(code, "otro-envio", entry("7", `,"comment":"De GESPE"`)); status != http.StatusOK || answer["revision"] != 1.0 {
		t.Errorf("the same value under another key: %d %v", status, answer)
	}
}

// described compares an answer with what the document says of it.
func (c *client) described(status string, answer map[string]any) {
	c.Helper()
	doc := c.api.huma.OpenAPI()
	for _, content := range doc.Paths["/indicators/{code}/measurements"].Post.Responses[status].Content {
		var found huma.ValidateResult
		huma.Validate(doc.Components.Schemas, content.Schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, answer, &found)
		if len(answer) == 0 || len(found.Errors) > 0 {
			c.Errorf("%s: %v is not as described: %v", status, answer, found.Errors)
		}
	}
}

func TestTheSameRequestSideBySide(t *testing.T) {
	c := startDemo(t)
	code := c.someCode()
	s := c.sender(access.Technician, "plan-de-ejemplo", token.RecordValues)
	var all sync.WaitGroup
	got := make([]int, 8)
	for n := range got {
		all.Go(func() { got[n], _ = s.post(code, "a-la-vez", entry("7")) })
	}
	all.Wait()
	if slices.ContainsFunc(got, func(status int) bool { return status != http.StatusCreated }) {
		t.Errorf("answers %v", got)
	}
	if v, n := c.valueOf(code, today.String()); v != "7" || n != 1 {
		t.Errorf("the value is %s, in %d revisions", v, n)
	}
}

func TestCorrectingNeedsItsScopeAndAReason(t *testing.T) {
	c := startDemo(t)
	code := c.someCode()
	adds := c.sender(access.Technician, "plan-de-ejemplo", token.RecordValues)
	if status, answer := adds.fresh(code, entry("7")); status != http.StatusCreated {
		t.Fatalf("%d %v", status, answer)
	}
	status, answer := adds.fresh(code, entry("9"))
	if detail := fmt.Sprint(answer["detail"]); status != http.StatusConflict || !strings.Contains(detail, "7") || !strings.Contains(detail, "«corrects»: 1") {
		t.Errorf("another value: %d %v", status, answer)
	}
	if status, _ := adds.fresh(code, entry("9", `,"corrects":1,"reason":"Errata"`)); status != http.StatusForbidden {
		t.Errorf("correcting without the scope: %d", status)
	}
	corrects := c.sender(access.Technician, "", token.CorrectValues)
	status, answer = corrects.fresh(code, entry("9", `,"plan":"plan-de-ejemplo","corrects":1`))
	if status != http.StatusUnprocessableEntity || !strings.Contains(fmt.Sprint(answer["errors"]), "body.reason") {
		t.Errorf("without a reason: %d %v", status, answer)
	}
	status, answer = corrects.fresh(code, entry("9", `,"plan":"plan-de-ejemplo","corrects":1,"reason":"Errata"`))
	if status != http.StatusCreated || answer["revision"] != 2.0 {
		t.Errorf("with all of it: %d %v", status, answer)
	}
	if v, n := c.valueOf(code, today.String()); v != "9" || n != 2 {
		t.Errorf("the value is %s, in %d revisions", v, n)
	}
	if status, _ := corrects.fresh(code, entry("9")); status != http.StatusForbidden {
		t.Errorf("recording without the scope: %d", status)
	}
}

func TestWhatIsSentIsLookedAt(t *testing.T) {
	c := startDemo(t)
	code := c.someCode()
	s := c.sender(access.Technician, "plan-de-ejemplo", token.RecordValues)
	tomorrow := `{"measured_on":"` + (today + 1).String() + `","value":1}`
	for name, p := range map[string]struct {
		body, at string
	}{
		"not JSON":              {`valor=1`, "body"},
		"nothing":               {``, "body"},
		"a list":                {`[1]`, "body"},
		"two of them":           {entry("1") + entry("2"), "body"},
		"an unknown field":      {entry("1", `,"valor":2`), "body"},
		"no value":              {`{"measured_on":"2026-03-01"}`, "body.value"},
		"null":                  {entry("null"), "body.value"},
		"NaN":                   {entry(`"NaN"`), "body.value"},
		"infinite":              {entry("1e400"), "body.value"},
		"an exponent":           {entry("1e3"), "body.value"},
		"hexadecimal":           {entry(`"0x10"`), "body.value"},
		"a comma":               {entry(`"1,5"`), "body.value"},
		"too many digits":       {entry("1234567890123456"), "body.value"},
		"decimals it has not":   {entry("1.5"), "body.value"},
		"no day":                {`{"value":1}`, "body.measured_on"},
		"a Spanish day":         {`{"measured_on":"1/3/2026","value":1}`, "body.measured_on"},
		"a day to come":         {tomorrow, "body.measured_on"},
		"the 30th of February":  {`{"measured_on":"2026-02-30","value":1}`, "body.measured_on"},
		"NUL in the comment":    {entry("1", `,"comment":"a\u0000b"`), "body.comment"},
		"an endless comment":    {entry("1", `,"comment":"`+strings.Repeat("a", 5000)+`"`), "body.comment"},
		"a negative correction": {entry("1", `,"corrects":-1`), "body.corrects"},
	} {
		status, answer := s.fresh(code, p.body)
		if status != http.StatusUnprocessableEntity || !strings.Contains(fmt.Sprint(answer["errors"]), "location:"+p.at+" ") {
			t.Errorf("%s: %d %v", name, status, answer)
		}
	}
	for _, key := range []string{"", "con espacio", "ñ", strings.Repeat("a", 256)} {
		if status, answer := s.post(code, key, entry("1")); status != http.StatusUnprocessableEntity {
			t.Errorf("key %q: %d %v", key, status, answer)
		}
	}
	if status, _ := s.fresh(code, entry("1", `,"comment":"`+strings.Repeat("a", 70_000)+`"`)); status != http.StatusRequestEntityTooLarge {
		t.Errorf("70 KB: %d", status)
	}
	if v, n := c.valueOf(code, today.String()); n != 0 {
		t.Errorf("something was recorded: %s", v)
	}
	if len(c.failed) > 0 {
		t.Errorf("errors of ours: %v", c.failed)
	}
}

func TestWhoMaySend(t *testing.T) {
	c := startDemo(t)
	code := c.someCode()
	anybody := &sender{client: c, secret: "hito_NADIE"}
	if status, _ := anybody.fresh(code, entry("1")); status != http.StatusUnauthorized {
		t.Errorf("an unknown key: %d", status)
	}
	w := c.do(http.MethodPost, Root+"/indicators/"+code+"/measurements")
	if w.Code != http.StatusUnauthorized || w.Header().Get("WWW-Authenticate") == "" || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/problem+json") {
		t.Errorf("no key: %d %v", w.Code, w.Header())
	}
	elsewhere := c.sender(access.Technician, "i-plan-innovacion-2021-2023", token.RecordValues)
	if status, _ := elsewhere.fresh(code, entry("1", `,"plan":"plan-de-ejemplo"`)); status != http.StatusForbidden {
		t.Errorf("a key of another plan: %d", status)
	}
	s := c.sender(access.Technician, "", token.RecordValues)
	if status, _ := s.fresh("NO.HAY", entry("1")); status != http.StatusNotFound {
		t.Errorf("an unknown indicator: %d", status)
	}
	if status, _ := s.fresh(code, entry("1", `,"plan":"no-hay"`)); status != http.StatusNotFound {
		t.Errorf("an unknown plan: %d", status)
	}
}

func TestStaffSendWhatTheirUnitsOwe(t *testing.T) {
	c := startDemo(t)
	actor := dbtest.Actor(t, c.tokens.Pool, access.Staff)
	codes := func(own bool) []string {
		rows, err := c.tokens.Pool.Query(t.Context(), `
			SELECT i.code
			  FROM indicators i
			  JOIN plans p ON p.id = i.plan_id
			 WHERE p.slug = 'plan-de-ejemplo' AND i.cancelled_on IS NULL
			   AND $2 = EXISTS (SELECT FROM indicator_units u WHERE u.plan_id = i.plan_id AND u.indicator_id = i.id AND u.unit_id = ANY($1))
			 ORDER BY i.code`, actor.Units, own)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var list []string
		for rows.Next() {
			var code string
			if err := rows.Scan(&code); err != nil {
				t.Fatal(err)
			}
			list = append(list, code)
		}
		return list
	}
	s := c.sender(access.Staff, "plan-de-ejemplo", token.RecordValues)
	if status, answer := s.fresh(codes(true)[0], entry("1")); status != http.StatusCreated && status != http.StatusConflict {
		t.Errorf("an indicator of its own: %d %v", status, answer)
	}
	if status, _ := s.fresh(codes(false)[0], entry("1")); status != http.StatusForbidden {
		t.Errorf("an indicator of others: %d", status)
	}
}

func TestTooManyRequestsWait(t *testing.T) {
	c := startDemo(t)
	s := c.sender(access.Technician, "plan-de-ejemplo", token.RecordValues)
	for range token.MostRequests {
		if status, _ := s.fresh("NO.HAY", entry("1")); status != http.StatusNotFound {
			t.Fatalf("%d", status)
		}
	}
	r := httptest.NewRequest(http.MethodPost, Root+"/indicators/NO.HAY/measurements", strings.NewReader(entry("1")))
	r.Header.Set("Authorization", "Bearer "+s.secret)
	w := httptest.NewRecorder()
	s.router.ServeHTTP(w, r)
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "60" {
		t.Errorf("one more: %d %v", w.Code, w.Header())
	}
}
