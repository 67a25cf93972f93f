package users

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func (d *desk) export(form url.Values) *httptest.ResponseRecorder {
	d.Helper()
	r, w := pagetest.Form(d, listPath+"/exportar", form), httptest.NewRecorder()
	if err := r.ParseForm(); err != nil { // as the shell does before a page
		d.Fatal(err)
	}
	d.router.ServeHTTP(w, r.WithContext(ui.WithSession(r.Context(), d.session)))
	return w
}

func TestSecurity19PeopleGoOutAsDataAndThatIsTold(t *testing.T) {
	d := open(t)
	for n := range 30 {
		d.invite("=Persona "+string(rune('A'+n%26))+strings.Repeat("x", n), "p"+strings.Repeat("x", n)+"@ejemplo.es", access.Staff)
	}
	list := d.get(listPath + "?papel=staff&texto=persona").is(http.StatusOK)
	form := url.Values{"formato": {"csv-simple"}}
	list.Find(`form[action="` + listPath + `/exportar"] input[type=hidden]`).Each(func(_ int, in *goquery.Selection) {
		form.Set(in.AttrOr("name", ""), in.AttrOr("value", ""))
	})
	rows := pagetest.Data(t, d.export(form))
	if len(rows) != 31 || !strings.HasPrefix(rows[1][0], "'=Persona A") || rows[1][2] == "" {
		t.Errorf("%d rows, the first %q", len(rows), rows[1])
	}
	var events []audit.Entry
	err := db.ReadTx(t.Context(), d.pages.Users.Pool, func(tx pgx.Tx) (err error) {
		events, err = audit.List(t.Context(), tx, audit.Query{Action: "user.export", Limit: 5})
		return err
	})
	if err != nil || len(events) != 1 || events[0].ActorID != d.ana || !strings.Contains(string(events[0].After), `"text_search"`) || strings.Contains(string(events[0].After), "persona") {
		t.Errorf("%+v, %v", events, err)
	}
	d.session.User.Role = access.Director
	if w := d.export(form); w.Code != http.StatusForbidden {
		t.Errorf("a director: %d", w.Code)
	}
}
