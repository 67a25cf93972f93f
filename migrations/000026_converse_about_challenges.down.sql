-- What is lost: conversations, files and drafts of retos.
DROP TABLE challenge_drafts;
DROP TABLE challenge_files;
DROP TABLE challenge_messages;
