DROP TABLE objective_standards;
DROP TABLE objective_lines;
DROP TABLE objectives;
