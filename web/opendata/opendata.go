// Package opendata serves the open data: the datasets of published plans in several formats, what their fields mean, and
// the catalogue that other catalogues harvest.
package opendata

import (
	"cmp"
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/opendata"
	"hito/internal/setting"
	"hito/web/static"
	"hito/web/ui"
)

// Root is where the open data begin.
const Root = "/datos-abiertos"

// Config is what the open data need from outside. Slow has connections of its own: data go out as fast as they are taken.
type Config struct {
	Data, Slow opendata.Store
	Location   *time.Location // whose midnight begins another day
	PublicURL  string         // under which people reach this site, without a slash at the end
	Contact    setting.Contact
	DIR3       string // the code of the body in the directory of public bodies; blank where it is not known
}

// Pages serves the open data.
type Pages struct {
	cfg       Config
	sizes     *sizes
	workbooks chan struct{} // a place for each spreadsheet that is being made
}

// workbooksAtOnce is how many spreadsheets are made at a time: each takes a processor for seconds where it is long.
const workbooksAtOnce = 2

// New returns the handlers.
func New(cfg Config) Pages {
	return Pages{cfg: cfg, sizes: newSizes(), workbooks: make(chan struct{}, workbooksAtOnce)}
}

// On returns pages that are read through another pool.
func (p Pages) On(pool *pgxpool.Pool) Pages {
	p.cfg.Data.Pool, p.cfg.Slow.Pool = pool, pool
	return p
}

// publisher is the body whose data these are.
func (p Pages) publisher(r *http.Request, plans []opendata.Plan) string {
	body := ui.SiteOf(r.Context()).Body
	if body == "" && len(plans) > 0 {
		body = plans[0].Body
	}
	return cmp.Or(body, ui.Product)
}

// contact is how people reach the body.
func (p Pages) contact(ctx context.Context) (setting.Contact, error) {
	statement := setting.DefaultAccessibility(p.cfg.Contact)
	err := db.ReadTx(ctx, p.cfg.Data.Pool, func(tx pgx.Tx) error {
		_, err := setting.Load(ctx, tx, setting.AccessibilityName, &statement)
		return err
	})
	return statement.Contact, err
}

// fresh tells whether a client has what an address shows of plans. Its tag alone decides: when anything was changed last
// says nothing of a plan that was withdrawn.
func (p Pages) fresh(w http.ResponseWriter, r *http.Request, plans []opendata.Plan, more ...string) bool {
	site := ui.SiteOf(r.Context())
	parts := append([]string{r.URL.RequestURI(), site.Version, site.Body, p.cfg.PublicURL, static.URL("app.css")}, more...)
	for _, one := range plans {
		parts = append(parts, one.Stamp)
	}
	return ui.Fresh(w, r, time.Time{}, parts...)
}

// changed is when any of the plans was changed last; zero for none.
func changed(plans []opendata.Plan) time.Time {
	var last time.Time
	for _, one := range plans {
		if t := one.Changed(); t.After(last) {
			last = t
		}
	}
	return last
}

func (p Pages) day(t time.Time) date.Date { return date.Of(t.In(p.cfg.Location)) }

// dataPath is the address of a dataset of a plan, without the ending that names its format.
func dataPath(slug, name string) string { return Root + "/" + slug + "/" + name }

// datasetID names a dataset of a plan in the catalogue, which is also where the page tells of it.
func datasetID(slug, name string) string { return slug + "-" + name }

// absolute is an address of this site for those who read it elsewhere.
func (p Pages) absolute(path string) string { return strings.TrimSuffix(p.cfg.PublicURL, "/") + path }
