package bench

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/date"
	"hito/internal/db/cluster"
)

// Challenges says how many retos to generate beside one small plan.
type Challenges struct {
	Count  int
	People int // who write, support and handle them
	Units  int // that they come from
}

// MakeChallenges is Make for retos: the database has one small plan too, whose slug is "plan-1".
func MakeChallenges(ctx context.Context, server *cluster.Cluster, name string, today date.Date, c Challenges) (string, error) {
	small := Plans{Slug: "plan", Count: 1, Lines: 3, Objectives: 12, Indicators: 21}
	return makeOnce(ctx, server, name, func(conn *pgx.Conn) error {
		if err := generate(ctx, conn, today, []Plans{small}); err != nil {
			return err
		}
		return generateChallenges(ctx, conn, today, c)
	})
}

// challengeSteps are the statements that write retos and all that belongs to them; all take the same arguments. One in
// eight is open, as in an installation that has stood for years; of the others most are implemented or discarded. A
// third of them is public. Titles share their words, as those of one body do.
var challengeSteps = []string{`
	INSERT INTO units (name)
	SELECT 'Centro número ' || n
	  FROM generate_series(1, @units) n`, `
	INSERT INTO users (email, name, role)
	SELECT 'persona' || n || '@benchmark.example', 'Persona ' || n, 'staff'
	  FROM generate_series(1, @people) n`, `
	INSERT INTO user_units (user_id, unit_id)
	SELECT u.id, t.ids[1 + u.id % cardinality(t.ids)]
	  FROM users u, (SELECT array_agg(id ORDER BY id) AS ids FROM units WHERE name LIKE 'Centro%') t
	 WHERE u.email LIKE 'persona%'`, `
	INSERT INTO challenges (code, title, problem, affects, affected, evidence, idea, urgency, unit_id, privacy, author_id, shared, state, state_since,
	       submitted_at, submitted_on, answer_due_on, answered_at, decision_asked_at, assignee_id, public_title, public_text, published_at)
	SELECT translate(lpad(to_hex(n), 15, '0'), '0123456789abcdef', '2345679ACDEFHKMN'), g.title,
	       'Desde hace meses ocurre que ' || lower(g.title) || '. Las personas usuarias vuelven varias veces por el mismo trámite, el personal '
	       || 'repite las mismas explicaciones y nadie sabe decir cuánto tiempo se pierde ni a quién corresponde resolverlo. Caso ' || n || '.',
	       g.whom, n % 900, 'Se ha visto en ' || n % 40 || ' ocasiones en el último trimestre.', 'Probar durante un mes en un solo centro.',
	       CASE n % 9 WHEN 0 THEN 'low' ELSE 'normal' END, t.ids[1 + n % cardinality(t.ids)],
	       CASE n % 6 WHEN 0 THEN 'confidential' ELSE 'named' END, p.ids[1 + n % cardinality(p.ids)], n % 3 = 0, g.state, g.at, g.at, g.at::date,
	       g.at::date + 28, CASE WHEN g.state <> 'received' THEN g.at + interval '9 days' END, CASE WHEN g.state = 'analysis' AND n % 40 = 10 THEN g.at END,
	       CASE WHEN n % 4 = 0 THEN p.ids[1 + n % 7] END, CASE WHEN g.public THEN g.title ELSE '' END,
	       CASE WHEN g.public THEN 'Se está trabajando en ello en los centros municipales y se contará aquí lo que resulte.' ELSE '' END,
	       CASE WHEN g.public THEN g.at END
	  FROM generate_series(1, @count) n,
	       (SELECT array_agg(id ORDER BY id) AS ids FROM units WHERE name LIKE 'Centro%') t,
	       (SELECT array_agg(id ORDER BY id) AS ids FROM users WHERE email LIKE 'persona%') p,
	       LATERAL (SELECT (@subjects::text[])[1 + n % 12] || ' ' || (@faults::text[])[1 + n / 12 % 12] || ' ' || (@places::text[])[1 + n / 144 % 12]
	                       || ' ' || n / 1728 AS title,
	                       (@whom::text[])[1 + n % 5] AS whom,
	                       CASE WHEN n % 8 = 2 THEN (@open::text[])[1 + n / 8 % 6] ELSE (@ended::text[])[1 + n % 5] END AS state,
	                       n % 3 = 1 AS public,
	                       (@today::date - (@count - n) * 1460 / @count) + time '10:00' AS at) g`, `
	INSERT INTO challenge_moves (challenge_id, to_state, moved_at, moved_on)
	SELECT id, 'received', submitted_at, submitted_on
	  FROM challenges`, `
	INSERT INTO challenge_moves (challenge_id, from_state, to_state, moved_at, moved_on, moved_by, public_note, internal_note)
	SELECT c.id, (@path::text[])[k], (@path::text[])[k + 1], c.submitted_at + k * interval '3 days', c.submitted_on + 3 * k, c.author_id,
	       'Lo hemos visto con los centros y seguimos adelante.', 'Consultado con la unidad.'
	  FROM challenges c, generate_series(1, 5) k
	 WHERE k < coalesce(array_position(@path::text[], c.state), 2)`, `
	INSERT INTO challenge_moves (challenge_id, from_state, to_state, moved_at, moved_on, moved_by, public_note)
	SELECT id, 'analysis', state, submitted_at + interval '9 days', submitted_on + 9, author_id, 'Ya existe un servicio que responde a esto.'
	  FROM challenges
	 WHERE state <> ALL(@path::text[])`, `
	INSERT INTO challenge_followers (challenge_id, user_id, supports, follows, since)
	SELECT c.id, p.ids[1 + (c.id + k * 13) % cardinality(p.ids)], k % 2 = 0, true, c.submitted_at
	  FROM challenges c, generate_series(1, 3) k, (SELECT array_agg(id ORDER BY id) AS ids FROM users WHERE email LIKE 'persona%') p
	ON CONFLICT DO NOTHING`, `
	INSERT INTO challenge_messages (challenge_id, kind, body, written_at, written_by)
	SELECT c.id, k.kind, 'Gracias por contarlo. ¿En qué horario ocurre más a menudo y cuántas personas esperan?', c.submitted_at,
	       CASE WHEN k.kind <> 'author' THEN c.author_id END
	  FROM challenges c, unnest(ARRAY['answer', 'author', 'internal']) k (kind)`, `
	INSERT INTO challenge_evaluations (challenge_id, user_id, evaluated_at)
	SELECT f.challenge_id, f.user_id, f.since
	  FROM challenge_followers f
	  JOIN challenges c ON c.id = f.challenge_id
	 WHERE c.state NOT IN ('received', 'withdrawn')`, `
	INSERT INTO challenge_scores (challenge_id, user_id, criterion, score)
	SELECT e.challenge_id, e.user_id, k, 1 + (e.challenge_id * 7 + e.user_id * 3 + length(k)) % 5
	  FROM challenge_evaluations e, unnest(ARRAY['impact', 'alignment', 'technical', 'legal', 'cost', 'urgency', 'scalability']) k`, `
	INSERT INTO challenge_links (challenge_id, plan_id, objective_id, linked_at)
	SELECT c.id, o.plan_id, o.id, c.submitted_at
	  FROM challenges c
	  JOIN objectives o ON o.position = 1 + c.id % 12
	 WHERE c.state IN ('project', 'pilot', 'implemented')`, `
	INSERT INTO challenge_projects (challenge_id, title, starts_on, ends_on)
	SELECT id, title, submitted_on, submitted_on + 200
	  FROM challenges
	 WHERE state IN ('project', 'pilot', 'implemented')`, `
	INSERT INTO challenge_milestones (challenge_id, title, due_on)
	SELECT p.challenge_id, 'Hito ' || k, p.starts_on + 40 * k
	  FROM challenge_projects p, generate_series(1, 3) k`, `
	INSERT INTO notices (user_id, challenge_id, kind, body, told_at, read_at)
	SELECT f.user_id, f.challenge_id, 'moved', 'Un reto que sigue ha cambiado de estado.', f.since, CASE WHEN f.challenge_id % 10 > 0 THEN f.since END
	  FROM challenge_followers f`, `
	INSERT INTO indicator_sources (plan_id, indicator_id, counts, from_on, to_on, automatic)
	SELECT i.plan_id, i.id, k.counts, @today::date - 730, @today::date + 365, false
	  FROM unnest('{received,admitted,implemented}'::text[]) WITH ORDINALITY k (counts, position)
	  JOIN indicators i ON i.position = k.position`,
}

