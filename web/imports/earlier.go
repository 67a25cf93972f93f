package imports

import (
	"cmp"
	"net/http"
	"strconv"
	"time"

	"hito/internal/transfer"
	"hito/web/ui"
)

// earlierAtOnce is how many earlier imports a page lists.
const earlierAtOnce = 20

// lastPage keeps the pages asked for within what the database can count.
const lastPage = 1_000_000

// placeOf is where the times that are shown are those of clocks.
type placeOf = *time.Location

// pageOf reads the number of a page of a list, from 1.
func pageOf(r *http.Request, name string) int {
	page, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil {
		return 1
	}
	return min(max(page, 1), lastPage)
}

func idText(id int64) string { return strconv.FormatInt(id, 10) }

// earlierProps are the imports that were brought before.
type earlierProps struct {
	Rows  []earlierRow
	Text  string // what is listed
	Empty string // instead of the rows
	Pages ui.PaginationProps
}

// earlierRow is one of them.
type earlierRow struct {
	Href, Name string
	Plan       string // its title, or that of the new one
	Mode       string
	State      ui.TagProps
	Who, When  string
	Machine    string // When, for machines
	Counts     string
}

func buildEarlier(b bringing, place placeOf) earlierProps {
	p := earlierProps{Text: "Las de todos los planes, de la más reciente a la más antigua.", Empty: "Todavía no se ha importado nada."}
	slug := ""
	if b.chosen != nil {
		p.Text, slug = "Las de este plan, de la más reciente a la más antigua.", b.chosen.Slug
		p.Empty = "En este plan todavía no se ha importado nada."
	}
	for _, i := range b.earlier {
		p.Rows = append(p.Rows, newEarlierRow(i, place))
	}
	p.Pages = ui.Pages("Páginas de importaciones", b.page, (b.total+earlierAtOnce-1)/earlierAtOnce, func(page int) string {
		separator := "?"
		if slug != "" {
			separator = "&"
		}
		return pathFor(slug) + separator + "pagina=" + strconv.Itoa(page) + "#anteriores"
	})
	return p
}

func newEarlierRow(i transfer.Import, place placeOf) earlierRow {
	at := i.CreatedAt.In(cmp.Or(place, time.UTC))
	return earlierRow{
		Href: pathOf(i.ID), Name: i.Name, Plan: planTitle(i), Mode: modeNames[i.Mode], State: stateTags[i.State],
		Who: i.CreatedBy, When: ui.DateTime(at), Machine: at.Format(time.RFC3339), Counts: countsText(i),
	}
}

// planTitle is that of the plan of an import, or what a new one was to be called.
func planTitle(i transfer.Import) string {
	if i.Plan.ID == 0 {
		return i.Head.Title
	}
	return i.Plan.Title
}

// countsText tells in few words what an import would change, or has changed.
func countsText(i transfer.Import) string {
	var parts []string
	for _, o := range []struct {
		outcome   transfer.Outcome
		one, many string
	}{{transfer.Created, "nuevo", "nuevos"}, {transfer.Changed, "cambia", "cambian"}, {transfer.Wrong, "con error", "con error"}} {
		if n := i.Counts.Of(o.outcome); n > 0 {
			parts = append(parts, ui.Count(n, o.one, o.many))
		}
	}
	if len(parts) == 0 {
		return "sin cambios"
	}
	return enumerate(parts)
}
