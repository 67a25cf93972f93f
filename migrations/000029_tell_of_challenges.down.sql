-- What is lost: notices, and e-mails that were not sent yet.
DROP TABLE mails;
DROP TABLE notices;
