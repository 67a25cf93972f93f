-- What is lost: who had turned e-mails off.
ALTER TABLE users DROP COLUMN mail_notices;
