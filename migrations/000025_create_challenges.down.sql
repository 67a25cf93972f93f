-- What is lost: all retos, where they have been, and who follows them.
DROP TABLE challenge_followers;
DROP TABLE challenge_moves;
DROP TABLE challenges;
DROP EXTENSION pg_trgm;
