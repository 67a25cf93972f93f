package results

import (
	"testing"

	"hito/internal/access"
)

// A result tells of those retos alone that its reader may read whole.
func TestAResultTellsOfItsRetos(t *testing.T) {
	d := open(t)
	var id string
	err := d.pages.Results.Pool.QueryRow(t.Context(), `
		WITH c AS (
		       INSERT INTO challenges (code, secret_digest, title, problem, privacy, state, state_since, submitted_at, submitted_on, answer_due_on,
		                               public_title, public_text, published_at)
		       VALUES ('TTTTTTTTTTTTTTT', sha256('x'), 'Un reto reservado', 'P', 'anonymous', 'admitted', now(), now(), '2026-03-01', '2026-03-29', 'P', 'P', now())
		       RETURNING id)
		INSERT INTO challenge_links (challenge_id, plan_id, result_id, linked_at)
		SELECT c.id, r.plan_id, r.id, now()
		  FROM c, results r
		 WHERE r.id = (SELECT min(x.id) FROM results x JOIN plans p ON p.id = x.plan_id WHERE p.slug = 'plan-de-ejemplo')
		RETURNING result_id::text`).Scan(&id)
	if err != nil {
		t.Fatal(err)
	}
	for role, want := range map[access.Role]int{access.Technician: 1, access.Director: 1, access.Staff: 0, access.Admin: 0, access.Nobody: 0} {
		d.as(role)
		page := d.get(base + "/" + id)
		if n := page.Find("#retos a[href='/retos/TTTTT-TTTTT-TTTTT']").Length(); page.code != 200 || n != want {
			t.Errorf("%q: %d, %d retos, want %d", role, page.code, n, want)
		}
	}
}
