package comparisons

import (
	"slices"
	"testing"
)

func TestChangesGoOutAsData(t *testing.T) {
	s := open(t)
	page := s.page(example)
	links := page.Hrefs(".data-links a")
	if len(links) != 2 {
		t.Fatalf("links %v", links)
	}
	rows := s.Data(t, links[1])
	var codes []string
	for _, row := range rows[1:] {
		codes = append(codes, row[0])
	}
	if want := page.Texts(".comparison-group tbody .code"); len(want) != 14 || !slices.Equal(codes, want) {
		t.Errorf("%v, want %v", codes, want)
	}
	if rows[1][3] != "Suben" || rows[1][4] == "" || rows[1][7] == "" || rows[1][10] == "" {
		t.Errorf("%q", rows[1])
	}
	s.exec(`
		INSERT INTO indicators (plan_id, objective_id, position, code, title, rule, target)
		SELECT o.plan_id, o.id, 100 + n, 'N' || n, '=Nuevo ' || n, 'reach', 5
		  FROM objectives o, generate_series(1, 120) n
		 WHERE o.code = 'O1' AND o.plan_id = (SELECT id FROM plans WHERE slug = 'plan-de-ejemplo')`)
	rows = s.Data(t, example+"?de="+s.newest()+"&a=hoy&cambio=nuevos&pagina=2&formato=csv")
	if len(rows) != 121 || rows[1][1] != "'=Nuevo 1" || rows[1][3] != "Nuevos" || rows[1][4] != "" {
		t.Errorf("%d rows, the first %q", len(rows), rows[1])
	}
}
