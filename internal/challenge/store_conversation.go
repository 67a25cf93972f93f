package challenge

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/draft"
	"hito/internal/fault"
	"hito/internal/notice"
)

// MessageKind is who says something about a reto, and to whom.
type MessageKind string

// Kinds of message.
const (
	AuthorMessage   MessageKind = "author"   // of its author, to those who handle it
	AnswerMessage   MessageKind = "answer"   // of those who handle it, to its author
	InternalMessage MessageKind = "internal" // of those who handle it, among themselves
)

// Message is something that was said. It is never changed.
type Message struct {
	ID         int64
	Kind       MessageKind
	Body       string
	WrittenAt  time.Time
	Writer     string // blank for the author, and to whoever has not signed in
	MergedFrom string // code of the reto that an internal note came with; blank for none
}

// Messages lists what was said about a reto, oldest first, as far as the actor may know it.
func Messages(ctx context.Context, tx pgx.Tx, a access.Actor, c Challenge) ([]Message, error) {
	if !c.Whole {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT m.id, m.kind, m.body, m.written_at, CASE WHEN @signed_in THEN coalesce(w.name, '') ELSE '' END AS writer,
		       coalesce(o.code, '') AS merged_from
		  FROM challenge_messages m
		  LEFT JOIN users w ON w.id = m.written_by
		  LEFT JOIN challenges o ON o.id = m.merged_from
		 WHERE m.challenge_id = @id AND (@works OR m.kind <> 'internal')
		 ORDER BY m.id`, with(reader(a), pgx.NamedArgs{"id": c.ID, "works": access.Can(a, access.WorkOnChallenge, c.Target())}))
	if err != nil {
		return nil, fmt.Errorf("read the messages of reto %d: %w", c.ID, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Message])
	if err != nil {
		return nil, fmt.Errorf("read the messages of reto %d: %w", c.ID, err)
	}
	return list, nil
}

// Bounds of a conversation.
const (
	LongestMessage = 5000 // letters
	mostMessages   = 1000 // of a reto
)

// sayings are what each kind of message needs, and how it is told.
var sayings = map[MessageKind]struct {
	action  string
	needs   Operation
	missing string // told where nothing was typed
	told    telling
}{
	AuthorMessage: {"challenge.inform", Add, "Escriba la información que quiere añadir.", telling{
		kind: notice.Informed, body: "Quien presentó este reto ha añadido información.", to: toHandlers,
	}},
	AnswerMessage: {"challenge.answer", Answer, "Escriba la respuesta.", telling{
		kind: notice.Answered, body: "Hay una respuesta a su reto.", to: toAuthor, contact: true,
	}},
	InternalMessage: {"challenge.comment", Comment, "Escriba el comentario.", telling{}},
}

// Say adds a message. What an author adds to a reto that waits for it takes the reto back to its analysis; the first
// answer is its first answer. What is wrong with the text is fault.Invalid by the field "text"; an unknown kind is
// fault.BadInput.
func (s Store) Say(ctx context.Context, c Change, kind MessageKind, typed string) error {
	saying, known := sayings[kind]
	if !known {
		return fmt.Errorf("a message of kind %q: %w", kind, fault.BadInput)
	}
	return s.write(ctx, c, saying.action, saying.needs, func(tx pgx.Tx, held Challenge) (Written, error) {
		var check draft.Check
		body := check.NeededLines("text", typed, LongestMessage, saying.missing)
		if err := check.Err(); err != nil {
			return Written{}, err
		}
		if err := s.insertMessage(ctx, tx, held, c.Actor, kind, body); err != nil {
			return Written{}, err
		}
		w, err := s.follow(ctx, tx, held, c.Actor, kind)
		if err != nil || saying.told.to == "" {
			return w, err
		}
		return w, s.tell(ctx, tx, held, c.Actor, saying.told)
	})
}

func (s Store) insertMessage(ctx context.Context, tx pgx.Tx, c Challenge, by access.Actor, kind MessageKind, body string) error {
	done, err := tx.Exec(ctx, `
		INSERT INTO challenge_messages (challenge_id, kind, body, written_at, written_by)
		SELECT @id, @kind, @body, @at, @by
		 WHERE (SELECT count(*) FROM challenge_messages WHERE challenge_id = @id) < @most`, pgx.NamedArgs{
		"id": c.ID, "kind": kind, "body": body, "at": s.Now(), "most": mostMessages,
		"by": pgtype.Int8{Int64: by.ID, Valid: by.ID != 0 && kind != AuthorMessage},
	})
	if err != nil {
		return fmt.Errorf("add a message to reto %d: %w", c.ID, err)
	}
	if done.RowsAffected() == 0 {
		return fault.Invalid{"text": fmt.Sprintf("Este reto ya tiene %d mensajes, y no caben más.", mostMessages)}
	}
	return nil
}

// follow does what follows from a message.
func (s Store) follow(ctx context.Context, tx pgx.Tx, c Challenge, by access.Actor, kind MessageKind) (Written, error) {
	switch {
	case kind == AnswerMessage:
		_, err := tx.Exec(ctx, `
			UPDATE challenges
			   SET answered_at = coalesce(answered_at, $2)
			 WHERE id = $1`, c.ID, s.Now())
		if err != nil {
			return Written{}, fmt.Errorf("note the first answer to reto %d: %w", c.ID, err)
		}
	case kind == AuthorMessage && c.State == Waiting:
		return s.resume(ctx, tx, c, by)
	}
	return Written{}, nil
}

// resume takes a reto back to its analysis: what it waited for has come. Nobody is noted as having moved it, as nobody is
// with what its author has said.
func (s Store) resume(ctx context.Context, tx pgx.Tx, c Challenge, by access.Actor) (Written, error) {
	if err := s.move(ctx, tx, c, access.Actor{}, step{to: Analysis}); err != nil {
		return Written{}, err
	}
	told := telling{kind: notice.Moved, body: "Ha llegado la información que se había pedido: el reto vuelve a estar en análisis.", to: toFollowers}
	moved := audit.Event{Action: "challenge.move", Before: toldMove{c.State}, After: toldMove{Analysis}}
	return Written{More: []audit.Event{moved}}, s.tell(ctx, tx, c, by, told)
}
