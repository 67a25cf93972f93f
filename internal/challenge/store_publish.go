package challenge

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/draft"
	"hito/internal/fault"
	"hito/internal/notice"
)

// PublicDraft is what anybody may read of a reto, as it is typed.
type PublicDraft struct{ Title, Text string }

const (
	longestPublicTitle = 200
	longestPublicText  = 5000
)

// Check returns the texts as they are kept, or fault.Invalid by the fields "public_title" and "public_text".
func (d PublicDraft) Check() (PublicDraft, error) {
	var c draft.Check
	kept := PublicDraft{
		Title: c.NeededLine("public_title", d.Title, longestPublicTitle, "Escriba el título que se publicará."),
		Text:  c.NeededLines("public_text", d.Text, longestPublicText, "Escriba el texto que se publicará."),
	}
	return kept, c.Err()
}

// toldPublication says in events whether a reto is public. The texts are kept with the reto and not told again.
type toldPublication struct {
	Published bool `json:"published"`
}

// Publish makes a reto public, or changes what is public of it. Who waits for what becomes of it is told the first time.
// Errors are those of write, and a fault.Invalid as PublicDraft.Check gives it.
func (s Store) Publish(ctx context.Context, c Change, d PublicDraft) error {
	return s.write(ctx, c, "challenge.publish", Publish, func(tx pgx.Tx, held Challenge) (Written, error) {
		kept, err := d.Check()
		if err != nil {
			return Written{}, err
		}
		_, err = tx.Exec(ctx, `
			UPDATE challenges
			   SET public_title = @title, public_text = @text, published_at = coalesce(published_at, @at), version = version + 1
			 WHERE id = @id`, pgx.NamedArgs{"id": held.ID, "title": kept.Title, "text": kept.Text, "at": s.Now()})
		if err != nil {
			return Written{}, fmt.Errorf("publish reto %d: %w", held.ID, err)
		}
		w := Written{Before: toldPublication{held.Public()}, After: toldPublication{true}}
		if held.Public() {
			return w, nil
		}
		return w, s.tell(ctx, tx, held, c.Actor, telling{
			kind: notice.Published, body: "El reto es público: cualquiera puede leer un resumen, sin datos personales, y en qué estado está.", to: toEverybody, contact: true,
		})
	})
}

// Unpublish withdraws a reto from what anybody may read. The texts are kept, so that it can be published again.
func (s Store) Unpublish(ctx context.Context, c Change) error {
	return s.write(ctx, c, "challenge.unpublish", Publish, func(tx pgx.Tx, held Challenge) (Written, error) {
		if !held.Public() {
			return Written{}, fmt.Errorf("reto %d is not public: %w", held.ID, fault.Conflict)
		}
		_, err := tx.Exec(ctx, `
			UPDATE challenges
			   SET published_at = NULL, version = version + 1
			 WHERE id = $1`, held.ID)
		if err != nil {
			return Written{}, fmt.Errorf("withdraw reto %d from what is public: %w", held.ID, err)
		}
		return Written{Before: toldPublication{true}, After: toldPublication{false}}, nil
	})
}
