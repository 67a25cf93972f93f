package migrations_test

import "testing"

// people is the least that accounts need: two of them in a unit, one with all that lets a person in.
const people = `
	INSERT INTO units (name) VALUES ('Personas');
	INSERT INTO users (email, name, role) VALUES ('ana@x.es', 'Ana', 'staff'), ('berta@x.es', 'Berta', 'admin');
	INSERT INTO user_units (user_id, unit_id) SELECT min(u.id), min(t.id) FROM users u, units t;
	INSERT INTO recovery_codes (user_id, code_hash) SELECT min(id), sha256('code') FROM users;
	INSERT INTO identities (issuer, subject, user_id, created_at) SELECT 'i', 's', min(id), now() FROM users;
	INSERT INTO sessions (token_hash, user_id, confirmed, elsewhere, address, device, created_at, seen_at, expires_at)
		SELECT sha256('session'), min(id), true, false, '', '', now(), now(), now() + interval '1 hour' FROM users;
	INSERT INTO links (token_hash, kind, user_id, expires_at) SELECT sha256('invitation'), 'invitation', min(id), now() FROM users;
	INSERT INTO links (token_hash, kind, user_id, expires_at) SELECT sha256('forgot'), 'forgot', min(id), now() FROM users;
	INSERT INTO links (token_hash, kind, user_id, email, expires_at) SELECT sha256('email'), 'email', min(id), 'c@x.es', now() FROM users;
	INSERT INTO links (token_hash, kind, expires_at) VALUES (sha256('setup'), 'setup', now());
	INSERT INTO attempts (key, count, ends_at) VALUES (sha256('attempt'), 1, now());
	INSERT INTO known_addresses (key, seen_at) VALUES (sha256('address'), now());
	INSERT INTO audit_events (at, actor_kind, action, object_type, previous, hash) VALUES (now(), 'system', 'user.update', 'user', '', '');
	INSERT INTO audit_personal (event_id, salt, body) SELECT id, decode(repeat('00', 16), 'hex'), '{}' FROM audit_events;
	INSERT INTO settings (name, value) VALUES ('security', '{}');
	INSERT INTO submissions (key, action) VALUES ('k2345678901234567890', 'user.invite');`

