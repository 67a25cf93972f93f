package migrations_test

import "testing"

// brought is a named reto and an anonymous one, with something of everything that belongs to them.
const brought = `
	INSERT INTO users (email, name, role) VALUES ('a@example.org', 'A', 'staff'), ('b@example.org', 'B', 'technician');
	INSERT INTO units (name) VALUES ('U');
	INSERT INTO challenges (code, title, problem, privacy, author_id, state_since, submitted_at, submitted_on, answer_due_on)
	SELECT 'AAAAAAAAAAAAAAA', 'T', 'P', 'named', min(id), now(), now(), '2026-02-01', '2026-03-02' FROM users;
	INSERT INTO challenges (code, secret_digest, title, problem, privacy, state_since, submitted_at, submitted_on, answer_due_on)
	VALUES ('CCCCCCCCCCCCCCC', sha256('x'), 'T', 'P', 'anonymous', now(), now(), '2026-02-01', '2026-03-02');
	INSERT INTO challenge_moves (challenge_id, to_state, moved_at, moved_on) SELECT id, 'received', now(), '2026-02-01' FROM challenges;
	INSERT INTO challenge_followers SELECT c.id, u.id, true, true, now() FROM challenges c, users u WHERE u.role = 'technician';
	INSERT INTO challenge_messages (challenge_id, kind, body, written_at, written_by)
	SELECT c.id, 'internal', 'M', now(), u.id FROM challenges c, users u WHERE u.role = 'technician';
	INSERT INTO challenge_files (challenge_id, name, media_type, size, content, internal, added_at)
	SELECT id, 'a.pdf', 'application/pdf', 1, 'x', false, now() FROM challenges;
	INSERT INTO challenge_drafts SELECT id, '{}', now() FROM users;
	INSERT INTO challenge_evaluations (challenge_id, user_id, evaluated_at) SELECT c.id, u.id, now() FROM challenges c, users u;
	INSERT INTO challenge_scores SELECT challenge_id, user_id, 'impact', 3 FROM challenge_evaluations;
	INSERT INTO challenge_links (challenge_id, plan_id, objective_id, linked_at) SELECT c.id, o.plan_id, o.id, now() FROM challenges c, objectives o;
	INSERT INTO challenge_projects (challenge_id, title, starts_on, ends_on) SELECT id, 'T', '2026-02-01', '2026-03-01' FROM challenges;
	INSERT INTO challenge_milestones (challenge_id, title, due_on) SELECT challenge_id, 'H', '2026-02-15' FROM challenge_projects;
	INSERT INTO indicator_sources SELECT plan_id, id, 'received', '2026-01-01', '2026-12-31', true FROM indicators;
	INSERT INTO notices (user_id, challenge_id, kind, body, told_at) SELECT u.id, c.id, 'moved', 'N', now() FROM challenges c, users u;
	INSERT INTO mails (challenge_id, message_id, subject, body, html, queued_at, changed_at) SELECT id, code, 'S', 'B', '<p>', now(), now() FROM challenges;
	INSERT INTO challenge_views (user_id, name, query) SELECT id, 'V', 'q=x' FROM users;`

