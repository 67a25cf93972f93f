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

// shareOf is how much of the typed words t is among those of a tsvector: 1 is all of them.
func shareOf(words string) string {
	return `cardinality(ARRAY(SELECT unnest(tsvector_to_array(` + words + `)) INTERSECT SELECT unnest(t.words))) / greatest(cardinality(t.words), 1)::float8`
}

// SimilarTo returns retos like one with a title, among those that the actor may read and that something may still become
// of or became, the most alike first. Where the actor may not read the whole of a reto, only what is public is compared:
// what else it says must not be found out by trying titles. It takes one query.
func SimilarTo(ctx context.Context, tx pgx.Tx, a access.Actor, title string) ([]Similar, error) {
	title = strings.TrimSpace(title)
	if length := utf8.RuneCountInString(title); length < shortestLikened || length > longestLikened {
		return nil, nil
	}
	folded := db.Folded("@title::text")
	words := `tsvector_to_array(to_tsvector('spanish', ` + folded + `))`
	rows, err := tx.Query(ctx, `
		WITH typed AS (
		       SELECT `+folded+` AS title, `+words+` AS words, (SELECT string_agg(quote_literal(w), ' | ') FROM unnest(`+words+`) w)::tsquery AS query
		), near AS (
		       SELECT c.id, c.title, c.folded_title AS folded, c.words
		         FROM challenges c
		        WHERE (c.folded_title % `+folded+` OR `+folded+` <% c.folded_title OR c.words @@ (SELECT query FROM typed)) AND `+known+`
		       UNION ALL
		       SELECT c.id, s.title, `+db.Folded("s.title")+`, setweight(to_tsvector('spanish', `+db.Folded("s.title")+`), 'A') || to_tsvector('spanish', `+db.Folded("c.public_text")+`)
		         FROM challenges c
		        CROSS JOIN LATERAL (SELECT `+shownTitle+` AS title) s
		        WHERE `+readable+` AND NOT `+known+`
		), scored AS (
		       SELECT n.id, n.title, similarity(n.folded, t.title) AS likeness,
		              greatest(similarity(n.folded, t.title), @part::float8 * word_similarity(t.title, n.folded),
		                       @in_title::float8 * `+shareOf(`ts_filter(n.words, '{a}')`)+`, @in_text::float8 * `+shareOf(`n.words`)+`) AS score
		         FROM near n, typed t)
		SELECT c.code, s.title, c.state, coalesce(c.author_id = @reader_id, false) AS own, s.likeness,
		       (SELECT count(*) FROM challenge_followers f WHERE f.challenge_id = c.id AND f.supports) AS supporters,
		       EXISTS (SELECT FROM challenge_followers f WHERE f.challenge_id = c.id AND f.user_id = @reader_id AND f.supports) AS supports
		  FROM scored s
		  JOIN challenges c ON c.id = s.id
		 WHERE s.score >= @least AND c.state NOT IN ('merged', 'withdrawn', 'discarded')
		 ORDER BY s.score DESC, c.id DESC
		 LIMIT @most`, with(reader(a), pgx.NamedArgs{
		"title": title, "part": worthOfPart, "in_title": worthOfTitle, "in_text": worthOfText, "least": leastSimilarity, "most": mostSimilar,
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
