package users

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"hito/internal/access"
	"hito/web/ui/pagetest"
)

func TestListPage(t *testing.T) {
	d := open(t)
	innovation := d.unit("Innovación")
	d.invite("<script>alert(1)</script>", "b@ejemplo.es", access.Staff, innovation, d.unit("Dirección"))
	d.enter("Carmen Técnica", "carmen@ejemplo.es", access.Technician)
	p := d.get(listPath).is(200)
	p.says("h1", "Personas")
	p.count("table.table-stack caption", 1)
	p.count("thead th[scope=col]", 6)
	p.count("tbody th[scope=row]", 3)
	p.says(".filters-result", "3 personas")
	p.says("tbody tr:nth-child(1)", "<script>alert(1)</script>", "b@ejemplo.es", "Personal", "Dirección, Innovación", "No", "Sin sesión abierta", "Pendiente", "sin responder")
	p.says("tbody tr:nth-child(3)", "Carmen Técnica", "Técnica", "Ninguna", "14/3/2026, 10:00", "Activa")
	p.count("main script", 0)
	p.count("main a[href='"+newPath+"']", 1)
	p.Find("tbody td").Each(func(_ int, cell *goquery.Selection) {
		if cell.AttrOr("data-label", "") == "" {
			t.Errorf("a cell without its heading: %q", cell.Text())
		}
	})
}

func TestFilters(t *testing.T) {
	d := open(t)
	innovation := d.unit("Innovación")
	d.invite("Eva Personal", "eva@ejemplo.es", access.Staff, innovation)
	d.enter("Luz Técnica", "luz@ejemplo.es", access.Technician)
	gone := d.enter("Mar Técnica", "mar@ejemplo.es", access.Technician)
	if err := d.pages.Users.Disable(t.Context(), console, strings.Repeat("a", 20), gone); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		"":                                  "Ana Admin|Eva Personal|Luz Técnica|Mar Técnica",
		"texto=+PERSONAL++":                 "Eva Personal",
		"texto=luz%40":                      "Luz Técnica",
		"papel=technician":                  "Luz Técnica|Mar Técnica",
		"estado=pendiente":                  "Ana Admin|Eva Personal",
		"estado=activa":                     "Luz Técnica",
		"estado=desactivada":                "Mar Técnica",
		"unidad=" + text(innovation):        "Eva Personal",
		"papel=staff&estado=activa":         "",
		"unidad=999999":                     "",
		"papel=jefa&estado=x&unidad=-1":     "Ana Admin|Eva Personal|Luz Técnica|Mar Técnica",
		"unidad=99999999999999999999":       "Ana Admin|Eva Personal|Luz Técnica|Mar Técnica",
		"texto=%25&pagina=0&otra=%27+OR+1=": "",
	} {
		p := d.get(listPath + "?" + query).is(200)
		got := strings.Join(pagetest.Texts(p.Find("tbody th a")), "|")
		if got != want {
			t.Errorf("?%s finds %q, want %q", query, got, want)
		}
		if want == "" {
			p.says(".empty", "Nadie coincide")
			p.count(".empty a[href='"+listPath+"']", 1)
		}
	}
	p := d.get(listPath + "?texto=luz&papel=technician&estado=activa&unidad=" + text(innovation))
	p.holds("#personas-texto", "luz")
	for _, value := range []string{"technician", "activa", text(innovation)} {
		p.count(".filters option[selected][value='"+value+"']", 1)
	}
}

func TestPagesOfHundreds(t *testing.T) {
	d := open(t)
	for n := range 60 {
		d.invite(fmt.Sprintf("Persona %02d", n), fmt.Sprintf("p%d@ejemplo.es", n), access.Staff)
	}
	seen := map[string]bool{}
	for address := listPath + "?papel=staff"; address != ""; {
		p := d.get(address).is(200)
		for _, name := range pagetest.Texts(p.Find("tbody th a")) {
			if seen[name] {
				t.Errorf("%s: %q again", address, name)
			}
			seen[name] = true
		}
		address = p.Find(".pagination a[rel=next]").AttrOr("href", "")
	}
	if len(seen) != 60 {
		t.Errorf("the pages have %d people, want 60", len(seen))
	}
	d.get(listPath+"?pagina=3").says(".filters-result", "61 personas; se muestran de la 51 a la 61")
	d.get(listPath + "?pagina=4").is(404)
	d.get(listPath + "?pagina=99999999").is(404)
}

func TestTheAddressOfAPageKeepsTheFilters(t *testing.T) {
	q := readQuery(url.Values{"texto": {" ana  maría "}, "papel": {"staff"}, "estado": {"activa"}, "unidad": {"7"}, "pagina": {"2"}})
	if got, want := q.href(3), listPath+"?estado=activa&pagina=3&papel=staff&texto=ana+mar%C3%ADa&unidad=7"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := readQuery(url.Values{}).href(1); got != listPath {
		t.Errorf("got %s, want the bare list", got)
	}
}
