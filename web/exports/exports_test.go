package exports

import (
	"archive/zip"
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/xuri/excelize/v2"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/plan"
	"hito/internal/transfer"
	"hito/internal/unit"
	"hito/internal/user"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const base = pagetest.Example + "/exportar"

// desk is the pages of the demo's exports, as one person sees them.
type desk struct {
	*testing.T
	pool   *pgxpool.Pool
	router http.Handler
	actor  access.Actor
}

func open(t *testing.T) *desk {
	t.Helper()
	pool := pagetest.Demo(t)
	now := func() time.Time { return pagetest.Today().Time().Add(9 * time.Hour) }
	p := Pages{Plans: plan.Store{Pool: pool, Now: now}, Units: unit.Store{Pool: pool, Now: now}, Slow: pool, Today: pagetest.Today}
	r := chi.NewRouter()
	r.Get("/planes/{plan}/exportar", pagetest.Answered(t, p.Show))
	r.Post("/planes/{plan}/exportar/plan.xlsx", pagetest.Answered(t, p.Workbook))
	r.Post("/planes/{plan}/exportar/hoja.xlsx", pagetest.Answered(t, p.Sheet))
	r.Post("/planes/{plan}/exportar/hojas.zip", pagetest.Answered(t, p.Sheets))
	r.Get("/planes/importar/plantilla.xlsx", pagetest.Answered(t, p.Template))
	d := &desk{T: t, pool: pool, router: r}
	d.as(access.Technician)
	return d
}

func (d *desk) as(role access.Role) {
	d.Helper()
	d.actor = dbtest.Actor(d, d.pool, role)
}

func (d *desk) send(r *http.Request) *httptest.ResponseRecorder {
	d.Helper()
	w := httptest.NewRecorder()
	if d.actor.SignedIn() {
		r = r.WithContext(ui.WithSession(r.Context(), user.Session{ID: 1, Confirmed: true, User: d.actor}))
	}
	d.router.ServeHTTP(w, r)
	return w
}

func (d *desk) page() *goquery.Document {
	d.Helper()
	r := httptest.NewRequest(http.MethodGet, base, nil)
	w := d.send(r)
	if w.Code != http.StatusOK {
		d.Fatalf("status %d", w.Code)
	}
	return pagetest.Read(d, r, w)
}

func (d *desk) post(address string, pairs ...string) *httptest.ResponseRecorder {
	d.Helper()
	fields := url.Values{}
	for n := 0; n < len(pairs); n += 2 {
		fields.Set(pairs[n], pairs[n+1])
	}
	return d.send(pagetest.Form(d, address, fields))
}

// book reads a workbook that was answered.
func (d *desk) book(content []byte) *excelize.File {
	d.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		d.Fatal(err)
	}
	d.Cleanup(func() { _ = f.Close() })
	return f
}

func (d *desk) rows(f *excelize.File, sheet string) [][]string {
	d.Helper()
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		d.Fatal(err)
	}
	return rows
}

