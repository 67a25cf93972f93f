// Package api answers programs: a JSON API under /api/v1, described by OpenAPI 3.1, that everybody reads and other
// applications of the body send values to. The
// structs that it writes are a published contract, with their descriptions in Spanish; they change
// apart from the domain's own.
package api

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/progress"
	"hito/internal/token"
)

// Root is where the API begins.
const Root = "/api/v1"

// everybody is the scope of every answer: what is published, whoever asks. Other sites' pages may read the answers,
// so they never depend on who has signed in.
var everybody = access.Scope{}

// Config is what the API needs from outside.
type Config struct {
	Pool    *pgxpool.Pool
	Today   func() date.Date
	Version string // of the program, as the OpenAPI document names it
	// Fail answers what is no fault of the request, as problem JSON, and has it logged.
	Fail func(http.ResponseWriter, *http.Request, error)

	Now    func() time.Time
	Tokens token.Store
	Values indicator.Store
	Admit  func(context.Context, access.Actor) error // counts a token that is none; fault.TooMany beyond the bound
}

type service struct {
	cfg  Config
	huma huma.API
}

// Mount adds the API to a router, under Root. What the router answers to other methods than GET holds
// here too, so it has to be set before.
func Mount(r chi.Router, cfg Config) {
	r.Route(Root, func(r chi.Router) { newService(r, cfg) })
}

func newService(r chi.Router, cfg Config) *service {
	s := &service{cfg: cfg}
	r.Use(describe, share)
	r.NotFound(func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, fault.NotFound) })
	// Only what this package writes is in the configuration: huma's own pages load scripts from
	// elsewhere, and its documents are made anew for whoever asks at the same time.
	config := huma.Config{OpenAPI: description(cfg.Version)}
	config.AllowAdditionalPropertiesByDefault = true // fields may be added to the contract
	s.huma = humachi.New(r, config)
	schemas := s.huma.OpenAPI().Components.Schemas
	schemas.RegisterTypeAlias(reflect.TypeFor[date.Date](), reflect.TypeFor[daySchema]())
	schemas.RegisterTypeAlias(reflect.TypeFor[progress.Status](), reflect.TypeFor[statusSchema]())
	schemas.RegisterTypeAlias(reflect.TypeFor[progress.Rule](), reflect.TypeFor[ruleSchema]())
	schemas.RegisterTypeAlias(reflect.TypeFor[plan.State](), reflect.TypeFor[stateSchema]())
	schemas.RegisterTypeAlias(reflect.TypeFor[challenge.State](), reflect.TypeFor[challengeStateSchema]())
	s.operations(r)
	s.documents(r)
	return s
}

// describe names the API's description in every answer.
func describe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Link", "<"+Root+`/openapi.json>; rel="service-desc"; type="application/json"`)
		next.ServeHTTP(w, r)
	})
}

// share lets pages of any site read the answers. They are the same for everybody, so credentials
// are not asked for.
func share(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			h := w.Header()
			h.Set("Access-Control-Allow-Origin", "*")
			h.Set("Access-Control-Expose-Headers", "ETag, Link, X-Request-Id")
			h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		}
		next.ServeHTTP(w, r)
	})
}
