-- Whether a person is told by e-mail too. Notices in the application come in any case: whoever finds the e-mails too many
-- turns them off and misses nothing.
ALTER TABLE users ADD COLUMN mail_notices boolean NOT NULL DEFAULT true;
