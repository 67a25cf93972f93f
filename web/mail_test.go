package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"hito/internal/access"
	"hito/internal/mail"
	"hito/internal/mail/mailtest"
	"hito/web"
	"hito/web/sessions"
	"hito/web/ui"
)

const technician = "tecnica@demo.example"

// openWithMail is the demo with a server for e-mails; what goes wrong in the background is in the log.
func openWithMail(t *testing.T, b mailtest.Behaviour) (*wholeSite, *mailtest.Server, *lockedBuffer) {
	t.Helper()
	s, server, log := open(t), mailtest.Start(t, b), &lockedBuffer{}
	sender, err := mail.New(mail.Config{Server: "smtp://" + server.Address(), From: "hito@ayuntamiento.example"})
	if err != nil {
		t.Fatal(err)
	}
	s.Handler = web.New(web.Config{
		Pool: s.pool, Ready: s.pool.Ping, Logger: slog.New(slog.NewJSONHandler(log, nil)), Now: s.now, Location: time.UTC,
		Site: ui.Site{Version: "test"}, Users: s.users(), Sessions: sessions.Config{PublicURL: "https://hito.example", Mail: sender},
	})
	return &s, server, log
}

// forget asks for another password as anybody does, from a host that is none of ours.
func (s *wholeSite) forget(email string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/entrar/olvido", strings.NewReader(url.Values{"email": {email}}.Encode()))
	r.Host = "evil.example"
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Forwarded-Host", "evil.example")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

var mailed = regexp.MustCompile(`https?://\S+`)

// linkOf returns the path of the one address in an e-mail, which must be below the public one.
func linkOf(t *testing.T, m mailtest.Message) string {
	t.Helper()
	found := mailed.FindAllString(m.Open(t).Text, -1)
	if len(found) != 1 || !strings.HasPrefix(found[0], "https://hito.example/enlace/") {
		t.Fatalf("the addresses in the e-mail are %q", found)
	}
	return strings.TrimPrefix(found[0], "https://hito.example")
}

// only waits for so many e-mails, and a little longer for one too many.
func only(t *testing.T, server *mailtest.Server, many int) []mailtest.Message {
	t.Helper()
	server.Await(t, many)
	time.Sleep(100 * time.Millisecond)
	list := server.Messages()
	if len(list) != many {
		t.Fatalf("%d e-mails were sent, want %d: %+v", len(list), many, list)
	}
	return list
}

func TestSecurity05AForgottenPasswordIsAnsweredByOneEmail(t *testing.T) {
	s, server, _ := openWithMail(t, mailtest.Behaviour{})
	if _, err := s.pool.Exec(t.Context(), `UPDATE users SET disabled_at = now() WHERE role = 'director'`); err != nil {
		t.Fatal(err)
	}
	answers := map[string][]string{}
	for _, email := range []string{"nadie@demo.example", "direccion@demo.example", "invitada@demo.example", "Tecnica@Demo.example "} {
		answer := s.forget(email)
		answer.Header().Del("X-Request-Id")
		told := answer.Result().Status + answer.Body.String()
		for name, values := range answer.Header() {
			told += "\n" + name + strings.Join(values, ",")
		}
		lines := strings.Split(told, "\n")
		slices.Sort(lines)
		told = strings.Join(lines, "\n")
		answers[told] = append(answers[told], email)
	}
	if len(answers) != 1 || s.forget("nadie@demo.example").Header().Get("Location") != "/entrar?hecho=enviado" {
		t.Errorf("the answers tell who has an account: %v", answers)
	}
	m := only(t, server, 1)[0]
	if !slices.Equal(m.To, []string{technician}) || m.From != "hito@ayuntamiento.example" || m.Open(t).Subject != "Elija otra contraseña para Hito" {
		t.Errorf("what was sent is %+v", m)
	}
	link := linkOf(t, m)
	v := s.visitor(t, access.Nobody)
	if page := v.get(link); page.Code != http.StatusOK || !strings.Contains(page.Body.String(), `value="`+technician+`"`) {
		t.Errorf("the link: status %d", page.Code)
	}
	if chosen := v.post(link, url.Values{"password": {"tortuga mesa faro lluvia"}}); chosen.Code != http.StatusSeeOther {
		t.Errorf("another password: status %d", chosen.Code)
	}
	if again := v.get(link); again.Code != http.StatusNotFound {
		t.Errorf("the link again: status %d", again.Code)
	}
	if in := v.post("/entrar", url.Values{"email": {technician}, "password": {"tortuga mesa faro lluvia"}}); in.Code != http.StatusSeeOther {
		t.Errorf("with the new password: status %d", in.Code)
	}
}

func TestWhatIsNoEmailIsToldBeforeAnythingIsSent(t *testing.T) {
	s, server, _ := openWithMail(t, mailtest.Behaviour{})
	for _, email := range []string{"", "tecnica", technician + ", otra@demo.example", technician + "\r\nBcc: otra@demo.example"} {
		if answer := s.forget(email); answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%q: status %d", email, answer.Code)
		}
	}
	only(t, server, 0)
}

