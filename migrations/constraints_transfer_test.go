package migrations_test

import "testing"

// carried is an import with something of everything that belongs to it, an issued report with a file, and a key of another
// application with a request.
const carried = `
	INSERT INTO imports (plan_id, mode, name, size, content, sha256, created_at) SELECT min(id), 'update', 'a.csv', 1, 'x', sha256('x'), now() FROM plans;
	INSERT INTO import_changes (import_id, position, kind, outcome, change) SELECT id, 1, 'objective', 'new', '{}' FROM imports;
	INSERT INTO import_indicators (import_id, code, title, decimals) SELECT id, 'I.1', 'I', 0 FROM imports;
	INSERT INTO import_values (import_id, position, sheet, line, col, code, measured_on, value) SELECT id, 1, '', 2, 3, 'I.1', '2026-03-01', 1 FROM imports;
	INSERT INTO import_mappings (name, columns, created_at) VALUES ('M', '{}', now());
	INSERT INTO report_drafts (plan_id, options, updated_at) SELECT id, '{}', now() FROM plans;
	INSERT INTO reports (plan_id, year, number, code, title, taken_on, options, document, issued_at)
	SELECT min(id), 2026, 1, 'AAAAAAAAAA', 'T', '2026-03-31', '{}', '{}', now() FROM plans;
	INSERT INTO report_files (plan_id, report_id, format, name, media_type, content, sha256, kept_at)
	SELECT plan_id, id, 'pdf', 'a.pdf', 'application/pdf', 'x', sha256('x'), now() FROM reports;
	INSERT INTO users (email, name, role) VALUES ('clave@example.org', 'A', 'staff');
	INSERT INTO api_tokens (user_id, name, scopes, token_hash, hint, created_at, expires_on)
	SELECT id, 'N', '{values:record}', sha256('x'), 'abcd', now(), '2027-01-01' FROM users WHERE email = 'clave@example.org';
	INSERT INTO api_requests SELECT id, 'k', sha256('x'), now() FROM api_tokens;`