func TestWrongRetosAreImpossible(t *testing.T) {
	const other = `(SELECT max(id) FROM challenges)`
	wrong := map[string][]string{
		"challenges_code_unique":         {`UPDATE challenges SET code = 'DDDDDDDDDDDDDDD'`},
		"challenges_code_form":           {`UPDATE challenges SET code = 'a' || id`, `UPDATE challenges SET code = repeat('A', 14) || '1'`},
		"challenges_secret_unique":       {`INSERT INTO challenges (code, secret_digest, title, problem, privacy, state_since, submitted_at, submitted_on, answer_due_on) SELECT 'DDDDDDDDDDDDDDD', secret_digest, 'T', 'P', 'anonymous', now(), now(), submitted_on, answer_due_on FROM challenges WHERE secret_digest IS NOT NULL`},
		"challenges_secret_hashed":       {`UPDATE challenges SET secret_digest = 'x' WHERE secret_digest IS NOT NULL`},
		"challenges_title_present":       {`UPDATE challenges SET title = ' '`, `UPDATE challenges SET title = repeat('a', 201)`},
		"challenges_problem_present":     {`UPDATE challenges SET problem = ''`, `UPDATE challenges SET problem = repeat('a', 5001)`},
		"challenges_texts_bounded":       {`UPDATE challenges SET idea = repeat('a', 3001)`, `UPDATE challenges SET area = repeat('a', 201)`},
		"challenges_affected_counted":    {`UPDATE challenges SET affected = -1`},
		"challenges_urgency_known":       {`UPDATE challenges SET urgency = 'otra'`},
		"challenges_urgency_reasons":     {`UPDATE challenges SET urgency = 'high'`},
		"challenges_touches_one":         {`UPDATE challenges SET plan_id = (SELECT min(id) FROM plans)`, `UPDATE challenges c SET plan_id = o.plan_id, objective_id = o.id, line_id = l.id FROM objectives o JOIN strategic_lines l ON l.plan_id = o.plan_id`},
		"challenges_objective_fkey":      {`UPDATE challenges SET plan_id = (SELECT min(id) FROM plans), objective_id = (SELECT max(id) FROM objectives)`},
		"challenges_line_fkey":           {`UPDATE challenges SET plan_id = (SELECT min(id) FROM plans), line_id = (SELECT max(id) FROM strategic_lines)`},
		"challenges_privacy_known":       {`UPDATE challenges SET privacy = 'otra' WHERE author_id IS NOT NULL`},
		"challenges_author_by_privacy":   {`UPDATE challenges SET author_id = NULL`, `UPDATE challenges SET privacy = 'anonymous'`, `UPDATE challenges SET secret_digest = sha256('y') WHERE author_id IS NOT NULL`},
		"challenges_contact_anonymous":   {`UPDATE challenges SET contact_name = 'N' WHERE author_id IS NOT NULL`},
		"challenges_contact_form":        {`UPDATE challenges SET contact_email = 'x' WHERE author_id IS NULL`},
		"challenges_state_known":         {`UPDATE challenges SET state = 'otro'`},
		"challenges_dates_reasonable":    {`UPDATE challenges SET answer_due_on = '2026-01-31'`, `UPDATE challenges SET answer_due_on = 'infinity'`},
		"challenges_decision_analysed":   {`UPDATE challenges SET decision_asked_at = now()`},
		"challenges_merged_elsewhere":    {`UPDATE challenges SET state = 'merged'`, `UPDATE challenges SET merged_into = ` + other, `UPDATE challenges SET state = 'merged', merged_into = id`},
		"challenges_merged_fkey":         {`UPDATE challenges SET state = 'merged', merged_into = 0`},
		"challenges_public_whole":        {`UPDATE challenges SET published_at = now(), public_title = 'T'`},
		"challenges_public_bounded":      {`UPDATE challenges SET public_text = repeat('a', 5001)`},
		"challenges_unit_fkey":           {`UPDATE challenges SET unit_id = 0`},
		"challenges_plan_fkey":           {`UPDATE challenges SET plan_id = 0, objective_id = (SELECT max(id) FROM objectives)`},
		"challenges_author_fkey":         {`UPDATE challenges SET author_id = 0 WHERE author_id IS NOT NULL`},
		"challenges_assignee_fkey":       {`UPDATE challenges SET assignee_id = 0`},
		"challenges_assigned_unit_fkey":  {`UPDATE challenges SET assigned_unit_id = 0`},
		"challenge_moves_first_received": {`INSERT INTO challenge_moves (challenge_id, from_state, to_state, moved_at, moved_on) SELECT id, 'analysis', 'received', now(), '2026-02-01' FROM challenges`, `INSERT INTO challenge_moves (challenge_id, to_state, moved_at, moved_on) SELECT id, 'analysis', now(), '2026-02-01' FROM challenges`},
		"challenge_moves_elsewhere":      {`INSERT INTO challenge_moves (challenge_id, from_state, to_state, moved_at, moved_on) SELECT id, 'analysis', 'analysis', now(), '2026-02-01' FROM challenges`},
		"challenge_moves_states_known":   {`INSERT INTO challenge_moves (challenge_id, from_state, to_state, moved_at, moved_on) SELECT id, 'received', 'otro', now(), '2026-02-01' FROM challenges`},
		"challenge_moves_discarded_why":  {`INSERT INTO challenge_moves (challenge_id, from_state, to_state, moved_at, moved_on) SELECT id, 'received', 'discarded', now(), '2026-02-01' FROM challenges`},
		"challenge_moves_notes_bounded":  {`INSERT INTO challenge_moves (challenge_id, from_state, to_state, moved_at, moved_on, public_note) SELECT id, 'received', 'analysis', now(), '2026-02-01', repeat('a', 4001) FROM challenges`},
		"challenge_moves_challenge_fkey": {`INSERT INTO challenge_moves (challenge_id, to_state, moved_at, moved_on) VALUES (0, 'received', now(), '2026-02-01')`},
		"challenge_moves_user_fkey":      {`INSERT INTO challenge_moves (challenge_id, to_state, moved_at, moved_on, moved_by) SELECT id, 'received', now(), '2026-02-01', 0 FROM challenges`},

		"challenge_followers_either":         {`UPDATE challenge_followers SET supports = false, follows = false`},
		"challenge_followers_pkey":           {`INSERT INTO challenge_followers SELECT * FROM challenge_followers`},
		"challenge_followers_challenge_fkey": {`UPDATE challenge_followers SET challenge_id = 0 WHERE challenge_id = ` + other},
		"challenge_followers_user_fkey":      {`UPDATE challenge_followers SET user_id = 0`},

		"challenge_messages_kind_known":     {`UPDATE challenge_messages SET kind = 'otro'`},
		"challenge_messages_writer":         {`UPDATE challenge_messages SET kind = 'author'`, `UPDATE challenge_messages SET written_by = NULL`},
		"challenge_messages_body_present":   {`UPDATE challenge_messages SET body = ' '`, `UPDATE challenge_messages SET body = repeat('a', 5001)`},
		"challenge_messages_merged_notes":   {`UPDATE challenge_messages SET merged_from = challenge_id`, `UPDATE challenge_messages SET kind = 'answer', merged_from = ` + other + ` WHERE challenge_id <> ` + other},
		"challenge_messages_challenge_fkey": {`UPDATE challenge_messages SET challenge_id = 0`},
		"challenge_messages_user_fkey":      {`UPDATE challenge_messages SET written_by = 0`},
		"challenge_messages_merged_fkey":    {`UPDATE challenge_messages SET merged_from = 0`},

		"challenge_files_name_present":   {`UPDATE challenge_files SET name = ''`},
		"challenge_files_type_form":      {`UPDATE challenge_files SET media_type = 'x'`},
		"challenge_files_size_true":      {`UPDATE challenge_files SET size = 2`},
		"challenge_files_internal_by":    {`UPDATE challenge_files SET internal = true`},
		"challenge_files_challenge_fkey": {`UPDATE challenge_files SET challenge_id = 0`},
		"challenge_files_user_fkey":      {`UPDATE challenge_files SET added_by = 0`},

		"challenge_drafts_pkey":          {`INSERT INTO challenge_drafts SELECT * FROM challenge_drafts`},
		"challenge_drafts_fields_object": {`UPDATE challenge_drafts SET fields = '[]'`, `UPDATE challenge_drafts SET fields = jsonb_build_object('a', repeat('a', 60001))`},
		"challenge_drafts_user_fkey":     {`UPDATE challenge_drafts SET user_id = 0 WHERE user_id = (SELECT max(id) FROM users)`},

		"challenge_evaluations_pkey":            {`INSERT INTO challenge_evaluations SELECT * FROM challenge_evaluations`},
		"challenge_evaluations_comment_bounded": {`UPDATE challenge_evaluations SET comment = repeat('a', 4001)`},
		"challenge_evaluations_challenge_fkey":  {`INSERT INTO challenge_evaluations (challenge_id, user_id, evaluated_at) SELECT 0, id, now() FROM users`},
		"challenge_evaluations_user_fkey":       {`INSERT INTO challenge_evaluations (challenge_id, user_id, evaluated_at) SELECT id, 0, now() FROM challenges`},
		"challenge_scores_range":                {`UPDATE challenge_scores SET score = 0`, `UPDATE challenge_scores SET score = 6`},
		"challenge_scores_criterion_form":       {`UPDATE challenge_scores SET criterion = 'A b'`},
		"challenge_scores_pkey":                 {`INSERT INTO challenge_scores SELECT * FROM challenge_scores`},
		"challenge_scores_evaluation_fkey":      {`INSERT INTO challenge_scores SELECT id, 0, 'impact', 3 FROM challenges`},

		"challenge_links_unique":         {`INSERT INTO challenge_links (challenge_id, plan_id, objective_id, linked_at) SELECT challenge_id, plan_id, objective_id, now() FROM challenge_links`},
		"challenge_links_one_end":        {`UPDATE challenge_links SET objective_id = NULL`, `UPDATE challenge_links l SET result_id = r.id FROM results r WHERE r.plan_id = l.plan_id`},
		"challenge_links_challenge_fkey": {`UPDATE challenge_links SET challenge_id = 0 WHERE id = (SELECT max(id) FROM challenge_links)`},
		"challenge_links_plan_fkey":      {`INSERT INTO challenge_links (challenge_id, plan_id, objective_id, linked_at) SELECT id, 0, 0, now() FROM challenges`},
		"challenge_links_objective_fkey": {`UPDATE challenge_links SET objective_id = 0 WHERE id = (SELECT max(id) FROM challenge_links)`},
		"challenge_links_indicator_fkey": {`UPDATE challenge_links SET objective_id = NULL, indicator_id = 0 WHERE id = (SELECT max(id) FROM challenge_links)`},
		"challenge_links_result_fkey":    {`UPDATE challenge_links SET objective_id = NULL, result_id = 0 WHERE id = (SELECT max(id) FROM challenge_links)`},
		"challenge_links_user_fkey":      {`UPDATE challenge_links SET linked_by = 0`},

		"challenge_projects_title_present":      {`UPDATE challenge_projects SET title = ''`},
		"challenge_projects_summary_bounded":    {`UPDATE challenge_projects SET summary = repeat('a', 5001)`},
		"challenge_projects_dates_ordered":      {`UPDATE challenge_projects SET ends_on = '2026-01-31'`},
		"challenge_projects_dates_reasonable":   {`UPDATE challenge_projects SET ends_on = 'infinity'`},
		"challenge_projects_challenge_fkey":     {`INSERT INTO challenge_projects (challenge_id, title, starts_on, ends_on) VALUES (0, 'T', '2026-01-01', '2026-01-02')`},
		"challenge_projects_pkey":               {`INSERT INTO challenge_projects SELECT * FROM challenge_projects`},
		"challenge_projects_unit_fkey":          {`UPDATE challenge_projects SET unit_id = 0`},
		"challenge_projects_lead_fkey":          {`UPDATE challenge_projects SET lead_id = 0`},
		"challenge_milestones_title_present":    {`UPDATE challenge_milestones SET title = ' '`},
		"challenge_milestones_note_bounded":     {`UPDATE challenge_milestones SET note = repeat('a', 2001)`},
		"challenge_milestones_dates_reasonable": {`UPDATE challenge_milestones SET due_on = 'infinity'`, `UPDATE challenge_milestones SET done_on = '1000-01-01'`},
		"challenge_milestones_project_fkey":     {`UPDATE challenge_milestones SET challenge_id = 0`},

		"indicator_sources_counts_known":     {`UPDATE indicator_sources SET counts = 'otros'`},
		"indicator_sources_dates_ordered":    {`UPDATE indicator_sources SET to_on = '2025-12-31'`},
		"indicator_sources_dates_reasonable": {`UPDATE indicator_sources SET to_on = 'infinity'`},
		"indicator_sources_pkey":             {`INSERT INTO indicator_sources SELECT * FROM indicator_sources`},
		"indicator_sources_indicator_fkey":   {`INSERT INTO indicator_sources SELECT id, 0, 'received', '2026-01-01', '2026-12-31', true FROM plans`},

		"notices_kind_form":      {`UPDATE notices SET kind = 'A'`},
		"notices_body_present":   {`UPDATE notices SET body = ''`},
		"notices_user_fkey":      {`UPDATE notices SET user_id = 0`},
		"notices_challenge_fkey": {`UPDATE notices SET challenge_id = 0`},

		"mails_message_unique":  {`UPDATE mails SET message_id = 'x'`},
		"mails_state_known":     {`UPDATE mails SET state = 'otro'`},
		"mails_body_while_open": {`UPDATE mails SET body = '', html = ''`},
		"mails_sent_forgotten":  {`UPDATE mails SET state = 'sent'`, `UPDATE mails SET state = 'sent', body = ''`},
		"mails_texts_bounded":   {`UPDATE mails SET subject = ''`, `UPDATE mails SET problem = repeat('a', 501)`},
		"mails_user_fkey":       {`UPDATE mails SET user_id = 0`},
		"mails_challenge_fkey":  {`UPDATE mails SET challenge_id = 0`},

		"challenge_views_name_unique":  {`INSERT INTO challenge_views (user_id, name, query) SELECT user_id, name, '' FROM challenge_views`},
		"challenge_views_name_present": {`UPDATE challenge_views SET name = ' '`},
		"challenge_views_query_short":  {`UPDATE challenge_views SET query = repeat('a', 1001)`},
		"challenge_views_user_fkey":    {`UPDATE challenge_views SET user_id = 0 WHERE id = (SELECT max(id) FROM challenge_views)`},
	}
	for constraint, statements := range wrong {
		for n := range statements {
			wrong[constraint][n] = brought + statements[n]
		}
	}
	refuses(t, wrong)
}
