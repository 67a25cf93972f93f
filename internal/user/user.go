// Package user keeps the people who sign in: accounts, sessions, second factors and single-use links.
package user

import (
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
)

// Store reads and writes people. Now is the clock.
type Store struct {
	Pool *pgxpool.Pool
	Now  func() time.Time
}

// User is a person who may sign in.
type User struct {
	ID          int64
	Email       string // lower case, unique
	Name        string
	Role        access.Role
	UnitIDs     []int64
	Units       []string // names, in their order
	HasPassword bool
	HasFactor   bool // a second factor is set up
	Identities  int  // how many of the organisation's accounts lead here
	DisabledAt  time.Time
	CreatedAt   time.Time
	SeenAt      time.Time // of the newest session that still stands; zero without one
	Invited     bool      // an invitation waits for its answer
	Version     int
}

// Disabled tells a person who may not sign in.
func (u User) Disabled() bool { return !u.DisabledAt.IsZero() }

// Pending tells a person who has no way yet to sign in.
func (u User) Pending() bool { return !u.HasPassword && u.Identities == 0 }
