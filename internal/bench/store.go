package bench

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/date"
	"hito/internal/snapshot"
)

// generate fills an empty, migrated database, through a connection of its superuser: the values of
// all plans come month by month, as people record them, so that those of one plan lie scattered
// among those of the others. Each plan has one follow-up.
func generate(ctx context.Context, conn *pgx.Conn, today date.Date, kinds []Plans) error {
	steps := []func() error{func() error { return exec(ctx, conn, carefree) }}
	for _, p := range kinds {
		steps = append(steps, func() error { return writeStructure(ctx, conn, today, p) })
	}
	steps = append(steps,
		func() error { return writeMeasurements(ctx, conn, today) },
		func() error { return exec(ctx, conn, `VACUUM ANALYZE`) }, // as autovacuum has done by the time people look
		func() error { return closeFollowUps(ctx, conn, today, kinds) },
		func() error { return exec(ctx, conn, `VACUUM ANALYZE snapshots`) },
	)
	for _, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("generate plans: %w", err)
		}
	}
	return nil
}

func exec(ctx context.Context, conn *pgx.Conn, sql string, args ...any) error {
	_, err := conn.Exec(ctx, sql, args...)
	return err
}

// carefree leaves foreign keys unchecked, which generated rows keep anyway, gives the sort of the
// index memory, and lets statements take their time.
const carefree = `SELECT set_config('session_replication_role', 'replica', false),
       set_config('synchronous_commit', 'off', false),
       set_config('statement_timeout', '0', false),
       set_config('maintenance_work_mem', '512MB', false)`

// structure are the statements that write plans without values; all take the same arguments.
var structure = []string{`
	INSERT INTO plans (slug, title, body, summary, general_objective, notice, state, starts_on, ends_on, published_at)
	SELECT @slug || '-' || n, 'Plan de innovación ' || n, 'Ayuntamiento ' || n,
	       'Un plan generado para medir, con textos tan largos como los de uno de verdad, poco más o menos.',
	       'Mejorar los servicios sociales municipales y la vida de las personas que los usan.',
	       'Datos generados.', 'active', @starts_on, @ends_on, now()
	  FROM generate_series(1, @count) n`, `
	INSERT INTO strategic_lines (plan_id, position, code, title, description)
	SELECT p.id, n, 'L' || n, 'Línea estratégica número ' || n, 'Lo que agrupa la línea, en una frase corta.'
	  FROM plans p, generate_series(1, @lines) n
	 WHERE p.slug LIKE @slug || '-%'`, `
	INSERT INTO objectives (plan_id, position, code, title, weight)
	SELECT p.id, n, 'O.E.' || n, 'Objetivo específico número ' || n || ': mejorar la atención que se presta en los centros',
	       CASE n % 5 WHEN 0 THEN 2 ELSE 1 END
	  FROM plans p, generate_series(1, @objectives) n
	 WHERE p.slug LIKE @slug || '-%'`, `
	INSERT INTO objective_lines (plan_id, objective_id, line_id)
	SELECT o.plan_id, o.id, l.id
	  FROM plans p
	  JOIN objectives o ON o.plan_id = p.id
	  JOIN strategic_lines l ON l.plan_id = p.id
	 WHERE p.slug LIKE @slug || '-%'
	   AND (l.position = 1 + o.position % @lines OR o.position % 4 = 0 AND l.position = 1 + (o.position + 1) % @lines)`, `
	INSERT INTO indicators (plan_id, objective_id, position, code, title, description, method, source, unit_of_measure,
	       decimals, periodicity_months, rule, baseline, target, weight)
	SELECT p.id, o.id, x, 'I.' || x, 'Indicador número ' || x || ': personas atendidas en los centros municipales',
	       'Qué se mide y por qué, en una frase corta.', 'Recuento de los registros del servicio.', 'Registro municipal',
	       CASE x % 3 WHEN 0 THEN '%' WHEN 1 THEN 'personas' ELSE 'días' END, x % 3, 1,
	       CASE x % 10 WHEN 9 THEN 'maintain_at_least' WHEN 8 THEN 'maintain_at_most' ELSE 'reach' END,
	       CASE WHEN x % 10 >= 8 THEN 60 WHEN x % 4 = 3 THEN 200 ELSE x % 30 END,
	       CASE WHEN x % 10 >= 8 THEN 60 WHEN x % 4 = 3 THEN 50 ELSE 100 + x % 90 END,
	       CASE x % 7 WHEN 0 THEN 2.5 ELSE 1 END
	  FROM plans p
	  JOIN objectives o ON o.plan_id = p.id
	  JOIN generate_series(1, @indicators) x ON o.position = 1 + (x - 1) * @objectives / @indicators
	 WHERE p.slug LIKE @slug || '-%'`, `
	INSERT INTO units (name)
	SELECT 'Unidad ' || n || ' de ' || p.slug
	  FROM plans p, generate_series(1, @units) n
	 WHERE p.slug LIKE @slug || '-%'`, `
	INSERT INTO indicator_units (plan_id, indicator_id, unit_id)
	SELECT i.plan_id, i.id, u.id
	  FROM plans p
	  JOIN indicators i ON i.plan_id = p.id, generate_series(0, 1) second
	  JOIN units u ON true
	 WHERE p.slug LIKE @slug || '-%' AND (second = 0 OR i.position % 5 = 0)
	   AND u.name = 'Unidad ' || 1 + (i.position + second) % @units || ' de ' || p.slug`, `
	INSERT INTO planned_points (plan_id, indicator_id, due_on, value)
	SELECT i.plan_id, i.id, p.starts_on + 730 * k, round(i.baseline + (i.target - i.baseline) * 3 * k / 10, i.decimals)
	  FROM plans p
	  JOIN indicators i ON i.plan_id = p.id, generate_series(1, 2) k
	 WHERE p.slug LIKE @slug || '-%' AND i.rule = 'reach' AND i.position % 5 = 0`,
}

