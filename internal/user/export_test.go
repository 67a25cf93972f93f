package user

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// What the tests look at from outside the package.
var (
	Hashing          = hashing
	HashPassword     = hashPassword
	Matches          = matches
	HashTurns        = turns
	NewRecoveryCodes = newRecoveryCodes
	NewToken         = newToken
	RecoveryHash     = recoveryHash
	StepOf           = stepOf
	Worth            = worth
)

// NobodysHash is compared with where there is no other.
const NobodysHash = nobodysHash

// Begin opens a confirmed session in the caller's transaction.
func Begin(ctx context.Context, tx pgx.Tx, now time.Time, userID int64) (token string, err error) {
	token, _, err = begin(ctx, tx, now, userID, true, false, From{})
	return token, err
}

// Attempt is an attempt to sign in, whose counting can be put into a test's own transactions.
type Attempt struct{ t trial }

// AttemptOf returns an attempt on an account from somewhere.
func AttemptOf(email string, userID int64, from From) Attempt {
	return Attempt{trial{kind: "session", account: email, userID: userID, from: from}}
}

// Count counts the attempt.
func (a Attempt) Count(ctx context.Context, tx pgx.Tx, now time.Time) error {
	_, err := a.t.count(ctx, tx, now, place{})
	return err
}

// Pass takes the attempt back.
func (a Attempt) Pass(ctx context.Context, tx pgx.Tx, now time.Time) error {
	return a.t.pass(ctx, tx, now, true)
}