func TestWrongTransfersAreImpossible(t *testing.T) {
	const another = `SELECT plan_id, year, number + 1, code || 'B', title, taken_on, options, document, issued_at`
	const reports = `INSERT INTO reports (plan_id, year, number, code, title, taken_on, options, document, issued_at) `
	wrong := map[string][]string{
		"imports_mode_known":     {`UPDATE imports SET mode = 'otro'`},
		"imports_state_known":    {`UPDATE imports SET state = 'otro'`},
		"imports_name_present":   {`UPDATE imports SET name = ' '`, `UPDATE imports SET name = repeat('a', 201)`},
		"imports_size_true":      {`UPDATE imports SET size = 2`},
		"imports_file_kept":      {`UPDATE imports SET content = NULL`},
		"imports_hashed":         {`UPDATE imports SET sha256 = 'x'`},
		"imports_failure_told":   {`UPDATE imports SET state = 'failed'`},
		"imports_applied_once":   {`UPDATE imports SET state = 'applied'`, `UPDATE imports SET applied_at = now()`},
		"imports_undone_once":    {`UPDATE imports SET state = 'undone', applied_at = now()`, `UPDATE imports SET undone_at = now()`},
		"imports_progress_sane":  {`UPDATE imports SET done = -1`},
		"imports_reason_bounded": {`UPDATE imports SET reason = repeat('a', 1001)`},
		"imports_plan_fkey":      {`UPDATE imports SET plan_id = 0`},
		"imports_author_fkey":    {`UPDATE imports SET created_by = 0`},
		"imports_applier_fkey":   {`UPDATE imports SET applied_by = 0`},
		"imports_undoer_fkey":    {`UPDATE imports SET undone_by = 0`},

		"import_changes_pkey":           {`INSERT INTO import_changes (import_id, position, kind, outcome, change) SELECT import_id, position, kind, outcome, change FROM import_changes`},
		"import_changes_import_fkey":    {`UPDATE import_changes SET import_id = 0`, `DELETE FROM imports`},
		"import_changes_outcome_known":  {`UPDATE import_changes SET outcome = 'otro'`},
		"import_indicators_pkey":        {`INSERT INTO import_indicators SELECT * FROM import_indicators`},
		"import_indicators_import_fkey": {`UPDATE import_indicators SET import_id = 0`},
		"import_values_pkey":            {`INSERT INTO import_values SELECT * FROM import_values`},
		"import_values_outcome_known":   {`UPDATE import_values SET outcome = 'gone'`},
		"import_values_wrong_told":      {`UPDATE import_values SET outcome = 'wrong'`, `UPDATE import_values SET problem = 'p'`},
		"import_mappings_pkey":          {`INSERT INTO import_mappings (id, name, columns, created_at) OVERRIDING SYSTEM VALUE SELECT id, 'otro', columns, created_at FROM import_mappings`},
		"import_mappings_name_unique":   {`INSERT INTO import_mappings (name, columns, created_at) VALUES ('M', '{}', now())`},
		"import_mappings_name_present":  {`UPDATE import_mappings SET name = ' '`},
		"import_mappings_object":        {`UPDATE import_mappings SET columns = '[]'`},
		"import_mappings_author_fkey":   {`UPDATE import_mappings SET created_by = 0`},
		"plans_shows_known":             {`UPDATE plans SET shows = '{otra}'`},
		"plans_shows_whole":             {`UPDATE plans SET shows = '{indicators}'`, `UPDATE plans SET shows = '{objectives,results}'`, `UPDATE plans SET shows = '{objectives,indicators,files}'`},
		"plans_licence_known":           {`UPDATE plans SET licence = 'otra'`},
		"report_drafts_pkey":            {`INSERT INTO report_drafts SELECT * FROM report_drafts`},
		"report_drafts_plan_fkey":       {`UPDATE report_drafts SET plan_id = 0 WHERE plan_id = (SELECT min(id) FROM plans)`},
		"report_drafts_user_fkey":       {`UPDATE report_drafts SET updated_by = 0`},
		"report_drafts_options_object":  {`UPDATE report_drafts SET options = '[]'`},
		"reports_number_unique":         {reports + `SELECT plan_id, year, number, code || 'B', title, taken_on, options, document, issued_at FROM reports`},
		"reports_code_unique":           {reports + `SELECT plan_id, year, number + 1, code, title, taken_on, options, document, issued_at FROM reports`},
		"reports_code_form":             {reports + `SELECT plan_id, year, number + 1, 'a', title, taken_on, options, document, issued_at FROM reports`},
		"reports_number_positive":       {reports + `SELECT plan_id, year, 0, code || 'B', title, taken_on, options, document, issued_at FROM reports`},
		"reports_title_present":         {reports + `SELECT plan_id, year, number + 1, code || 'B', ' ', taken_on, options, document, issued_at FROM reports`},
		"reports_jsons_objects":         {reports + `SELECT plan_id, year, number + 1, code || 'B', title, taken_on, '[]', document, issued_at FROM reports`},
		"reports_plan_fkey":             {reports + `SELECT 0, year, number + 1, code || 'B', title, taken_on, options, document, issued_at FROM reports`},
		"reports_snapshot_fkey":         {`INSERT INTO reports (snapshot_id, plan_id, year, number, code, title, taken_on, options, document, issued_at) SELECT 0, ` + another[len("SELECT "):] + ` FROM reports`},
		"report_files_pkey":             {`INSERT INTO report_files SELECT * FROM report_files`},
		"report_files_report_fkey":      {`INSERT INTO report_files SELECT plan_id, 0, format, name, media_type, content, sha256, kept_at FROM report_files`},
		"report_files_format_known":     {`INSERT INTO report_files SELECT plan_id, report_id, 'odt', name, media_type, content, sha256, kept_at FROM report_files`},
		"report_files_hash_true":        {`INSERT INTO report_files SELECT plan_id, report_id, 'docx', name, media_type, 'y', sha256, kept_at FROM report_files`},
		"api_tokens_hash_unique":        {`INSERT INTO api_tokens (user_id, name, scopes, token_hash, hint, created_at, expires_on) SELECT user_id, name, scopes, token_hash, hint, created_at, expires_on FROM api_tokens`},
		"api_tokens_hashed":             {`UPDATE api_tokens SET token_hash = 'x'`},
		"api_tokens_name_present":       {`UPDATE api_tokens SET name = ' '`},
		"api_tokens_scopes_known":       {`UPDATE api_tokens SET scopes = '{}'`, `UPDATE api_tokens SET scopes = '{plans:delete}'`},
		"api_tokens_hint_short":         {`UPDATE api_tokens SET hint = 'abcde'`},
		"api_tokens_user_fkey":          {`UPDATE api_tokens SET user_id = 0`},
		"api_tokens_plan_fkey":          {`UPDATE api_tokens SET plan_id = 0`},
		"api_requests_pkey":             {`INSERT INTO api_requests SELECT * FROM api_requests`},
		"api_requests_token_fkey":       {`UPDATE api_requests SET token_id = 0`},
		"api_requests_key_bounded":      {`UPDATE api_requests SET key = ''`, `UPDATE api_requests SET key = repeat('a', 256)`},
		"api_requests_fingerprint":      {`UPDATE api_requests SET fingerprint = 'x'`},
	}
	for constraint, statements := range wrong {
		for n, statement := range statements {
			wrong[constraint][n] = carried + statement
		}
	}
	refuses(t, wrong)
}
