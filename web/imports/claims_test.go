package imports

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"hito/internal/transfer"
	"hito/web/ui"
)

func claim(code string, stated, computed string, places int32, v transfer.Verdict) transfer.Claim {
	c := transfer.Claim{Code: code, Title: "Título", Stated: decimal.RequireFromString(stated), Places: places, Verdict: v, At: transfer.Place{Line: 7}}
	if computed != "" {
		c.Computed = decimal.NewNullDecimal(decimal.RequireFromString(computed))
	}
	return c
}

func TestClaimsAreToldMistakenOnesFirst(t *testing.T) {
	i := transfer.Import{Understood: transfer.Understood{Claims: []transfer.Claim{
		claim("I.1.1", "0.8", "0.8", 2, transfer.Agrees),
		claim("O.E.12", "0", "0.166666", 0, transfer.Inherited),
		claim("I.3.1", "0.1", "", 0, transfer.Unknown),
		claim("I.12.2", "0", "0.333333", 2, transfer.Mistaken),
		claim("I.2.1", "1", "1", 2, transfer.Agrees),
	}}}
	p := buildClaims(i)
	var codes, said []string
	for _, row := range p.Rows {
		codes = append(codes, row.Code)
		said = append(said, spaced(row.Stated+" / "+row.Computed+" / "+row.Verdict.Text))
	}
	if got := strings.Join(codes, " "); got != "I.12.2 O.E.12 I.3.1" {
		t.Errorf("order: %s", got)
	}
	if said[0] != "0,00 % / 33,33 % / El fichero se equivoca" || said[1] != "0 % / 17 % / Arrastra un error" || said[2] != "10 % / sin dato / No se puede comprobar" {
		t.Errorf("%q", said)
	}
	if len(p.Agreeing) != 2 || spaced(p.Fold) != "2 porcentajes coinciden" {
		t.Errorf("%d agree: %q", len(p.Agreeing), p.Fold)
	}
	want := "De 5 porcentajes: 2 coinciden, 1 no sale de sus valores, 1 es una media que arrastra ese error y 1 no se puede comprobar. "
	if got := spaced(p.Summary); !strings.HasPrefix(got, want) || p.Kind != ui.NoticeWarning {
		t.Errorf("%q (%s)", got, p.Kind)
	}
	if p.Rows[0].Line != "línea 7" {
		t.Errorf("where: %q", p.Rows[0].Line)
	}
}

func TestClaimsThatAllAgree(t *testing.T) {
	if buildClaims(transfer.Import{}) != nil {
		t.Error("a file without percentages has something to tell of them")
	}
	one := transfer.Import{Understood: transfer.Understood{Claims: []transfer.Claim{claim("I.1.1", "0.8", "0.8", 2, transfer.Agrees)}}}
	two := transfer.Import{Understood: transfer.Understood{Claims: append(one.Understood.Claims, claim("I.1.2", "1", "1", 0, transfer.Agrees))}}
	for want, i := range map[string]transfer.Import{
		"El porcentaje del fichero sale de sus propios valores.":      one,
		"Los 2 porcentajes del fichero salen de sus propios valores.": two,
	} {
		if p := buildClaims(i); p.Summary != want || p.Kind != ui.NoticeSuccess || len(p.Rows) != 0 {
			t.Errorf("%+v, want %q", p, want)
		}
	}
	limited := transfer.Import{Understood: transfer.Understood{Claims: []transfer.Claim{claim("I.1.1", "1", "1.2", 0, transfer.Clamped)}}}
	if p := buildClaims(limited); p.Kind != ui.NoticeInfo || len(p.Rows) != 1 {
		t.Errorf("%+v", p)
	}
}
