package backup

import (
	"bytes"
	"fmt"
	"maps"
	"testing"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"hito/internal/db/dbtest"
)

// odd texts hold what COPY's format has a meaning for, and letters of all kinds, but no NUL, which PostgreSQL refuses.
var odd = rapid.StringOf(rapid.OneOf(rapid.SampledFrom([]rune{'\\', '\n', '\r', '\t', '.', 'N', ',', '"', '\'', '\x01', '\u2028', '\U0001F600', 'ñ', '\u0301'}),
	rapid.Rune().Filter(func(r rune) bool { return r != 0 })))

// Whatever stands in a column of whatever type comes back to the byte, NULLs and the end-of-data mark included.
func TestAnyRowComesBackAsItWas(t *testing.T) {
	from, to := dbtest.Fresh(t), dbtest.Fresh(t)
	const table = `
		CREATE TABLE oddities (id bigint GENERATED ALWAYS AS IDENTITY, "a ""name" text, b bytea, n numeric, f float8, l text[], j jsonb, j2 json,
		    d date, at timestamptz, span interval, yes boolean, u uuid, bits bit(8), twice text GENERATED ALWAYS AS ("a ""name" || 'x') STORED)`
	source := owner(t, from)
	var batch pgx.Batch
	if _, err := source.Exec(t.Context(), table); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{`\.`, `\N`, "", "\\", "\n", "\r\n", "\t"} {
		batch.Queue(`INSERT INTO oddities ("a ""name", b, l, j) VALUES ($1, $2, $3, to_jsonb($1::text))`, text, []byte(text), []*string{&text, nil})
	}
	batch.Queue(`INSERT INTO oddities (n, f, d, at, span, yes, u, bits) VALUES
		('1e-300', 'NaN', 'infinity', '-infinity', '-1 mon 2 days -03:04:05.000006', true, gen_random_uuid(), b'10100101'),
		('-0.10', '-0', '4713-01-01 BC', '0044-03-15 12:00:00.123456 BC', '0', NULL, NULL, NULL), (NULL, 5e-324, NULL, NULL, NULL, false, NULL, NULL)`)
	rapid.Check(t, func(t *rapid.T) {
		text, number := odd.Draw(t, "text"), fmt.Sprintf("%d.%d", rapid.Int64().Draw(t, "n"), rapid.Uint64().Draw(t, "decimals"))
		list := rapid.SliceOf(rapid.Ptr(odd, true)).Draw(t, "list")
		batch.Queue(`INSERT INTO oddities ("a ""name", b, n, f, l, j, j2) VALUES ($1, $2, $3::text::numeric, $4, $5, to_jsonb($6::text), to_json($6::text))`,
			text, rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"), number, rapid.Float64().Draw(t, "f"), list, odd.Draw(t, "json"))
	})
	if err := source.SendBatch(t.Context(), &batch).Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := owner(t, to).Exec(t.Context(), table); err != nil {
		t.Fatal(err)
	}
	file, m := taken(t, from)
	into(t, to, file)
	was, is := contents(t, from), contents(t, to)
	if !maps.Equal(was, is) || m.Rows() < 100 {
		t.Errorf("%d rows: there was\n%v\nand is\n%v", m.Rows(), was, is)
	}
}

// into loads a back-up into the same, empty tables, without migrating them first.
func into(t *testing.T, d *dbtest.Database, file []byte) {
	t.Helper()
	r, err := open(bytes.NewReader(file), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := target(d).load(t.Context(), r); err != nil {
		t.Fatal(err)
	}
}
