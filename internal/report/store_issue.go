package report

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/code"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
)

// Issuing is a report about to be issued.
type Issuing struct {
	Slug     string
	Draft    int // version of the draft that it is made of; 0 where nobody prepared one
	Title    string
	TakenOn  date.Date
	Snapshot int64 // of which it is; 0 for a day alone
	Options  Options
	Document json.RawMessage // what it says, but for its number and code
	Seen     string          // the digest of the document that whoever issues it has seen
}

// issued is what the event of an issue tells.
type issued struct {
	Number   string    `json:"number"`
	Title    string    `json:"title"`
	TakenOn  date.Date `json:"taken_on"`
	Snapshot int64     `json:"snapshot,omitempty"`
	told
}

// Issue numbers a report and keeps what it says, once, however often its form comes, and returns its identifier. It is
// fault.Conflict where the draft or the document is not the one that was seen, and fault.Invalid by the field "base"
// where its day has not come yet. Its files are made afterwards: see KeepFiles.
func (s Store) Issue(ctx context.Context, actor access.Actor, key string, i Issuing) (int64, error) {
	c := plan.Change{Actor: actor, Key: key, Slug: i.Slug, Action: "report.issue", Needs: access.IssueReport}
	return s.plans().Write(ctx, c, func(tx pgx.Tx, p plan.Plan) (plan.Written, error) {
		if err := s.check(ctx, tx, p, i); err != nil {
			return plan.Written{}, err
		}
		year := s.Today().Time().Year()
		number, err := nextNumber(ctx, tx, year)
		if err != nil {
			return plan.Written{}, err
		}
		var id int64
		err = tx.QueryRow(ctx, `
			INSERT INTO reports (plan_id, year, number, code, title, taken_on, snapshot_id, options, document, issued_at, issued_by)
			VALUES (@plan, @year, @number, @code, @title, @taken_on, nullif(@snapshot::bigint, 0), @options, @document, @at, @by)
			RETURNING id`, pgx.NamedArgs{
			"plan": p.ID, "year": year, "number": number, "code": code.New(), "title": i.Title, "taken_on": i.TakenOn,
			"snapshot": i.Snapshot, "options": i.Options, "document": i.Document, "at": s.Now(), "by": personOf(actor),
		}).Scan(&id)
		return plan.Written{Object: audit.Object{Type: "report", ID: id}, After: issued{
			Number: Issued{Year: year, Number: number}.Reference(), Title: i.Title, TakenOn: i.TakenOn, Snapshot: i.Snapshot, told: i.Options.told(),
		}}, err
	})
}

func (s Store) check(ctx context.Context, tx pgx.Tx, p plan.Plan, i Issuing) error {
	if i.TakenOn > s.Today() {
		return fault.Invalid{"base": "La fecha de los datos todavía no ha llegado: elija otra para emitir el informe."}
	}
	draft, err := FindDraft(ctx, tx, p.ID)
	switch {
	case err != nil:
		return err
	case draft.Version != i.Draft:
		return fmt.Errorf("the draft is at version %d, not %d: %w", draft.Version, i.Draft, fault.Conflict)
	case Digest(string(i.Document)) != i.Seen:
		return fmt.Errorf("the report is not the one that was seen: %w", fault.Conflict)
	}
	return nil
}

// nextNumber returns the number of the next report of a year. Until the transaction ends nobody else gets one, so that
// none is left out where it fails.
func nextNumber(ctx context.Context, tx pgx.Tx, year int) (number int, err error) {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('hito numbers of reports', 0))`); err != nil {
		return 0, fmt.Errorf("wait for the number of a report: %w", err)
	}
	if number, err = NextNumber(ctx, tx, year); err != nil {
		return 0, err
	}
	return number, nil
}

// NextNumber returns the number that the next report of a year would have.
func NextNumber(ctx context.Context, tx pgx.Tx, year int) (number int, err error) {
	err = tx.QueryRow(ctx, `
		SELECT coalesce(max(number), 0) + 1
		  FROM reports
		 WHERE year = $1`, year).Scan(&number)
	if err != nil {
		return 0, fmt.Errorf("find the next number of %d: %w", year, err)
	}
	return number, nil
}

// NewFile is a file about to be kept.
type NewFile struct {
	Format  Format
	Name    string
	Content []byte
}

// KeepFiles keeps files of an issued report for good. One of a format that is kept already changes nothing: what was
// kept first is the report. An unknown report is fault.NotFound.
func (s Store) KeepFiles(ctx context.Context, actor access.Actor, slug string, id int64, files []NewFile) error {
	err := db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		p, err := plan.Lock(ctx, tx, actor, access.IssueReport, slug)
		if err != nil {
			return err
		}
		if _, err := Find(ctx, tx, p.ID, id); err != nil {
			return err
		}
		var events []audit.Event
		for _, f := range files {
			sum, err := s.keepFile(ctx, tx, p.ID, id, f)
			if err != nil {
				return err
			}
			if sum != "" {
				events = append(events, audit.Event{
					At: s.Now(), Actor: actor, Action: "report.keep_file", Object: audit.Object{Type: "report", ID: id}, PlanID: p.ID,
					After: keptFile{Name: f.Name, MediaType: f.Format.MediaType(), Size: len(f.Content), Sum: "sha256:" + sum},
				})
			}
		}
		return audit.Record(ctx, tx, events...)
	})
	if err != nil {
		return fmt.Errorf("keep %d files of report %d: %w", len(files), id, err)
	}
	return nil
}

// keptFile is a file as events tell it: enough to know it again.
type keptFile struct {
	Name      string `json:"name"`
	MediaType string `json:"media_type"`
	Size      int    `json:"size"`
	Sum       string `json:"sha256"`
}

// keepFile returns the SHA-256 of the file, blank where one of its format was there.
func (s Store) keepFile(ctx context.Context, tx pgx.Tx, planID, id int64, f NewFile) (sum string, err error) {
	rows, _ := tx.Query(ctx, `
		INSERT INTO report_files (plan_id, report_id, format, name, media_type, content, sha256, kept_at)
		VALUES (@plan, @report, @format, @name, @type, @content, sha256(@content), @at)
		ON CONFLICT (plan_id, report_id, format) DO NOTHING
		RETURNING encode(sha256, 'hex')`, pgx.NamedArgs{
		"plan": planID, "report": id, "format": f.Format, "name": f.Name, "type": f.Format.MediaType(), "content": f.Content, "at": s.Now(),
	})
	sums, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return "", fmt.Errorf("keep the %s: %w", f.Format, err)
	}
	if len(sums) == 0 {
		return "", nil
	}
	return sums[0], nil
}
