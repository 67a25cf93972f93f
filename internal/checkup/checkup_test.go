package checkup

import (
	"maps"
	"testing"
	"time"

	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/measure"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// levels are the findings that are not well.
func levels(found []Finding) map[string]Level {
	unwell := map[string]Level{}
	for _, f := range found {
		if f.Level != Well {
			unwell[f.Check] = f.Level
		}
	}
	return unwell
}

func healthy() Facts {
	return Facts{Version: 170002, VersionText: "17.2", Fsync: "on", Synchronous: "on", FullPages: "on", Checksums: "on", Role: db.RuntimeRole,
		Schema: int64(db.SchemaVersion()), QueueSchema: db.QueueVersion(), People: 3}
}

func TestEveryTroubleIsFound(t *testing.T) {
	if got := levels(healthy().Check()); len(got) > 0 {
		t.Fatalf("a healthy installation has %v", got)
	}
	covered := map[string]bool{}
	for _, c := range []struct {
		check string
		level Level
		spoil func(*Facts)
	}{
		{"PostgreSQL", Wrong, func(f *Facts) { f.Version = 140011 }},
		{"PostgreSQL", Mind, func(f *Facts) { f.Version = 990001 }},
		{"Esquema", Wrong, func(f *Facts) { f.Schema-- }},
		{"Esquema", Wrong, func(f *Facts) { f.Schema++ }},
		{"Esquema", Wrong, func(f *Facts) { f.QueueSchema-- }},
		{"Esquema", Wrong, func(f *Facts) { f.Dirty = true }},
		{"Usuarios de PostgreSQL", Mind, func(f *Facts) { f.Superuser = true }},
		{"Usuarios de PostgreSQL", Mind, func(f *Facts) { f.MayCreate = true }},
		{"Usuarios de PostgreSQL", Mind, func(f *Facts) { f.Owns = true }},
		{"Datos a salvo de un corte", Wrong, func(f *Facts) { f.Fsync = "off" }},
		{"Datos a salvo de un corte", Wrong, func(f *Facts) { f.Synchronous = "off" }},
		{"Datos a salvo de un corte", Wrong, func(f *Facts) { f.FullPages = "off" }},
		{"Sumas de comprobación", Mind, func(f *Facts) { f.Checksums = "off" }},
		{"Índices", Wrong, func(f *Facts) { f.BrokenIndex = []string{"users_pkey"} }},
		{"Limpieza de tablas", Mind, func(f *Facts) { f.Bloated = []string{"sessions"} }},
		{"Segundo factor", Mind, func(f *Facts) { f.NoFactor = 1 }},
		{"Segundo factor", Mind, func(f *Facts) { f.NoFactor = 2 }},
		{"Primera cuenta", Mind, func(f *Facts) { f.OpenSetUp = true }},
		{"Primera cuenta", Mind, func(f *Facts) { f.People = 0 }},
		{"Modo de demostración", Mind, func(f *Facts) { f.Demo = true }},
		{"Tareas", Mind, func(f *Facts) { f.Waiting = measure.Queue{Jobs: map[string]int64{"discarded": 1}} }},
		{"Correos en espera", Mind, func(f *Facts) { f.Waiting = measure.Queue{Mails: map[string]int64{"uncertain": 1}} }},
		{"Correos en espera", Mind, func(f *Facts) { f.Waiting = measure.Queue{Mails: map[string]int64{"failed": 1}} }},
	} {
		covered[c.check] = true
		f := healthy()
		c.spoil(&f)
		found := f.Check()
		if got, want := levels(found), map[string]Level{c.check: c.level}; !maps.Equal(got, want) {
			t.Errorf("found %v, want %v", got, want)
		}
		for _, one := range found {
			if one.Text == "" || (one.Do == "") != (one.Level == Well) {
				t.Errorf("%+v: what is not well has a remedy, and nothing else", one)
			}
		}
	}
	for _, c := range checks {
		if !covered[c.name] {
			t.Errorf("no trouble is tried of %q", c.name)
		}
	}
}

func TestClocksThatDiffer(t *testing.T) {
	now := time.Now()
	for drift, want := range map[time.Duration]Level{0: Well, time.Second: Well, 5 * time.Second: Wrong, -5 * time.Second: Wrong} {
		if got := (Facts{Now: now.Add(drift)}).Clock(now, "Europe/Madrid").Level; got != want {
			t.Errorf("%v apart: %s, want %s", drift, got, want)
		}
	}
}

func TestFactsOfARealDatabase(t *testing.T) {
	d := dbtest.Fresh(t)
	for _, c := range []struct {
		does string
		has  string
	}{
		{"", "Primera cuenta"},
		{"INSERT INTO users (email, name, role, password_hash) VALUES ('ana@example.org', 'Ana', 'admin', '$argon2id$x')", "Segundo factor"},
		{"UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'users_email_unique'::regclass", "Índices"},
		{"UPDATE schema_migrations SET version = 1", "Esquema"},
		{"GRANT CREATE ON SCHEMA public TO " + db.RuntimeRole, "Usuarios de PostgreSQL"},
		{"INSERT INTO installation (demo) VALUES (true)", "Modo de demostración"},
	} {
		if c.does != "" {
			admin, err := db.Connect(t.Context(), d.AdminURL, db.PoolSize(0, 1))
			if err != nil {
				t.Fatal(err)
			}
			_, err = admin.Exec(t.Context(), c.does)
			admin.Close()
			if err != nil {
				t.Fatal(err)
			}
		}
		f, err := Load(t.Context(), d.Pool)
		if err != nil {
			t.Fatal(err)
		}
		if got := levels(f.Check()); got[c.has] == "" {
			t.Errorf("after %q %s is not told: %v", c.does, c.has, got)
		}
		if got := f.Clock(time.Now(), "UTC").Level; got != Well {
			t.Errorf("one clock differs from itself: %s", got)
		}
	}
}
