package lines_test

import (
	"strings"
	"testing"

	"hito/web/ui/pagetest"
)

func TestLinesGoOutAsData(t *testing.T) {
	s := site(t)
	links := s.Page(t, pagetest.Montilla+"/lineas?fecha=2022-11-30").Hrefs(".data-links a")
	if len(links) != 2 {
		t.Fatalf("links %v", links)
	}
	rows := s.Data(t, links[1])
	if len(rows) != 4 || rows[2][0] != "L.E.2" || strings.Join(rows[2][3:6], " ") != "6 13 13" || !strings.HasPrefix(rows[2][6], "73.756613756613") {
		t.Errorf("%q", rows)
	}
}
