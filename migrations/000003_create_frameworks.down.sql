DROP TABLE line_standards;
DROP TABLE standards;
DROP TABLE frameworks;
