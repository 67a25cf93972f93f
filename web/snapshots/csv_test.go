package snapshots

import "testing"

func TestFollowUpsGoOutAsData(t *testing.T) {
	s := open(t)
	links := s.page(example).Hrefs(".data-links a")
	if len(links) != 2 {
		t.Fatalf("links %v", links)
	}
	rows := s.Data(t, links[0])
	if len(rows) != 5 || rows[1][0] != "Seguimiento de julio de 2026" || rows[1][1] != "31/7/2026" || rows[1][2] == "" || rows[1][8] == "" {
		t.Errorf("%q", rows)
	}
	if rows := s.Data(t, bare+"?formato=csv"); len(rows) != 1 {
		t.Errorf("a plan without any has %q", rows)
	}
}
