DROP TABLE periods;
DROP TABLE plan_sections;
DROP TABLE plans;