func TestWrongStatesOfAccountsAreImpossible(t *testing.T) {
	refuses(t, map[string][]string{
		"users_pkey":         {`INSERT INTO users (id, email, name, role) OVERRIDING SYSTEM VALUE SELECT id, 'c@x.es', 'C', 'staff' FROM users`},
		"users_email_unique": {`UPDATE users SET email = 'c@x.es'`, `INSERT INTO users (email, name, role) VALUES ('ana@x.es', 'Otra', 'staff')`},
		"users_email_form": {`UPDATE users SET email = 'Ana@x.es' WHERE name = 'Ana'`, `UPDATE users SET email = 'ana'`, `UPDATE users SET email = ''`,
			`UPDATE users SET email = 'a@b@x.es'`, `UPDATE users SET email = 'a b@x.es'`, `UPDATE users SET email = E'ana@x.es\n' WHERE name = 'Ana'`,
			`UPDATE users SET email = repeat('a', 250) || '@x.es'`},
		"users_name_present":    {`UPDATE users SET name = ' '`, `UPDATE users SET name = repeat('a', 121)`},
		"users_role_known":      {`UPDATE users SET role = ''`, `UPDATE users SET role = 'Admin'`, `UPDATE users SET role = 'command'`},
		"users_password_hashed": {`UPDATE users SET password_hash = 'hito-demo-2022'`, `UPDATE users SET password_hash = ''`, `UPDATE users SET password_hash = '$2a$10$x'`},
		"users_totp_secret":     {`UPDATE users SET totp_secret = ''`, `UPDATE users SET totp_secret = repeat('a', 32)`, `UPDATE users SET totp_secret = repeat('A', 31)`},
		"user_units_user_fkey":  {`INSERT INTO user_units SELECT 0, id FROM units`, `DELETE FROM users WHERE name = 'Ana'`},
		"user_units_unit_fkey":  {`INSERT INTO user_units SELECT id, 0 FROM users`, `DELETE FROM units`},
		"user_units_pkey":       {`INSERT INTO user_units SELECT * FROM user_units`},

		"recovery_codes_user_fkey": {`INSERT INTO recovery_codes VALUES (0, sha256('x'))`, deleteUserWith("recovery_codes")},
		"recovery_codes_pkey":      {`INSERT INTO recovery_codes SELECT * FROM recovery_codes`},
		"recovery_codes_hashed":    {`UPDATE recovery_codes SET code_hash = 'k3xq7-m2w4p'`, `UPDATE recovery_codes SET code_hash = ''`},
		"identities_user_fkey":     {`INSERT INTO identities VALUES ('i', 'x', 0, now())`, deleteUserWith("identities")},
		"identities_pkey":          {`INSERT INTO identities SELECT 'i', 's', max(id), now() FROM users`},
		"identities_present": {`UPDATE identities SET issuer = ''`, `UPDATE identities SET subject = ''`, `UPDATE identities SET issuer = repeat('i', 501)`,
			`UPDATE identities SET subject = repeat('s', 501)`},

		"sessions_pkey": {`INSERT INTO sessions (token_hash, user_id, confirmed, elsewhere, address, device, created_at, seen_at, expires_at)
			SELECT token_hash, user_id, confirmed, elsewhere, address, device, created_at, seen_at, expires_at FROM sessions`},
		"sessions_id_unique": {`INSERT INTO sessions (id, token_hash, user_id, confirmed, elsewhere, address, device, created_at, seen_at, expires_at) OVERRIDING SYSTEM VALUE
			SELECT id, sha256('x'), user_id, confirmed, elsewhere, address, device, created_at, seen_at, expires_at FROM sessions`},
		"sessions_user_fkey":    {`UPDATE sessions SET user_id = 0`, deleteUserWith("sessions")},
		"sessions_token_hashed": {`UPDATE sessions SET token_hash = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'`},
		"sessions_ends_later":   {`UPDATE sessions SET expires_at = created_at`, `UPDATE sessions SET seen_at = created_at - interval '1 second'`},

		"links_pkey":         {`INSERT INTO links SELECT token_hash, 'reset', user_id, '', expires_at FROM links WHERE kind = 'invitation'`},
		"links_user_fkey":    {`UPDATE links SET user_id = 0 WHERE kind = 'invitation'`, deleteUserWith("links")},
		"links_token_hashed": {`UPDATE links SET token_hash = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' WHERE kind = 'setup'`},
		"links_kind_known": {`UPDATE links SET kind = 'other' WHERE kind = 'invitation'`, `UPDATE links SET kind = '' WHERE kind = 'forgot'`,
			`UPDATE links SET kind = 'Reset' WHERE kind = 'forgot'`},
		"links_has_user": {`UPDATE links SET user_id = NULL WHERE kind = 'invitation'`, `UPDATE links SET user_id = (SELECT max(id) FROM users) WHERE kind = 'setup'`},
		"links_has_email": {`UPDATE links SET email = 'c@x.es' WHERE kind = 'invitation'`, `UPDATE links SET email = 'c@x.es' WHERE kind = 'forgot'`,
			`UPDATE links SET email = '' WHERE kind = 'email'`},
		"links_one_of_each": {`INSERT INTO links SELECT sha256('x'), kind, user_id, email, expires_at FROM links WHERE kind = 'setup'`,
			`INSERT INTO links SELECT sha256('x'), kind, user_id, email, expires_at FROM links WHERE kind = 'invitation'`,
			`INSERT INTO links SELECT sha256('x'), kind, user_id, email, expires_at FROM links WHERE kind = 'forgot'`},

		"attempts_pkey":              {`INSERT INTO attempts SELECT * FROM attempts`},
		"attempts_key_hashed":        {`UPDATE attempts SET key = 'ana@x.es'`},
		"known_addresses_pkey":       {`INSERT INTO known_addresses SELECT * FROM known_addresses`},
		"known_addresses_key_hashed": {`UPDATE known_addresses SET key = '192.0.2.1'`, `UPDATE known_addresses SET key = ''`},

		"units_aliases_few": {`UPDATE units SET aliases = ARRAY(SELECT 'a' FROM generate_series(1, 51))`, `UPDATE units SET aliases = ARRAY['a', NULL]`},

		"settings_pkey":         {`INSERT INTO settings SELECT * FROM settings`},
		"settings_name_form":    {`UPDATE settings SET name = ''`, `UPDATE settings SET name = 'Security'`},
		"settings_value_object": {`UPDATE settings SET value = '[]'`, `UPDATE settings SET value = 'null'`, `UPDATE settings SET value = '1'`},

		"submissions_pkey": {`INSERT INTO submissions SELECT * FROM submissions`},
		"submissions_key_form": {`UPDATE submissions SET key = ''`, `UPDATE submissions SET key = 'k234567890123456789'`, `UPDATE submissions SET key = repeat('k', 65)`,
			`UPDATE submissions SET key = 'k23456789012345-67890'`, `UPDATE submissions SET key = E'k2345678901234567890\n'`},
		"submissions_result_short": {`UPDATE submissions SET result = repeat('r', 2001)`},
	})
}

// deleteUserWith deletes the person of a row in one table, whom nothing else holds.
func deleteUserWith(table string) string {
	return `UPDATE ` + table + ` SET user_id = (SELECT max(id) FROM users) WHERE user_id IS NOT NULL; DELETE FROM users WHERE name = 'Berta'`
}
