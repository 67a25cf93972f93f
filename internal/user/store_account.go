package user

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/setting"
	"hito/internal/text"
)

// wrongPassword is told at the field when the current password is asked for.
var wrongPassword = fault.Invalid{"current": "Esta no es su contraseña actual."}

// Proof is what a person sends with a change of their own account: the form's key and the current password.
type Proof struct{ Key, Password string }

// own carries out what a person does to their own account after giving the current password, which is compared
// outside the transaction. Whoever has no password cannot give it.
func (s Store) own(ctx context.Context, actor access.Actor, proof Proof, action string, fn func(pgx.Tx, account) (audit.Personal, error)) error {
	return s.ownAfter(ctx, actor, proof, action, func() error { return nil }, fn)
}

// ownAfter is own with something to prepare, for whoever has given the right password, before the transaction.
func (s Store) ownAfter(ctx context.Context, actor access.Actor, proof Proof, action string, prepare func() error, fn func(pgx.Tx, account) (audit.Personal, error)) error {
	if err := access.Require(actor, access.UseAccount, access.Target{}); err != nil {
		return fmt.Errorf("%s: %w", action, err)
	}
	submission := db.Submission{Key: proof.Key, Action: action, UserID: actor.ID}
	proven, err := s.prove(ctx, actor, proof.Password)
	if err != nil {
		// The same form may have changed the password a moment ago.
		if repeated, failure := db.Repeated(ctx, s.Pool, submission); repeated || failure != nil {
			return failure
		}
		return fmt.Errorf("%s: %w", action, err)
	}
	if err := prepare(); err != nil {
		return fmt.Errorf("%s: %w", action, err)
	}
	_, err = db.Once(ctx, s.Pool, submission, func(tx pgx.Tx) (string, error) {
		a, err := lockAccount(ctx, tx, actor.ID)
		if err != nil {
			return "", err
		}
		if a.Disabled || a.PasswordHash != proven {
			return "", wrongPassword // it was changed meanwhile
		}
		if err := inSession(ctx, tx, actor); err != nil {
			return "", err
		}
		personal, err := fn(tx, a)
		if err != nil {
			return "", err
		}
		return "", audit.Record(ctx, tx, audit.Event{
			At: s.Now(), Actor: actor, Action: action, Object: audit.Object{Type: "user", ID: actor.ID}, Personal: personal,
		})
	})
	if err != nil {
		return fmt.Errorf("%s: %w", action, err)
	}
	return nil
}

