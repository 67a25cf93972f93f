package transfer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/text"
)

// LargestByCommand is how many bytes of a file are taken from whoever runs the program on its machine.
const LargestByCommand = 200 << 20

// Begin keeps a file that somebody brought for the plan with a slug, or for a new one, and returns the number of the
// import. A file of at most ReadAtOnce bytes is read and compared at once, a larger one by a job; nothing of the plan is
// written. What is wrong with the file, where that shows at once, is fault.Invalid at "file"; an unknown plan is
// fault.NotFound, and one that the actor may not write fault.Forbidden or fault.SignIn. A repeated form returns the same.
func (s Store) Begin(ctx context.Context, actor access.Actor, key string, u Upload) (int64, error) {
	result, err := db.Once(ctx, s.Pool, db.Submission{Key: key, Action: "import.create", UserID: actor.ID}, func(tx pgx.Tx) (string, error) {
		k, err := s.keep(ctx, tx, actor, u)
		if err != nil {
			return "", err
		}
		if err := s.readOrQueue(ctx, tx, k, u.Content); err != nil {
			return "", err
		}
		return strconv.FormatInt(k.ID, 10), s.record(ctx, tx, actor, k, "import.create", k.broughtTold(u.Content))
	})
	if err != nil {
		return 0, fmt.Errorf("begin an import: %w", err)
	}
	return strconv.ParseInt(result, 10, 64)
}

// keep writes a file with what is to become of it.
func (s Store) keep(ctx context.Context, tx pgx.Tx, actor access.Actor, u Upload) (kept, error) {
	k := kept{Import: Import{State: StateReading, Size: len(u.Content), Settings: u.Settings, Head: u.Head, Version: 1}, slug: u.Slug}
	if err := k.take(u, s.AtOnce); err != nil {
		return k, err
	}
	if err := k.aim(ctx, tx, actor); err != nil {
		return k, err
	}
	sum := sha256.Sum256(u.Content)
	err := tx.QueryRow(ctx, `
		INSERT INTO imports (plan_id, mode, name, size, content, sha256, settings, head, created_at, created_by)
		VALUES (nullif(@plan_id::bigint, 0), @mode, @name, @size, @content, @sha256, @settings, @head, @now, nullif(@actor::bigint, 0))
		RETURNING id`, pgx.NamedArgs{
		"plan_id": k.planID, "mode": k.Mode, "name": k.Name, "size": k.Size, "content": u.Content, "sha256": sum[:],
		"settings": k.Settings, "head": k.Head, "now": s.Now(), "actor": actor.ID,
	}).Scan(&k.ID)
	if err != nil {
		return k, fmt.Errorf("keep the file: %w", err)
	}
	return k, nil
}

// longestFileName is how many letters of a name are kept.
const longestFileName = 200

// take reads what a file is called and is for.
func (k *kept) take(u Upload, byCommand bool) error {
	largest := LargestFile
	if byCommand {
		largest = LargestByCommand
	}
	switch {
	case len(u.Content) == 0:
		return fault.Invalid{"file": "El fichero está vacío. Compruebe que es el que quería y que está guardado."}
	case len(u.Content) > largest:
		return fault.Invalid{"file": fmt.Sprintf("El fichero pasa de %d MB: divídalo, o impórtelo con la orden «hito import».", largest>>20)}
	}
	k.Name = nameOf(u.Name)
	if k.Mode = u.Settings.Mode; k.Mode == "" {
		k.Mode = Update
		if u.Slug == "" {
			k.Mode = NewPlan
		}
	}
	if !slices.Contains([]Mode{NewPlan, Update, Structure, Values}, k.Mode) || (k.Mode == NewPlan) != (u.Slug == "") {
		return fault.Invalid{"mode": "Elija una de las opciones."}
	}
	k.Settings.Mode = k.Mode
	return nil
}

// nameOf keeps of the name of a file what can be shown, without the folders that some browsers put before it.
func nameOf(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	line, err := text.Line(strings.ToValidUTF8(name, "�"))
	switch {
	case name == "":
		return Pasted
	case err != nil || line == "":
		return "Fichero"
	case utf8.RuneCountInString(line) > longestFileName:
		return string([]rune(line)[:longestFileName])
	default:
		return line
	}
}

// aim finds the plan that a file is for, and asks whether the actor may write it.
func (k *kept) aim(ctx context.Context, tx pgx.Tx, actor access.Actor) error {
	switch {
	case k.slug == "" && k.Mode != NewPlan:
		return fmt.Errorf("its plan is gone: %w", fault.Conflict)
	case k.slug == "":
		return access.Require(actor, access.CreatePlan, access.Target{})
	}
	p, err := plan.Find(ctx, tx, access.Plans(actor), k.slug)
	if err != nil {
		return err
	}
	k.Plan, k.planID = p, p.ID
	return access.Require(actor, access.WritePlan, p.Target())
}

// readOrQueue reads a small file in the caller's transaction, and leaves a large one to a job.
func (s Store) readOrQueue(ctx context.Context, tx pgx.Tx, k kept, content []byte) error {
	if k.Size > ReadAtOnce && !s.AtOnce {
		return enqueue(ctx, tx, k.ID)
	}
	if err := patient(ctx, tx); err != nil {
		return err
	}
	return s.read(ctx, tx, k, content, nobody)
}

// broughtTold is what events tell of a file.
func (k kept) broughtTold(content []byte) map[string]any {
	sum := sha256.Sum256(content)
	return map[string]any{"name": k.Name, "size": k.Size, "sha256": hex.EncodeToString(sum[:]), "mode": k.Mode}
}

// record tells in the audit what was done to an import.
func (s Store) record(ctx context.Context, tx pgx.Tx, actor access.Actor, k kept, action string, after any) error {
	return audit.Record(ctx, tx, s.event(actor, k, action, after))
}

func (s Store) event(actor access.Actor, k kept, action string, after any) audit.Event {
	return audit.Event{At: s.Now(), Actor: actor, Action: action, Object: audit.Object{Type: "import", ID: k.ID}, PlanID: k.planID, After: after}
}

// sentences joins what is refused.
func sentences(wrong fault.Invalid) string {
	var list []string
	for _, field := range slices.Sorted(maps.Keys(wrong)) {
		list = append(list, wrong[field])
	}
	return strings.Join(list, " ")
}
