package challenges

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/setting"
	"hito/web/ui"
)

// Lists answers the addresses of many retos. Days are those of Location.
type Lists struct {
	Challenges challenge.Store
	Slow       *pgxpool.Pool // for exports
	Location   *time.Location
}

const (
	newPath    = ui.ChallengesPath + "/nuevo"
	codePath   = ui.ChallengesPath + "/consulta"
	exportPath = ui.ChallengeFiguresPath + "/exportar"
	viewsPath  = ui.ChallengesPath + "/vistas"
)

// List answers GET /retos: all of them with filters to whoever handles them, their own and what they may read to others,
// and to whoever has not signed in what is public.
func (p Lists) List(w http.ResponseWriter, r *http.Request) error {
	actor := ui.Actor(r.Context())
	q, wrong := readListQuery(r.URL.Query())
	if access.Can(actor, access.ReadChallenges, access.Target{}) {
		q.Scope = challenge.ScopeAll
		return p.listAll(w, r, q, wrong, viewTyped{})
	}
	q = q.open()
	if !actor.SignedIn() {
		q.Scope = challenge.ScopePublic
		return p.listPublic(w, r, q)
	}
	return p.listOwn(w, r, q)
}

// open leaves of a query what anybody may ask for: other filters would tell what their reader may not know.
func (q listQuery) open() listQuery {
	few := listQuery{page: q.page}
	few.Scope, few.Text, few.States = q.Scope, q.Text, q.States
	return few
}

// fetched is a page of a list with what stands around it.
type fetched struct {
	List    []challenge.Listed
	States  map[challenge.State]challenge.StateCount
	Scopes  map[challenge.ListScope]int // only for whoever has signed in and handles none
	Setting setting.Challenges
}

// fetch reads a page of what the query finds, by the same number of queries whatever there is.
func (p Lists) fetch(ctx context.Context, tx pgx.Tx, actor access.Actor, q listQuery) (f fetched, err error) {
	today := p.Challenges.Today()
	search := q.search()
	if !access.Can(actor, access.ReadChallenges, access.Target{}) {
		search.Sort = challenge.ByNewest // deadlines are for whoever has to keep them
	}
	if f.List, err = challenge.List(ctx, tx, actor, today, search); err != nil {
		return f, err
	}
	if f.States, err = challenge.CountStates(ctx, tx, actor, today, q.ListQuery); err != nil {
		return f, err
	}
	if len(f.List) == 0 && q.page > 1 {
		return f, fmt.Errorf("page %d of the retos: %w", q.page, fault.NotFound)
	}
	return f, nil
}

// fetchOpen is fetch for whoever handles no retos.
func (p Lists) fetchOpen(ctx context.Context, actor access.Actor, q *listQuery) (f fetched, err error) {
	err = db.ReadTx(ctx, p.Challenges.Pool, func(tx pgx.Tx) (err error) {
		var scopes map[challenge.ListScope]int
		if actor.SignedIn() {
			if scopes, err = challenge.CountScopes(ctx, tx, actor); err != nil {
				return err
			}
			q.Scope = scopeFor(q.Scope, scopes)
		}
		if f, err = p.fetch(ctx, tx, actor, *q); err != nil {
			return err
		}
		f.Scopes, f.Setting = scopes, setting.DefaultChallenges()
		_, err = setting.Load(ctx, tx, setting.ChallengesName, &f.Setting)
		return err
	})
	return f, err
}

// scopeFor returns the scope that is asked for or, where none is, the first that has something, one's own without any.
func scopeFor(asked challenge.ListScope, counts map[challenge.ListScope]int) challenge.ListScope {
	if asked != challenge.ScopeAll {
		return asked
	}
	for _, scope := range challenge.ListScopes {
		if counts[scope] > 0 {
			return scope
		}
	}
	return challenge.ScopeOwn
}
