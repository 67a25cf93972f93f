// Package reports makes the follow-up report of a plan: on a page made to be printed, as files, and issued for good with
// a number and a code by which anybody verifies it.
package reports

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/code"
	"hito/internal/plan"
	"hito/internal/report"
	"hito/web/reports/paper"
	"hito/web/ui"
)

// Pages serves the reports of each plan. They are read from Slow; days are those in Location. PublicURL is where people
// reach this site, for the address that a cover names; Printer is nil where there is no Chromium.
type Pages struct {
	Reports   report.Store
	Slow      *pgxpool.Pool
	Location  *time.Location
	PublicURL string
	Printer   *paper.Printer
}

const (
	reportPath  = "/informe"          // below a plan
	preparePath = "/informe/preparar" // likewise
	issuedPath  = "/informes"         // likewise
	verifyPath  = "/informes/"        // with a code
)

func slugOf(r *http.Request) string { return chi.URLParam(r, "plan") }

func below(slug, path string) string { return "/planes/" + slug + path }

func issuedOf(i report.Issued) string {
	return below(i.PlanSlug, issuedPath) + "/" + strconv.FormatInt(i.ID, 10)
}

func verifyOf(i report.Issued) string { return verifyPath + code.Grouped(i.Code) }

// verifyAddress is the whole address of the page that verifies a report.
func (p Pages) verifyAddress(i report.Issued) string {
	return strings.TrimSuffix(p.PublicURL, "/") + verifyOf(i)
}

// insider tells whoever may read a plan whether or not it is published. Issued reports are theirs: they may say more
// than what is public.
func insider(a access.Actor, of plan.Plan) bool {
	return access.Can(a, access.ReadPlan, access.Target{Active: of.Target().Active})
}

// preparer tells whoever prepares the report of a plan and issues it.
func preparer(a access.Actor, of plan.Plan) bool {
	return access.Can(a, access.IssueReport, of.Target())
}

// requireInsider is nil for an insider, and what others are told: to sign in, or that it is not for them.
func requireInsider(a access.Actor, of plan.Plan) error {
	return access.Require(a, access.ReadPlan, access.Target{Active: of.Target().Active})
}

func (p Pages) place() *time.Location { return cmp.Or(p.Location, time.UTC) }

// formats are those that can be made here, in the order in which they are offered.
func (p Pages) formats() []report.Format {
	var list []report.Format
	for _, f := range report.Formats {
		if f != report.PDF || p.Printer != nil {
			list = append(list, f)
		}
	}
	return list
}

// formatNames name the kinds of files.
var formatNames = map[report.Format]string{
	report.PDF: "PDF", report.DOCX: "Word (DOCX)", report.XLSX: "Excel (XLSX)", report.HTML: "Página web (HTML)",
}

// namesOf writes formats in a sentence: "PDF, Word (DOCX) y Excel (XLSX)".
func namesOf(formats []report.Format) string {
	names := make([]string, len(formats))
	for n, f := range formats {
		names[n] = formatNames[f]
	}
	return joined(names)
}

var done = map[string]string{
	"guardado":  "El borrador del informe se ha guardado.",
	"emitido":   "El informe se ha emitido. Su número, su código y sus ficheros ya no cambian.",
	"ficheros":  "Los ficheros que faltaban ya están.",
	"a-medias":  "El informe se ha emitido con su número y su código, pero no se han podido generar todos sus ficheros. Puede generarlos ahora.",
	"sin-hacer": "No se han podido generar los ficheros que faltan. Vuelva a intentarlo en unos minutos.",
}

func doneOf(r *http.Request) string { return ui.Done(r, done) }
