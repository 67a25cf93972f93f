package sources_test

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
	"hito/internal/source"
	"hito/internal/user"
	"hito/web/sources"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var today = date.New(2026, time.November, 27)

const (
	page = pagetest.Example + "/indicadores/I1.1/retos"
	form = "form[action$='/retos']"
)

// desk is the page as somebody of the demo reaches it.
type desk struct {
	*testing.T
	pool   *pgxpool.Pool
	router http.Handler
	actor  access.Actor
}

// routes are the addresses of the page.
func routes(t *testing.T, pool *pgxpool.Pool) http.Handler {
	p := sources.Pages{Location: time.UTC, Sources: source.Store{
		Pool: pool, Now: func() time.Time { return today.Time().Add(9 * time.Hour) }, Today: func() date.Date { return today },
	}}
	r := chi.NewRouter()
	r.Get("/planes/{plan}/indicadores/{code}/retos", pagetest.Answered(t, p.Show))
	r.Post("/planes/{plan}/indicadores/{code}/retos", pagetest.Answered(t, p.Save))
	r.Post("/planes/{plan}/indicadores/{code}/retos/baja", pagetest.Answered(t, p.Drop))
	r.Post("/planes/{plan}/indicadores/{code}/retos/valor", pagetest.Answered(t, p.Confirm))
	return r
}

func sit(t *testing.T) desk {
	t.Helper()
	pool := demotest.New(t, today)
	return desk{T: t, pool: pool, router: routes(t, pool), actor: dbtest.Actor(t, pool, access.Technician)}
}

// answer is what a page answers, read.
type answer struct {
	desk
	*goquery.Document
	code     int
	location string
}

func (d desk) send(r *http.Request) answer {
	d.Helper()
	w := httptest.NewRecorder()
	d.router.ServeHTTP(w, r.WithContext(ui.WithSession(r.Context(), user.Session{ID: 1, Confirmed: true, User: d.actor})))
	return answer{desk: d, Document: pagetest.Read(d, r, w), code: w.Code, location: w.Header().Get("Location")}
}

func (d desk) get(address string) answer {
	d.Helper()
	return d.send(httptest.NewRequestWithContext(d.Context(), http.MethodGet, address, nil))
}

func (d desk) submit(address string, fields url.Values) answer {
	d.Helper()
	fields.Set(ui.KeyField, rand.Text())
	return d.send(pagetest.Form(d, address, fields))
}

func (d desk) exec(sql string, args ...any) {
	d.Helper()
	if _, err := d.pool.Exec(d.Context(), sql, args...); err != nil {
		d.Fatal(err)
	}
}

func (a answer) is(code int) answer {
	a.Helper()
	if a.code != code {
		a.Fatalf("status %d, want %d: %s", a.code, code, pagetest.Text(a.Find("main")))
	}
	return a
}

// leads follows a form to the page that it leads to.
func (a answer) leads(done string) answer {
	a.Helper()
	a.is(303)
	if a.location != page+"?hecho="+done {
		a.Fatalf("leads to %q", a.location)
	}
	return a.get(a.location).is(200)
}

func (a answer) says(selector string, words ...string) {
	a.Helper()
	text := pagetest.Text(a.Find(selector))
	for _, word := range words {
		if !strings.Contains(text, word) {
			a.Errorf("%q is not in %s: %q", word, selector, text)
		}
	}
}

func (a answer) count(selector string, want int) {
	a.Helper()
	if got := a.Find(selector).Length(); got != want {
		a.Errorf("%d of %s, want %d", got, selector, want)
	}
}

// fields are what a form of the page would send as it stands.
func (a answer) fields(selector string) url.Values {
	a.Helper()
	values := url.Values{}
	a.Find(selector).Find("input[name]").Each(func(_ int, f *goquery.Selection) {
		if _, checked := f.Attr("checked"); f.AttrOr("type", "") != "radio" || checked {
			values.Add(f.AttrOr("name", ""), f.AttrOr("value", ""))
		}
	})
	if len(values) == 0 {
		a.Fatalf("no fields in %s", selector)
	}
	return values
}

// start makes the indicator count the retos of this year, and returns its page.
func (d desk) start() answer {
	d.Helper()
	f := d.get(page).is(200).fields(form)
	f.Set("from_on", "1/1/2026")
	return d.submit(page, f).leads("guardado")
}

func TestAnIndicatorCountsRetos(t *testing.T) {
	d := sit(t)
	first := d.get(page).is(200)
	first.count("#propuesta", 0)
	f := first.fields(form)
	if f.Get("version") != "0" || f.Get("counts") != "received" || f.Get("how") != "confirmed" || f.Get("from_on") == "" || f.Get("to_on") == "" {
		t.Errorf("proposed %v", f)
	}
	set := d.start()
	set.says("[role=status]", "Se ha guardado")
	set.says("#propuesta", "retos presentados", "por confirmar", "a 27 de noviembre de 2026", "Cada reto cuenta el día en que se presentó", "Qué retos cuentan")
	if set.Find("#propuesta a[href^='/retos/']").Length() < 3 {
		t.Error("the counted retos are not named")
	}
	value := set.fields("form[action$='/valor']")
	confirmed := d.submit(page+"/valor", value).leads("registrado")
	confirmed.says("#propuesta", "sin cambios", "El valor que consta es "+value.Get("number"), "27 de noviembre de 2026")
	confirmed.count("form[action$='/valor']", 0)
	d.submit(page+"/baja", confirmed.fields("form[action$='/baja']")).leads("quitado").count("#propuesta", 0)
}

