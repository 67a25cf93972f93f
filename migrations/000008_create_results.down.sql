DROP TABLE result_indicators;
DROP TABLE results;
