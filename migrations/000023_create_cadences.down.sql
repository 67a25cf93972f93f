DROP TABLE cadences;
