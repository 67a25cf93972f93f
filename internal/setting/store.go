package setting

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
)

// Name is a subject of the settings.
type Name string

// Names of the settings; each has a document of a shape of its own.
const (
	SecurityName      Name = "security"
	AccessibilityName Name = "accessibility"
	PrivacyName       Name = "privacy"
	LegalName         Name = "legal"
	ChallengesName    Name = "challenges"
	EmblemName        Name = "emblem"
)

// Load reads a setting into value, which keeps what it holds where nobody has changed it, and returns the
// version, 0 for never changed.
func Load(ctx context.Context, tx pgx.Tx, name Name, value any) (version int, err error) {
	var body []byte
	err = tx.QueryRow(ctx, `
		SELECT value, version
		  FROM settings
		 WHERE name = $1`, name).Scan(&body, &version)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("load setting %s: %w", name, err)
	}
	if err := json.Unmarshal(body, value); err != nil {
		return 0, fmt.Errorf("read setting %s: %w", name, err)
	}
	return version, nil
}

// Change is a setting as somebody edited it: Version is the one that was shown.
type Change struct {
	Name    Name
	Version int
	Value   any
}

// Store writes settings.
type Store struct {
	Pool *pgxpool.Pool
	Now  func() time.Time
}

// Save keeps a change with its event. Somebody else's change in the meantime is fault.Conflict. The caller has
// checked the value.
func (s Store) Save(ctx context.Context, actor access.Actor, key string, c Change) error {
	if err := access.Require(actor, access.ManageSettings, access.Target{}); err != nil {
		return fmt.Errorf("save setting %s: %w", c.Name, err)
	}
	submission := db.Submission{Key: key, Action: "setting.change", UserID: actor.ID}
	_, err := db.Once(ctx, s.Pool, submission, func(tx pgx.Tx) (string, error) {
		before, err := Put(ctx, tx, c)
		if err != nil {
			return "", err
		}
		event, err := c.event(actor, s.Now(), before)
		if err != nil {
			return "", err
		}
		return "", audit.Record(ctx, tx, event)
	})
	if err != nil {
		return fmt.Errorf("save setting %s: %w", c.Name, err)
	}
	return nil
}

// Put writes a change in the caller's transaction, which records it, and returns what was there, nil where
// nobody had changed anything.
func Put(ctx context.Context, tx pgx.Tx, c Change) (before json.RawMessage, err error) {
	var version int
	err = tx.QueryRow(ctx, `
		SELECT value, version
		  FROM settings
		 WHERE name = $1
		   FOR UPDATE`, c.Name).Scan(&before, &version)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("lock setting %s: %w", c.Name, err)
	}
	if version != c.Version {
		return nil, fmt.Errorf("setting %s is at version %d, not %d: %w", c.Name, version, c.Version, fault.Conflict)
	}
	if version == 0 { // a second first one breaks the key, which is a conflict too
		_, err = tx.Exec(ctx, `INSERT INTO settings (name, value) VALUES ($1, $2)`, c.Name, c.Value)
	} else {
		_, err = tx.Exec(ctx, `UPDATE settings SET value = $2, version = version + 1 WHERE name = $1`, c.Name, c.Value)
	}
	if err != nil {
		return nil, fmt.Errorf("write setting %s: %w", c.Name, err)
	}
	return before, nil
}
