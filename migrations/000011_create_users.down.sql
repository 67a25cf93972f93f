DROP TABLE identities;
DROP TABLE recovery_codes;
DROP TABLE user_units;
DROP TABLE users;