// inSession returns fault.SignIn where the session in which the actor asked has ended meanwhile.
func inSession(ctx context.Context, tx pgx.Tx, actor access.Actor) error {
	var stands bool
	err := tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM sessions WHERE id = $1 AND user_id = $2)`, actor.Session, actor.ID).Scan(&stands)
	if err == nil && !stands {
		err = fault.SignIn
	}
	return err
}

// prove compares a person's current password and returns its hash; attempts are counted as those of the sign-in are.
func (s Store) prove(ctx context.Context, actor access.Actor, password string) (hash string, err error) {
	rows, _ := s.Pool.Query(ctx, `
		SELECT `+accountColumns+`
		  FROM users
		 WHERE id = $1`, actor.ID)
	a, err := oneAccount(rows)
	if err != nil {
		return "", err
	}
	t := trial{kind: "session", account: a.Email, userID: a.ID, from: From{Origin: actor.Origin}}
	if err := s.admit(ctx, t); err != nil {
		return "", err
	}
	same, err := matches(ctx, password, a.PasswordHash)
	if err != nil {
		return "", err
	}
	if !same {
		return "", errors.Join(wrongPassword, s.refuse(ctx, t, ErrCredentials))
	}
	return a.PasswordHash, db.Tx(ctx, s.Pool, func(tx pgx.Tx) error { return t.pass(ctx, tx, s.Now(), false) })
}

// ChangePassword sets another password and ends the person's other sessions and links. It returns fault.Invalid by
// the fields "current" and "password".
func (s Store) ChangePassword(ctx context.Context, actor access.Actor, proof Proof, email, password string) error {
	if err := CheckPassword(password, actor.Name, email); err != nil {
		return fault.Invalid{"password": err.Error()}
	}
	var hash string
	prepare := func() (err error) {
		hash, err = hashPassword(ctx, password)
		return err
	}
	return s.ownAfter(ctx, actor, proof, "user.set_password", prepare, func(tx pgx.Tx, a account) (audit.Personal, error) {
		_, err := tx.Exec(ctx, `
			WITH ended AS (DELETE FROM sessions WHERE user_id = $1 AND id <> $3),
			     unlinked AS (DELETE FROM links WHERE user_id = $1)
			UPDATE users
			   SET password_hash = $2, version = version + 1
			 WHERE id = $1`, a.ID, hash, actor.Session)
		return audit.Personal{}, err
	})
}

// ChangeEmail sets another address, at once, or with confirm returns the token of a link for it, which shows that
// it is the person's. It returns fault.Invalid by the fields "current" and "email".
func (s Store) ChangeEmail(ctx context.Context, actor access.Actor, proof Proof, email string, confirm bool) (token string, err error) {
	email, err = text.Email(email)
	if err != nil {
		return "", fault.Invalid{"email": err.Error()}
	}
	action := "user.set_email"
	if confirm {
		action = "user.ask_email"
	}
	err = s.own(ctx, actor, proof, action, func(tx pgx.Tx, a account) (audit.Personal, error) {
		personal := audit.Personal{Before: map[string]any{"email": a.Email}, After: map[string]any{"email": email}}
		if confirm {
			token, err = makeLink(ctx, tx, NewEmail, a.ID, email, s.Now().Add(emailFor))
			return personal, err
		}
		return personal, setEmail(ctx, tx, a.ID, email)
	})
	return token, err
}

func setEmail(ctx context.Context, tx pgx.Tx, id int64, email string) error {
	// Whoever reads the old address must not choose a password by what was sent there.
	_, err := tx.Exec(ctx, `
		WITH unlinked AS (DELETE FROM links WHERE user_id = $1)
		UPDATE users
		   SET email = $2, version = version + 1
		 WHERE id = $1`, id, email)
	return db.Translate(err)
}

// ConfirmEmail takes a link that shows a new address to be the person's, or returns ErrLink; fault.Invalid where
// somebody else has it by now.
func (s Store) ConfirmEmail(ctx context.Context, from From, token string) error {
	now := s.Now()
	err := db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		l, err := takeLink(ctx, tx, token, now)
		if err != nil {
			return err
		}
		if l.Kind != NewEmail {
			return ErrLink
		}
		if err := setEmail(ctx, tx, l.UserID, l.Email); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{
			At: now, Actor: from.actor(l.UserID), Action: "user.set_email", Object: audit.Object{Type: "user", ID: l.UserID},
			Personal: audit.Personal{After: map[string]any{"email": l.Email}},
		})
	})
	if err != nil {
		return fmt.Errorf("confirm an e-mail: %w", err)
	}
	return nil
}

// EnableFactor sets a second factor up with its first code, which proves that it works, and returns new recovery
// codes: nobody can show them again. It ends the person's other sessions. In a session that is full, the current
// password is needed too where there is one, so that whoever finds a browser open cannot lock its person out. A wrong
// code is ErrCode, a wrong password fault.Invalid by "current", a factor that is there already fault.Conflict.
func (s Store) EnableFactor(ctx context.Context, session Session, from From, password, secret, code string) (codes []string, err error) {
	if !secretForm.MatchString(secret) {
		return nil, fmt.Errorf("enable a second factor: %w", fault.BadInput)
	}
	if err := s.proveIfFull(ctx, session, from, password); err != nil {
		return nil, fmt.Errorf("enable a second factor: %w", err)
	}
	step, err := stepOf(secret, code, 0, s.Now())
	if err != nil {
		return nil, err
	}
	if step == 0 {
		return nil, ErrCode
	}
	codes, hashes := newRecoveryCodes()
	err = db.Tx(ctx, s.Pool, func(tx pgx.Tx) error { return s.setFactor(ctx, tx, session, from, secret, step, hashes) })
	if err != nil {
		return nil, fmt.Errorf("enable a second factor: %w", err)
	}
	return codes, nil
}

// proveIfFull compares the current password of whoever has one, in a session that is full.
func (s Store) proveIfFull(ctx context.Context, session Session, from From, password string) error {
	if !session.Full() {
		return nil // the password was given a moment ago
	}
	me, err := s.find(ctx, `u.id = @id`, session.User.ID)
	if err != nil || !me.HasPassword {
		return err
	}
	actor := session.User
	actor.Origin = from.Origin
	_, err = s.prove(ctx, actor, password)
	return err
}

func (s Store) setFactor(ctx context.Context, tx pgx.Tx, session Session, from From, secret string, step int64, hashes [][]byte) error {
	a, err := lockAccount(ctx, tx, session.User.ID)
	if err != nil {
		return err
	}
	if a.TOTPSecret != "" {
		return fault.Conflict
	}
	if err := inSession(ctx, tx, session.User); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		WITH ended AS (DELETE FROM sessions WHERE user_id = $1 AND id <> $4)
		UPDATE users
		   SET totp_secret = $2, totp_step = $3, version = version + 1
		 WHERE id = $1`, a.ID, secret, step, session.ID)
	if err != nil {
		return err
	}
	if err := setRecoveryCodes(ctx, tx, a.ID, hashes); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Event{
		At: s.Now(), Actor: from.actor(a.ID), Action: "user.enable_factor", Object: audit.Object{Type: "user", ID: a.ID},
	})
}

