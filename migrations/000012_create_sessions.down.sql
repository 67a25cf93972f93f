DROP TABLE known_addresses;
DROP TABLE attempts;
DROP TABLE links;
DROP TABLE sessions;