func TestWhatIsWrongStandsAtItsField(t *testing.T) {
	d := sit(t)
	f := d.get(page).fields(form)
	f["from_on"], f["to_on"], f["how"] = []string{"31/12/2026"}, []string{"mañana"}, []string{"automatic"}
	wrong := d.submit(page, f).is(422)
	wrong.count(".field-wrong #to_on", 1)
	wrong.count("#to_on[value='mañana'], #from_on[value='31/12/2026'], input[value=automatic][checked]", 3)
	for _, hostile := range []string{"\u202e", strings.Repeat("9", 5000), "<script>", "", "-1", "0001-01-01", "9999-12-31"} {
		for _, name := range []string{"counts", "from_on", "to_on", "how"} {
			g := d.get(page).fields(form)
			g.Set(name, hostile)
			d.submit(page, g).is(422)
		}
	}
	f = d.start().fields("form[action$='/valor']")
	for _, name := range []string{"number", "basis", "version"} {
		g, err := url.ParseQuery(f.Encode())
		if err != nil {
			t.Fatal(err)
		}
		g.Set(name, "x")
		d.submit(page+"/valor", g).is(400)
	}
}

func TestTheSecondToSaveSeesBothVersions(t *testing.T) {
	d := sit(t)
	mine := d.start().fields(form)
	theirs := d.get(page).fields(form)
	theirs.Set("counts", "admitted")
	d.submit(page, theirs).is(303)
	mine.Set("counts", "implemented")
	mine.Set("how", "automatic")
	both := d.submit(page, mine).is(409)
	both.says(".conflict", "Implantados", "Admitidos", "Automático", d.actor.Name)
	both.count(".conflict tbody tr", 2)
	again := both.fields(form)
	if again.Get("version") != "2" || again.Get("counts") != "implemented" {
		t.Errorf("comes back with %v", again)
	}
	d.submit(page, again).leads("guardado").says("#propuesta", "retos implantados")
	theirs.Set("version", "1")
	d.submit(page+"/baja", theirs).is(409).says("[role=alert]", "No se ha quitado")
}

func TestAnotherNumberIsNotConfirmed(t *testing.T) {
	d := sit(t)
	f := d.start().fields("form[action$='/valor']")
	d.exec(`
		INSERT INTO challenges (code, title, problem, privacy, author_id, state_since, submitted_at, submitted_on, answer_due_on)
		VALUES ('AAAAAAAAAAAAAAA', 'Uno más', 'Algo', 'named', $1, now(), now(), '2026-11-26', '2026-12-20')`, d.actor.ID)
	changed := d.submit(page+"/valor", f).is(409)
	changed.says("[role=alert]", "No se ha registrado", "ha cambiado el recuento")
	changed.says("#propuesta", "Uno más")
	d.submit(page+"/valor", changed.fields("form[action$='/valor']")).leads("registrado")
}

func TestAValueOfTheSameDayIsNamedBeforeItIsCorrected(t *testing.T) {
	d := sit(t)
	d.start()
	d.exec(`
		INSERT INTO measurements (plan_id, indicator_id, measured_on, value, recorded_by)
		SELECT i.plan_id, i.id, '2026-11-27', 99, $1
		  FROM indicator_sources s
		  JOIN indicators i ON i.id = s.indicator_id
		 WHERE i.code = 'I1.1'`, d.actor.ID)
	shown := d.get(page).is(200)
	shown.says("#propuesta", "registró 99", "quedará corregido")
	d.submit(page+"/valor", shown.fields("form[action$='/valor']")).leads("registrado").says("#propuesta", "sin cambios")
}

func TestOtherProposalsThatWaitAreLinked(t *testing.T) {
	d := sit(t)
	d.start()
	other := d.get(pagetest.Example + "/indicadores/I1.2/retos").is(200)
	other.count("#otros a[href='"+page+"']", 1)
}

func TestOnlyThoseWhoKeepAPlanInForceCount(t *testing.T) {
	d := sit(t)
	f := d.start().fields(form)
	value := d.get(page).fields("form[action$='/valor']")
	keeper := d.actor
	for _, role := range []access.Role{access.Director, access.Admin, access.Staff} {
		d.actor = dbtest.Actor(t, d.pool, role)
		d.get(page).is(403)
		d.submit(page, f).is(403)
		d.submit(page+"/baja", f).is(403)
		d.submit(page+"/valor", value).is(403)
	}
	d.actor = keeper
	d.get(pagetest.Example + "/indicadores/X9/retos").is(404)
	f.Set("id", "999999")
	d.submit(page, f).is(404)
	f.Set("id", value.Get("id"))
	d.exec(`UPDATE plans SET state = 'closed'`)
	d.get(page).is(409)
	d.submit(page, f).is(409).says("[role=alert]", "El plan está cerrado")
	d.submit(page+"/valor", value).is(409)
	d.submit(page+"/baja", f).is(409)
}

// The figures of the published table: five retos of seven, by an indicator that counts by itself.
func TestTheSeedsFigures(t *testing.T) {
	d := sit(t)
	published := d.get(pagetest.Montilla + "/indicadores/I.11.3/retos").is(200)
	published.says("#propuesta", "5 retos presentados", "sin cambios", "El valor que consta es 5")
	published.count("#propuesta a[href^='/retos/']", 5)
	published.count("input[value=automatic][checked]", 1)
}
