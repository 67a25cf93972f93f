DROP TABLE round_entries;
DROP TABLE rounds;