func setRecoveryCodes(ctx context.Context, tx pgx.Tx, id int64, hashes [][]byte) error {
	_, err := tx.Exec(ctx, `DELETE FROM recovery_codes WHERE user_id = $1`, id)
	if err == nil {
		_, err = tx.Exec(ctx, `
			INSERT INTO recovery_codes (user_id, code_hash)
			SELECT $1, hash
			  FROM unnest($2::bytea[]) hash`, id, hashes)
	}
	if err != nil {
		return fmt.Errorf("write recovery codes: %w", err)
	}
	return nil
}

// RenewRecoveryCodes draws new recovery codes; the old ones no longer work. A repeated submission returns none: they
// are shown once.
func (s Store) RenewRecoveryCodes(ctx context.Context, actor access.Actor, proof Proof) (codes []string, err error) {
	err = s.own(ctx, actor, proof, "user.renew_codes", func(tx pgx.Tx, a account) (audit.Personal, error) {
		if a.TOTPSecret == "" {
			return audit.Personal{}, fault.Conflict
		}
		var hashes [][]byte
		codes, hashes = newRecoveryCodes()
		return audit.Personal{}, setRecoveryCodes(ctx, tx, a.ID, hashes)
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// DisableFactor takes the actor's own second factor away, where the role does not need one, and ends the other
// sessions.
func (s Store) DisableFactor(ctx context.Context, actor access.Actor, proof Proof) error {
	return s.own(ctx, actor, proof, "user.disable_factor", func(tx pgx.Tx, a account) (audit.Personal, error) {
		security := setting.DefaultSecurity()
		if _, err := setting.Load(ctx, tx, setting.SecurityName, &security); err != nil {
			return audit.Personal{}, err
		}
		if security.Needs(a.Role) {
			return audit.Personal{}, fault.Forbidden
		}
		return audit.Personal{}, dropFactor(ctx, tx, a.ID, actor.Session)
	})
}

// CountRecoveryCodes returns how many recovery codes the actor has left.
func (s Store) CountRecoveryCodes(ctx context.Context, actor access.Actor) (n int, err error) {
	err = s.Pool.QueryRow(ctx, `SELECT count(*) FROM recovery_codes WHERE user_id = $1`, actor.ID).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count recovery codes: %w", err)
	}
	return n, nil
}