func writeStructure(ctx context.Context, conn *pgx.Conn, today date.Date, p Plans) error {
	args := pgx.NamedArgs{
		"slug": p.Slug, "count": p.Count, "lines": p.Lines, "objectives": p.Objectives, "indicators": p.Indicators,
		"units":     p.Indicators/10 + 1,
		"starts_on": begin(today), "ends_on": end(today),
	}
	for _, sql := range structure {
		if err := exec(ctx, conn, sql, args); err != nil {
			return fmt.Errorf("structure of %q: %w", p.Slug, err)
		}
	}
	return exec(ctx, conn, `ANALYZE`)
}

// writeMeasurements builds the index last, which takes a tenth of the time.
func writeMeasurements(ctx context.Context, conn *pgx.Conn, today date.Date) error {
	if err := exec(ctx, conn, `ALTER TABLE measurements DROP CONSTRAINT measurements_pkey`); err != nil {
		return fmt.Errorf("drop the index of the measurements: %w", err)
	}
	for month := range Months {
		err := exec(ctx, conn, `
			INSERT INTO measurements (plan_id, indicator_id, measured_on, value)
			SELECT plan_id, id, $1,
			       CASE WHEN rule = 'reach'
			            THEN round(baseline + (target - baseline) * ($2 + 1) * (40 + position * 7 % 100) / 7200.0, decimals)
			            ELSE target + (position * 31 + $2 * 17) % 7 - 2 END
			  FROM indicators`, begin(today).AddMonths(month+1)-1, month)
		if err != nil {
			return fmt.Errorf("measurements of month %d: %w", month, err)
		}
	}
	err := exec(ctx, conn, `
		ALTER TABLE measurements
		  ADD CONSTRAINT measurements_pkey PRIMARY KEY (plan_id, indicator_id, measured_on, revision) INCLUDE (value)`)
	if err != nil {
		return fmt.Errorf("index the measurements: %w", err)
	}
	return nil
}

// closeFollowUps freezes the first plan of each kind; the others of a kind get a copy, which serves
// to fill the table.
func closeFollowUps(ctx context.Context, conn *pgx.Conn, today date.Date, kinds []Plans) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		for _, p := range kinds {
			closing := snapshot.Closing{Title: "Seguimiento anterior", TakenOn: closed(today)}
			if _, err := snapshot.Close(ctx, tx, p.Slug+"-1", closing); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `
				INSERT INTO snapshots (plan_id, title, taken_on, board)
				SELECT p.id, s.title, s.taken_on, s.board
				  FROM snapshots s
				  JOIN plans first ON first.id = s.plan_id AND first.slug = @slug || '-1'
				  JOIN plans p ON p.slug LIKE @slug || '-%' AND p.id <> first.id`, pgx.NamedArgs{"slug": p.Slug})
			if err != nil {
				return fmt.Errorf("copy the follow-up of %q: %w", p.Slug, err)
			}
		}
		return nil
	})
}