func TestAnInvitationIsSent(t *testing.T) {
	s, server, _ := openWithMail(t, mailtest.Behaviour{})
	fields := url.Values{"email": {"nueva@demo.example"}, "name": {"Nueva"}, "role": {"staff"}, "clave_envio": {strings.Repeat("M", 24)}}
	admin := s.visitor(t, access.Admin)
	shown := admin.post("/administracion/personas", fields)
	if shown.Code != http.StatusOK {
		t.Fatalf("status %d", shown.Code)
	}
	admin.post("/administracion/personas", fields) // the same form again
	m := only(t, server, 1)[0]
	link := linkOf(t, m)
	if !slices.Equal(m.To, []string{"nueva@demo.example"}) || !strings.Contains(shown.Body.String(), "https://hito.example"+link) {
		t.Errorf("what was sent is %+v", m)
	}
	if entered := s.visitor(t, access.Nobody).post(link, url.Values{"password": {"tortuga mesa faro lluvia"}}); entered.Code != http.StatusSeeOther {
		t.Errorf("the link: status %d", entered.Code)
	}
}

func TestAChangeOfEmailIsToldAtBothAddresses(t *testing.T) {
	s, server, _ := openWithMail(t, mailtest.Behaviour{})
	fields := url.Values{"email": {"Otra@demo.example"}, "current": {"hito-demo-2022"}}
	if answer := s.visitor(t, access.Technician).post("/cuenta/correo", fields); answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != "/cuenta?hecho=correo-enviado" {
		t.Fatalf("status %d", answer.Code)
	}
	byAddress := map[string]mailtest.Message{}
	for _, m := range only(t, server, 2) {
		byAddress[strings.ToLower(strings.Join(m.To, ","))] = m
	}
	old, found := byAddress[technician]
	if !found || mailed.MatchString(old.Open(t).Text) {
		t.Errorf("what was sent to the old address is %+v", old)
	}
	asked, found := byAddress["otra@demo.example"]
	if !found {
		t.Fatalf("what was sent is %+v", byAddress)
	}
	link, v := linkOf(t, asked), s.visitor(t, access.Nobody)
	if page := v.get(link); page.Code != http.StatusOK || v.site.technician(t) != technician {
		t.Errorf("looking at the link: status %d, and the address is %s", page.Code, v.site.technician(t))
	}
	if confirmed := v.post(link, nil); confirmed.Code != http.StatusSeeOther || v.site.technician(t) != "otra@demo.example" {
		t.Errorf("the link: status %d, and the address is %s", confirmed.Code, v.site.technician(t))
	}
}

// technician returns the address of the demo's technician.
func (s *wholeSite) technician(t *testing.T) (email string) {
	t.Helper()
	if err := s.pool.QueryRow(t.Context(), `SELECT email FROM users WHERE role = 'technician'`).Scan(&email); err != nil {
		t.Fatal(err)
	}
	return email
}

func TestSecurity21AnEmailThatIsRefusedIsLoggedWithoutWhatItSaid(t *testing.T) {
	s, _, log := openWithMail(t, mailtest.Behaviour{Answers: map[string]string{"RCPT": "550 5.1.1 <" + technician + "> is nobody here"}})
	s.forget(technician)
	for range 500 {
		if log.holds("failed in the background") {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if !log.holds("send a reset link") || !log.holds("code 550") || log.holds("tecnica") || log.holds("enlace/") {
		t.Errorf("the log holds %s", log)
	}
}