func generateChallenges(ctx context.Context, conn *pgx.Conn, today date.Date, c Challenges) error {
	args := pgx.NamedArgs{
		"count": c.Count, "people": c.People, "units": c.Units, "today": today,
		"subjects": []string{"Las citas", "Los informes sociales", "Las ayudas económicas", "Los talleres", "Las llamadas", "Los expedientes",
			"Las visitas a domicilio", "Los formularios", "Las derivaciones a salud", "Los turnos de tarde", "Las salas de espera", "Los correos de aviso"},
		"faults": []string{"se piden por teléfono y nadie contesta", "tardan semanas en llegar", "se repiten en cada ventanilla", "no se pueden consultar",
			"se pierden entre unidades", "no caben en la sala", "dependen de una sola persona", "se hacen a mano en papel", "no llegan a quien vive lejos",
			"se cancelan sin avisar", "exigen documentos que ya tenemos", "no se entienden"},
		"places": []string{"en el centro", "en los barrios", "en la unidad de programas", "en las pedanías", "en verano", "para las personas mayores",
			"para las familias", "con personas sin ordenador", "fuera de horario", "desde la centralita", "en la atención de urgencia", "entre áreas"},
		"whom":  []string{"personas mayores", "familias con menores a cargo", "personal de los centros", "personas con discapacidad", "toda la ciudadanía"},
		"open":  []string{"received", "analysis", "waiting", "admitted", "project", "pilot"},
		"ended": []string{"implemented", "discarded", "implemented", "discarded", "withdrawn"},
		"path":  []string{"received", "analysis", "admitted", "project", "pilot", "implemented"},
	}
	for n, sql := range challengeSteps {
		if err := exec(ctx, conn, sql, args); err != nil {
			return fmt.Errorf("generate retos, step %d: %w", n+1, err)
		}
	}
	return exec(ctx, conn, `VACUUM ANALYZE`)
}

// AProject returns the code of a reto that is a project.
func AProject(ctx context.Context, pool *pgxpool.Pool) (code string, err error) {
	err = pool.QueryRow(ctx, `SELECT code FROM challenges WHERE state = 'project' ORDER BY id DESC LIMIT 1`).Scan(&code)
	if err != nil {
		return "", fmt.Errorf("find a reto: %w", err)
	}
	return code, nil
}

// SomeStaff returns the number of somebody of the staff.
func SomeStaff(ctx context.Context, pool *pgxpool.Pool) (id int64, err error) {
	err = pool.QueryRow(ctx, `SELECT max(id) FROM users WHERE role = 'staff'`).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("find somebody of the staff: %w", err)
	}
	return id, nil
}
