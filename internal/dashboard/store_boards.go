package dashboard

import (
	"context"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/kept"
)

// MostKept is how many indicators are kept in all boards together: some 40 MB where they are that many.
const MostKept = 20_000

// Boards keeps the boards that were looked at last, so that nobody's visit computes again what has not changed. What it
// returns is shared: nobody changes it. One that is nil keeps nothing.
type Boards struct{ views *kept.Things[viewed, Board] }

// viewed is what was looked at, and how: the plan by its slug, as that is what is known before anything is asked.
type viewed struct {
	slug      string
	whole     bool // with series and previous snapshot
	snapshot  int64
	on, today date.Date
}

// NewBoards returns a place for boards of so many indicators together; nothing is kept where that is 0.
func NewBoards(most int) *Boards { return &Boards{kept.New[viewed, Board](most)} }

// View returns what LoadView does. It takes one query where the board is kept and nothing has changed.
func (k *Boards) View(ctx context.Context, pool *pgxpool.Pool, slug string, v View) (Board, error) {
	b, found, err := k.find(ctx, pool, keyOf(slug, true, v), v)
	if found || err != nil {
		return b, err
	}
	err = db.ReadTx(ctx, pool, func(tx pgx.Tx) error {
		b, err = LoadView(ctx, tx, slug, v)
		return err
	})
	return k.keep(keyOf(slug, true, v), b, err)
}

// LoadStateView returns what the function of that name does. It takes one query where the board is kept and nothing has
// changed.
func (k *Boards) LoadStateView(ctx context.Context, tx pgx.Tx, slug string, v View) (Board, error) {
	b, found, err := k.find(ctx, tx, keyOf(slug, false, v), v)
	if found || err != nil {
		return b, err
	}
	b, err = LoadStateView(ctx, tx, slug, v)
	return k.keep(keyOf(slug, false, v), b, err)
}

func keyOf(slug string, whole bool, v View) viewed {
	key := viewed{slug: slug, whole: whole}
	switch {
	case v.Snapshot != 0:
		key.snapshot = v.Snapshot
	case !v.On.IsZero():
		key.on = v.On
	default:
		key.today = v.Today
	}
	return key
}

// find asks how the plan stands where something of it is kept that may still hold.
func (k *Boards) find(ctx context.Context, from asker, key viewed, v View) (b Board, found bool, err error) {
	if k == nil || !k.views.Has(key) {
		return Board{}, false, nil
	}
	s, err := FindStand(ctx, from, v.Scope, key.slug)
	if err != nil {
		return Board{}, false, err
	}
	b, found = k.views.Get(key, versionOf(s))
	return b, found, nil
}

func (k *Boards) keep(key viewed, b Board, err error) (Board, error) {
	if k != nil && err == nil {
		k.views.Put(key, versionOf(Stand{b.Now.ID, b.Stamp}), overhead+b.Size(), b)
	}
	return b, err
}

// overhead is what a board weighs beside its indicators.
const overhead = 20

// versionOf tells plans apart too: an address may become another's.
func versionOf(s Stand) string { return strconv.FormatInt(s.ID, 10) + " " + s.Stamp }
