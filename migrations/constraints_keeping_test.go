package migrations_test

import "testing"

// followUp is a round with one entry that was sent, a snapshot of each plan, and a file.
const followUp = `
	INSERT INTO rounds (plan_id, title, measured_on, due_on, opened_at) SELECT id, 'R', '2026-03-31', '2026-04-15', now() FROM plans;
	INSERT INTO round_entries (plan_id, round_id, indicator_id, state, value, measured_on, sent_at)
	SELECT r.plan_id, r.id, i.id, 'sent', 1, '2026-03-31', now() FROM rounds r JOIN indicators i ON i.plan_id = r.plan_id;
	INSERT INTO snapshots (plan_id, title, taken_on, board, scheduled_for)
	SELECT id, 'S', '2026-03-31', '{"status":"on_track","coverage":{"with_data":1,"total":1}}', '2026-03-31' FROM plans;
	INSERT INTO result_files (plan_id, result_id, name, media_type, size, content, added_at)
	SELECT plan_id, id, 'a.pdf', 'application/pdf', 1, 'x', now() FROM results;`

const anotherSnapshot = `
	INSERT INTO snapshots (plan_id, title, taken_on, board, scheduled_for, round_id, replaces, note)
	SELECT s.plan_id, 'Otro', s.taken_on, s.board, `

