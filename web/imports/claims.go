package imports

import (
	"slices"
	"strconv"

	"hito/internal/transfer"
	"hito/web/ui"
)

// claimsProps are the percentages of a file beside those that its own values give.
type claimsProps struct {
	Summary  string
	Kind     ui.NoticeKind
	Rows     []claimRow // that do not agree, mistaken ones first
	Agreeing []claimRow
	Fold     string // of those that agree
}

// claimRow is one percentage.
type claimRow struct {
	Code, Title string
	Line        string // where it stands
	Stated      string
	Computed    string
	Verdict     ui.TagProps
	Why         string
}

// verdictOrder is that in which percentages are told: what needs somebody first.
var verdictOrder = []transfer.Verdict{
	transfer.Mistaken, transfer.Inherited, transfer.OtherRule, transfer.Clamped, transfer.Unknown, transfer.Agrees,
}

// buildClaims returns nil for a file without percentages.
func buildClaims(i transfer.Import) *claimsProps {
	claims := slices.Clone(i.Understood.Claims)
	if len(claims) == 0 {
		return nil
	}
	slices.SortStableFunc(claims, func(a, b transfer.Claim) int {
		return slices.Index(verdictOrder, a.Verdict) - slices.Index(verdictOrder, b.Verdict)
	})
	p := &claimsProps{}
	count := map[transfer.Verdict]int{}
	for _, c := range claims {
		count[c.Verdict]++
		if c.Verdict == transfer.Agrees {
			p.Agreeing = append(p.Agreeing, newClaim(c))
		} else {
			p.Rows = append(p.Rows, newClaim(c))
		}
	}
	p.Summary, p.Kind = claimsSummary(count, len(claims))
	p.Fold = ui.Count(len(p.Agreeing), "porcentaje coincide", "porcentajes coinciden")
	return p
}

// claimsSummary tells how many percentages are right, and how many are not.
func claimsSummary(count map[transfer.Verdict]int, total int) (string, ui.NoticeKind) {
	wrong, inherited := count[transfer.Mistaken], count[transfer.Inherited]
	if count[transfer.Agrees] == total {
		if total == 1 {
			return "El porcentaje del fichero sale de sus propios valores.", ui.NoticeSuccess
		}
		return "Los " + plain(total) + " porcentajes del fichero salen de sus propios valores.", ui.NoticeSuccess
	}
	var parts []string
	for _, part := range []struct {
		n         int
		one, many string
	}{
		{count[transfer.Agrees], "coincide", "coinciden"},
		{wrong, "no sale de sus valores", "no salen de sus valores"},
		{inherited, "es una media que arrastra ese error", "son medias que arrastran un error"},
		{count[transfer.OtherRule], "sale por otra regla", "salen por otra regla"},
		{count[transfer.Clamped], "solo se limita a entre 0 y 100 %", "solo se limitan a entre 0 y 100 %"},
		{count[transfer.Unknown], "no se puede comprobar", "no se pueden comprobar"},
	} {
		if part.n > 0 {
			parts = append(parts, ui.Count(part.n, part.one, part.many))
		}
	}
	text := "De " + ui.Count(total, "porcentaje", "porcentajes") + ": " + enumerate(parts) + "."
	if wrong+inherited > 0 {
		return text + " Hito calcula los suyos con los valores: el fichero no los cambia.", ui.NoticeWarning
	}
	return text, ui.NoticeInfo
}

func newClaim(c transfer.Claim) claimRow {
	row := claimRow{
		Code: c.Code, Title: c.Title, Stated: ui.Percent(c.Stated, c.Places), Computed: ui.PercentOrDash(c.Computed, c.Places),
		Verdict: verdictTags[c.Verdict], Why: c.Why,
	}
	if c.At.Line > 0 {
		row.Line = "línea " + strconv.Itoa(c.At.Line)
		if c.At.Sheet != "" {
			row.Line = "hoja «" + c.At.Sheet + "», " + row.Line
		}
	}
	return row
}
