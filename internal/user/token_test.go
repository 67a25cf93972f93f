package user_test

import (
	"context"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/user"
)

func TestSecurity06OnlyHashesOfTokensAreKept(t *testing.T) {
	const many = 1000
	w := newWorld(t)
	ana := w.person("Ana", access.Staff)
	var tokens []string
	w.inTx(func(ctx context.Context, tx pgx.Tx) error {
		for range many {
			token, err := user.Begin(ctx, tx, w.now(), ana.ID)
			if err != nil {
				return err
			}
			tokens = append(tokens, token)
		}
		return nil
	})
	invited, link, err := w.Invite(t.Context(), access.Actor{Kind: access.Command}, w.key(), user.Draft{Email: "b@x.es", Name: "Berta", Role: access.Staff})
	w.must(err)
	tokens = append(tokens, link)

	seen := map[string]bool{}
	for _, token := range tokens {
		if len(token) < 26 || seen[token] { // 26 letters of 32 are 130 bits
			t.Errorf("the token %q is short or drawn twice", token)
		}
		seen[token] = true
	}
	w.alive("the first session", tokens[0], true)
	if l, err := w.OpenLink(t.Context(), link); err != nil || l.UserID != invited {
		t.Errorf("the link: %+v, %v", l, err)
	}
	if n := ask[int](w, `SELECT count(*) FROM sessions`); n != many {
		t.Fatalf("%d sessions are kept", n)
	}
	for table, content := range w.dump() {
		for _, token := range tokens {
			if strings.Contains(content, token) || strings.Contains(content, hex.EncodeToString([]byte(token))) {
				t.Fatalf("a token stands in %s", table)
			}
		}
	}
}

// What stands in the database lets nobody in.
func TestSecurity06AHashIsNoToken(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	_, token := w.signIn("Ana")
	kept := ask[[]byte](w, `SELECT token_hash FROM sessions`)
	for _, wrong := range []string{"", string(kept), hex.EncodeToString(kept), strings.ToLower(token), token + " ", token[:25], token + "\x00", "\xff"} {
		_, err := w.Resume(t.Context(), wrong)
		w.expect("with "+wrong, err, fault.SignIn)
		_, err = w.OpenLink(t.Context(), wrong)
		w.expect("a link "+wrong, err, user.ErrLink)
	}
	w.alive("with the token itself", token, true)
}
