package challenge

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/attachment"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/notice"
)

// MostFiles is how many files a reto may have.
const MostFiles = 20

// File is a file of a reto, as its reader may know it.
type File struct {
	attachment.File
	Internal bool // for those who handle it alone
	ByAuthor bool
	Adder    string // blank for the author, and to whoever has not signed in
}

// Files lists the files of a reto that were not withdrawn, oldest first, as far as the actor may know them.
func Files(ctx context.Context, tx pgx.Tx, a access.Actor, c Challenge) ([]File, error) {
	if !c.Whole {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT f.id, f.name, f.media_type, f.size, f.added_at, f.internal, f.added_by IS NULL AS by_author,
		       CASE WHEN @signed_in THEN coalesce(u.name, '') ELSE '' END AS adder
		  FROM challenge_files f
		  LEFT JOIN users u ON u.id = f.added_by
		 WHERE f.challenge_id = @id AND f.withdrawn_at IS NULL AND (@works OR NOT f.internal)
		 ORDER BY f.id`, with(reader(a), pgx.NamedArgs{"id": c.ID, "works": access.Can(a, access.WorkOnChallenge, c.Target())}))
	if err != nil {
		return nil, fmt.Errorf("read the files of reto %d: %w", c.ID, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[File])
	if err != nil {
		return nil, fmt.Errorf("read the files of reto %d: %w", c.ID, err)
	}
	return list, nil
}

// toldFile is a file as events tell it: enough to know it again. Its name is somebody's words.
type toldFile struct {
	MediaType string `json:"media_type"`
	Size      int    `json:"size"`
	Sum       string `json:"sha256"`
	Internal  bool   `json:"internal"`
}

// MayAddFiles tells whether the actor may add files that the author reads too, or, internal, that those who handle it do.
func (c Challenge) MayAddFiles(a access.Actor, internal bool) bool {
	return c.Allows(a, c.adding(internal))
}

// adding is what adding files means for who reads the reto: its author adds to it, the others answer or comment.
func (c Challenge) adding(internal bool) Operation {
	switch {
	case internal:
		return Comment
	case c.Own:
		return Add
	default:
		return Answer
	}
}

// AddFiles adds files: all of them, or none, and tells those whom a message would be told. What its author adds to a reto
// that waits for it takes the reto back to its analysis, as a message does. No files, and more than MostFiles, are fault.Invalid by the field "files".
func (s Store) AddFiles(ctx context.Context, c Change, internal bool, files []attachment.New) error {
	needs := Read // and, once it is known whose reto it is, what adding means
	if internal {
		needs = Comment
	}
	return s.write(ctx, c, "challenge.add_file", needs, func(tx pgx.Tx, held Challenge) (Written, error) {
		if err := held.Require(c.Actor, held.adding(internal)); err != nil {
			return Written{}, err
		}
		if len(files) == 0 {
			return Written{}, fault.Invalid{"files": "Elija al menos un fichero."}
		}
		if err := roomFor(ctx, tx, held.ID, len(files)); err != nil {
			return Written{}, err
		}
		by := pgtype.Int8{Int64: c.Actor.ID, Valid: c.Actor.ID != 0 && (internal || !held.Own)}
		if err := s.insertFiles(ctx, tx, held.ID, by, internal, files); err != nil {
			return Written{}, err
		}
		w := tellFiles("challenge.add_file", internal, files)
		if internal {
			return w, nil
		}
		return s.followFiles(ctx, tx, held, c.Actor, w)
	})
}

// followFiles does what follows from files that the author reads too.
func (s Store) followFiles(ctx context.Context, tx pgx.Tx, c Challenge, by access.Actor, w Written) (Written, error) {
	if !c.Own {
		return w, s.tell(ctx, tx, c, by, telling{kind: notice.Informed, body: "Se han añadido ficheros a su reto.", to: toAuthor, contact: true})
	}
	if c.State == Waiting {
		resumed, err := s.resume(ctx, tx, c, by)
		if err != nil {
			return w, err
		}
		w.More = append(resumed.More, w.More...)
	}
	return w, s.tell(ctx, tx, c, by, telling{kind: notice.Informed, body: "Quien presentó este reto ha añadido ficheros.", to: toHandlers})
}

func roomFor(ctx context.Context, tx pgx.Tx, challengeID int64, files int) error {
	var kept int
	err := tx.QueryRow(ctx, `
		SELECT count(*)
		  FROM challenge_files
		 WHERE challenge_id = $1 AND withdrawn_at IS NULL`, challengeID).Scan(&kept)
	if err != nil {
		return fmt.Errorf("count the files of reto %d: %w", challengeID, err)
	}
	if room := MostFiles - kept; files > room {
		return fault.Invalid{"files": fmt.Sprintf("Un reto puede tener %d ficheros como mucho: caben %d más.", MostFiles, room)}
	}
	return nil
}

// insertFiles writes files of a reto; nobody adds them where the author does.
func (s Store) insertFiles(ctx context.Context, tx pgx.Tx, challengeID int64, by pgtype.Int8, internal bool, files []attachment.New) error {
	names, types, contents := make([]string, len(files)), make([]string, len(files)), make([][]byte, len(files))
	for n, f := range files {
		names[n], types[n], contents[n] = f.Name, f.MediaType, f.Content
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO challenge_files (challenge_id, name, media_type, size, content, internal, added_at, added_by)
		SELECT @id, f.name, f.media_type, octet_length(f.content), f.content, @internal, @at, @by
		  FROM unnest(@names::text[], @types::text[], @contents::bytea[]) WITH ORDINALITY AS f (name, media_type, content, n)
		 ORDER BY f.n`, pgx.NamedArgs{
		"id": challengeID, "internal": internal, "at": s.Now(), "by": by, "names": names, "types": types, "contents": contents,
	})
	if err != nil {
		return fmt.Errorf("add %d files to reto %d: %w", len(files), challengeID, err)
	}
	return nil
}

