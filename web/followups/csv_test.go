package followups_test

import (
	"strings"
	"testing"

	"hito/web/ui/pagetest"
)

func TestBothTablesGoOutAsData(t *testing.T) {
	s := site(t)
	address := pagetest.Montilla + "/seguimiento?fecha=2022-11-30&objetivo=O.E.12&orden-objetivos=progreso&dir-objetivos=desc"
	page := s.Page(t, address)
	links := page.Hrefs(".data-links a")
	if len(links) != 4 {
		t.Fatalf("links %v", links)
	}
	rows := s.Data(t, links[1])
	if got := strings.Join(rows[0], ","); got != "Código,Objetivo específico,Líneas,Número de indicadores,Progreso medio (%),Previsto (%),Estado,Observación" {
		t.Errorf("columns %s", got)
	}
	var codes []string
	for _, row := range rows[1:] {
		codes = append(codes, row[0])
	}
	want(t, "objectives", codes, pagetest.Texts(page.Find(".objective-table tbody .code")))
	last := rows[len(rows)-1]
	if last[0] != "O.E.10" || last[4] != "0" || last[7] != "sin indicadores" {
		t.Errorf("the last is %v", last)
	}
	for _, link := range links[2:] {
		if !strings.HasPrefix(link, pagetest.Montilla+"/indicadores?") || !strings.Contains(link, "objetivo=O.E.12") || !strings.Contains(link, "fecha=2022-11-30") {
			t.Errorf("the indicators listed are at %s", link)
		}
	}
}
