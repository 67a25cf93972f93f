-- What is lost: all evaluations of retos.
DROP TABLE challenge_scores;
DROP TABLE challenge_evaluations;