// tellFiles is an event for each file.
func tellFiles(action string, internal bool, files []attachment.New) (w Written) {
	for n, f := range files {
		after := toldFile{f.MediaType, len(f.Content), f.Sum(), internal}
		if n == len(files)-1 {
			w.After = after
			break
		}
		w.More = append(w.More, audit.Event{Action: action, After: after})
	}
	return w
}

// MayWithdraw tells whether the actor may take a file out: whoever works on the reto any of them, its author its own while
// something may still become of it.
func (c Challenge) MayWithdraw(a access.Actor, f File) bool {
	return c.Allows(a, Comment) || c.Own && f.ByAuthor && c.State.Open()
}

// WithdrawFile takes a file out of a reto; it stays in the database and is shown to nobody. One that is not there, or not
// for the actor, is fault.NotFound.
func (s Store) WithdrawFile(ctx context.Context, c Change, id int64) error {
	return s.write(ctx, c, "challenge.withdraw_file", Read, func(tx pgx.Tx, held Challenge) (Written, error) {
		files, err := Files(ctx, tx, c.Actor, held)
		if err != nil {
			return Written{}, err
		}
		f, found := FileOf(files, id)
		if !found {
			return Written{}, fmt.Errorf("file %d of reto %d: %w", id, held.ID, fault.NotFound)
		}
		if !held.MayWithdraw(c.Actor, f) {
			return Written{}, s.mayNotWithdraw(held, c.Actor, f)
		}
		needs := access.AmendChallenge
		if !held.Own || !f.ByAuthor { // an author who handles retos takes out what is not the author's by that right
			needs = access.WorkOnChallenge
		}
		before := toldFile{MediaType: f.MediaType, Size: f.Size, Internal: f.Internal}
		err = tx.QueryRow(ctx, `
			UPDATE challenge_files
			   SET withdrawn_at = $3
			 WHERE challenge_id = $1 AND id = $2
			RETURNING 'sha256:' || encode(sha256(content), 'hex')`, held.ID, id, s.Now()).Scan(&before.Sum)
		return Written{Before: before, Needs: needs}, err
	})
}

// mayNotWithdraw tells an author who comes too late from whoever never may.
func (s Store) mayNotWithdraw(c Challenge, a access.Actor, f File) error {
	if c.Own && f.ByAuthor {
		return fmt.Errorf("file %d of reto %d, which is %s: %w", f.ID, c.ID, c.State, fault.Conflict)
	}
	return access.Require(a, access.WorkOnChallenge, c.Target())
}

// FileOf finds a file among those of a reto.
func FileOf(files []File, id int64) (File, bool) {
	for _, f := range files {
		if f.ID == id {
			return f, true
		}
	}
	return File{}, false
}

// OpenFile returns the reader of a file of a reto.
func OpenFile(ctx context.Context, pool *pgxpool.Pool, challengeID int64, f attachment.File) *attachment.Content {
	return attachment.Open(int64(f.Size), func(from, length int) (piece []byte, err error) {
		err = pool.QueryRow(ctx, `
			SELECT substring(content FROM $3 FOR $4)
			  FROM challenge_files
			 WHERE challenge_id = $1 AND id = $2`, challengeID, f.ID, from+1, length).Scan(&piece)
		if err != nil {
			return nil, fmt.Errorf("read file %d: %w", f.ID, db.Translate(err))
		}
		return piece, nil
	})
}
