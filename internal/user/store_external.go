package user

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/text"
)

// Admission is how a provider of the organisation's accounts lets people in.
type Admission struct {
	Role         access.Role // that the provider's groups give; Nobody where they give none
	Roles        bool        // the provider decides the role: at each sign-in it is set, and without one nobody enters
	SecondFactor bool        // the provider asks for a second factor itself
	Invitation   string      // the token of an invitation that is answered with this account; blank otherwise
}

// SignInExternal lets a person in with an account of the organisation. The account leads to the person whom it was
// linked with; an invitation links it; where the provider decides roles, somebody new is made. Everybody else is
// ErrNoAccount, and whoever is disabled too.
func (s Store) SignInExternal(ctx context.Context, from From, x External, how Admission) (Started, error) {
	now := s.Now()
	var started Started
	err := db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		if how.Roles {
			if err := lockPeople(ctx, tx); err != nil {
				return err
			}
		}
		id, events, err := s.resolve(ctx, tx, from, x, how, now)
		if err != nil {
			return err
		}
		a, err := lockAccount(ctx, tx, id)
		if err != nil {
			return err
		}
		if a.Disabled {
			return ErrNoAccount
		}
		confirmed := how.SecondFactor || a.TOTPSecret == ""
		if started, err = enter(ctx, tx, now, a, confirmed, how.SecondFactor, from); err != nil {
			return err
		}
		return audit.Record(ctx, tx, append(events, audit.Event{
			At: now, Actor: from.actor(id), Action: "session.start", Object: audit.Object{Type: "user", ID: id},
			After: map[string]any{"provider": x.Issuer, "confirmed": confirmed},
		})...)
	})
	if errors.Is(err, ErrNoAccount) {
		return Started{}, s.refuse(ctx, trial{kind: "session", from: from}, ErrNoAccount)
	}
	if err != nil {
		return Started{}, fmt.Errorf("sign in with %s: %w", x.Issuer, err)
	}
	return started, nil
}

// resolve finds or makes the person whom an outside account leads to, and tells what that changed.
func (s Store) resolve(ctx context.Context, tx pgx.Tx, from From, x External, how Admission, now time.Time) (int64, []audit.Event, error) {
	if how.Roles && !how.Role.Known() {
		return 0, nil, ErrNoAccount
	}
	var id int64
	var role access.Role
	err := tx.QueryRow(ctx, `
		SELECT u.id, u.role
		  FROM identities i
		  JOIN users u ON u.id = i.user_id
		 WHERE i.issuer = $1 AND i.subject = $2
		   FOR NO KEY UPDATE OF u`, x.Issuer, x.Subject).Scan(&id, &role)
	switch {
	case err == nil:
		events, err := s.follow(ctx, tx, id, role, how, now)
		return id, events, err
	case !errors.Is(err, pgx.ErrNoRows):
		return 0, nil, err
	case how.Invitation != "":
		return s.answer(ctx, tx, from, x, how, now)
	case how.Roles && x.Email != "":
		return s.provision(ctx, tx, from, x, how.Role, now)
	default:
		return 0, nil, ErrNoAccount
	}
}

