DROP TABLE planned_points;
DROP TABLE indicator_standards;
DROP TABLE indicator_units;
DROP TABLE indicators;