func TestWrongFollowUpsAreImpossible(t *testing.T) {
	wrong := map[string][]string{
		"cadences_months_known":   {`INSERT INTO cadences SELECT id, 2, '2026-01-01' FROM plans`},
		"cadences_plan_fkey":      {`INSERT INTO cadences VALUES (0, 3, '2026-01-01')`},
		"cadences_pkey":           {`INSERT INTO cadences SELECT id, 3, '2026-01-01' FROM plans, generate_series(1, 2)`},
		"plans_cadence_known":     {`UPDATE plans SET cadence_months = 2`},
		"indicators_nature_known": {`UPDATE indicators SET nature = 'otra'`},

		"measurements_withdrawn_reasoned": {
			`INSERT INTO measurements (plan_id, indicator_id, measured_on, reason) SELECT plan_id, id, '2026-03-01', 'sin nada antes' FROM indicators`,
			`INSERT INTO measurements (plan_id, indicator_id, measured_on, revision) SELECT plan_id, id, '2026-02-01', 2 FROM indicators`},
		"measurements_reason_bounded": {`INSERT INTO measurements (plan_id, indicator_id, measured_on, revision, value, reason)
			SELECT plan_id, id, '2026-02-01', 2, 1, repeat('a', 1001) FROM indicators`},
		"measurements_recorder_fkey": {`INSERT INTO measurements (plan_id, indicator_id, measured_on, value, recorded_by) SELECT plan_id, id, '2026-03-01', 1, 0 FROM indicators`},

		"results_withdrawn_reasons": {`UPDATE results SET withdrawn_at = now()`, `UPDATE results SET withdraw_reason = 'sí'`},
		"results_texts_bounded": {`UPDATE results SET description = repeat('a', 10001)`,
			`UPDATE results SET withdrawn_at = now(), withdraw_reason = repeat('a', 1001)`},
		"result_files_pkey": {`INSERT INTO result_files (plan_id, id, result_id, name, media_type, size, content, added_at)
			OVERRIDING SYSTEM VALUE SELECT plan_id, id, result_id, name, media_type, size, content, added_at FROM result_files`},
		"result_files_result_fkey":  {`UPDATE result_files SET result_id = (SELECT max(id) FROM results) WHERE plan_id = (SELECT min(id) FROM plans)`},
		"result_files_name_present": {`UPDATE result_files SET name = ' '`, `UPDATE result_files SET name = repeat('a', 201)`},
		"result_files_type_form":    {`UPDATE result_files SET media_type = 'text/html; charset=utf-8'`},
		"result_files_size_true": {`UPDATE result_files SET size = 2`, `UPDATE result_files SET content = '', size = 0`,
			`UPDATE result_files SET content = convert_to(repeat('a', 10485761), 'UTF8'), size = 10485761`},
		"result_files_user_fkey": {`UPDATE result_files SET added_by = 0`},

		"rounds_one_open":     {`INSERT INTO rounds (plan_id, title, measured_on, due_on, opened_at) SELECT id, 'R2', '2026-03-31', '2026-04-15', now() FROM plans`},
		"rounds_title_unique": {`INSERT INTO rounds (plan_id, title, measured_on, due_on, opened_at, closed_at) SELECT id, 'R', '2026-03-31', '2026-04-15', now(), now() FROM plans`},
		"rounds_pkey": {`INSERT INTO rounds (plan_id, id, title, measured_on, due_on, opened_at, closed_at)
			OVERRIDING SYSTEM VALUE SELECT plan_id, id, 'R2', measured_on, due_on, now(), now() FROM rounds`},
		"rounds_plan_fkey":        {`INSERT INTO rounds (plan_id, title, measured_on, due_on, opened_at) VALUES (0, 'R', '2026-03-31', '2026-04-15', now())`},
		"rounds_title_present":    {`UPDATE rounds SET title = ''`, `UPDATE rounds SET title = repeat('a', 201)`},
		"rounds_note_bounded":     {`UPDATE rounds SET note = repeat('a', 4001)`},
		"rounds_dates_reasonable": {`UPDATE rounds SET measured_on = '-infinity'`, `UPDATE rounds SET due_on = '9999-01-01'`},
		"rounds_deadline_after":   {`UPDATE rounds SET due_on = '2026-03-30'`},
		"rounds_ended_once":       {`UPDATE rounds SET closed_at = now(), cancelled_at = now(), cancel_reason = 'sí'`},
		"rounds_cancelled_reasons": {`UPDATE rounds SET cancelled_at = now()`, `UPDATE rounds SET cancel_reason = 'sí'`,
			`UPDATE rounds SET cancelled_at = now(), cancel_reason = repeat('a', 1001)`},
		"rounds_opener_fkey": {`UPDATE rounds SET opened_by = 0`},

		"round_entries_pkey":            {`INSERT INTO round_entries (plan_id, round_id, indicator_id) SELECT plan_id, round_id, indicator_id FROM round_entries`},
		"round_entries_round_fkey":      {`UPDATE round_entries SET round_id = (SELECT max(id) FROM rounds) WHERE plan_id = (SELECT min(id) FROM plans)`},
		"round_entries_indicator_fkey":  {`UPDATE round_entries SET indicator_id = (SELECT max(id) FROM indicators) WHERE plan_id = (SELECT min(id) FROM plans)`},
		"round_entries_state_known":     {`UPDATE round_entries SET state = 'otro'`},
		"round_entries_sent_whole":      {`UPDATE round_entries SET value = NULL`, `UPDATE round_entries SET measured_on = NULL`, `UPDATE round_entries SET sent_at = NULL`},
		"round_entries_returned_why":    {`UPDATE round_entries SET state = 'returned'`},
		"round_entries_value_finite":    {`UPDATE round_entries SET value = 'NaN'`, `UPDATE round_entries SET value = 1e400`, `UPDATE round_entries SET value = 0.0000001`},
		"round_entries_date_reasonable": {`UPDATE round_entries SET measured_on = '9999-01-01'`},
		"round_entries_texts_bounded": {`UPDATE round_entries SET comment = repeat('a', 4001)`, `UPDATE round_entries SET review = repeat('a', 4001)`,
			`UPDATE round_entries SET result_title = repeat('a', 1001)`},
		"round_entries_url_form": {`UPDATE round_entries SET result_url = 'javascript:alert(1)'`,
			`UPDATE round_entries SET result_url = 'https://' || repeat('a', 2000)`},
		"round_entries_sender_fkey":   {`UPDATE round_entries SET sent_by = 0`},
		"round_entries_reviewer_fkey": {`UPDATE round_entries SET reviewed_by = 0`},

		"snapshots_scheduled_unique": {anotherSnapshot + `s.scheduled_for, NULL, NULL, '' FROM snapshots s`},
		"snapshots_round_fkey":       {anotherSnapshot + `NULL, 0, NULL, '' FROM snapshots s`},
		"snapshots_round_unique": {anotherSnapshot + `NULL, r.id, NULL, '' FROM snapshots s JOIN rounds r ON r.plan_id = s.plan_id;
			INSERT INTO snapshots (plan_id, title, taken_on, board, round_id) SELECT s.plan_id, 'Tercero', s.taken_on, s.board, r.id
			FROM snapshots s JOIN rounds r ON r.plan_id = s.plan_id`},
		"snapshots_replaces_fkey": {anotherSnapshot + `NULL, NULL, (SELECT max(x.id) FROM snapshots x WHERE x.plan_id <> s.plan_id), '' FROM snapshots s`},
		"snapshots_replaces_unique": {anotherSnapshot + `NULL, NULL, s.id, '' FROM snapshots s;
			INSERT INTO snapshots (plan_id, title, taken_on, board, replaces) SELECT s.plan_id, 'Tercero', s.taken_on, s.board, s.id FROM snapshots s WHERE s.title = 'S'`},
		"snapshots_note_bounded": {anotherSnapshot + `NULL, NULL, NULL, repeat('a', 4001) FROM snapshots s`},
		"snapshots_user_fkey":    {`INSERT INTO snapshots (plan_id, title, taken_on, board, closed_by) SELECT s.plan_id, 'Otro', s.taken_on, s.board, 0 FROM snapshots s`},
	}
	for constraint, statements := range wrong {
		for n := range statements {
			wrong[constraint][n] = followUp + statements[n]
		}
	}
	refuses(t, wrong)
}