// follow gives a known person the role that the provider decides.
func (s Store) follow(ctx context.Context, tx pgx.Tx, id int64, role access.Role, how Admission, now time.Time) ([]audit.Event, error) {
	if !how.Roles || role == how.Role {
		return nil, nil
	}
	if role == access.Admin {
		switch err := keepAnAdmin(ctx, tx, id); {
		case errors.Is(err, ErrLastAdmin):
			return nil, nil // a provider's rules must not leave the installation to nobody
		case err != nil:
			return nil, err
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE users SET role = $2, version = version + 1 WHERE id = $1`, id, how.Role); err != nil {
		return nil, err
	}
	return []audit.Event{{
		At: now, Actor: systemActor, Action: "user.update", Object: audit.Object{Type: "user", ID: id},
		Before: map[string]any{"role": role}, After: map[string]any{"role": how.Role},
	}}, nil
}

// answer links an outside account with the person whom an invitation was for.
func (s Store) answer(ctx context.Context, tx pgx.Tx, from From, x External, how Admission, now time.Time) (int64, []audit.Event, error) {
	l, err := takeLink(ctx, tx, how.Invitation, now)
	if err != nil || l.Kind != Invitation {
		return 0, nil, errors.Join(ErrNoAccount, err)
	}
	linked, err := s.identify(ctx, tx, from, l.UserID, x, now)
	if err != nil {
		return 0, nil, err
	}
	a, err := lockAccount(ctx, tx, l.UserID)
	if err != nil {
		return 0, nil, err
	}
	followed, err := s.follow(ctx, tx, a.ID, a.Role, how, now)
	return a.ID, append([]audit.Event{linked}, followed...), err
}

// provision makes a person of whom the provider's groups give the role. An e-mail that somebody has here already
// is no proof of being that person.
func (s Store) provision(ctx context.Context, tx pgx.Tx, from From, x External, role access.Role, now time.Time) (int64, []audit.Event, error) {
	name := x.Name
	if name == "" {
		name = x.Email
	}
	d, err := Draft{Email: x.Email, Name: name, Role: role}.Check()
	if err != nil {
		return 0, nil, errors.Join(ErrNoAccount, err)
	}
	id, err := insert(ctx, tx, d, now)
	if errors.Is(err, fault.Conflict) {
		return 0, nil, errors.Join(ErrNoAccount, err)
	}
	if err != nil {
		return 0, nil, err
	}
	linked, err := s.identify(ctx, tx, from, id, x, now)
	system := systemActor
	return id, []audit.Event{{
		At: now, Actor: system, Action: "user.create", Object: audit.Object{Type: "user", ID: id}, After: map[string]any{"role": role},
		Personal: audit.Personal{After: map[string]any{"name": d.Name, "email": d.Email}},
	}, linked}, err
}

func (s Store) identify(ctx context.Context, tx pgx.Tx, from From, id int64, x External, now time.Time) (audit.Event, error) {
	_, err := tx.Exec(ctx, `
		INSERT INTO identities (issuer, subject, user_id, created_at)
		VALUES ($1, $2, $3, $4)`, x.Issuer, x.Subject, id, now)
	return audit.Event{
		At: now, Actor: from.actor(id), Action: "user.link", Object: audit.Object{Type: "user", ID: id}, After: map[string]any{"provider": x.Issuer},
		Personal: audit.Personal{After: map[string]any{"subject": x.Subject}},
	}, err
}

// SignInWith lets a person in with an account whose password somebody else knows: prove asks them, and returns
// ErrCredentials where they refuse. Attempts are counted by the account's name within the provider, before prove.
func (s Store) SignInWith(ctx context.Context, from From, provider, name string, prove func(context.Context) (External, Admission, error)) (Started, error) {
	t := trial{kind: "session", account: provider + " " + text.Fold(name), from: from}
	if err := s.admit(ctx, t); err != nil {
		return Started{}, err
	}
	x, how, err := prove(ctx)
	if errors.Is(err, ErrCredentials) {
		return Started{}, s.refuse(ctx, t, ErrCredentials)
	}
	if err != nil {
		return Started{}, errors.Join(fmt.Errorf("sign in with %s: %w", provider, err), s.forgive(ctx, t))
	}
	started, err := s.SignInExternal(ctx, from, x, how)
	if err != nil {
		return Started{}, err
	}
	return started, db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		entirely := started.Confirmed
		if !entirely { // Confirm does not learn this name, but knows the place by the person's e-mail
			place, err := trial{account: started.Email, from: from}.where(ctx, tx)
			if err != nil {
				return err
			}
			entirely = place.address || place.browser
		}
		return t.pass(ctx, tx, s.Now(), entirely)
	})
}
