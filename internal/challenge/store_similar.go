package challenge

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/db"
)

const (
	mostSimilar     = 5
	mostCandidates  = 60  // of each way to be alike, of which the most alike are shown
	shortestLikened = 3   // letters
	likeEnough      = 0.6 // of Likeness: the author is asked whether it is another reto
	longestLikened  = LongestTitle
	leastSimilarity = 0.35 // of what is worth to be shown
	worthOfPart     = 0.9  // of a title that has the typed one inside, against one that is like the whole
	worthOfTitle    = 0.8  // of the same words in the title, in whatever order
	worthOfText     = 0.5  // of the same words in title or text
)

// Similar is a reto like one that somebody is about to send, as its reader may know it.
type Similar struct {
	Code       string
	Title      string
	State      State
	Supporters int
	Own        bool
	Supports   bool
	Likeness   float64 // of the titles: 1 is the same
}

// Offers tells whether the actor may say that the reto affects them too, and has not said so.
func (s Similar) Offers(a access.Actor) bool {
	found := Challenge{State: s.State, Own: s.Own, Supports: s.Supports, Follows: true} // what was found may be read
	return !s.Supports && found.Allows(a, Support)
}

// typedTitle is the title that somebody types, with its words: what has any of them, and what may have enough of them to
// be found by its text. Of so many groups of words one is whole wherever fewer words than groups are missing.
var typedTitle = `
		SELECT k.title, k.words, (SELECT string_agg(quote_literal(w), ' | ') FROM unnest(k.words) w)::tsquery AS hints,
		       (SELECT string_agg(g.whole, ' | ')
		          FROM (SELECT '(' || string_agg(quote_literal(u.w), ' & ') || ')' AS whole
		                  FROM unnest(k.words) WITH ORDINALITY u (w, n)
		                 GROUP BY u.n % (floor((1 - @least::float8 / @in_text::float8) * cardinality(k.words) + 1e-9) + 1)::int) g)::tsquery AS enough
		  FROM (SELECT ` + foldedTitle + ` AS title, tsvector_to_array(to_tsvector('spanish', ` + foldedTitle + `)) AS words) k`

var foldedTitle = db.Folded("@title::text")

// worded names the columns of a reto c in which words are looked for: all of it, or what is public.
type worded struct{ shown, folded, inTitle, inText string }

var (
	inAll    = worded{"c.title", "c.folded_title", "c.title_words", "c.words"}
	inPublic = worded{"c.public_title", "c.folded_public", "c.public_title_words", "c.public_words"}
)

// columns are what a candidate is scored by.
func (w worded) columns() string {
	return `c.id, ` + w.shown + ` AS shown, ` + w.folded + ` AS folded, ` + w.inTitle + ` AS in_title, ` + w.inText + ` AS in_text`
}

// near finds candidates among the retos c of a condition: those whose titles are the most alike by their letters, as a
// whole or in part, those with the most of the words in the title, and the newest of those that may have enough of them
// anywhere. Each list is short and comes from an index of its own, however many retos there are.
func (w worded) near(condition string) string {
	few := func(where, order string) string {
		return `(SELECT c.id FROM challenges c WHERE ` + lasting + ` AND ` + where + ` ORDER BY ` + order + ` LIMIT @candidates)`
	}
	return `
		SELECT ` + w.columns() + `
		  FROM challenges c
		 WHERE c.id IN (` + few(condition, w.folded+` <-> `+foldedTitle) + `
		         UNION ALL ` + few(condition, foldedTitle+` <<-> `+w.folded) + `
		         UNION ALL ` + few(condition+` AND `+w.inTitle+` @@ (SELECT hints FROM typed)`, `ts_rank(`+w.inTitle+`, (SELECT hints FROM typed)) DESC, c.submitted_at DESC`) + `
		         UNION ALL ` + few(condition+` AND `+w.inText+` @@ (SELECT enough FROM typed)`, `c.submitted_at DESC`) + `)`
}

// lasting are retos c that something may still become of or became.
const lasting = `c.state NOT IN ('merged', 'withdrawn', 'discarded')`

// candidates are retos that an actor may read, each with what of it the actor may know and nothing else: what else it says
// must not be found out by trying titles.
func candidates(a access.Actor) string {
	if access.Can(a, access.ReadChallenges, access.Target{}) {
		return inAll.near(`true`)
	}
	followed := worded{shownTitle, db.Folded(shownTitle), `to_tsvector('spanish', ` + db.Folded(shownTitle) + `)`, `to_tsvector('spanish', ` + db.Folded(shownTitle) + `)`}
	return `
		SELECT ` + inAll.columns() + `
		  FROM challenges c
		 WHERE ` + theirs + ` AND ` + lasting + `
		 UNION ALL ` + inPublic.near(`c.published_at IS NOT NULL AND NOT `+known) + `
		 UNION ALL
		SELECT ` + followed.columns() + `
		  FROM challenge_followers f
		  JOIN challenges c ON c.id = f.challenge_id
		 WHERE f.user_id = @reader_id AND c.published_at IS NULL AND NOT ` + known + ` AND ` + lasting
}

// shareOf is how much of the typed words t is among those of a tsvector: 1 is all of them.
func shareOf(words string) string {
	return `cardinality(ARRAY(SELECT unnest(tsvector_to_array(` + words + `)) INTERSECT SELECT unnest(t.words))) / greatest(cardinality(t.words), 1)::float8`
}

// SimilarTo returns retos like one with a title, among those that the actor may read and that something may still become
// of or became, the most alike first. It takes one query.
func SimilarTo(ctx context.Context, tx pgx.Tx, a access.Actor, title string) ([]Similar, error) {
	title = strings.TrimSpace(title)
	if length := utf8.RuneCountInString(title); length < shortestLikened || length > longestLikened {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		WITH typed AS MATERIALIZED (`+typedTitle+`
		), near AS MATERIALIZED (`+candidates(a)+`
		), scored AS (
		       SELECT n.id, n.shown AS title, l.likeness,
		              greatest(l.likeness, @part::float8 * word_similarity(t.title, n.folded),
		                       @in_title::float8 * `+shareOf(`n.in_title`)+`, @in_text::float8 * `+shareOf(`n.in_text`)+`) AS score
		         FROM typed t, near n, LATERAL (SELECT similarity(n.folded, t.title) AS likeness OFFSET 0) l)
		SELECT c.code, s.title, c.state, coalesce(c.author_id = @reader_id, false) AS own, s.likeness,
		       `+supporters+` AS supporters,
		       EXISTS (SELECT FROM challenge_followers f WHERE f.challenge_id = c.id AND f.user_id = @reader_id AND f.supports) AS supports
		  FROM (SELECT * FROM scored WHERE score >= @least ORDER BY score DESC, id DESC LIMIT @most) s
		  JOIN challenges c ON c.id = s.id
		 ORDER BY s.score DESC, c.id DESC`, with(reader(a), pgx.NamedArgs{
		"title": title, "part": worthOfPart, "in_title": worthOfTitle, "in_text": worthOfText, "least": leastSimilarity, "most": mostSimilar,
		"candidates": mostCandidates,
	}))
	if err != nil {
		return nil, fmt.Errorf("look for similar retos: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Similar])
	if err != nil {
		return nil, fmt.Errorf("look for similar retos: %w", err)
	}
	return list, nil
}