// exports are the events that say what was taken away, the newest first.
func (d *desk) exports() (list []string) {
	d.Helper()
	err := db.ReadTx(d.Context(), d.pool, func(tx pgx.Tx) error {
		found, err := audit.List(d.Context(), tx, audit.Query{Action: "plan.export", Limit: 20})
		for _, e := range found {
			list = append(list, e.ActorName+" "+string(e.After))
		}
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	return list
}

func (d *desk) exec(sql string, args ...any) {
	d.Helper()
	if _, err := d.pool.Exec(d.Context(), sql, args...); err != nil {
		d.Fatal(err)
	}
}

func TestThePageOffersWhatEachMayTake(t *testing.T) {
	d := open(t)
	page := d.page()
	if page.Find(`form[action="`+base+`/plan.xlsx"]`).Length() != 1 || page.Find("#hojas .export-units li").Length() < 2 {
		t.Error("the plan and the sheets of its units are not offered")
	}
	if got := page.Find("#hojas [name=fecha]").AttrOr("value", ""); got == "" {
		t.Error("the day of the values is not there already")
	}
	if got := page.Find(`#hojas button[formaction="` + base + `/hojas.zip"]`).Length(); got != 1 {
		t.Errorf("%d ways to all sheets", got)
	}
	for _, href := range []string{pagetest.Example + "/indicadores?formato=csv", pagetest.Example + "/resultados?formato=csv-simple", pagetest.Example + "/rondas?formato=csv"} {
		if page.Find(`#listas a[href="`+href+`"]`).Length() != 1 {
			t.Errorf("no way to %s", href)
		}
	}
	if page.Find(`#vuelta a[href="`+templatePath+`"]`).Length() != 1 {
		t.Error("no way to the template")
	}
	for _, role := range []access.Role{access.Director, access.Admin} {
		d.as(role)
		page := d.page()
		if page.Find("#plan-entero form").Length() != 1 || page.Find("#hojas, #vuelta").Length() > 0 {
			t.Errorf("%s is offered what only others may send and bring back", role)
		}
	}
	d.as(access.Staff)
	if w := d.send(httptest.NewRequest(http.MethodGet, base, nil)); w.Code != http.StatusForbidden {
		t.Errorf("staff: %d", w.Code)
	}
	d.as(access.Technician)
	if w := d.send(httptest.NewRequest(http.MethodGet, "/planes/no-hay/exportar", nil)); w.Code != http.StatusNotFound {
		t.Errorf("no such plan: %d", w.Code)
	}
}

func TestSecurity19AWholePlanGoesOutAndThatIsTold(t *testing.T) {
	d := open(t)
	d.as(access.Director)
	before := d.changed()
	w := d.post(base + "/plan.xlsx")
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != xlsx || w.Header().Get("X-Content-Type-Options") != "nosniff" ||
		w.Header().Get("Content-Disposition") != `attachment; filename="plan-de-ejemplo-`+pagetest.Today().String()+`.xlsx"` {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	f := d.book(w.Body.Bytes())
	for _, s := range transfer.SheetNames {
		if rows := d.rows(f, s.Name); len(rows) < 2 {
			t.Errorf("%s has %d rows", s.Name, len(rows))
		}
	}
	var values int
	if err := d.pool.QueryRow(t.Context(), `SELECT count(DISTINCT (m.indicator_id, m.measured_on)) FROM measurements m JOIN plans p ON p.id = m.plan_id WHERE p.slug = 'plan-de-ejemplo'`).Scan(&values); err != nil {
		t.Fatal(err)
	}
	if rows := d.rows(f, "Valores"); len(rows) != values+1 {
		t.Errorf("%d values of %d", len(rows)-1, values)
	}
	if got := d.exports(); len(got) != 1 || !strings.Contains(got[0], `"exported": "workbook"`) && !strings.Contains(got[0], `"exported":"workbook"`) {
		t.Errorf("the audit says %v", got)
	}
	if d.changed() != before {
		t.Error("to take a plan away counts as its last change")
	}
	d.as(access.Staff)
	if w := d.post(base + "/plan.xlsx"); w.Code != http.StatusForbidden {
		t.Errorf("staff: %d", w.Code)
	}
	if got := d.exports(); len(got) != 1 {
		t.Errorf("what was refused is told as taken away: %v", got)
	}
}

// changed is when the plan was changed last, as its pages tell.
func (d *desk) changed() (at time.Time) {
	d.Helper()
	err := db.ReadTx(d.Context(), d.pool, func(tx pgx.Tx) error {
		p, err := plan.Find(d.Context(), tx, access.Scope{All: true}, "plan-de-ejemplo")
		at = p.ChangedAt
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	return at
}

// ownAndOther are a unit of the actor, and one that is none of theirs and answers for something.
func (d *desk) ownAndOther() (own, other string) {
	d.Helper()
	err := d.pool.QueryRow(d.Context(), `
		SELECT iu.unit_id::text
		  FROM indicator_units iu
		  JOIN plans p ON p.id = iu.plan_id
		 WHERE p.slug = 'plan-de-ejemplo' AND NOT iu.unit_id = ANY($1)
		 ORDER BY iu.unit_id
		 LIMIT 1`, d.actor.Units).Scan(&other)
	if err != nil || len(d.actor.Units) == 0 {
		d.Fatalf("the demo's staff are in %v, %v", d.actor.Units, err)
	}
	return strconv.FormatInt(d.actor.Units[0], 10), other
}

func TestSecurity08StaffTakeTheSheetsOfTheirUnitsAlone(t *testing.T) {
	d := open(t)
	d.as(access.Staff)
	own, other := d.ownAndOther()
	w := d.post(base+"/hoja.xlsx", "unidad", own, "fecha", "2026-03-31")
	if w.Code != http.StatusOK || !strings.HasSuffix(w.Header().Get("Content-Disposition"), "-"+own+`-2026-03-31.xlsx"`) {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	rows := d.rows(d.book(w.Body.Bytes()), "Valores")
	if len(rows) < 2 || rows[1][8] != "46112" || rows[1][len(rows[1])-1] == "" {
		t.Errorf("rows %v", rows)
	}
	var owes int
	if err := d.pool.QueryRow(t.Context(), `
		SELECT count(*)
		  FROM indicator_units iu
		  JOIN indicators i ON i.plan_id = iu.plan_id AND i.id = iu.indicator_id
		  JOIN plans p ON p.id = iu.plan_id
		 WHERE p.slug = 'plan-de-ejemplo' AND iu.unit_id::text = $1 AND (i.cancelled_on IS NULL OR i.cancelled_on > '2026-03-31')`, own).Scan(&owes); err != nil {
		t.Fatal(err)
	}
	if len(rows)-1 != owes {
		t.Errorf("%d indicators of %d", len(rows)-1, owes)
	}
	if got := d.exports(); len(got) != 1 || !strings.Contains(got[0], "sheet") || !strings.Contains(got[0], "2026-03-31") {
		t.Errorf("the audit says %v", got)
	}
	for _, unit := range []string{other, "999999", "0", "-1", "x"} {
		if w := d.post(base+"/hoja.xlsx", "unidad", unit); w.Code != http.StatusNotFound && w.Code != http.StatusBadRequest {
			t.Errorf("unit %q: %d", unit, w.Code)
		}
	}
	if w := d.post(base+"/hoja.xlsx", "unidad", other); w.Code != http.StatusNotFound {
		t.Errorf("another's unit: %d, want what an unknown one is", w.Code)
	}
	if w := d.post(base+"/hoja.xlsx", "unidad", own, "fecha", "ayer"); w.Code != http.StatusBadRequest {
		t.Errorf("no day: %d", w.Code)
	}
	if w := d.post(pagetest.Montilla+"/exportar/hoja.xlsx", "unidad", own); w.Code != http.StatusNotFound {
		t.Errorf("a plan in which the unit owes nothing: %d", w.Code)
	}
	all := d.post(base + "/hoja.xlsx")
	if got := d.rows(d.book(all.Body.Bytes()), "Valores"); all.Code != http.StatusOK || len(got) < owes+1 {
		t.Errorf("all that is owed: %d, %d rows", all.Code, len(got))
	}
	d.as(access.Director)
	if w := d.post(base + "/hoja.xlsx"); w.Code != http.StatusNotFound {
		t.Errorf("a director, to whom nothing is owed: %d", w.Code)
	}
	if w := d.post(base+"/hoja.xlsx", "unidad", own); w.Code != http.StatusNotFound {
		t.Errorf("a director, who reports no values: %d", w.Code)
	}
	d.as(access.Technician)
	if w := d.post(base+"/hoja.xlsx", "unidad", other); w.Code != http.StatusOK {
		t.Errorf("a technician: %d", w.Code)
	}
	if got := d.exports(); len(got) != 3 {
		t.Errorf("%d events of three sheets: %v", len(got), got)
	}
}

func TestAllSheetsComeInOneFile(t *testing.T) {
	d := open(t)
	page := d.page()
	w := d.post(base+"/hojas.zip", "fecha", "")
	file, err := zip.NewReader(bytes.NewReader(w.Body.Bytes()), int64(w.Body.Len()))
	if err != nil || w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/zip" {
		t.Fatalf("%d, %v", w.Code, err)
	}
	if want := page.Find("#hojas .export-units li").Length(); len(file.File) != want {
		t.Errorf("%d sheets of %d units", len(file.File), want)
	}
	var names []string
	for _, one := range file.File {
		names = append(names, one.Name)
		in, err := one.Open()
		if err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(in)
		if err != nil {
			t.Fatal(err)
		}
		if rows := d.rows(f, "Valores"); len(rows) < 2 {
			t.Errorf("%s is empty", one.Name)
		}
		_ = f.Close()
	}
	slices.Sort(names)
	if len(slices.Compact(names)) != len(file.File) {
		t.Errorf("some are called alike: %v", names)
	}
	d.exec("UPDATE plans SET state = 'closed' WHERE slug = 'plan-de-ejemplo'")
	if d.page().Find("#hojas").Length() > 0 || d.post(base+"/hojas.zip").Code != http.StatusNotFound {
		t.Error("sheets are made of a plan that takes no values any more")
	}
}

func TestADayThatIsNoneIsToldAtItsField(t *testing.T) {
	d := open(t)
	r := pagetest.Form(t, base+"/hoja.xlsx", url.Values{"fecha": {"31/2/2026"}, "unidad": {"1"}})
	w := d.send(r)
	page := pagetest.Read(t, r, w)
	if w.Code != http.StatusUnprocessableEntity || page.Find("#fecha").AttrOr("value", "") != "31/2/2026" || page.Find("#fecha-error").Length() != 1 ||
		page.Find(`.notice-error a[href="#fecha"]`).Length() != 1 {
		t.Errorf("%d: %s", w.Code, pagetest.Text(page.Find("#hojas")))
	}
	if got := d.exports(); len(got) > 0 {
		t.Errorf("told as taken away: %v", got)
	}
}

func TestTheTemplateHasNothingOfAnyPlan(t *testing.T) {
	d := open(t)
	w := d.send(httptest.NewRequest(http.MethodGet, templatePath, nil))
	f := d.book(w.Body.Bytes())
	if rows := d.rows(f, "Indicadores"); w.Code != http.StatusOK || len(rows) != 1 {
		t.Errorf("%d, %d rows", w.Code, len(rows))
	}
}
