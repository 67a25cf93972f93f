-- What is lost: the views that people saved.
DROP TABLE challenge_views;
